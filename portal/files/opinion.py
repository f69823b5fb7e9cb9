"""What a file is, by its bytes: a program of its own, run for one file in a process that may take little.

    python opinion.py TYPE < FILE

prints a JSON object: {"verdict": null, "pages": 3} if the file is of the type, else the word of what is wrong with it;
the pages are those that can be looked at one by one, null where there are none. The magic bytes say what it claims to
be, and the reader of that type must be able to read it. Nothing of the portal is imported, so that the process starts
fast and holds nothing worth having; of the readers it loads the one that it needs.
"""

import codecs
import contextlib
import email.parser
import email.policy
import importlib
import io
import json
import os
import re
import sys
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO
from xml.parsers import expat

import filetype

if sys.platform != "win32":
    import resource

MEMORY, SECONDS = 1_000_000_000, 20
"""Bytes of address space, and of processor time, that reading one file may take."""
UNPACKED, RATIO, MOST_ENTRIES = 200_000_000, 100, 10_000
"""What a ZIP inside a file may hold: bytes in all, times its packed size, entries."""
SMALL = 1_000_000
"""Unpacked bytes whose ratio nobody minds."""
PIXELS, MOST_FRAMES = 20_000_000, 500
"""Pillow refuses above twice as many."""
HEAD = 8_192
LONGEST_HEADERS = 262_144
WRONG, DAMAGED, LOCKED, MACROS, BOMB, TWO_KINDS, TEXT, ACTIVE, DTD, NOT_UBL, NOT_MAIL = (
    "WRONG", "DAMAGED", "LOCKED", "MACROS", "BOMB", "TWO_KINDS", "TEXT", "ACTIVE", "DTD", "NOT_UBL", "NOT_MAIL",
)  # fmt: skip
MEDIA = {
    "PDF": "application/pdf", "PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "TIFF": "image/tiff",
}  # fmt: skip
MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
OFFICE = {"DOCX": MAIN.format("wordprocessingml.document"), "XLSX": MAIN.format("spreadsheetml.sheet")}
UBL = re.compile(r"urn:oasis:names:specification:ubl:schema:xsd:\w+-2 \w+")
MARKUP = re.compile(rb"<(!doctype|html|head|body|script|svg|iframe|object|\?php)[\s>/]", re.IGNORECASE)
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The word of what is wrong with the file."""


def opinion(file: BinaryIO, kind: str) -> tuple[str | None, int | None]:
    """What is wrong with a file that should be of this type, None for nothing; and how many pages it has."""
    try:
        _check_head(file, kind)
        file.seek(0)
        return None, READERS[kind](file, kind)
    except Refused as refused:
        return str(refused), None
    except Exception:  # noqa: BLE001 - whatever the reader stumbles over: it cannot be read
        return DAMAGED, None


def _check_head(file: BinaryIO, kind: str) -> None:
    """Whether the beginning is of the type, and of no other."""
    head = file.read(HEAD)
    guessed = filetype.guess_mime(head)
    if kind in MEDIA and guessed != MEDIA[kind]:
        raise Refused(WRONG)
    if kind in OFFICE and not head.startswith(b"PK\x03\x04"):
        raise Refused(LOCKED if head.startswith(b"\xd0\xcf\x11\xe0") else WRONG)
    if kind not in MEDIA and kind not in OFFICE and guessed is not None and not guessed.startswith("text/"):
        raise Refused(WRONG)
    if kind in MEDIA:
        _check_alone(file, head if kind != "PDF" else head[:1_024])


def _check_alone(file: BinaryIO, head: bytes) -> None:
    """Refuses what other programs would take for something else: a page in the beginning, an archive at the end."""
    if MARKUP.search(head) or zipfile.is_zipfile(file):
        raise Refused(TWO_KINDS)


def _read_pdf(file: BinaryIO, _kind: str) -> int:
    pypdfium2 = importlib.import_module("pypdfium2")
    if not file.read(5) == b"%PDF-":
        raise Refused(WRONG)
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 2_048))
    if b"%%EOF" not in file.read():
        raise Refused(DAMAGED)
    file.seek(0)
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as fault:
        raise Refused(LOCKED if "password" in str(fault).lower() else DAMAGED) from fault
    pages = len(document)
    if pages < 1:
        raise Refused(DAMAGED)
    document[0].get_size()
    document.close()
    return pages


def _read_image(file: BinaryIO, kind: str) -> int:
    image_of: Any = importlib.import_module("PIL.Image")
    image_of.MAX_IMAGE_PIXELS = PIXELS
    try:
        with image_of.open(file, formats=(kind,)) as image:
            image.load()
            frames = getattr(image, "n_frames", 1)
            if frames > MOST_FRAMES:
                raise Refused(BOMB)
    except image_of.DecompressionBombError as fault:
        raise Refused(BOMB) from fault
    _check_end(file, kind)
    return frames if kind == "TIFF" else 1


def _check_end(file: BinaryIO, kind: str) -> None:
    """Nothing that a browser reads may stand behind the picture; cameras do put bytes of their own there."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - HEAD))
    end = file.read()
    if MARKUP.search(end) or (kind == "PNG" and not end.endswith(b"IEND\xaeB`\x82")):
        raise Refused(TWO_KINDS)


def _read_office(file: BinaryIO, kind: str) -> None:
    with zipfile.ZipFile(file) as packed:
        entries = packed.infolist()
        if len(entries) > MOST_ENTRIES:
            raise Refused(BOMB)
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused(LOCKED)
        if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
            raise Refused(MACROS)
        _check_bomb(packed, entries)
        told = packed.read("[Content_Types].xml")
    if b"macroEnabled" in told or b"vbaProject" in told:
        raise Refused(MACROS)
    if OFFICE[kind].encode() not in told:
        raise Refused(WRONG)


def _check_bomb(packed: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Unpacks every entry, in pieces and forgetting them: what it says of its length may be a lie."""
    total = 0
    for entry in entries:
        length = 0
        with packed.open(entry) as unpacked:
            while piece := unpacked.read(65_536):
                length += len(piece)
                total += len(piece)
                if total > UNPACKED or (length > SMALL and length > RATIO * max(entry.compress_size, 1)):
                    raise Refused(BOMB)


def _check_text(file: BinaryIO) -> None:
    """Whether it is UTF-8, or UTF-16 with its mark, and holds nothing but text; a piece at a time is in memory."""
    marks = file.read(2)
    file.seek(0)
    encoding = "utf-16" if marks in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    decoder = codecs.getincrementaldecoder(encoding)()
    while True:
        piece = file.read(65_536)
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as fault:
            raise Refused(TEXT) from fault
        if CONTROLS.search(text):
            raise Refused(TEXT)
        if not piece:
            return


def _read_text(file: BinaryIO, _kind: str) -> None:
    _check_text(file)
    file.seek(0)
    beginning = file.read(HEAD)
    plain = beginning.decode("utf-16", "ignore").encode() if beginning[:2] in {b"\xff\xfe", b"\xfe\xff"} else beginning
    if MARKUP.match(plain.removeprefix(b"\xef\xbb\xbf").lstrip()):
        raise Refused(ACTIVE)


def _read_mail(file: BinaryIO, _kind: str) -> None:
    _check_text(file)
    file.seek(0)
    headers = email.parser.BytesHeaderParser(policy=email.policy.compat32).parsebytes(file.read(LONGEST_HEADERS))
    if "from" not in headers or not {"date", "received", "message-id"} & {name.lower() for name in headers}:
        raise Refused(NOT_MAIL)


def _read_xml(file: BinaryIO, _kind: str) -> None:
    roots: list[str] = []

    def begun(name: str, _attributes: Mapping[str, str]) -> None:
        if not roots:
            roots.append(name)

    def declared(*_told: object) -> None:
        raise Refused(DTD)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = begun
    parser.StartDoctypeDeclHandler = declared
    parser.ParseFile(file)
    if not UBL.fullmatch(roots[0]):
        raise Refused(NOT_UBL)


READERS: Mapping[str, Callable[[BinaryIO, str], int | None]] = {
    "PDF": _read_pdf,
    **dict.fromkeys(("PNG", "JPEG", "WEBP", "TIFF"), _read_image),
    **dict.fromkeys(OFFICE, _read_office),
    **dict.fromkeys(("CSV", "TXT"), _read_text),
    "EML": _read_mail,
    "XML": _read_xml,
}


def _confine() -> None:
    """This process may take so much memory and time, and write no file."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def main() -> None:
    _confine()
    verdict, pages = opinion(io.BufferedReader(io.FileIO(0)), sys.argv[1])
    print(json.dumps({"verdict": verdict, "pages": pages}))  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
