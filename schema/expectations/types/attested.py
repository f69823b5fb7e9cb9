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
@strawberry.type(description="That a rule is kept, or is not, until a day; and what the other side says against it.")
class Attestation(Node):
    REQUIRES = Permission.EXPECTATION_READ

    side: Side = plain("Whose people say so.")
    is_kept: bool = plain("Whether the rule is kept.")
    text: str = plain("What shows it, in words.")
    valid_until: Date = plain("The last day for which it is said.")
    made_at: DateTime = plain("When it was said.")
    contest_text: str = plain("What the other side says against it; empty while it says nothing.")
    contested_at: DateTime | None = plain("When the other side contested it.")

    @column(str, "Who said it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @column(str | None, "Who contested it.")
    def contested_by(self: Row) -> Any:
        return self.contested_by_name

    @column(Date | None, "Contested: the last day for whoever said it to say it anew.")
    def uphold_until(self: Row) -> Any:
        return self.uphold_until

    @read(list[File], "The files that show it.")
    def files(self: Row) -> Any:
        return attested.files_of(self)

    @read(Expectation | None, "The rule.")
    def expectation(self: Row) -> Any:
        return queries.expectation_of(self)


@extends(Breach)
class BreachAttestation:
    @read(Attestation | None, "What was said last of a rule that was not kept, or did not stand; null for the others.")
    def attestation(self: Row) -> Any:
        return attested.attestation_of(self)


@extends(Consequence)
class ConsequenceAttestation:
    @read(Attestation | None, "RULE: what was said, on which it rests.")
    def attestation(self: Row) -> Any:
        return attested.attestation_of(self)


@extends(Expectation)
class ExpectationAttestations:
    @column(Attested | None, "RULE: what was said of it last; null while nobody has said anything.")
    def attested(self: Row) -> Any:
        return self.attested

    @column(Side | None, "RULE: the side that said it.")
    def attested_by(self: Row) -> Any:
        return self.attested_by

    @column(Date | None, "RULE: the last day for which it was said.")
    def attested_until(self: Row) -> Any:
        return self.attested_until

    @column(Date | None, "RULE: once that is contested, the last day to say it anew.")
    def uphold_until(self: Row) -> Any:
        return self.uphold_until

    @read(list[Attestation], "RULE: all that was said of it, newest first.", requires=Permission.EXPECTATION_READ)
    def attestations(self: Row) -> Any:
        return attested.attestations_of(self)
