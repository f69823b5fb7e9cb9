"""To whom the company may offer a lead: what speaks for each partner, and in which order they stand."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.sentences import Sentence, say

MONTHS = 24
"""So far back sales and answers to offers are counted."""


class Aspect(StrEnum):
    """What a reason is about."""

    CONTRACT = "CONTRACT"
    BOUNDARY = "BOUNDARY"
    REGISTRATION = "REGISTRATION"
    SALES = "SALES"
    LOAD = "LOAD"
    ANSWERS = "ANSWERS"


def since(now: datetime) -> datetime:
    """The instant from which sales and answers count."""
    year = now.year - MONTHS // 12
    return now.replace(year=year, day=min(now.day, monthrange(year, now.month)[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Somebody's right to the customer, or a lead that is offered to somebody, with products and regions in common."""

    number: str
    holder: str
    """The partner's name; empty: the company itself."""
    until: date | None = None
    """The last day of its protection; None while nobody has decided."""
    is_offered: bool = False
    """Nobody has registered it: the company has offered it, and waits for the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A partner with an active account, with the facts that count for a lead."""

    partner_id: UUID
    name: str
    contracts: tuple[str, ...] = ()
    """The numbers of contracts in force under which it can sell."""
    forbidden: tuple[Sentence, ...] = ()
    """What boundaries forbid, by which the offer would be refused."""
    warned: tuple[Sentence, ...] = ()
    own: tuple[str, ...] = ()
    """The numbers of what it has registered, or is offered, of the same."""
    rights: tuple[Right, ...] = ()
    """Of others."""
    is_known: bool = True
    """Whoever asks sees all rights to the customer."""
    won: int = 0
    """Deals with these products in the last 24 months."""
    open_deals: int = 0
    open_offers: int = 0
    offered: int = 0
    """Leads that it was offered in the last 24 months."""
    declined: int = 0
    """Those of them that it declined, or did not answer in time."""

    @property
    def is_allowed(self) -> bool:
        """Whether nothing would refuse the offer, or its acceptance."""
        return not self.forbidden and not self.own

    @property
    def is_free(self) -> bool | None:
        """Whether nobody else's right stands in the way; None where whoever asks cannot know."""
        if self.rights:
            return False
        return True if self.is_known else None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing by which partners are put in order: the smaller key stands first."""

    sentence: Sentence
    key: Callable[[Candidate], Any]


ORDER = (
    Criterion(
        say("Partners who can take the deal come first, then those where someone else is in the way, then all others."),
        lambda each: (not each.is_allowed, each.is_free is False),
    ),
    Criterion(
        say("Among equals, partners with a contract under which they can sell come first."),
        lambda each: not each.contracts,
    ),
    Criterion(
        say("Then come those who won more deals with these products in the last 24 months."), lambda each: -each.won
    ),
    Criterion(
        say("Then come those with fewer open deals and offers."), lambda each: each.open_deals + each.open_offers
    ),
    Criterion(say("The rest are sorted by name."), lambda each: (each.name.casefold(), each.name, each.partner_id)),
)
"""The order in which partners stand, the first criterion first."""


def ranked(found: Iterable[Candidate]) -> list[Candidate]:
    """The best partner first."""
    return sorted(found, key=lambda each: tuple(criterion.key(each) for criterion in ORDER))


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact in a sentence, and whether it stands in the way."""

    aspect: Aspect
    sentence: Sentence
    is_obstacle: bool = False


def reasons(of: Candidate) -> list[Reason]:
    """What speaks for the partner and against it, in the order in which it counts."""
    return [
        *_boundaries(of),
        *_registrations(of),
        _contracts(of),
        Reason(
            Aspect.SALES, say("Deals won with these products in the last 24 months: {number}.", number=of.won)
        ),
        Reason(
            Aspect.LOAD, say("Open deals: {deals}. Open offers: {offers}.", deals=of.open_deals, offers=of.open_offers)
        ),
        Reason(
            Aspect.ANSWERS,
            say(
                "Offers in the last 24 months: {offered}. Declined or not answered in time: {declined}.",
                offered=of.offered, declined=of.declined,
            ),
        ),
    ]  # fmt: skip


def _boundaries(of: Candidate) -> Iterator[Reason]:
    yield from (Reason(Aspect.BOUNDARY, each, is_obstacle=True) for each in of.forbidden)
    yield from (Reason(Aspect.BOUNDARY, each) for each in of.warned)
    if not of.forbidden and not of.warned:
        yield Reason(Aspect.BOUNDARY, say("No boundary forbids the offer."))


def _registrations(of: Candidate) -> Iterator[Reason]:
    for number in of.own:
        said = say("The partner already has the same deal: {number}.", number=number)
        yield Reason(Aspect.REGISTRATION, said, is_obstacle=True)
    yield from (Reason(Aspect.REGISTRATION, _right(each), is_obstacle=True) for each in of.rights)
    if not of.own and not of.rights:
        said = say("No one else has registered this customer with these products in these regions.")
        unknown = say("You cannot see whether someone else has registered this customer.")
        yield Reason(Aspect.REGISTRATION, said if of.is_known else unknown)


def _right(right: Right) -> Sentence:
    if right.is_offered:
        return say("The deal is already offered to {partner}: {number}.", partner=right.holder, number=right.number)
    if not right.holder:
        return say("The company sells to the customer directly: {number}.", number=right.number)
    if right.until is None:
        return say(
            "{partner} registered the deal and is waiting for a decision: {number}.",
            partner=right.holder, number=right.number,
        )  # fmt: skip
    return say(
        "The deal is protected for {partner} until {day}: {number}.",
        partner=right.holder, day=right.until, number=right.number,
    )  # fmt: skip


def _contracts(of: Candidate) -> Reason:
    if of.contracts:
        return Reason(
            Aspect.CONTRACT,
            say("The partner can sell under these contracts: {contracts}.", contracts=", ".join(of.contracts)),
        )
    return Reason(
        Aspect.CONTRACT,
        say("The partner has no reseller, distribution or framework contract in force."),
        is_obstacle=True,
    )
