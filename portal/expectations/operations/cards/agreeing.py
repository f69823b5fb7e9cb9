"""What people do with a scorecard: write it, propose it, ask for a change, agree, end it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import canonical, errors, ids
from portal.access import SYSTEM, Actor, Permission, Side
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import Scorecard
from portal.expectations.operations.cards.reckoning import newest, reckon
from portal.expectations.operations.opening import Opened, answered, begun, opened, with_partner
from portal.expectations.queries import carded
from portal.expectations.rules import carding
from portal.expectations.rules.card import CARD, CardStatus
from portal.expectations.rules.carding import Agreed
from portal.expectations.rules.expectation import BINDS, ExpectationKind, ExpectationStatus
from portal.expectations.scores import periods
from portal.expectations.scores.periods import Rhythm
from portal.journal import Entry
from portal.sentences import say
from portal.wording import note_given

ABSENT = say("There is no such scorecard.")
CARD_TERMS = ("input", "card")
QUARTERS = periods.rhythm(periods.Length.QUARTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTerms:
    """What is filled in."""

    title: str
    content: Mapping[str, Any]
    """Lines, bands and the least covered weight, as `scores.terms` reads them."""
    rhythm: Rhythm = QUARTERS


async def opened_card(
    session: Session, actor: Actor, *, scorecard_id: UUID, expected_version: int | None, now: datetime
) -> Opened[Scorecard]:
    """The card under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    return await opened(
        session, actor, Scorecard, scorecard_id, expected_version=expected_version, now=now,
        path=("input", "scorecardId"), absent=ABSENT,
    )  # fmt: skip


async def draft_card(
    session: Session, actor: Actor, *, obligor: Side, card: CardTerms, now: datetime, partner_id: UUID | None = None
) -> Scorecard:
    """Writes a card that the other side does not see yet; a partner's own are of its own organisation.

    Refuses: NotAllowed, NotFound, Invalid.
    """
    actor.require(Permission.EXPECTATION_PROPOSE)
    partner, company = await with_partner(session, actor, partner_id)
    record = Scorecard(
        partner_id=partner.id, id=ids.new(), company_id=company.id, owner_id=partner.manager_id, author=actor.side,
        obligor=obligor, status=CardStatus.DRAFT, version=0, reason="", waiting_on=frozenset(), created_at=now,
        updated_at=now,
    )  # fmt: skip
    await _fill(session, record, card)
    case = begun(session, actor, record, partner, company, now=now)
    with case.event("scorecard.drafted"):
        case.wait(CARD)
    session.add(record)
    return record


async def _fill(session: Session, record: Scorecard, card: CardTerms) -> None:
    agreed = carding.made(card.title, record.obligor, card.rhythm, card.content, path=CARD_TERMS)
    await _check_lines(session, record.partner_id, agreed, among=frozenset(ExpectationStatus))
    record.title, record.document = agreed.title, agreed.written()
    record.sha256 = canonical.sha256(record.document)


async def _check_lines(
    session: Session, partner_id: UUID, agreed: Agreed, *, among: frozenset[ExpectationStatus]
) -> None:  # fmt: skip
    """Every line is a figure or rule that the same side promises, and it is as far as it must be."""
    named = {each.expectation: place for place, each in enumerate(agreed.terms.lines)}
    known = [UUID(each) for each in named if _is_id(each)]
    found = {str(each.id): each for each in await session.scalars(queries.lines_named(partner_id, known))}
    faults = errors.Faults()
    for name, place in named.items():
        path = (*CARD_TERMS, "lines", str(place), "expectationId")
        with faults:
            if name not in found:
                raise errors.NotFound("There is no such expectation.", path=path)
            if found[name].obligor is not agreed.obligor or found[name].kind is ExpectationKind.BOUNDARY:
                raise errors.Invalid(
                    "A line must be a key figure, service level or rule that this side promises.", path=path
                )
            if found[name].status not in among:
                raise errors.Blocked("Both sides must first agree on everything that is on the card.", path=path)
    faults.refuse()


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


async def edit_card(
    session: Session, actor: Actor, *, scorecard_id: UUID, expected_version: int, card: CardTerms, now: datetime
) -> Scorecard:
    """Writes the draft anew. Refuses also Invalid."""
    case = await opened_card(session, actor, scorecard_id=scorecard_id, expected_version=expected_version, now=now)
    with case.step(CARD, "edit"):
        await _fill(session, case.record, card)
    return case.record


async def propose_card(
    session: Session, actor: Actor, *, scorecard_id: UUID, expected_version: int, now: datetime, message: str = ""
) -> Scorecard:
    """Shows it to the other side, whose word is then waited for; everything on it is agreed or proposed by then."""
    case = await opened_card(session, actor, scorecard_id=scorecard_id, expected_version=expected_version, now=now)
    note = note_given(message, say("Enter a message of at most 2,000 characters."), "message") if message else ""
    with case.step(CARD, "propose", note=note, published=True):
        seen = frozenset({ExpectationStatus.PROPOSED, *BINDS})
        await _check_lines(session, case.record.partner_id, carding.read(case.record.document), among=seen)
        case.record.proposed_at, case.record.proposed_by_name = now, actor.name
        case.record.reason = note
    return case.record


async def discard_card(
    session: Session, actor: Actor, *, scorecard_id: UUID, expected_version: int, now: datetime
) -> Scorecard:
    """Takes it back before anybody agreed."""
    case = await opened_card(session, actor, scorecard_id=scorecard_id, expected_version=expected_version, now=now)
    case.take(CARD, "discard")
    return case.record


async def revise_card(
    session: Session, actor: Actor, *, scorecard_id: UUID, expected_version: int, reason: str, now: datetime
) -> Scorecard:
    """Asks the side that wrote it for a change."""
    return await _answered(session, actor, "revise", scorecard_id, expected_version, reason, now)


async def decline_card(
    session: Session, actor: Actor, *, scorecard_id: UUID, expected_version: int, reason: str, now: datetime
) -> Scorecard:
    """Says no to it."""
    return await _answered(session, actor, "decline", scorecard_id, expected_version, reason, now)


async def retire_card(
    session: Session, actor: Actor, *, scorecard_id: UUID, expected_version: int, reason: str, now: datetime
) -> Scorecard:
    """Ends it; what it was stays."""
    return await _answered(session, actor, "retire", scorecard_id, expected_version, reason, now)


async def _answered(
    session: Session, actor: Actor, action: str, scorecard_id: UUID, expected_version: int, reason: str, now: datetime
) -> Scorecard:
    case = await opened_card(session, actor, scorecard_id=scorecard_id, expected_version=expected_version, now=now)
    return answered(case, CARD, action, reason)


async def agree_card(
    session: Session, actor: Actor, *, scorecard_id: UUID, expected_version: int, expected_digest: str, now: datetime
) -> Scorecard:
    """Agrees to exactly this card; the one that counted before does no more. Refuses also StaleDigest."""
    case = await opened_card(session, actor, scorecard_id=scorecard_id, expected_version=expected_version, now=now)
    record = case.record
    if expected_digest != record.sha256:
        raise errors.StaleDigest(
            "The current version is not the one you are acting on. Read it again.", path=("input", "expectedDigest")
        )
    agreed = carding.read(record.document)
    await _supersede(case)
    with case.step(CARD, "agree"):
        await _check_lines(session, record.partner_id, agreed, among=frozenset(BINDS))
        record.agreed_at, record.agreed_by_name = now, actor.name
        last = await newest(session, record, agreed)
        if last is not None:
            await reckon(case, agreed, agreed.rhythm.period_of(last))
    return record


async def _supersede(case: Opened[Scorecard]) -> None:
    record = case.record
    found = queries.card_agreed_with(record.partner_id, record.obligor).with_only_columns(Scorecard.id)
    old_id = await case.session.scalar(found)
    if old_id is not None:
        old = await opened_card(case.session, case.actor, scorecard_id=old_id, expected_version=None, now=case.now)
        old.follow(CARD, "supersede")
        await case.session.flush()  # before the other counts: no two of them do at once


async def keep_card_time(session: Session, *, scorecard_id: UUID, now: datetime) -> Scorecard | None:
    """Reminds of one that waits for an answer; None if nothing was due. Running it twice moves nothing more."""
    case = await opened_card(session, SYSTEM, scorecard_id=scorecard_id, expected_version=None, now=now)
    if case.record.due_at is None or case.record.due_at > now:
        return None
    case.take(CARD, "remind")
    return case.record


async def end_cards(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """A relationship has ended: its cards count no more, and what was not agreed falls away. Gives how many."""
    found = (await session.scalars(carded.open_cards(entry.partner_id))).all()
    for scorecard_id in found:
        case = await opened_card(session, SYSTEM, scorecard_id=scorecard_id, expected_version=None, now=now)
        case.follow(CARD, "retire" if case.record.status is CardStatus.AGREED else "fallAway")
    return len(found)
