"""What was said on a contract or a partner, and a box to say more: to one's own side, or on another page to both."""

from collections.abc import Iterable, Mapping
from typing import Any

from frontend_stub.pages.contracts import frame
from frontend_stub.pages.notes.acting import INTERNAL, SHARED, finishing, writing
from frontend_stub.pages.partners import frame as partner_frame
from frontend_stub.site import i18n, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, code, paging

UNPUBLISHED = ("DRAFT", "IN_REVIEW")
UNINVITED = ("PROSPECT",)
LONGEST_LABEL = 80
READS = (
    *(f"notes.nodes.{field}" for field in ("id", "availableActions.name", "availableActions.allowed")),
    *(f"{people}.nodes.{field}" for people in ("mentionable", "assignable") for field in ("id", "name", "side")),
)


def _variables(visit: Visit, visibility: str) -> Json:
    only = code(visit, "only", words.WORDS["NoteVisibility"])
    return {
        "id": visit.params["id"], **paging(visit), "visibility": visibility, **({"only": only} if only else {}),
    }  # fmt: skip


def can(note: Mapping[str, Any]) -> list[str]:
    """The steps that the reader may take."""
    return [each["name"] for each in note["availableActions"] if each["allowed"]]


def people(connection: Json | None) -> list[tuple[str, str]]:
    """People to choose from, those of the other side by name and side."""
    return [(each["id"], _with_side(each)) for each in (connection or {"nodes": []})["nodes"]]


def _with_side(person: Mapping[str, Any]) -> str:
    return f"{person['name']} · {words.word(person['side'], 'Side')}"


def _thread(data: Json, record: Json, visibility: str, other: str, *, is_seen: bool) -> Json:
    """What both kinds of pages show: the box for one kind of readers, and who can be named in it."""
    notes = (record["notes"] or {"nodes": []})["nodes"]
    return {
        "visibility": visibility, "other": other, "is_seen": is_seen,
        "may_write": "note:write" in data["viewer"]["permissions"],
        "can": {note["id"]: can(note) for note in notes},
        "people": people(record["mentionable"]), "takers": people(record["assignable"]),
    }  # fmt: skip


def _named(clause: Mapping[str, Any]) -> str:
    called = f"{clause['number']} {clause['heading']}".strip() or clause["key"]
    return called if len(called) <= LONGEST_LABEL else f"{called[:LONGEST_LABEL]}…"


def _places(contract: Json, clauses: Iterable[Json]) -> list[tuple[str, str]]:
    """What of a contract a note can be on: (what the form says, words)."""
    rounds = contract["rounds"] or ()
    return [
        (contract["id"], _("The whole contract")),
        *((each["id"], i18n.gettext_filled("Round %(number)s", number=each["number"])) for each in rounds),
        *((f"{contract['id']}|{each['key']}", _named(each)) for each in clauses),
    ]


def _on_contract(visibility: str) -> Any:
    def extras(visit: Visit, data: Json) -> Json:
        contract = data["contract"]
        text = contract["currentVersion"] or contract["draft"]
        clauses = text["clauses"] if text else ()
        is_host = data["viewer"]["side"] == "HOST"
        other = contract["partner"] if is_host else data.get("company")
        clause = visit.query.get("clause", "")
        return _thread(
            data, contract, visibility, other["name"] if other else "",
            is_seen=not is_host or contract["status"] not in UNPUBLISHED,
        ) | {
            "here": f"/contracts/{contract['id']}/notes",
            "places": _places(contract, clauses),
            "chosen": f"{contract['id']}|{clause}" if clause else visit.query.get("on", contract["id"]),
            "clauses": {each["key"]: _named(each) for each in clauses},
        }  # fmt: skip

    return extras


def _on(root: str, visibility: str) -> Any:
    """On a partner, or on something of one that both sides see as long as both are there."""

    def extras(_visit: Visit, data: Json) -> Json:
        record = data[root]
        partner = record if root == "partner" else record["partner"]
        is_host = data["viewer"]["side"] == "HOST"
        other = partner if is_host else data.get("company")
        return _thread(
            data, record, visibility, other["name"] if other else "",
            is_seen=(partner is None or partner["status"] not in UNINVITED) and record.get("filedAt", "") is not None,
        ) | {
            "here": f"/{root}s/{record['id']}/notes",
            "head": partner_frame.head(record, data, "notes") if root == "partner" else None,
        }  # fmt: skip

    return extras


def _contract(slug: str, visibility: str) -> Page:
    def variables(visit: Visit) -> Json:
        clause = visit.query.get("clause", "")[:200]
        return _variables(visit, visibility) | ({"clauseKey": clause} if clause else {})

    return Page(
        path=f"/contracts/{{id}}/{slug}",
        operation="ContractNotes",
        template="notes/contract.html",
        variables=variables,
        required=("contract",),
        extras=frame.around("notes", _on_contract(visibility)),
        forms=(writing(visibility), finishing()),
        reads=(
            *frame.READS,
            *(f"contract.{field}" for field in READS),
            *(f"contract.{text}.clauses.{field}" for text in ("currentVersion", "draft")
              for field in ("key", "number", "heading")),
            "contract.rounds.id", "contract.rounds.number",
        ),
    )  # fmt: skip


def _other(root: str, slug: str, visibility: str) -> Page:
    return Page(
        path=f"/{root}s/{{id}}/{slug}",
        operation=f"{root.title()}Notes",
        template=f"notes/{root}.html",
        variables=lambda visit: _variables(visit, visibility),
        required=(root,),
        extras=_on(root, visibility),
        forms=(writing(visibility), finishing()),
        reads=(
            *(partner_frame.reads(root) if root == "partner" else (f"{root}.partner.name", f"{root}.partner.status")),
            *(("dispute.filedAt",) if root == "dispute" else ()),
            "viewer.permissions", "company.name", f"{root}.id", *(f"{root}.{field}" for field in READS),
        ),
    )  # fmt: skip


PAGES = (
    _contract("notes", INTERNAL),
    _contract("notes/share", SHARED),
    *(_other(root, slug, visibility) for root in ("partner", "document", "obligation", "dispute")
      for slug, visibility in (("notes", INTERNAL), ("notes/share", SHARED))),
)  # fmt: skip
