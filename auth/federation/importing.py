"""Connections from a file: what `python -m portal connections import` enters, for whoever has the machine."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from auth.events import Visit
from auth.federation import administration, claiming, domains, operations
from auth.federation.models import Connection, Domain
from auth.federation.rules import Algorithm, Authentication
from portal import errors, ids, journal
from portal.access import SYSTEM, AccessClass, Role
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners import naming
from portal.partners.models import Organisation

MEMBERS = {
    "organisation": str, "name": str, "issuer": str, "client_id": str, "authentication": str, "client_secret": str,
    "jwk": dict, "id_token_alg": str, "scopes": list, "acr_values": list, "strong_values": list, "max_age": int,
    "default_roles": list, "domains": list, "enforces_second_factor": bool,
}  # fmt: skip
NEEDED = ("organisation", "issuer", "client_id", "authentication")

Json = dict[str, Any]


def read(file: Path) -> list[Json]:
    """The file's objects, each with members we know, of the right kind. Refuses: Invalid, with the place."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as fault:
        raise errors.Invalid("{file} is not valid JSON: {fault}.", file=file.name, fault=str(fault)) from fault
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise errors.Invalid("{file} must be a list of objects.", file=file.name)
    for number, item in enumerate(found, 1):
        _check(item, f"Connection {number} of {file.name}")
    return found


def _check(item: Json, where: str) -> None:
    if missing := [name for name in NEEDED if not item.get(name)]:
        raise errors.Invalid("{where} has no {missing}.", where=where, missing=", ".join(missing))
    if unknown := sorted(item.keys() - MEMBERS.keys()):
        raise errors.Invalid("{where} has unknown fields: {unknown}.", where=where, unknown=", ".join(unknown))
    wrong = [name for name, value in item.items() if not _is_of(value, MEMBERS[name])]
    if wrong:
        raise errors.Invalid("{where} has values of the wrong type: {wrong}.", where=where, wrong=", ".join(wrong))
    authentication = _word(Authentication, item["authentication"].upper(), f"{where}, authentication")
    if authentication.needs_secret != ("client_secret" in item):
        raise errors.Invalid(
            "{where}: give client_secret only for client_secret_basic and client_secret_post.", where=where
        )
    if "jwk" in item and authentication is not Authentication.PRIVATE_KEY_JWT:
        raise errors.Invalid("{where}: give jwk only for private_key_jwt.", where=where)


def _is_of(value: object, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(each, str | dict) for each in value)
    return isinstance(value, kind) and isinstance(value, bool) == (kind is bool)


def _word(kind: Any, value: str, where: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(str(word.value) for word in kind)
        raise errors.Invalid("{where}: {value} is not one of {known}.", where=where, value=value, known=known) from None


async def enter(database: Database, secret: bytes, item: Json, *, now: datetime) -> tuple[Connection, bool]:
    """Enters one connection with its domains and secret, or gives a known one these settings; whether it is new.

    Refuses: NotFound for an unknown organisation, Invalid for a name of several, and for what
    an administrator could not enter either.
    """
    async with database.transaction(AccessClass.SYSTEM) as session:
        organisation = await naming.the_one(session, item["organisation"])
        found, is_new = await _connection(session, organisation, item, now)
        operations.settle(found, organisation.side, **_settings(item, organisation))
        if is_new:
            session.add(found)
        await session.flush()
        journal.write(
            session, SYSTEM, "connection.created" if is_new else "connection.changed", partner_id=organisation.id,
            record_type=operations.RECORD_TYPE, record_id=found.id, now=now, published=False,
            changes=journal.difference({}, {"name": found.name, "issuer": found.issuer}) if is_new else [],
        )  # fmt: skip
        await _claim(session, found, item.get("domains", []), now)
    content = _content(item)
    if content:
        async with database.transaction(AUTH) as transaction:
            visit = Visit("", "command line", now)
            await administration.keep_secret(transaction, secret, found, content, visit)
    return found, is_new


async def _connection(
    session: AsyncSession, organisation: Organisation, item: Json, now: datetime
) -> tuple[Connection, bool]:
    issuer = operations.checked_issuer(item["issuer"])
    known = await session.scalar(
        select(Connection).where(
            Connection.partner_id == organisation.id, Connection.issuer == issuer,
            Connection.client_id == item["client_id"],
        )
    )  # fmt: skip
    if known is not None:
        known.version += 1
        return known, False
    made = Connection(
        partner_id=organisation.id, id=ids.new(), issuer=issuer, client_id=item["client_id"], created_at=now
    )
    return made, True


def _settings(item: Json, organisation: Organisation) -> Mapping[str, Any]:
    where = item["issuer"]
    return {
        "name": item.get("name") or organisation.name,
        "authentication": _word(Authentication, item["authentication"].upper(), where),
        "id_token_alg": _word(Algorithm, item.get("id_token_alg", "RS256"), where),
        "scopes": item.get("scopes", operations.SCOPES),
        "acr_values": item.get("acr_values", ()),
        "strong_values": item.get("strong_values", ()),
        "enforces_second_factor": item.get("enforces_second_factor", False),
        "max_age": item.get("max_age"),
        "default_roles": [_word(Role, str(role), where) for role in item.get("default_roles", ())],
    }


async def _claim(session: AsyncSession, connection: Connection, given: list[Any], now: datetime) -> None:
    """Each "example.com", or {"domain": "example.com", "verified": true} where whoever runs the portal vouches."""
    for each in given:
        told = {"domain": each} if isinstance(each, str) else each
        domain = domains.claimable(str(told.get("domain", "")))
        found = await session.scalar(
            select(Domain).where(Domain.partner_id == connection.partner_id, Domain.domain == domain)
        )
        if found is None:
            found = Domain(
                partner_id=connection.partner_id, id=ids.new(), domain=domain, connection_id=connection.id,
                token=secrets.token_hex(16), created_at=now,
            )  # fmt: skip
            session.add(found)
            await session.flush()
        if told.get("verified") is True and found.verified_at is None:
            await claiming.prove(session, found, now, is_vouched=True)


def _content(item: Json) -> Json:
    if "client_secret" in item:
        return {"secret": item["client_secret"]}
    if "jwk" not in item:
        return {}
    try:
        key = ECKey.import_key(item["jwk"])
        if key.is_private and key.curve_name == "P-256":
            key.ensure_kid()
            return {"jwk": key.as_dict(private=True)}
    except (ValueError, TypeError, KeyError):
        pass
    raise errors.Invalid("jwk must be a private key on the curve P-256.")
