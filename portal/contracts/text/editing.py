"""What a person changes in a text that was taken apart, before it is stored.

No edit loses, adds or moves a word of the text, but for a number or title that a person writes. What is left out is
still among the pieces, and can be taken in again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from portal import errors
from portal.contracts.text import bounds, contents, doubting, renumbering, splitting
from portal.contracts.text.documents import DEEPEST, Clause
from portal.contracts.text.pieces import Piece, Unsure

MOST_EDITS = 500
Pieces = tuple[Piece, ...]
Path = Sequence[str]


class EditKind(StrEnum):
    SPLIT = "SPLIT"
    """What stands from `at` on becomes a clause of its own."""
    JOIN = "JOIN"
    """The clause becomes the end of the one before."""
    INDENT = "INDENT"
    """It and what is below it go one level down."""
    OUTDENT = "OUTDENT"
    """It and what is below it go one level up."""
    TITLE = "TITLE"
    """`text` is its title."""
    NUMBER = "NUMBER"
    """`text` is its number."""
    RENUMBER = "RENUMBER"
    """All numbers count on from the first, each in its style."""
    LEAVE_OUT = "LEAVE_OUT"
    """It is not stored."""
    TAKE_IN = "TAKE_IN"
    """It is stored after all."""
    CONTENTS = "CONTENTS"
    """The table of contents in it becomes a clause, and is left out."""
    ANNEX = "ANNEX"
    """It begins an annex: its name is its number, at the top."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: of the clause at a place, 0 for the first."""

    kind: EditKind
    clause: int | None = None
    at: int | None = None
    """SPLIT: so many characters of its text stay."""
    text: str | None = None


def edited(pieces: Sequence[Piece], edits: Sequence[Edit], *, path: Path = ("input",)) -> Pieces:
    """The pieces after the edits, each made on what the one before left. Refuses: Invalid."""
    found = tuple(pieces)
    if len(edits) > MOST_EDITS:
        raise errors.Invalid("Send at most {most} edits at a time.", most=MOST_EDITS, path=(*path, "edits"))
    for index, edit in enumerate(edits):
        here = (*path, "edits", str(index))
        if edit.kind is EditKind.RENUMBER:
            found = renumbering.renumbered(found)
            continue
        if edit.clause is None or not 0 <= edit.clause < len(found):
            raise errors.Invalid("There is no such clause. Check the text again.", path=(*here, "clause"))
        found = _EDITS[edit.kind](found, edit, here)
    return tuple(replace(each, clause=replace(each.clause, key=f"c{place}")) for place, each in enumerate(found, 1))


def _around(pieces: Pieces, place: int, *new: Piece, count: int = 1) -> Pieces:
    return (*pieces[:place], *new, *pieces[place + count :])


def _chosen(pieces: Pieces, edit: Edit) -> tuple[int, Piece]:
    place = edit.clause or 0
    return place, pieces[place]


def _split(pieces: Pieces, edit: Edit, path: Path) -> Pieces:
    place, piece = _chosen(pieces, edit)
    text, at = piece.clause.text, edit.at or 0
    first, rest = text[:at].rstrip(), text[at:].strip()
    if not 0 < at < len(text) or not first or not rest or not (text[at - 1].isspace() or text[at].isspace()):
        raise errors.Invalid("Split the clause between two words of its text.", path=(*path, "at"))
    part = splitting.opened(rest)
    before, behind = doubting.figures(piece.clause.number), doubting.figures(part.number)
    depth = piece.clause.depth + (max(len(behind) - len(before), 0) if before and behind else 0)
    new = Clause("new", part.number, part.heading, part.body, min(depth, DEEPEST))
    unsure = (Unsure.TYPED,) if Unsure.TYPED in piece.unsure and doubting.is_typed(first) else ()
    left = tuple(each for each in piece.unsure if each is not Unsure.TYPED)
    kept = replace(piece, clause=replace(piece.clause, text=first), unsure=left + unsure)
    return _around(pieces, place, kept, Piece(new, piece.is_left_out))


def _join(pieces: Pieces, edit: Edit, path: Path) -> Pieces:
    place, piece = _chosen(pieces, edit)
    if not place:
        raise errors.Invalid("There is no clause before the first.", path=(*path, "clause"))
    before = pieces[place - 1]
    if before.is_left_out or piece.is_left_out:
        raise errors.Invalid("You cannot join a clause that is left out. Take it in first.", path=(*path, "clause"))
    clause = piece.clause
    lines = (before.clause.text, " ".join(filter(None, (clause.number, clause.heading))), clause.text)
    text = "\n".join(line for line in lines if line.strip())
    if len(text) > bounds.LONGEST_CLAUSE:
        raise errors.Invalid("A clause can have at most {most} characters.", most=bounds.LONGEST_CLAUSE, path=path)
    joined = replace(before, clause=replace(before.clause, text=text))
    return _around(pieces, place - 1, joined, count=2)


def _below(pieces: Pieces, place: int) -> int:
    """Where what is below a clause ends."""
    depth = pieces[place].clause.depth
    return next((at for at in range(place + 1, len(pieces)) if pieces[at].clause.depth <= depth), len(pieces))


def _moved(pieces: Pieces, place: int, by: int) -> Pieces:
    end = _below(pieces, place)
    moved = (
        replace(each, clause=replace(each.clause, depth=each.clause.depth + by)) for each in pieces[place:end]
    )  # fmt: skip
    return (*pieces[:place], *moved, *pieces[end:])


def _indent(pieces: Pieces, edit: Edit, path: Path) -> Pieces:
    place, piece = _chosen(pieces, edit)
    if not place or pieces[place - 1].clause.depth < piece.clause.depth:
        raise errors.Invalid("There is no clause above it on its level.", path=(*path, "clause"))
    if max(each.clause.depth for each in pieces[place : _below(pieces, place)]) >= DEEPEST:
        raise errors.Invalid("Clauses can be at most {deepest} levels deep.", deepest=DEEPEST, path=(*path, "clause"))
    return _moved(pieces, place, 1)


def _outdent(pieces: Pieces, edit: Edit, path: Path) -> Pieces:
    place, piece = _chosen(pieces, edit)
    if not piece.clause.depth:
        raise errors.Invalid("The clause is already at the top level.", path=(*path, "clause"))
    return _moved(pieces, place, -1)


def _title(pieces: Pieces, edit: Edit, path: Path) -> Pieces:
    place, piece = _chosen(pieces, edit)
    heading = _label(edit, path)
    unsure = tuple(each for each in piece.unsure if each is not Unsure.LEAD)
    return _around(pieces, place, replace(piece, clause=replace(piece.clause, heading=heading), unsure=unsure))


def _number(pieces: Pieces, edit: Edit, path: Path) -> Pieces:
    place, piece = _chosen(pieces, edit)
    return _around(pieces, place, replace(piece, clause=replace(piece.clause, number=_label(edit, path))))


def _label(edit: Edit, path: Path) -> str:
    found = " ".join((edit.text or "").split())
    if len(found) > bounds.LONGEST_LABEL:
        raise errors.Invalid("Enter at most {most} characters.", most=bounds.LONGEST_LABEL, path=(*path, "text"))
    return found


def _leave_out(pieces: Pieces, edit: Edit, _path: Path) -> Pieces:
    place, piece = _chosen(pieces, edit)
    return _around(pieces, place, replace(piece, is_left_out=True))


def _take_in(pieces: Pieces, edit: Edit, _path: Path) -> Pieces:
    place, piece = _chosen(pieces, edit)
    return _around(pieces, place, replace(piece, is_left_out=False))


def _contents(pieces: Pieces, edit: Edit, path: Path) -> Pieces:
    """The clause in up to three, of which the table of contents is left out."""
    place, piece = _chosen(pieces, edit)
    clause, found = piece.clause, contents.span(piece.clause.text)
    if found is None:
        raise errors.Invalid("No table of contents was found in this clause.", path=(*path, "clause"))
    start, end = found
    before, behind = clause.text[:start].strip(), clause.text[end:].strip()
    parts = [Piece(replace(clause, text=before), piece.is_left_out, piece.unsure)]
    if not (before or clause.number or clause.heading):
        parts = []
    parts.append(Piece(Clause("new", "", "", clause.text[start:end].strip(), clause.depth), is_left_out=True))
    if behind:
        parts.append(Piece(Clause("new", "", "", behind, clause.depth), piece.is_left_out))
    return _around(pieces, place, *parts)


def _annex(pieces: Pieces, edit: Edit, path: Path) -> Pieces:
    """The name of the annex is found where it stands, at the beginning of the clause."""
    place, piece = _chosen(pieces, edit)
    named = _named(piece.clause)
    if named is None:
        raise errors.Invalid(
            "The clause does not start with the name of an annex. Write the name as its number, such as “Annex 1”.",
            path=(*path, "clause"),
        )
    changed = _around(pieces, place, replace(piece, clause=named))
    return _moved(changed, place, -named.depth)


def _named(clause: Clause) -> Clause | None:
    """The clause with the name of its annex as its number."""
    if renumbering.is_annex(clause.number):
        return clause
    whole = clause.heading or clause.text
    name = renumbering.annex_name(whole)
    if not name:
        return None
    number, rest = f"{clause.number} {name}".strip(), whole[len(name) :].strip()
    if clause.heading:
        return replace(clause, number=number, heading=rest)
    part = splitting.lead(rest)
    return replace(clause, number=number, heading=part[0], text=part[1])


_EDITS: Mapping[EditKind, Callable[[Pieces, Edit, Path], Pieces]] = {
    EditKind.SPLIT: _split, EditKind.JOIN: _join, EditKind.INDENT: _indent, EditKind.OUTDENT: _outdent,
    EditKind.TITLE: _title, EditKind.NUMBER: _number, EditKind.LEAVE_OUT: _leave_out, EditKind.TAKE_IN: _take_in,
    EditKind.CONTENTS: _contents, EditKind.ANNEX: _annex,
}  # fmt: skip
