"""What people change of themselves: the language they read and the time zone they live in."""

from datetime import datetime

from portal import calendars, errors
from portal.access import AccessClass, Actor, Permission
from portal.database.session import Session
from portal.partners import queries
from portal.partners.models import Person
from portal.wording import language_given


async def change_profile(
    session: Session,
    actor: Actor,
    *,
    now: datetime,  # noqa: ARG001
    language: str | None = None,
    zone: str | None = None,
) -> Person:
    """The actor's own language and zone, in every organisation they act for; None: as before.

    What changes leaves an event at the door. Refuses: Invalid, NotAllowed for programs and auditors.
    """
    actor.require(Permission.OWN_ACCESS)
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors can read everything and change nothing.")
    person: Person = (await session.scalars(queries.person(actor.person_id).with_for_update())).one()
    if language is not None:
        person.language = language_given(language)
    if zone is not None:
        person.zone = calendars.validate_zone(zone, path=("input", "zone"))
    return person
