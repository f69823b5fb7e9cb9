"""Which names of organisations are one, and whom a name on the command line means."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from auth.federation import importing as connecting
from auth.organisations import client_imports
from portal import errors, founding, ids, importing
from portal.access import Role
from portal.database.pools import Database
from portal.partners import names
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus
from tests import databases
from tests.make import NOW, Make

NAME = "Müller & Söhne GmbH"
SAME = (
    "Müller & Söhne GmbH", "MÜLLER & SÖHNE GMBH", "Muller & Sohne", "Müller und Söhne GmbH & Co. KG",
    "  müller  &  söhne,  g.m.b.h. ", "Mu\u0308ller & So\u0308hne Ltd.", "Müller&Söhne Inc", "Ｍüller & Söhne",
    "Müller-Söhne", "The Müller & Söhne Company, LLC", "Müller & Söhne S.A.R.L.",
)  # fmt: skip
OTHER = ("Müller & Töchter GmbH", "Müller", "Söhne", "Müller & Söhne Logistics GmbH", "Müller & Söhne 2")


@pytest.mark.parametrize("name", SAME)
def test_a_name_is_the_same_whatever_its_case_accents_signs_and_legal_form(name: str) -> None:
    assert names.alike(name, [NAME, "Else"]) == [NAME]


@pytest.mark.parametrize("name", OTHER)
def test_another_name_stays_another(name: str) -> None:
    assert names.alike(name, [NAME]) == []


def test_a_name_of_nothing_but_a_legal_form_and_one_in_another_script_are_names() -> None:
    assert names.normal("AG") == "ag"
    assert names.normal("Алфа ЕООД") == names.normal("АЛФА") == "алфа"
    assert names.normal("हिन्दी कंपनी") != names.normal("हिनदी कंपनी")


Naming = Callable[[Database, str, Path], Awaitable[Any]]


async def _people(database: Database, called: str, _: Path) -> None:
    await founding.person(
        database, email="new@example.test", name="New", organisation=called, roles=[Role.PARTNER_ADMIN], now=NOW
    )


async def _connections(database: Database, called: str, folder: Path) -> None:
    entry = {"organisation": called, "issuer": "https://idp.example", "client_id": "x", "authentication": "none"}
    file = folder / "connections.json"
    file.write_text(json.dumps([entry]))
    [item] = connecting.read(file)
    await connecting.enter(database, databases.SECRET, item, now=NOW)


async def _clients(database: Database, called: str, _: Path) -> None:
    entry = {"client_id": "sync", "organisation": called, "grant_types": ["client_credentials"], "scope": "openid"}
    await client_imports.import_clients(database, json.dumps([entry]), allow_loopback_http=False, now=NOW)


async def _contracts(database: Database, called: str, _: Path) -> None:
    await importing.contracts(database, [], partner_name=called, told=lambda _: None)


COMMANDS: tuple[Naming, ...] = (_people, _connections, _clients, _contracts)


async def _partner(make: Make, name: str, **columns: Any) -> Organisation:
    partner = await make.partner(name=name, **columns)
    await make.member(partner)
    return partner


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
async def test_a_name_of_several_is_refused_with_their_ids_and_an_id_is_taken_by_every_command(
    make_committed: Make, database: Database, tmp_path: Path, command: Naming
) -> None:
    make = make_committed
    company = await make.company()
    lead = await make.member(roles={Role.LEGAL})
    leads = text("UPDATE organisation SET manager_id = :lead, company_id = id WHERE id = :company")
    await make.session.execute(leads, {"lead": lead.id, "company": company.id})
    await make.session.commit()
    first = await _partner(make, "Northgate Castings", status=AccountStatus.APPLIED, due_at=NOW, consented_at=NOW)
    second = await _partner(make, "NORTHGATE castings Ltd")

    with pytest.raises(errors.Invalid) as refused:
        await command(database, "Northgate Castings", tmp_path)
    assert "Several organisations are called Northgate Castings." in refused.value.message
    assert all(ids.text("org", each.id) in refused.value.message for each in (first, second))

    await command(database, ids.text("org", second.id), tmp_path)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
async def test_who_came_by_itself_and_is_not_approved_is_named_by_its_id_alone(
    make_committed: Make, database: Database, tmp_path: Path, command: Naming
) -> None:
    await make_committed.company()
    stranger = await _partner(
        make_committed, "Your Company", status=AccountStatus.APPLIED, due_at=NOW, consented_at=NOW
    )

    with pytest.raises(errors.Invalid) as refused:
        await command(database, "Your Company", tmp_path)

    assert "Your Company applied without an invitation and is not approved yet." in refused.value.message
    assert ids.text("org", stranger.id) in refused.value.message


async def test_who_has_left_takes_nobody_s_name_away(make_committed: Make, database: Database, tmp_path: Path) -> None:
    await make_committed.company()
    await _partner(make_committed, "Northgate", status=AccountStatus.REJECTED)
    await _partner(make_committed, "Northgate")

    await _people(database, "northgate", tmp_path)
