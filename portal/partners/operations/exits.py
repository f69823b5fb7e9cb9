"""How a partner leaves: a plan that both sides see, a way back that both want, and the end."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from portal import errors
from portal.access import Actor
from portal.database.session import Session
from portal.mail import Letter
from portal.partners import queries
from portal.partners.models import ExitPlan, Membership, Organisation
from portal.partners.operations import letters
from portal.partners.operations.account import OpenAccount, known_of, opened
from portal.partners.rules import ACCOUNT
from portal.sentences import say
from portal.wording import ANSWER_LONGEST, note_given

LONGEST_EXIT = timedelta(days=3 * 366)


async def start_exit(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, ends_on: date, arrangement: str,
    now: datetime,
) -> Organisation:  # fmt: skip
    """Begins an exit that ends with the day `ends_on`; `arrangement` says what happens with what is open.

    Refuses: NotFound, NotAllowed, StaleVersion, WrongStatus, Invalid.
    """
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    text = note_given(
        arrangement, say("Say what happens to open contracts and negotiations."), "arrangement", longest=ANSWER_LONGEST
    )
    if not now.date() < ends_on <= now.date() + LONGEST_EXIT:
        raise errors.Invalid("The last day must be in the future, within three years.", path=("input", "endsOn"))
    with case.account_step("startExit", leaves_at=case.end_of(ends_on)):
        session.add(
            ExitPlan(
                partner_id=partner_id, ends_on=ends_on, arrangement=text, side=actor.side, made_by=actor.person_id,
                made_by_name=actor.name, made_at=now,
            )
        )  # fmt: skip
    begun = say("{name} started the exit.", name=actor.name).then(say("The last day is {day}.", day=ends_on))
    subject = say("{partner}: the exit has started.", partner=case.partner.name)
    await _tell(
        case, Letter(subject=subject, paragraphs=(begun, say("This is the plan for what is still open."), text))
    )
    return case.partner


async def agree_to_stay(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, now: datetime
) -> Organisation:
    """The word of the partner's administrator that the exit be called off; the company's sponsor may do it then."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    plan = await _plan(case)
    with case.step(ACCOUNT, "agreeToStay", **_known(plan)):
        if plan:
            plan.stay_agreed_at, plan.stay_agreed_by_name = now, actor.name
    sponsor: Membership | None = await session.scalar(queries.sponsor_of(case.company))
    if sponsor is not None:
        agreed = say("{name} agreed to stay.", name=actor.name).then(say("You can now cancel the exit."))
        subject = say("{partner}: the partner agreed to stay.", partner=case.partner.name)
        letter = Letter(subject=subject, paragraphs=(agreed,))
        await letters.to_member(session, case.partner, sponsor, letter, now=now)
    return case.partner


async def cancel_exit(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, reason: str, now: datetime
) -> Organisation:
    """Calls an exit off, once the partner's administrator has agreed to stay. Refuses also Blocked, Invalid."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    note = note_given(reason, say("Enter a reason."), "reason")
    plan = await _plan(case)
    with case.account_step("cancelExit", note=note, **_known(plan)):
        if plan:
            plan.ended_at = now
    as_before = say("You continue to work together as before.")
    subject = say("{partner}: the exit was cancelled.", partner=case.partner.name)
    await _tell(case, Letter(subject=subject, paragraphs=(as_before, *letters.because(note))))
    return case.partner


async def finish_exit(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, now: datetime
) -> Organisation:
    """Ends a partner's account, and with it everybody's access. Refuses also Blocked, with what is open."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    plan = await _plan(case)
    with case.account_step("finishExit", **await known_of(case)):
        if plan:
            plan.ended_at = now
    closed = say("Your partner account in the portal is closed, and with it all access.")
    closed = closed.then(say("Everything agreed was handed over."))
    subject = say("{partner}: your account is closed.", partner=case.partner.name)
    await _tell(case, Letter(subject=subject, paragraphs=(closed,)))
    return case.partner


async def exit_overdue(case: OpenAccount) -> None:
    """For the clock: the sponsor becomes owner of an exit that is not finished, both sides get a new date."""
    sponsor: Membership | None = await case.session.scalar(queries.sponsor_of(case.company))
    owner_id = sponsor.id if sponsor else case.partner.manager_id
    with case.account_step(case.due_step, note=case.partner.reason):
        case.partner.manager_id = owner_id
    late = say("The exit was not finished by the date in its plan.").then(letters.new_date(case.partner))
    await _tell(
        case, Letter(subject=say("{partner}: the exit is overdue.", partner=case.partner.name), paragraphs=(late,))
    )


async def _plan(case: OpenAccount) -> ExitPlan | None:
    """The plan of the exit that goes on, under lock."""
    found: ExitPlan | None = await case.session.scalar(queries.exit_plan_of(case.partner).with_for_update())
    return found


def _known(plan: ExitPlan | None) -> Mapping[str, Any]:
    return {"wants_to_stay": plan is not None and plan.stay_agreed_at is not None}


async def _tell(case: OpenAccount, letter: Letter) -> None:
    """To the partner's administrators and to whoever looks after it."""
    session, partner, now = case.session, case.partner, case.now
    await letters.to_administrators(session, partner, letter, now=now)
    owner: Membership | None = await session.scalar(queries.member_by_id(partner.manager_id))
    if owner is not None and owner.person_id != case.actor.person_id:
        await letters.to_member(session, partner, owner, letter, now=now)
