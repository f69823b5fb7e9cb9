"""What an organisation's administrators ask about its programs and its provisioning: one Select a question."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from auth.organisations.models import ProvisioningToken
from auth.server.models import Client
from portal.partners.models import Membership

Row = Any
"""A record, a record's class or a row expression: anything with the record's columns as attributes."""


def clients() -> Select[Any]:
    """The programs of the caller's own organisation."""
    return select(Client).where(Client.partner_id == func.current_partner())


def client(value: ColumnElement[Any] | object) -> Select[Any]:
    return clients().where(Client.id == value)


def responsible_for(row: Row) -> Select[Any]:
    """The member responsible for a program."""
    return select(Membership).where(Membership.partner_id == row.partner_id, Membership.id == row.member_id)


def provisioning_tokens() -> Select[Any]:
    """Those of the caller's own organisation, ended ones too."""
    return select(ProvisioningToken).where(ProvisioningToken.partner_id == func.current_partner())


def provisioning_token(value: ColumnElement[Any] | object) -> Select[Any]:
    return provisioning_tokens().where(ProvisioningToken.id == value)
