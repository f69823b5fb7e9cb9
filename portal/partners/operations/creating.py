"""A new partner, entered by the company's people, and what they correct of it until it applies."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from portal import calendars, errors, ids, journal, wording
from portal.access import Actor, Permission, Role, Side
from portal.database.session import Session
from portal.partners import numbers, queries
from portal.partners.models import Membership, Organisation
from portal.partners.operations.account import OpenAccount, opened
from portal.partners.rules import ACCOUNT, AccountStatus, Kind
from portal.sentences import say

LONGEST_NAME = 200
NOTHING: Mapping[str, object] = MappingProxyType({})


async def create(
    session: Session, actor: Actor, *, name: str, kinds: Iterable[Kind], country: str, calendar: str, zone: str,
    now: datetime, register_number: str = "", vat_number: str = "", lei: str = "",
) -> Organisation:  # fmt: skip
    """Enters a prospect; a relationship manager who does it looks after it. Refuses: NotAllowed, Invalid."""
    actor.require(Permission.PARTNER_CREATE)
    company = (await session.scalars(queries.company())).one()
    manager = await session.scalar(queries.member(actor.partner_id, actor.person_id))
    said = described(
        name=name, country=country, calendar=calendar, zone=zone, register_number=register_number,
        vat_number=vat_number, lei=lei,
    )  # fmt: skip
    manages = manager is not None and Role.RELATIONSHIP_MANAGER in actor.roles
    partner = prospect(session, company, kinds=frozenset(kinds), manager=manager if manages else None, now=now, **said)
    await session.flush()  # a relationship manager may tell of it once it is theirs
    told_of(session, actor, partner, now=now)
    return partner


def prospect(
    session: Session, company: Organisation, *, kinds: frozenset[Kind], manager: Membership | None, now: datetime,
    **said: Any,
) -> Organisation:  # fmt: skip
    """A new one; `said` is checked, see `described`."""
    partner = Organisation(
        id=ids.new(), side=Side.PARTNER, kinds=kinds, company_id=company.id, version=1,
        manager_id=manager.id if manager else None, created_at=now, updated_at=now, **said,
    )  # fmt: skip
    session.add(partner)
    return partner


def told_of(
    session: Session, actor: Actor, partner: Organisation, *, now: datetime, told: Mapping[str, object] = NOTHING
) -> None:  # fmt: skip
    """The journal's row of a new prospect, which also tells `told`."""
    brought = {"name": partner.name, "status": AccountStatus.PROSPECT, **told}
    journal.write(
        session, actor, "partner.created", partner_id=partner.id, record_type=Organisation.PREFIX, record_id=partner.id,
        now=now, published=False, changes=journal.difference({}, brought),
    )  # fmt: skip


async def correct(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, name: str, kinds: Iterable[Kind],
    country: str, calendar: str, zone: str, now: datetime, register_number: str = "", vat_number: str = "",
    lei: str = "",
) -> Organisation:  # fmt: skip
    """Says anew what the company entered of a partner that has not applied. Refuses also Invalid."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    said = described(
        name=name, country=country, calendar=calendar, zone=zone, register_number=register_number,
        vat_number=vat_number, lei=lei,
    )  # fmt: skip
    corrected(case, kinds=frozenset(kinds), **said)
    return case.partner


def corrected(case: OpenAccount, *, note: str = "", **said: Any) -> None:
    """The step, if the table allows it; `said` is checked. Nobody but the company is told."""
    with case.step(ACCOUNT, "correct", note=note, published=False):
        for column, value in said.items():
            setattr(case.partner, column, value)


def described(
    *, name: str, country: str, calendar: str, zone: str, register_number: str = "", vat_number: str = "",
    lei: str = "", faults: errors.Faults | None = None,
) -> dict[str, Any]:  # fmt: skip
    """All that is said of a partner, checked, by column. Refuses: Invalid.

    With `faults` what is wrong is kept there.
    """
    kept = faults or errors.Faults()
    found: dict[str, Any] = {**named(name=name, country=country, calendar=calendar, zone=zone, faults=kept)}
    for column, typed, checked in (
        ("register_number", register_number, partial(numbers.register_number_given, country=country)),
        ("vat_number", vat_number, partial(numbers.vat_number_given, country=country)),
        ("lei", lei, numbers.lei_given),
    ):
        with kept:
            found[column] = checked(typed) if typed.strip() else None
    if faults is None:
        kept.refuse()
    return found


def named(
    *, name: str, country: str, calendar: str, zone: str, field: str = "name", faults: errors.Faults | None = None
) -> dict[str, str]:
    """What every organisation has, checked, by column; `field` is where its name was typed. Refuses: Invalid.

    With `faults` what is wrong is kept there.
    """
    found, kept = dict[str, str](), faults or errors.Faults()
    with kept:
        found["name"] = legal_name(name, field)
    with kept:
        found["country"] = country_code(country)
    with kept:
        found["calendar"] = calendars.validate(calendar, path=("input", "calendar"))
    with kept:
        found["zone"] = calendars.validate_zone(zone, path=("input", "zone"))
    if faults is None:
        kept.refuse()
    return found


def legal_name(name: str, field: str = "name") -> str:
    """The name without spaces around it. Refuses: Invalid."""
    wanted = say("The name must have 1 to {longest} characters.", longest=LONGEST_NAME)
    return wording.line(name, path=("input", field), wanted=wanted, longest=LONGEST_NAME)


def country_code(code: str, field: str = "country") -> str:
    """The code, if it is one of ISO 3166-1 alpha-2. Refuses: Invalid."""
    if code not in calendars.COUNTRIES:
        raise errors.Invalid("The country must be a two-letter code such as DE.", path=("input", field))
    return code
