"""A mail server on loopback that speaks as much SMTP as a letter takes, and may be told to refuse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Postbox:
    """What arrived: for each letter the recipients and the bytes; `answers` replaces what a command is told."""

    port: int = 0
    letters: list[tuple[list[str], bytes]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipients: list[str] = []
        writer.write(b"220 postbox\r\n")
        while line := await reader.readline():
            word = line.decode().split(" ")[0].strip().upper()
            said = self.answers.get(word, "221 bye" if word == "QUIT" else "250 OK")
            if word == "RCPT" and said.startswith("2"):
                recipients.append(line.decode().partition("<")[2].partition(">")[0])
            if word == "DATA" and said.startswith("2"):
                writer.write(b"354 go on\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                self.letters.append((recipients, body))
                recipients = []
            writer.write(f"{said}\r\n".encode())
            if word == "QUIT":
                break
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def postbox() -> AsyncIterator[Postbox]:
    """A server that listens until the block ends."""
    box = Postbox()
    server = await asyncio.start_server(box.serve, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    async with server:
        yield box
