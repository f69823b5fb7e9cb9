"""Running a program of its own over one file: few at once, for so long, and without the portal's surroundings."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

AT_ONCE = 2
"""Processes that read files; each may take a processor and much memory."""
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
"""What the process is told of its surroundings: no secret, no address of a database."""
PIECE = 65_536

_turns = asyncio.Semaphore(AT_ONCE)


class Run:
    """A program that has been started, and what it prints."""

    def __init__(self, process: Process, seconds: float) -> None:
        self._process, self._seconds = process, seconds
        self.status: int | None = None
        """How it ended: as an exit code, or the negative number of a signal; None before."""

    async def pieces(self) -> AsyncIterator[bytes]:
        """What it prints, until it has ended; it is killed when its time is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                while self._process.stdout and (piece := await self._process.stdout.read(PIECE)):
                    yield piece
                await self._process.wait()
        await self.end()

    async def end(self) -> None:
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        self.status = self._process.returncode


@asynccontextmanager
async def running(program: Path, *arguments: str, file: Path, seconds: float) -> AsyncIterator[Run]:
    """A program that reads the file from its standard input; gone when the block ends."""
    async with _turns:
        descriptor = os.open(file, os.O_RDONLY)
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-I", str(program), *arguments, stdin=descriptor, stdout=PIPE, stderr=DEVNULL,
                start_new_session=True, env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
            )  # fmt: skip
        finally:
            os.close(descriptor)
        run = Run(process, seconds)
        try:
            yield run
        finally:
            await run.end()


async def printed(program: Path, *arguments: str, file: Path, seconds: float) -> tuple[int | None, bytes]:
    """How it ended, and all that it printed."""
    async with running(program, *arguments, file=file, seconds=seconds) as run:
        told = b"".join([piece async for piece in run.pieces()])
    return run.status, told
