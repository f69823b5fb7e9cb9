"""From prospect to partner: invite, apply, ask and answer, decide; hold and release; and what the clock does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal import errors, journal
from portal.access import Actor, Permission, Role
from portal.database.session import Session
from portal.mail import Letter
from portal.partners import queries
from portal.partners.models import Membership, Organisation, RequestedItem
from portal.partners.operations import letters
from portal.partners.operations.account import OpenAccount, due, known_of, opened
from portal.partners.operations.exits import exit_overdue
from portal.partners.operations.inviting import invited
from portal.partners.public_mail import business_email_given
from portal.partners.rules import ACCOUNT, AccountStatus, MembershipStatus
from portal.sentences import Sentence, say
from portal.wording import ANSWER_LONGEST, note_given

MOST_ITEMS = 20
REASON = say("Enter a reason.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an applicant says to one requested item."""

    item_id: UUID
    answer: str


async def invite(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, email: str, name: str,
    now: datetime,
) -> Organisation:  # fmt: skip
    """Invites a prospect to apply: its first administrator gets a link. Refuses also Invalid, Blocked for a double."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    with case.account_step("invite"):
        case.partner.invited_by = actor.person_id
    if await session.scalar(queries.alike(case.partner)) is not None:
        raise errors.Blocked("There is already a partner with this name in this country.")
    address = business_email_given(email)
    await session.flush()
    roles = frozenset({Role.PARTNER_ADMIN})
    await invited(session, actor, case.partner, email=address, name=name, roles=roles, now=now)
    return case.partner


async def apply(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, consent: bool, now: datetime
) -> Organisation:
    """Applies for the organisation; its administrator proved the address by accepting the mailed invitation."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    if not consent:
        raise errors.Invalid("Agree to the use of the application's information.", path=("input", "consent"))
    with case.account_step("apply"):
        case.partner.consented_at = now
    return case.partner


async def request_info(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, items: Sequence[str],
    now: datetime,
) -> Organisation:  # fmt: skip
    """Asks the applicant for named items; they have 30 days. Refuses also Invalid."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    if not 0 < len(items) <= MOST_ITEMS:
        raise errors.Invalid("Name 1 to {most} missing items.", most=MOST_ITEMS, path=("input", "items"))
    questions = [note_given(item, say("Name the missing item."), "items", str(at)) for at, item in enumerate(items)]
    case.take_account_step("requestInfo", note="\n".join(questions))
    session.add_all(
        RequestedItem(partner_id=case.partner.id, question=question, asked_by=actor.name, asked_at=now)
        for question in questions
    )
    asked = say("Answer these questions by the date shown in the portal.")
    needed = say("{partner}: we need more information.", partner=case.partner.name)
    await _tell(case, Letter(subject=needed, paragraphs=(asked, "\n".join(f"- {each}" for each in questions))))
    return case.partner


async def supply_info(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, answers: Sequence[Answer],
    now: datetime,
) -> Organisation:  # fmt: skip
    """Answers everything that is open; the company's time to decide begins anew. Refuses also NotFound, Invalid."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    case.take_account_step("supplyInfo")
    items: Sequence[RequestedItem] = (await session.scalars(queries.requested_items_of(case.partner))).all()
    still_open = {item.id: item for item in items if item.answer is None}
    for at, given in enumerate(answers):
        if given.item_id not in still_open:
            raise errors.NotFound("There is no such open item.", path=("input", "answers", str(at), "itemId"))
        item = still_open.pop(given.item_id)
        item.answer = note_given(
            given.answer, say("Answer this."), "answers", str(at), "answer", longest=ANSWER_LONGEST
        )
        item.answered_at = now
    if still_open:
        raise errors.Invalid("Answer every item.", path=("input", "answers"))
    return case.partner


async def reject(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, reason: str, now: datetime
) -> Organisation:
    """Turns the application down; the applicant reads the reason, in the letter as well, and has no access any more."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    note = note_given(reason, REASON, "reason")
    case.take_account_step("reject", note=note)
    await _tell(case, _not_accepted(case, *letters.because(note)))
    return case.partner


async def approve(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, now: datetime
) -> Organisation:
    """Makes the applicant a partner. Refuses also Blocked: for whoever invited it, without a manager or a document."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    case.take_account_step("approve", **await known_of(case))
    accepted = say("{partner}: your application was accepted.", partner=case.partner.name)
    await _tell(case, Letter(subject=accepted, paragraphs=(say("Welcome. You can now use the portal."),)))
    return case.partner


async def assign_manager(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, manager_id: UUID, now: datetime
) -> Organisation:
    """Names the company's relationship manager of a partner, who sees it from then on. Refuses also NotFound."""
    actor.require(Permission.PARTNER_APPROVE)
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    manager: Membership | None = await session.scalar(queries.member_by_id(manager_id))
    if (
        manager is None
        or manager.partner_id != case.company.id
        or manager.status is not MembershipStatus.ACTIVE
        or Role.RELATIONSHIP_MANAGER not in manager.roles
    ):
        raise errors.NotFound("There is no such relationship manager.", path=("input", "managerId"))
    if case.partner.status in ACCOUNT.terminal:
        raise errors.WrongStatus.because(say("You cannot do this now.").then(ACCOUNT.in_words[case.partner.status]))
    with case.event("partner.manager_assigned", note=manager.name):
        case.partner.manager_id = manager.id
    return case.partner


async def hold(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, reason: str, now: datetime
) -> Organisation:
    """Puts an active partner on hold: it reads and answers, but nothing new begins; reviewed every 20 business days."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    note = note_given(reason, REASON, "reason")
    case.take_account_step("hold", note=note)
    await _tell(case, letters.on_hold(case.partner, *letters.because(note)))
    return case.partner


async def release(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, reason: str, now: datetime
) -> Organisation:
    """Ends a hold; `reason` says how its cause was cleared."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    note = note_given(reason, say("Enter how the cause was cleared."), "reason")
    case.take_account_step("release", note=note, **await known_of(case))
    await _tell(case, letters.active_again(case.partner))
    return case.partner


async def keep_account_time(session: Session, *, partner_id: UUID, now: datetime) -> Organisation | None:
    """Takes the system step whose date has come; None if nothing was due. Running it twice moves nothing more."""
    case = await due(session, partner_id=partner_id, now=now)
    if case is None:
        return None
    partner, was = case.partner, case.partner.status
    if was is AccountStatus.OFFBOARDING:
        await exit_overdue(case)
        return partner
    reason = partner.reason
    case.take_account_step(case.due_step, note=_CLOCK_SAYS.get(was, reason), held_for=partner.held_for)
    if was is AccountStatus.INFO_REQUESTED:
        await _tell(case, _not_accepted(case, journal.NOTHING_CAME))
    elif was is not AccountStatus.INVITED:
        late = say("This is taking longer than we promised.").then(letters.new_date(partner))
        await _tell(case, Letter(subject=say("{partner}: a new date.", partner=partner.name), paragraphs=(late,)))
        await _tell_lead(case)
    return partner


_CLOCK_SAYS = {AccountStatus.INFO_REQUESTED: str(journal.NOTHING_CAME)}


def _not_accepted(case: OpenAccount, *reason: Sentence | str) -> Letter:
    turned_down = say("{partner}: your application was not accepted.", partner=case.partner.name)
    return Letter(subject=turned_down, paragraphs=reason)


async def _tell(case: OpenAccount, letter: Letter) -> None:
    await letters.to_administrators(case.session, case.partner, letter, now=case.now)


async def _tell_lead(case: OpenAccount) -> None:
    """The company's legal lead is the next owner of what was not decided in time."""
    lead: Membership | None = await case.session.scalar(queries.member_by_id(case.company.manager_id))
    if lead is not None:
        letter = Letter(
            subject=say("{partner}: a decision is overdue.", partner=case.partner.name),
            paragraphs=(say("This is waiting for a decision from the company and is overdue. Take it over."),),
        )
        await letters.to_member(case.session, case.partner, lead, letter, now=case.now)
