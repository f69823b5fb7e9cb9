"""Reading somebody's file in a process of its own, which may take so much memory and time and no more."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from portal import errors
from portal.sentences import Sentence
from portal.sheets.table import MOST_BYTES, PATH, SECONDS, Row, Table

CHILD = "portal.sheets.child"
HERE = Path(__file__).parents[2]
"""Where our packages lie; of the settings, secrets among them, the process gets none."""


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
        sys.executable, "-m", CHILD, encoding, sheet,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": str(HERE)},
    )  # fmt: skip
    try:
        async with asyncio.timeout(SECONDS):
            answer, _ = await child.communicate(content)
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
