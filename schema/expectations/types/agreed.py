"""Definitions and expectations as the API shows them."""

from collections.abc import Mapping
from typing import Any

import strawberry

from portal import languages
from portal.access import Permission
from portal.expectations import actions, queries
from portal.expectations.facts import statements
from portal.expectations.metrics import labels, reading, sentences, writing
from portal.expectations.rules import promise
from portal.expectations.rules.promise import Promise
from portal.partners import queries as partner_queries
from schema.contracts.texts import ClauseName, clause_named
from schema.contracts.types import Contract
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, computed, later, plain, read, value
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import Date, DateTime, Decimal
from schema.expectations.enums import (
    ExpectationAction,
    ExpectationKind,
    ExpectationStatus,
    MetricDirection,
    MetricUnit,
    PeriodLength,
    SubjectKind,
)
from schema.partners.types import Member, Partner
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.filters import CREATED
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Node

TOLD = {
    "owner_id": Told("owner", "mem"), "sha256": Told("digest"), "contract_id": Told("contract", "ctr"),
    "contract_sha256": Told("contractDigest"), "metric_id": Told("definition", "met"),
    "proposed_by_name": Told("proposedBy"), "agreed_by_name": Told("agreedBy"),
    "supersedes_id": Told("supersedes", "ept"), **dict.fromkeys(("due_calendar", "suspended_on"), UNTOLD),
}  # fmt: skip
REQUIRES = Permission.EXPECTATION_READ


def _document(row: Row) -> Mapping[str, Any]:
    return {"document": row.document}


def _promise(values: Mapping[str, Any]) -> Promise:
    return promise.read(values["document"])


def _label(name: str, language: str) -> str:
    """What a parameter is called; one of somebody's own by its name."""
    word = labels.PARAMETERS.get(name)
    return languages.written(word, language) if word else name


@strawberry.type(description="A value that a definition leaves open.")
class MetricParameter:
    name: str = plain("As the formulas call it.")
    label: str = plain("What it is called, in the language of `Accept-Language`.")
    default: Decimal = plain("What it is where nobody says.")
    least: Decimal | None = plain("Not below it.")
    most: Decimal | None = plain("Not above it.")


@strawberry.type(description="A parameter with the value that was agreed.")
class ParameterValue:
    name: str = plain("As the formulas call it.")
    label: str = plain("What it is called, in the language of `Accept-Language`.")
    value: Decimal = plain("The value.")


@strawberry.type(description="The only values of one field that an expectation is about.")
class ScopeWords:
    field: str = plain("`site`, `product`, `product_group` or `order_type`.")
    words: list[str] = plain("The values.")


@node("met", find=queries.metric, named=("metric_id",))
@strawberry.type(
    description="A definition of how something is measured; never changed, only followed by a new version."
)
class Metric(Node):
    REQUIRES = REQUIRES

    code: str = plain("Names it; its next versions have the same.")
    kind: SubjectKind = plain("What is counted.")
    created_at: DateTime = plain("Since when there is this version.")

    @value(int, "1 for the first version, rising.")
    def version(self: Row) -> Any:
        return self.number

    @value(Side | None, "The side that wrote it; null for those that came with the portal.")
    def side(self: Row) -> Any:
        return self.side

    @value(str, "Who wrote it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @value(str, "The formulas as canonical JSON, RFC 8785.")
    def document(self: Row) -> Any:
        return self.document

    @value(str, "SHA-256 of the document.")
    def digest(self: Row) -> Any:
        return self.sha256

    @computed(str, "What it is called, in the language of `Accept-Language`.", needs=_document, is_kept=True)
    def title(self: Mapping[str, Any], asking: Any) -> Any:
        return languages.written(sentences.title(reading.text(self["document"])), asking.language)

    @computed(
        str, "What it measures where nobody changes a parameter, in the language of `Accept-Language`.",
        needs=_document, is_kept=True,
    )  # fmt: skip
    def sentence(self: Mapping[str, Any], asking: Any) -> Any:
        definition = reading.text(self["document"])
        return sentences.told(definition, definition.defaults).in_(asking.language)

    @computed(MetricUnit, "What its values are counted in.", needs=_document, is_kept=True)
    def unit(self: Mapping[str, Any], _asking: Any) -> Any:
        return reading.text(self["document"]).unit

    @computed(
        Side | None, "The side that has to perform where no fact says whose it is; null where neither has.",
        needs=_document, is_kept=True,
    )  # fmt: skip
    def owes(self: Mapping[str, Any], _asking: Any) -> Any:
        return statements.OWES.get(reading.text(self["document"]).kind)

    @computed(MetricDirection, "Which values are the better ones.", needs=_document, is_kept=True)
    def direction(self: Mapping[str, Any], _asking: Any) -> Any:
        return reading.text(self["document"]).direction

    @computed(int, "How many digits behind the point a value has.", needs=_document, is_kept=True)
    def decimals(self: Mapping[str, Any], _asking: Any) -> Any:
        return reading.text(self["document"]).decimals

    @computed(list[MetricParameter], "What it leaves open.", needs=_document, is_kept=True)
    def parameters(self: Mapping[str, Any], asking: Any) -> Any:
        return [
            MetricParameter(
                name=each.name, label=_label(each.name, asking.language), default=Decimal(writing.number(each.default)),
                least=None if each.least is None else Decimal(writing.number(each.least)),
                most=None if each.most is None else Decimal(writing.number(each.most)),
            )
            for each in reading.text(self["document"]).parameters
        ]  # fmt: skip


@strawberry.type(description="How long the periods are that are measured.")
class Rhythm:
    length: PeriodLength = plain("How long a period is.")
    starts_in: int = plain("The month, 1 to 12, in which the year of quarters, halves and years begins.")
    months: int = plain("How many months a trailing period looks over; 0 for the others.")


@node("ept", find=queries.expectation, named=("expectation_id", "supersedes_id"), told=TOLD)
@strawberry.type(description="What one side promises the other, agreed by its digest.")
class Expectation(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change; a mutation names it as `expectedVersion`.")
    code: str = plain("Names it in lists; what takes its place has the same.")
    title: str = plain("Short name, 1-200 characters.")
    kind: ExpectationKind = plain("What kind of promise it is.")
    status: ExpectationStatus = plain("Current status.")
    author: Side = plain("The side that wrote it.")
    obligor: Side = plain("The side whose promise it is; the other one has the benefit.")
    clause_key: str | None = plain("The clause of the contract that it comes from.")
    min_sample: int = plain("With fewer subjects than this a period has no value.")
    zone: str = plain("The zone in which its days and periods begin and end.")
    starts_on: Date = plain("First day it counts.")
    ends_on: Date | None = plain("Last day it counts; null if open-ended.")
    proposed_at: DateTime | None = plain("When the other side first saw it.")
    agreed_at: DateTime | None = plain("When both sides agreed.")
    suspended_until: Date | None = plain("The last day of its suspension.")
    reason: str = plain("What was said with the last step; both sides read it.")
    waiting_on: list[Side] = plain("The sides that are waited for; empty when nobody is.")
    due_at: DateTime | None = plain("By when, or when the clock takes the next step.")
    created_at: DateTime = plain("When it was written.")

    @value(str, "SHA-256 of all that is agreed: what agreeing names.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str, "All that is agreed, as canonical JSON, RFC 8785; its SHA-256 is the digest.")
    def document(self: Row) -> Any:
        return self.document

    @value(str, "What a rule says, or what the figure is for.")
    def text(self: Row) -> Any:
        return queries.said(self, "text")

    @value(Decimal | None, "The value that is promised.")
    def target(self: Row) -> Any:
        return queries.exact(self.target)

    @value(Decimal | None, "How far beyond the target a value may lie before it is a breach.")
    def tolerance(self: Row) -> Any:
        return queries.exact(self.tolerance)

    @value(Decimal | None, "At or beyond it the line of a card scores 0.")
    def floor(self: Row) -> Any:
        return queries.exact(self.floor)

    @value(str | None, "ISO 4217 code of the amounts that are counted.")
    def currency(self: Row) -> Any:
        return queries.said(self, "currency")

    @value(str | None, "The source whose facts count first.")
    def primary_source(self: Row) -> Any:
        return queries.said(self, "primary_source")

    @value(str | None, "Who proposed it.")
    def proposed_by(self: Row) -> Any:
        return self.proposed_by_name

    @value(str | None, "Who agreed; null where a contract's signatures did.")
    def agreed_by(self: Row) -> Any:
        return self.agreed_by_name

    @value(str | None, "Digest of the contract's version that it rests on.")
    def contract_digest(self: Row) -> Any:
        return self.contract_sha256

    @value(ClauseName | None, "What its clause is called in that version.", requires=Permission.CONTRACT_READ)
    def clause(self: Row) -> Any:
        return clause_named(self)

    @value(bool, "Whether its clause was changed after it was proposed: the contract's signatures do not agree to it.")
    def is_clause_changed(self: Row) -> Any:
        return queries.is_clause_changed(self)

    @computed(
        str | None, "What is measured, in the language of `Accept-Language`; null for rules and boundaries.",
        needs=_document, is_kept=True,
    )  # fmt: skip
    def sentence(self: Mapping[str, Any], asking: Any) -> Any:
        found = _promise(self)
        return found.metric and sentences.told(found.metric, found.parameters).in_(asking.language)

    @computed(list[ParameterValue], "The parameters as agreed.", needs=_document, is_kept=True)
    def parameters(self: Mapping[str, Any], asking: Any) -> Any:
        return [
            ParameterValue(
                name=name, label=_label(name, asking.language), value=Decimal(writing.number(value))
            )
            for name, value in sorted(_promise(self).parameters.items())
        ]  # fmt: skip

    @computed(list[ScopeWords], "What it is limited to; empty: to nothing.", needs=_document, is_kept=True)
    def scope(self: Mapping[str, Any], _asking: Any) -> Any:
        return [ScopeWords(field=name, words=list(words)) for name, words in sorted(_promise(self).scope.items())]

    @computed(Rhythm, "How long the periods are that are measured.", needs=_document, is_kept=True)
    def period(self: Mapping[str, Any], _asking: Any) -> Any:
        found = _promise(self).rhythm
        return Rhythm(length=found.length, starts_in=found.starts_in, months=found.months)

    @computed(int, "How many days after a period's end facts may come.", needs=_document, is_kept=True)
    def lag_days(self: Mapping[str, Any], _asking: Any) -> Any:
        return _promise(self).lag_days

    @computed(int, "How many days a breach can be cured for.", needs=_document, is_kept=True)
    def cure_days(self: Mapping[str, Any], _asking: Any) -> Any:
        return _promise(self).cure_days

    @computed(list[str], "The calendars of both sides by which open days are counted.", needs=_document, is_kept=True)
    def calendars(self: Mapping[str, Any], _asking: Any) -> Any:
        return list(_promise(self).calendars)

    @read(Metric | None, "How it is measured; null for rules and boundaries.")
    def definition(self: Row) -> Any:
        return queries.metric_of(self)

    @read(Contract | None, "The contract that it rests on.", requires=Permission.CONTRACT_READ)
    def contract(self: Row) -> Any:
        return queries.contract_of(self)

    @read(Partner | None, "The partner of the two sides.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)

    @read(Member | None, "The company's person who looks after it.", requires=Permission.MEMBER_READ)
    def owner(self: Row) -> Any:
        return queries.owner_of(self)

    @read(
        later("Expectation", "schema.expectations.types.agreed") | None, "The one in whose place it came.",
    )  # fmt: skip
    def supersedes(self: Row) -> Any:
        return queries.expectation(self.supersedes_id)

    @read(
        later("Expectation", "schema.expectations.types.agreed") | None,
        "The newest that takes its place, or is written to; those that came to nothing left out.",
    )  # fmt: skip
    def replaced_by(self: Row) -> Any:
        return queries.in_its_place(self)

    @connection(Connection[JournalEntry] | None, "What happened, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(queries.timeline_of(self), LAST_FIRST, descending=True)

    @computed(
        str | None, "What follows at `dueAt` if nobody acts before, in the language of `Accept-Language`.",
        needs=lambda row: {"status": row.status, "attested": row.attested}, is_kept=True,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        said = actions.otherwise_expected(self)
        return said and said.in_(asking.language)

    available_actions = steps.available(
        "ExpectationAvailableAction", "A step of an expectation that the caller's side could take from here.",
        ExpectationAction, needs=queries.actions_of, possible=actions.expectation,
        due_at="By when, if the caller's side is waited for.",
    )  # fmt: skip


@extends(Partner)
class PartnerExpectations:
    @connection(Connection[Expectation] | None, "What the two sides expect of each other, newest first.")
    def expectations(self: Row) -> Any:
        return Page(queries.expectations_of_partner(self), CREATED, descending=True)


@extends(Contract)
class ContractExpectations:
    @connection(Connection[Expectation] | None, "What rests on it, newest first.")
    def expectations(self: Row) -> Any:
        return Page(queries.expectations_of_contract(self), CREATED, descending=True)
