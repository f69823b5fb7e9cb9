"""Reading what a request brings: its body, once and no longer than it may be, and the JSON object in it."""

import json
import re
from typing import Any

from starlette.requests import ClientDisconnect, Request

from portal.sentences import Sentence, say

LONGEST = 64 * 1024
HOSTILE = re.compile("[\0\ud800-\udfff]")


class Unreadable(Exception):  # noqa: N818 - an answer, not a fault
    """The request is not one that the address takes; `status` is the answer's."""

    def __init__(self, status: int, said: Sentence | str) -> None:
        super().__init__(str(said))
        self.status, self.said = status, said


def require_media(request: Request, media: str) -> None:
    """Raises Unreadable unless the body is announced once, as this."""
    kinds = [kind.partition(";")[0].strip().lower() for kind in request.headers.getlist("content-type")]
    if kinds != [media]:
        raise Unreadable(415, f"Send {media}.")


async def body_of(request: Request, longest: int = LONGEST) -> bytes:
    """The body. Raises Unreadable when it is longer than `longest` bytes, or breaks off."""
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > longest:
                raise Unreadable(413, say("Send at most {limit} bytes.", limit=longest))
    except ClientDisconnect:
        raise Unreadable(400, say("The request was cut off.")) from None
    return body


async def json_of(request: Request, longest: int = LONGEST) -> dict[str, Any]:
    """The JSON object of the body, each member named once. Raises Unreadable for anything else."""
    require_media(request, "application/json")
    body = await body_of(request, longest)
    try:
        found = json.loads(body.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Unreadable(400, "Send a JSON object.") from None
    if not isinstance(found, dict):
        raise Unreadable(400, "Send a JSON object.")
    return found


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) != len(members):
        raise ValueError("A member appears twice in a JSON object.")
    return found


async def texts_of(request: Request, *names: str) -> dict[str, str]:
    """The texts of a JSON object that has these members alone, "" for one left out. Raises Unreadable."""
    found = await json_of(request)
    texts = {name: found.get(name, "") for name in names}
    right = all(isinstance(value, str) and is_text(value) for value in texts.values())
    if not right or not found.keys() <= texts.keys():
        raise Unreadable(400, f"Send a JSON object of texts: {', '.join(names)}.")
    return texts


def is_text(value: str) -> bool:
    """Whether the database can hold it: no NUL, no half of a surrogate pair."""
    return HOSTILE.search(value) is None
