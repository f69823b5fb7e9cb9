"""What an organisation's administrators do with its programs: register, change, hand over, disable."""

import secrets
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from auth.organisations import client_rules, queries
from auth.organisations.client_rules import Registration
from auth.server.models import Client, ClientAuthentication
from portal import errors, journal
from portal.access import Actor, Permission
from portal.database.session import Session
from portal.partners import queries as partner_queries
from portal.partners.models import Membership
from portal.partners.rules import MembershipStatus

RECORD_TYPE = "cli"
MOST_CLIENTS = 100
TOLD = ("name", "authentication", "grant_types", "scopes", "redirect_uris", "is_dpop_bound", "is_par_required")
"""What of a program the journal shows before and after."""


async def register_client(
    session: Session, actor: Actor, *, now: datetime, name: str, authentication: ClientAuthentication,
    member_id: UUID | None = None, jwks: str | None = None, allow_loopback_http: bool = False, **told: Any,
) -> Client:  # fmt: skip
    """Registers a program of the actor's organisation; `told` are the other fields of `Registration`.

    Refuses: NotAllowed, ConfirmationNeeded, Invalid, NotFound for a member who is not of the organisation.
    """
    _require(actor, now)
    keys = client_rules.keys_of(jwks) if jwks is not None else None
    made = client_rules.checked(
        Registration(name=name, authentication=authentication, jwks=keys, **_listed(told)), actor,
        allow_loopback_http=allow_loopback_http,
    )  # fmt: skip
    registered = (await session.scalars(queries.clients().limit(MOST_CLIENTS))).all()
    if len(registered) >= MOST_CLIENTS:
        raise errors.Blocked("An organisation can have at most {most} apps. Disable one first.", most=MOST_CLIENTS)
    member = await _member(session, actor, member_id)
    client_rules.check_reach(actor, member, before=frozenset(), after=client_rules.reach(member.roles, made))
    client = Client(
        partner_id=actor.partner_id, client_id=f"ent-{secrets.token_hex(12)}", member_id=member.id, created_at=now,
        **_columns(made),
    )  # fmt: skip
    session.add(client)
    await session.flush()
    _tell(session, actor, "client.registered", client, {}, now)
    return client


async def change_client(
    session: Session, actor: Actor, *, api_client_id: UUID, expected_version: int, now: datetime,
    jwks: str | None = None, allow_loopback_http: bool = False, **told: Any,
) -> Client:  # fmt: skip
    """Changes what is given and leaves the rest; tokens of a narrowed program end. Refuses as `register_client`."""
    _require(actor, now)
    client = await _locked(session, api_client_id, expected_version)
    before = _facts(client)
    present = {field.name: getattr(client, field.name) for field in fields(Registration)}
    given = _listed(present) | _listed(told)
    if jwks is not None:
        given["jwks"] = client_rules.keys_of(jwks)
    elif given["authentication"] is not ClientAuthentication.KEY:
        given["jwks"] = None
    made = client_rules.checked(Registration(**given), actor, allow_loopback_http=allow_loopback_http)
    member: Membership = (await session.scalars(queries.responsible_for(client))).one()
    is_same = (client.authentication, client.jwks) == (made.authentication, made.jwks)
    old = client_rules.reach(member.roles, client) if is_same else frozenset()
    client_rules.check_reach(actor, member, before=old, after=client_rules.reach(member.roles, made))
    for name, value in _columns(made).items():
        setattr(client, name, value)
    client.version += 1
    _tell(session, actor, "client.changed", client, before, now)
    return client


async def reassign_client(
    session: Session, actor: Actor, *, api_client_id: UUID, expected_version: int, member_id: UUID, now: datetime
) -> Client:
    """Makes another member responsible; the program's tokens end, new ones are for the new member."""
    _require(actor, now)
    client = await _locked(session, api_client_id, expected_version)
    before = await session.scalar(queries.responsible_for(client))
    member = await _member(session, actor, member_id)
    old = client_rules.reach(before.roles, client) if before else frozenset()
    client_rules.check_reach(actor, member, before=old, after=client_rules.reach(member.roles, client))
    client.member_id = member.id
    client.version += 1
    told = {"responsible": before.name if before else None}
    _tell(session, actor, "client.reassigned", client, told, now, after={"responsible": member.name})
    return client


async def disable_client(
    session: Session, actor: Actor, *, api_client_id: UUID, expected_version: int, now: datetime
) -> Client:
    """Ends a program for good: its tokens and what people allowed it end in the same transaction."""
    _require(actor, now)
    client = await _locked(session, api_client_id, expected_version)
    client.disabled_at = now
    client.version += 1
    _tell(session, actor, "client.disabled", client, {}, now, after={})
    return client


async def secret_made(
    session: Session, actor: Actor, *, api_client_id: UUID, expected_version: int, now: datetime,
    old_until: datetime,
) -> Client:  # fmt: skip
    """Notes a new secret of a program, and until when the one before is valid; `secrets.make` keeps its digest."""
    _require(actor, now)
    client = await _locked(session, api_client_id, expected_version)
    if client.authentication not in client_rules.SECRET:
        raise errors.WrongStatus("This app does not authenticate with a secret.")
    member: Membership = (await session.scalars(queries.responsible_for(client))).one()
    client_rules.check_reach(actor, member, before=frozenset(), after=client_rules.reach(member.roles, client))
    client.old_secret_until = old_until if client.secret_made_at is not None and old_until > now else None
    client.secret_made_at = now
    client.version += 1
    _tell(session, actor, "client.secret_made", client, {}, now, after={})
    return client


def _require(actor: Actor, now: datetime) -> None:
    actor.require(Permission.CLIENT_MANAGE)
    actor.require_confirmed(now=now)


async def _locked(session: Session, api_client_id: UUID, expected_version: int) -> Client:
    client: Client | None = await session.scalar(queries.client(api_client_id).with_for_update())
    if client is None:
        raise errors.NotFound("There is no such app.", path=("input", "apiClientId"))
    if client.disabled_at is not None:
        raise errors.WrongStatus("This app is disabled. Register a new one.")
    if client.version != expected_version:
        raise errors.StaleVersion("Someone changed the app after you opened it. Check the latest version.")
    return client


async def _member(session: Session, actor: Actor, member_id: UUID | None) -> Membership:
    """The member given, or the actor's own place; of the actor's organisation and active."""
    wanted = (
        partner_queries.member(actor.partner_id, actor.person_id)
        if member_id is None
        else partner_queries.member_by_id(member_id).where(Membership.partner_id == actor.partner_id)
    )
    member: Membership | None = await session.scalar(wanted)
    if member is None or member.status is not MembershipStatus.ACTIVE:
        raise errors.NotFound("There is no such active member.", path=("input", "memberId"))
    return member


def _listed(told: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}


def _columns(made: Registration) -> dict[str, Any]:
    columns = {field.name: getattr(made, field.name) for field in fields(made)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in columns.items()}


def _facts(client: Client) -> dict[str, object]:
    values = {name: getattr(client, name) for name in TOLD}
    return {name: " ".join(value) if isinstance(value, list) else value for name, value in values.items()}


def _tell(
    session: Session, actor: Actor, event: str, client: Client, before: dict[str, Any], now: datetime,
    after: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """The organisation's own business: the other side does not read it."""
    journal.write(
        session, actor, event, partner_id=client.partner_id, record_type=RECORD_TYPE, record_id=client.id, now=now,
        published=False, note=client.name,
        changes=journal.difference(before, _facts(client) if after is None else after),
    )  # fmt: skip
