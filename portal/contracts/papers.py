"""Agreements that people bring as files: read by a process of its own, taken apart, and what one must know of that."""

import json
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from portal import errors, threads
from portal.contracts.text import bounds, documents, doubting, editing, splitting, structuring
from portal.contracts.text.documents import Clause
from portal.contracts.text.doubting import Doubt
from portal.contracts.text.editing import Edit, EditKind
from portal.contracts.text.pieces import Piece, kept
from portal.contracts.text.structuring import Apart
from portal.files import confined, examining, rules
from portal.papers import markdown
from portal.papers import program as papers_program
from portal.papers.told import Comment, Read, State, read_back
from portal.sentences import Sentence, say

PROGRAM = Path(papers_program.__file__)
SECONDS = 10.0
HERE = ("input", "file")
TYPES = {"docx": "DOCX", "pdf": "PDF"}
TEXTS = frozenset({"txt", "md"})
MACROS = frozenset({"docm", "dotm"})
_MOST_SAID = 20

SENTENCES: Mapping[str, Sentence] = {
    **examining.SENTENCES,
    "SCANNED": say("The file has only pictures of pages, without text. Run text recognition on it, or upload it as"
                   " .docx."),
    "UNREADABLE": say("The text of the file cannot be read. Save it again, or upload it as .docx."),
    "EMPTY": say("The file has no text."),
    "EMBEDDED": say("The file includes another file, which is not read. Save it as one file."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """A text taken apart, and all that a person must know before they trust it."""

    pieces: tuple[Piece, ...]
    doubts: tuple[Doubt, ...]
    comments: tuple[Comment, ...] = ()

    @property
    def clauses(self) -> tuple[Clause, ...]:
        return kept(self.pieces)


async def read(
    file: Path, name: str, *, state: State | None = None, encoding: str = "", path: Sequence[str] = HERE
) -> Paper:
    """The clauses of a file by its name and content; `encoding` names that of a plain text. Refuses: Invalid."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in MACROS:
        raise errors.Invalid.because(SENTENCES["MACROS"], path=path)
    if ending in TEXTS:
        return await threads.apart(_text, file, ending, encoding)
    if ending not in TYPES:
        raise errors.Invalid("Upload the agreement as .docx, .pdf, .md or .txt.", path=path)
    rules.check_size((await threads.apart(file.stat)).st_size, path=path)
    said = "UNSAID" if state is None else state.value
    told = await confined.printed(PROGRAM, TYPES[ending], said, file=file, seconds=SECONDS)
    return await threads.apart(_apart, _read(*told, path=path), state)


def typed(text: str) -> Paper:
    """The clauses of text that somebody typed or pasted. Refuses: Invalid."""
    return _paper(structuring.guess(text))


def changed(paper: Paper, edits: Sequence[Edit]) -> Paper:
    """The same after what a person changed in it. Refuses: Invalid."""
    if not edits:
        return paper
    pieces = editing.edited(paper.pieces, edits)
    general = [each for each in paper.doubts if each.clause is None]
    anew = [each for each in doubting.doubts(pieces, is_guess=False) if each.clause is not None]
    if any(edit.kind is EditKind.RENUMBER for edit in edits):
        said = say("Numbers are in order. What the text says of other clauses, such as “Section 4.2”, is unchanged.")
        general.append(Doubt("RENUMBERED", said))
    return Paper(pieces, (*general, *anew), paper.comments)


def brought(pieces: Sequence[Piece], *, path: Sequence[str] = ("input", "clauses")) -> Paper:
    """Clauses that were taken apart before, and what is unsure about them now. Refuses: Invalid."""
    if len(pieces) > bounds.MOST_CLAUSES:
        raise errors.Invalid("An agreement can have at most {most} clauses.", most=bounds.MOST_CLAUSES, path=path)
    if sum(len(each.clause.text) for each in pieces) > bounds.LONGEST_DOCUMENT:
        raise errors.Invalid(
            "An agreement can have at most {most} characters.", most=bounds.LONGEST_DOCUMENT, path=path
        )
    checked = tuple(
        replace(each, clause=documents.check_clause(replace(each.clause, key=f"c{place}"), path=(*path, str(place))))
        for place, each in enumerate(pieces)
    )
    found = doubting.doubts(checked, is_guess=False)
    return Paper(checked, tuple(each for each in found if each.clause is not None))


def _text(file: Path, ending: str, encoding: str) -> Paper:
    text, guessed = splitting.read_with_guess(file, encoding=encoding)
    paper = _paper(structuring.structured(markdown.read(text)) if ending == "md" else structuring.guess(text))
    if not guessed:
        return paper
    said = say(
        "The file does not say how its letters are encoded. They were read as {encoding}. Check that they are right.",
        encoding=guessed,
    )  # fmt: skip
    return replace(paper, doubts=(Doubt("ENCODING", said), *paper.doubts))


def _paper(taken: Apart) -> Paper:
    return Paper(taken.pieces, taken.doubts)


def _read(status: int | None, told: bytes, *, path: Sequence[str]) -> Read:
    """What the process read; one that took more than it may, or broke, has read nothing. Refuses: Invalid."""
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise errors.Invalid.because(SENTENCES["BOMB"], path=path)
    if status != 0 or not told:
        raise errors.Invalid.because(SENTENCES["DAMAGED"], path=path)
    answer = json.loads(told)
    verdict = answer.get("verdict")
    if verdict == "CHANGES":
        numbers = answer["numbers"]
        raise errors.Invalid(
            "The file has tracked changes: {inserted} inserted, {deleted} deleted, {moved} moved. Choose whether to"
            " use the text with the changes accepted or the original text.",
            inserted=numbers["inserted"], deleted=numbers["deleted"], moved=numbers["moved"], path=("input", "state"),
        )  # fmt: skip
    if verdict is not None:
        raise errors.Invalid.because(SENTENCES[verdict], path=path)
    return read_back(answer["read"])


def _apart(read: Read, state: State | None) -> Paper:
    taken = structuring.structured(read)
    return Paper(taken.pieces, (*_remarks(read, state), *taken.doubts), tuple(read.comments))


def _remarks(read: Read, state: State | None) -> Iterator[Doubt]:
    """What a person must know of the file before they trust its clauses."""
    if read.changes:
        accepted = say(
            "All tracked changes are accepted in this text: {inserted} inserted, {deleted} deleted, {moved} moved.",
            inserted=read.inserted, deleted=read.deleted, moved=read.moved,
        )  # fmt: skip
        original = say(
            "No tracked changes are accepted in this text: {inserted} inserted, {deleted} deleted, {moved} moved.",
            inserted=read.inserted, deleted=read.deleted, moved=read.moved,
        )  # fmt: skip
        yield Doubt("CHANGES", original if state is State.ORIGINAL else accepted)
    yield from _left_out(read)
    yield from _kept(read)


def _left_out(read: Read) -> Iterator[Doubt]:
    """What the file holds that is not in the clauses."""
    if read.comments:
        yield Doubt("COMMENTS", say("Comments, left out: {count}.", count=len(read.comments)))
    if read.contents:
        yield Doubt("CONTENTS", say("Lines of a table of contents, left out: {count}.", count=read.contents))
    for text in read.margins:
        yield Doubt("MARGIN", say("Left out from the top or bottom of pages: “{text}”.", text=text))
    if read.empty_pages:
        pages = ", ".join(map(str, read.empty_pages[:_MOST_SAID]))
        yield Doubt("NO_TEXT", say("Pages with pictures and no text, left out: {pages}.", pages=pages))
    if read.pictures:
        yield Doubt("PICTURES", say("Pictures, left out: {count}.", count=read.pictures))


def _kept(read: Read) -> Iterator[Doubt]:
    """What is in the clauses otherwise than the file's readers see it."""
    if read.tables:
        yield Doubt("TABLES", say("Tables, written row by row: {count}.", count=read.tables))
    if read.filled:
        yield Doubt("FIELDS", say("Form fields, added at the ends of their lines: {count}.", count=read.filled))
    if read.unfilled:
        yield Doubt("UNFILLED", say("Form fields that are not filled in: {count}.", count=read.unfilled))
    if read.notes:
        yield Doubt("NOTES", say("Notes, kept in the clauses they belong to: {count}.", count=read.notes))
    for text in read.hidden[:_MOST_SAID]:
        yield Doubt("HIDDEN", say("The file hides these words, but they are in the text: “{text}”.", text=text[:200]))
    for word in read.hyphened[:_MOST_SAID]:
        yield Doubt("HYPHEN", say("A word was broken at the end of a line: “{word}”.", word=word))
    if read.formats:
        yield Doubt("FIGURES", say("Numbers in another script are written as digits."))
