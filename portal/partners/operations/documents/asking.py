"""Asking a partner for documents: somebody by hand, or by itself what the company's requirements say."""

from datetime import date, datetime, timedelta
from uuid import UUID

from portal import errors
from portal.access import SYSTEM, Actor, Permission
from portal.database.session import Session
from portal.journal import Entry
from portal.partners import queries
from portal.partners.documents import ASKED_FOR, DOCUMENT, DocumentKind
from portal.partners.models import ComplianceDocument, DocumentRequirement, Organisation
from portal.partners.operations import account
from portal.partners.operations.documents.paper import FURTHEST, ask, begun, new, opened, title_given
from portal.partners.rules import ACCOUNT
from portal.sentences import say
from portal.wording import note_given


async def request_document(
    session: Session, actor: Actor, *, partner_id: UUID, kind: DocumentKind, wanted_on: date, now: datetime,
    title: str = "", note: str = "",
) -> ComplianceDocument:  # fmt: skip
    """Asks a partner for a document by a day. Refuses: NotFound, NotAllowed, WrongStatus, Invalid."""
    actor.require(Permission.DOCUMENT_REQUEST)
    place = await account.opened(session, actor, partner_id=partner_id, expected_version=None, now=now)
    if place.partner.status in ACCOUNT.terminal:
        raise errors.WrongStatus.because(
            say("You cannot do this now.").then(ACCOUNT.in_words[place.partner.status]),
        )
    faults = errors.Faults()
    with faults:
        called = title_given(title, kind)
    with faults:
        if not now.date() < wanted_on <= now.date() + timedelta(days=FURTHEST):
            raise errors.Invalid("The day must be in the future, within a year.", path=("input", "wantedOn"))
    with faults:
        said = note_given(note, say("Describe what you mean."), "note") if note.strip() else ""
    faults.refuse()
    made = new(
        place.partner, place.company, kind, title=called, now=now, wanted_on=wanted_on, requested_by_name=actor.name
    )
    made.reason = said
    case = begun(session, actor, made, place.partner, place.company, now=now)
    ask(case, note=said)
    await session.flush()
    return made


async def withdraw_document(
    session: Session, actor: Actor, *, document_id: UUID, expected_version: int, reason: str, now: datetime
) -> ComplianceDocument:
    """Takes back what was asked for, or does without a new one for one that has ended."""
    case = await opened(session, actor, document_id=document_id, expected_version=expected_version, now=now)
    note = note_given(reason, say("Enter a reason."), "reason")
    with case.step(DOCUMENT, "withdraw", note=note):
        case.record.reason = note
    return case.record


async def request_required(session: Session, actor: Actor, *, partner_id: UUID, now: datetime) -> list[DocumentKind]:
    """Asks one partner for what is required of it and is not there; gives the kinds. Again: nothing more.

    For the clock, in the wake of an application or of a requirement.
    """
    place = await account.opened(session, actor, partner_id=partner_id, expected_version=None, now=now)
    if place.partner.status not in queries.ASKED:
        return []
    lacking = queries.requirements_for(Organisation).where(
        Organisation.id == partner_id, ~queries.has_document(Organisation, DocumentRequirement.kind)
    )
    found: dict[DocumentKind, DocumentRequirement] = {
        each.kind: each for each in (await session.scalars(lacking)).all()
    }
    wanted_on = (now + ASKED_FOR).date()
    for kind, requirement in found.items():
        made = new(
            place.partner, place.company, kind, title=requirement.title, now=now, wanted_on=wanted_on,
            requested_by_name=actor.name, requirement_id=requirement.id,
        )  # fmt: skip
        ask(begun(session, actor, made, place.partner, place.company, now=now), by_clock=True)
    await session.flush()
    return [*found]


async def on_application(session: Session, _actor: Actor, entry: Entry, now: datetime) -> object:
    """Reaction: whoever applies is asked for what is required."""
    return await request_required(session, SYSTEM, partner_id=entry.partner_id, now=now)
