"""What is asked of somebody from a provider beside its word: nothing, a passkey, or a first one (R71)."""

from typing import Any

import httpx
import pytest

from auth import people
from portal import ids
from portal.access import Role
from tests.auth.federation.office import EMAIL, Office
from tests.auth.login.authenticator import Authenticator

SESSIONS = "SELECT strength, confirmed_at IS NOT NULL, connection_id, provider_session, partner_id FROM auth.session"
PASSWORD = "correct horse battery"
SIGN_INS = "SELECT method, connection_id FROM auth.event WHERE action = 'SIGN_IN' ORDER BY xmin::text::bigint"
SAID = "session at the provider"


async def of_role(office: Office, role: Role, said: dict[str, Any], **columns: Any) -> httpx.Response:
    """Somebody of this role, who is known to the provider, comes in from there; it says so much of their proof."""
    await office.change(**({"strong_values": ["phr"], "enforces_second_factor": False} | columns))
    member = await office.member(email=EMAIL, roles={role})
    await office.know(member)
    office.provider.lie.claims = dict(said)
    return await office.sign_in()


@pytest.mark.parametrize(
    ("role", "enforces", "said", "strength"),
    [
        (Role.PARTNER_VIEWER, False, {"acr": "phr"}, "phr"),
        (Role.PARTNER_VIEWER, False, {"amr": ["pwd", "mfa"]}, "mfa"),
        (Role.PARTNER_SIGNATORY, True, {}, "mfa"),
        (Role.PARTNER_ADMIN, True, {"acr": "phr"}, "phr"),
    ],
)
async def test_r71_who_proved_enough_at_the_provider_is_in(
    office: Office, role: Role, enforces: bool, said: dict[str, Any], strength: str
) -> None:
    answer = await of_role(office, role, said, enforces_second_factor=enforces)

    assert (answer.status_code, answer.headers["location"]) == (303, "/contracts")
    confirmed = strength == "phr"
    assert await office.rows(SESSIONS) == [(strength, confirmed, office.connection.id, SAID, office.partner.id)]


@pytest.mark.parametrize(
    ("role", "enforces", "said"),
    [
        (Role.PARTNER_VIEWER, False, {}),
        (Role.PARTNER_VIEWER, False, {"acr": "1", "amr": ["pwd"]}),
        (Role.PARTNER_ADMIN, True, {}),
        (Role.PARTNER_ADMIN, True, {"amr": ["mfa"], "acr": "0"}),
    ],
)
async def test_r71_who_did_not_is_asked_for_a_passkey_and_has_no_session_before(
    office: Office, role: Role, enforces: bool, said: dict[str, Any]
) -> None:
    answer = await of_role(office, role, said, enforces_second_factor=enforces)

    assert (answer.status_code, answer.headers["location"]) == (303, "/login/enrol?next=%2Fcontracts")
    assert await office.rows("SELECT count(*) FROM auth.session") == [(0,)]
    assert await office.events() == [("FIRST_FACTOR", "ACCEPTED", "vouched_for")]

    device = Authenticator()
    options = (await office.browser.post("/auth/login/enrolment", json={})).json()
    made = {"credential": device.create(options), "name": "Laptop"}
    assert (await office.browser.post("/auth/login/enrolment/passkey", json=made)).status_code == 204
    vouched = (office.connection.id, SAID, office.partner.id)
    assert await office.rows(SESSIONS) == [("mfa", False, *vouched)]

    assert (await office.sign_in()).headers["location"] == "/login/second?next=%2Fcontracts"
    options = (await office.browser.post("/auth/login/challenge", json={})).json()
    answered = await office.browser.post("/auth/login/passkey", json={"credential": device.get(options)})
    assert answered.status_code == 204
    assert await office.rows(f"{SESSIONS} WHERE ended_at IS NULL AND confirmed_at IS NOT NULL") == [
        ("phr", True, *vouched)
    ]
    assert (await office.rows(SIGN_INS))[-1] == (
        "provider+passkey", office.connection.id,
    )  # fmt: skip


async def test_r71_staff_are_asked_for_a_passkey_unless_the_provider_saw_what_counts_as_one(office: Office) -> None:
    connection = await office.connect(await office.make.company(), client_id="entente", strong_values=["phr"])
    await office.prove(connection, "company.example")
    member = await office.make.member(roles={Role.SALES}, email="lea@company.example")
    await office.know(member, connection)

    async def came() -> str:
        query = office.provider.approve(await office.leave("lea@company.example"))
        return str((await office.come_back(query, connection)).headers["location"])

    assert await came() == "/login/enrol?next=%2Fcontracts"
    office.provider.lie.claims = {"acr": "phr"}
    assert await came() == "/contracts"


async def test_r71_a_provider_switched_off_meanwhile_lets_nobody_in(office: Office) -> None:
    await of_role(office, Role.PARTNER_ADMIN, {})
    options = (await office.browser.post("/auth/login/enrolment", json={})).json()
    await office.change(disabled_at=office.now())

    made = {"credential": Authenticator().create(options), "name": "Laptop"}
    answer = await office.browser.post("/auth/login/enrolment/passkey", json=made)

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "NOT_PROVED")
    assert await office.rows("SELECT count(*) FROM auth.session") == [(0,)]
    assert (await office.events())[-1] == ("SIGN_IN", "REFUSED", "provider_switched_off")


async def test_r62_a_passkey_made_on_the_providers_word_is_good_where_that_word_is(office: Office) -> None:
    member = await office.member(email=EMAIL, roles={Role.PARTNER_ADMIN})
    await office.know(member)
    rival = await office.make.partner(name="Rival Works")
    await office.make.member(rival, email=EMAIL, person_id=member.person_id, created_at=office.now())
    await people.set_password(office.database, member, PASSWORD, now=office.now())
    assert (await office.sign_in()).headers["location"] == "/login/enrol?next=%2Fcontracts"
    codes = await office.browser.post("/auth/login/enrolment/codes", json={})
    assert codes.json()["errors"][0]["extensions"]["code"] == "NOT_PERMITTED"
    device = Authenticator()
    options = (await office.browser.post("/auth/login/enrolment", json={})).json()
    made = {"credential": device.create(options), "name": "Laptop"}
    assert (await office.browser.post("/auth/login/enrolment/passkey", json=made)).status_code == 204
    office.browser.cookies.clear()

    options = (await office.browser.post("/auth/login/challenge", json={})).json()
    answered = await office.browser.post("/auth/login/passkey", json={"credential": device.get(options)})
    elsewhere = {"organisation": ids.text("org", rival.id)}

    assert answered.status_code == 204
    assert (await office.browser.post("/auth/session/organisation", json=elsewhere)).status_code == 403
    assert await office.rows("SELECT DISTINCT partner_id, connection_id FROM auth.session") == [
        (office.partner.id, office.connection.id)
    ]
    office.browser.cookies.clear()
    typed = {"email": EMAIL, "password": PASSWORD}
    assert (await office.browser.post("/auth/session", json=typed)).json() == {"next": "enrol"}
    options = (await office.browser.post("/auth/login/challenge", json={})).json()
    assert "allowCredentials" not in options or options["allowCredentials"] == []
    refused = await office.browser.post("/auth/login/passkey", json={"credential": device.get(options)})
    assert refused.json()["errors"][0]["extensions"]["code"] == "NOT_PROVED"
    assert (await office.events())[-1] == ("SIGN_IN", "REFUSED", "passkey_of_a_provider")
    await office.enter(member)
    options = (await office.browser.post("/auth/confirm/challenge", json={})).json()
    refused = await office.browser.post("/auth/confirm", json={"credential": device.get(options)})
    assert refused.json()["errors"][0]["extensions"]["code"] == "NOT_PROVED"
    assert await office.rows("SELECT count(*) FROM auth.session WHERE partner_id = :id", id=rival.id) == [(1,)]
