"""Programs of a file are registered, or brought to what the file says; a second time nothing changes.

That a program was registered or changed is noted by a trigger on its row; see auth.server.models.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events
from auth.events import Visit
from auth.organisations import client_metadata, client_rules, client_secrets
from auth.organisations.client_metadata import Described
from auth.rules import Action, Outcome
from auth.server.models import Client, ClientSecret
from portal import errors, unguessable, wording
from portal.access import AccessClass, Role
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners import naming
from portal.partners.models import Membership, Organisation
from portal.partners.rules import MembershipStatus

AGENT = "command line"
ADMINISTRATORS = {Role.PARTNER_ADMIN, Role.PLATFORM_ADMIN}


@dataclass(frozen=True, slots=True)
class Imported:
    """One program after the import; the secret when a new one had to be made, which nobody can see again."""

    client_id: str
    change: Action | None
    """None when it was so already."""
    secret: str = field(default="", repr=False)


async def import_clients(database: Database, text: str, *, allow_loopback_http: bool, now: datetime) -> list[Imported]:
    """Registers the programs of a JSON list (RFC 7591 names, with `organisation` and `responsible`), all or none.

    Raises Invalid with a line for each fault.
    """
    described, faults = client_metadata.read(text, allow_loopback_http=allow_loopback_http)
    if not faults:
        async with database.transaction(AccessClass.SYSTEM) as session:
            done = [await _registered(session, each, faults, now) for each in described]
            if faults:
                await session.rollback()
    if faults:
        raise errors.Invalid("{faults}", faults="\n".join(faults))
    async with database.transaction(AUTH) as session:
        return [
            await _proven(session, each, client, change, now)
            for each, (client, change) in zip(described, [found for found in done if found], strict=True)
        ]


async def _registered(
    session: AsyncSession, each: Described, faults: list[str], now: datetime
) -> tuple[Client, Action | None] | None:
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"client {each.client_id}", 0))))
    try:
        place = await naming.the_one(session, each.organisation)
    except errors.Refused as refused:
        is_unknown = isinstance(refused, errors.NotFound)
        faults.append(f"{each.place}.organisation: {'There is none of this name.' if is_unknown else refused.message}")
        return None
    member = await _responsible(session, place, each.responsible)
    if member is None:
        who = (
            "responsible: This is not an active member"
            if each.responsible
            else "organisation: This organisation has no administrator"
        )
        faults.append(f"{each.place}.{who}.")
        return None
    kept: Client | None = await session.scalar(
        select(Client).where(Client.client_id == each.client_id).order_by(Client.created_at, Client.id).limit(1)
    )
    wanted = {**each.columns, "member_id": member.id}
    if kept is None:
        made = Client(
            partner_id=place.id, client_id=each.client_id, created_at=now, disabled_at=None, secret_made_at=None,
            old_secret_until=None, **wanted,
        )  # fmt: skip
        session.add(made)
        await session.flush()
        return made, Action.CREATE_CLIENT
    if kept.partner_id != place.id:
        faults.append(f"{each.place}.client_id: Another organisation has a client with this name.")
        return None
    changed = {name: value for name, value in wanted.items() if getattr(kept, name) != value}
    for name, value in changed.items():
        setattr(kept, name, value)
    kept.version += bool(changed)
    await session.flush()
    return kept, Action.CHANGE_CLIENT if changed else None


async def _responsible(session: AsyncSession, place: Organisation, email: str) -> Membership | None:
    """The member of this e-mail address or, without one, the organisation's first administrator."""
    active = select(Membership).where(Membership.partner_id == place.id, Membership.status == MembershipStatus.ACTIVE)
    members = list(await session.scalars(active.order_by(Membership.created_at, Membership.id)))
    fits = [
        each for each in members if (each.email == wording.email_of(email) if email else ADMINISTRATORS & each.roles)
    ]
    return fits[0] if fits else None


async def _proven(
    session: AsyncSession, each: Described, client: Client, change: Action | None, now: datetime
) -> Imported:
    """The secret of the file, or a new one for a program that needs one and has none; others end."""
    told = ""
    if client.authentication in client_rules.SECRET:
        valid = (
            ClientSecret.client_id == client.client_id,
            ClientSecret.expires_at.is_(None) | (ClientSecret.expires_at > now),
        )
        kept = list(await session.scalars(select(ClientSecret.secret_sha256).where(*valid)))
        told = "" if kept or each.secret else unguessable.made(client_secrets.PREFIX)
        digest = unguessable.digest(each.secret or told)
        if (each.secret or told) and digest not in kept:
            await session.execute(update(ClientSecret).where(*valid).values(expires_at=now))
            session.add(ClientSecret(client_id=client.client_id, secret_sha256=digest, created_at=now, expires_at=None))
            change = change or Action.CHANGE_CLIENT
            events.write(
                session, Visit("", AGENT, now), Action.ROTATE_SECRET, Outcome.ACCEPTED, reason="imported",
                method="import", partner_id=client.partner_id, member_id=client.member_id, client_id=client.client_id,
            )  # fmt: skip
    return Imported(client.client_id, change, told)
