"""What a passkey's answer must be, and that each way of being wrong proves nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from webauthn.helpers import bytes_to_base64url

from tests.auth.browser import Portal
from tests.auth.login.authenticator import Authenticator
from tests.auth.login.visitor import Visitor, code, enrolled

Json = dict[str, Any]
SESSIONS = "SELECT count(*) FROM auth.session WHERE ended_at IS NULL"


def other_origin(device: Authenticator) -> None:
    device.origin = "https://portal.example.evil.example"


def other_host(device: Authenticator) -> None:
    device.host = "evil.example"


def unverified(device: Authenticator) -> None:
    device.verifies = False


def replayed(device: Authenticator) -> None:
    device.used = 0


def another_owner(device: Authenticator) -> None:
    device.handle = b"0123456789abcdef"


def another_key(device: Authenticator) -> None:
    device.key = Authenticator().key


def unknown(device: Authenticator) -> None:
    device.credential_id = b"x" * 32


@pytest.mark.parametrize(
    "lie", [other_origin, other_host, unverified, replayed, another_owner, another_key, unknown],
    ids=lambda lie: lie.__name__,
)  # fmt: skip
@pytest.mark.parametrize("password", [True, False])
async def test_r72_an_answer_for_another_place_person_or_time_proves_nothing(
    portal: Portal, lie: Callable[[Authenticator], None], password: bool
) -> None:
    first, device = await enrolled(portal)
    await first.client.delete("/auth/session")
    lie(device)
    visitor = Visitor.of(portal)
    if password:
        await visitor.password()

    answer = await visitor.present(device)

    assert (answer.status_code, code(answer)) == (403, "NOT_PROVED")
    assert await portal.rows(SESSIONS) == [(0,)]


@pytest.mark.parametrize("lie", [other_origin, other_host, unverified], ids=lambda lie: lie.__name__)
async def test_r72_a_passkey_made_elsewhere_or_without_verifying_its_user_is_not_kept(
    portal: Portal, lie: Callable[[Authenticator], None]
) -> None:
    await portal.person()
    visitor, device = Visitor.of(portal), Authenticator()
    await visitor.password()
    lie(device)

    answer = await visitor.enrol(device)

    assert (answer.status_code, code(answer)) == (403, "NOT_PROVED")
    assert await portal.rows("SELECT count(*) FROM auth.passkey") == [(0,)]


async def test_r72_a_challenge_counts_once_for_five_minutes_and_for_the_browser_that_asked(portal: Portal) -> None:
    first, device = await enrolled(portal)
    await first.client.delete("/auth/session")
    one, two = Visitor.of(portal), Visitor.of(portal)
    options = await one.asked("login/challenge")
    await two.asked("login/challenge")
    assert options["timeout"] == 300_000
    assert options["userVerification"] == "required"

    stolen = await two.post("login/passkey", credential=device.get(options))
    own = await one.post("login/passkey", credential=device.get(options))
    assert (code(stolen), code(own)) == ("NOT_PROVED", "NOT_PROVED")  # taken by the thief's try

    options = await one.asked("login/challenge")
    portal.later = timedelta(minutes=5, seconds=1)
    assert code(await one.post("login/passkey", credential=device.get(options))) == "NOT_PROVED"
    options = await one.asked("login/challenge")
    assert (await one.post("login/passkey", credential=device.get(options))).status_code == 204


async def test_r72_a_challenge_to_confirm_or_to_add_a_key_signs_nobody_in(portal: Portal) -> None:
    visitor, device = await enrolled(portal)
    confirming = await visitor.asked("confirm/challenge")
    other = Visitor.of(portal)
    await other.asked("login/challenge")

    assert code(await other.post("login/passkey", credential=device.get(confirming))) == "NOT_PROVED"
    assert other.cookie == b""


async def test_r72_a_synced_passkey_that_counts_nothing_is_good_for_ever(portal: Portal) -> None:
    await portal.person()
    device = Authenticator(counts=False)
    visitor = Visitor.of(portal)
    await visitor.password()
    assert (await visitor.enrol(device)).status_code == 204

    assert [(await Visitor.of(portal).present(device)).status_code for _ in range(2)] == [204, 204]
    assert await portal.rows("SELECT sign_count, transports, used_at FROM auth.passkey") == [
        (0, ["internal"], portal.now())
    ]


async def test_r72_the_owner_is_named_by_a_random_handle_and_the_device_must_verify_them(portal: Portal) -> None:
    member = await portal.person()
    visitor = Visitor.of(portal)
    await visitor.password()

    options = await visitor.asked("login/enrolment")

    assert options["user"]["id"] == bytes_to_base64url(member.person_id.bytes)
    assert options["rp"] == {"name": "Entente", "id": "portal.example"}
    assert options["authenticatorSelection"] == {
        "residentKey": "required", "requireResidentKey": True, "userVerification": "required",
    }  # fmt: skip
    assert options["attestation"] == "none"


@pytest.mark.parametrize(
    "credential",
    [
        {}, {"response": None}, {"response": {"clientDataJSON": "%%%"}}, {"response": {"clientDataJSON": "e30"}},
        {"id": 1, "rawId": [], "type": {}, "response": {"clientDataJSON": 5}},
        {"rawId": "ä", "response": {"clientDataJSON": "bnVsbA"}}, {"response": {"clientDataJSON": "[]"}},
    ],
)  # fmt: skip
async def test_r72_no_shape_of_an_answer_breaks_anything(portal: Portal, credential: Json) -> None:
    visitor, _ = await enrolled(portal)
    for path, more in (("login/passkey", {}), ("confirm", {}), ("login/enrolment/passkey", {"name": "x"})):
        fresh = visitor if path == "confirm" else Visitor.of(portal)
        if path == "login/passkey":
            await fresh.asked("login/challenge")

        answer = await fresh.post(path, credential=credential, **more)

        assert (answer.status_code, code(answer)) in {(403, "NOT_PROVED"), (404, "NOT_FOUND")}


async def test_r72_the_same_passkey_is_not_kept_twice(portal: Portal) -> None:
    _, device = await enrolled(portal)
    await portal.person(email="ben@partner.example")
    visitor = Visitor.of(portal)
    await visitor.password("ben@partner.example")

    assert code(await visitor.enrol(device)) == "NOT_PROVED"
    assert await portal.rows("SELECT count(*) FROM auth.passkey") == [(1,)]
