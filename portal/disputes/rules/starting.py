"""What a draft says that somebody begins from a record: reason, title, the day that counts, and its lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from uuid import UUID

from portal import money
from portal.access import Side
from portal.money import Money
from portal.sentences import Sentence, say

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing to contest, as a draft takes it."""

    record: tuple[str, UUID] | None = None
    subject_key: str | None = None
    document_kind: str | None = None
    document_number: str | None = None
    clause_key: str | None = None
    text: str | Sentence = ""
    claimed: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A draft's values; without a reason whoever writes it names one."""

    title: Sentence
    reason_code: str | None = None
    known_on: date | None = None
    lines: tuple[Line, ...] = field(default=())


def start(facts: Facts, side: Side) -> Start:
    """For somebody of a side; `facts` as `queries.start` gives them."""
    return _KINDS[facts["prefix"]](facts, side)


def _record(facts: Facts) -> tuple[str, UUID]:
    return facts["prefix"], UUID(facts["id"])


def _day(facts: Facts) -> date | None:
    return datetime.fromisoformat(facts["at"]).date() if facts.get("at") else None


def _measurement(facts: Facts, _side: Side) -> Start:
    first, last = (date.fromisoformat(facts[name]) for name in ("first", "last"))
    upheld = tuple(Line(record=_record(facts), subject_key=key, text=claim) for key, claim in facts["lines"])
    return Start(
        title=say("{what}, {first} to {last}: the value is wrong.", what=facts["title"], first=first, last=last),
        reason_code="MEASUREMENT_WRONG", known_on=_day(facts), lines=upheld or (Line(record=_record(facts)),),
    )  # fmt: skip


def _breach(facts: Facts, _side: Side) -> Start:
    title = say("{what}: there was no breach.", what=facts["title"])
    return Start(title=title, reason_code="BREACH_DENIED", known_on=_day(facts), lines=(Line(record=_record(facts)),))


def _consequence(facts: Facts, _side: Side) -> Start:
    title = say("{what}: the deduction has no grounds.", what=facts["title"])
    line = Line(record=_record(facts), claimed=Money(abs(facts["minor"]), facts["currency"]))
    return Start(title=title, reason_code="DEDUCTION_UNFOUNDED", known_on=_day(facts), lines=(line,))


def _obligation(facts: Facts, _side: Side) -> Start:
    line = Line(record=_record(facts), clause_key=facts["clause_key"])
    title = say("Not done: {what}.", what=facts["title"])
    return Start(
        title=title, reason_code="OBLIGATION_NOT_DONE", known_on=date.fromisoformat(facts["day"]), lines=(line,)
    )  # fmt: skip


def _opportunity(facts: Facts, _side: Side) -> Start:
    """What was refused, or what somebody did although it was protected."""
    line = Line(record=_record(facts), document_kind="OTHER", document_number=facts["number"])
    if facts["status"] == "REJECTED":
        title = say("The registration of {what} was rejected without grounds.", what=facts["title"])
        return Start(title=title, reason_code="REGISTRATION_REFUSED", known_on=_day(facts), lines=(line,))
    title = say("The protection of {what} was ignored.", what=facts["title"])
    return Start(title=title, reason_code="PROTECTION_IGNORED", lines=(line,))


def _fee(facts: Facts, side: Side) -> Start:
    """By which schedule it was counted on what; a partner claims what was earned or taken back, the company what is
    earned now."""
    minor = facts["earned"] or (facts["accrued"] if side is Side.PARTNER else 0)
    text = say(
        "By the schedule from {first} (version {version}): {percent} % of {base}.",
        first=date.fromisoformat(facts["valid_from"]), version=facts["version"],
        percent=f"{(Decimal(facts['rate']) * 100).normalize():f}", base=Money(facts["base"], facts["currency"]),
    )  # fmt: skip
    line = Line(
        record=_record(facts), document_kind="OTHER", document_number=facts["number"],
        text=text, claimed=Money(minor, facts["currency"]) if minor > 0 else None,
    )  # fmt: skip
    title = say("The fee on {what} is wrong.", what=facts["title"])
    return Start(title=title, reason_code="FEE_WRONG", known_on=_day(facts), lines=(line,))


def _contract(facts: Facts, _side: Side) -> Start:
    clause = facts["clause_key"]
    lines = (Line(clause_key=clause),) if clause else ()
    return Start(title=say("The meaning of {what}.", what=facts["title"]), reason_code="CLAUSE_MEANING", lines=lines)


def _hold(facts: Facts, _side: Side) -> Start:
    """Of an account that is on hold, with the reason that both sides read."""
    line = Line(record=_record(facts), text=facts["reason"])
    return Start(
        title=say("The hold of the account has no grounds."), reason_code="ACCESS_SUSPENDED", known_on=_day(facts),
        lines=(line,),
    )  # fmt: skip


def _subject(facts: Facts, side: Side) -> Start:
    day, key = facts["day"], facts["subject_key"]
    known = date.fromisoformat(day) if day else None
    if facts["kind"] == "INVOICE":
        return _invoice(facts, side, known)
    document: dict[str, Any] = {}
    if facts["kind"] == "ORDER_LINE" and facts["order"]:
        document = {"document_kind": "ORDER", "document_number": facts["order"]}
    line = Line(record=_record(facts), subject_key=key, **document)
    return Start(
        title=say("The records about {what} are wrong.", what=key), reason_code=_of_line(facts, side), known_on=known,
        lines=(line,),
    )  # fmt: skip


def _of_line(facts: Facts, side: Side) -> str:
    """Of an order's line: what the other side did not do; of anything else, and one's own, that it is told wrongly."""
    if facts["kind"] != "ORDER_LINE" or facts["owed_by"] == side:
        return "MEASUREMENT_WRONG"
    if facts["received"] is not None and Decimal(facts["received"]) < Decimal(facts["ordered"] or 0):
        return "SHORT_RECEIPT" if Decimal(facts["received"]) else "NOT_RECEIVED"
    return "LATE_DELIVERY"


def _invoice(facts: Facts, side: Side, known: date | None) -> Start:
    """Whoever has to pay it contests its amount, for a reason of theirs; whoever waits for it, that it was not paid."""
    whole, key = Decimal(facts["amount"] or 0), facts["subject_key"]
    rest = whole - Decimal(facts["paid"] or 0) - Decimal(facts["credited"] or 0)
    owes = facts["owed_by"] == side
    claimed = _money(whole if owes else rest, facts["currency"])
    line = Line(document_kind="INVOICE", document_number=key, claimed=claimed)
    title = say("Invoice {what}.", what=key)
    return Start(title=title, reason_code=None if owes else "LATE_PAYMENT", known_on=known, lines=(line,))


def _money(amount: Decimal, currency: str | None) -> Money | None:
    """To the currency's own digits; None for nothing."""
    if currency is None or amount <= 0:
        return None
    return Money(int(amount.scaleb(money.exponent(currency)).to_integral_value(ROUND_HALF_EVEN)), currency)


_KINDS: Mapping[str, Callable[[Facts, Side], Start]] = {
    "mea": _measurement, "sbj": _subject, "bre": _breach, "csq": _consequence, "obl": _obligation, "opp": _opportunity,
    "fee": _fee, "ctr": _contract, "org": _hold,
}  # fmt: skip
