"""Boundaries and contracts, each seen from the other: a contract with the boundaries that hang on it."""

from typing import Any

from portal.access import Permission
from portal.boundaries import queries as boundaries
from portal.contracts import queries
from schema.boundaries.types import Boundary
from schema.contracts.texts import ClauseName, clause_now_named
from schema.contracts.types import Contract
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, read, value
from schema.engine.nodes import extends
from schema.shared.filters import CREATED

__all__ = ["Contract"]


@extends(Contract)
class ContractBoundaries:
    @connection(Connection[Boundary] | None, "Boundaries that start and end with it, newest first.")
    def boundaries(self: Row) -> Any:
        return Page(boundaries.of_contract(self), CREATED, descending=True)


@extends(Boundary)
class BoundaryContracts:
    @read(Contract | None, "The contract that it starts and ends with.")
    def contract(self: Row) -> Any:
        return queries.contract(self.contract_id)

    @value(
        ClauseName | None,
        "Its clause in the contract's current text.",
        requires=Permission.CONTRACT_READ,
    )
    def clause(self: Row) -> Any:
        return clause_now_named(self)

    @read(Contract | None, "The contract that protects the information.")
    def protected_by(self: Row) -> Any:
        return queries.contract(self.nda_id)
