"""What is done near a boundary, and what a boundary says to it: allowed, warned of, or blocked, in a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from uuid import UUID

from portal.access import Side
from portal.boundaries.rules.life import HOLDING
from portal.boundaries.rules.terms import Channel, Counted, Dealing, Kind, Terms, covers, meet
from portal.files.rules import InformationClass
from portal.money import Money, exponent
from portal.sentences import Regions, Sentence, say


class ActKind(StrEnum):
    REGISTER = "REGISTER"
    OFFER = "OFFER"
    EXTEND = "EXTEND"
    WIN = "WIN"
    REOPEN = "REOPEN"
    ORDER = "ORDER"
    CLOSE = "CLOSE"
    PUBLISH = "PUBLISH"
    GRANT = "GRANT"
    SHARE = "SHARE"
    EXPORT = "EXPORT"
    OVERLAP = "OVERLAP"
    ANNOUNCE = "ANNOUNCE"


A = ActKind
SELLING = frozenset({A.REGISTER, A.OFFER, A.EXTEND})
LOOKS_AT: Mapping[Kind, frozenset[ActKind]] = {
    Kind.TERRITORY: SELLING,
    Kind.CHANNEL: SELLING,
    Kind.EXCLUSIVITY: frozenset({A.PUBLISH, A.GRANT, A.OFFER}),
    Kind.CREDIT_LIMIT: frozenset({A.ORDER, A.WIN, A.REOPEN}),
    Kind.CONFIDENTIALITY: frozenset({A.SHARE, A.EXPORT, A.OVERLAP, A.ANNOUNCE}),
}
"""Which acts each kind of boundary has something to say to."""


class Result(StrEnum):
    ALLOW = "ALLOW"
    WARN = "WARN"
    BLOCK = "BLOCK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one unit of the act's currency is in another, by whom and of which day."""

    to: str
    per_unit: str
    """A plain decimal such as `1.0825`."""
    source: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that a side does or is about to do; what it leaves out nobody knows."""

    kind: ActKind
    partner_id: UUID
    """The partner in whose world it happens."""
    side: Side
    """The side that must do it."""
    key: str
    """Names the act: the same deal, order, contract or file has the same key, however often somebody tries."""
    regions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    channel: Channel | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    """Of rights that are granted: for which days; without a last one, for ever. Any other act is of today."""
    is_passive: bool = False
    """The customer asked by itself."""
    dealings: tuple[Dealing, ...] = ()
    """Kinds of contracts concerned."""
    money: Money | None = None
    """All that the deal, order or invoice comes to from now on; of one that is closed, nothing."""
    counted: Counted = Counted.ORDERS
    rate: Rate | None = None
    """By which the money is counted in another currency."""
    classes: tuple[InformationClass, ...] = ()

    @property
    def digest(self) -> str:
        """What stands for the act in the rows of a boundary, whose readers may not know of the act's own record."""
        return digest_of(self.kind, self.key)


def digest_of(kind: ActKind, key: str) -> str:
    return sha256(f"{kind} {key}".encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Legal's leave to cross a boundary: for one act, or for each until a day."""

    id: UUID
    act_digest: str | None
    until: date | None
    is_used: bool

    def lets(self, act: Act, today: date) -> bool:
        if self.act_digest is not None:
            return self.act_digest == act.digest and not self.is_used
        return self.until is not None and today <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a boundary has to know beside its terms and the act."""

    today: date
    exposed: int = 0
    """Minor units in the limit's currency that count already, without those of the act's own key."""
    exposed_by_act: int = 0
    """Those of the act's own key."""
    is_mixed: bool = False
    """Something counts in another currency, and no dated rate says what that is."""
    nda_status: str | None = None
    overrides: tuple[Override, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    result: Result
    sentence: Sentence
    override: Override | None = None
    """By whose leave what is blocked is only warned of."""


def judged(terms: Terms, act: Act, facts: Facts, *, holder_id: UUID) -> Verdict | None:
    """What the boundary of a partner says to the act; None if it is none of its business."""
    if act.kind not in LOOKS_AT[terms.kind] or act.side not in terms.binds or not _is_of(terms, act, holder_id):
        return None
    if not _is_while(terms, act, facts.today):
        return None
    found = _JUDGES[terms.kind](terms, act, facts)
    if found is None or found.result is not Result.BLOCK:
        return found
    leave = next((each for each in facts.overrides if each.lets(act, facts.today)), None)
    if leave is None:
        return found
    let = say("Legal has allowed this.").then(found.sentence)
    return Verdict(result=Result.WARN, sentence=let, override=leave)


def _is_of(terms: Terms, act: Act, holder_id: UUID) -> bool:
    """An exclusivity forbids what happens with others; anything else, what happens with the partner itself."""
    return (act.partner_id != holder_id) is (terms.kind is Kind.EXCLUSIVITY)


def _is_while(terms: Terms, act: Act, today: date) -> bool:
    """Whether the act falls into the boundary's days."""
    first, last = (act.starts_on, act.ends_on) if act.starts_on else (today, today)
    has_begun = last is None or last >= terms.valid_from
    return has_begun and (terms.valid_until is None or first <= terms.valid_until)


def _allow() -> Verdict:
    return Verdict(result=Result.ALLOW, sentence=say("This is within the boundary."))


def _block(sentence: Sentence) -> Verdict:
    return Verdict(result=Result.BLOCK, sentence=sentence)


def _sale(terms: Terms, act: Act, outside: Sentence) -> Verdict:
    """Active sales outside are blocked; passive ones are warned of at most: what the law lets pass differs."""
    if not act.is_passive:
        return _block(outside)
    if not terms.is_passive_warned:
        return _allow()
    return Verdict(
        result=Result.WARN,
        sentence=outside.then(say("The customer asked without being approached. Ask Legal to look at it.")),
    )


def _is_about(terms: Terms, act: Act) -> bool:
    """Whether the act may be about a product of the boundary."""
    return not terms.products or not act.products or bool(set(terms.products) & set(act.products))


def _territory(terms: Terms, act: Act, _facts: Facts) -> Verdict | None:
    if not _is_about(terms, act):
        return None
    if not act.regions:
        return _block(say("Name the region, because the partner's territory is limited."))
    outside = tuple(each for each in act.regions if not covers(terms.regions, each))
    if not outside:
        return _allow()
    said = say(
        "{outside} is outside the partner's territory ({territory}).",
        outside=Regions(outside), territory=Regions(terms.regions),
    )  # fmt: skip
    return _sale(terms, act, said)


def _channel(terms: Terms, act: Act, _facts: Facts) -> Verdict | None:
    if not _is_about(terms, act):
        return None
    if act.channel is None:
        return _block(say("Choose the channel, because the partner can sell through some channels only."))
    if act.channel in terms.channels:
        return _allow()
    return _sale(terms, act, say("The partner does not sell through this channel."))


EXCLUSIVE = say("The company has promised this scope exclusively to someone.")
"""It names nobody, no scope and no day: whoever reads it may know nothing of the other partner."""
MAYBE_EXCLUSIVE = say("The company has promised part of this scope exclusively to someone. Ask Legal to look at it.")


def _exclusivity(terms: Terms, act: Act, _facts: Facts) -> Verdict | None:
    if act.dealings and not set(act.dealings) & set(terms.dealings):
        return None
    if not _is_about(terms, act):
        return None
    if terms.regions and act.regions and not any(meet(terms.regions, each) for each in act.regions):
        return None
    # A grant that names nothing is of everything; of anything else nobody knows what it leaves out.
    is_vague = (terms.products and not act.products) or (terms.regions and not act.regions)
    if is_vague and act.kind is not ActKind.GRANT:
        return Verdict(result=Result.WARN, sentence=MAYBE_EXCLUSIVE)
    return _block(EXCLUSIVE)


def _credit_limit(terms: Terms, act: Act, facts: Facts) -> Verdict | None:
    if act.counted not in terms.counted or terms.limit is None:
        return None
    if act.money is None:
        return _block(say("Enter the amount, because there is a credit limit."))
    worth = worth_of(act, terms.limit.currency)
    if facts.is_mixed or worth is None:
        return _block(
            say("The credit limit is in {currency}. Amounts in another currency count only with a dated rate.",
                currency=terms.limit.currency)
        )  # fmt: skip
    left = max(0, terms.limit.minor - facts.exposed)
    if worth.minor <= left or worth.minor <= facts.exposed_by_act:
        return _allow()
    return _block(
        say("This would exceed the credit limit of {limit}: {left} is left, and this adds up to {worth}.",
            limit=terms.limit, left=Money(left, terms.limit.currency), worth=worth)
    )  # fmt: skip


def worth_of(act: Act, currency: str) -> Money | None:
    """The act's money in the currency; None where no rate leads there. Half-even, once."""
    if act.money is None or act.money.currency == currency:
        return act.money
    if act.rate is None or act.rate.to != currency:
        return None
    return _converted(act.money, act.rate)


def _converted(amount: Money, rate: Rate) -> Money:
    shift = Fraction(10) ** (exponent(rate.to) - exponent(amount.currency))
    return Money(round(amount.minor * Fraction(rate.per_unit) * shift), rate.to)  # half-even


def _confidentiality(terms: Terms, act: Act, facts: Facts) -> Verdict | None:
    if not set(terms.classes) & set(act.classes):
        return None
    if facts.nda_status in HOLDING:
        return _allow()
    return _block(say("You can share this kind of information only while the agreement that protects it is in force."))


_JUDGES = {
    Kind.TERRITORY: _territory,
    Kind.CHANNEL: _channel,
    Kind.EXCLUSIVITY: _exclusivity,
    Kind.CREDIT_LIMIT: _credit_limit,
    Kind.CONFIDENTIALITY: _confidentiality,
}
