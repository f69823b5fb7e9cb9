"""Reading what a request of a page or a server holds, in the one shape that is taken."""

import json

from starlette.requests import ClientDisconnect, Request

LONGEST_BODY = 32_768


class Unreadable(Exception):  # noqa: N818 - an answer, not a fault
    """The request is not what this address takes."""


async def body_of(request: Request) -> bytes:
    """Raises Unreadable."""
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > LONGEST_BODY:
                raise Unreadable(f"Send at most {LONGEST_BODY} bytes.")
    except ClientDisconnect:
        raise Unreadable("The request broke off.") from None
    return body


async def fields_of(request: Request, *names: str) -> dict[str, str]:
    """The texts of a JSON object with these members, "" for one left out. Raises Unreadable."""
    wanted = Unreadable(f"Send a JSON object of texts: {', '.join(names)}.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise wanted
    try:
        found = json.loads(await body_of(request))
    except (ValueError, RecursionError):
        raise wanted from None
    if not isinstance(found, dict) or not found.keys() <= set(names):
        raise wanted
    fields = {name: found.get(name, "") for name in names}
    if not all(isinstance(value, str) and _is_text(value) for value in fields.values()):
        raise wanted
    return fields


def _is_text(value: str) -> bool:
    return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value)
