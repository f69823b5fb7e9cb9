"""What the company requires, and what becomes of the partners whom it asks, however many they are and whatever happens.

PORTAL_TRIES=1700 asks 5,100 partners, and says how long that took.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest_asyncio
from sqlalchemy import text

from portal import clock, doing, reactions, work
from portal.access import Role
from portal.database.pools import Database
from portal.partners.documents import DocumentKind, DocumentStatus
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus
from tests import patience
from tests.entering import Enter
from tests.files import making as files
from tests.journeys.doors import TRIES, Visitor
from tests.make import Make
from tests.partners import making

PARTNERS = 3 * TRIES
SET = """mutation ($input: DocumentRequirementSetInput!) { documentRequirementSet(input: $input) {
  userErrors { code } requirement { id version } } }"""
END = """mutation ($input: DocumentRequirementEndInput!) { documentRequirementEnd(input: $input) {
  userErrors { code } requirement { id version } } }"""
REACH = "query ($id: ID!) { documentRequirement(id: $id) { reach { partners covered waitedFor } } }"
OF_EACH = """SELECT json_object_agg(id, told) FROM (SELECT o.id, (SELECT string_agg(d.status, ' ' ORDER BY d.id)
  FROM compliance_document d WHERE d.partner_id = o.id) AS told FROM organisation o WHERE side = 'PARTNER') AS each"""
EVENTS = "SELECT event, count(*) FROM journal WHERE event LIKE 'document.%' AND record_type = 'doc' GROUP BY event"
A, D = AccountStatus, DocumentStatus


@dataclass
class Company:
    """Somebody of legal, and what the portal does by itself."""

    make: Make
    database: Database
    legal: Visitor

    async def sets(self, **more: Any) -> dict[str, Any]:
        given = {"kind": "INSURANCE", "partnerKinds": [], "countries": [], "isMandatory": True, **more}
        payload = (await self.legal.ask(SET, input=given))["documentRequirementSet"]
        assert payload["userErrors"] == []
        return dict(payload["requirement"])

    async def ends(self, requirement: dict[str, Any]) -> None:
        given = {"requirementId": requirement["id"], "expectedVersion": requirement["version"]}
        assert (await self.legal.ask(END, input=given))["documentRequirementEnd"]["userErrors"] == []

    async def reach(self, requirement: dict[str, Any]) -> tuple[int, int, int]:
        found = (await self.legal.ask(REACH, id=requirement["id"]))["documentRequirement"]["reach"]
        return found["partners"], found["covered"], found["waitedFor"]

    async def follow(self) -> None:
        """Everything that follows by itself."""
        await reactions.run(self.database, clock.now())
        while await doing.take_up(self.database, clock.now()):
            pass

    async def told(self) -> dict[Any, str | None]:
        """The documents of each partner, by its id."""
        found: dict[str, str | None] = (await self.make.session.execute(text(OF_EACH))).scalar_one()
        return {UUID(each): statuses for each, statuses in found.items()}

    async def events(self) -> dict[str, int]:
        return {str(row[0]): int(row[1]) for row in (await self.make.session.execute(text(EVENTS))).all()}

    async def status(self, partner: Organisation) -> str:
        query = text("SELECT status FROM organisation WHERE id = :id")
        return str((await self.make.session.execute(query, {"id": partner.id})).scalar_one())

    async def has(self, partner: Organisation, status: DocumentStatus, **columns: Any) -> None:
        """A document that was brought."""
        member, owner = await self.make.member(partner), await self.make.member(roles={Role.LEGAL})
        file = files.file(member)
        made = making.document(partner, owner, status=status, file=file, **columns)
        file.record_type, file.record_id, file.is_shared = "doc", made.id, True
        await self.make.add(file, made)


@pytest_asyncio.fixture(loop_scope="session")
async def company(make_committed: Make, enter: Enter, database: Database) -> Company:
    (legal,) = await enter(await make_committed.member(roles={Role.LEGAL}))
    return Company(make_committed, database, legal)


async def test_every_partner_concerned_who_does_not_have_it_is_asked_once_and_one_sees_how_far_that_is(
    company: Company,
) -> None:
    make = company.make
    partners = [await make.partner() for _ in range(PARTNERS)]
    has_it, waits = await make.partner(), await make.partner()
    left_out = [await make.partner(status=status) for status in (A.PROSPECT, A.OFFBOARDED)]
    await company.has(has_it, D.ACCEPTED)
    await company.has(waits, D.UPLOADED)
    made = await company.sets()
    assert await company.reach(made) == (PARTNERS + 2, 1, 1)
    began = time.monotonic()
    await company.follow()
    seconds = time.monotonic() - began
    print(f"{PARTNERS} partners were asked in {seconds:.1f} s.")  # noqa: T201 - the figure
    assert await company.reach(made) == (PARTNERS + 2, 1, PARTNERS + 1)
    told = await company.told()
    assert Counter(told[each.id] for each in partners) == {"REQUESTED": PARTNERS}
    assert [told[each.id] for each in (has_it, waits, *left_out)] == ["ACCEPTED", "UPLOADED", None, None]
    await company.sets(requirementId=made["id"], expectedVersion=1, title="Liability")
    await company.follow()
    assert await company.events() == {"document.requested": PARTNERS}


async def test_wherever_the_job_is_stopped_each_partner_is_asked_once(company: Company) -> None:
    for _ in range(PARTNERS):
        await company.make.partner()
    await company.sets()
    await reactions.run(company.database, clock.now())
    stopped = asyncio.create_task(doing.take_up(company.database, clock.now()))
    async with asyncio.timeout(patience.SECONDS):
        while True:
            if await company.events():
                break
            await asyncio.sleep(0.001)
    stopped.cancel()
    await asyncio.gather(stopped, return_exceptions=True)
    async with asyncio.timeout(patience.SECONDS + PARTNERS):  # until the database has seen that nobody is at it
        while (await company.events()).get("document.requested") != PARTNERS:
            await company.follow()
    assert Counter((await company.told()).values()) == {"REQUESTED": PARTNERS}


async def test_what_is_not_required_any_more_is_asked_of_nobody_and_what_was_accepted_stays(company: Company) -> None:
    make = company.make
    german, french = await make.partner(country="DE"), await make.partner(country="FR")
    has_it = await make.partner(country="DE")
    await company.has(has_it, D.ACCEPTED)
    made = await company.sets(countries=["DE"])
    await company.follow()
    assert [(await company.told())[each.id] for each in (german, french, has_it)] == ["REQUESTED", None, "ACCEPTED"]
    made = await company.sets(requirementId=made["id"], expectedVersion=1, countries=["FR"])
    await company.follow()
    told = await company.told()
    assert [told[each.id] for each in (german, french, has_it)] == ["WITHDRAWN", "REQUESTED", "ACCEPTED"]
    await company.ends(made)
    await company.follow()
    told = await company.told()
    assert [told[each.id] for each in (german, french, has_it)] == ["WITHDRAWN", "WITHDRAWN", "ACCEPTED"]
    assert await company.events() == {"document.requested": 2, "document.waived": 2}


async def test_of_two_requirements_the_end_of_one_leaves_what_the_other_asks_for(company: Company) -> None:
    partner = await company.make.partner(country="DE")
    made = await company.sets()
    await company.sets(countries=["DE"], title="Liability")
    await company.follow()
    await company.ends(made)
    await company.follow()
    assert (await company.told())[partner.id] == "REQUESTED"


async def test_one_that_is_ended_before_anybody_was_asked_asks_nobody(company: Company) -> None:
    partner = await company.make.partner()
    await company.ends(await company.sets())
    await company.follow()
    assert (await company.told())[partner.id] is None
    assert await company.events() == {}


async def test_an_account_on_hold_for_it_is_active_again_once_it_is_not_required_any_more(company: Company) -> None:
    partner = await company.make.partner(manager=await company.make.member())
    made = await company.sets()
    await company.follow()
    now = clock.now()
    await company.has(partner, D.EXPIRING, ends_at=now, due_at=now, reminded=7, kind=DocumentKind.INSURANCE)
    await work.move_due(company.database, now + timedelta(seconds=1))
    assert await company.status(partner) == "ON_HOLD"
    await company.ends(made)
    await company.follow()
    assert await company.status(partner) == "ACTIVE"


async def test_what_somebody_asked_for_by_hand_stays_asked_for(company: Company) -> None:
    partner, owner = await company.make.partner(), await company.make.member()
    await company.make.add(making.document(partner, owner))
    made = await company.sets()
    await company.follow()
    await company.ends(made)
    await company.follow()
    assert (await company.told())[partner.id] == "REQUESTED"
