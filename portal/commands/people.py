"""python -m portal company, and people create: those with whom everything begins."""

from portal import clock, founding
from portal.access import Role
from portal.commands.databases import with_database


def create_company(*, name: str, country: str, calendar: str, zone: str) -> None:
    """Enters the company that runs the portal."""
    with_database(
        lambda found: founding.company(found, name=name, country=country, calendar=calendar, zone=zone, now=clock.now())
    )
    print(
        f"{name} was added. Add its people: python -m portal people create EMAIL --name … --of {name!r} --roles LE CS"
    )


def create_person(*, email: str, name: str, of: str, roles: list[str]) -> None:
    """Gives somebody a place in an organisation and prints their first password."""
    held = [Role(role) for role in roles]
    password = with_database(
        lambda found: founding.person(found, email=email, name=name, organisation=of, roles=held, now=clock.now())
    )
    print(f"{email} can sign in with the password {password}")
