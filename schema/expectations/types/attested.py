"""What the sides say of a rule, as the API shows it."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.expectations import queries
from portal.expectations.queries import attested
from schema.engine.fields import Row, plain, read
from schema.engine.fields import value as column
from schema.engine.nodes import extends, node
from schema.engine.scalars import Date, DateTime
from schema.expectations.enums import Attested
from schema.expectations.types.agreed import Expectation
from schema.expectations.types.breached import Breach, Consequence
from schema.files.types import File
from schema.shared.enums import Side
from schema.shared.nodes import Node


@node("ats", find=attested.attestation)
@strawberry.type(description="An attestation that a rule is kept, or not, until a day, and the other side's answer.")
class Attestation(Node):
    REQUIRES = Permission.EXPECTATION_READ

    side: Side = plain("The side that attested.")
    is_kept: bool = plain("True if the rule is kept.")
    text: str = plain("Evidence, in words.")
    valid_until: Date = plain("The last day of the attestation.")
    made_at: DateTime = plain("When it was attested.")
    contest_text: str = plain("The other side's objection; empty if there is none.")
    contested_at: DateTime | None = plain("When the other side contested it.")

    @column(str, "The person who attested it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @column(str | None, "The person who contested it.")
    def contested_by(self: Row) -> Any:
        return self.contested_by_name

    @column(Date | None, "If contested: the last day to confirm it.")
    def uphold_until(self: Row) -> Any:
        return self.uphold_until

    @read(list[File], "Evidence files.")
    def files(self: Row) -> Any:
        return attested.files_of(self)

    @read(Expectation | None, "The rule.")
    def expectation(self: Row) -> Any:
        return queries.expectation_of(self)


@extends(Breach)
class BreachAttestation:
    @read(Attestation | None, "Latest attestation of the rule; null for other kinds.")
    def attestation(self: Row) -> Any:
        return attested.attestation_of(self)


@extends(Consequence)
class ConsequenceAttestation:
    @read(Attestation | None, "RULE: the attestation that it is based on.")
    def attestation(self: Row) -> Any:
        return attested.attestation_of(self)


@extends(Expectation)
class ExpectationAttestations:
    @column(Attested | None, "RULE: latest attestation result; null if there is none.")
    def attested(self: Row) -> Any:
        return self.attested

    @column(Side | None, "RULE: the side that attested.")
    def attested_by(self: Row) -> Any:
        return self.attested_by

    @column(Date | None, "RULE: the last day of the attestation.")
    def attested_until(self: Row) -> Any:
        return self.attested_until

    @column(Date | None, "RULE: once contested, the last day to confirm it.")
    def uphold_until(self: Row) -> Any:
        return self.uphold_until

    @read(list[Attestation], "RULE: all attestations, newest first.", requires=Permission.EXPECTATION_READ)
    def attestations(self: Row) -> Any:
        return attested.attestations_of(self)
