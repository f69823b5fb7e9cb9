"""Files as the API shows them, in the lists of the records that they are attached to, and leave to bring one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry

from portal import ids
from portal.access import Permission
from portal.files import rules
from portal.files.models import File as Record
from schema.engine.enums import enum
from schema.engine.fields import Row, computed, plain, value
from schema.engine.nodes import node
from schema.engine.scalars import DateTime
from schema.shared.enums import OPEN, Side
from schema.shared.nodes import Node

UPLOAD = "upl"
PATH = "/files/"
"""Below it are the bytes: to be fetched under a file's id, to be sent under a ticket's."""

FileType: Any = enum(
    rules.Type, "FileType", f"What a file is. {OPEN}",
    **{kind.name: f"{form.media}, named {' or '.join(f'*.{each}' for each in form.endings)}."
       for kind, form in rules.FORMS.items()},
)  # fmt: skip
InformationClass: Any = enum(
    rules.InformationClass, "InformationClass", f"What information is about. {OPEN}",
    TECHNICAL="Technology.", COMMERCIAL="Prices and terms.", CUSTOMERS="Customers.", PERSONAL="Persons.",
    STRATEGIC="Plans and strategy.",
)  # fmt: skip
FileState: Any = enum(
    rules.State, "FileState", f"Whether a file's bytes can be fetched. {OPEN}",
    QUARANTINED="Not yet: the scanner has not said that it is clean.", CLEAN="Yes: the scanner found nothing.",
    REFUSED="No: the scanner found something harmful.", NOT_SCANNED="Yes, and no scanner has looked at it.",
    MISSING="No: the store has lost them.",
)  # fmt: skip


def path_of(file_id: UUID, prefix: str = Record.PREFIX) -> str:
    """Where a file's bytes are, or where they are sent under a ticket."""
    return PATH + ids.text(prefix, file_id)


@node(Record.PREFIX, named=("file_id", "file_ids"))
@strawberry.type(description="A file that is attached to something; who reads that reads this.")
class File(Node):
    REQUIRES = Permission.READ

    name: str = plain("As it was called where it came from.")
    type: FileType = plain("What it is.")
    bytes: int = plain("Its length.")
    state: FileState = plain("Whether its bytes can be fetched.")
    side: Side = plain("The side that brought it.")
    is_shared: bool = plain("True if both sides see it; otherwise only the side that brought it.")
    created_at: DateTime = plain("When it came.")
    information_class: InformationClass | None = plain("What its information is about; null if nobody said.")

    pages: int | None = plain(
        "How many pages it has; null for what has none, and for what came before they were counted."
    )

    @value(str | None, "SHA-256 of the file of which it is a copy with parts blackened.")
    def redaction_of(self: Row) -> Any:
        return self.redaction_of

    @value(str, "SHA-256 of its bytes.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str, "Who brought it.")
    def uploaded_by(self: Row) -> Any:
        return self.by_name

    @computed(
        str, "Where its bytes are fetched with a GET, below the portal's address.", needs=lambda row: {"id": row.id}
    )
    def path(self: Mapping[str, Any], _asking: Any) -> Any:
        return path_of(UUID(self["id"]))

    @computed(
        list[str], "Where pictures of its first pages are fetched, in order; empty while its bytes cannot be had.",
        needs=lambda row: {"id": row.id, "pages": row.pages, "state": row.state},
    )  # fmt: skip
    def page_paths(self: Mapping[str, Any], _asking: Any) -> Any:
        known = rules.pages_shown(self["pages"]) if self["state"] in rules.READABLE else 0
        return [f"{path_of(UUID(self['id']))}/pages/{number}" for number in range(1, known + 1)]


@node(UPLOAD)
@strawberry.type(description="Leave to send one file, once.")
class FileUpload(Node):
    REQUIRES = Permission.FILE_UPLOAD

    expires_at: DateTime = plain("Until when sending may begin.")

    @computed(
        str, "Where the bytes are sent with a PUT, below the portal's address, as the one who asked.",
        needs=lambda row: {"id": row.id},
    )  # fmt: skip
    def path(self: Mapping[str, Any], _asking: Any) -> Any:
        return path_of(UUID(self["id"]), UPLOAD)

    @computed(strawberry.ID, "The file's ID, once it has come.", needs=lambda row: {"id": row.id})
    def file_id(self: Mapping[str, Any], _asking: Any) -> Any:
        return ids.text(Record.PREFIX, UUID(self["id"]))
