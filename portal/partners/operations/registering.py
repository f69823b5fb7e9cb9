"""An organisation that comes by itself: entered, with its first administrator, once the address is proved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal import errors, ids
from portal.access import Actor, Role, Side
from portal.database.session import Session
from portal.partners import naming, queries
from portal.partners.membership import IDLE
from portal.partners.models import Membership, Organisation, Person
from portal.partners.operations.account import begun
from portal.partners.operations.creating import named
from portal.partners.operations.place import made
from portal.partners.public_mail import business_email_given
from portal.partners.rules import AccountStatus, Kind, MembershipStatus
from portal.wording import name_given


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What somebody says of their organisation and themselves, consent among it."""

    organisation: str
    kinds: frozenset[Kind]
    country: str
    calendar: str
    zone: str
    name: str
    email: str

    @classmethod
    def checked(
        cls, *, organisation: str, kinds: Iterable[str], country: str, calendar: str, zone: str, name: str, email: str,
        consent: bool,
    ) -> "Application":  # fmt: skip
        """Refuses: Invalid, with the path of the field."""
        chosen, faults = frozenset(kinds), errors.Faults()
        place = named(
            name=organisation, country=country, calendar=calendar, zone=zone, field="organisation", faults=faults
        )
        with faults:
            if not chosen or not chosen <= set(Kind):
                raise errors.Invalid("Choose what kind of partner your organisation is.", path=("input", "kinds"))
        with faults:
            person = name_given(name)
        with faults:
            address = business_email_given(email)
        with faults:
            if not consent:
                raise errors.Invalid("Agree to the use of the application's information.", path=("input", "consent"))
        faults.refuse()
        return cls(
            organisation=place.pop("name"), kinds=frozenset(map(Kind, chosen)), name=person, email=address, **place
        )


async def register(
    session: Session, application: Application, *, now: datetime, person_id: UUID | None = None
) -> Membership:
    """Enters the organisation as an applicant and the person as its administrator, as portal_system.

    The address has been proved by a mailed link. `person_id` is whoever proved to be the person of that address;
    None for somebody new. Refuses: NotAllowed if the address has an account that nobody proved to own, Invalid for
    the name of an organisation that is here.
    """
    company: Organisation = (await session.scalars(queries.company())).one()
    person: Person | None = await session.scalar(queries.person_of(application.email))
    if (person.id if person else None) != person_id:
        raise errors.NotAllowed("This address already has an account. Sign in with it to continue.")
    await naming.refuse_taken(session, application.organisation)
    partner = Organisation(
        id=ids.new(), side=Side.PARTNER, name=application.organisation, kinds=application.kinds,
        country=application.country, calendar=application.calendar, zone=application.zone, version=1,
        status=AccountStatus.PROSPECT, company_id=company.id, created_at=now, updated_at=now,
        consented_at=now,
    )  # fmt: skip
    session.add(partner)
    if person is None:
        person = Person(id=ids.new(), name=application.name, email=application.email, zone=partner.zone)
        session.add(person)
    await session.flush()
    member = Membership(
        partner_id=partner.id, id=ids.new(), person_id=person.id, side=Side.PARTNER, name=person.name,
        email=person.email, roles=frozenset({Role.PARTNER_ADMIN}), status=MembershipStatus.ACTIVE, version=1,
        created_at=now, updated_at=now, due_at=now + IDLE,
    )  # fmt: skip
    session.add(member)
    await session.flush()
    actor = Actor(person.id, person.name, Side.PARTNER, partner.id, member.roles)
    made(session, actor, "member.joined", member, now=now)
    begun(session, actor, partner, company, now=now).take_account_step("apply")
    await session.flush()
    return member
