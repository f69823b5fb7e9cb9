"""Taking in a row of a person: a place without a letter, as if an administrator had prepared it by itself."""

from collections.abc import Iterable
from uuid import UUID

from portal import ids
from portal.database import clashes
from portal.database.session import Session
from portal.imports import queries
from portal.imports.columns import Column
from portal.imports.likeness import normal
from portal.imports.models import ImportRow
from portal.imports.operations import judging
from portal.imports.operations.judging import Verdict, World, key_of
from portal.imports.rules import RowStatus
from portal.imports.understanding import Understood
from portal.partners import operations
from portal.partners import queries as partner_queries
from portal.partners.models import Membership, Organisation
from portal.partners.operations import inviting
from portal.partners.operations.place import checked_roles
from portal.sentences import say


async def look(session: Session, world: World, rows: Iterable[tuple[ImportRow, Understood]]) -> None:
    """Finds what these rows of people need to know of what is here."""
    said = [understood.said for _, understood in rows]
    keys = {key for each in said if (key := key_of(each))}
    found = (await session.scalars(queries.keyed({key[0] for key in keys}, {key[1] for key in keys}))).all()
    world.keys = {(each.system, each.value): each.partner_id for each in found}
    world.here = {each.id: each for each in (await session.scalars(queries.named(world.seen))).all()}
    world.named = {}
    for each in world.here.values():
        world.named.setdefault(normal(each.name), []).append(each.id)
    await judging.look_for_people(session, world, said)


def judged(world: World, row: ImportRow, understood: Understood) -> Verdict:
    """What a row of a person would be; what is not possible is among its faults then."""
    said, faults = understood.said, understood.faults
    found = _organisation(world, understood)
    if found is not None and "roles" in said:
        faults.tried(
            Column.ROLES, lambda: checked_roles(world.actor, found.side, before=frozenset(), after=said["roles"])
        )
    if found is None or faults.found:
        return Verdict(RowStatus.FAULTY)
    twin = world.rows_keyed.setdefault((found.id, said["email"]), row.number)
    if twin != row.number:
        faults.add(Column.EMAIL, say("Row {row} is about the same person.", row=str(twin)))
        return Verdict(RowStatus.FAULTY)
    place = world.places.get((found.id, said["email"]))
    if place is None:
        return Verdict(RowStatus.NEW, partner=found)
    if place.roles != said["roles"]:
        faults.add(
            Column.ROLES,
            clashes.PLACE_TAKEN.then(
                say("The person already has other roles there. Change them on the person's page.")
            ),
        )
        return Verdict(RowStatus.FAULTY)
    return Verdict(RowStatus.SAME, partner=found, place=place)


def _organisation(world: World, understood: Understood) -> Organisation | None:
    """The organisation by its external key, its id or its name; a fault where there is none, or more than one."""
    said, faults = understood.said, understood.faults
    key, name = key_of(said), said.get("organisation", "")
    if key is not None:
        found = world.here.get(world.keys.get(key, ids.NIL))
        if found is None:
            faults.add(Column.EXTERNAL_ID, say("There is no organisation with this external key."))
        return found
    if not name:
        return None
    prefix, wanted = ids.parse(name)
    if prefix == Organisation.PREFIX and wanted in world.here:
        return world.here[wanted]
    among = world.named.get(normal(name), [])
    if len(among) == 1:
        return world.here[among[0]]
    if among:
        faults.add(
            Column.ORGANISATION, say("Several organisations are called {name}. Enter the external key.", name=name)
        )
    else:
        faults.add(Column.ORGANISATION, say("There is no organisation called {name}.", name=name))
    return None


def take_in(session: Session, world: World, _row: ImportRow, understood: Understood, verdict: Verdict) -> UUID | None:
    """Does what the verdict says; gives the place, or None for a row that has to wait."""
    if verdict.status is not RowStatus.NEW or verdict.partner is None:
        return verdict.place.id if verdict.place else None
    said = understood.said
    made = inviting.prepared(
        session, world.actor, verdict.partner, email=said["email"], name=said["name"], roles=said["roles"],
        language=said.get("language"), title=said.get("title", ""), now=world.now,
    )  # fmt: skip
    world.places[verdict.partner.id, made.email] = made
    return made.id


async def invite(session: Session, world: World, row: ImportRow, _said: object) -> None:
    """Mails the link to a person who was taken in. Refuses what inviting refuses."""
    place: Membership | None = await session.scalar(partner_queries.member_by_id(row.led_to))
    if place is not None:
        await operations.invite_prepared(
            session, world.actor, member_id=place.id, expected_version=place.version, now=world.now
        )
        await session.flush()
