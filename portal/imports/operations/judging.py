"""What a row would be here: new, changed, the same, similar to somebody, or not possible; nothing is done yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import situations
from portal.access import Actor, Permission, Role
from portal.database import clashes
from portal.database.session import Session
from portal.imports import likeness, queries
from portal.imports.columns import Column
from portal.imports.faults import Faults
from portal.imports.likeness import Likeness, marks
from portal.imports.models import ImportRow
from portal.imports.rules import Answer, RowStatus
from portal.imports.understanding import Understood
from portal.partners import numbers
from portal.partners.models import Membership, Organisation
from portal.partners.rules import ACCOUNT, MembershipStatus
from portal.sentences import say

FIELDS = ("name", "country", "calendar", "zone", "kinds", "register_number", "vat_number", "lei")
Key = tuple[str, str]


@dataclass(slots=True)
class World:
    """What is here, as far as some rows need to know it, and what earlier rows of the file would bring."""

    actor: Actor
    member: Membership
    company: Organisation
    now: datetime
    keys: dict[Key, UUID] = field(default_factory=dict)
    named: dict[str, list[UUID]] = field(default_factory=dict)
    """Organisations by their normal name, for rows of people."""
    alike: Likeness = field(default_factory=Likeness)
    here: dict[UUID, Organisation] = field(default_factory=dict)
    managers: dict[str, Membership] = field(default_factory=dict)
    places: dict[tuple[UUID, str], Membership] = field(default_factory=dict)
    rows_keyed: dict[Any, int] = field(default_factory=dict)
    """The row of the file that has a key, or a person."""
    rows_alike: Likeness = field(default_factory=Likeness)

    @property
    def seen(self) -> Any:
        return queries.seen_by(self.actor, self.member.id)


@dataclass(slots=True)
class Verdict:
    """What a row would be."""

    status: RowStatus
    partner: Organisation | None = None
    """Whom it is about, if it is here."""
    changes: dict[str, Any] = field(default_factory=dict)
    similar: list[dict[str, Any]] = field(default_factory=list)
    place: Membership | None = None


async def look(session: Session, world: World, rows: Iterable[tuple[ImportRow, Understood]]) -> None:
    """Finds what these rows of partners need to know of what is here."""
    said = [understood.said for _, understood in rows]
    keys = {key for each in said if (key := key_of(each))}
    found = (await session.scalars(queries.keyed(*_both(keys)))).all() if keys else ()
    world.keys = {(each.system, each.value): each.partner_id for each in found}
    await _look_for_alike(session, world, said)
    wanted = {world.keys[key] for key in keys if key in world.keys} | {row.same_as for row, _ in rows if row.same_as}
    partners = (await session.scalars(queries.organisations(wanted, world.seen))).all() if wanted else ()
    world.here = {each.id: each for each in partners}
    await look_for_people(session, world, said)


async def _look_for_alike(session: Session, world: World, said: Iterable[Mapping[str, Any]]) -> None:
    """Whom these rows may be the same as."""
    whole = [each for each in said if "country" in each]
    vat_numbers = likeness.vat_spellings(each for each in whole if "vat_number" in each)
    leis = {each["lei"] for each in whole if "lei" in each}
    countries = {each["country"] for each in whole}
    world.alike = Likeness()
    found = await session.execute(queries.described(countries, vat_numbers, leis, world.seen))
    for partner_id, name, country, register_number, vat_number, lei in found.all():
        about = {"id": str(partner_id), "name": name, "country": country}
        told = {"register_number": register_number, "vat_number": vat_number, "lei": lei}
        world.alike.add(about, marks({**about, **told}))
    keys = {key for each in said if (key := key_of(each))}
    if keys:
        systems, spelt = {system for system, _ in keys}, {numbers.same_key(key) for _, key in keys}
        for partner_id, name, country, *key in (
            await session.execute(queries.keyed_alike(systems, spelt, world.seen))
        ).all():
            world.alike.add({"id": str(partner_id), "name": name, "country": country}, [likeness.key_mark(*key)])


async def look_for_people(session: Session, world: World, said: Iterable[Mapping[str, Any]]) -> None:
    """The company's managers and the places of addresses that are named."""
    emails = {each["manager"] for each in said if "manager" in each}
    managers = (await session.scalars(queries.managers(world.company.id, emails))).all() if emails else ()
    world.managers = {each.email: each for each in managers}
    addresses = {each["email"] for each in said if "email" in each}
    places = (await session.scalars(queries.places(addresses))).all() if addresses else ()
    world.places = {(each.partner_id, each.email): each for each in places}


def _both(keys: Iterable[Key]) -> tuple[set[str], set[str]]:
    return {system for system, _ in keys}, {value for _, value in keys}


def key_of(said: Mapping[str, Any]) -> Key | None:
    return (said["system"], said["external_id"]) if "external_id" in said and "system" in said else None


def judged(world: World, row: ImportRow, understood: Understood) -> Verdict:
    """What a row of a partner would be; what is not possible is among its faults then."""
    said, faults, key = understood.said, understood.faults, key_of(understood.said)
    manager = _manager(world, said, faults)
    twin = world.rows_keyed.get(key) if key else None
    if twin is not None:
        faults.add(Column.EXTERNAL_ID, say("Row {row} has the same external key.", row=str(twin)))
    partner_id = world.keys.get(key) if key else None
    if partner_id is not None and partner_id not in world.here:
        faults.add(Column.EXTERNAL_ID, clashes.KEY_TAKEN)
    if faults.found:
        return Verdict(RowStatus.FAULTY)
    wanted = partner_id or row.same_as
    partner = world.here.get(wanted) if wanted else None
    if partner is not None:
        return _against(world, partner, understood, manager, key if partner_id is None else None)
    similar = _similar(world, said) if row.answer is not Answer.ANOTHER else []
    if similar:
        return Verdict(RowStatus.SIMILAR, similar=similar)
    return Verdict(RowStatus.NEW, changes={"manager": manager})


def _manager(world: World, said: Mapping[str, Any], faults: Faults) -> Membership | None:
    """The relationship manager that a row names, whom the actor may name."""
    email = said.get("manager")
    if email is None:
        return world.member if Role.RELATIONSHIP_MANAGER in world.actor.roles else None
    found = world.managers.get(email)
    if found is None or found.status is not MembershipStatus.ACTIVE or Role.RELATIONSHIP_MANAGER not in found.roles:
        faults.add(Column.MANAGER, say("There is no relationship manager with the email address {email}.", email=email))
        return None
    if found.id != world.member.id:
        faults.tried(Column.MANAGER, lambda: world.actor.require(Permission.PARTNER_APPROVE))
    return found


def _similar(world: World, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Those it may be the same as; most like it first, those that are here before rows of the file."""
    borne = marks(said)
    found = [*world.alike.of(borne).values(), *world.rows_alike.of(borne).values()]
    return sorted(found, key=lambda each: -len(each["why"]))[: likeness.MOST]


def _against(
    world: World, partner: Organisation, understood: Understood, manager: Membership | None, key: Key | None
) -> Verdict:
    """What a row changes about a partner that is here."""
    said, own = understood.said, understood.own
    told = [name for name in FIELDS if name in own]
    if "country" in own and said["country"] != partner.country:
        told = [name for name in FIELDS if name in own | {"calendar", "zone"}]
    countries = (partner.country, said["country"])
    changes = {
        name: said[name] for name in told if not likeness.is_same(name, getattr(partner, name), said[name], countries)
    }
    if changes:
        refusal = ACCOUNT.refusal(
            situations.of(ACCOUNT.subject, partner), partner.status, "correct", world.actor, world.now
        )
        for name in changes if refusal else ():
            understood.faults.add(Column(name.upper()), _not_ours(partner))
    if "manager" in own and manager is not None and partner.manager_id != manager.id:
        changes["manager"] = manager
    if key is not None:
        changes["key"] = key
    if "email" in own and partner.status in ACCOUNT_OPEN and (partner.id, said["email"]) not in world.places:
        changes["contact"] = said["email"]
    status = RowStatus.FAULTY if understood.faults.found else RowStatus.CHANGED if changes else RowStatus.SAME
    return Verdict(status, partner=partner, changes=changes)


ACCOUNT_OPEN = frozenset(source for step in ACCOUNT.steps if step.action == "correct" for source in step.source)
"""The statuses in which what the company enters counts."""


def _not_ours(partner: Organisation) -> Any:
    here = say("The portal has another value, and the partner's own information takes precedence.")
    return here.then(ACCOUNT.in_words[partner.status])


def brought(world: World, row: ImportRow, understood: Understood, partner_id: UUID | None = None) -> None:
    """A row that is new: those that follow in the file find it."""
    said = understood.said
    about = {"id": str(partner_id)} if partner_id else {"row": row.number}
    found = world.alike if partner_id else world.rows_alike
    found.add({**about, "name": said["name"], "country": said["country"]}, marks(said))
    key = key_of(said)
    if key:
        world.rows_keyed[key] = row.number
