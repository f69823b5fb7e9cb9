"""What a file may be: its types, how long it and its name are, and what a name must look like."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from portal import cautions, errors

MEGABYTE = 1024 * 1024
LARGEST = 25 * MEGABYTE
MOST_OF_A_RECORD, LARGEST_OF_A_RECORD = 100, 200 * MEGABYTE
"""So much each side can bring to a record: neither takes the other's room."""
MOST_UNATTACHED = 100
"""So many files of one person may wait to be attached, those that are still to come among them."""
NAME_LONGEST = 200
MOST_PAGES, MOST_BOXES = 20, 200
"""Pages of a file that can be looked at and redacted; boxes in which that blackens it."""
FOR_MEDIATOR = "MEDIATOR:"
"""Before the kind of a file that, beside its side, the mediator of its case reads."""
OPEN_FOR = timedelta(minutes=15)
"""How long a ticket lets somebody begin to send."""


class Type(StrEnum):
    PDF = "PDF"
    PNG = "PNG"
    JPEG = "JPEG"
    WEBP = "WEBP"
    TIFF = "TIFF"
    DOCX = "DOCX"
    XLSX = "XLSX"
    CSV = "CSV"
    TXT = "TXT"
    EML = "EML"
    XML = "XML"


class InformationClass(StrEnum):
    """What the information in a file is about, as whoever brings it says: boundaries of confidentiality look at it."""

    TECHNICAL = "TECHNICAL"
    COMMERCIAL = "COMMERCIAL"
    CUSTOMERS = "CUSTOMERS"
    PERSONAL = "PERSONAL"
    STRATEGIC = "STRATEGIC"


class State(StrEnum):
    QUARANTINED = "QUARANTINED"
    """A scanner has not said yet that it is clean: everybody who reads its name waits for the bytes."""
    CLEAN = "CLEAN"
    REFUSED = "REFUSED"
    """A scanner found something in it; nobody gets the bytes."""
    NOT_SCANNED = "NOT_SCANNED"
    """There is no scanner here."""
    MISSING = "MISSING"
    """The store has lost the bytes."""


READABLE = frozenset({State.CLEAN, State.NOT_SCANNED})
"""The states in which the bytes can be fetched."""


@dataclass(frozen=True, slots=True)
class Form:
    """How files of a type are called: by themselves, on the wire and at the end of a name."""

    media: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS: Mapping[Type, Form] = {
    Type.PDF: Form("application/pdf", ("pdf",)),
    Type.PNG: Form("image/png", ("png",)),
    Type.JPEG: Form("image/jpeg", ("jpg", "jpeg")),
    Type.WEBP: Form("image/webp", ("webp",)),
    Type.TIFF: Form("image/tiff", ("tif", "tiff")),
    Type.DOCX: Form(f"{_OFFICE}.wordprocessingml.document", ("docx",)),
    Type.XLSX: Form(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",)),
    Type.CSV: Form("text/csv", ("csv",)),
    Type.TXT: Form("text/plain", ("txt",)),
    Type.EML: Form("message/rfc822", ("eml",)),
    Type.XML: Form("application/xml", ("xml",)),
}
BY_ENDING: Mapping[str, Type] = {ending: kind for kind, form in FORMS.items() for ending in form.endings}
ACCEPTED = ", ".join(kind.value for kind in Type)


def name_given(typed: str, *, path: Sequence[str]) -> str:
    """The name as it is shown, without the folders that some programs send along. Refuses: Invalid.

    Words that mix scripts are common in names of files and stay; what turns or hides letters does not.
    """
    name = unicodedata.normalize("NFC", typed[: 20 * NAME_LONGEST]).replace("\\", "/").rpartition("/")[2].strip()
    if not 0 < len(name) <= NAME_LONGEST:
        raise errors.Invalid("The file's name must have 1 to {longest} characters.", longest=NAME_LONGEST, path=path)
    hidden = any(caution.kind is not cautions.Kind.MIXED_SCRIPTS for caution in cautions.of(name))
    if hidden or not name.isprintable():
        raise errors.Invalid(
            "The file's name has invisible characters or characters that change the reading direction. Rename it.",
            path=path,
        )
    return name


def type_of(name: str, *, path: Sequence[str]) -> Type:
    """The type that a name promises. Refuses: Invalid."""
    found = BY_ENDING.get(name.rpartition(".")[2].lower()) if "." in name else None
    if found is None:
        raise errors.Invalid("Files of this type are not accepted. These are: {types}.", types=ACCEPTED, path=path)
    return found


def check_size(size: int, *, path: Sequence[str]) -> None:
    """Refuses: Invalid."""
    if size < 1:
        raise errors.Invalid("The file is empty.", path=path)
    if size > LARGEST:
        raise errors.Invalid("A file can have at most {most} MB.", most=LARGEST // MEGABYTE, path=path)


def pages_shown(pages: int | None) -> int:
    """How many of a file's pages can be looked at."""
    return min(pages or 0, MOST_PAGES)


def redacted_name(name: str) -> str:
    """What the copy with parts blackened is called."""
    return f"{name.rpartition('.')[0][: NAME_LONGEST - 13]}-redacted.pdf"
