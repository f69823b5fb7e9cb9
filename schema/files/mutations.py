"""How a file begins to come: leave to send its bytes."""

import strawberry

from portal import files
from portal.access import Permission
from schema.engine.mutations import mutation, payload
from schema.files.types import FileUpload, InformationClass
from schema.shared.inputs import given, key, optional


@strawberry.input(description="A file to upload; its type follows from its extension.")
class FileStartUploadInput:
    partner_id: strawberry.ID = given("The partner that it belongs to; partners' people name their own organisation.")
    name: str = given("1-200 characters, for example `Price list.xlsx`.")
    size: int | None = optional("Exact size in bytes, at most 26,214,400.")
    information_class: InformationClass | None = optional(
        "Class of its information. Information protected by a boundary is not shared before its agreement is in force."
    )
    idempotency_key: str | None = key()


FileUploadPayload = payload(
    FileUpload, "upload", files.ticket, description="Result of requesting permission to upload a file.",
    shown="Permission to upload it; null if refused, and once the bytes have arrived.",
)  # fmt: skip


@strawberry.type
class FileMutation:
    file_start_upload = mutation(
        FileUploadPayload,
        FileStartUploadInput,
        "Request permission to upload a file. Send its bytes with one PUT within 15 minutes, then use its ID.",
        files.start_upload,
        Permission.FILE_UPLOAD,
    )
