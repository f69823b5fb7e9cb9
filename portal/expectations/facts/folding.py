"""Facts become the state of their subject: what is counted, by rules that do not depend on the order of arrival."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from portal import canonical
from portal.expectations.facts import invoices, order_lines, plain, summaries, tickets, typed
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.kinds import KINDS, SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.facts.told import Told, in_order
from portal.expectations.facts.typed import Value

By = Mapping[str, Mapping[Statement, Sequence[Fact]]]
"""Facts by source and kind of statement."""
K = SubjectKind
LARGE = "LARGE"
MOST_STORIES, LONGEST_OTHER, MOST_PAUSES = 10, 8_000, 300
"""Beyond these nobody reads on, and what is kept has an end."""


@dataclass(frozen=True, slots=True)
class State:
    """What the facts about one subject come to; a field that nothing is known of is not in `values`."""

    kind: SubjectKind
    values: Mapping[str, Value]
    currency: str | None = None
    pauses: Sequence[tuple[datetime, datetime | None]] = ()
    """Of a ticket, from when until when its clock stood, for hours of business; the last may go on."""
    other: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By source that does not count, where it was to count: the fields that would differ, as text; not more than is
    read."""
    aside: Sequence[tuple[str, str, str]] = ()
    """(source, external id, UNIT or CURRENCY) of facts that cannot be counted beside the others, and ("", field, LARGE)
    for what became too large to be kept when it was added up."""

    @property
    def counted_on(self) -> date | datetime | None:
        """The day or instant by which the subject falls into a period; None while it falls into none."""
        found = self.values.get(KINDS[self.kind].counted_by)
        return found if isinstance(found, date) else None

    def text(self) -> str:
        """What counts, in canonical JSON; the other side's story and what is set aside are no part of it."""
        return canonical.text({
            "kind": self.kind, "values": typed.texts(self.values), "currency": self.currency,
            "pauses": self._pauses(),
        })  # fmt: skip

    @property
    def pauses_text(self) -> str | None:
        """From when until when its clock stood, as it is kept; None for never."""
        return canonical.text(self._pauses()) if self.pauses else None

    def _pauses(self) -> list[list[str | None]]:
        return [[typed.text(since), typed.text(to) if to else None] for since, to in self.pauses]

    @property
    def sha256(self) -> str:
        """The digest of what counts."""
        return canonical.sha256(self.text())


def fold(kind: SubjectKind, facts: Iterable[Fact], *, primary: Sequence[str] = ()) -> State:
    """The state of one subject by the current revisions of all facts about it.

    Of each kind of statement the facts of one source count: the first of `primary` that has some, else the first by
    name. Facts follow each other by (moment, sequence, source, external id), never by when they arrived.
    """
    by = _by_source(kind, facts)
    ranked = sorted(by, key=lambda source: (primary.index(source) if source in primary else len(primary), source))
    state = _state(kind, by, ranked)
    if len(ranked) < 2:  # noqa: PLR2004 - one source has no other story
        return state
    other: dict[str, Mapping[str, str]] = {}
    for source in ranked[:MOST_STORIES]:
        story = _story(state, _state(kind, by, [source, *ranked]))
        is_short = len(canonical.text({**other, source: story})) <= LONGEST_OTHER
        other |= {source: story} if story and is_short else {}
    return replace(state, other=other)


def _by_source(kind: SubjectKind, facts: Iterable[Fact]) -> By:
    by: dict[str, dict[Statement, list[Fact]]] = {}
    for fact in in_order(facts):
        by.setdefault(fact.source, {}).setdefault(fact.statement, []).append(fact)
    return {source: {**summaries.steps(kind, told), **told} for source, told in by.items()}


def _state(kind: SubjectKind, by: By, ranked: Sequence[str]) -> State:
    told = Told(kind, {said: facts for source in reversed(ranked) for said, facts in by[source].items()})
    values, currency, pauses = _folded(told)
    known = {name: values[name] for name in KINDS[kind].fields if name in values}
    large = [name for name, value in known.items() if isinstance(value, Decimal) and not typed.is_kept(value)]
    large += ["pauses"] if len(pauses) > MOST_PAUSES else []
    aside = sorted([*told.aside, *(("", name, LARGE) for name in large)])
    kept = {name: known[name] for name in known if name not in large}
    return State(kind, kept, currency, tuple(pauses[:MOST_PAUSES]), aside=aside)


def _folded(told: Told) -> tuple[dict[str, Value], str | None, Sequence[tickets.Pause]]:
    match told.kind:
        case K.ORDER_LINE:
            return *order_lines.fold(told), ()
        case K.INVOICE:
            return *invoices.fold(told), ()
        case K.TICKET:
            values, pauses = tickets.fold(told)
            return values, None, pauses
        case K.LOT:
            return plain.lot(told), None, ()
        case K.FORECAST:
            return plain.forecast(told), None, ()
        case K.ANSWER:
            return plain.answer(told), None, ()
        case K.SALE:
            return *plain.sale(told), ()


def _story(counted: State, told: State) -> dict[str, str]:
    """The fields that differ, as the other source has them; what it does not tell is no other story."""
    ours = typed.texts(counted.values)
    return {name: value for name, value in typed.texts(told.values).items() if ours.get(name) != value}
