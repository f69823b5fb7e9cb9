"""The library's storage over an organisation's places: every row found here is the token's own organisation's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from scim2_models import (
    ForbiddenException,
    InvalidValueException,
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
    UniquenessException,
)
from scim2_server.storage import AsyncScimStorage, SearchPage
from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from auth.organisations import places, scim_filters, scim_schema
from auth.organisations.models import DirectoryEntry
from auth.organisations.scim_schema import User
from portal import errors
from portal.access import Actor
from portal.journal import Entry
from portal.partners.membership import LIVING
from portal.partners.models import Membership
from portal.partners.rules import MembershipStatus

LONGEST = 200
NO_SUCH_USER = "There is no such user."


@dataclass
class Places(AsyncScimStorage):
    """One request's storage, inside its transaction as portal_system."""

    session: AsyncSession
    actor: Actor
    now: datetime

    def operation(self) -> Any:
        """What the portal refuses becomes the protocol's refusal."""
        return refusing()

    def _found(self) -> Select[*tuple[Any, ...]]:
        """Everybody the directory may see, with what it said of them and when they last changed."""
        changed = select(func.max(Entry.at)).where(
            Entry.partner_id == Membership.partner_id, Entry.record_id == Membership.id
        )
        on = (DirectoryEntry.partner_id == Membership.partner_id) & (DirectoryEntry.id == Membership.id)
        return (
            select(Membership, DirectoryEntry, func.coalesce(changed.scalar_subquery(), Membership.created_at))
            .join(DirectoryEntry, on, isouter=True)
            .where(Membership.partner_id == self.actor.partner_id, Membership.status.in_(LIVING))
        )

    async def get(
        self, resource_type: ResourceType, resource_id: str, *,  # noqa: ARG002 - there is one type
        response_parameters: ResponseParameters[Any] | None = None,  # noqa: ARG002 - rows are small
    ) -> Resource[Any]:  # fmt: skip
        return _resource(*await self._row(resource_id))

    async def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *,  # noqa: ARG002
        position: Any = None,  # noqa: ARG002 - pages go by index
    ) -> SearchPage:  # fmt: skip
        found = self._found()
        if search_request.filter is not None:
            found = found.where(scim_filters.condition(search_request.filter.ast))
        total = await self.session.scalar(select(func.count()).select_from(found.subquery())) or 0
        start, count = search_request.start_index_0 or 0, search_request.count
        if start >= total or count == 0:
            return SearchPage(total, [])
        page = found.order_by(Membership.created_at, Membership.id).offset(start).limit(count)
        return SearchPage(total, [_resource(*row) for row in await self.session.execute(page)])

    async def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:  # noqa: ARG002
        user = _user(resource)
        member = await places.create(
            self.session, self.actor, email=user.user_name or "", name=_shown(user), title=user.title or "",
            roles=_roles(user), active=user.active is not False, now=self.now,
        )  # fmt: skip
        entry = DirectoryEntry(partner_id=member.partner_id, id=member.id, edition=1)
        _note(entry, user)
        self.session.add(entry)
        await self.session.flush()
        return _resource(member, entry, self.now)

    async def update(
        self,
        resource_type: ResourceType,  # noqa: ARG002
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        user = _user(resource)
        member, entry, _ = await self._row(resource.id, lock=True)
        _expect(member, entry, expected_version)
        if entry is None:
            entry = DirectoryEntry(partner_id=member.partner_id, id=member.id, edition=0)
            self.session.add(entry)
        _note(entry, user)
        entry.edition += 1
        await places.change(
            self.session, self.actor, member, name=_shown(user), title=user.title or "", roles=_roles(user),
            active=user.active, now=self.now,
        )  # fmt: skip
        await self.session.flush()
        return _resource(member, entry, self.now)

    async def delete(
        self,
        resource_type: ResourceType,  # noqa: ARG002
        resource_id: str,
        *,
        expected_version: str | None = None,
    ) -> None:
        member, entry, _ = await self._row(resource_id, lock=True)
        _expect(member, entry, expected_version)
        await places.remove(self.session, self.actor, member, now=self.now)

    async def _row(
        self, resource_id: str | None, *, lock: bool = False
    ) -> tuple[Membership, DirectoryEntry | None, datetime]:
        try:
            wanted = UUID(resource_id)
        except (ValueError, TypeError):
            raise NotFoundException(detail=NO_SUCH_USER) from None
        found = self._found().where(Membership.id == wanted)
        if lock:
            found = found.with_for_update(of=Membership)
        row = (await self.session.execute(found, execution_options={"populate_existing": True})).one_or_none()
        if row is None or str(wanted) != resource_id:
            raise NotFoundException(detail=NO_SUCH_USER)
        return row[0], row[1], row[2]


@asynccontextmanager
async def refusing() -> AsyncIterator[None]:
    """Turns the portal's refusals, and a race that a unique key ended, into the protocol's."""
    try:
        yield
    except (places.Taken, IntegrityError) as taken:
        raise UniquenessException(detail="This userName is already taken.") from taken
    except errors.NotFound as refused:
        raise NotFoundException(detail=refused.message) from refused
    except errors.Invalid as refused:
        raise InvalidValueException(detail=refused.message) from refused
    except errors.Refused as refused:
        raise ForbiddenException(detail=refused.message) from refused


def _user(resource: Resource[Any]) -> User:
    """The resource as ours, with texts that a row can hold."""
    if not isinstance(resource, User):
        raise TypeError(f"{type(resource).__name__} is no user")
    name = resource.name or scim_schema.Name()
    for text in (resource.external_id, resource.display_name, name.given_name, name.family_name):
        if text is not None and (len(text) > LONGEST or not text.isprintable()):
            raise InvalidValueException(detail=f"A text can have at most {LONGEST} characters, all of them printable.")
    return resource


def _shown(user: User) -> str:
    """The name that people read: the directory's own, else its parts, else what stands before the @."""
    name = user.name or scim_schema.Name()
    parts = " ".join(part for part in (name.given_name, name.family_name) if part and part.strip())
    shown = user.display_name if user.display_name and user.display_name.strip() else parts
    return shown[:LONGEST] or (user.user_name or "").partition("@")[0]


def _roles(user: User) -> list[str] | None:
    return None if user.roles is None else [role.value or "" for role in user.roles]


def _note(entry: DirectoryEntry, user: User) -> None:
    name = user.name or scim_schema.Name()
    entry.external_id, entry.display_name = user.external_id, user.display_name
    entry.given_name, entry.family_name = name.given_name, name.family_name


def _expect(member: Membership, entry: DirectoryEntry | None, version: str | None) -> None:
    if version is not None and version != _version(member, entry):
        raise PreconditionFailedException(detail="Someone changed this user in the meantime. Read it again.")


def _version(member: Membership, entry: DirectoryEntry | None) -> str:
    return f'W/"{member.version}.{entry.edition if entry else 0}"'


def _resource(member: Membership, entry: DirectoryEntry | None, changed_at: datetime) -> User:
    given, family = (entry.given_name, entry.family_name) if entry else (None, None)
    return User(
        id=str(member.id),
        external_id=entry.external_id if entry else None,
        user_name=member.email,
        display_name=entry.display_name if entry else member.name,
        name=scim_schema.Name(given_name=given, family_name=family) if given or family else None,
        title=member.title or None,
        active=member.status is MembershipStatus.ACTIVE,
        roles=[scim_schema.Role(value=role.name) for role in sorted(member.roles, key=lambda role: role.name)],
        meta=Meta(
            resource_type="User", created=member.created_at, last_modified=changed_at,
            version=_version(member, entry),
        ),
    )  # fmt: skip
