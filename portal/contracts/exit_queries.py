"""What the contracts with a partner say about the account and the relationship: one Select a question."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, literal_column, or_, select

from portal.contracts.models import Contract
from portal.contracts.queries import active_contract_of
from portal.contracts.rules import IN_FORCE, NEGOTIATED
from portal.journal import Entry
from portal.partners import plan_queries
from portal.partners.models import MOVES_BY_ITSELF, Organisation
from portal.partners.rules import AccountStatus

Row = Any


def _within(statuses: tuple[str, ...]) -> ColumnElement[bool]:
    # Words of our own, in the text: a list of parameters would be another statement for each length.
    return cast(Contract.status, Text).in_([literal_column(f"'{status}'", Text()) for status in statuses])


def open_contracts_of(partner: Row) -> Select[Any]:
    """The contracts that have not ended and those that are negotiated."""
    return select(Contract).where(Contract.partner_id == partner.id, _within(IN_FORCE + NEGOTIATED))


def published_of(partner: Row) -> Select[Any]:
    """The contracts that the partner sees, oldest first."""
    found = select(Contract).where(Contract.partner_id == partner.id, _is_published())
    return found.order_by(Contract.created_at, Contract.id)


def _is_published() -> ColumnElement[bool]:
    return Contract.published_at.is_not(None)


def exit_facts_of(partner: Row) -> dict[str, ColumnElement[Any]]:
    """What the end of an account depends on, column by column."""
    newest = select(func.max(Contract.updated_at))
    changed_at = newest.where(Contract.partner_id == Entry.partner_id, _is_published()).scalar_subquery()
    since = or_(changed_at.is_(None), Entry.at >= changed_at)
    return {
        "contracts_in_force": _number(partner, IN_FORCE),
        "negotiations": _number(partner, NEGOTIATED),
        "is_handed_over": plan_queries.handed_over(partner).where(since).exists(),
    }


def _number(partner: Row, statuses: tuple[str, ...]) -> ColumnElement[int]:
    found = select(func.count()).select_from(Contract)
    return found.where(Contract.partner_id == partner.id, _within(statuses)).scalar_subquery()


def facts_of(partner: Row) -> dict[str, ColumnElement[Any]]:
    """What the rules of an account and a relationship look at in the contracts and the plans, column by column."""
    active = active_contract_of(partner.id).exists()
    return {**exit_facts_of(partner), **plan_queries.plan_facts_of(partner), "has_active_contract": active}


def relationships_due() -> Select[*tuple[Any, ...]]:
    """The partners whose relationship the clock moves: grown by a first contract in force, or left."""
    left = cast(Organisation.status, Text) == literal_column(f"'{AccountStatus.OFFBOARDED}'", Text())
    moves = and_(literal_column(f"({MOVES_BY_ITSELF})"), or_(left, active_contract_of(Organisation.id).exists()))
    return select(Organisation.id).where(moves)
