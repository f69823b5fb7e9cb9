"""A mapping applied to a sheet: the facts that its rows tell, and the rows that cannot be taken, each with its why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from portal import canonical, errors
from portal.expectations.facts import fact, formats, typed, values
from portal.expectations.facts.meaning import Condition, Meaning, Part, Saying, Source
from portal.expectations.facts.statements import Statement
from portal.expectations.facts.typed import Value
from portal.sentences import Sentence, say
from portal.sheets.table import Row, Table

PREVIEWED = 20
MOST_TOLD = 2_000
"""Refused rows of which is told why; the others are counted."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that a row tells; `partner` is what the row calls the partner, "" where the mapping does not say."""

    row: int
    statement: Statement
    subject_key: str
    external_id: str
    values: Mapping[str, Value]
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is not taken; without a column it is about the row as a whole, without a field about its key."""

    row: int
    sentence: Sentence
    column: str = ""
    field: str = ""


@dataclass(slots=True)
class Reading:
    """What came of a sheet; every row is in one of the four counts."""

    facts: list[Told] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    """Of the first rows that are refused; a wrong mapping refuses all for the same reason."""
    refused_rows: int = 0
    taken: int = 0
    silent_rows: list[int] = field(default_factory=list)
    """Rows of which the mapping says nothing, by its conditions."""
    repeated_rows: list[int] = field(default_factory=list)
    """Rows that say nothing but what rows before them said under the same key."""

    @property
    def silent(self) -> int:
        return len(self.silent_rows)

    @property
    def repeated(self) -> int:
        return len(self.repeated_rows)


@dataclass(frozen=True, slots=True)
class Previewed:
    """One row as it is understood."""

    row: int
    facts: Sequence[Told]
    refused: Sequence[Refusal]


def applied(meaning: Meaning, table: Table, *, most_told: int = MOST_TOLD) -> Reading:
    """All rows, and why as many of them are refused as `most_told` says.

    Refuses: Invalid for a mapping that does not fit the sheet as a whole.
    """
    reading, reader, seen = Reading(), Reader(meaning, table), dict[tuple[str, str], tuple[int, str]]()
    for row in table.rows:
        facts, refused = reader.read(row)
        new = [] if refused else [each for each in facts if (each.partner, each.external_id) not in seen]
        refused = refused or [again for each in facts if each not in new and (again := _again(each, seen))]
        reading.refused_rows += bool(refused)
        reading.refused += refused if reading.refused_rows <= most_told else []
        if not refused and not new:
            (reading.repeated_rows if facts else reading.silent_rows).append(row.number)
        if not refused and new:
            reading.taken += 1
            reading.facts += new
            seen |= {(each.partner, each.external_id): (each.row, _content(each)) for each in new}
    return reading


def preview(meaning: Meaning, table: Table, *, most: int = PREVIEWED) -> list[Previewed]:
    """The first rows; formats are found in the whole of their columns. Refuses as `applied`."""
    reader = Reader(meaning, table)
    return [Previewed(row.number, *reader.read(row)) for row in table.rows[:most]]


def _content(told: Told) -> str:
    return canonical.text([told.statement, told.subject_key, typed.texts(told.values)])


def _again(told: Told, seen: Mapping[tuple[str, str], tuple[int, str]]) -> Refusal | None:
    """A key that came before with the same content says nothing new; with another it is no key."""
    row, content = seen[told.partner, told.external_id]
    if content == _content(told):
        return None
    return Refusal(
        told.row, say("Row {row} has the same key but different values: {key}.", row=str(row), key=told.external_id)
    )


class Reader:
    """Reads rows of one sheet."""

    def __init__(self, meaning: Meaning, table: Table) -> None:
        self._places = {heading.casefold(): place for place, heading in enumerate(table.headings)}
        missing = next((name for name in meaning.columns() if name.casefold() not in self._places), None)
        if missing is not None:
            raise errors.Invalid(
                "There is no column called {name}.", name=missing, path=("mapping", "columns", missing)
            )
        self._meaning = replace(meaning, sayings=[self._found(each, table) for each in meaning.sayings])

    def _found(self, saying: Saying, table: Table) -> Saying:
        """The same with the formats that are found in the columns."""
        return replace(saying, fields={name: self._formatted(each, table) for name, each in saying.fields.items()})

    def _formatted(self, source: Source, table: Table) -> Source:
        if not source.is_guessed:
            return source
        place, form = self._places[source.column.casefold()], source.form
        texts = [text for row in table.rows if not form.is_missing(text := row.cells[place])]
        pivot = form.format.pivot if form.format else formats.PIVOT
        format_ = formats.recognised(texts, pivot=pivot, path=("mapping", "columns", source.column))
        return replace(source, form=replace(form, format=format_ or form.format))

    def read(self, row: Row) -> tuple[list[Told], list[Refusal]]:
        """What the row tells, and what is wrong with it; where something is, nothing of it is taken."""
        facts, refused = list[Told](), list[Refusal]()
        if row.surplus:
            said = say("The row has {count} more cells than the header row.", count=row.surplus)
            refused.append(Refusal(row.number, said))
        count: dict[Statement, int] = {}
        for saying in self._meaning.sayings:
            count[saying.statement] = nth = count.get(saying.statement, 0) + 1
            if saying.when is None or self._holds(saying.when, row):
                told, wrong = self._told(saying, row, nth)
                refused += [each for each in wrong if each not in refused]
                facts += [told] if told else []
        return facts, refused

    def _told(self, saying: Saying, row: Row, nth: int) -> tuple[Told | None, list[Refusal]]:
        found, refused = dict[str, Value](), list[Refusal]()
        for name, source in saying.fields.items():
            try:
                value = self._value(source, row, name, saying)
            except errors.Invalid as wrong:
                refused.append(Refusal(row.number, wrong.sentence, source.column, name))
            else:
                found |= {} if value is None else {name: value}
        try:
            fact.check(self._meaning.kind, saying.statement, found, unread=[each.field for each in refused])
        except errors.Invalid as wrong:
            refused += [self._refused(each, saying, row) for each in (wrong, *wrong.also)]
        try:
            key = self._key(self._meaning.subject_key, row)
            mark = f"{key}#{saying.statement}" + (f"-{nth}" if nth > 1 else "")
            external_id = self._key(saying.external_id, row) if saying.external_id else typed.label(mark)
            partner = self._key(self._meaning.partner, row) if self._meaning.partner else ""
        except errors.Invalid as wrong:
            return None, [*refused, Refusal(row.number, wrong.sentence, wrong.path[-1] if wrong.path else "")]
        return Told(row.number, saying.statement, key, external_id, found, partner), refused

    def _refused(self, wrong: errors.Refused, saying: Saying, row: Row) -> Refusal:
        name = wrong.path[-1] if wrong.path else ""
        source = saying.fields.get(name)
        return Refusal(row.number, wrong.sentence, source.column if source else "", name)

    def _cell(self, column: str, row: Row) -> str:
        return row.cells[self._places[column.casefold()]]

    def _value(self, source: Source, row: Row, name: str, saying: Saying) -> Value | None:
        if source.when is not None and not self._holds(source.when, row):
            return None
        if not source.column:
            return source.constant
        cell = self._cell(source.column, row)
        if source.form.is_missing(cell):
            return None
        return values.read(fact.type_of(self._meaning.kind, saying.statement, name), cell, source.form, name=name)

    def _holds(self, when: Condition, row: Row) -> bool:
        if when.column:
            bare = " ".join(self._cell(when.column, row).split()).casefold()
            return bare in when.words if when.words is not None else bool(bare) and bare not in self._meaning.missing
        if when.without is not None:
            return not self._holds(when.without, row)
        return (
            any(self._holds(each, row) for each in when.some)
            if when.some
            else all(self._holds(each, row) for each in when.every)
        )

    def _key(self, parts: Sequence[Part], row: Row) -> str:
        return typed.joined(self._pieces(parts, row))

    def _pieces(self, parts: Sequence[Part], row: Row) -> Iterator[str]:
        for part in parts:
            text = str(row.number) if part.is_row else part.text or self._cell(part.column, row)
            if part.column and (not text.strip() or text.strip().casefold() in self._meaning.missing):
                raise errors.Invalid("Part of the key is missing: {column}.", column=part.column, path=(part.column,))
            yield text
