"""The texts of contracts as the API shows them: versions, drafts, and two of them compared."""

from collections.abc import Mapping
from typing import Any

import strawberry
from sqlalchemy import func

from portal.access import Permission
from portal.contracts import queries
from schema.contracts import answers
from schema.contracts.enums import CautionKind, DiffKind, Fate, SegmentKind
from schema.engine.fields import LONG, Part, Row, computed, plain, read, value
from schema.engine.nodes import extends, node
from schema.engine.scalars import DateTime
from schema.shared.enums import Side
from schema.shared.nodes import Node


@strawberry.type(description="A part of a text that does not read as it looks.")
class Caution:
    kind: CautionKind = plain("How.")
    found: str = plain("The character's code and name, for example `U+202E RIGHT-TO-LEFT OVERRIDE`, or the mixed word.")
    count: int = plain("Number of occurrences in the clause, up to 1,000.")


@strawberry.type(description="One clause of a text.")
class Clause:
    key: str = plain("Key of the clause, the same in all versions.")
    number: str = plain("Number as printed, for example `4.2`; can be empty.")
    heading: str = plain("May be empty.")
    text: str = plain("Text below the heading.")
    depth: int = plain("0 at the top.")
    digest: str = plain("SHA-256 of the clause. A change to the clause names it as its base.")
    cautions: list[Caution] = plain("Invisible characters, changes of direction, words of mixed scripts.")


@strawberry.type(description="Number and heading of a clause in the text that something is based on.")
class ClauseName:
    number: str = plain("Number as printed, for example `4.2`; can be empty.")
    heading: str = plain("May be empty.")
    beginning: str = plain("The first words below the heading, at most 60 characters.")


def clause_named(row: Row) -> Part:
    """Of a row with a contract, the digest of its text and the key of a clause; null where it rests on none."""
    return _named(queries.clause_of(row))


def clause_now_named(row: Row) -> Part:
    """Of a row with a contract and the key of a clause, as it is called in the contract's current version."""
    return _named(queries.clause_now_of(row))


def _named(clause: Any) -> Part:
    told = {"number": clause["number"].astext, "heading": clause["heading"].astext}
    return Part(told | {"beginning": func.left(clause["text"].astext, 60)}, absent=clause.is_(None))


@strawberry.type(description="Some words of a clause.")
class Segment:
    kind: SegmentKind = plain("True if they were kept, inserted or deleted.")
    text: str = plain("The words, with their spaces.")
    unseen: str = plain("Characters of an invisible change, for example `U+00A0 NO-BREAK SPACE`; otherwise empty.")


@strawberry.type(description="One clause in two versions.")
class ClauseDiff:
    key: str = plain("Key of the clause.")
    number: str = plain("Number, in the later version that has it.")
    heading: str = plain("Heading, in the later version that has it.")
    number_before: str = plain("Number in the older version; empty if it is new.")
    heading_before: str = plain("Heading in the older version; empty if it is new.")
    after_key: str | None = plain("The clause before it in the comparison; null for the first.")
    depth: int = plain("0 at the top.")
    kind: DiffKind = plain("What happened to it.")
    is_moved: bool = plain("True if it was moved; a CHANGED clause can be moved too.")
    segments: list[Segment] = plain("Its words: EQUAL and DELETED are the old text, EQUAL and INSERTED the new.")
    cautions: list[Caution] = plain("Cautions in its new words.")


@strawberry.type(description="One term in two versions.")
class TermDiff:
    term: str = plain("Name of the term.")
    before: str = plain("Its old value; empty for none.")
    after: str = plain("Its new value; empty for none.")


@strawberry.type(description="One key term of a text.")
class TermValue:
    term: str = plain("Name of the term.")
    value: str = plain("Its value in the form that changes use; empty for none.")


@strawberry.type(description="One annex of a text: a file that the text names by its digest.")
class Annex:
    name: str = plain("Name, unique among the annexes of the text.")
    digest: str = plain("SHA-256 of the file's bytes; the file is among `Contract.files`.")
    bytes: int = plain("The file's length.")
    path: str | None = plain("Path to download it with a GET; null if it cannot be downloaded.")


@strawberry.type(description="A record based on a clause that an amendment changes or removes.")
class Resting:
    record: strawberry.ID = plain("The expectation, the first of a series of obligations, or the boundary.")
    title: str = plain("What it is called.")
    clause_key: str = plain("The key of the clause it is based on.")
    is_gone: bool = plain("True if the clause is removed, so that the record cannot be kept.")
    fate: Fate | None = plain("What both sides agree should happen to it with the amendment; null if not decided.")


def _amending(row: Row) -> Mapping[str, Any]:
    return {"document": row.document, "base": queries.base_under(row)}


def _resting(row: Row) -> Mapping[str, Any]:
    return {**_amending(row), "rests": queries.rests_under(row)}


def _annexed(row: Row) -> Mapping[str, Any]:
    return {"document": row.document, "files": queries.annex_files_of(row)}


@strawberry.type(description="One annex that differs between two versions.")
class AnnexDiff:
    name: str = plain("What it is called.")
    before: str = plain("SHA-256 of its file before; empty for none.")
    after: str = plain("SHA-256 of its file after; empty for none.")


@strawberry.type(description="Two versions compared: clause by clause, then word by word.")
class Redline:
    base_digest: str = plain("Digest of the older text.")
    head_digest: str = plain("Digest of the newer text.")
    clauses: list[ClauseDiff] = plain("All clauses in document order.")
    changes: list[ClauseDiff] = plain("Only clauses that differ.")
    terms: list[TermDiff] = plain("The terms that differ.")
    annexes: list[AnnexDiff] = plain("The annexes that differ.")
    changed_count: int = plain("Number of clauses that differ.")


@strawberry.type(description="A link of a chain over the records: nothing under it can be altered unnoticed.")
class Seal:
    REQUIRES = Permission.CONTRACT_READ

    at: DateTime = plain("When it was created.")

    @value(str, "Its SHA-256. Keep it elsewhere: `python -m portal audit verify --seal` can then look for it.")
    def digest(self: Row) -> Any:
        return self.sha256


@node("ver", find=queries.version_by_id)
@strawberry.type(description="An immutable text of a contract.")
class ContractVersion(Node):
    REQUIRES = Permission.CONTRACT_READ

    number: int = plain("1 for the first, rising.")
    side: Side = plain("The side whose changes it contains.")
    created_at: DateTime = plain("When it was created.")
    document: str = plain("The canonical JSON (RFC 8785) whose SHA-256 is the digest.", cost=LONG)

    @value(str, "SHA-256 of `document`, 64 hexadecimal digits.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str | None, "Digest of the version before; null for the first.")
    def parent_digest(self: Row) -> Any:
        return self.parent_sha256

    @read(Seal | None, "The seal that covers it; null for the first few seconds.")
    def seal(self: Row) -> Any:
        return queries.seal_of("contract_version", self)

    @computed(
        list[TermValue], "The key terms of this text.", needs=lambda row: {"document": row.document}, is_long=True
    )
    def terms(self: Mapping[str, Any], _asking: Any) -> Any:
        return answers.terms(self["document"])


@strawberry.type(description="The company's own text before publication.")
class ContractDraft:
    updated_at: DateTime = plain("When it last changed.")


@extends(ContractVersion, ContractDraft)
class Text:
    """What a version and a draft have alike."""

    @computed(list[Clause], "Clauses in document order.", needs=lambda row: {"document": row.document}, is_long=True)
    def clauses(self: Mapping[str, Any], _asking: Any) -> Any:
        return answers.clauses(self["document"])

    @computed(list[Annex], "Annexes in order.", needs=_annexed, is_long=True)
    def annexes(self: Mapping[str, Any], _asking: Any) -> Any:
        return answers.annexes(self["document"], self["files"])

    @computed(
        Redline | None, "Of an amendment: comparison with the text that it amends.", needs=_amending, is_long=True
    )  # fmt: skip
    def amended(self: Mapping[str, Any], _asking: Any) -> Any:
        return answers.amended(self["base"], self["document"])

    @computed(
        list[Resting], "Of an amendment: records based on the changed clauses.", needs=_resting, is_long=True
    )  # fmt: skip
    def resting(self: Mapping[str, Any], _asking: Any) -> Any:
        return answers.resting(self["base"], self["document"], self["rests"])
