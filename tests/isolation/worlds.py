"""Two partners' worlds, the company's, and one person of each access class to look at them."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from auth.federation.models import Connection, Domain
from auth.federation.rules import Authentication
from auth.organisations.models import DirectoryEntry, ProvisioningToken
from auth.server.models import Client, ClientAuthentication
from portal import ids
from portal.access import SYSTEM, AccessClass, Actor, Role, Side
from portal.database.base import Record
from portal.idempotency import Key
from portal.jobs import Job
from portal.journal import Entry, Placed
from portal.mail import Mail
from portal.outbox import Waiting
from portal.partners.models import (
    Membership,
    Organisation,
)
from portal.sealing import Seal, Sealed
from portal.setbacks import Kind, Setback
from tests.files import making as files
from tests.make import NOW, Make
from tests.notifications import making as telling
from tests.people import sign_in
from tests.rooms import MAKING


@dataclass(frozen=True)
class World:
    """Everything of one organisation: its own id, and those of its people."""

    id: UUID
    people: tuple[UUID, ...]


@dataclass(frozen=True)
class Worlds:
    ours: World
    """The partner whose people look, and whom the relationship manager looks after."""
    foreign: World
    company: World
    actors: dict[str, Actor]
    tokens: dict[str, bytes]
    """For each login, what opens the session of its actor: the SHA-256 of the cookie's value."""


async def fill(make: Make) -> Worlds:
    """Makes both worlds alike, with a row of every table and every secrecy in each."""
    manager = await make.member(roles={Role.RELATIONSHIP_MANAGER})
    staff = await make.member(roles={Role.LEGAL, Role.RELATIONSHIP_MANAGER})
    auditor = await make.member(roles={Role.AUDITOR})
    ours, member = await _world(make, owner=manager, manager=manager)
    foreign, _ = await _world(make, owner=staff, manager=staff)
    for number in (1, 2):
        await make.add(Seal(number=number, at=NOW, rows=1, columns={}, rows_sha256="", sha256="", mac=""))
    for person in (manager, staff, auditor):
        await make.add(_key(person))
    company = World(manager.partner_id, (manager.person_id, staff.person_id, auditor.person_id))
    actors: dict[str, Actor] = {
        AccessClass.PARTNER: await make.actor(member),
        AccessClass.MANAGER: await make.actor(manager),
        AccessClass.STAFF: await make.actor(staff),
        AccessClass.AUDITOR: await make.actor(auditor),
        AccessClass.SYSTEM: SYSTEM,
    }
    tokens = {}
    for login, actor in actors.items():
        if actor is not SYSTEM:
            tokens[login] = sha256(await sign_in(make.session, actor)).digest()
    return Worlds(ours, foreign, company, actors, tokens)


async def _world(make: Make, *, owner: Membership, manager: Membership) -> tuple[World, Membership]:
    partner = await make.partner(manager=manager)
    admin = await make.member(partner)
    member = await make.member(partner, roles={Role.PARTNER_MEMBER})
    for making in MAKING:
        await making.world(make, partner, owner, admin)
    papers = [*_entries(partner), _program(admin), _letter(admin), *_followed(partner)]
    await make.add(_key(admin), _key(member), *papers)
    await make.add(*_provider(partner), *_directory(admin), *files.world(partner, owner, admin))
    await make.add(*telling.world(partner, owner, admin))
    return World(partner.id, (admin.person_id, member.person_id)), admin


def _program(member: Membership) -> Client:
    return Client(
        partner_id=member.partner_id, client_id="the same name everywhere", name="Stock", member_id=member.id,
        authentication=ClientAuthentication.NONE, redirect_uris=[], post_logout_redirect_uris=[], grant_types=[],
        scopes=[], created_at=NOW,
    )  # fmt: skip


def _followed(partner: Organisation) -> list[Record]:
    """A reaction, a job, a record that the clock could not move, a row's place, and what it said when sealed."""
    place = {"partner_id": partner.id, "record_id": partner.id, "position": 1}
    return [
        Waiting(**place, name="something follows", entry_id=ids.new()),
        Job(partner_id=partner.id, name="something is done", key="the same", given={}, created_at=NOW, due_at=NOW),
        Setback(
            **place, kind=Kind.CLOCK, record_type="org", step="lapse", since=NOW, tries=1, retry_at=NOW, fault="No."
        ),
        Placed(partner_id=partner.id, id=ids.new(), placed_at=NOW, side=Side.HOST, is_published=True),
        Sealed(
            partner_id=partner.id, table_name="signature", row_id=ids.new(), seal=1, sha256="",
            written_by="portal_staff",
        ),
    ]  # fmt: skip


def _letter(member: Membership) -> Mail:
    return Mail(partner_id=member.partner_id, to=member.email, subject="News", text="Read.", created_at=NOW)


def _provider(partner: Organisation) -> tuple[Connection, Domain]:
    made = Connection(
        partner_id=partner.id, id=ids.new(), name="Directory", issuer="https://the.same.example", client_id="entente",
        authentication=Authentication.NONE, scopes=["openid"], acr_values=[], strong_values=[], default_roles=[],
        created_at=NOW,
    )  # fmt: skip
    return made, Domain(
        partner_id=partner.id, domain="the.same.example", connection_id=made.id, token="", created_at=NOW
    )


def _directory(member: Membership) -> list[Record]:
    place = {"partner_id": member.partner_id}
    return [
        ProvisioningToken(**place, id=ids.new(), name="Directory", member_id=member.id, created_at=NOW, version=1),
        DirectoryEntry(**place, id=member.id, external_id="the same name everywhere", edition=1),
    ]


def _key(member: Membership) -> Key:
    return Key(person_id=member.person_id, key="the same key everywhere", input_sha256="0" * 64, used_at=NOW)


def _entries(partner: Organisation) -> list[Entry]:
    told = ((Side.HOST, True), (Side.HOST, False), (Side.PARTNER, False))
    return [
        Entry(
            partner_id=partner.id, id=ids.new(), record_type="con", record_id=partner.id, event="told", at=NOW,
            by_id=ids.new(), by_name="Robin", side=side, is_system=False, is_published=published, note="", changes=[],
        )
        for side, published in told
    ]  # fmt: skip
