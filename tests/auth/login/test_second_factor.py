"""Nobody gets in with a password alone, whatever the way; who administers or works for the company needs a passkey."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from auth.rules import Strength
from portal.access import Role
from tests.auth.browser import EMAIL, Portal
from tests.auth.login.authenticator import Authenticator
from tests.auth.login.visitor import Visitor, code, enrolled

SESSIONS = "SELECT strength, confirmed_at IS NOT NULL FROM auth.session WHERE ended_at IS NULL"
STAFF = sorted(role for role in Role if role.side == "HOST" and role is not Role.SYSTEM)
OTHERS = [Role.PARTNER_MEMBER, Role.PARTNER_SIGNATORY, Role.PARTNER_VIEWER]


async def person(portal: Portal, *roles: Role) -> Visitor:
    """Somebody with these roles whose password was right just now."""
    of = await portal.make.company() if roles[0].side == "HOST" else None
    await portal.person(of=of, roles=set(roles))
    visitor = Visitor.of(portal)
    assert (await visitor.password()).json() == {"next": "enrol"}
    return visitor


@pytest.mark.parametrize("role", [*STAFF, Role.PARTNER_ADMIN, *OTHERS])
async def test_r71_a_right_password_alone_opens_no_session_whatever_the_role(portal: Portal, role: Role) -> None:
    visitor = await person(portal, role)

    state = (await visitor.client.get("/auth/login")).json()

    assert state == {
        "next": "enrol", "passkey": False, "code": False, "codesAllowed": role in OTHERS, "passkeysWork": True,
    }  # fmt: skip
    assert await portal.rows(SESSIONS) == []
    assert visitor.cookie == b""


@pytest.mark.parametrize("role", [*STAFF, Role.PARTNER_ADMIN])
async def test_r71_recovery_codes_alone_are_not_enough_for_staff_and_administrators(portal: Portal, role: Role) -> None:
    visitor = await person(portal, role)

    answer = await visitor.post("login/enrolment/codes")

    assert (answer.status_code, code(answer)) == (403, "NOT_PERMITTED")
    assert await portal.rows("SELECT count(*) FROM auth.recovery_code") == [(0,)]
    assert (await visitor.enrol(Authenticator())).status_code == 204


async def test_r71_who_administers_one_organisation_needs_a_passkey_in_each(portal: Portal) -> None:
    admin = await portal.person(roles={Role.PARTNER_ADMIN})
    await portal.make.member(
        await portal.make.partner(), person_id=admin.person_id, email=EMAIL, roles={Role.PARTNER_VIEWER},
        created_at=portal.now(),
    )  # fmt: skip
    visitor = Visitor.of(portal)
    await visitor.password()

    assert code(await visitor.post("login/enrolment/codes")) == "NOT_PERMITTED"


@pytest.mark.parametrize("role", OTHERS)
async def test_r71_other_partner_people_may_take_recovery_codes_and_prove_that_they_kept_them(
    portal: Portal, role: Role
) -> None:
    visitor = await person(portal, role)

    codes = (await visitor.asked("login/enrolment/codes"))["codes"]

    assert len(set(codes)) == 10
    assert await portal.rows(SESSIONS) == []
    assert (await visitor.post("login/code", code=codes[0])).status_code == 204
    assert await portal.rows(SESSIONS) == [("mfa", False)]
    again = Visitor.of(portal)
    assert (await again.password()).json() == {"next": "code"}
    assert code(await again.post("login/code", code=codes[0])) == "NOT_PROVED"
    assert (await again.post("login/code", code=codes[1].lower().replace("-", " "))).status_code == 204


async def test_r71_codes_are_kept_as_digests_and_five_wrong_ones_ask_for_the_password_again(portal: Portal) -> None:
    visitor = await person(portal, Role.PARTNER_MEMBER)
    codes = (await visitor.asked("login/enrolment/codes"))["codes"]
    kept = str(await portal.rows("SELECT c::text, o::text FROM auth.recovery_code c, auth.once o"))
    assert not any(each in kept or each.replace("-", "") in kept for each in codes)

    answers = [await visitor.post("login/code", code="AAAA-AAAA-AAAA-AAAA") for _ in range(5)]

    assert [(answer.status_code, code(answer)) for answer in answers] == [(403, "NOT_PROVED")] * 5
    over = await visitor.post("login/code", code=codes[0])
    assert (over.status_code, code(over)) == (404, "NOT_FOUND")
    assert await portal.rows(SESSIONS) == []


async def test_r71_after_the_passkey_is_lost_a_code_leads_to_a_new_passkey_and_not_past_it(portal: Portal) -> None:
    visitor, device = await enrolled(portal, roles={Role.PARTNER_ADMIN})
    await visitor.confirm(device)
    codes = (await visitor.asked("recovery-codes"))["codes"]
    lost = Visitor.of(portal)
    assert (await lost.password()).json() == {"next": "passkey"}

    assert (await lost.post("login/code", code=codes[0])).json() == {"next": "enrol"}

    assert lost.cookie == b""
    assert code(await lost.post("login/code", code=codes[1])) == "NOT_FOUND"
    assert (await lost.enrol(Authenticator(), "Phone")).status_code == 204
    assert await portal.rows("SELECT name FROM auth.passkey ORDER BY id") == [("Laptop",), ("Phone",)]


async def test_r71_a_sign_in_that_began_must_be_finished_within_ten_minutes_and_in_the_same_browser(
    portal: Portal,
) -> None:
    visitor = await person(portal, Role.PARTNER_ADMIN)
    options = await visitor.asked("login/enrolment")
    stranger = Visitor.of(portal)
    answer = await stranger.post("login/enrolment/passkey", credential=Authenticator().create(options), name="x")
    assert (answer.status_code, code(answer)) == (404, "NOT_FOUND")

    portal.later = timedelta(minutes=10, seconds=1)

    assert code(await visitor.post("login/enrolment")) == "NOT_FOUND"
    assert (await visitor.client.get("/auth/login")).status_code == 404


@pytest.mark.parametrize(
    ("method", "strength", "is_confirmed"),
    [("passkey", Strength.PHISHING_RESISTANT, True), ("password", Strength.PHISHING_RESISTANT, True)],
)
async def test_r71_with_the_passkey_one_is_in_with_the_password_before_it_or_without(
    portal: Portal, method: str, strength: Strength, is_confirmed: bool
) -> None:
    first, device = await enrolled(portal)
    assert await portal.rows(SESSIONS) == [("mfa", False)]  # the new passkey proves nothing that the password did not
    await first.client.delete("/auth/session")
    visitor = Visitor.of(portal)
    if method == "password":
        assert (await visitor.password()).json() == {"next": "passkey"}

    assert (await visitor.present(device)).status_code == 204

    assert await portal.rows(SESSIONS) == [(strength.value, is_confirmed)]
    caller = await visitor.caller()
    assert caller is not None
    assert caller.actor.confirmed_at == portal.now()


async def test_r71_another_persons_passkey_does_not_finish_a_sign_in(portal: Portal) -> None:
    await enrolled(portal)
    _, other = await enrolled(portal, email="ben@partner.example", name="Ben")
    visitor = Visitor.of(portal)
    await visitor.password()

    answer = await visitor.present(other)

    assert (answer.status_code, code(answer)) == (403, "NOT_PROVED")
    assert visitor.cookie == b""


async def test_r71_where_passkeys_are_optional_the_password_signs_in_and_counts_as_presence(portal: Portal) -> None:
    loose = Portal(portal.database, portal.make, passkeys_optional=True)
    await loose.person()
    visitor = Visitor.of(loose)

    assert (await visitor.password()).status_code == 204

    assert await portal.rows(SESSIONS) == [("pwd", True)]


async def test_r71_an_ip_address_can_have_no_passkeys_and_the_answer_says_so(portal: Portal) -> None:
    numbered = Portal(portal.database, portal.make, public_url="https://192.0.2.1", passkeys_optional=False)
    await numbered.person()
    visitor = Visitor.of(numbered)
    await visitor.password()

    answer = await visitor.post("login/enrolment")

    assert (answer.status_code, code(answer)) == (409, "BLOCKED")
    assert "https://192.0.2.1" in answer.json()["errors"][0]["message"]
    assert (await visitor.client.get("/auth/login")).json()["passkeysWork"] is False


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("login/code", {"code": 5}), ("login/code", {}), ("login/passkey", {"credential": "x"}),
        ("login/code", {"code": "\0"}), ("login/enrolment/passkey", {"credential": {}, "name": None}),
    ],
)  # fmt: skip
async def test_what_is_no_answer_is_refused_with_its_place(portal: Portal, path: str, given: dict[str, Any]) -> None:
    visitor = await person(portal, Role.PARTNER_MEMBER)

    answer = await visitor.post(path, **given)

    assert (answer.status_code, code(answer)) == (422, "INVALID")
    assert answer.json()["errors"][0]["path"] in (["code"], ["credential"], ["name"])
    assert (await visitor.client.get("/auth/login")).status_code == 200


async def test_r71_of_two_papers_made_at_once_one_is_good(portal: Portal) -> None:
    member = await portal.person(roles={Role.PARTNER_MEMBER})
    for _ in range(12):
        visitors = [Visitor.of(portal) for _ in range(5)]
        for visitor in visitors:
            await visitor.password()
        answers = await asyncio.gather(*(visitor.post("login/enrolment/codes") for visitor in visitors))
        assert 200 in {answer.status_code for answer in answers}
        kept = "SELECT count(*) FROM auth.recovery_code WHERE person_id = :one"
        assert await portal.rows(kept, one=member.person_id) == [(10,)]
        await portal.rows("DELETE FROM auth.recovery_code")


@pytest.mark.parametrize("role", [Role.PARTNER_ADMIN, Role.PARTNER_MEMBER])
async def test_r71_whoever_knew_the_password_first_adds_nothing_once_there_is_a_second_factor(
    portal: Portal, role: Role
) -> None:
    owner, thief = await person(portal, role), Visitor.of(portal, "198.51.100.1")
    assert (await thief.password()).json() == {"next": "enrol"}
    device = Authenticator()
    options = await thief.asked("login/enrolment")
    if role is Role.PARTNER_ADMIN:
        assert (await owner.enrol(Authenticator())).status_code == 204
    else:
        codes = (await owner.asked("login/enrolment/codes"))["codes"]
        assert (await owner.post("login/code", code=codes[0])).status_code == 204
    factors = "SELECT (SELECT count(*) FROM auth.passkey), (SELECT count(*) FROM auth.recovery_code)"
    before = await portal.rows(factors)

    added = await thief.post("login/enrolment/passkey", credential=device.create(options), name="Mine")
    made = await thief.post("login/enrolment/codes")

    assert [(each.status_code, code(each)) for each in (added, made)] == [(404, "NOT_FOUND")] * 2
    assert await portal.rows(factors) == before
    assert thief.cookie == b""
