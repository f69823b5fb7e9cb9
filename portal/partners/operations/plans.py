"""A plan for the relationship: one side proposes a text, the other agrees to exactly that text."""

import hashlib
from datetime import datetime
from uuid import UUID

from portal import errors
from portal.access import Actor, Side
from portal.database.session import Session
from portal.mail import Letter
from portal.partners import queries
from portal.partners.models import Membership, Organisation, RelationshipPlan
from portal.partners.operations import letters
from portal.partners.operations.account import OpenAccount, opened
from portal.partners.rules import RELATIONSHIP
from portal.sentences import Sentence, say
from portal.wording import ANSWER_LONGEST, note_given


async def propose_plan(
    session: Session, actor: Actor, *, partner_id: UUID, text: str, now: datetime,
    expected_digest: str | None = None,
) -> Organisation:  # fmt: skip
    """Puts a text on the table, in place of any that waits there.

    `expected_digest` is that of the newest plan that the actor saw, None for none. Refuses: NotFound, NotAllowed,
    WrongStatus, StaleDigest, Invalid.
    """
    case = await opened(session, actor, partner_id=partner_id, expected_version=None, now=now)
    said = note_given(text, say("Enter the plan."), "text", longest=ANSWER_LONGEST)
    newest = await _newest(case)
    _expect(newest, expected_digest)
    digest = hashlib.sha256(said.encode()).hexdigest()
    with case.step(RELATIONSHIP, "proposePlan", proposed_by=_waiting(newest)):
        case.tell(digest=digest)
        session.add(
            RelationshipPlan(
                partner_id=partner_id, number=newest.number + 1 if newest else 1, text=said, sha256=digest,
                side=actor.side, proposed_by=actor.person_id, proposed_by_name=actor.name, proposed_at=now,
            )
        )  # fmt: skip
    proposed = say("{name} proposed a relationship plan.", name=actor.name)
    await _tell(
        case, say("{partner}: a relationship plan is waiting for your answer.", partner=case.partner.name), proposed
    )
    return case.partner


async def agree_plan(
    session: Session, actor: Actor, *, partner_id: UUID, expected_digest: str, now: datetime
) -> Organisation:
    """Agrees to the other side's plan, naming its digest. Refuses also Blocked where no plan of theirs waits."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=None, now=now)
    newest = await _newest(case)
    with case.step(RELATIONSHIP, "agreePlan", proposed_by=_waiting(newest)):
        _expect(newest, expected_digest)
        case.tell(digest=expected_digest)
        if newest:
            newest.agreed_by, newest.agreed_by_name, newest.agreed_at = actor.person_id, actor.name, now
    accepted = say("{name} accepted your relationship plan.", name=actor.name)
    await _tell(case, say("{partner}: your relationship plan was accepted.", partner=case.partner.name), accepted)
    return case.partner


async def _newest(case: OpenAccount) -> RelationshipPlan | None:
    """The partner's row is locked, so nobody puts another on the table meanwhile."""
    found: RelationshipPlan | None = await case.session.scalar(queries.plans_of(case.partner).limit(1))
    return found


def _waiting(newest: RelationshipPlan | None) -> Side | None:
    """The side whose plan waits for an answer."""
    return newest.side if newest and newest.agreed_at is None else None


def _expect(newest: RelationshipPlan | None, digest: str | None) -> None:
    if digest != (newest.sha256 if newest else None):
        raise errors.StaleDigest(
            "The current plan is not the one you are acting on. Read it again.",
            path=("input", "expectedDigest"),
        )


async def _tell(case: OpenAccount, subject: Sentence, said: Sentence) -> None:
    session, partner = case.session, case.partner
    letter = Letter(subject=subject, paragraphs=(said.then(say("You can read it in the portal.")),))
    if case.actor.side is Side.HOST:
        await letters.to_administrators(session, partner, letter, now=case.now)
        return
    manager: Membership | None = await session.scalar(queries.member_by_id(partner.manager_id))
    if manager is not None:
        await letters.to_member(session, partner, manager, letter, now=case.now)
