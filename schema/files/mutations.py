"""How a file begins to come: leave to send its bytes."""

import strawberry

from portal import files
from portal.access import Permission
from schema.engine.mutations import mutation, payload
from schema.files.types import FileUpload, InformationClass
from schema.shared.inputs import given, key, optional


@strawberry.input(description="A file that is about to be sent; its type follows from the end of its name.")
class FileStartUploadInput:
    partner_id: strawberry.ID = given("The partner in whose world it belongs; its own people name their organisation.")
    name: str = given("1-200 characters, for example `Price list.xlsx`.")
    size: int | None = optional("How many bytes will come, at most 26,214,400; then no other number is taken.")
    information_class: InformationClass | None = optional(
        "What its information is about: what a boundary protects is not shared before its agreement is in force."
    )
    idempotency_key: str | None = key()


FileUploadPayload = payload(
    FileUpload, "upload", files.ticket, description="Result of asking for leave to send a file.",
    shown="Leave to send it; null if refused, and once the bytes have come.",
)  # fmt: skip


@strawberry.type
class FileMutation:
    file_start_upload = mutation(
        FileUploadPayload,
        FileStartUploadInput,
        "Ask for leave to send a file: its bytes with one PUT, begun within 15 minutes, then its ID to what it is for.",
        files.start_upload,
        Permission.FILE_UPLOAD,
    )
