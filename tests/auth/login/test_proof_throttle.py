"""Guessing at passkeys and recovery codes is slow too, and no stranger keeps anybody out by it (R70)."""

from datetime import timedelta

from tests.auth.browser import EMAIL, PASSWORD, Portal
from tests.auth.login.authenticator import Authenticator
from tests.auth.login.visitor import Visitor, code, enrolled

STRANGER = "203.0.113.9"
NEWS = "SELECT action, method FROM auth.event WHERE outcome = 'BLOCKED'"


async def failed(visitor: Visitor, device: Authenticator, times: int) -> list[int]:
    """Answers the sign-in's challenge, or asks to confirm, with somebody else's key."""
    wrong = Authenticator(credential_id=device.credential_id, handle=device.handle)
    return [(await visitor.present(wrong)).status_code for _ in range(times)]


async def test_r70_after_five_refused_passkeys_one_waits_and_is_told_how_long(portal: Portal) -> None:
    first, device = await enrolled(portal)
    await first.client.delete("/auth/session")
    visitor = Visitor.of(portal)
    await visitor.password()

    assert await failed(visitor, device, 5) == [403] * 5
    blocked = await visitor.present(device)

    assert (blocked.status_code, code(blocked), blocked.headers["retry-after"]) == (429, "RATE_LIMITED", "1")
    assert await failed(visitor, device, 3) == [429] * 3
    assert await portal.rows(NEWS) == [("SIGN_IN", "passkey")]
    portal.later += timedelta(seconds=2)
    assert (await visitor.present(device)).status_code == 204
    assert await portal.rows("SELECT count(*) FROM auth.attempt WHERE failures >= 5") == [(0,)]


async def test_r70_no_strangers_tries_keep_out_who_comes_from_where_they_came_before(portal: Portal) -> None:
    first, device = await enrolled(portal)
    await first.client.delete("/auth/session")
    for number in range(5):
        stranger = Visitor.of(portal, f"203.0.113.{number}")
        assert await failed(stranger, device, 4) == [403] * 4
    elsewhere = Visitor.of(portal, STRANGER)

    assert (await elsewhere.present(device)).status_code == 429
    assert (await Visitor.of(portal).present(device)).status_code == 204
    assert (await Visitor.of(portal).password()).status_code == 200


async def test_r70_passkeys_that_nobody_knows_make_no_colleague_wait(portal: Portal) -> None:
    first, device = await enrolled(portal)
    await first.client.delete("/auth/session")
    unknown = Authenticator()

    assert await failed(Visitor.of(portal), unknown, 30) == [403] * 30
    assert (await Visitor.of(portal).present(device)).status_code == 204
    stranger = Visitor.of(portal, STRANGER)
    assert await failed(stranger, unknown, 52) == [403] * 50 + [429] * 2
    portal.later += timedelta(minutes=16)
    assert await failed(stranger, unknown, 1) == [403]


async def test_r70_confirming_is_counted_with_the_passkeys_of_the_sign_in(portal: Portal) -> None:
    visitor, device = await enrolled(portal)
    wrong = Authenticator(credential_id=device.credential_id, handle=device.handle)

    assert [(await visitor.confirm(wrong)).status_code for _ in range(6)] == [403] * 5 + [429]
    assert await portal.rows(NEWS) == [("CONFIRM", "passkey")]
    assert await portal.rows("SELECT confirmed_at FROM auth.session") == [(None,)]
    portal.later += timedelta(seconds=2)
    assert (await visitor.confirm(device)).status_code == 204


async def test_r70_recovery_codes_are_counted_whatever_sign_in_they_end(portal: Portal) -> None:
    await enrolled(portal)
    await portal.rows(
        "INSERT INTO auth.recovery_code SELECT 'x', person_id, now(), NULL FROM auth.password WHERE email = :email",
        email=EMAIL,
    )  # fmt: skip
    answers = []
    for _ in range(3):
        visitor = Visitor.of(portal)
        assert (await visitor.password(EMAIL, PASSWORD)).status_code == 200
        answers += [(await visitor.post("login/code", code="wrong")).status_code for _ in range(3)]

    assert answers == [403, 403, 403, 403, 403, 429, 429, 429, 429]
