"""The sample disputes: from a draft to a court, in every state in which one can wait for somebody."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from portal.access import Side
from portal.demo import disputed
from portal.demo.arguing import DAY, Argument
from portal.demo.disputed import Claim
from portal.demo.stage import Stage
from portal.demo.stories import MEDIATORS
from portal.disputes import operations, queries
from portal.disputes.models import Prevention
from portal.disputes.operations import Planned, Refusal
from portal.disputes.rules.remedy import RemedyKind
from portal.disputes.rules.statuses import CauseCategory, DecisionCode, LineAnswer, RefusalCode
from portal.files.receiving import Arrivals

HOST, PARTNER = Side.HOST, Side.PARTNER
A, D, K = LineAnswer, DecisionCode, RemedyKind


async def _draft(case: Argument) -> None:
    """A paper is still missing."""
    await case.draft()


async def _discarded(case: Argument) -> None:
    await case.draft()
    await case.go(case.side(PARTNER), operations.discard)


async def _filed(case: Argument) -> None:
    await case.file()


async def _asked(case: Argument) -> None:
    await case.file()
    items = ["The delivery note with the driver's signature", "Who counted the cartons, and when"]
    await case.go(case.officer, operations.ask_info, items=items)


async def _lapsed(case: Argument) -> None:
    """What was asked for never came."""
    await case.file()
    await case.go(case.officer, operations.ask_info, items=["The return authorisation, with both signatures"])
    await case.until(case.stage.now - 30 * DAY)


async def _refused(case: Argument) -> None:
    await case.file()
    why = "Clause 3 lets us choose the packing; more than that was never agreed on."
    async with case.acting(case.officer, 1) as session:
        lines = (await session.scalars(queries.lines_of(case.dispute))).all()
        said = [Refusal(line_id=each.id, code=RefusalCode.NO_RIGHT_UNDER_CONTRACT, text=why) for each in lines]
        case.dispute = await operations.refuse(
            session, case.officer.actor, dispute_id=case.dispute.id, expected_version=case.dispute.version,
            refusals=said, now=case.now,
        )  # fmt: skip


async def _admitted(case: Argument) -> None:
    await case.admit()


async def _withdrawn(case: Argument) -> None:
    await case.admit()
    why = "Your accounts have cancelled the second debit note."
    await case.go(case.side(PARTNER), operations.withdraw, days=2, reason=why)


async def _offered(case: Argument) -> None:
    """Each side has made an offer; the partner has the newer one before it."""
    await case.respond(
        (A.ACCEPT, "", "The discount was in the price. We agree."),
        (A.PART, "446.20", "Half of it was an extra discount for the early order."),
        (A.CONTEST, "", "This order was under the old price list, with its own discount."),
    )  # fmt: skip
    both = case.owes(K.CREDIT_AMOUNT, HOST, "Credit note for the first two invoices.", "2132.40")
    await case.offer(PARTNER, "If it is done this month we let the third invoice go.", both, days=3)
    first = case.owes(K.CREDIT_AMOUNT, HOST, "Credit note for the first invoice.", "1240.00", days=30)
    half = case.owes(K.CREDIT_AMOUNT, HOST, "Credit note for half of the second.", "446.20", days=30)
    await case.offer(HOST, "We meet you in the middle on the second one.", first, half, days=5)


async def _paused(case: Argument) -> None:
    await case.respond(
        (A.CONTEST, "", "The invoice reached us twelve days after its date."),
        (A.PART, "4500", "It was late by five days, not by ten."),
    )  # fmt: skip
    why = "Both accounts are at their yearly audit until then."
    await case.go(case.side(PARTNER), operations.ask_pause, days=2, until=case.stage.now.date() + 12 * DAY, reason=why)
    await case.go(case.side(HOST), operations.agree_pause)


async def _risen(case: Argument) -> None:
    """Taken to the next level, where somebody else answers for it."""
    await case.respond((A.CONTEST, "", "A quarter was agreed on, in the mail of our sales."))
    why = "There are two mails, and neither side gives way."
    await case.go(case.side(PARTNER), operations.escalate, days=10, reason=why)


async def _climbed(case: Argument) -> None:
    """Nobody came to terms at any level; from here on it needs a mediator."""
    await case.respond(
        (A.PART, "918.00", "We were late. Half the value of the windows is what others pay for that."),
        (A.CONTEST, "", "Nobody told us what they were for."),
    )
    await case.until(case.stage.now)


async def _done_in_part(case: Argument) -> None:
    """Settled: one thing waits to be confirmed, the other one to be done."""
    await case.respond(
        (A.PART, "2700.00", "Ours was the wrong label; half was opened by you."),
        (A.CONTEST, "", "We send a lorry for it."),
    )
    probes = case.owes(K.REPLACE_DELIVERY, HOST, "20 probes of series M.", days=50)
    freight = case.owes(K.CREDIT_AMOUNT, HOST, "Credit note for the freight.", "405.00", days=45)
    await case.offer(HOST, "New probes for old ones, and the freight of the first way.", probes, freight)
    await case.accept(PARTNER)
    await case.until(case.stage.now - 5 * DAY)
    await case.remedy(2, "Credit note LF-C 2207 of 405.00 is with your accounts.", is_confirmed=False)


async def _resolved(case: Argument) -> None:
    """Conceded and paid; why it happened is still to be found."""
    await case.admit()
    why = "All three were late. Interest is paid with the next run."
    await case.go(case.settles(HOST), operations.concede, days=3, text=why)
    await case.remedy(1, "Paid with the run of this week, reference E2E 55018.")


async def _closed(case: Argument) -> None:
    """Resolved long ago: the cause is known, and what was to prevent it has worked."""
    await case.respond((A.PART, "25800.00", "Half was insured by you, as the order says."))
    covers = case.owes(K.REPLACE_DELIVERY, PARTNER, "60 covers, by our own lorry.")
    await case.offer(PARTNER, "We send 60 covers once more and share the freight.", covers)
    await case.accept(HOST)
    await case.remedy(1, "Delivered and signed for by your goods-in.")
    planned = Planned(
        side=PARTNER, text="The carrier hands over against a code that your goods-in has from us.",
        responsible="Head of logistics", due_on=case.day(20), check_on=case.day(60),
    )  # fmt: skip
    await case.go(
        case.officer, operations.record_cause, days=3, category=CauseCategory.DELIVERY, planned=[planned],
        whys="The carrier did not ask for a signature. Why? Nobody had told it to. Why? The order names none.",
    )  # fmt: skip
    await _worked(case)
    await case.go(case.officer, operations.close, days=10)


async def _worked(case: Argument) -> None:
    async with case.acting(case.side(PARTNER), 15) as session:
        who, found = case.side(PARTNER).actor, queries.preventions_of(case.dispute)
        row: Prevention = (await session.scalars(found)).one()
        row = await operations.mark_done(
            session, who, prevention_id=row.id, expected_version=row.version, now=case.now,
            note="The code is in use since Monday.",
        )  # fmt: skip
    async with case.acting(case.officer, 50) as session:
        await operations.check(
            session, case.officer.actor, prevention_id=row.id, expected_version=row.version, now=case.now,
            is_effective=True, note="Fourteen deliveries, fourteen codes, nothing lost.",
        )  # fmt: skip


async def _before_court(case: Argument) -> None:
    """Nobody answered in time, at any level."""
    await case.admit()
    await case.until(case.stage.now)


async def _decided(case: Argument) -> None:
    """The company's executive has decided, as the contract lets them; the time to appeal runs."""
    await case.respond(
        (A.CONTEST, "", "The unit came back to us in June."), (A.CONTEST, "", "Nagoya was never agreed on."),
    )  # fmt: skip
    why = "Each side has its own list of the units."
    await case.go(case.side(PARTNER), operations.escalate, days=10, reason=why)
    await case.decide(
        (D.FOUNDED, "It was shown in Osaka for eleven weeks, and the agreement asks for eight."),
        (D.UNFOUNDED, "Neither the agreement nor a later message names a unit in Nagoya."), days=10,
    )  # fmt: skip


async def _appealed(case: Argument) -> None:
    """Decided, and taken to the next level by the side that lost."""
    await case.respond((A.CONTEST, "", "The laboratory had asked us for a price a year ago."))
    await case.go(case.side(PARTNER), operations.escalate, days=10, reason="A price is not a visit.")
    await case.decide((D.UNFOUNDED, "Whoever is asked first has found the customer, as clause 3 says."), days=10)
    why = "Clause 3 speaks of enquiries from the territory, and ours came from a visit."
    await case.go(case.side(PARTNER), operations.appeal, days=8, reason=why)


async def _mediated(case: Argument) -> None:
    """Nobody came to terms; one of those whom the contract names helps both sides."""
    await case.respond((A.CONTEST, "", "The shop is ours, and stands in the territory."))
    await case.climb()
    await case.mediate(
        MEDIATORS[0], "noor@mediators.example", "I have never worked for either of them, nor for a competitor.",
        "Please send me what you said to each other when clause 3 was written.",
    )  # fmt: skip


async def _failed(case: Argument) -> None:
    """Settled, and not done by its day: it went to the next level."""
    await case.respond(
        (A.PART, "24000", "Two of the three had nobody."), (A.CONTEST, "", "The log of that month has a gap.")
    )
    credit = case.owes(K.CREDIT_AMOUNT, PARTNER, "Credit note over four weekends.", "48000", days=37)
    await case.offer(HOST, "Four weekends, and the gap in the log is forgotten.", credit)
    await case.accept(PARTNER)
    await case.until(case.stage.now)


STORIES: Sequence[tuple[Claim, Callable[[Argument], Awaitable[None]]]] = (
    (disputed.PRICES, _draft), (disputed.DISCOUNT, _offered), (disputed.POROUS, _admitted),
    (disputed.INTEREST, _resolved), (disputed.CARTONS, _asked), (disputed.FAIR, _risen),
    (disputed.WRONG_PROBES, _done_in_part), (disputed.PACKING, _refused), (disputed.LOST, _closed),
    (disputed.TWICE, _withdrawn), (disputed.REFERENCE, _discarded), (disputed.COATING, _climbed),
    (disputed.FREIGHT, _filed), (disputed.RETURNED, _lapsed), (disputed.UNPAID, _paused),
    (disputed.PROTECTED, _before_court), (disputed.UNITS, _decided), (disputed.HOSPITAL, _appealed),
    (disputed.ONLINE, _mediated), (disputed.WEEKENDS, _failed),
)  # fmt: skip


async def play(stage: Stage, arrivals: Arrivals) -> None:
    """Each by somebody who may, through the operations that people use; the partners side by side."""
    async with asyncio.TaskGroup() as partners:
        for place in {claim.partner for claim, _ in STORIES}:
            partners.create_task(_with_partner(stage, arrivals, place))


async def _with_partner(stage: Stage, arrivals: Arrivals, place: int) -> None:
    for claim, story in STORIES:
        if claim.partner == place:
            await story(Argument(stage, arrivals, claim))
