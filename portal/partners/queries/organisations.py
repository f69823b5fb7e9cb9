"""What can be asked about the company, its partners and their accounts."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import aliased

from portal import situations
from portal.access import Side
from portal.database import finding
from portal.machine import Waiting
from portal.partners.models import Company, ExternalKey, Membership, Organisation, RequestedItem
from portal.partners.rules import Account

Row = Any
"""A record, a record's class or a row expression: anything with the record's columns as attributes."""


def company() -> Select[Any]:
    return select(Organisation).where(Organisation.side == Side.HOST)


def partners() -> Select[Any]:
    """The partner organisations the caller may see."""
    return select(Organisation).where(Organisation.side == Side.PARTNER)


def partner(partner_id: ColumnElement[Any] | object) -> Select[Any]:
    return partners().where(Organisation.id == partner_id)


def partner_to_act_on(partner_id: UUID) -> Select[*tuple[Any, ...]]:
    """The partner under a row lock, and the company."""
    found = select(Organisation, Company).join(Company, Company.side == Side.HOST)
    return found.where(Organisation.id == partner_id, Organisation.side == Side.PARTNER).with_for_update(
        of=Organisation
    )


def organisation_of(row: Row) -> Select[Any]:
    """The partner that a partner-owned row belongs to."""
    return select(Organisation).where(Organisation.id == row.partner_id, Organisation.side == Side.PARTNER)


def acted_for(entry: Row) -> ColumnElement[Any]:
    """The name of the organisation for which somebody did what a row of the journal tells."""
    company, own = aliased(Organisation), aliased(Organisation)
    return case(
        (
            cast(entry.side, Text) == literal_column("'HOST'"),
            select(company.name).where(cast(company.side, Text) == literal_column("'HOST'")).scalar_subquery(),
        ),
        else_=select(own.name).where(own.id == entry.partner_id).scalar_subquery(),
    )


def manager_of(organisation: Row) -> Select[Any]:
    return select(Membership).where(
        Membership.partner_id == organisation.company_id, Membership.id == organisation.manager_id
    )


def filtered_partners(
    *, statuses: Row = None, not_statuses: Row = None, stages: Row = None, not_stages: Row = None,
    kind: str | None = None, words: Row = None, waiting_on: str | None = None,
) -> Select[Any]:  # fmt: skip
    """The partners that meet every condition given; None is any. Lists are arrays of words."""
    found = partners()
    for column, wanted, unwanted in (
        (Organisation.status, statuses, not_statuses),
        (Organisation.stage, stages, not_stages),
    ):
        if wanted is not None:
            found = found.where(cast(column, Text) == func.any(wanted))
        if unwanted is not None:
            found = found.where(cast(column, Text) != func.all(unwanted))
    if kind is not None:
        found = found.where(literal(kind, Text).op("=")(func.any(type_coerce(Organisation.kinds, ARRAY(Text)))))
    if waiting_on is not None:
        waited = type_coerce(Organisation.waiting_on, ARRAY(Text))
        found = found.where(literal(waiting_on, Text).op("=")(func.any(waited)))
    if words is not None:
        found = found.where(finding.every(words, lambda asked: _called(asked, words)))
    return found


def _called(asked: Row, typed: Row) -> ColumnElement[bool]:
    """Whether a word that was typed stands in the name or a number, or in what another system calls the partner."""
    again = finding.asked(typed)
    keyed = select(again.c.n, ExternalKey.partner_id).select_from(ExternalKey)
    found = keyed.join(again, finding.has(ExternalKey, again.c.word))
    return or_(finding.has(Organisation, asked.word), tuple_(asked.n, Organisation.id).in_(found))


def external_keys_of(partner: Row) -> Select[Any]:
    """What other systems call a partner, by system."""
    found = select(ExternalKey).where(ExternalKey.partner_id == partner.id)
    return found.order_by(ExternalKey.system, ExternalKey.value)


def partner_named(name: ColumnElement[Any] | str) -> Select[Any]:
    return partners().where(Organisation.name == name).order_by(Organisation.id)


def organisation(organisation_id: Row) -> Select[Any]:
    """The company or a partner."""
    return select(Organisation).where(Organisation.id == organisation_id)


def alike(partner: Row) -> Select[Any]:
    """Other partners whose name reads the same, whatever its case, spaces and points, in the same country."""
    return partners().where(
        Organisation.id != partner.id,
        Organisation.country == partner.country,
        _bare(Organisation.name) == _bare(literal(partner.name, Text)),
    )


def _bare(name: Row) -> ColumnElement[Any]:
    return func.regexp_replace(func.lower(name), "[^[:alnum:]]", "", "g")


def requested_items_of(organisation: Row) -> Select[Any]:
    """What an applicant was asked for, oldest first."""
    return (
        select(RequestedItem)
        .where(RequestedItem.partner_id == organisation.id)
        .order_by(RequestedItem.asked_at, RequestedItem.id)
    )


def account_of(partner: Row) -> dict[str, Any]:
    """What the rules of an account and of the relationship look at in the row, and who is waited for."""
    own = partner.invited_by.is_not_distinct_from(func.current_person())
    has_manager = partner.manager_id.is_not(None)
    return {
        **situations.needs(Account, partner, has_manager=has_manager, is_own_invitation=own),
        **situations.needs(Waiting, partner),
        "stage": partner.stage,
    }


def requested_item(value: Row) -> Select[Any]:
    return select(RequestedItem).where(RequestedItem.id == value)
