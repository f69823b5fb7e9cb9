"""Provisioning tokens: made and ended by an organisation's administrators, shown once, and what proves to hold one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select

from auth import events, throttle
from auth.events import Visit
from auth.identify import Caller
from auth.organisations import queries
from auth.organisations.models import ProvisioningToken, ScimKey
from auth.rules import Action, Outcome
from portal import errors, ids, journal, unguessable, wording
from portal.access import Actor, Permission, Side
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.database.session import Session
from portal.partners import queries as partner_queries
from portal.partners.membership import ADMINISTRATORS
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus
from portal.sentences import say

PATH = "/scim/v2"
"""Where a directory speaks: auth.organisations.scim."""
RECORD_TYPE = "prv"
PREFIX = "entp_"
VALUE = re.compile(rf"(?i:bearer) ({PREFIX}[A-Za-z0-9_-]{{43}})")
LONGEST_NAME, MOST_TOKENS = 200, 10
METHOD = "scim"


async def make(database: Database, caller: Caller, visit: Visit, *, name: str) -> tuple[ProvisioningToken, str] | None:
    """A new token and its value, which is told here alone. None: the session is over.

    Refuses: NotAllowed, ConfirmationNeeded, Invalid, Blocked while there are too many.
    """
    actor = caller.actor
    async with database.transaction(actor.access_class) as session:
        if not await database.entered(session, caller.token_sha256, actor.version, visit.origin):
            return None
        token = await create_token(session, actor, name=name, now=visit.now)
        value = unguessable.made(PREFIX)
        async with database.transaction(AUTH) as keeping:
            await keeping.execute(insert(ScimKey).values(token_sha256=unguessable.digest(value), token_id=token.id))
    return token, value


async def create_token(session: Session, actor: Actor, *, name: str, now: datetime) -> ProvisioningToken:
    """The token's own row; without a key it opens nothing. Refuses as `make`."""
    _require(actor, now)
    wanted = say("The name must have 1 to {longest} characters.", longest=LONGEST_NAME)
    name = wording.line(name, path=("name",), wanted=wanted, longest=LONGEST_NAME)
    live = queries.provisioning_tokens().where(ProvisioningToken.ended_at.is_(None))
    if (await session.scalar(select(func.count()).select_from(live.subquery())) or 0) >= MOST_TOKENS:
        raise errors.Blocked(
            "An organisation can have at most {most} provisioning tokens. Revoke one first.", most=MOST_TOKENS
        )
    member = (await session.scalars(partner_queries.member(actor.partner_id, actor.person_id))).one()
    token = ProvisioningToken(
        partner_id=actor.partner_id, id=ids.new(), name=name, member_id=member.id, created_at=now, version=1
    )
    session.add(token)
    await session.flush()
    _tell(session, actor, "provisioning.token_made", token, now)
    await session.flush()
    return token


async def end_token(
    session: Session, actor: Actor, *, provisioning_token_id: UUID, expected_version: int, now: datetime
) -> ProvisioningToken:
    """Ends a token for good. Refuses: NotAllowed, ConfirmationNeeded, NotFound, StaleVersion, WrongStatus."""
    _require(actor, now)
    token: ProvisioningToken | None = await session.scalar(
        queries.provisioning_token(provisioning_token_id).with_for_update()
    )
    if token is None:
        raise errors.NotFound("There is no such token.", path=("input", "provisioningTokenId"))
    if token.ended_at is not None:
        raise errors.WrongStatus("This token has already been revoked.")
    if token.version != expected_version:
        raise errors.StaleVersion("Someone changed the token after you opened it. Check the latest version.")
    token.ended_at = now
    token.version += 1
    _tell(session, actor, "provisioning.token_ended", token, now)
    return token


def _require(actor: Actor, now: datetime) -> None:
    actor.require(Permission.CONNECTION_MANAGE)
    actor.require_confirmed(now=now)


def _tell(session: Session, actor: Actor, event: str, token: ProvisioningToken, now: datetime) -> None:
    journal.write(
        session, actor, event, partner_id=token.partner_id, record_type=RECORD_TYPE, record_id=token.id, now=now,
        published=False, note=token.name, changes=[],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Directory:
    """An organisation's own directory, by the token that it holds."""

    token_id: UUID
    partner_id: UUID
    side: Side
    name: str

    @property
    def actor(self) -> Actor:
        """It acts as itself, with what an administrator may do who is not there: nothing personal."""
        return Actor(
            self.token_id, self.name, self.side, self.partner_id, frozenset({ADMINISTRATORS[self.side]}),
            program=self.name, is_present=False,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody's token; ask again after so many seconds, zero: at once."""

    wait: int = 0


async def authenticate(database: Database, visit: Visit, authorization: Sequence[str]) -> Directory | Refused:
    """Whose directory asks, by the Authorization headers of its request.

    A live token is never kept waiting for others that fail from the same network, as directories in a cloud share one.
    """
    match = VALUE.fullmatch(authorization[0]) if len(authorization) == 1 else None
    async with database.transaction(AUTH) as session:
        found = await _directory(session, match[1]) if match else None
        if found is not None:
            return found
        turn = await throttle.look(session, client_id=METHOD, address=visit.address, now=visit.now)
        if turn.wait:
            if turn.is_news:
                note(session, visit, Outcome.BLOCKED, "too_many_attempts")
            return Refused(turn.wait)
        await throttle.fail(session, turn, now=visit.now)
        note(session, visit, Outcome.REFUSED, "unknown_token" if match else "no_token")
    return Refused()


async def _directory(session: Session, value: str) -> Directory | None:
    token = ProvisioningToken
    row = (
        await session.execute(
            select(token.id, token.partner_id, Organisation.side, token.name)
            .join(ScimKey, ScimKey.token_id == token.id)
            .join(Organisation, Organisation.id == token.partner_id)
            .where(
                ScimKey.token_sha256 == unguessable.digest(value),
                token.ended_at.is_(None),
                Organisation.status.not_in((AccountStatus.OFFBOARDED, AccountStatus.REJECTED)),
            )
        )
    ).one_or_none()
    return Directory(*row) if row else None


def note(session: Session, visit: Visit, outcome: Outcome, reason: str, directory: Directory | None = None) -> None:
    """One event of the door: what a directory did, or somebody tried without a token."""
    events.write(
        session, visit, Action.PROVISION, outcome, reason=reason, method=METHOD,
        partner_id=directory.partner_id if directory else None,
        connection_id=directory.token_id if directory else None,
    )  # fmt: skip
