"""A form with files as it comes: part by part, none of them whole in memory."""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from python_multipart import multipart
from python_multipart.exceptions import MultipartParseError
from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_BYTES = 128 * 1024 * 1024
"""Of one form with all its files; what is too large for the API is read to its end, so that its refusal arrives."""
MOST_PARTS = 1_000


@dataclass(frozen=True)
class Part:
    """One field: its name, its file's name (None for what was typed), and its bytes, to be read before the next."""

    name: str
    filename: str | None
    pieces: AsyncIterator[bytes]


class Parts:
    """The parts of a request's body. Raises HTTPException for what is no form, or too much of one."""

    def __init__(self, request: Request) -> None:
        kind, options = multipart.parse_options_header(request.headers.get("content-type"))
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise HTTPException(400)
        self._source = request.stream()
        self._happened = deque[tuple[str, bytes]]()
        self._parser = multipart.MultipartParser(options[b"boundary"], self._callbacks())
        self._read = 0

    def _callbacks(self) -> Any:
        def noting(what: str) -> Any:
            return lambda data, start, end: self._happened.append((what, data[start:end]))

        def happening(what: str) -> Any:
            return lambda: self._happened.append((what, b""))

        return {
            "on_header_field": noting("field"), "on_header_value": noting("value"), "on_part_data": noting("data"),
            "on_header_end": happening("header"), "on_headers_finished": happening("headers"),
            "on_part_end": happening("end"),
        }  # fmt: skip

    async def _next(self) -> tuple[str, bytes] | None:
        """What comes next in the body; None at its end."""
        while not self._happened:
            piece = await anext(self._source, None)
            if not piece:
                return None
            self._read += len(piece)
            if self._read > MOST_BYTES:
                raise HTTPException(413)
            try:
                self._parser.write(piece)
            except MultipartParseError as fault:
                raise HTTPException(400) from fault
        return self._happened.popleft()

    async def __aiter__(self) -> AsyncIterator[Part]:
        for _ in range(MOST_PARTS):
            told = await self._head()
            if told is None:
                return
            _kind, options = multipart.parse_options_header(told.get(b"content-disposition", b""))
            filename = options.get(b"filename")
            pieces = self._pieces()
            yield Part(
                options.get(b"name", b"").decode(errors="replace"),
                None if filename is None else filename.decode(errors="replace"), pieces,
            )  # fmt: skip
            async for _rest in pieces:  # whoever was done with it early
                pass
        raise HTTPException(400)

    async def _head(self) -> dict[bytes, bytes] | None:
        """The headers of the next part; None if there is none."""
        told, field, value = dict[bytes, bytes](), b"", b""
        while (one := await self._next()) is not None:
            what, data = one
            if what == "field":
                field += data
            elif what == "value":
                value += data
            elif what == "header":
                told[field.lower()], field, value = value, b"", b""
            elif what == "headers":
                return told
        return None

    async def _pieces(self) -> AsyncIterator[bytes]:
        while (one := await self._next()) is not None and one[0] == "data":
            yield one[1]


async def text_of(part: Part, most: int) -> str:
    """What was typed. Raises HTTPException for more bytes than that."""
    typed = b""
    async for piece in part.pieces:
        typed += piece
        if len(typed) > most:
            raise HTTPException(413)
    return typed.decode(errors="replace")
