"""Taking a fact back that should never have been told, and the facts that cannot be counted beside the others."""

import json
from collections.abc import Mapping
from typing import Any

from frontend_stub.site import forms, words
from frontend_stub.site.page import Json

PORTAL = "portal"
"""The source of what the portal knows itself, which nobody takes back."""
PARTS = 3
"""Of what is said of a fact that cannot be counted: its source, its id, and why."""


def _there(payload: Json) -> str:
    """The subject, as it is without the fact."""
    nodes = (payload["batch"]["facts"] or {"nodes": []})["nodes"]
    subject = nodes[0]["subject"] if nodes else None
    return f"/subjects/{subject['id']}" if subject else "/facts"


FORM = forms.Form(
    operation="FactWithdraw", then=_there,
    fields=(forms.taking("factId", required=True), forms.taking("reason", required=True)),
)  # fmt: skip


def choices(subject: Mapping[str, Any], viewer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(id, name) of the facts that the reader may take back: those of their side as they are now."""
    if "fact:record" not in viewer["permissions"]:
        return []
    newest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for each in subject["facts"]:
        key = (each["source"], each["externalId"])
        if key not in newest or newest[key]["revision"] < each["revision"]:
            newest[key] = each
    return [
        (each["id"], f"{words.word(each['statement'], 'FactStatement')} · {each['source']} · {each['externalId']}")
        for each in newest.values()
        if each["side"] == viewer["side"] and each["source"] != PORTAL and each["document"]
    ]


def aside(text: str | None) -> list[tuple[str, str]]:
    """(which fact, why it cannot be counted beside the others), or the field of which there is too much."""
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return []
    told = [list(map(str, each)) for each in found if isinstance(each, list) and len(each) == PARTS]
    known = words.WORDS["SubjectField"]
    return [
        (f"{source} · {name}" if source else words.word(name, "SubjectField") if name in known else name,
         words.word(why, "FactAside"))
        for source, name, why in told
    ]  # fmt: skip
