"""The letters that this room sends: what happened, and what the reader may do about it, each in their own language."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from portal import languages, mail
from portal.access import Actor
from portal.database.session import Session
from portal.mail import Letter
from portal.partners import naming, queries
from portal.partners.membership import INVITATION
from portal.partners.models import Membership, Organisation
from portal.sentences import Sentence, say


def on_hold(partner: Organisation, *reason: Sentence | str) -> Letter:
    return Letter(subject=say("{partner}: your account is on hold.", partner=partner.name), paragraphs=reason)


def active_again(partner: Organisation) -> Letter:
    return Letter(
        subject=say("{partner}: your account is active again.", partner=partner.name),
        paragraphs=(say("You can work as before."),),
    )


def because(reason: str) -> tuple[Sentence, str]:
    """A reason in somebody's own words."""
    return say("This is the reason."), reason


def new_date(partner: Organisation) -> Sentence | None:
    """By when somebody is to act now, as a day where the partner is."""
    due_at, zone = partner.due_at, ZoneInfo(partner.zone)
    return say("The new date is {day}.", day=due_at.astimezone(zone).date()) if due_at else None


async def invitation(
    session: Session, actor: Actor, organisation: Organisation, member: Membership, *, link: str, now: datetime
) -> None:
    """To somebody invited: who invites them whereto, and the link.

    While nobody has approved an organisation that came by itself, its words are a stranger's: the letter has none.
    """
    name, called = member.name, organisation.name
    begins = say("{name} invites you to work in the portal for {organisation}.", name=actor.name, organisation=called)
    if naming.came_by_itself(organisation):
        name, called = "", (await session.scalars(queries.company())).one().name
        begins = say("You are invited to the portal of {organisation}.", organisation=called)
    letter = Letter(
        subject=say("{organisation}: your invitation to the portal.", organisation=called), name=name,
        paragraphs=(
            begins,
            say("Accept within {days} days. The link works once.", days=INVITATION.days),
            f"{mail.PORTAL}/invite/{link}",
            say("If you did not expect this email, ignore it."),
        ),
    )  # fmt: skip
    language = await _language_of_invited(session, actor, member)
    await mail.write(session, letter, partner_id=organisation.id, to=member.email, language=language, now=now)


async def _language_of_invited(session: Session, actor: Actor, member: Membership) -> str:
    """Their own where it is known; else that of whoever invites them into their own organisation.

    Whether an address has an account is told to nobody, so its language is not looked for.
    """
    if member.language is not None:
        return languages.spoken(member.language)
    if member.partner_id != actor.partner_id:
        return languages.ENGLISH
    return languages.spoken(await session.scalar(select(func.language_of(actor.person_id))) or languages.ENGLISH)


async def to_administrators(session: Session, partner: Organisation, letter: Letter, *, now: datetime) -> None:
    """To the active administrators of a partner."""
    await _to(session, partner, queries.administrators_of(partner.id), letter, now=now)


async def to_member(
    session: Session, partner: Organisation, member: Membership, letter: Letter, *, now: datetime
) -> None:
    """To one person, about a partner."""
    await _to(session, partner, queries.member_by_id(member.id), letter, now=now)


async def _to(session: Session, partner: Organisation, whom: Select[Any], letter: Letter, *, now: datetime) -> None:
    rows = await session.execute(whom.add_columns(func.language_of(Membership.person_id)))
    for member, tag in rows.all():
        own = replace(letter, name=member.name, paragraphs=(*letter.paragraphs, f"{mail.PORTAL}/"))
        language = languages.spoken(tag or languages.ENGLISH)
        await mail.write(session, own, partner_id=partner.id, to=member.email, language=language, now=now)
