# ruff: noqa: T201 - a command says what it finds
"""python -m tests.files.memory [UPLOADS]: what uploads of 25 MB at once add to a process that serves."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from portal.files.rules import LARGEST
from tests import patience
from tests.files.test_bringing import START
from tests.served import Served, served

PIECE = b"Part;Price;Quantity\n" * 3_277
EMAIL = "paula@northgate.example"


def serving() -> int:
    """The process that serves, a child of this one."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = stat.read_text().rpartition(")")[2].split()
        if int(fields[1]) == os.getpid() and b"portal\0demo" in (stat.parent / "cmdline").read_bytes():
            return int(stat.parent.name)
    raise LookupError("nobody serves")


def peak(process: int) -> int:
    """The most bytes of memory that the process had since `forget`."""
    told = Path(f"/proc/{process}/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) * 1024


def forget(process: int) -> None:
    Path(f"/proc/{process}/clear_refs").write_text("5")


async def _body() -> AsyncIterator[bytes]:
    left = LARGEST
    while left:
        piece = PIECE[:left]
        left -= len(piece)
        yield piece


async def measure(portal: Served, uploads: int) -> int:
    """Bytes that so many uploads at once added, the first that the process sees."""
    process = serving()
    headers = {"origin": portal.address}
    async with httpx.AsyncClient(base_url=portal.address, headers=headers, timeout=patience.SECONDS * 5) as client:
        told = await client.post("/auth/session", json={"email": EMAIL, "password": portal.password})
        assert told.status_code == 204, told.text
        partner = (await _asked(client, "{ partners(first: 1) { nodes { id } } }", {}))["partners"]["nodes"][0]["id"]

        async def upload() -> None:
            given = {"partnerId": partner, "name": "Prices.csv", "size": LARGEST}
            path = (await _asked(client, START, {"input": given}))["fileStartUpload"]["upload"]["path"]
            answer = await client.put(path, content=_body())
            assert answer.status_code == 201, answer.text

        forget(process)
        before = peak(process)
        await asyncio.gather(*(upload() for _ in range(uploads)))
        return peak(process) - before


async def _asked(client: httpx.AsyncClient, query: str, variables: dict[str, Any]) -> Any:
    answer = await client.post("/graphql", json={"query": query, "variables": variables})
    return answer.json()["data"]


def main() -> None:
    uploads = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with served() as portal:
        added = asyncio.run(measure(portal, uploads))
    print(f"{uploads} uploads of 25 MB at once added {added / 1024 / 1024:.1f} MB to the process that serves.")


if __name__ == "__main__":
    main()
