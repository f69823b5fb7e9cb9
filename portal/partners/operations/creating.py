"""A new partner, entered by the company's people."""

from collections.abc import Iterable
from datetime import datetime

from portal import calendars, errors, journal, wording
from portal.access import Actor, Permission, Role, Side
from portal.database.session import Session
from portal.partners import queries
from portal.partners.models import Organisation
from portal.partners.rules import Kind
from portal.sentences import say

LONGEST_NAME = 200


async def create(
    session: Session, actor: Actor, *, name: str, kinds: Iterable[Kind], country: str, calendar: str, zone: str,
    now: datetime,
) -> Organisation:  # fmt: skip
    """Enters a prospect; a relationship manager who does it looks after it. Refuses: NotAllowed, Invalid."""
    actor.require(Permission.PARTNER_CREATE)
    company = (await session.scalars(queries.company())).one()
    manager = await session.scalar(queries.member(actor.partner_id, actor.person_id))
    manages = manager is not None and Role.RELATIONSHIP_MANAGER in actor.roles
    partner = Organisation(
        side=Side.PARTNER,
        kinds=frozenset(kinds),
        **named(name=name, country=country, calendar=calendar, zone=zone),
        company_id=company.id,
        manager_id=manager.id if manages and manager else None,
        created_at=now,
        updated_at=now,
    )
    session.add(partner)
    await session.flush()
    journal.write(
        session, actor, "partner.created", partner_id=partner.id, record_type=Organisation.PREFIX, record_id=partner.id,
        now=now, published=False, changes=journal.difference({}, {"name": partner.name, "status": partner.status}),
    )  # fmt: skip
    return partner


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


def country_code(code: str) -> str:
    """The code, if it has the form of ISO 3166-1 alpha-2. Refuses: Invalid."""
    if len(code) != 2 or not code.isascii() or not code.isupper():  # noqa: PLR2004 - ISO 3166-1 alpha-2
        raise errors.Invalid("The country must be a two-letter code such as DE.", path=("input", "country"))
    return code
