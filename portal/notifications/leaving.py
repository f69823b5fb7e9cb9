"""Ending letters of a kind by one click: a token that does only that, for whoever has the letter."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portal import errors, ids
from portal.access import AccessClass
from portal.database.pools import Database
from portal.notifications.models import Preference
from portal.notifications.rules import Family, How
from portal.partners.models import Membership

PLACE = "/unsubscribe/"
_ID, _MAC = 16, 16


def place(database: Database, member_id: UUID, families: Iterable[Family]) -> str:
    """The place of the portal where one POST ends a member's letters of these families."""
    body = member_id.bytes + " ".join(sorted(families)).encode()
    return PLACE + base64.urlsafe_b64encode(_mac(database, body) + body).decode().rstrip("=")


async def leave(database: Database, token: str) -> frozenset[Family]:
    """Ends the letters; gives of which families. Doing it again does nothing more. Refuses: NotFound."""
    member_id, families = _read(database, token)
    async with database.transaction(AccessClass.SYSTEM) as session:
        whose = await session.scalar(select(Membership.partner_id).where(Membership.id == member_id))
        for family in sorted(families) if whose else ():
            row = {"partner_id": whose, "member_id": member_id, "family": family, "how": How.NEVER}
            chosen = insert(Preference).values(row)
            same = ["partner_id", "member_id", "family"]
            await session.execute(chosen.on_conflict_do_update(index_elements=same, set_={"how": How.NEVER}))
    return families


def _read(database: Database, token: str) -> tuple[UUID, frozenset[Family]]:
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        mac, body = raw[:_MAC], raw[_MAC:]
        known = UUID(bytes=body[:_ID]), frozenset(Family(word) for word in body[_ID:].decode().split())
    except (ValueError, binascii.Error):
        mac, body, known = b"", b"", (ids.NIL, frozenset())
    if not hmac.compare_digest(mac, _mac(database, body)):
        raise errors.NotFound("This link does not stop any emails. Choose your emails in your profile.")
    return known


def _mac(database: Database, body: bytes) -> bytes:
    return hmac.new(database.secret_of("ending letters"), body, hashlib.sha256).digest()[:_MAC]
