"""What disputes add to partners, contracts and whatever can be contested."""

from typing import Any

from portal.disputes import queries
from portal.disputes.operations import disputable_until
from schema.contracts.types import Contract
from schema.disputes.enums import DisputeStatus
from schema.disputes.types.after import Prevention, Remedy
from schema.disputes.types.cases import Dispute
from schema.disputes.types.lines import DisputeLine
from schema.disputes.types.offered import DisputeOffer
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, computed, read
from schema.engine.nodes import extends
from schema.engine.scalars import DateTime
from schema.expectations.types.breached import Breach, Consequence
from schema.expectations.types.facts import Subject
from schema.expectations.types.measured import Measurement
from schema.fees.types import Fee
from schema.obligations.types import Obligation
from schema.opportunities.types import Opportunity
from schema.partners.types import Partner
from schema.shared.filters import CREATED

LIST = "newest first."


@extends(DisputeLine)
class LineDisputes:
    @read(Dispute | None, "Its dispute.")
    def dispute(self: Row) -> Any:
        return queries.dispute_of(self)

    @read(Dispute | None, "Another open dispute about the same.")
    def open_elsewhere(self: Row) -> Any:
        return queries.open_about(self)


@extends(Partner)
class PartnerDisputes:
    @connection(Connection[Dispute] | None, f"What the two sides dispute, {LIST}")
    def disputes(self: Row, statuses: list[DisputeStatus] | None = None) -> Any:
        return Page(queries.filtered(queries.disputes_of(self), statuses=statuses), CREATED, descending=True)


@extends(Contract)
class ContractDisputes:
    @connection(Connection[Dispute] | None, f"Disputes based on it, {LIST}")
    def disputes(self: Row, statuses: list[DisputeStatus] | None = None) -> Any:
        return Page(queries.filtered(queries.disputes_under(self), statuses=statuses), CREATED, descending=True)


def _about(self: Row) -> Any:
    return Page(queries.disputes_on(self), CREATED, descending=True)


for each in (Measurement, Subject, Breach, Consequence, Obligation, Opportunity, Fee):
    extends(each)(
        type(
            f"{each.__name__}Disputes",
            (),
            {"disputes": connection(Connection[Dispute] | None, f"Disputes with a line about it, {LIST}")(_about)},
        )
    )


def _limited(prefix: str) -> Any:
    declared = computed(
        DateTime | None, "Last second to file a dispute about it, for the caller's side; null if there is no limit.",
        needs=lambda row: {"time": queries.time_to_file(prefix, row)},
    )  # fmt: skip
    return declared(lambda values, asking: disputable_until(values["time"], asking.actor.side))


for prefix, limited in (
    ("csq", Consequence),
    ("obl", Obligation),
    ("opp", Opportunity),
    ("fee", Fee),
    ("org", Partner),
):
    extends(limited)(type(f"{limited.__name__}TimeToDispute", (), {"disputable_until": _limited(prefix)}))


def _belongs(self: Row) -> Any:
    return queries.dispute_of(self)


for one in (DisputeOffer, Remedy, Prevention):
    extends(one)(type(f"{one.__name__}Dispute", (), {"dispute": read(Dispute | None, "Its dispute.")(_belongs)}))
