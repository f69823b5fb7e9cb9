"""Reading somebody's file in a process of its own, which may take so much memory and time and no more.

The process takes the file's bytes and tells the table, or the refusal, as JSON.
"""

import asyncio
import json
import resource
import sys
from pathlib import Path
from typing import Any

from portal import errors
from portal.sentences import Sentence
from portal.sheets import separated, workbook
from portal.sheets.table import MOST_BYTES, PATH, Row, Table

SECONDS = 60
MOST_MEMORY = 1_000_000_000
"""Bytes of addresses; a workbook of 20,000 rows takes a tenth of it."""
HERE = Path(__file__).parents[2]
"""Where our packages lie; of the settings, secrets among them, the process gets none."""
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


async def read(content: bytes, *, encoding: str = "", sheet: str = "") -> Table:
    """The table in a file, CSV or XLSX by what is in it. Refuses: Invalid."""
    if len(content) > MOST_BYTES:
        raise errors.Invalid("The file is larger than {most} MB.", most=MOST_BYTES // 1_000_000, path=PATH)
    told = await _told(content, encoding, sheet)
    if "refused" in told:
        raise errors.Invalid.because(Sentence(told["refused"], told["arguments"]), path=told["path"])
    return Table(
        tuple(told["headings"]), tuple(Row(number, tuple(cells), more) for number, cells, more in told["rows"])
    )


async def _told(content: bytes, encoding: str, sheet: str) -> dict[str, Any]:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, encoding, sheet,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": str(HERE)},
    )  # fmt: skip
    try:
        answer, _ = await asyncio.wait_for(child.communicate(content), SECONDS)
    except TimeoutError:
        answer = b""
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode or not answer:
        raise errors.Invalid("Reading this file takes too much memory or time.", path=PATH)
    told: dict[str, Any] = json.loads(answer)
    return told


def read_here(content: bytes, *, encoding: str = "", sheet: str = "") -> Table:
    """The same in this process. Refuses: Invalid."""
    if content.startswith(OLD_OFFICE):
        raise errors.Invalid(
            "This is an old or a locked workbook; save it as XLSX without a password, or as CSV.", path=PATH
        )
    if content.startswith(ZIP):
        return workbook.read(content, sheet=sheet)
    return separated.read(content, encoding=encoding)


def main() -> None:
    """What the process does."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    encoding, sheet = sys.argv[1:]
    try:
        table = read_here(sys.stdin.buffer.read(), encoding=encoding, sheet=sheet)
    except errors.Refused as refused:
        said = refused.sentence
        told: dict[str, Any] = {"refused": said.template, "arguments": said.arguments, "path": refused.path}
    else:
        rows = [(row.number, row.cells, row.surplus) for row in table.rows]
        told = {"headings": table.headings, "rows": rows}
    sys.stdout.buffer.write(json.dumps(told).encode())


if __name__ == "__main__":
    main()
