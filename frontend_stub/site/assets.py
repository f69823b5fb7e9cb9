"""Static files under an address that names their content, so that browsers keep them for ever."""

import gzip
import hashlib
import mimetypes
import re
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

STATIC = Path(__file__).parent.parent / "static"


POLICY = "default-src 'none'; script-src 'self'"
"""Of a file by itself: a worker loads scripts of ours and reaches nothing, a picture nothing at all."""
_SCRIPT = re.compile(
    rb"(?<=[;{},])\n[ \t]*(?!//|/\*)|^[ \t]*//[^\n]*\n|^[ \t]*/\*\*.*?\*/\n|^[ \t]+", re.DOTALL | re.MULTILINE
)
_STYLE = re.compile(rb"/\*.*?\*/|\s*([{};,])\s*|(?<=[a-z-]:) |^[ \t]+", re.DOTALL | re.MULTILINE)


def _lean(name: str, body: bytes) -> bytes:
    """One of our own files without what is there for who reads its source: comments that fill lines, and room."""
    if name.endswith(".js"):
        return _SCRIPT.sub(b"", body)
    return _STYLE.sub(rb"\1", body).replace(b";}", b"}") if name.endswith(".css") else body


class Assets:
    """All static files in memory with the hash of their common content."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        self._files |= {name: _lean(name, body) for name, body in self._files.items() if "/" not in name}
        content = b"".join(name.encode() + b"\0" + body for name, body in self._files.items())
        self._packed = {name: gzip.compress(body, 9, mtime=0) for name, body in self._files.items()}
        self.hash = hashlib.sha256(content).hexdigest()[:8]

    def has(self, name: str) -> bool:
        """Whether a file is there: those that are fetched are not everywhere."""
        return name in self._files

    def url(self, name: str) -> str:
        """Address of a file. Raises KeyError for a file that is not there."""
        if name not in self._files:
            raise KeyError(name)
        return f"/static/{self.hash}/{name}"

    async def serve(self, request: Request) -> Response:
        body = self._files.get(request.path_params["name"])
        if body is None:
            raise HTTPException(404)
        # An old hash still gets today's file, but must ask again: a page open during a release keeps its looks.
        fresh = request.path_params["hash"] == self.hash
        keep = "public, max-age=31536000, immutable" if fresh else "no-cache"
        kind = mimetypes.guess_type(request.path_params["name"])[0] or "application/octet-stream"
        headers = {"cache-control": keep, "vary": "Accept-Encoding", "content-security-policy": POLICY}
        # Only these files are packed: a page holds what must stay secret beside what its reader typed.
        if "gzip" in request.headers.get("accept-encoding", ""):
            body, headers = self._packed[request.path_params["name"]], headers | {"content-encoding": "gzip"}
        return Response(body, media_type=kind, headers=headers)


@cache
def own() -> Assets:
    """Those of the pages, read and packed once in a process."""
    return Assets()
