"""Rules of engagement: which of several registrations comes first, by rules in their order, each with its fact.

Which rules apply, and in which order, is a version that the company publishes; see `publishing`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from portal.opportunities.rules.statuses import RESTS_ON_OLDER, RejectionCode
from portal.sentences import Sentence, say


class Rule(StrEnum):
    EARLIEST_FILING = "EARLIEST_FILING"
    INCUMBENT = "INCUMBENT"
    TERRITORY = "TERRITORY"
    AUTHORISATION = "AUTHORISATION"
    SPLIT = "SPLIT"


class Answer(StrEnum):
    YES = "YES"
    """It speaks for this registration."""
    NO = "NO"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class Advice(StrEnum):
    AWARD = "AWARD"
    SPLIT = "SPLIT"
    REJECT = "REJECT"


MEANS: Mapping[Rule, Sentence] = {
    Rule.EARLIEST_FILING: say("Whoever registered first comes first. What is protected is never taken away."),
    Rule.INCUMBENT: say("It is looked at who sold the same to the customer before. People weigh this."),
    Rule.TERRITORY: say("A registration outside the partner's territory is rejected."),
    Rule.AUTHORISATION: say("A registration of products that no contract in force covers is rejected."),
    Rule.SPLIT: say("Where a part is free, that part is protected."),
}
"""What each rule says, to both sides."""
ORDER: tuple[Rule, ...] = (
    Rule.EARLIEST_FILING, Rule.INCUMBENT, Rule.TERRITORY, Rule.AUTHORISATION, Rule.SPLIT
)  # fmt: skip
"""The rules with which the portal comes: version 1. Another order, or another rule, is another version."""


DIRECT_DAYS = 60
"""For how many days after something was done for it last a deal of the company itself stands in the way of others.

A time of a life, as those for which a registration is protected: a version says which rules apply in which order.
"""


@dataclass(frozen=True, slots=True)
class Direct:
    """That the company works on the same itself: since when, and when something was done last."""

    opened_on: date
    active_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Another registration that holds a part of the same."""

    filed_number: int
    filed_on: date
    is_protected: bool
    products: tuple[str, ...]
    regions: tuple[str, ...]
    direct: Direct | None = None
    """None: it is a registration of a partner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A registration and what it meets."""

    filed_number: int
    filed_on: date
    rivals: tuple[Rival, ...]
    won_on: date | None = None
    """The last day on which the same partner sold one of the products to this customer; None: never."""
    is_inside_territory: bool | None = None
    """None where no territory is agreed."""
    is_authorised: bool | None = None
    """A contract in force covers the products; None where the registration names no contract."""
    free: tuple[tuple[str, str], ...] = ()
    """The pairs of product and region that nobody holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one rule says, and the fact on which it rests."""

    rule: Rule
    answer: Answer
    fact: Mapping[str, Any]

    @property
    def content(self) -> dict[str, Any]:
        """As it is kept: JSON."""
        return {"rule": self.rule.value, "answer": self.answer.value, "fact": dict(self.fact)}

    def day(self, name: str) -> date | None:
        """A day of the fact; None where it has none."""
        found = self.fact.get(name)
        return date.fromisoformat(found) if found else None


def kept(contents: Iterable[Mapping[str, Any]]) -> tuple[Verdict, ...]:
    """From their `content`."""
    return tuple(
        Verdict(rule=Rule(each["rule"]), answer=Answer(each["answer"]), fact=each["fact"]) for each in contents
    )


def verdicts(meeting: Meeting, rules: Sequence[Rule] = ORDER) -> tuple[Verdict, ...]:
    """Result of each rule, in order."""
    return tuple(_JUDGES[rule](meeting) for rule in rules)


FORBIDDING = frozenset({Rule.TERRITORY, Rule.AUTHORISATION})
"""The rules that reject where they say no; they come before those that give, whatever the order."""
GIVING: Mapping[Rule, Advice] = {Rule.EARLIEST_FILING: Advice.AWARD, Rule.SPLIT: Advice.SPLIT}
"""The rules that give where they say yes."""


def advice(said: Mapping[Rule, Answer]) -> tuple[Advice, Rule]:
    """What follows from what the rules say, in their order, and the one that spoke.

    What is protected already is never taken away.
    """
    for rule, answer in said.items():
        if rule in FORBIDDING and answer is Answer.NO:
            return Advice.REJECT, rule
    for rule, answer in said.items():
        if rule in GIVING and answer is Answer.YES:
            return GIVING[rule], rule
    return Advice.REJECT, Rule.EARLIEST_FILING


AGAINST: Mapping[Rule, RejectionCode] = {
    Rule.TERRITORY: RejectionCode.OUTSIDE_TERRITORY,
    Rule.AUTHORISATION: RejectionCode.PRODUCT_NOT_AUTHORISED,
    Rule.EARLIEST_FILING: RejectionCode.EARLIER_REGISTRATION,
    Rule.INCUMBENT: RejectionCode.EXISTING_CUSTOMER_SAME_SCOPE,
}
"""For what a registration is rejected where a rule says no. That nothing of it is free is no reason of its own: the
older right is."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """For what the rules would reject a registration, and the day of the older right where the code rests on one."""

    code: RejectionCode
    older_right_on: date | None = None


def grounds(said: Sequence[Verdict]) -> Grounds | None:
    """What speaks against a registration: of the rules that say no, those that forbid first, then in their order.

    None where none does, or where the code rests on an older right and nothing that it met is older.
    """
    against = [each for each in said if each.answer is Answer.NO and each.rule in AGAINST]
    for verdict in sorted(against, key=lambda each: each.rule not in FORBIDDING):
        found = _grounds(verdict)
        if found.code not in RESTS_ON_OLDER or found.older_right_on is not None:
            return found
    return None


def _grounds(verdict: Verdict) -> Grounds:
    if verdict.rule is Rule.INCUMBENT:
        return Grounds(AGAINST[verdict.rule], verdict.day("wonOn"))
    if verdict.rule is not Rule.EARLIEST_FILING:
        return Grounds(AGAINST[verdict.rule])
    filed, earliest = verdict.day("filedOn"), verdict.day("earliestOn")
    # What is protected stands in the way also where it came in later; then it is no older right.
    older = None if filed is None or earliest is None or earliest > filed else earliest
    is_direct = older is not None and verdict.day("directOpenedOn") == older
    return Grounds(RejectionCode.ACTIVE_DIRECT_DEAL if is_direct else AGAINST[verdict.rule], older)


def _is_first(meeting: Meeting) -> bool:
    return all(
        not rival.is_protected and meeting.filed_number < rival.filed_number for rival in meeting.rivals
    )  # fmt: skip


def _earliest(meeting: Meeting) -> Verdict:
    first = min((rival.filed_on for rival in meeting.rivals), default=None)
    fact = {"filedOn": meeting.filed_on.isoformat(), "earliestOn": first and first.isoformat()}
    direct = min(
        (rival.direct for rival in meeting.rivals if rival.direct), key=lambda one: one.opened_on, default=None
    )
    if direct is not None:
        fact |= {"directOpenedOn": direct.opened_on.isoformat(), "directActiveOn": direct.active_on.isoformat()}
    return _verdict(Rule.EARLIEST_FILING, _is_first(meeting), fact)


def _incumbent(meeting: Meeting) -> Verdict:
    won = None if meeting.won_on is None else True
    return _verdict(Rule.INCUMBENT, won, {"wonOn": meeting.won_on and meeting.won_on.isoformat()})


def _territory(meeting: Meeting) -> Verdict:
    return _verdict(Rule.TERRITORY, meeting.is_inside_territory, {})


def _authorisation(meeting: Meeting) -> Verdict:
    return _verdict(Rule.AUTHORISATION, meeting.is_authorised, {})


def _split(meeting: Meeting) -> Verdict:
    return _verdict(Rule.SPLIT, bool(meeting.free), {"free": [list(pair) for pair in meeting.free]})


def _verdict(rule: Rule, says: bool | None, fact: Mapping[str, Any]) -> Verdict:
    answer = Answer.NOT_APPLICABLE if says is None else Answer.YES if says else Answer.NO
    return Verdict(rule=rule, answer=answer, fact=fact)


_JUDGES: Mapping[Rule, Callable[[Meeting], Verdict]] = {
    Rule.EARLIEST_FILING: _earliest,
    Rule.INCUMBENT: _incumbent,
    Rule.TERRITORY: _territory,
    Rule.AUTHORISATION: _authorisation,
    Rule.SPLIT: _split,
}
