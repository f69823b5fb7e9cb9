"""What can be asked about an organisation's identity providers and mail domains: one Select a question."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from auth.federation.models import Connection, Domain, ProvenDomain

Row = Any
"""A record, a record's class or a row expression: anything with the record's columns as attributes."""


def connections() -> Select[Any]:
    """Those of the caller's own organisation."""
    return select(Connection).where(Connection.partner_id == func.current_partner())


def connection(connection_id: ColumnElement[Any] | object) -> Select[Any]:
    return connections().where(Connection.id == connection_id)


def domains() -> Select[Any]:
    """Those of the caller's own organisation."""
    return select(Domain).where(Domain.partner_id == func.current_partner())


def domain(domain_id: ColumnElement[Any] | object) -> Select[Any]:
    return domains().where(Domain.id == domain_id)


def domains_of(row: Row) -> Select[Any]:
    return select(Domain).where(Domain.partner_id == row.partner_id, Domain.connection_id == row.id)


def connection_of(row: Row) -> Select[Any]:
    return select(Connection).where(Connection.partner_id == row.partner_id, Connection.id == row.connection_id)


def connection_for_domain(domain: str) -> Select[Any]:
    """Where the people of a mail domain sign in: a connection in use, by a domain that is proven; for portal_auth.

    By one that was proven as well, as long as nobody else proves it: people who are here go on finding their way.
    """
    proven = exists().where(ProvenDomain.domain == domain)
    return (
        select(Connection)
        .join(Domain, (Domain.partner_id == Connection.partner_id) & (Domain.connection_id == Connection.id))
        .where(
            Domain.domain == domain, Connection.disabled_at.is_(None),
            Domain.verified_at.is_not(None) | (Domain.lapsed_at.is_not(None) & ~proven),
        )
        .order_by(Domain.lapsed_at.desc().nulls_first())
        .limit(1)
    )  # fmt: skip


def live_connection(connection_id: object) -> Select[Any]:
    """One connection in use, whoever's; for portal_auth."""
    return select(Connection).where(Connection.id == connection_id, Connection.disabled_at.is_(None))


def live_connections(partner_id: object) -> Select[Any]:
    """An organisation's connections in use, by name; for portal_auth and portal_system."""
    return (
        select(Connection)
        .where(Connection.partner_id == partner_id, Connection.disabled_at.is_(None))
        .order_by(Connection.name, Connection.id)
    )


def any_connection(connection_id: object) -> Select[Any]:
    """One connection, whoever's, also one that is switched off; for portal_auth."""
    return select(Connection).where(Connection.id == connection_id)
