"""What a form sends: fields as browsers write them; and files, which go on to the API while they come."""

import io
import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from frontend_stub.site import api, multipart, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.multipart import Part, Parts
from frontend_stub.site.returning import AGAIN, FieldError, typed_of
from frontend_stub.site.transports import Caller

MAX_BODY = 7_500_000
"""Bytes: a form writes most signs and all letters beyond ASCII in three times the bytes that the API takes."""
WORLD = "filePartner"
"""The hidden field, before those of files, that names the partner in whose world they belong."""
START = "FileStartUpload"
GATHERED = "entente.gathered"
"""In a request's scope: the fields of a form with files that have come so far; such a form cannot be read again."""
CREATED = 201
READ_HERE = frozenset({"content", "csv", "points"})
"""Fields whose file is as if somebody had typed it: a table goes to the API line by line."""
LOOKED_AT, TABLE = "agreement", "table"
"""The fields of a file that the API looks at and does not keep: it goes into a question, and no form can keep it."""
WHOLE = frozenset({LOOKED_AT, TABLE})
MOST_LOOKED_AT = 1_800_000
ABOUT, CLASSES = "informationClass", "InformationClass"
"""The field, before the file, that says what its information is about; and the words that it may hold."""


async def form(
    client: api.ApiClient, request: Request, plain: Callable[[Request], Awaitable[FormData]]
) -> tuple[FormData, list[FieldError]]:
    """The fields of a form; in a file's place stands the id that the API gave it, and beside them what was refused.

    Raises TooMany or Away, as every question to the API; the request keeps in `GATHERED` all that was typed. A file
    that could not be handed on has to be chosen again: the form is not sent then, and `AGAIN` names it.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await plain(request), []
    caller, fields, errors = Caller.of(request.scope), list[tuple[str, UploadFile | str]](), list[FieldError]()
    request.scope[GATHERED] = fields
    left = MAX_BODY
    met: api.Trouble | None = None
    async for part in Parts(request):
        if part.filename is None or (part.filename and part.name in READ_HERE):
            typed = await multipart.text_of(part, left)
            fields.append((part.name, typed))
            left -= len(typed)
        elif part.filename:
            try:
                if part.name in WHOLE:
                    fields.append((part.name, await _whole(part)))
                elif met is None:
                    fields += await _kept(client, caller, fields, part)
            except (api.SignInNeeded, api.TooMany, api.Away) as trouble:
                met = trouble
            except _Refused as refused:
                errors.append(FieldError(part.name, str(refused)))
            fields += [(AGAIN, part.filename)] if met and part.name not in WHOLE else []
    if met and not isinstance(met, api.SignInNeeded):
        raise met
    return FormData(fields), errors


async def _whole(part: Part) -> UploadFile:
    """The file with all its bytes. Raises _Refused."""
    content = bytearray()
    async for piece in part.pieces:
        content += piece if len(content) <= MOST_LOOKED_AT else b""
    if len(content) > MOST_LOOKED_AT:
        raise _Refused(_("The file is too large to be looked at: at most 1.8 MB."))
    return UploadFile(io.BytesIO(content), filename=part.filename)


async def _kept(
    client: api.ApiClient, caller: Caller, before: Iterable[tuple[str, UploadFile | str]], part: Part
) -> list[tuple[str, str]]:
    """The fields that stand for a file: its id, and what it is called. Raises _Refused."""
    said = dict(reversed(typed_of(before)))
    sent_on = await _sent_on(client, caller, said.get(WORLD, ""), part, said.get(ABOUT, ""))
    return [(part.name, sent_on), (f"{part.name}-name", part.filename or "")]


def payload(answer: api.Answer, *, is_question: bool = False) -> dict[str, Any]:
    """What a mutation gave. Raises HTTPException 403 where the caller may not, or what else stood in its way.

    A question that the caller may not ask is answered with nothing, and with no error.
    """
    found: dict[str, Any] | None = next(iter(answer.data.values()))
    if found is not None:
        return found
    codes = [(each.get("extensions") or {}).get("code") for each in answer.errors]
    if codes[:1] == ["FORBIDDEN"] or (is_question and not codes):
        raise HTTPException(403)
    raise api.failure(answer.errors, 200)


class _Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The API's sentence."""


async def _sent_on(client: api.ApiClient, caller: Caller, world: str, part: Part, about: str) -> str:
    """The id of the file, once the API has all of it. Raises _Refused."""
    given: dict[str, Any] = {"input": {"partnerId": world, "name": part.filename}}
    if about in words.WORDS.get(CLASSES, ()):
        given["input"]["informationClass"] = about
    leave = payload(await client.run(START, given, caller))
    if not leave["upload"]:
        raise _Refused(" ".join(error["message"] for error in leave["userErrors"]))
    reply = await client.transport.stream("PUT", leave["upload"]["path"], part.pieces, caller)
    if reply.status != CREATED:
        api.refuse(reply)
        raise _Refused(_said(reply.body))
    return str(leave["upload"]["fileId"])


def _said(body: bytes) -> str:
    try:
        return " ".join(error["message"] for error in json.loads(body)["errors"])
    except (ValueError, LookupError, TypeError):
        return _("The file could not be taken. Try again.")
