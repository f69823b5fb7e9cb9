"""What an organisation's administrators do with their identity provider."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from auth.federation import queries
from auth.federation.models import Connection
from auth.federation.rules import Algorithm, Authentication
from portal import errors, ids, journal
from portal.access import Actor, Permission, Role, Side
from portal.database import clashes
from portal.database.session import Session
from portal.partners import membership
from portal.settings import is_loopback

RECORD_TYPE = "idp"
LONGEST_NAME, LONGEST_ISSUER, MOST_VALUES, LONGEST_AGE = 200, 500, 20, 86_400
SCOPES = ("openid", "email", "profile")
SETTINGS = (
    "name", "authentication", "id_token_alg", "scopes", "acr_values", "strong_values", "enforces_second_factor",
    "max_age", "default_roles", "disabled_at",
)  # fmt: skip


def allowed(actor: Actor, now: datetime) -> None:
    """Refuses who may not set up providers and domains, or did not confirm just now."""
    actor.require(Permission.CONNECTION_MANAGE)
    actor.require_confirmed(now=now)


async def create_connection(
    session: Session, actor: Actor, *, name: str, issuer: str, client_id: str, authentication: Authentication,
    now: datetime, id_token_alg: Algorithm = Algorithm.RS256, scopes: Iterable[str] = SCOPES,
    acr_values: Iterable[str] = (), strong_values: Iterable[str] = (), max_age: int | None = None,
    default_roles: Iterable[Role] = (), enforces_second_factor: bool = False,
) -> Connection:  # fmt: skip
    """Enters a provider of the actor's own organisation. Its secret is set apart, never through here.

    Refuses: NotAllowed, ConfirmationNeeded, Invalid.
    """
    allowed(actor, now)
    made = Connection(
        partner_id=actor.partner_id, id=ids.new(), issuer=checked_issuer(issuer),
        client_id=_word(client_id, "clientId", LONGEST_NAME), created_at=now,
    )  # fmt: skip
    settle(
        made, actor.side, name=name, authentication=authentication, id_token_alg=id_token_alg, scopes=scopes,
        acr_values=acr_values, strong_values=strong_values, max_age=max_age, default_roles=default_roles,
        enforces_second_factor=enforces_second_factor,
    )  # fmt: skip
    _check_given(actor, before=frozenset(), after=made.default_roles)
    await _refuse_twice(session, made)
    session.add(made)
    await session.flush()
    told: dict[str, object] = {"name": made.name, "issuer": made.issuer, "client_id": made.client_id}
    _note(session, actor, made, "connection.created", now, journal.difference({}, told))
    return made


async def change_connection(
    session: Session, actor: Actor, *, provider_id: UUID, expected_version: int, name: str,
    authentication: Authentication, now: datetime, id_token_alg: Algorithm = Algorithm.RS256,
    scopes: Iterable[str] = SCOPES, acr_values: Iterable[str] = (), strong_values: Iterable[str] = (),
    max_age: int | None = None, default_roles: Iterable[Role] = (), enforces_second_factor: bool = False,
) -> Connection:  # fmt: skip
    """Gives it other settings; what is left out is as for a new one. The issuer and the client id stay for ever.

    Refuses: NotFound, NotAllowed, ConfirmationNeeded, StaleVersion, Invalid.
    """
    found = await opened(session, actor, provider_id=provider_id, expected_version=expected_version, now=now)
    before, given = _settings(found), found.default_roles
    settle(
        found, actor.side, name=name, authentication=authentication, id_token_alg=id_token_alg, scopes=scopes,
        acr_values=acr_values, strong_values=strong_values, max_age=max_age, default_roles=default_roles,
        enforces_second_factor=enforces_second_factor,
    )  # fmt: skip
    _check_given(actor, before=given, after=found.default_roles)
    return await _changed(session, actor, found, before, "connection.changed", now)


def _check_given(actor: Actor, *, before: frozenset[Role], after: frozenset[Role]) -> None:
    """Newcomers get no role that the actor could not give them by an invitation. Refuses: NotAllowed."""
    if after - before - (membership.grantable(actor, actor.side) - {membership.SIGNATORIES[actor.side]}):
        raise errors.NotAllowed(
            "You cannot give new people a role you do not have, or a signatory role.",
            path=("input", "defaultRoles"),
        )


async def disable_connection(
    session: Session, actor: Actor, *, provider_id: UUID, expected_version: int, now: datetime
) -> Connection:
    """Nobody comes in through it any more, and whoever did is out. Refuses as change_connection does."""
    found = await opened(session, actor, provider_id=provider_id, expected_version=expected_version, now=now)
    before = _settings(found)
    found.disabled_at = found.disabled_at or now
    return await _changed(session, actor, found, before, "connection.disabled", now)


async def enable_connection(
    session: Session, actor: Actor, *, provider_id: UUID, expected_version: int, now: datetime
) -> Connection:
    """Takes it into use again. Refuses as change_connection does."""
    found = await opened(session, actor, provider_id=provider_id, expected_version=expected_version, now=now)
    before = _settings(found)
    found.disabled_at = None
    return await _changed(session, actor, found, before, "connection.enabled", now)


async def opened(
    session: Session, actor: Actor, *, provider_id: UUID, now: datetime, expected_version: int | None = None
) -> Connection:
    """The organisation's own connection, locked, for somebody who may change it."""
    allowed(actor, now)
    found: Connection | None = await session.scalar(queries.connection(provider_id).with_for_update())
    if found is None:
        raise errors.NotFound("There is no identity provider with this ID.", path=("input", "providerId"))
    if expected_version is not None and found.version != expected_version:
        raise errors.StaleVersion(
            "This changed after you opened it: you have version {expected}, the current version is {current}.",
            expected=expected_version,
            current=found.version,
            path=("input", "expectedVersion"),
        )
    return found


async def note_secret(session: Session, actor: Actor, *, provider_id: UUID, now: datetime) -> Connection:
    """Notes that the secret or key was set, which the sign-in keeps elsewhere. Refuses: NotFound, NotAllowed."""
    found = await opened(session, actor, provider_id=provider_id, now=now)
    _note(session, actor, found, "connection.secret_set", now, [])
    return found


def _settings(connection: Connection) -> dict[str, object]:
    return {name: getattr(connection, name) for name in SETTINGS}


def settle(
    connection: Connection, side: Side, *, name: str, authentication: Authentication, id_token_alg: Algorithm,
    scopes: Iterable[str], acr_values: Iterable[str], strong_values: Iterable[str], max_age: int | None,
    default_roles: Iterable[Role], enforces_second_factor: bool,
) -> None:  # fmt: skip
    """Gives a connection its settings. Refuses: Invalid."""
    if max_age is not None and not 0 <= max_age <= LONGEST_AGE:
        raise errors.Invalid("The age must be 0 to {longest} seconds.", longest=LONGEST_AGE, path=("input", "maxAge"))
    roles = frozenset(default_roles)
    if any(role.side is not side or role is Role.SYSTEM for role in roles):
        raise errors.Invalid("Choose roles of your own side.", path=("input", "defaultRoles"))
    connection.name = _word(name, "name", LONGEST_NAME, spaces=True)
    connection.authentication = authentication
    connection.id_token_alg = id_token_alg
    connection.scopes = _words(["openid", *scopes], "scopes")
    connection.acr_values = _words(acr_values, "acrValues")
    connection.strong_values = _words(strong_values, "strongValues")
    connection.enforces_second_factor = enforces_second_factor
    connection.max_age = max_age
    connection.default_roles = roles


async def _changed(
    session: Session, actor: Actor, connection: Connection, before: dict[str, object], event: str, now: datetime
) -> Connection:
    changes = journal.difference(before, _settings(connection))
    if changes:
        connection.version += 1
        await session.flush()
        _note(session, actor, connection, event, now, changes)
    return connection


def _note(
    session: Session, actor: Actor, record: Connection, event: str, now: datetime, changes: list[journal.Change],
) -> None:  # fmt: skip
    journal.write(
        session, actor, event, partner_id=record.partner_id, record_type=RECORD_TYPE, record_id=record.id, now=now,
        changes=changes, published=False,
    )  # fmt: skip


async def _refuse_twice(session: Session, made: Connection) -> None:
    same = queries.connections().where(Connection.issuer == made.issuer, Connection.client_id == made.client_id)
    if await session.scalar(same) is not None:
        raise errors.Invalid.because(clashes.PROVIDER_LISTED, path=("input", "issuer"))


def checked_issuer(issuer: str) -> str:
    """The issuer as its provider writes it. Refuses: Invalid unless https (http on this machine alone)."""
    wrong = errors.Invalid(
        "The issuer must be the https URL that your provider states, without query or fragment.",
        path=("input", "issuer"),
    )
    text = issuer.strip()
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    plain = text.isascii() and text.isprintable() and not set(text) & set(" \\\"'<>?#@") and len(text) <= LONGEST_ISSUER
    if not plain or not host or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))):
        raise wrong
    return text


def _word(text: str, field: str, longest: int, *, spaces: bool = False) -> str:
    word = text.strip()
    if not 0 < len(word) <= longest or not word.isprintable() or (" " in word and not spaces):
        raise errors.Invalid("Enter 1 to {longest} characters.", longest=longest, path=("input", field))
    return word


def _words(values: Iterable[str], field: str) -> list[str]:
    listed = list(dict.fromkeys(_word(value, field, LONGEST_NAME) for value in values))
    if len(listed) > MOST_VALUES:
        raise errors.Invalid("Enter at most {most} values.", most=MOST_VALUES, path=("input", field))
    return listed
