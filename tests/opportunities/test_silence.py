"""Silence is a yes at the right second: over calendars, holidays, zones and pauses, counted by hand; and of many drawn
registrations none stays undecided. PORTAL_TRIES=60 is the whole of it.
"""

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from sqlalchemy import select, update

from portal.access import Role, Side
from portal.opportunities import operations
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import Customer, Said
from portal.opportunities.rules.statuses import WINDOW, OpportunityStatus
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus
from tests.opportunities.scene import DEAL, Scene

S = OpportunityStatus
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
GOLDEN = [
    # Christmas on a Friday: both rest on the 25th and at the weekend.
    ("US America/New_York", "DE-BY", "2026-12-24T15:00", "2026-12-30T04:59:59"),
    # Boxing Day on a Saturday is made up for on Monday.
    ("US America/New_York", "GB-ENG", "2026-12-24T15:00", "2026-12-31T04:59:59"),
    # The weekends of both: Friday and Saturday, Saturday and Sunday; clocks go forward in between.
    ("US America/New_York", "SA", "2026-03-05T15:00", "2026-03-11T03:59:59"),
    # In the company's zone it is the next day already.
    ("JP Asia/Tokyo", "DE", "2026-06-01T23:30", "2026-06-04T14:59:59"),
    # The same, with a holiday of one part of a country.
    ("JP Asia/Tokyo", "DE-BY", "2026-06-01T23:30", "2026-06-05T14:59:59"),
    # Independence Day on a Saturday is kept on Friday.
    ("US America/New_York", "DE", "2026-07-02T12:00", "2026-07-08T03:59:59"),
    # Easter Monday rests in one of two parts of a country.
    ("GB-ENG Europe/London", "GB-SCT", "2026-04-02T10:00", "2026-04-08T22:59:59"),
    # A holiday of the partner's alone.
    ("DE Europe/Berlin", "BG", "2026-03-02T09:00", "2026-03-05T22:59:59"),
    # In the last second of a day, and in the first of the next.
    ("DE Europe/Berlin", "DE", "2026-03-02T22:59:59", "2026-03-04T22:59:59"),
    ("DE Europe/Berlin", "DE", "2026-03-02T23:00", "2026-03-05T22:59:59"),
    # Registered on a Saturday.
    ("DE Europe/Berlin", "DE", "2026-03-07T12:00", "2026-03-10T22:59:59"),
    # Clocks go back in the night after the first day.
    ("DE Europe/Berlin", "DE", "2026-10-23T12:00", "2026-10-27T22:59:59"),
]
"""The company's calendar and zone, the partner's calendar, when it came in and when silence is a yes."""
COMPANIES = ("US America/New_York", "DE-BY Europe/Berlin", "JP Asia/Tokyo", "SA Asia/Riyadh", "NZ Pacific/Auckland")
PARTNERS = ("DE", "GB-SCT", "IN", "AE", "BG", "PH", "US")
MANY = int(os.environ.get("PORTAL_TRIES", "8"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def deal(now: datetime, number: int = 0) -> Said:
    customer = Customer(name=f"Hartmann Werke {number} GmbH", country="DE")
    return replace(DEAL, customer=customer, expected_close_on=(now + 200 * DAY).date())


async def placed(scene: Scene, company: str, *partners: tuple[Organisation, str]) -> None:
    """Gives each organisation its calendar."""
    calendar, zone = company.split()
    await scene.make.session.execute(
        update(Organisation).where(Organisation.side == Side.HOST).values(calendar=calendar, zone=zone)
    )
    for of, one in partners:
        await scene.make.session.execute(update(Organisation).where(Organisation.id == of.id).values(calendar=one))
    await scene.make.session.flush()
    scene.make.session.expire_all()


@pytest.mark.parametrize(("company", "partner", "filed", "due"), GOLDEN)
async def test_silence_is_a_yes_at_the_golden_second(
    scene: Scene, company: str, partner: str, filed: str, due: str
) -> None:
    await placed(scene, company, (scene.partner, partner))
    made = await scene.registered(said=deal(at(filed)), now=at(filed))
    assert made.due_at == at(due)
    assert (await scene.tick(made, at(due) - SECOND)).status is S.SUBMITTED
    done = await scene.tick(made, at(due))
    assert (done.status, done.protected_at, done.ends_at) == (S.PROTECTED, at(due), at(due) + WINDOW)


async def test_days_at_whose_last_second_the_partner_was_asked_do_not_count(scene: Scene) -> None:
    """Asked on Tuesday, told on Friday: that Friday is the first day, Monday the second."""
    await placed(scene, "DE Europe/Berlin", (scene.partner, "DE"))
    made = await scene.registered(said=deal(at("2026-03-02T10:00")), now=at("2026-03-02T10:00"))
    asked = await scene.act(Role.SALES, operations.ask_info, made, items=["Who buys?"], now=at("2026-03-03T12:00"))
    assert asked.due_at == at("2026-03-17T22:59:59")  # ten business days, the partner's
    told = await scene.act(
        Role.PARTNER_ADMIN, operations.give_info, asked, text="Their buyer.", now=at("2026-03-06T12:00")
    )  # fmt: skip
    assert (told.due_at, told.filed_at) == (at("2026-03-09T22:59:59"), made.filed_at)
    assert (await scene.tick(told, told.due_at)).status is S.PROTECTED


async def test_what_is_asked_and_never_told_ends_and_frees_what_it_held(scene: Scene) -> None:
    await placed(scene, "DE Europe/Berlin", (scene.partner, "DE"))
    made = await scene.registered(said=deal(at("2026-03-02T10:00")), now=at("2026-03-02T10:00"))
    asked = await scene.act(Role.SALES, operations.ask_info, made, items=["Who buys?"], now=at("2026-03-03T12:00"))
    over = await scene.tick(asked, asked.due_at)
    assert (over.status, await scene.cells(over)) == (S.EXPIRED, [("GTX-PRO", "DE", "ENDED")])


async def test_an_account_on_hold_gets_no_yes_by_silence_until_it_is_open_again(scene: Scene) -> None:
    made = await scene.registered(said=deal(at("2026-03-02T10:00")), now=at("2026-03-02T10:00"))
    assert made.due_at
    hold = update(Organisation).where(Organisation.id == scene.partner.id)
    await scene.make.session.execute(hold.values(status=AccountStatus.ON_HOLD, due_at=made.due_at + 30 * DAY))
    await scene.by_clock(operations.keep_time, opportunity_id=made.id, now=made.due_at)
    assert (await scene.now(made)).status is S.SUBMITTED
    await scene.make.session.execute(hold.values(status=AccountStatus.ACTIVE, due_at=None))
    later = (await scene.now(made)).due_at
    assert later is not None
    assert later == made.due_at + DAY
    assert (await scene.tick(made, later)).status is S.PROTECTED


def counted(filed: datetime, zone: str, *calendars: str) -> datetime:
    """The end of the second day after it on which nobody rests, day by day from the list of holidays alone."""
    place, left = ZoneInfo(zone), 2
    day = filed.astimezone(place).date()
    while left:
        day += DAY
        left -= all(works(day, each) for each in calendars)
    return datetime.combine(day + DAY, datetime.min.time(), place).astimezone(UTC) - SECOND


def works(day: date, calendar: str) -> bool:
    country, _, part = calendar.partition("-")
    return bool(holidays.country_holidays(country, subdiv=part or None).is_working_day(day))


async def test_of_many_that_are_drawn_each_ends_by_the_clock_alone_as_protected_or_in_conflict(scene: Scene) -> None:
    chance, wanted = random.Random(14), Counter[S]()
    both = [(scene.partner, await scene.one(Role.PARTNER_ADMIN)), (scene.rival, scene.theirs)]
    for number in range(MANY):
        company, now = chance.choice(COMPANIES), at("2026-01-01T00:00") + chance.random() * 365 * DAY
        now = now.replace(microsecond=0)
        calendars = [chance.choice(PARTNERS) for _ in both]
        await placed(scene, company, *zip((each for each, _ in both), calendars, strict=True))
        calendar, zone = company.split()
        many = chance.randint(1, 2)
        for place in range(many):
            _, who = both[place]
            made = await scene.registered(who, deal(now, number), now=now, places=False)
            assert made.due_at == counted(now, zone, calendar, calendars[place]), (now, company, calendars)
        await scene.by_clock(operations.compare, filed_number=2**62, now=now)
        wanted += Counter({S.PROTECTED: 1, S.CONFLICT: many - 1})
    for each in (await scene.make.session.scalars(select(Opportunity))).all():
        if each.status is S.SUBMITTED:
            await scene.by_clock(operations.keep_time, opportunity_id=each.id, now=each.due_at)
    scene.make.session.expire_all()
    found = Counter(each.status for each in (await scene.make.session.scalars(select(Opportunity))).all())
    assert found == wanted
