"""What the rows of a sheet mean, as a tree: which facts each tells, and from which columns their values come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.facts.typed import Value
from portal.expectations.facts.values import Form


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a key: what stands in a column, always the same text, or the number of the row."""

    column: str = ""
    text: str = ""
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """Of which rows something is said."""

    column: str = ""
    words: frozenset[str] | None = None
    """In small letters; None for any word at all."""
    every: Sequence["Condition"] = ()
    some: Sequence["Condition"] = ()
    without: "Condition | None" = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field's value comes from: a column with its form, or a constant."""

    column: str = ""
    constant: Value | None = None
    form: Form = field(default_factory=Form)
    is_guessed: bool = False
    """Whether the format of its days is found in the column."""
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """One fact that a row may tell."""

    statement: Statement
    fields: Mapping[str, Source]
    when: Condition | None = None
    external_id: Sequence[Part] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the rows of a sheet mean."""

    kind: SubjectKind
    subject_key: Sequence[Part]
    sayings: Sequence[Saying]
    partner: Sequence[Part] = ()
    missing: frozenset[str] = frozenset()

    def columns(self) -> dict[str, None]:
        """The headings of all columns that are read, each once."""
        parts = [*self.subject_key, *self.partner, *(part for each in self.sayings for part in each.external_id)]
        whens = [each.when for each in self.sayings]
        for each in self.sayings:
            parts += [Part(source.column) for source in each.fields.values()]
            whens += [source.when for source in each.fields.values()]
        named = [*(part.column for part in parts), *(name for when in whens for name in _columns(when))]
        return dict.fromkeys(filter(None, named))


def _columns(when: Condition | None) -> Iterable[str]:
    if when is not None:
        yield when.column
        for each in (*when.every, *when.some, when.without):
            yield from _columns(each)
