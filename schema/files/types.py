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
    rules.Type, "FileType", f"Type of a file. {OPEN}",
    **{kind.name: f"{form.media}, named {' or '.join(f'*.{each}' for each in form.endings)}."
       for kind, form in rules.FORMS.items()},
)  # fmt: skip
InformationClass: Any = enum(
    rules.InformationClass, "InformationClass", f"Class of information. {OPEN}",
    TECHNICAL="Technology.", COMMERCIAL="Prices and terms.", CUSTOMERS="Customers.", PERSONAL="Persons.",
    STRATEGIC="Plans and strategy.",
)  # fmt: skip
FileState: Any = enum(
    rules.State, "FileState", f"State of a file: whether it can be downloaded. {OPEN}",
    QUARANTINED="Cannot be downloaded yet: the virus scanner has not checked it.",
    CLEAN=
        "Can be downloaded: the virus scanner found nothing.",
    REFUSED="Cannot be downloaded: the virus scanner found something harmful.",
    NOT_SCANNED="Can be downloaded, but no virus scanner has"
                                                                    " checked it.",
    MISSING="Cannot be downloaded: the file store has lost it.",
)  # fmt: skip


def path_of(file_id: UUID, prefix: str = Record.PREFIX) -> str:
    """Where a file's bytes are, or where they are sent under a ticket."""
    return PATH + ids.text(prefix, file_id)


@node(Record.PREFIX, named=("file_id", "file_ids"))
@strawberry.type(description="A file attached to a record. Anyone who can read the record can read the file.")
class File(Node):
    REQUIRES = Permission.READ

    name: str = plain("Original file name.")
    type: FileType = plain("Kind.")
    bytes: int = plain("Length in bytes.")
    state: FileState = plain("State of the file: whether it can be downloaded.")
    side: Side = plain("The side that added it.")
    is_shared: bool = plain("True if both sides can see it; otherwise only the side that added it can.")
    created_at: DateTime = plain("When it arrived.")
    information_class: InformationClass | None = plain("Class of its information; null if not set.")

    pages: int | None = plain("Number of pages; null if it has none or they were not counted.")

    @value(str | None, "SHA-256 of the file that this is a redacted copy of.")
    def redaction_of(self: Row) -> Any:
        return self.redaction_of

    @value(str, "SHA-256 of its bytes.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str, "The person who added it.")
    def uploaded_by(self: Row) -> Any:
        return self.by_name

    @computed(
        str, "Path to download it with a GET, relative to the portal's address.", needs=lambda row: {"id": row.id}
    )
    def path(self: Mapping[str, Any], _asking: Any) -> Any:
        return path_of(UUID(self["id"]))

    @computed(
        list[str], "Paths of pictures of its first pages, in order; empty if it cannot be downloaded.",
        needs=lambda row: {"id": row.id, "pages": row.pages, "state": row.state},
    )  # fmt: skip
    def page_paths(self: Mapping[str, Any], _asking: Any) -> Any:
        known = rules.pages_shown(self["pages"]) if self["state"] in rules.READABLE else 0
        return [f"{path_of(UUID(self['id']))}/pages/{number}" for number in range(1, known + 1)]


@node(UPLOAD)
@strawberry.type(description="Permission to upload one file, once.")
class FileUpload(Node):
    REQUIRES = Permission.FILE_UPLOAD

    expires_at: DateTime = plain("Deadline to start sending.")

    @computed(
        str, "Path to send the bytes to with a PUT, relative to the portal's address, by the caller who asked.",
        needs=lambda row: {"id": row.id},
    )  # fmt: skip
    def path(self: Mapping[str, Any], _asking: Any) -> Any:
        return path_of(UUID(self["id"]), UPLOAD)

    @computed(strawberry.ID, "ID of the file, once it has arrived.", needs=lambda row: {"id": row.id})
    def file_id(self: Mapping[str, Any], _asking: Any) -> Any:
        return ids.text(Record.PREFIX, UUID(self["id"]))
