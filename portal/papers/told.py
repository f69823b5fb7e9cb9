"""What is told of a file that was read: its paragraphs, and what a person must know before they trust them."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Version of the text to use if a file has tracked changes."""

    ACCEPTED = "ACCEPTED"
    """As if every change were accepted."""
    ORIGINAL = "ORIGINAL"
    """As it was before them."""


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The word of why a file is not read, with the numbers that its sentence names."""

    def __init__(self, verdict: str, **numbers: int) -> None:
        super().__init__(verdict)
        self.verdict, self.numbers = verdict, numbers


@dataclass(slots=True)
class Paragraph:
    """A paragraph, or a row of a table, with what the file's own structure says of it."""

    text: str
    number: str = ""
    """As it is shown, such as `1.1` or `(a)`: counted from the numbering of the file."""
    level: int = 0
    """Of its list: 0 for the highest."""
    heading: int = 0
    """The level of the heading that it is, 1 for the highest; 0 for none."""
    lead: int = 0
    """So many characters at its beginning are bold or underlined, and those that follow are not."""
    series: str = ""
    """The list that counts it; empty without a number."""
    opens: bool = False
    """Its number is of the kind that clauses have: figures, capitals; not letters in brackets."""
    kind: str = "TEXT"
    """TEXT, ROW of a table, NOTE at the foot of a page."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote beside the text."""

    author: str
    text: str


@dataclass(slots=True)
class Read:
    """All that was read."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    inserted: int = 0
    deleted: int = 0
    moved: int = 0
    comments: list[Comment] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    """What stands at the top or bottom of pages, and is left out."""
    contents: int = 0
    """Lines of a table of contents, which are left out."""
    pictures: int = 0
    tables: int = 0
    notes: int = 0
    unfilled: int = 0
    """Fields of a form in which nobody wrote yet."""
    filled: int = 0
    """Fields of a form whose words are in the line that they stand in."""
    hidden: list[str] = field(default_factory=list)
    """Words that the file hides from its readers; they are in the text."""
    hyphened: list[str] = field(default_factory=list)
    """Words that may have their hyphen from the end of a line alone."""
    empty_pages: list[int] = field(default_factory=list)
    """Pages that hold pictures and no text."""
    formats: list[str] = field(default_factory=list)
    """Kinds of numbers that are written in figures here."""

    @property
    def changes(self) -> int:
        return self.inserted + self.deleted + self.moved

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def read_back(plain: dict[str, Any]) -> Read:
    """What `plain` gave."""
    paragraphs = [Paragraph(**each) for each in plain.pop("paragraphs")]
    comments = [Comment(**each) for each in plain.pop("comments")]
    return Read(paragraphs=paragraphs, comments=comments, **plain)
