"""Taking in a row of a partner as if it had been entered by itself: the same checks, steps and rows of the journal."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portal import ids
from portal.access import Role
from portal.database.session import Session
from portal.imports.models import ImportRow
from portal.imports.operations import judging
from portal.imports.operations.judging import Verdict, World
from portal.imports.rules import RowStatus
from portal.imports.understanding import Understood
from portal.partners import operations, queries
from portal.partners.models import ExternalKey, Membership, Organisation
from portal.partners.operations import creating, external_keys, inviting
from portal.partners.operations.account import begun

ADMINISTRATOR = frozenset({Role.PARTNER_ADMIN})


def take_in(session: Session, world: World, row: ImportRow, understood: Understood, verdict: Verdict) -> UUID | None:
    """Does what the verdict says; gives the partner, or None for a row that has to wait."""
    if verdict.status is RowStatus.NEW:
        partner = _enter(session, world, understood.said, verdict.changes["manager"])
        judging.brought(world, row, understood, partner.id)
        return partner.id
    if verdict.status is RowStatus.CHANGED and verdict.partner is not None:
        _change(session, world, verdict.partner, understood.said, verdict.changes)
    return verdict.partner.id if verdict.partner else None


def _enter(session: Session, world: World, said: Mapping[str, Any], manager: Membership | None) -> Organisation:
    key = judging.key_of(said)
    partner = creating.prospect(
        session, world.company, kinds=said["kinds"], manager=manager, now=world.now,
        **{name: said.get(name) for name in judging.FIELDS if name != "kinds"},
    )  # fmt: skip
    creating.told_of(session, world.actor, partner, now=world.now, told={"external_keys": " ".join(key)} if key else {})
    if key:
        session.add(ExternalKey(partner_id=partner.id, id=ids.new(), system=key[0], value=key[1], created_at=world.now))
    if "email" in said:
        _prepare(session, world, partner, said)
    return partner


def _prepare(session: Session, world: World, partner: Organisation, said: Mapping[str, Any]) -> None:
    """A place for its first administrator, who gets no letter yet."""
    place = inviting.prepared(
        session, world.actor, partner, email=said["email"], name=said.get("contact", said["email"][:200]),
        roles=ADMINISTRATOR, language=None, now=world.now,
    )  # fmt: skip
    world.places[partner.id, place.email] = place


def _change(
    session: Session, world: World, partner: Organisation, said: Mapping[str, Any], changes: Mapping[str, Any]
) -> None:
    case = begun(session, world.actor, partner, world.company, now=world.now)
    fields = {name: value for name, value in changes.items() if name in judging.FIELDS}
    if fields:
        creating.corrected(case, **fields)
    if "manager" in changes:
        with case.event("partner.manager_assigned", note=changes["manager"].name):
            partner.manager_id = changes["manager"].id
    if "key" in changes:
        external_keys.added(case, *changes["key"])
    if "contact" in changes:
        _prepare(session, world, partner, said)


async def invite(session: Session, world: World, row: ImportRow, said: Mapping[str, Any]) -> None:
    """Sends the invitation to apply to the contact of a row that was taken in. Refuses what inviting refuses."""
    partner: Organisation | None = await session.scalar(queries.partner(row.led_to))
    if partner is None or "email" not in said:
        return
    await operations.invite(
        session, world.actor, partner_id=partner.id, expected_version=partner.version, email=said["email"],
        name=said.get("contact", said["email"][:200]), now=world.now,
    )  # fmt: skip
    await session.flush()
