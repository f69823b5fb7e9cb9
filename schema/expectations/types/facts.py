"""Facts as the API shows them: what came with which call or file, and what subjects are by them."""

from collections.abc import Mapping
from typing import Any

import strawberry

from portal.access import Permission
from portal.expectations import queries
from portal.expectations.facts.kinds import KINDS
from portal.imports import faults
from portal.partners import queries as partner_queries
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.errors import UserErrorCode
from schema.engine.fields import Page, Row, computed, later, plain, read, value
from schema.engine.nodes import extends, node
from schema.engine.scalars import DateTime
from schema.expectations.enums import FactStatement, SubjectKind
from schema.partners.types import Partner
from schema.shared.enums import Side
from schema.shared.nodes import Node

REQUIRES = Permission.EXPECTATION_READ
RECEIVED = sorting.instant("RECEIVED_AT", "received_at")


@strawberry.type(description="What is wrong with a row that was refused.")
class FactFault:
    row: int = plain("Number of the row in the request, from 0.")
    code: UserErrorCode = plain("The code.")
    path: list[str] = plain("Path within the row.")
    message: str = plain("Text for a person, in the language of `Accept-Language`.")


@strawberry.type(description="A field with its value, as text.")
class FactValue:
    name: str = plain("The field.")
    value: str = plain("Its value.")


@node("fba", find=queries.batch)
@strawberry.type(description="A call, file or document that brought facts, with the result of its rows.")
class FactBatch(Node):
    REQUIRES = REQUIRES

    source: str = plain("The source, as its side calls it.")
    side: Side = plain("The side that added it.")
    accepted: int = plain("Rows that were new.")
    unchanged: int = plain("Rows already known with the same content.")
    corrected: int = plain("Rows that corrected known facts.")
    refused: int = plain("Rows that were refused.")
    received_at: DateTime = plain("When it arrived.")

    @value(str, "The person who added it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @value(str, "The API client that sent it; empty for a person.")
    def program(self: Row) -> Any:
        return self.program

    @value(str | None, "SHA-256 of the file; null for rows that an API client sent.")
    def file_digest(self: Row) -> Any:
        return self.file_sha256

    @value(str, "SHA-256 over the digests of its new and corrected facts.")
    def digest(self: Row) -> Any:
        return self.facts_sha256

    @computed(list[FactFault], "Why rows were refused.", needs=lambda row: {"refusals": row.refusals})
    def faults(self: Mapping[str, Any], asking: Any) -> Any:
        return [
            FactFault(
                row=each["row"], code=each["code"], path=each["path"],
                message=faults.sentence(each).in_(asking.language),
            )
            for each in self["refusals"]
        ]  # fmt: skip

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)

    @connection(Connection["Fact"] | None, "The facts that were new or corrected.", requires=REQUIRES)
    def facts(self: Row) -> Any:
        return Page(queries.facts_of_batch(self), RECEIVED)


@node("fct", find=queries.fact, named=("fact_id",))
@strawberry.type(description="One statement about one subject, as its source made it.")
class Fact(Node):
    REQUIRES = REQUIRES

    kind: SubjectKind = plain("Kind or subject.")
    statement: FactStatement = plain("Kind of statement.")
    source: str = plain("Its source.")
    external_id: str = plain("ID in the source; corrections keep it.")
    revision: int = plain("1 for the first, rising with each correction.")
    side: Side = plain("The side that added it.")
    reason: str = plain("Why it was corrected.")
    received_at: DateTime = plain("When it arrived.")

    @value(str, "Key of the subject, as both sides know it.")
    def subject_key(self: Row) -> Any:
        return self.subject_key

    @value(str, "SHA-256 of its contents.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str, "Its fields as canonical JSON of text; empty if it was withdrawn.")
    def document(self: Row) -> Any:
        return self.document

    @value(int, "Number of its row.")
    def row(self: Row) -> Any:
        return self.row_number

    @read(FactBatch | None, "The call, file or document that brought it.")
    def batch(self: Row) -> Any:
        return queries.batch_of(self)

    @read(later("Subject", "schema.expectations.types.facts") | None, "The subject, by all its facts.")
    def subject(self: Row) -> Any:
        return queries.subject_of(self)


@node("sbj", find=queries.subject, named=("subject_id",))
@strawberry.type(description="A counted subject, as its facts describe it.")
class Subject(Node):
    REQUIRES = REQUIRES

    kind: SubjectKind = plain("Kind.")
    currency: str | None = plain("ISO 4217 code of its amounts.")
    changed_at: DateTime = plain("When its facts last changed.")

    @value(str, "Key, as both sides know it.")
    def key(self: Row) -> Any:
        return self.subject_key

    @value(str, "SHA-256 of its state.")
    def digest(self: Row) -> Any:
        return self.state_sha256

    @value(bool, "True if the other side's source differs.")
    def has_two_stories(self: Row) -> Any:
        return self.other.is_not(None)

    @value(str | None, "Values of the other source where it differs, as JSON by source and field.")
    def other(self: Row) -> Any:
        return self.other

    @value(str | None, "Facts that cannot be combined with the others, as JSON: source, id, and UNIT or CURRENCY.")
    def aside(self: Row) -> Any:
        return self.aside

    @computed(list[FactValue], "Its state: each field that is known.", needs=queries.state_of)
    def state(self: Mapping[str, Any], _asking: Any) -> Any:
        known = KINDS[self["kind"]].fields
        return [FactValue(name=name, value=self[name]) for name in known if self[name] is not None]

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)

    @read(list[Fact], "All facts about it in order of arrival, including corrected ones.")
    def facts(self: Row) -> Any:
        return queries.facts_of_subject(self)


@extends(Partner)
class PartnerFacts:
    @connection(Connection[FactBatch] | None, "Calls and files that brought facts, newest first.")
    def fact_batches(self: Row) -> Any:
        return Page(queries.batches_of(self), RECEIVED, descending=True)
