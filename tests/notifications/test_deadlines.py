"""Before a deadline three business days and one; and when it has passed, whoever was waited for."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from portal import reactions, work
from portal.access import Side
from portal.contracts.models import Contract
from portal.contracts.rules import RoundStatus, Status
from portal.mail import Mail
from portal.notifications import reminding, rounds, rules
from portal.notifications.models import Notification
from portal.notifications.rules import Why
from portal.partners.documents import DocumentStatus
from tests.files import making as files
from tests.make import NOW
from tests.notifications.cast import Cast
from tests.partners import making as papers

DUE = datetime.fromisoformat("2026-03-16T22:59:59Z")
"""A Monday in Germany; three business days before it is Wednesday the 11th, one is Friday the 13th."""
WEDNESDAY = datetime.fromisoformat("2026-03-11T06:00:00Z")
FRIDAY = datetime.fromisoformat("2026-03-13T06:00:00Z")
HOUR = timedelta(hours=1)


async def drafting(cast: Cast, **columns: Any) -> Contract:
    return await cast.make.contract(
        status=Status.IN_NEGOTIATION, round_status=RoundStatus.DRAFTING, pen=Side.PARTNER, partner=cast.partner,
        owner=cast.people["SALES"], title="Screws", number="C-7", due_at=DUE, **columns,
    )  # fmt: skip


async def looked(cast: Cast, now: datetime) -> list[tuple[str, str, Why | None]]:
    """Who has been told of what so far, after another look."""
    await reminding.remind(cast.database, now)
    await rounds.run(cast.database, now)
    cast.make.session.expire_all()
    found = await cast.make.session.scalars(select(Notification).order_by(Notification.at, Notification.member_id))
    return [(cast.name_of(each.member_id), each.event, each.why) for each in found]


async def test_those_who_can_act_are_told_three_business_days_and_one_before_once_each(cast: Cast) -> None:
    await drafting(cast)
    assert await looked(cast, WEDNESDAY - HOUR) == []
    once = [("PARTNER_ADMIN", rules.DUE_SOON, Why.TURN), ("PARTNER_MEMBER", rules.DUE_SOON, Why.TURN)]
    assert await looked(cast, WEDNESDAY) == once
    assert await looked(cast, WEDNESDAY + HOUR) == once
    assert await looked(cast, FRIDAY + HOUR) == once * 2
    assert await looked(cast, DUE - HOUR) == once * 2
    letters = list(await cast.make.session.scalars(select(Mail)))
    assert {each.subject for each in letters} == {"C-7 Screws: The time to act is running out."}
    assert len(letters) == 4
    assert "Otherwise the turn passes to the other side." in letters[0].text


async def test_nobody_is_reminded_of_what_they_were_told_after_that_morning(cast: Cast) -> None:
    await drafting(cast, updated_at=FRIDAY + HOUR)
    assert await looked(cast, FRIDAY + 2 * HOUR) == []


async def test_a_document_that_expires_soon_is_due_by_its_end_and_not_by_the_next_day_on_which_that_is_said(
    cast: Cast,
) -> None:
    file, end = files.file(cast.people["PARTNER_MEMBER"]), DUE + timedelta(days=30)
    paper = papers.document(
        cast.partner, cast.people["SALES"], status=DocumentStatus.EXPIRING, file=file, due_at=DUE, ends_at=end,
        waiting_on=frozenset({Side.PARTNER}),
    )  # fmt: skip
    await cast.make.add(file, paper)
    assert await looked(cast, FRIDAY) == []
    once = [("PARTNER_ADMIN", rules.DUE_SOON, Why.TURN), ("PARTNER_MEMBER", rules.DUE_SOON, Why.TURN)]
    assert await looked(cast, end - timedelta(days=1)) == once
    told = await cast.make.session.scalars(select(Notification))
    assert {each.due_at for each in told} == {end}


async def test_who_has_acted_meanwhile_is_not_reminded(cast: Cast) -> None:
    made = await drafting(cast)
    await reminding.remind(cast.database, WEDNESDAY)
    acted = {"round_status": RoundStatus.SUBMITTED, "waiting_on": frozenset({Side.HOST})}
    await cast.make.session.execute(update(Contract).where(Contract.id == made.id).values(acted))
    await rounds.run(cast.database, WEDNESDAY)
    assert list(await cast.make.session.scalars(select(Notification))) == []


async def test_when_it_has_passed_those_who_were_waited_for_and_those_who_can_act_now_are_told(cast: Cast) -> None:
    await drafting(cast)
    await work.run_due(cast.database, DUE + HOUR)
    await reactions.run(cast.database, DUE + HOUR)
    found = {name: why for name, event, why in await looked(cast, DUE + HOUR) if event == "negotiation.round_lapsed"}
    assert found == {
        "PARTNER_ADMIN": Why.MISSED, "PARTNER_MEMBER": Why.MISSED, "LEGAL": Why.TURN,
        "RELATIONSHIP_MANAGER": Why.TURN, "SALES": Why.OWNER,
    }  # fmt: skip
    assert NOW < DUE
