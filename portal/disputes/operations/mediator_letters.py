"""What a mediator is written: the link to their case, and that something has happened in it, never a word of it."""

from collections.abc import Mapping
from datetime import datetime

from portal import languages, mail, unguessable
from portal.access import Actor
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import MediatorSeat
from portal.disputes.rules.mediator import OPEN, SeatStatus
from portal.journal import Entry
from portal.languages import ENGLISH
from portal.mail import Letter
from portal.sentences import Sentence, say

HOME = f"{mail.PORTAL}/mediation"
PROPOSED, LINKED = "dispute.mediator_proposed", "dispute.mediator_linked"
NEWS = say("There is something new in the case.")
TOLD: Mapping[str, tuple[Sentence, frozenset[SeatStatus]]] = {
    "dispute.mediation_started": (
        say("Both sides have accepted you, and the mediation has started. You can read the case now."),
        frozenset({SeatStatus.SERVING}),
    ),
    "dispute.mediator_refused": (say("You will not mediate the case."), frozenset({SeatStatus.REFUSED})),
    "dispute.mediator_passed_over": (
        say("The sides did not accept a mediator in time, so you will not mediate the case."),
        frozenset({SeatStatus.LAPSED}),
    ),
    "dispute.mediation_longer": (say("Both sides have agreed to more time."), frozenset({SeatStatus.SERVING})),
    "dispute.offers_hidden": (
        say("A side no longer lets you read the offers, so you can no longer read them."),
        frozenset({SeatStatus.SERVING}),
    ),
    "dispute.offer_made": (say("A side has made an offer."), frozenset({SeatStatus.SERVING})),
    **dict.fromkeys(
        ("dispute.said", "dispute.evidence_added", "dispute.caucus"), (NEWS, frozenset({SeatStatus.SERVING}))
    ),
    "dispute.settled": (
        say("The two sides have settled the dispute. You can read the case for ten more business days."),
        frozenset({SeatStatus.ENDED}),
    ),
    "dispute.withdrawn": (
        say("The dispute was withdrawn. You can read the case for ten more business days."),
        frozenset({SeatStatus.ENDED}),
    ),
    "dispute.mediation_failed": (
        say("The mediation has ended. You can read the case for ten more business days."),
        frozenset({SeatStatus.ENDED}),
    ),
}
"""By event what it says, and how far the mediator must be to be told."""
FOR_MEDIATORS = (PROPOSED, LINKED, *TOLD)


async def tell_the_mediator(session: Session, _actor: Actor, entry: Entry, now: datetime) -> None:
    """A letter to whoever was proposed last, as portal_system. What they said themselves they are not told.

    A link is made here, as it goes with the letter, and in which language that is only portal_system may look up.
    """
    rows = (await session.scalars(queries.seats_by_dispute(entry.partner_id, entry.record_id))).all()
    seat: MediatorSeat | None = rows[-1] if rows else None
    if seat is None or not _is_told(seat, entry):
        return
    if is_link := entry.event in {PROPOSED, LINKED}:
        link = unguessable.made()
        seat.link_sha256 = unguessable.digest(link)
        letter = (proposed if entry.event == PROPOSED else linked)(*_case(seat), link)
    else:
        letter = news(*_case(seat), TOLD[entry.event][0])
    await mail.write(
        session, letter, partner_id=entry.partner_id, to=seat.email, language=await _language(session, seat), now=now,
        thread=None if is_link else entry.record_id, asked_for=is_link,
    )  # fmt: skip


def _is_told(seat: MediatorSeat, entry: Entry) -> bool:
    if entry.event == PROPOSED:  # and not of somebody proposed before them
        return seat.status is SeatStatus.PROPOSED and seat.proposed_at == entry.at
    if entry.event == LINKED:
        return seat.status in OPEN
    return seat.status in TOLD[entry.event][1] and not (entry.event == "dispute.caucus" and entry.is_system)


def _case(seat: MediatorSeat) -> tuple[str, str, str, str]:
    return seat.name, seat.case_number, seat.company_name, seat.partner_name


async def _language(session: Session, seat: MediatorSeat) -> str:
    """Their own if they have an account; else that of the people who lead the case, where both read the same."""
    rows = (await session.execute(queries.languages_about(seat))).all()
    own = [row.language for row in rows if row.email == seat.email]
    led = {languages.spoken(row.language) for row in rows}
    if own:
        return languages.spoken(own[0])
    return led.pop() if len(led) == 1 else ENGLISH


def proposed(name: str, number: str, company: str, partner: str, link: str) -> Letter:
    """To who was proposed: what is asked of them."""
    return Letter(
        subject=say("You are proposed as a mediator: {number}.", number=number), name=name,
        paragraphs=(
            say(
                "{company} and {partner} have a dispute ({number}), and you are proposed as its mediator. Use this link"
                " to declare your interests, or to say that you cannot mediate.",
                company=company, partner=partner, number=number,
            ),
            f"{HOME}/join/{link}",
            say(
                "The link works once. Both sides can read what you declare, and both must accept it before you can see"
                " the case."
            ),
        ),
    )  # fmt: skip


def linked(name: str, number: str, company: str, partner: str, link: str) -> Letter:
    """With another link, as whatever they came in by opens nothing any more."""
    return Letter(
        subject=say("Your new mediator link: {number}.", number=number), name=name,
        paragraphs=(
            say(
                "Here is your new link for {number} of {company} and {partner}. Use it to create a new passkey.",
                number=number, company=company, partner=partner,
            ),
            f"{HOME}/join/{link}",
            say(
                "The link works once. Earlier links, your earlier passkey and your session no longer work. Your"
                " declaration does not change."
            ),
        ),
    )  # fmt: skip


def news(name: str, number: str, company: str, partner: str, says: Sentence) -> Letter:
    """That something has happened."""
    about = say(
        "This is case {number} of {company} and {partner}.", number=number, company=company, partner=partner
    )  # fmt: skip
    return Letter(
        subject=say("Mediation: {number}.", number=number), name=name, paragraphs=(about.then(says), HOME)
    )  # fmt: skip
