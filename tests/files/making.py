"""Files as tests find them: waiting to be attached, one side's own, and seen by both."""

import hashlib
from typing import Any
from uuid import UUID

from portal import ids
from portal.access import Side
from portal.database.base import Record
from portal.files.models import File, Ticket
from portal.files.rules import OPEN_FOR, State, Type
from portal.partners.models import Membership, Organisation
from tests.moment import NOW

CONTENT = b"Quantity;Price\n100;12,50\n"
SEEN: dict[str, tuple[int | None, ...]] = {
    "file": (5, 5, 9, 10, 16, None),
    "file_ticket": (1, 1, 1, 4, 4, None),
}
"""Of two worlds as `world` makes them, with a file of facts of each side: partner, manager, staff, auditor, system,
sign-in."""


def ticket(by: Membership, *, partner_id: UUID | None = None, **columns: Any) -> Ticket:
    """Leave for somebody to send a file into their own organisation's world, or the partner's named."""
    values = {
        "partner_id": partner_id or by.partner_id, "id": ids.new(), "side": by.side, "person_id": by.person_id,
        "name": "Prices.csv", "type": Type.CSV, "bytes": None, "expires_at": NOW + OPEN_FOR,
    }  # fmt: skip
    return Ticket(**{**values, **columns})


def file(
    by: Membership, *, partner_id: UUID | None = None, record: tuple[str, UUID] | None = None, content: bytes = CONTENT,
    **columns: Any,
) -> File:  # fmt: skip
    """A file that somebody brought; attached if `record`, a prefix and an id, is given. Its bytes are in no store."""
    prefix, record_id = record or (None, None)
    values = {
        "partner_id": partner_id or by.partner_id, "id": ids.new(), "side": by.side, "person_id": by.person_id,
        "by_name": by.name, "name": "Prices.csv", "type": Type.CSV, "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(), "state": State.NOT_SCANNED, "record_type": prefix,
        "record_id": record_id, "kind": "", "is_shared": False, "created_at": NOW,
    }  # fmt: skip
    return File(**{**values, **columns})


def world(partner: Organisation, owner: Membership, admin: Membership) -> list[Record]:
    """Tickets and files of every secrecy of one partner's world; `owner` is of the company."""
    assert owner.side is Side.HOST
    record = ("org", partner.id)
    return [
        ticket(admin, partner_id=partner.id), ticket(owner, partner_id=partner.id),
        file(admin, partner_id=partner.id), file(owner, partner_id=partner.id),
        file(admin, partner_id=partner.id, record=record), file(owner, partner_id=partner.id, record=record),
        file(owner, partner_id=partner.id, record=record, is_shared=True),
    ]  # fmt: skip
