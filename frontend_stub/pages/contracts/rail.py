"""What stands beside a contract's text: the dates that bind, who signed for whom, and each round with its answers."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from frontend_stub.pages.contracts import reading
from frontend_stub.pages.contracts.turns import place
from frontend_stub.site import i18n, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json

MOST_ANSWERS = 10
"""Of a round; the page of the round has all."""
LONGEST_REASON = 200
ANSWERED = ("ACCEPTED", "COUNTERED")
ROUND_READS = tuple(
    f"contract.rounds.{field}"
    for field in (
        "number", "side", "status", "openedAt", "submittedAt", "submittedBy", "closedAt", "message", "closing.name",
        "closing.side", "closing.isSystem", "changes.clauseKey", "changes.annex", "changes.term", "changes.operation",
        "changes.number",
        "changes.heading", "changes.status", "changes.reason",
    )
)  # fmt: skip
SIGNATURE_READS = tuple(
    f"contract.signatures.{field}"
    for field in ("side", "name", "authority", "signedAt", "digest", "isVoid", "seal.at", "seal.digest")
)
DATE_READS = tuple(f"contract.{field}" for field in ("startsOn", "endsOn", "renewal", "noticeDays"))


def dates(contract: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(day, what it is) for the days that bind, in their order."""
    found = [(contract["startsOn"], _("First day"))]
    if contract["endsOn"]:
        last = date.fromisoformat(contract["endsOn"])
        if contract["renewal"] != "NONE" and contract["noticeDays"]:
            notice = last - timedelta(days=contract["noticeDays"])
            found.append((notice.isoformat(), _("Last day to give notice before it renews")))
        found.append((contract["endsOn"], _("Last day")))
    return sorted(found)


def labels(clauses: Iterable[Mapping[str, Any]], rounds: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What each clause is called, by its key: as it reads now, or as it came in."""
    came = {
        change["clauseKey"]: reading.label({"number": change["number"] or "", "heading": change["heading"] or ""})
        for round_ in rounds
        for change in round_["changes"]
        if change["operation"] == "INSERT"
    }
    return came | {each["key"]: reading.label(each) for each in clauses}


def rounds(contract: Mapping[str, Any], named: Mapping[str, str]) -> list[Json]:
    """Each round, newest first, with what was answered to each of its changes."""
    return [_round(contract, each, named) for each in contract["rounds"]]


def _round(contract: Mapping[str, Any], round_: Mapping[str, Any], named: Mapping[str, str]) -> Json:
    changes = round_["changes"]
    return {
        "round": round_,
        "href": place(contract["id"], f"rounds/{round_['number']}"),
        "is_answered": round_["status"] in ANSWERED,
        "answers": [_answer(each, named) for each in changes[:MOST_ANSWERS]],
        "more": max(len(changes) - MOST_ANSWERS, 0),
        "counts": [(status, n) for status in words.WORDS["ChangeStatus"] if (n := _count(changes, status))],
    }


def _count(changes: Iterable[Mapping[str, Any]], status: str) -> int:
    return sum(each["status"] == status for each in changes)


def _answer(change: Mapping[str, Any], named: Mapping[str, str]) -> Json:
    reason = change["reason"]
    return {
        "label": told(change, named),
        "status": change["status"],
        "reason": reason if len(reason) <= LONGEST_REASON else reason[:LONGEST_REASON].rstrip() + "…",
    }


def told(change: Mapping[str, Any], named: Mapping[str, str]) -> str:
    """What a change is to, in words."""
    if change["operation"] == "SETTLE":
        return words.word("SETTLE", "ChangeOperation")
    if change["term"]:
        known = change["term"] in words.WORDS["ContractTerm"]
        return words.word(change["term"], "ContractTerm") if known else str(change["term"])
    return change["annex"] or named.get(change["clauseKey"]) or _("A clause that is no longer there")


def said(contract: Mapping[str, Any]) -> dict[str, list[Json]]:
    """What was answered about each clause in rounds that are over, newest first, by the clause's key."""
    found: dict[str, list[Json]] = {}
    for round_ in contract["rounds"]:
        if round_["status"] not in ANSWERED:
            continue
        for change in round_["changes"]:
            if change["clauseKey"]:
                found.setdefault(change["clauseKey"], []).append({"round": round_, "change": change})
    return found


def last_answered(contract: Mapping[str, Any]) -> Json | None:
    """The round before the one that is open, if it was answered with other words or refusals."""
    open_ = contract["openRound"]
    if not open_ or open_["status"] != "DRAFTING":
        return None
    before = (each for each in contract["rounds"] if each["number"] == open_["number"] - 1)
    return next((each for each in before if each["status"] == "COUNTERED" and each["changes"]), None)


def signatures(contract: Mapping[str, Any], data: Mapping[str, Any]) -> list[Json]:
    """Each signature with whom it binds and the version that it is under, oldest first."""
    numbers = {each["digest"]: each["number"] for each in contract["versions"]}
    return [
        {**each, "party": party(each["side"], contract, data), "version": numbers.get(each["digest"])}
        for each in contract["signatures"]
    ]


def unsigned(contract: Mapping[str, Any], data: Mapping[str, Any]) -> list[str]:
    """Those who have not signed yet, while the contract is out for signature."""
    if contract["status"] != "OUT_FOR_SIGNATURE":
        return []
    return [party(side, contract, data) for side in words.WORDS["Side"] if side not in contract["signedBy"]]


def party(side: str, contract: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """The organisation of a side by its name, or what the side is called."""
    of = data.get("company") if side == "HOST" else contract["partner"]
    return str(of["name"]) if of else i18n.pgettext(*words.WORDS["Side"][side])
