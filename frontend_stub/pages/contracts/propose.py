"""Holding the pen: the text with an editor for each clause, or for one at a time where there are many."""

from collections.abc import Iterable, Mapping
from typing import Any

from frontend_stub.pages.contracts import changes as changing
from frontend_stub.pages.contracts import wording
from frontend_stub.pages.contracts.frame import one
from frontend_stub.pages.contracts.turns import place
from frontend_stub.site import forms, returning, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit
from frontend_stub.site.steps import standing

MOST_EDITORS = 40
"""With more clauses than this, one is edited at a time."""
EXCERPT = 90


def _arranged(clauses: Iterable[Json], changes: Iterable[Mapping[str, Any]]) -> list[Json]:
    """The clauses with the new ones of the draft in their places and the moved ones in theirs."""
    order = list(clauses)
    for change in changes:
        if change["operation"] not in {"INSERT", "MOVE"}:
            continue
        keys = [each["key"] for each in order]
        if change["operation"] == "MOVE" and change["clauseKey"] in keys:
            item = order.pop(keys.index(change["clauseKey"]))
            keys.remove(change["clauseKey"])
        else:
            item = _new_one(change)
        behind = keys.index(change["afterKey"]) + 1 if change["afterKey"] in keys else 0
        order.insert(behind, item)
    return order


def _new_one(change: Mapping[str, Any]) -> Json:
    written = {name: change[name] or "" for name in ("number", "heading", "text")}
    return written | {"key": change["clauseKey"], "depth": change["depth"] or 0, "digest": "", "cautions": []}


def _editor(index: int, clause: Json, change: Mapping[str, Any] | None, diff: Json | None) -> Json:
    """One clause as its editor shows it; `what` is the kind of its saved change."""
    kind = change["operation"] if change else ""
    shown = {name: clause[name] for name in ("heading", "text")}
    if change and kind == "REPLACE":
        shown |= {name: change[name] for name in shown if change[name] is not None}
    return {
        "n": index,
        "key": clause["key"],
        "number": clause["number"],
        "depth": clause["depth"],
        "digest": clause["digest"],
        "before": clause,
        "heading": shown["heading"],
        "text": shown["text"],
        "heading_was": returning.fingerprint(clause["heading"]),
        "text_was": returning.fingerprint(clause["text"]),
        "what": kind,
        "why": change["rationale"] if change else "",
        "diff": diff,
        "excerpt": clause["heading"] or clause["text"][:EXCERPT],
    }


def editors(contract: Mapping[str, Any]) -> list[Json]:
    """The text on the table with the saved changes, one editor for each clause."""
    round_, version = contract["openRound"], contract["currentVersion"]
    if not round_ or not version:
        return []
    wordings = {
        each["clauseKey"]: each for each in round_["changes"] if each["operation"] in {"REPLACE", "DELETE", "INSERT"}
    }
    diffs = {each["key"]: each for each in (round_["redline"] or {"changes": ()})["changes"]}
    order = _arranged(version["clauses"], round_["changes"])
    return [
        _editor(n, clause, wordings.get(clause["key"]), diffs.get(clause["key"])) for n, clause in enumerate(order, 1)
    ]  # fmt: skip


def _terms(contract: Mapping[str, Any]) -> dict[str, Json]:
    """Each term's field: its value before the round (`was`), the one to show (`value`) and the reason (`why`)."""
    money = contract["value"]
    before = {
        "starts_on": contract["startsOn"],
        "ends_on": contract["endsOn"] or "",
        "renewal": contract["renewal"],
        "notice_days": str(contract["noticeDays"]),
        "value": f"{money['amount']} {money['currency']}" if money else "",
        "governing_law": contract["governingLaw"],
        **dict.fromkeys((*changing.DISPUTE_TERMS, *changing.FEE_TERMS), ""),
        **{each["term"]: each["value"] for each in (*contract["disputeTerms"], *contract["feeTerms"])},
    }
    round_ = contract["openRound"]
    set_ = {each["term"]: each for each in (round_["changes"] if round_ else ()) if each["operation"] == "SET_TERM"}
    found = {}
    for field, term in changing.TERMS:
        change = set_.get(term)
        found[field] = {
            "name": words.word(term, "ContractTerm"),
            "was": before[term],
            "value": (change["termValue"] or "") if change else before[term],
            "why": change["rationale"] if change else "",
        }
    return found


def _propose(visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    all_ = editors(contract)
    wanted, after = visit.query.get("clause"), visit.query.get("after")
    part = visit.query.get("part")
    chosen = next((each for each in all_ if each["key"] == wanted), None)
    behind = next((each for each in all_ if each["key"] == after), None)
    round_, version = contract["openRound"], contract["currentVersion"]
    changes = round_["changes"] if round_ else []
    annexes = _annexes(version["annexes"], changes) if version else []
    return {
        "can": standing(contract, "EDIT_ROUND"),
        "editors": all_,
        "whole": len(all_) <= MOST_EDITORS and not (chosen or behind or part),
        "chosen": chosen,
        "adding": after is not None,
        "behind": f"{behind['depth']}:{behind['key']}" if behind else "0:",
        "only_terms": part == "terms",
        "only_disputes": part == "disputes",
        "only_fees": part == "fees",
        "places": [("0:", _at_the_beginning()), *((f"{each['depth']}:{each['key']}", _label(each)) for each in all_)],
        "terms": _terms(contract),
        "disputed": changing.DISPUTE_TERMS,
        "earned": changing.FEE_TERMS,
        "changes": changes,
        "saved": changing.packed(changes),
        "annexes": annexes,
        "annex_choices": [(each["value"], each["name"]) for each in annexes],
        "proposed": wording.proposal(round_) if round_ else [],
        "may_accept": "contract:accept" in data["viewer"]["permissions"],
    }


def _annexes(annexes: Iterable[Json], changes: Iterable[Mapping[str, Any]]) -> list[Json]:
    """The annexes on the table: how a form names each, and what the draft does to it."""
    by_name = {each["annex"]: each["operation"] for each in changes if each["annex"]}
    return [
        each | {"value": f"{each['digest']}:{each['name']}", "what": by_name.get(each["name"], "")} for each in annexes
    ]


def _at_the_beginning() -> str:
    return _("At the start")


def _label(editor: Json) -> str:
    return f"{editor['number']} {editor['excerpt']}".strip()


def _to_list(payload: Json) -> str:
    return place(payload["contract"]["id"], "propose")


def _to_review(payload: Json) -> str:
    return place(payload["contract"]["id"], "propose/review")


PAGES = (
    Page(
        path="/contracts/{id}/propose",
        operation="ContractPropose",
        template="contracts/propose.html",
        variables=one,
        required=("contract",),
        extras=_propose,
        forms=(
            forms.Form(operation="ContractEditRound", build=changing.merged, then=_to_list),
            forms.Form(operation="ContractEditRoundThenReview", build=changing.merged, then=_to_review),
        ),
        reads=(
            *wording.STANDING_READS,
            *wording.diff_reads("contract.openRound.redline"),
            *(f"contract.openRound.changes.{field}" for field in changing.CHANGE if field != "fileId"),
            *(f"contract.openRound.changes.file.{field}" for field in ("id", "path", "name", "bytes", "state")),
            *(f"contract.currentVersion.annexes.{field}" for field in ("name", "digest", "bytes")),
            *(
                f"contract.currentVersion.clauses.{field}"
                for field in ("key", "number", "heading", "text", "depth", "digest", *wording.CAUTIONS)
            ),
            *(f"contract.{field}" for field in ("startsOn", "endsOn", "renewal", "noticeDays", "governingLaw")),
            *wording.MONEY_READS,
            "contract.disputeTerms.term",
            "contract.disputeTerms.value",
            "contract.feeTerms.term",
            "contract.feeTerms.value",
            "viewer.permissions",
        ),
    ),
)
