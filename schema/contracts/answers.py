"""Answers that need Python: texts taken apart and compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal.cautions import Counted
from portal.contracts.text import disputing, earning
from portal.contracts.text import reading as texts
from portal.contracts.text import redline as comparison
from portal.contracts.text import terms as key_terms
from portal.contracts.text.amends import Fate
from portal.contracts.text.annexes import AnnexChange
from schema.files.types import path_of


@dataclass(frozen=True, slots=True)
class ClauseAnswer:
    """A clause as the API shows it."""

    key: str
    number: str
    heading: str
    text: str
    depth: int
    digest: str
    cautions: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class TermAnswer:
    """A key term as the API shows it."""

    term: str
    value: str


@dataclass(frozen=True, slots=True)
class AnnexAnswer:
    """An annex as the API shows it."""

    name: str
    digest: str
    bytes: int
    path: str | None


@dataclass(frozen=True, slots=True)
class SegmentAnswer:
    kind: comparison.Op
    text: str
    unseen: str


@dataclass(frozen=True, slots=True)
class DiffAnswer:
    """A clause in two versions as the API shows it."""

    key: str
    number: str
    heading: str
    number_before: str
    heading_before: str
    depth: int
    after_key: str | None
    kind: comparison.Kind
    is_moved: bool
    segments: tuple[SegmentAnswer, ...]
    cautions: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class RedlineAnswer:
    """Two versions compared as the API shows them."""

    base_digest: str
    head_digest: str
    clauses: tuple[DiffAnswer, ...]
    changes: tuple[DiffAnswer, ...]
    terms: tuple[comparison.TermChange, ...]
    annexes: tuple[AnnexChange, ...]
    changed_count: int


def terms(document: str) -> list[TermAnswer]:
    """The key terms of a canonical text, as changes write them."""
    found = texts.document(document).terms
    return [TermAnswer(name, key_terms.text_of(found, name)) for name in key_terms.NAMES]


def said(terms: Mapping[str, str] | None) -> list[TermAnswer]:
    """The optional terms that an agreement has, in their order."""
    return [TermAnswer(name, terms[name]) for name in (*earning.NAMES, *disputing.NAMES) if terms and name in terms]


def annexes(document: str, files: Mapping[str, str]) -> list[AnnexAnswer]:
    """The annexes of a canonical text; `files` are the ids of those that can be fetched, by their digests."""
    return [
        AnnexAnswer(
            each.name, each.sha256, each.bytes, path_of(UUID(files[each.sha256])) if each.sha256 in files else None
        )
        for each in texts.document(document).annexes
    ]


def clauses(document: str) -> list[ClauseAnswer]:
    """The clauses of a canonical text; each text is taken apart once."""
    return [
        ClauseAnswer(
            item.clause.key,
            item.clause.number,
            item.clause.heading,
            item.clause.text,
            item.clause.depth,
            item.digest,
            item.cautions,
        )
        for item in texts.clauses(document)
    ]


def redline(base: str | None, head: str | None) -> RedlineAnswer | None:
    """Two canonical texts compared; None if one is missing."""
    if base is None or head is None:
        return None
    return _shown(texts.compare(base, head))


def proposed_redline(base: str | None, changes: Sequence[Mapping[str, Any]]) -> RedlineAnswer | None:
    """A text compared with what the changes make of it; None if there are none to see."""
    if base is None or not changes:
        return None
    return _shown(texts.compare(base, texts.proposed(base, changes)))


def _shown(found: texts.Compared) -> RedlineAnswer:
    shown = tuple(map(_diff, found.clauses))
    changed = tuple(each for each in shown if each.kind is not comparison.Kind.UNCHANGED)
    return RedlineAnswer(found.base_digest, found.head_digest, shown, changed, found.terms, found.annexes, len(changed))


def _diff(read: texts.ReadDiff) -> DiffAnswer:
    diff = read.diff
    segments = tuple(SegmentAnswer(segment.op, segment.text, segment.unseen) for segment in diff.segments)
    return DiffAnswer(
        diff.key, diff.number, diff.heading, diff.number_before, diff.heading_before, diff.depth, read.after_key,
        diff.kind, diff.is_moved, segments, read.cautions,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RestingAnswer:
    """Something on a clause that changes, as the API shows it."""

    record: str
    title: str
    clause_key: str
    is_gone: bool
    fate: Fate | None


def amended(base: str | None, document: str) -> RedlineAnswer | None:
    """The text that is amended compared with what the amendment makes of it; None for what amends nothing."""
    return None if base is None else _shown(texts.compare(base, texts.consolidated(document)))


def resting(base: str | None, document: str, rests: Sequence[Mapping[str, str]]) -> list[RestingAnswer]:
    """Of all that rests on clauses of the text that is amended, what rests on those that change."""
    if base is None or not rests:
        return []
    was, now = ({each.clause.key: each.digest for each in texts.clauses(text)} for text in (base, document))
    said = texts.document(document).amends
    fates = said.fates if said else {}
    return [
        RestingAnswer(each["record"], each["title"], key, key not in now, fates.get(each["record"]))
        for each in rests
        if (key := each["clause_key"]) in was and now.get(key) != was[key]
    ]
