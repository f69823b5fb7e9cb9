"""Having a file read by a process of its own before anybody else gets it, and saying in words what is wrong with it."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from portal import errors
from portal.files.rules import Type
from portal.sentences import Sentence, say

PROGRAM = Path(__file__).with_name("opinion.py")
AT_ONCE = 2
"""Processes that read files; each may take a processor and much memory."""
SECONDS = 30.0
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
"""What the process is told of its surroundings: no secret, no address of a database."""

SENTENCES: Mapping[str, Sentence] = {
    "WRONG": say("The file is not what the end of its name says. Save it as what it is, or rename it."),
    "DAMAGED": say("The file cannot be read: it is damaged or was cut off. Please save it again and upload that."),
    "LOCKED": say("The file is protected by a password. Please upload it without one."),
    "MACROS": say("The file has macros. Please save it without them, as .docx or .xlsx."),
    "BOMB": say("The file is too large once it is unpacked."),
    "TWO_KINDS": say("The file is of two kinds at once: something else is hidden in it. Please export it anew."),
    "TEXT": say("The text is neither UTF-8 nor UTF-16, or has characters that are no text. Please save it as UTF-8."),
    "ACTIVE": say("The file is a web page or a drawing with program code. Please upload it as PDF."),
    "DTD": say("The XML has a document type declaration, which is not taken. Please export it without one."),
    "NOT_UBL": say("Of XML only UBL documents are taken, such as invoices and orders."),
    "NOT_MAIL": say("The file is no e-mail: it does not say from whom it is and when it was sent."),
}  # fmt: skip

_turns = asyncio.Semaphore(AT_ONCE)


async def examine(file: Path, kind: Type, *, path: Sequence[str]) -> None:
    """Refuses: Invalid for a file that is not of this type, or that is not taken for what it holds."""
    async with _turns:
        verdict = await _asked(file, kind)
    if verdict is not None:
        raise errors.Invalid.because(SENTENCES[verdict], path=path)


async def _asked(file: Path, kind: Type) -> str | None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(PROGRAM), kind.value, stdin=descriptor, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
        )  # fmt: skip
    finally:
        os.close(descriptor)
    told = b""
    try:
        async with asyncio.timeout(SECONDS):
            told, _ = await process.communicate()
    except TimeoutError:
        pass
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return _read(process.returncode, told)


def _read(status: int | None, told: bytes) -> str | None:
    """The verdict; a process that took more than it may, or broke, has not said that the file is good."""
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        return "BOMB"
    if status != 0 or not told:
        return "DAMAGED"
    verdict: str | None = json.loads(told)["verdict"]
    return verdict
