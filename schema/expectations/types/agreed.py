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


@strawberry.type(description="A parameter of a definition.")
class MetricParameter:
    name: str = plain("Name in the formulas.")
    label: str = plain("What it is called, in the language of `Accept-Language`.")
    default: Decimal = plain("Default value.")
    least: Decimal | None = plain("Lowest value.")
    most: Decimal | None = plain("Highest value.")


@strawberry.type(description="A parameter with its agreed value.")
class ParameterValue:
    name: str = plain("Name in the formulas.")
    label: str = plain("What it is called, in the language of `Accept-Language`.")
    value: Decimal = plain("The value.")


@strawberry.type(description="The values of one field that an expectation is limited to.")
class ScopeWords:
    field: str = plain("`site`, `product`, `product_group` or `order_type`.")
    words: list[str] = plain("The values.")


@node("met", find=queries.metric, named=("metric_id",))
@strawberry.type(description="A definition of a measure. It never changes; only a new version replaces it.")
class Metric(Node):
    REQUIRES = REQUIRES

    code: str = plain("Code of the definition, the same in all versions.")
    kind: SubjectKind = plain("Kind of subject that is counted.")
    created_at: DateTime = plain("When this version was created.")

    @value(int, "1 for the first version, rising.")
    def version(self: Row) -> Any:
        return self.number

    @value(Side | None, "The side that wrote it; null for the portal's own definitions.")
    def side(self: Row) -> Any:
        return self.side

    @value(str, "The person who wrote it.")
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
        str, "Meaning with the default parameters, in the language of `Accept-Language`.",
        needs=_document, is_kept=True,
    )  # fmt: skip
    def sentence(self: Mapping[str, Any], asking: Any) -> Any:
        definition = reading.text(self["document"])
        return sentences.told(definition, definition.defaults).in_(asking.language)

    @computed(MetricUnit, "Unit of its values.", needs=_document, is_kept=True)
    def unit(self: Mapping[str, Any], _asking: Any) -> Any:
        return reading.text(self["document"]).unit

    @computed(
        Side | None, "The side that must perform if no fact names one; null if neither.",
        needs=_document, is_kept=True,
    )  # fmt: skip
    def owes(self: Mapping[str, Any], _asking: Any) -> Any:
        return statements.OWES.get(reading.text(self["document"]).kind)

    @computed(MetricDirection, "Which values are better.", needs=_document, is_kept=True)
    def direction(self: Mapping[str, Any], _asking: Any) -> Any:
        return reading.text(self["document"]).direction

    @computed(int, "Number of decimal places of a value.", needs=_document, is_kept=True)
    def decimals(self: Mapping[str, Any], _asking: Any) -> Any:
        return reading.text(self["document"]).decimals

    @computed(list[MetricParameter], "Its parameters.", needs=_document, is_kept=True)
    def parameters(self: Mapping[str, Any], asking: Any) -> Any:
        return [
            MetricParameter(
                name=each.name, label=_label(each.name, asking.language), default=Decimal(writing.number(each.default)),
                least=None if each.least is None else Decimal(writing.number(each.least)),
                most=None if each.most is None else Decimal(writing.number(each.most)),
            )
            for each in reading.text(self["document"]).parameters
        ]  # fmt: skip


@strawberry.type(description="Length of the measured periods.")
class Rhythm:
    length: PeriodLength = plain("Length of a period.")
    starts_in: int = plain("The month, 1 to 12, in which the year of quarters, halves and years starts.")
    months: int = plain("Number of months of a trailing period; 0 for others.")


@node("ept", find=queries.expectation, named=("expectation_id", "supersedes_id"), told=TOLD)
@strawberry.type(description="A promise of one side to the other, agreed by its digest.")
class Expectation(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    code: str = plain("Code in lists; a replacement has the same code.")
    title: str = plain("Short name, 1-200 characters.")
    kind: ExpectationKind = plain("Kind of promise.")
    status: ExpectationStatus = plain("Current status.")
    author: Side = plain("The side that wrote it.")
    obligor: Side = plain("The side that makes the promise; the other side is the beneficiary.")
    clause_key: str | None = plain("The key of the contract clause that it comes from.")
    min_sample: int = plain("Minimum number of subjects for a period to have a value.")
    zone: str = plain("Time zone of its days and periods.")
    starts_on: Date = plain("First day it counts.")
    ends_on: Date | None = plain("Last day it counts; null if open-ended.")
    proposed_at: DateTime | None = plain("When it was first proposed to the other side.")
    agreed_at: DateTime | None = plain("When both sides agreed.")
    suspended_until: Date | None = plain("The last day of its suspension.")
    reason: str = plain("Reason given with the last step; both sides can read it.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("Deadline, or when the portal takes the next step.")
    created_at: DateTime = plain("When it was drafted.")

    @value(str, "SHA-256 of everything agreed. Pass it when you agree.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str, "Everything agreed, as canonical JSON (RFC 8785); `digest` is its SHA-256.")
    def document(self: Row) -> Any:
        return self.document

    @value(str, "Text of a rule, or purpose of a figure.")
    def text(self: Row) -> Any:
        return queries.said(self, "text")

    @value(Decimal | None, "The promised value.")
    def target(self: Row) -> Any:
        return queries.exact(self.target)

    @value(Decimal | None, "Distance from the target that is not yet a breach.")
    def tolerance(self: Row) -> Any:
        return queries.exact(self.tolerance)

    @value(Decimal | None, "Value at which the scorecard line scores 0.")
    def floor(self: Row) -> Any:
        return queries.exact(self.floor)

    @value(str | None, "ISO 4217 code of the counted amounts.")
    def currency(self: Row) -> Any:
        return queries.said(self, "currency")

    @value(str | None, "The source whose facts take precedence.")
    def primary_source(self: Row) -> Any:
        return queries.said(self, "primary_source")

    @value(str | None, "The person who proposed it.")
    def proposed_by(self: Row) -> Any:
        return self.proposed_by_name

    @value(str | None, "The person who agreed; null if it was agreed by signing a contract.")
    def agreed_by(self: Row) -> Any:
        return self.agreed_by_name

    @value(str | None, "Digest of the contract version that it is based on.")
    def contract_digest(self: Row) -> Any:
        return self.contract_sha256

    @value(ClauseName | None, "Its clause in that version.", requires=Permission.CONTRACT_READ)
    def clause(self: Row) -> Any:
        return clause_named(self)

    @value(bool, "True if its clause was changed after it was proposed, so signing the contract does not agree to it.")
    def is_clause_changed(self: Row) -> Any:
        return queries.is_clause_changed(self)

    @computed(
        str | None, "Description of the measure, in the language of `Accept-Language`; null for rules and boundaries.",
        needs=_document, is_kept=True,
    )  # fmt: skip
    def sentence(self: Mapping[str, Any], asking: Any) -> Any:
        found = _promise(self)
        return found.metric and sentences.told(found.metric, found.parameters).in_(asking.language)

    @computed(list[ParameterValue], "The agreed parameters.", needs=_document, is_kept=True)
    def parameters(self: Mapping[str, Any], asking: Any) -> Any:
        return [
            ParameterValue(
                name=name, label=_label(name, asking.language), value=Decimal(writing.number(value))
            )
            for name, value in sorted(_promise(self).parameters.items())
        ]  # fmt: skip

    @computed(list[ScopeWords], "Its scope; empty: no limit.", needs=_document, is_kept=True)
    def scope(self: Mapping[str, Any], _asking: Any) -> Any:
        return [ScopeWords(field=name, words=list(words)) for name, words in sorted(_promise(self).scope.items())]

    @computed(Rhythm, "Length of the measured periods.", needs=_document, is_kept=True)
    def period(self: Mapping[str, Any], _asking: Any) -> Any:
        found = _promise(self).rhythm
        return Rhythm(length=found.length, starts_in=found.starts_in, months=found.months)

    @computed(int, "Days after the end of a period in which facts can arrive.", needs=_document, is_kept=True)
    def lag_days(self: Mapping[str, Any], _asking: Any) -> Any:
        return _promise(self).lag_days

    @computed(int, "Days to cure a breach.", needs=_document, is_kept=True)
    def cure_days(self: Mapping[str, Any], _asking: Any) -> Any:
        return _promise(self).cure_days

    @computed(list[str], "Calendars of both sides for business days.", needs=_document, is_kept=True)
    def calendars(self: Mapping[str, Any], _asking: Any) -> Any:
        return list(_promise(self).calendars)

    @read(Metric | None, "Its definition; null for rules and boundaries.")
    def definition(self: Row) -> Any:
        return queries.metric_of(self)

    @read(Contract | None, "The contract that it is based on.", requires=Permission.CONTRACT_READ)
    def contract(self: Row) -> Any:
        return queries.contract_of(self)

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)

    @read(Member | None, "The company's responsible person.", requires=Permission.MEMBER_READ)
    def owner(self: Row) -> Any:
        return queries.owner_of(self)

    @read(
        later("Expectation", "schema.expectations.types.agreed") | None, "The expectation that it replaced.",
    )  # fmt: skip
    def supersedes(self: Row) -> Any:
        return queries.expectation(self.supersedes_id)

    @read(
        later("Expectation", "schema.expectations.types.agreed") | None,
        "The latest replacement, including drafts; cancelled ones do not count.",
    )  # fmt: skip
    def replaced_by(self: Row) -> Any:
        return queries.in_its_place(self)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(queries.timeline_of(self), LAST_FIRST, descending=True)

    @computed(
        str | None, "What happens at `dueAt` if no one acts before, in the language of `Accept-Language`.",
        needs=lambda row: {"status": row.status, "attested": row.attested}, is_kept=True,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        said = actions.otherwise_expected(self)
        return said and said.in_(asking.language)

    available_actions = steps.available(
        "ExpectationAvailableAction", "A possible next step of an expectation for the caller's side.",
        ExpectationAction, needs=queries.actions_of, possible=actions.expectation,
        due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip


@extends(Partner)
class PartnerExpectations:
    @connection(Connection[Expectation] | None, "Expectations of both sides, newest first.")
    def expectations(self: Row) -> Any:
        return Page(queries.expectations_of_partner(self), CREATED, descending=True)


@extends(Contract)
class ContractExpectations:
    @connection(Connection[Expectation] | None, "Expectations based on it, newest first.")
    def expectations(self: Row) -> Any:
        return Page(queries.expectations_of_contract(self), CREATED, descending=True)
