"""What a program may know of a person."""

from sqlalchemy import text

from auth import events
from auth.events import Visit
from auth.rules import Action, Outcome
from portal import clock
from portal.database.policies import AUTH
from tests.auth.organisations.directory import prove
from tests.auth.server.provider import OURS, Provider


async def test_r40_it_is_told_what_its_scopes_name_and_no_more(provider: Provider) -> None:
    member = await provider.person(name="Ines Roth")
    browser, program = await provider.signed_in(member), await provider.program()
    known = []
    for scope in ("openid", "openid profile", "openid email", "openid profile email contracts:read"):
        token = (await provider.tokens(browser, program, scope=scope))["access_token"]
        for method in ("GET", "POST"):
            headers = {"authorization": f"Bearer {token}"}
            answer = await provider.web.request(method, "/oauth/userinfo", headers=headers)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
            known.append(answer.json())

    sub, profile = {"sub": str(member.person_id)}, {"name": "Ines Roth", "locale": "en", "zoneinfo": "Europe/Berlin"}
    email = {"email": member.email, "email_verified": False}
    assert known[::2] == known[1::2] == [sub, sub | profile, sub | email, sub | profile | email]


async def test_r40_an_address_is_verified_where_a_mailed_link_came_back_or_its_domain_is_proven(
    provider: Provider,
) -> None:
    member = await provider.person()
    browser, program = await provider.signed_in(member), await provider.program()
    token = (await provider.tokens(browser, program, scope="openid email"))["access_token"]

    async def said() -> object:
        answer = await provider.web.get("/oauth/userinfo", headers={"authorization": f"Bearer {token}"})
        return answer.json()["email_verified"]

    async def happened(action: Action, outcome: Outcome, reason: str) -> None:
        async with provider.database.transaction(AUTH) as transaction:
            visit = Visit("192.0.2.7", "", clock.now())
            events.write(transaction, visit, action, outcome, reason=reason, person_id=member.person_id)

    assert await said() is False
    await happened(Action.RESET_PASSWORD, Outcome.ACCEPTED, "asked")
    await happened(Action.ACCEPT_INVITATION, Outcome.REFUSED, "another_account")
    await happened(Action.SET_PASSWORD, Outcome.ACCEPTED, "administrator")
    assert await said() is False
    await happened(Action.RESET_PASSWORD, Outcome.ACCEPTED, "set")
    assert await said() is True

    colleague = await provider.person(of=await provider.make.partner(), email="ada@proven.example")
    browser = await provider.signed_in(colleague)
    token = (await provider.tokens(browser, program, scope="openid email"))["access_token"]
    await prove(provider.make, (await provider.make.partner()).id, "proven.example")
    assert await said() is False
    await provider.make.session.execute(text("DELETE FROM mail_domain"))
    await prove(provider.make, colleague.partner_id, "proven.example")
    assert await said() is True


async def test_r40_the_subject_is_that_of_the_id_token(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    other = await provider.program()
    subjects = [
        (await provider.web.get("/oauth/userinfo", headers={"authorization": f"Bearer {token}"})).json()["sub"]
        for each in (program, other)
        for token in [(await provider.tokens(browser, each))["access_token"]]
    ]

    assert len(set(subjects)) == 1


async def test_r40_a_token_without_openid_or_without_a_person_is_refused(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    plain = (await provider.tokens(browser, program, scope="contracts:read"))["access_token"]
    sent = program.proven(grant_type="client_credentials", scope="contracts:read")
    own = (await provider.web.post("/oauth/token", **sent)).json()["access_token"]
    for token in (plain, own):
        answer = await provider.web.get("/oauth/userinfo", headers={"authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_scope")
        assert 'scope="openid"' in answer.headers["www-authenticate"]


async def test_r40_only_the_header_counts_and_a_revoked_token_is_refused_at_once(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    token = (await provider.tokens(browser, program))["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    assert (await provider.web.get("/oauth/userinfo", headers=headers)).status_code == 200
    answers = [
        await provider.web.get("/oauth/userinfo"),
        await provider.web.get("/oauth/userinfo", params={"access_token": token}),
        await provider.web.post("/oauth/userinfo", data={"access_token": token}),
        await provider.web.get("/oauth/userinfo", headers={"authorization": f"Bearer {token}x"}),
        await browser.get("/oauth/userinfo"),
    ]
    await browser.delete(f"/auth/applications/{program.client_id}", headers=OURS)
    answers.append(await provider.web.get("/oauth/userinfo", headers=headers))

    assert [answer.status_code for answer in answers] == [401] * 6
    assert ["www-authenticate" in answer.headers for answer in answers] == [True] * 6
