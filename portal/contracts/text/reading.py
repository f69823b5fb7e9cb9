"""Texts as people read them: a version's clauses, and two texts compared; kept for a while, as they never change."""

import functools
import hashlib
import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from portal import cautions
from portal.cautions import Counted
from portal.contracts.text import annexes, consolidating, documents, proposals, redline
from portal.contracts.text.annexes import AnnexChange
from portal.contracts.text.documents import Change, Clause, Document, Operation, Written

Made = TypeVar("Made")

MOST = 32 * 1024 * 1024
"""Bytes of the texts that each of the functions keeps its work on; what is made of a text takes some times as much."""


def kept(most: int) -> Callable[[Callable[..., Made]], Callable[..., Made]]:
    """Keeps what a function makes of texts while those have at most so many bytes; what nobody asked for goes first."""

    def declare(work: Callable[..., Made]) -> Callable[..., Made]:
        found: OrderedDict[tuple[str, ...], Made] = OrderedDict()
        lock, size = Lock(), 0

        @functools.wraps(work)
        def asked(*texts: str) -> Made:
            nonlocal size
            with lock:
                if texts in found:
                    found.move_to_end(texts)
                    return found[texts]
            made = work(*texts)
            with lock:
                if texts not in found and _bytes(texts) <= most:
                    found[texts] = made
                    size += _bytes(texts)
                while size > most:
                    size -= _bytes(found.popitem(last=False)[0])
            return made

        return asked

    return declare


def _bytes(texts: tuple[str, ...]) -> int:
    return sum(map(sys.getsizeof, texts))


@dataclass(frozen=True, slots=True)
class Read:
    """One clause, its digest and what in it reads otherwise than it looks."""

    clause: Clause
    digest: str
    cautions: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class ReadDiff:
    """One clause in two texts, what in its new words reads otherwise than it looks, and the clause it stands behind."""

    diff: redline.ClauseDiff
    cautions: tuple[Counted, ...]
    after_key: str | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two texts beside each other."""

    base_digest: str
    head_digest: str
    clauses: tuple[ReadDiff, ...]
    terms: tuple[redline.TermChange, ...]
    annexes: tuple[AnnexChange, ...] = ()


@kept(MOST)
def document(text: str) -> Document:
    return documents.parse(text)


def written(text: str) -> Written:
    """A canonical text with its document and digest."""
    return Written(document(text), text, digest(text))


@kept(MOST)
def clauses(text: str) -> tuple[Read, ...]:
    """The clauses of a canonical text, each with its digest."""
    return tuple(
        Read(
            clause,
            documents.clause_digest(clause),
            cautions.counted(f"{clause.number} {clause.heading}\n{clause.text}"),
        )
        for clause in document(text).clauses
    )


@kept(MOST)
def compare(base: str, head: str) -> Compared:
    """Two canonical texts compared, clause first, then words inside changed clauses."""
    old, new = document(base), document(head)
    diffs, terms = redline.redline(old, new), redline.term_changes(old, new)
    behind = (None, *(diff.key for diff in diffs))
    read = (ReadDiff(diff, cautions.counted(_new_words(diff)), key) for diff, key in zip(diffs, behind, strict=False))
    return Compared(digest(base), digest(head), tuple(read), terms, annexes.changes(old.annexes, new.annexes))


def _new_words(diff: redline.ClauseDiff) -> str:
    words = "".join(segment.text for segment in diff.segments if segment.op is not redline.Op.DELETED)
    return f"{diff.number} {diff.heading}\n{words}"


@dataclass(frozen=True, slots=True)
class Result:
    """What changes make of a text; the indexes of those that were left out because their base is gone, and of those
    that change nothing."""

    written: Written
    stale: tuple[int, ...]
    void: tuple[int, ...]


def result(base: str, changes: Sequence[Change]) -> Result:
    """What the changes make of a canonical text. Refuses: Invalid."""
    applied = proposals.apply(document(base), changes, is_settled=True)
    return Result(documents.put_down(applied.document), applied.stale, applied.void)


def proposed(base: str, changes: Sequence[Mapping[str, Any]]) -> str:
    """The canonical text that a base and a round's changes make; changes whose base is gone are left out."""
    return result(base, [_change(change) for change in changes]).written.text


@kept(MOST)
def consolidated(text: str) -> str:
    """The canonical text of the contract with an amendment's taken in. Refuses: ValueError for no amendment."""
    return documents.put_down(consolidating.consolidated(document(text))).text


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _change(values: Mapping[str, Any]) -> Change:
    rest = {name: value for name, value in values.items() if name not in {"operation", "term_value"}}
    return Change(op=Operation(values["operation"]), value=values["term_value"], **rest)
