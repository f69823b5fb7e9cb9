"""Having a file read by a process of its own before anybody else gets it, and saying in words what is wrong with it."""

import json
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal import errors
from portal.files import confined
from portal.files.rules import Type
from portal.sentences import Sentence, say

PROGRAM = Path(__file__).with_name("opinion.py")
SECONDS = 30.0

SENTENCES: Mapping[str, Sentence] = {
    "WRONG": say("The file does not match its file name extension. Save it in the right format, or rename it."),
    "DAMAGED": say("The file cannot be read: it is damaged or was cut off. Save it again and upload that."),
    "LOCKED": say("The file is protected by a password. Upload it without one."),
    "MACROS": say("The file has macros. Save it without them, as .docx or .xlsx."),
    "BOMB": say("The file is too large once it is unpacked."),
    "TWO_KINDS": say("The file has two formats: another file is hidden in it. Export it again."),
    "TEXT": say("The text is not UTF-8 or UTF-16, or has characters that are not text. Save it as UTF-8."),
    "ACTIVE": say("The file is a web page or a drawing with program code. Upload it as PDF."),
    "DTD": say("The XML has a document type declaration, which is not accepted. Export it without one."),
    "NOT_UBL": say("The only XML files accepted are UBL documents, such as invoices and orders."),
    "NOT_MAIL": say("The file is not an email: it has no sender or date."),
}  # fmt: skip


async def examine(file: Path, kind: Type, *, path: Sequence[str]) -> int | None:
    """How many pages it has, if it has pages. Refuses: Invalid for a file that is not of this type, or that is not
    taken for what it holds."""
    verdict, pages = _read(*await confined.printed(PROGRAM, kind.value, file=file, seconds=SECONDS))
    if verdict is not None:
        raise errors.Invalid.because(SENTENCES[verdict], path=path)
    return pages


def _read(status: int | None, told: bytes) -> tuple[str | None, int | None]:
    """The verdict; a process that took more than it may, or broke, has not said that the file is good."""
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        return "BOMB", None
    if status != 0 or not told:
        return "DAMAGED", None
    answer = json.loads(told)
    return answer["verdict"], answer["pages"]
