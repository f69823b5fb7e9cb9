"""The letters that this room sends: what happened, and what the reader may do about it."""

from datetime import datetime

from portal import mail
from portal.access import Actor
from portal.database.session import Session
from portal.partners import naming, queries
from portal.partners.membership import INVITATION
from portal.partners.models import Membership, Organisation


async def invitation(
    session: Session, actor: Actor, organisation: Organisation, member: Membership, *, link: str, now: datetime
) -> None:
    """To somebody invited: who invites them whereto, and the link.

    While nobody has approved an organisation that came by itself, its words are a stranger's: the letter has none.
    """
    called, begins = organisation.name, f"Hello {member.name},\n\n{actor.name} invites you to work in the portal for"
    if naming.came_by_itself(organisation):
        called, begins = (
            (await session.scalars(queries.company())).one().name,
            "Hello,\n\nYou are invited to the portal of",
        )
    text = (
        f"{begins} {called}.\n\n"
        f"Accept within {INVITATION.days} days. The link works once:\n{mail.PORTAL}/invite/{link}\n\n"
        "If you did not expect this email, ignore it.\n"
    )
    subject = f"{called}: your invitation to the portal"
    await mail.send(session, partner_id=organisation.id, to=member.email, subject=subject[:200], text=text, now=now)


async def to_administrators(session: Session, partner: Organisation, *, subject: str, text: str, now: datetime) -> None:
    """To the active administrators of a partner."""
    for member in (await session.scalars(queries.administrators_of(partner.id))).all():
        await to_member(session, partner, member, subject=subject, text=text, now=now)


async def to_member(
    session: Session, partner: Organisation, member: Membership, *, subject: str, text: str, now: datetime
) -> None:
    """To one person, about a partner."""
    letter = f"Hello {member.name},\n\n{text}\n\n{mail.PORTAL}/\n"
    title = f"{partner.name}: {subject}"
    await mail.send(session, partner_id=partner.id, to=member.email, subject=title[:200], text=letter, now=now)
