"""What the clock does to offers, remedies and actions against a cause is told to whoever was waited for, once."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal import ids, journal, reactions, work
from portal.access import AccessClass, Actor, Side
from portal.disputes import queries
from portal.disputes.models import Dispute, Prevention
from portal.disputes.rules.prevention import PreventionStatus
from portal.disputes.rules.remedy import RemedyKind, RemedyStatus
from portal.disputes.rules.statuses import DisputeStatus
from portal.mail import Mail
from portal.notifications import rounds
from portal.notifications.models import Notification
from portal.notifications.rules import Why
from tests.disputes import making
from tests.make import NOW
from tests.notifications.cast import Cast

DAY = timedelta(days=1)
NEGOTIATORS = {"LEGAL", "RELATIONSHIP_MANAGER"}
DOERS = {Side.HOST: {"LEGAL", "RELATIONSHIP_MANAGER"}, Side.PARTNER: {"PARTNER_ADMIN", "PARTNER_MEMBER"}}
HOST, NOBODY = frozenset({Side.HOST}), frozenset[Side]()


async def case_of(cast: Cast, status: DisputeStatus, **columns: Any) -> Dispute:
    owners = {"company_owner_id": cast.people["SALES"].id, "partner_owner_id": cast.people["PARTNER_VIEWER"].id}
    case = making.dispute(cast.partner, await cast.make.company(), status=status, **owners, **columns)
    await cast.make.add(case)
    return case


async def passed(cast: Cast, now: Any = NOW) -> None:
    """The clock, what follows and the letters, twice: again, nothing more happens."""
    for _ in range(2):
        while await work.run_due(cast.database, now):
            pass
        await reactions.run(cast.database, now)
        await rounds.run(cast.database, now)
    cast.make.session.expire_all()


async def told(cast: Cast, prefix: str) -> list[tuple[str, str, Why | None]]:
    found = await cast.make.session.scalars(select(Notification).where(Notification.record_type == prefix))
    return sorted((cast.name_of(each.member_id), each.event, each.why) for each in found)


def every(names: set[str], event: str, why: Why) -> list[tuple[str, str, Why]]:
    return [(name, event, why) for name in sorted(names)]


async def letters(cast: Cast) -> list[Mail]:
    return list(await cast.make.session.scalars(select(Mail).order_by(Mail.id)))


async def test_an_action_that_is_late_is_told_once_and_keeps_waiting_for_its_side(cast: Cast) -> None:
    late = making.prevention(await case_of(cast, DisputeStatus.RESOLVED), side=Side.PARTNER, due_at=NOW, ends_at=NOW)
    await cast.make.add(late)
    await passed(cast)
    assert await told(cast, "dpv") == every(DOERS[Side.PARTNER], "prevention.overdue", Why.TURN)
    assert len(await letters(cast)) == len(DOERS[Side.PARTNER])
    due = queries.prevention_due(Prevention)
    row = (await cast.make.session.execute(select(Prevention.waiting_on, Prevention.due_at, due))).one()
    assert tuple(row) == (frozenset({Side.PARTNER}), None, NOW)
    await passed(cast, NOW + 30 * DAY)
    assert len(await told(cast, "dpv")) == len(DOERS[Side.PARTNER])


async def test_the_company_is_told_on_the_day_of_the_check_and_again_while_it_is_not_made(cast: Cast) -> None:
    case = await case_of(cast, DisputeStatus.CLOSED)
    done = making.prevention(case, status=PreventionStatus.DONE, due_at=NOW, check_at=NOW, done_by_name="Kim")
    await cast.make.add(done)
    assert done.waiting_on == NOBODY
    await passed(cast)
    once = every({"DISPUTE_OFFICER"}, "prevention.check_due", Why.TURN)
    assert await told(cast, "dpv") == once
    (row,) = await cast.make.session.scalars(select(Prevention))
    assert (row.waiting_on, row.is_check_told) == (HOST, True)
    again = row.due_at
    assert again is not None
    await passed(cast, again - timedelta(seconds=1))
    assert {name for name, *_ in await told(cast, "dpv")} == {"DISPUTE_OFFICER"}
    assert [each for each in await told(cast, "dpv") if each[1] == "prevention.check_due"] == once
    await passed(cast, again)
    assert [each for each in await told(cast, "dpv") if each[1] == "prevention.check_due"] == once * 2
    later = await cast.make.session.scalar(select(Prevention.due_at))
    assert later is not None
    assert later > again


async def test_whoever_did_not_answer_an_offer_is_told_that_it_is_over(cast: Cast) -> None:
    over = making.offer(await case_of(cast, DisputeStatus.NEGOTIATION), side=Side.PARTNER, due_at=NOW, expires_at=NOW)
    await cast.make.add(over)
    readers = set(await cast.make.session.scalars(queries.negotiators(cast.partner.id)))
    await cast.make.add(making.sealed(over, *(each for each in cast.people.values() if each.id in readers)))
    await passed(cast)
    missed = {name for name, _, why in await told(cast, "dof") if why is Why.MISSED}
    assert missed >= NEGOTIATORS
    assert {cast.people[name].side for name in missed} == {Side.HOST}
    assert {each.to for each in await letters(cast)} >= {cast.people[name].email for name in missed}


async def test_whoever_was_silent_about_what_was_done_is_told_that_it_counts(cast: Cast) -> None:
    case = await case_of(cast, DisputeStatus.REMEDY, due_at=NOW)
    claimed = making.remedy(case, obligor=Side.PARTNER, status=RemedyStatus.CLAIMED, due_at=NOW, claimed_at=NOW - DAY)
    await cast.make.add(claimed)
    await passed(cast)
    found = await told(cast, "dre")
    assert {(event, why) for _, event, why in found} == {("remedy.confirmed_by_silence", Why.MISSED)}
    assert {cast.people[name].side for name, _, _ in found} == {Side.HOST}


async def test_whoever_did_not_do_it_in_time_is_told_that_it_failed(cast: Cast) -> None:
    case = await case_of(cast, DisputeStatus.REMEDY, due_at=NOW)
    await cast.make.add(making.remedy(case, obligor=Side.PARTNER, due_at=NOW, ends_at=NOW))
    await passed(cast)
    assert await told(cast, "dre") == every(DOERS[Side.PARTNER], "remedy.failed", Why.MISSED)


async def test_several_that_one_act_begins_stand_in_one_letter(cast: Cast) -> None:
    case = await case_of(cast, DisputeStatus.REMEDY)
    called, kinds = case.number, (RemedyKind.TAKE_BACK, RemedyKind.REPLACE_DELIVERY, RemedyKind.NEW_INVOICE)
    for number, kind in enumerate(kinds, 1):
        await cast.make.add(making.remedy(case, number, kind=kind))
    by = Actor(ids.new(), "Robin", Side.PARTNER, cast.partner.id, frozenset())
    async with cast.database.transaction(AccessClass.SYSTEM) as session:
        journal.write(
            session, by, "dispute.settled", partner_id=case.partner_id, record_type=case.PREFIX, record_id=case.id,
            now=NOW, changes=[{"field": "remedies", "before": None, "after": "3"}], published=True,
        )  # fmt: skip
    await passed(cast)
    found = await letters(cast)
    assert sorted(each.to for each in found) == sorted(cast.people[name].email for name in DOERS[Side.HOST])
    for letter in found:
        assert letter.subject.startswith(f"{called}: ")
        words = (
            "Goods returned",
            "Replacement delivery",
            "New invoice",
            "Otherwise the dispute goes to the next level.",
        )
        assert [each for each in words if each not in letter.text] == []
        assert letter.text.count("It is your turn") == len(kinds)
