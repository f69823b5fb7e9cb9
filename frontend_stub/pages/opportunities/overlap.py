"""Finding common customers with the other side: terms, points, answers and the result, with a script or without."""

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from frontend_stub.site import api, forms, serve, steps, words
from frontend_stub.site.page import Json, Page, Route, Visit, code, paging
from frontend_stub.site.places import Place
from frontend_stub.site.transports import Caller
from frontend_stub.site.words import term

FILES = "OverlapFiles"
"""The operation of the addresses below, which are no pages."""
ONWARD = ("AGREE", "SEND", "ANSWER", "DISCLOSE")
AT = {"PROPOSED": 1, "AGREED": 2, "SENT": 3}
"""The part of the way that a session has come to; all others are at the last."""
PLACE = Place(
    address=lambda session, _side: f"/overlaps/{session}",
    step=lambda session, step, _side: f"/overlaps/{session}#{step}",
    kind="OverlapAction",
    acts={
        "AGREE": term("overlap act", "Answer the terms for finding common customers: %(what)s"),
        "SEND": term("overlap act", "Send the points of your customers: %(what)s"),
        "ANSWER": term("overlap act", "Answer the other side’s points: %(what)s"),
        "DISCLOSE": term("overlap act", "Decide whether both sides are told which customers: %(what)s"),
    },
)


def turn(session: Json, data: Json) -> Json:
    """See `steps.turn`."""
    return steps.turn(
        session, data["viewer"], steps.colleagues_in(data), onward=ONWARD,
        address=lambda name: f"/overlaps/{session['id']}#{name}", kind="OverlapAction",
    )  # fmt: skip


def _list(visit: Visit) -> Json:
    chosen: Json = {}
    if status := code(visit, "status", words.WORDS["OverlapStatus"]):
        chosen["statuses"] = [status]
    return paging(visit) | {"filter": chosen}


def _listed(_visit: Visit, data: Json) -> Json:
    found = (data["overlapSessions"] or {"nodes": []})["nodes"]
    return {
        "turn": {each["id"]: turn(each, data) for each in found},
        "log": (data["overlapLog"] or {"nodes": []})["nodes"],
        "may_propose": "overlap:agree" in data["viewer"]["permissions"],
    }


def _new(_visit: Visit, data: Json) -> Json:
    found = (data["partners"] or {"nodes": []})["nodes"]
    return {
        "whom": [(each["id"], each["name"]) for each in found],
        "may_propose": "overlap:agree" in data["viewer"]["permissions"],
    }


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _shown(_visit: Visit, data: Json) -> Json:
    session = data["overlapSession"]
    return {
        "turn": turn(session, data),
        "at": AT.get(session["status"], len(AT) + 1),
        "can": {name: steps.standing(session, name) for name in (*ONWARD, "CANCEL")},
        "place": {"overlapSessionId": session["id"], "expectedVersion": session["version"]},
        "has_rows": session["status"] == "REVEALED"
        and session["mode"] == "ROWS"
        and "<" not in (session["inCommon"] or "<"),
    }


def _back(payload: Json) -> str:
    return f"/overlaps/{payload['overlapSession']['id']}"


def _whole_numbers(raw: str) -> list[int]:
    return [int(each) for each in raw.split() if each.isascii() and each.isdigit()]


_WHICH = (
    forms.taking("overlapSessionId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
_POINTS = (*_WHICH, forms.taking("points", read=str.strip, required=True))
PROPOSE = forms.Form(
    operation="OverlapPropose",
    fields=(
        forms.taking("partnerId"), forms.taking("purpose", required=True),
        forms.taking("keyKinds", required=True, many=True), forms.taking("sizeBand", required=True),
        forms.taking("mode", required=True),
    ),
    then=_back,
)  # fmt: skip
FORMS = (
    forms.Form(
        operation="OverlapAgree", fields=(*_WHICH, forms.taking("expectedDigest", required=True)), then=_back
    ),
    forms.Form(operation="OverlapSend", fields=_POINTS, then=_back, is_sealed=True),
    forms.Form(operation="OverlapAnswer", fields=_POINTS, then=_back, is_sealed=True),
    forms.Form(
        operation="OverlapDisclose", fields=(*_WHICH, forms.taking("keptBack", read=_whole_numbers)), then=_back
    ),
    forms.Form(operation="OverlapCancel", fields=(*_WHICH, forms.taking("reason")), then=_back),
)  # fmt: skip


async def _file(site: serve.Site, request: Request) -> Response:
    """The terms, the other side's points, or one's own positions, byte for byte as the command line takes them."""
    answer = await site.api.run(FILES, {"id": request.path_params["id"]}, Caller.of(request.scope))
    viewer = answer.data.get("viewer")
    if viewer is None:
        raise api.SignInNeeded
    session: dict[str, Any] = answer.data.get("overlapSession") or {}
    name = request.path_params["name"]
    theirs = "companyPoints" if viewer["side"] == "PARTNER" else "partnerPoints"
    positions = session.get("positions")
    told = {
        "terms.json": session.get("terms"), "theirs.points": session.get(theirs),
        "positions.json": None if positions is None else json.dumps(positions),
    }.get(name)  # fmt: skip
    if told is None:
        raise HTTPException(404)
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    kind = "application/json" if name.endswith(".json") else "text/plain"
    return Response(told.encode() + b"\n", media_type=kind, headers=headers)


ROUTES: tuple[Route, ...] = (("/overlaps/{id}/files/{name}", ["GET"], _file),)
PAGES = (
    Page(
        path="/overlaps",
        operation="OverlapList",
        template="overlaps/list.html",
        variables=_list,
        extras=_listed,
        reads=(
            *steps.reads("overlapSessions.nodes"), "overlapSessions.nodes.id", "viewer.permissions",
            *(
                f"overlapLog.nodes.{each}"
                for each in ("number", "status", "at", "inCommon", "by", "sizeBand", "purpose", "partner.name")
            ),
        ),
    ),
    Page(
        path="/overlaps/new",
        operation="OverlapNew",
        template="overlaps/new.html",
        extras=_new,
        forms=(PROPOSE,),
        reads=("viewer.permissions", "partners.nodes.id", "partners.nodes.name"),
    ),
    Page(
        path="/overlaps/{id}",
        operation="OverlapDetail",
        template="overlaps/detail.html",
        variables=_one,
        required=("overlapSession",),
        extras=_shown,
        forms=FORMS,
        reads=(
            *steps.reads("overlapSession"), "overlapSession.availableActions.blockedBy.message",
            *(f"overlapSession.{each}" for each in ("id", "version", "status", "mode", "inCommon")),
        ),
    ),
)  # fmt: skip
