"""Facts become the state of their subject: what is counted, by rules that do not depend on the order of arrival."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from portal import canonical
from portal.expectations.facts import typed
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.kinds import KINDS, SubjectKind
from portal.expectations.facts.typed import Value


@dataclass(frozen=True, slots=True)
class State:
    """What the facts about one subject come to; a field that nothing is known of is not in `values`."""

    kind: SubjectKind
    values: Mapping[str, Value]
    currency: str | None = None
    pauses: Sequence[tuple[datetime, datetime | None]] = ()
    """Of a ticket, from when until when its clock stood, for hours of business; the last may go on."""
    other: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By source that does not count, where it was to count: the fields that would differ, as text, "" for missing."""
    aside: Sequence[tuple[str, str, str]] = ()
    """(source, external id, UNIT or CURRENCY) of facts that cannot be counted beside the others."""

    @property
    def counted_on(self) -> date | datetime | None:
        """The day or instant by which the subject falls into a period; None while it falls into none."""
        found = self.values.get(KINDS[self.kind].counted_by)
        return found if isinstance(found, date) else None

    def text(self) -> str:
        """What counts, in canonical JSON; the other side's story and what is set aside are no part of it."""
        return canonical.text({
            "kind": self.kind, "values": typed.texts(self.values), "currency": self.currency,
            "pauses": [[typed.text(from_), typed.text(to) if to else None] for from_, to in self.pauses],
        })  # fmt: skip

    @property
    def sha256(self) -> str:
        """The digest of what counts."""
        return canonical.sha256(self.text())


def fold(kind: SubjectKind, facts: Iterable[Fact], *, primary: Sequence[str] = ()) -> State:
    """The state of one subject by the current revisions of all facts about it.

    Of each kind of statement the facts of one source count: the first of `primary` that has some, else the first by
    name. Facts follow each other by (moment, sequence, source, external id), never by when they arrived.
    """
    raise NotImplementedError(kind, facts, primary)
