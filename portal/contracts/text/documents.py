"""The text of an agreement: its clauses, parties and terms, and the canonical form and digests that both sides sign.

The canonical form is JSON by RFC 8785 of NFC text, whole numbers and ISO dates: equal content gives equal bytes, and
so an equal digest, on any machine.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn

from portal import canonical as canonical_form
from portal import errors, wording
from portal.contracts.text import amends, annexes, bounds, earning, terms
from portal.contracts.text.amends import Amends
from portal.contracts.text.annexes import Annex
from portal.contracts.text.terms import Renewal, Terms

__all__ = (
    "Amends",
    "Annex",
    "Change",
    "Clause",
    "Document",
    "Operation",
    "Party",
    "Renewal",
    "Terms",
    "Written",
    "canonical",
    "check_clause",
    "checked",
    "clause_digest",
    "digest",
    "parse",
    "written",
)

DEEPEST = 20
SIDES = ("HOST", "PARTNER")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause, in document order; `depth` is 0 at the top; `key` stays the same through all versions."""

    key: str
    number: str
    heading: str
    text: str
    depth: int


@dataclass(frozen=True, slots=True)
class Party:
    """A party to the agreement: `side` is HOST or PARTNER, `country` an ISO 3166-1 code."""

    side: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Document:
    """One version of an agreement."""

    title: str
    kind: str
    parties: tuple[Party, ...]
    terms: Terms
    clauses: tuple[Clause, ...]
    annexes: tuple[Annex, ...] = ()
    amends: Amends | None = None
    """Of an amendment: what it amends."""


@dataclass(frozen=True, slots=True)
class Written:
    """A document with all its text settled, the one text that stands for it, and the SHA-256 of that."""

    document: Document
    text: str
    sha256: str


def written(document: Document) -> Written:
    """The document as it is kept; Invalid, with the path, if it is over a limit or not well formed."""
    return put_down(checked(document))


def put_down(settled: Document) -> Written:
    """The same for a document that `checked` gave."""
    content: dict[str, Any] = {
        "clauses": [{"key": clause.key, **_reading(clause)} for clause in settled.clauses],
        "kind": settled.kind,
        "parties": [{"side": each.side, "name": each.name, "country": each.country} for each in settled.parties],
        "terms": terms.plain(settled.terms),
        "title": settled.title,
    }
    if settled.annexes:  # a text without any has the digest that it always had
        content["annexes"] = annexes.plain(settled.annexes)
    if settled.amends:
        content["amends"] = amends.plain(settled.amends)
    text = canonical_form.text(content)
    return Written(settled, text, canonical_form.sha256(text))


def _reading(clause: Clause) -> dict[str, Any]:
    return {"number": clause.number, "heading": clause.heading, "text": clause.text, "depth": clause.depth}


def canonical(document: Document) -> str:
    """The one text that stands for the document."""
    return written(document).text


def digest(document: Document) -> str:
    """SHA-256 of the canonical text, as 64 hexadecimal digits."""
    return written(document).sha256


def clause_digest(clause: Clause) -> str:
    """SHA-256 of the clause as it reads: number, heading, text and depth, but neither its key nor its place."""
    return canonical_form.digest(_reading(check_clause(clause, path=("clause",))))


def parse(text: str) -> Document:
    """Read the canonical text back; Invalid for any other text."""
    try:
        plain = json.loads(text, object_hook=_without_flags, parse_float=_no_float, parse_constant=_no_float)
        document = Document(
            title=plain["title"],
            kind=plain["kind"],
            parties=tuple(Party(**party) for party in plain["parties"]),
            terms=terms.parse(plain["terms"]),
            clauses=tuple(Clause(**clause) for clause in plain["clauses"]),
            annexes=tuple(Annex(**annex) for annex in plain.get("annexes", ())),
            amends=amends.parse(plain["amends"]) if "amends" in plain else None,
        )
        same = canonical(document) == text
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, errors.Invalid) as fault:
        raise errors.Invalid("The text is not in the canonical form of an agreement.") from fault
    if not same:
        raise errors.Invalid("The text is not in the canonical form of an agreement.")
    return document


def _without_flags(content: dict[str, Any]) -> dict[str, Any]:
    """The object as it is; ValueError if it holds true or false, which Python takes for 1 and 0."""
    if any(isinstance(value, bool) for value in content.values()):
        raise ValueError("no flags")
    return content


def _no_float(text: str) -> NoReturn:
    raise ValueError(text)


def checked(document: Document, *, path: Sequence[str] = ("input",), known: Document | None = None) -> Document:
    """The document with all its text settled (see `wording`); Invalid, with the path, for what it may not hold.

    What it has from a document that is known to be settled is not gone through again.
    """
    settled = frozenset(map(id, known.clauses)) if known else frozenset()
    if len(document.clauses) > bounds.MOST_CLAUSES:
        raise errors.Invalid(
            "An agreement can have at most {most} clauses.", most=bounds.MOST_CLAUSES, path=(*path, "clauses")
        )
    clauses = tuple(
        clause if id(clause) in settled else check_clause(clause, path=(*path, "clauses", str(index)))
        for index, clause in enumerate(document.clauses)
    )
    if len({clause.key for clause in clauses}) < len(clauses):
        raise errors.Invalid("Two clauses have the same key.", path=(*path, "clauses"))
    if sum(len(clause.text) + len(clause.heading) + len(clause.number) for clause in clauses) > bounds.LONGEST_DOCUMENT:
        raise errors.Invalid(
            "An agreement can have at most {most} characters.", most=bounds.LONGEST_DOCUMENT, path=(*path, "clauses")
        )
    earning.check(document.terms.fees, document.kind, path=(*path, "feeTerms"))
    return Document(
        title=_label(document.title, (*path, "title")),
        kind=_label(document.kind, (*path, "kind")),
        parties=known.parties
        if known and known.parties is document.parties
        else tuple(_check_party(party, (*path, "parties", str(index))) for index, party in enumerate(document.parties)),
        terms=terms.check(document.terms, path=(*path, "terms")),
        clauses=clauses,
        annexes=annexes.checked(document.annexes, path=(*path, "annexes")),
        amends=amends.checked(document.amends, document.terms, path=path),
    )


def check_clause(clause: Clause, *, path: Sequence[str]) -> Clause:
    """The clause with its text settled; Invalid, with the path, for what a clause may not hold."""
    if not clause.key:
        raise errors.Invalid("A clause must have a key.", path=(*path, "key"))
    if not 0 <= clause.depth <= DEEPEST:
        raise errors.Invalid("Clause depth must be between 0 and {deepest}.", deepest=DEEPEST, path=(*path, "depth"))
    return Clause(
        key=_label(clause.key, (*path, "key")),
        number=_label(clause.number, (*path, "number")),
        heading=_label(clause.heading, (*path, "heading")),
        text=wording.settle(clause.text, path=(*path, "text"), limit=bounds.LONGEST_CLAUSE),
        depth=clause.depth,
    )


def _check_party(party: Party, path: Sequence[str]) -> Party:
    if party.side not in SIDES:
        raise errors.Invalid("The side must be HOST or PARTNER.", path=(*path, "side"))
    return Party(party.side, _label(party.name, (*path, "name")), _label(party.country, (*path, "country")))


def _label(text: str, path: Sequence[str]) -> str:
    """A line's worth of text, settled."""
    return wording.settle(text, path=path, limit=bounds.LONGEST_LABEL)


class Operation(StrEnum):
    """What a change does: SET_TERM to a term, *_ANNEX to an annex, SETTLE to what rests on a clause that an
    amendment changes; the others to one clause (not to those below it)."""

    REPLACE = "REPLACE"
    INSERT = "INSERT"
    DELETE = "DELETE"
    MOVE = "MOVE"
    SET_TERM = "SET_TERM"
    SET_ANNEX = "SET_ANNEX"
    REMOVE_ANNEX = "REMOVE_ANNEX"
    SETTLE = "SETTLE"


ON_ANNEXES = frozenset({Operation.SET_ANNEX, Operation.REMOVE_ANNEX})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One proposed change.

    `base_sha256` is the `clause_digest` of the clause as its author read it (REPLACE, DELETE, MOVE). `after_key` names
    the clause to stand behind (INSERT, MOVE), None for the beginning. What REPLACE leaves None stays as it is.
    `value` is the term's new value as `terms.text_of` writes it. An annex is named; the base of a change to it is the
    digest of its file as the author knew it, None for a new one. SETTLE names a record by its id in `term`; `value` is
    what becomes of it.
    """

    op: Operation
    clause_key: str | None = None
    base_sha256: str | None = None
    after_key: str | None = None
    heading: str | None = None
    number: str | None = None
    text: str | None = None
    depth: int | None = None
    term: str | None = None
    value: str | None = None
    annex: str | None = None
    annex_sha256: str | None = None
    annex_bytes: int | None = None
