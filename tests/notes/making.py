"""Notes as tests find them; and all of one partner's world."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from portal import ids
from portal.access import Side
from portal.acting import Lived
from portal.notes.models import CompanyNote, Note, PartnerNote
from portal.notes.rules import NOTE, TASK, Status, TaskStatus
from portal.partners.models import Membership, Organisation
from tests.moment import NOW

SEEN: dict[str, tuple[int | None, ...]] = {
    "note": (1, 1, 2, 2, 2, None),
    "company_note": (None, 1, 2, 2, 2, None),
    "partner_note": (1, None, None, None, 2, None),
}
NODES = {"nte": "note"}


def note(kind: Any, author: Membership, partner: Organisation, **columns: Any) -> Any:
    """On the partner, just written; with an `assignee` it is a task that is open."""
    text, assignee = columns.pop("text", "Please look at this."), columns.pop("assignee", None)
    values = {
        "partner_id": partner.id, "id": ids.new(), "version": 1, "subject_type": "org", "subject_id": partner.id,
        "about_type": "org", "about_id": partner.id, "side": author.side, "author_id": author.id,
        "author_name": author.name, "text": text, "salt": "salt", "mentions": [], "status": Status.WRITTEN,
        "sha256": sha256(f"salt\n{text}".encode()).hexdigest(), "written_at": NOW, "updated_at": NOW,
        **(_task(assignee) if assignee else {}),
    }  # fmt: skip
    return kind(**{**values, **columns})


def _task(assignee: Membership) -> dict[str, Any]:
    return {
        "task_status": TaskStatus.OPEN, "assignee_id": assignee.id, "assignee_name": assignee.name,
        "assignee_side": assignee.side, "due_on": NOW.date() + timedelta(days=7), "zone": "Europe/Berlin",
        "waiting_on": frozenset({assignee.side}), "due_at": NOW + timedelta(days=8),
    }  # fmt: skip


async def world(make: Any, partner: Organisation, owner: Membership, admin: Membership) -> None:
    """A shared note, and an internal one of each side, in one partner's world."""
    await make.add(
        note(Note, owner, partner, assignee=admin), note(CompanyNote, owner, partner, assignee=owner),
        note(PartnerNote, admin, partner, assignee=admin),
    )  # fmt: skip


def _bare() -> Lived:
    place = {"partner_id": ids.new(), "id": ids.new()}
    return Note(
        **place, version=1, subject_type="org", subject_id=ids.new(), about_type="org", about_id=ids.new(),
        side=Side.HOST, author_id=ids.new(), author_name="Robin", text="Words", salt="", sha256="", mentions=[],
        status=Status.WRITTEN, written_at=NOW, updated_at=NOW, task_status=TaskStatus.OPEN, assignee_id=ids.new(),
        assignee_name="Kim", assignee_side=Side.PARTNER, due_on=NOW.date(), zone="Europe/Berlin",
        waiting_on=frozenset({Side.PARTNER}), due_at=NOW,
    )  # fmt: skip


RECORDS = {NOTE.name: _bare, TASK.name: _bare}
