"""Connections from a file: entered once, changed the second time, refused with the place of what is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from auth.federation import importing
from portal import errors
from tests import databases
from tests.auth.federation.office import PUBLIC_URL, Office
from tests.auth.federation.provider import SECRET

ITEM: dict[str, Any] = {
    "organisation": "Imported Works", "issuer": "https://idp.example", "client_id": "entente", "name": "Imported",
    "authentication": "client_secret_post", "client_secret": SECRET, "acr_values": ["phr"], "strong_values": ["phr"],
    "domains": ["claimed.example", {"domain": "Proven.Example", "verified": True}],
}  # fmt: skip
KEPT = (
    "SELECT name, issuer, authentication, acr_values, strong_values, version FROM identity_connection "
    "WHERE name LIKE 'Imported%'"
)
DOMAINS = "SELECT domain, verified_at IS NOT NULL FROM mail_domain WHERE domain NOT LIKE 'partner%' ORDER BY domain"


async def enter(office: Office, item: dict[str, Any]) -> bool:
    _, is_new = await importing.enter(office.database, databases.SECRET, item, now=office.now())
    return is_new


async def test_a_connection_is_entered_with_its_secret_and_its_domains_and_changed_the_second_time(
    office: Office,
) -> None:
    await office.make.partner(name="Imported Works")

    assert await enter(office, ITEM) is True
    assert await enter(office, ITEM | {"name": "Imported again"}) is False

    kept = ("https://idp.example", "CLIENT_SECRET_POST", ["phr"], ["phr"])
    assert await office.rows(KEPT) == [("Imported again", *kept, 2)]
    assert await office.rows(DOMAINS) == [("claimed.example", False), ("proven.example", True)]
    assert await office.rows("SELECT event FROM journal ORDER BY at, id") == [
        ("connection.created",), ("connection.changed",),
    ]  # fmt: skip
    sealed = await office.rows("SELECT sealed FROM auth.connection_secret")
    assert SECRET not in str(sealed)


async def test_people_sign_in_through_an_imported_connection(office: Office) -> None:
    await office.rows("DELETE FROM mail_domain")
    await office.rows("DELETE FROM identity_connection")
    made, _ = await importing.enter(
        office.database,
        databases.SECRET,
        ITEM
        | {
            "organisation": "Partner Works",
            "issuer": office.provider.issuer,
            "authentication": "client_secret_basic",
            "acr_values": [],
            "enforces_second_factor": True,
            "domains": [{"domain": "partner.example", "verified": True}],
        },
        now=office.now(),
    )

    answer = await office.come_back(office.provider.approve(await office.leave()), made)

    assert (answer.status_code, answer.headers["location"]) == (303, "/contracts")
    assert office.provider.told[0]["authorization"].startswith("Basic ")
    assert PUBLIC_URL in office.provider.told[0]["redirect_uri"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"issuer": ""}, "has no issuer"),
        ({"isuer": "a"}, "unknown fields: isuer"),
        ({"domains": "a.example"}, "values of the wrong type: domains"),
        ({"authentication": "password"}, "PASSWORD is not one of"),
        ({"authentication": "none"}, "give client_secret only for"),
        ({"jwk": {}}, "give jwk only for private_key_jwt"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_its_place(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    file = tmp_path / "connections.json"
    file.write_text(json.dumps([ITEM, ITEM | changes]))

    with pytest.raises(errors.Invalid, match=f"Connection 2 of connections.json.*{message}"):
        importing.read(file)


@pytest.mark.parametrize("text", ["", "{}", "[1]", "[" * 100_000, "\ufeff[]x"])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "connections.json"
    file.write_text(text)

    with pytest.raises(errors.Invalid, match=r"connections\.json"):
        importing.read(file)


@pytest.mark.parametrize(
    ("changes", "kind", "message"),
    [
        ({"organisation": "Nobody"}, errors.NotFound, "no organisation named Nobody"),
        ({"issuer": "http://idp.example"}, errors.Invalid, "https URL"),
        ({"domains": ["gmail.com"]}, errors.Invalid, "Anyone can get"),
        ({"default_roles": ["AD"]}, errors.Invalid, "your own side"),
        ({"id_token_alg": "HS256"}, errors.Invalid, "HS256 is not one of"),
        ({"domains": [{"domain": "partner.example", "verified": True}]}, errors.Invalid, "Another organisation"),
    ],
)
async def test_what_an_administrator_could_not_enter_is_refused_here_as_well(
    office: Office, changes: dict[str, Any], kind: type[errors.Refused], message: str
) -> None:
    await office.make.partner(name="Imported Works")

    with pytest.raises(kind, match=message):
        await enter(office, ITEM | changes)
    assert await office.rows(KEPT) == []
