"""Disputes in the running demonstration: taken by its people as far as a story begins, and days that go by."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from playwright.sync_api import expect
from sqlalchemy import select, update

from portal import clock, ids
from portal import settings as portal_settings
from portal.access import AccessClass, Side
from portal.commands.databases import DEMONSTRATION
from portal.database import embedded, logins
from portal.database.policies import OWNER
from portal.database.pools import Database
from portal.demo.arguing import Argument
from portal.demo.cast import PARTNERS
from portal.demo.disputed import Claim
from portal.demo.stage import Stage
from portal.disputes.models import Dispute, Remedy
from portal.disputes.rules.remedy import RemedyStatus
from portal.files.receiving import Arrivals
from portal.partners.models import Membership, Organisation
from portal.partners.rules import MembershipStatus
from tests import patience
from tests.frontend.browser.people import Person
from tests.frontend.browser.test_breaches import with_rows
from tests.make import Make
from tests.served import Served


def argued(portal: Served, claim: Claim, story: Callable[[Argument], Awaitable[None]]) -> str:
    """Each step is taken by somebody who may, on a day that is over; gives the address of the case."""
    settings = portal_settings.load({"PORTAL_DATA_DIR": str(portal.data_dir)})

    async def played(url: str) -> str:
        database = Database(url, settings.secret)
        stage = await _stage(database, claim.partner)
        case = Argument(stage, Arrivals.of(settings), claim)
        await story(case)
        await stage.sign_out()
        await database.close()
        return f"{portal.address}/disputes/{ids.text('dsp', case.dispute.id)}"

    with embedded.running(portal.data_dir) as server, ThreadPoolExecutor(1) as thread:
        url = logins.url_of(server.url(DEMONSTRATION), OWNER, settings.secret)
        return thread.submit(asyncio.run, played(url)).result()


async def _stage(database: Database, partner: int) -> Stage:
    """The people of the company and of the partner at a place in the cast, signed in."""
    stage = Stage(database, clock.now())
    async with database.working(AccessClass.SYSTEM) as session:
        found = {each.name: each for each in await session.scalars(select(Organisation))}
        stage.company = next(each for each in found.values() if each.side is Side.HOST)
        stage.partners = [(found[sample.name], {}) for sample in PARTNERS]
        both = (stage.company.id, stage.partners[partner][0].id)
        people = select(Membership).where(
            Membership.partner_id.in_(both), Membership.status == MembershipStatus.ACTIVE
        )  # fmt: skip
        members = (await session.scalars(people.order_by(Membership.id))).all()
    await stage.sign_in([*members])
    return stage


def time_goes_by(portal: Served, address: str) -> None:
    """Whatever the case, and what is to be done in it, waits for was due a minute ago."""
    _, dispute_id = ids.parse(address.rpartition("/")[2])
    ago = clock.now() - timedelta(minutes=1)

    async def moved(make: Make) -> None:
        is_open = (Remedy.dispute_id == dispute_id) & (Remedy.status == RemedyStatus.OPEN)
        late: dict[str, Any] = {"due_on": ago.date() - timedelta(days=1), "ends_at": ago, "due_at": ago}
        await make.session.execute(update(Remedy).where(is_open).values(late))
        await make.session.execute(update(Dispute).where(Dispute.id == dispute_id).values(due_at=ago))

    with_rows(portal, moved)


def shows(person: Person, address: str, words: str) -> None:
    """Opens a page until it says so: the portal's own clock has taken the step, or told of it."""
    person.page.goto(address)
    for _ in range(int(patience.SECONDS)):
        if words in person.page.locator("main").inner_text():
            break
        person.page.wait_for_timeout(500)
        person.page.reload()
    expect(person.page.locator("main")).to_contain_text(words)
