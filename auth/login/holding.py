"""A form that met the sign-in: kept for whoever typed it until they are back, and never sent by itself."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from auth import once, reading
from auth.events import Visit
from auth.login import confirming
from auth.login.gate import Gate
from auth.models import Session
from portal import errors
from portal.database.policies import AUTH

HELD = "held"
LASTS = timedelta(hours=12)
"""As long as a session may last at the longest."""
LONGEST = 20_000_000
"""Bytes of JSON: the most that a form of the pages may send, as JSON writes it at its longest."""
MOST_FIELDS = 1_000


async def hold(gate: Gate, visit: Visit, brought: bytes | None, fields: object) -> dict[str, Any]:
    """{"held": …} names the fields, for the person of the session that was brought, also of one that is over.

    A session holds one form at a time. Raises Over for a session that nobody knows: then nobody has typed it.
    Refuses: Invalid for what is no list of names and values.
    """
    typed = _checked(fields)
    async with gate.database.transaction(AUTH) as transaction:
        mine = (Session.token_sha256 == brought, Session.client_id.is_(None))
        row = (await transaction.execute(select(Session.id, Session.person_id).where(*mine))).one_or_none()
        if row is None:
            raise confirming.Over
        await once.withdraw(transaction, HELD, of=str(row.id))
        content = {"of": str(row.id), "person": str(row.person_id), "fields": typed}
        return {"held": await once.issue(transaction, HELD, content, lasts=LASTS, now=visit.now)}


async def held(gate: Gate, visit: Visit, token_sha256: bytes, value: str) -> dict[str, Any]:
    """{"fields": …} as they were typed. Refuses: NotFound for another person, and once it is over. Raises Over."""
    async with gate.database.transaction(AUTH) as transaction:
        present = await confirming.present(transaction, visit, token_sha256)
        found = await once.look(transaction, HELD, value, now=visit.now)
    if found is None or found["person"] != str(present.person_id):
        raise errors.NotFound("Nothing is kept under this name for you.")
    return {"fields": found["fields"]}


def _checked(fields: object) -> list[list[str]]:
    if not isinstance(fields, list) or len(fields) > MOST_FIELDS or not all(map(_is_field, fields)):
        raise errors.Invalid("Send a list of names and values.", path=("fields",))
    return [[reading.HOSTILE.sub("", part) for part in field] for field in fields]


def _is_field(field: object) -> bool:
    return isinstance(field, list) and len(field) == 2 and all(isinstance(part, str) for part in field)  # noqa: PLR2004
