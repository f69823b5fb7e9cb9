"""Proving again who one is, and going on in another organisation: always under a new session value."""

from datetime import timedelta

from portal import ids
from portal.access import Role
from portal.partners.rules import MembershipStatus
from tests.auth.browser import EMAIL, PASSWORD, Portal
from tests.auth.login.authenticator import Authenticator
from tests.auth.login.visitor import Visitor, code, enrolled


async def test_r82_confirming_with_the_passkey_is_noted_with_its_time_and_lasts_no_longer(portal: Portal) -> None:
    visitor, device = await enrolled(portal)
    before = await visitor.caller()
    assert before is not None
    assert before.actor.confirmed_at is None
    portal.later = timedelta(minutes=7)

    assert (await visitor.confirm(device)).status_code == 204

    after = await visitor.caller()
    assert after is not None
    assert after.actor.confirmed_at == portal.now()
    assert await portal.rows("SELECT strength, authenticated_at, signed_in_at FROM auth.session") == [
        ("phr", portal.now(), portal.start)
    ]


async def test_r78_after_confirming_the_old_value_is_dead_and_the_session_is_the_same(portal: Portal) -> None:
    visitor, device = await enrolled(portal)
    old, caller = visitor.cookie, await visitor.caller()
    assert caller is not None

    await visitor.confirm(device)

    assert visitor.cookie != old
    assert portal.known(old) is None
    assert await portal.identify(old) is None
    assert not await portal.is_let_in(caller)
    renewed = await visitor.caller()
    assert renewed is not None
    assert renewed.session_id == caller.session_id


async def test_r82_another_persons_passkey_confirms_nothing(portal: Portal) -> None:
    visitor, _ = await enrolled(portal)
    _, device = await enrolled(portal, email="ben@partner.example")
    old = visitor.cookie

    answer = await visitor.confirm(device)

    assert (answer.status_code, code(answer), visitor.cookie) == (403, "NOT_PROVED", old)
    assert await portal.rows("SELECT DISTINCT confirmed_at FROM auth.session") == [(None,)]


async def test_r82_a_password_never_confirms_for_who_has_a_passkey(portal: Portal) -> None:
    visitor, _ = await enrolled(portal)

    answer = await visitor.post("confirm", password=PASSWORD)

    assert (answer.status_code, code(answer)) == (403, "NOT_PERMITTED")
    assert (await visitor.client.get("/auth/confirm")).json() == {
        "passkey": True, "password": False, "code": False, "confirms": False, "passkeysWork": True,
        "provider": None,
    }  # fmt: skip


async def test_r82_password_and_code_renew_a_sign_in_without_counting_as_presence(portal: Portal) -> None:
    await portal.person(roles={Role.PARTNER_SIGNATORY})
    visitor = Visitor.of(portal)
    await visitor.password()
    codes = (await visitor.asked("login/enrolment/codes"))["codes"]
    await visitor.post("login/code", code=codes[0])
    portal.later = timedelta(minutes=6)
    assert code(await visitor.post("passkeys/challenge")) == "CONFIRMATION_NEEDED"

    refused = [await visitor.post("confirm", password=PASSWORD, code=each) for each in (codes[0], "", "x")]
    refused.append(await visitor.post("confirm", password="not the password", code=codes[1]))
    accepted = await visitor.post("confirm", password=PASSWORD, code=codes[1])

    assert [(answer.status_code, code(answer)) for answer in refused] == [(403, "NOT_PROVED")] * 4
    assert accepted.status_code == 204
    assert await portal.rows("SELECT confirmed_at, authenticated_at FROM auth.session") == [(None, portal.now())]
    options = await visitor.asked("passkeys/challenge")
    device = Authenticator()
    added = await visitor.post("passkeys", credential=device.create(options), name="Phone")
    assert added.status_code == 204
    assert (await visitor.confirm(device)).status_code == 204


async def test_r82_where_passkeys_are_optional_the_password_confirms(portal: Portal) -> None:
    loose = Portal(portal.database, portal.make, passkeys_optional=True)
    await loose.person()
    visitor = Visitor.of(loose)
    await visitor.password()
    loose.later = timedelta(minutes=6)

    assert code(await visitor.post("confirm", password="not the password")) == "NOT_PROVED"
    assert (await visitor.post("confirm", password=PASSWORD)).status_code == 204

    caller = await loose.identify(visitor.cookie)
    assert caller is not None
    assert caller.actor.confirmed_at == loose.now()


async def test_r78_switching_the_organisation_gives_a_new_session_with_the_same_proof_and_the_same_end(
    portal: Portal,
) -> None:
    second, first = await portal.make.partner(name="Zinc"), await portal.make.partner(name="Alder")
    member = await portal.person(of=second, created_at=portal.now(), roles={Role.PARTNER_ADMIN})
    more = {"person_id": member.person_id, "email": EMAIL}
    await portal.make.member(first, roles={Role.PARTNER_VIEWER}, **more)
    left = await portal.make.member(await portal.make.partner(name="Elm"), status=MembershipStatus.REMOVED, **more)
    visitor, device = Visitor.of(portal), Authenticator()
    await visitor.password()
    await visitor.enrol(device)
    await visitor.confirm(device)
    old, proof = visitor.cookie, "strength, confirmed_at, authenticated_at, expires_at, signed_in_at"
    before = await portal.rows(f"SELECT {proof} FROM auth.session WHERE ended_at IS NULL")
    assert (await visitor.client.get("/auth/session/organisations")).json() == {
        "organisations": [
            {"id": ids.text("org", first.id), "name": "Alder", "isCurrent": False},
            {"id": ids.text("org", second.id), "name": "Zinc", "isCurrent": True},
        ]
    }
    portal.later = timedelta(hours=1)
    await portal.rows("UPDATE auth.session SET seen_at = :now WHERE ended_at IS NULL", now=portal.now())

    answer = await visitor.post("session/organisation", organisation=ids.text("org", first.id))

    assert answer.status_code == 204
    assert await portal.identify(old) is None
    assert await portal.rows(f"SELECT {proof} FROM auth.session WHERE ended_at IS NULL") == before
    caller = await visitor.caller()
    assert caller is not None
    assert (caller.actor.partner_id, caller.actor.roles) == (first.id, frozenset({Role.PARTNER_VIEWER}))
    for foreign in (ids.text("org", left.partner_id), ids.text("org", ids.NIL), "org_x", ids.text("ctr", second.id)):
        refused = await visitor.post("session/organisation", organisation=foreign)
        assert (refused.status_code, code(refused)) == (404, "NOT_FOUND")


async def test_who_came_through_one_organisations_provider_goes_to_no_other(portal: Portal) -> None:
    visitor, _ = await enrolled(portal)
    caller = await visitor.caller()
    assert caller is not None
    other = await portal.make.member(await portal.make.partner(), person_id=caller.actor.person_id, email=EMAIL)
    await portal.rows("UPDATE auth.session SET connection_id = :id", id=ids.new())

    answer = await visitor.post("session/organisation", organisation=ids.text("org", other.partner_id))

    assert (answer.status_code, code(answer)) == (403, "NOT_PERMITTED")
    assert await visitor.caller() is not None


async def test_without_a_session_nothing_is_confirmed_and_nothing_changed(portal: Portal) -> None:
    visitor = Visitor.of(portal)
    for path in ("confirm/challenge", "confirm", "passkeys/challenge", "recovery-codes", "session/organisation"):
        answer = await visitor.post(path, password="x", organisation=ids.text("org", ids.NIL))
        assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
    visitor.client.headers["sec-fetch-site"] = "cross-site"
    assert (await visitor.post("confirm", password="x")).status_code == 403
