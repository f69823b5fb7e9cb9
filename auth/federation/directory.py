"""Whom the organisation's directory entered before they came: known by the directory's own name for them alone.

The directory says `externalId` of somebody, over a token of the organisation's own; the organisation's provider says
`sub`, or `oid` as Entra does, which nobody chooses for themselves. Where the two are equal they are one person. An
e-mail address, a user name or a name for display is never compared: people and help desks change those.
"""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from auth.federation.flow import Arrived
from auth.federation.models import Connection, Identity
from auth.federation.rules import Failed, Kind
from auth.login.models import Passkey
from auth.models import Password
from auth.organisations import places
from auth.organisations.models import DirectoryEntry
from portal.partners.membership import LIVING
from portal.partners.models import Membership, Person

NAMES = ("sub", "oid")


async def entered_as(transaction: AsyncSession, arrived: Arrived) -> Membership | None:
    """The one place of the organisation that its directory entered under a name which the provider says.

    As portal_auth. None unless nobody came in as this person before, they have nothing of their own to prove who they
    are, and hold no role that a directory may not give: a provisioning token that leaks makes nobody an administrator.
    """
    claims, connection = arrived.vouched.claims, arrived.connection
    said = {str(claims[name]) for name in NAMES if isinstance(claims.get(name), str) and claims[name]}
    named = (
        select(Membership)
        .join(
            DirectoryEntry,
            (DirectoryEntry.partner_id == Membership.partner_id) & (DirectoryEntry.id == Membership.id),
        )
        .where(
            Membership.partner_id == connection.partner_id, Membership.status.in_(LIVING),
            DirectoryEntry.external_id.in_(said),
        )
        .limit(2)
    )  # fmt: skip
    found = (await transaction.scalars(named)).all()
    if (
        len(found) != 1
        or found[0].person_id is None
        or not found[0].roles <= places.given_by_directories(found[0].side)
    ):
        return None
    return None if await _proves_otherwise(transaction, connection, found[0]) else found[0]


async def _proves_otherwise(transaction: AsyncSession, connection: Connection, member: Membership) -> bool:
    """Whether the person has a password or a passkey, or comes through this provider under another name."""
    person_id = member.person_id
    has = (
        exists().where(Password.person_id == person_id)
        | exists().where(Passkey.person_id == person_id)
        | exists().where(Identity.person_id == person_id, Identity.connection_id == connection.id)
    )
    return bool(await transaction.scalar(select(has)))


async def stranger(transaction: AsyncSession, connection: Connection, there: Person) -> Failed:
    """Why somebody with the e-mail address of somebody here is not let in as that one."""
    entered = exists().where(
        Membership.partner_id == connection.partner_id, Membership.person_id == there.id,
        Membership.status.in_(LIVING), DirectoryEntry.partner_id == Membership.partner_id,
        DirectoryEntry.id == Membership.id, ~exists().where(Password.person_id == there.id),
        ~exists().where(Passkey.person_id == there.id), ~exists().where(Identity.person_id == there.id),
    )  # fmt: skip
    if await transaction.scalar(select(entered)):
        return Failed("entered_under_another_name", Kind.UNNAMED)
    return Failed("account_exists", Kind.ACCOUNT_EXISTS)
