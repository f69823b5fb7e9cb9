"""One contract: its text, with an open proposal in its place, and beside it what binds; and the same for paper."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from frontend_stub.pages.contracts import frame, rail, reading, wording
from frontend_stub.site import i18n
from frontend_stub.site.page import Json, Page, Visit

CLAUSE = ("key", "number", "heading", "text", "depth", *wording.CAUTIONS)


def _detail(visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    source = contract["currentVersion"] or contract["draft"]
    clauses = source["clauses"] if source else []
    named = rail.labels(clauses, contract["rounds"])
    text = _text(visit, contract, clauses)
    _tell_what_rests_on(text["items"], contract)
    there, permissions = {each["key"] for each in clauses}, data["viewer"]["permissions"]
    _lead_to_notes(text["items"], contract, there, permissions)
    can_oblige = contract["status"] in frame.IN_FORCE and "obligation:propose" in permissions
    _lead_to_obligations(text["items"], contract, there if can_oblige else ())
    return {
        "can_oblige": can_oblige,
        "can_dispute": contract["status"] in frame.IN_FORCE and "dispute:file" in permissions,
        **text,
        "accepted": wording.accepted(contract),
        "dates": rail.dates(contract),
        "rounds": rail.rounds(contract, named),
        "answered": rail.last_answered(contract),
        "signatures": rail.signatures(contract, data),
        "unsigned": rail.unsigned(contract, data),
        "proposer": rail.party(contract["openRound"]["side"], contract, data) if contract["openRound"] else "",
        "can_edit": any(each["name"] == "EDIT_ROUND" and each["allowed"] for each in contract["availableActions"]),
    }


def _one(visit: Visit) -> Json:
    """The contract, and the day on which its fee schedules are to hold."""
    return frame.one(visit) | {"today": i18n.today(visit.now).isoformat()}


def _text(visit: Visit, contract: Mapping[str, Any], clauses: Sequence[Mapping[str, Any]]) -> Json:
    """The part of the text that is asked for, in the view that is asked for."""
    round_ = contract["openRound"]
    redline = (round_ and round_["redline"]) or {"changes": [], "terms": []}
    proposed = wording.proposal(round_) if round_ else []
    besides = [item for item in proposed if item["term"] or item["annex"] or item["settles"]]
    chosen = reading.view(visit, [*redline["changes"], *besides])
    made = reading.parts(reading.items(clauses, redline["changes"], chosen))
    shown = reading.part(visit, made)
    _number_changes(made, shown)
    _tell_what_is_said(made[shown - 1], contract, chosen)
    return {
        "view": chosen,
        "views": [(name, i18n.pgettext(*told)) for name, told in reading.VIEWS.items()],
        "is_proposed": bool(redline["changes"] or besides),
        "items": made[shown - 1],
        "part": shown,
        "contents": reading.contents(made, shown),
        "terms_": [item for item in besides if item["term"]],
        "annexed": [item for item in besides if not item["term"]],
        "changed": sum(1 for each in _changed(made)),
        "first_change": next((each["href"] for each in _changed(made)), ""),
    }


def _changed(made: Sequence[Sequence[Json]]) -> list[Json]:
    return [each for some in made for each in some if each["kind"]]


def _number_changes(made: Sequence[Sequence[Json]], shown: int) -> None:
    """Tells each changed clause its number and where it stands, and where the ones before and behind it do."""
    for number, some in enumerate(made, 1):
        for each in some:
            each["href"] = f"#{each['anchor']}" if number == shown else f"?part={number}#{each['anchor']}"
    changed = _changed(made)
    for n, each in enumerate(changed):
        each["n"] = n + 1
        each["previous"] = changed[n - 1]["href"] if n else ""
        each["next"] = changed[n + 1]["href"] if n + 1 < len(changed) else ""


def _tell_what_is_said(shown: Sequence[Json], contract: Mapping[str, Any], chosen: str) -> None:
    """Puts beside each clause why it is to change, and what was answered about it before."""
    round_ = contract["openRound"]
    said = rail.said(contract)
    for each in shown:
        each["said"] = said.get(each["key"], []) if chosen == "changes" or not round_ else []
        each["why"] = [
            change["rationale"]
            for change in (round_["changes"] if round_ and each["kind"] else ())
            if change["clauseKey"] == each["key"] and change["rationale"]
        ]


def _tell_what_rests_on(shown: Sequence[Json], contract: Mapping[str, Any]) -> None:
    """Puts beside each clause what the sides expect of each other by it, as long as that is not over."""
    found = [each for each in (contract["expectations"] or {"nodes": []})["nodes"] if each["status"] != "RETIRED"]
    for each in shown:
        each["expected"] = [one for one in found if one["clauseKey"] == each["key"]]


def _lead_to_notes(
    shown: Sequence[Json], contract: Mapping[str, Any], there: Collection[str], permissions: Collection[str]
) -> None:  # fmt: skip
    """Tells each clause that is in the text how many notes are on it, and whether the reader finds or writes one."""
    counted = {each["key"]: each["count"] for each in contract["notedClauses"] or ()}
    for each in shown:
        each["notes"] = counted.get(each["key"], 0) if each["key"] in there else 0
        each["leads_to_notes"] = bool(each["notes"]) or (each["key"] in there and "note:write" in permissions)


def _lead_to_obligations(shown: Sequence[Json], contract: Mapping[str, Any], there: Collection[str]) -> None:
    """Tells each clause what is owed by it now, and whether the reader can propose that something is."""
    owed = (contract["obligations"] or {"nodes": []})["nodes"]
    for each in shown:
        each["owed"] = [one for one in owed if one["clauseKey"] == each["key"]]
        each["leads_to_obligation"] = each["key"] in there


PAGES = (
    Page(
        path="/contracts/{id}",
        operation="ContractDetail",
        template="contracts/detail.html",
        variables=_one,
        required=("contract",),
        extras=frame.around("", _detail),
        reads=(
            *frame.READS,
            *wording.ACCEPTED_READS,
            *wording.proposal_reads("contract.openRound"),
            "contract.openRound.redline.changes.afterKey",
            *wording.MONEY_READS,
            *rail.ROUND_READS,
            *rail.SIGNATURE_READS,
            *rail.DATE_READS,
            "contract.versions.digest",
            "contract.versions.number",
            "contract.signedBy",
            *(f"contract.expectations.nodes.{field}" for field in ("id", "title", "status", "clauseKey")),
            "contract.notedClauses.key",
            "contract.notedClauses.count",
            *(f"contract.obligations.nodes.{each}" for each in ("id", "title", "clauseKey", "dueOn", "status")),
            "contract.openRound.number",
            *(f"contract.feeSchedules.nodes.{each}" for each in ("id", "product", "rate")),
            *(
                f"contract.{each}.{part}"
                for each in ("openFees.nodes.balance", "openFeeSums.balance")
                for part in ("amount", "currency")
            ),
            *(f"contract.{text}.clauses.{field}" for text in ("currentVersion", "draft") for field in CLAUSE),
        ),
    ),
    Page(
        path="/contracts/{id}/print",
        operation="ContractPrint",
        template="contracts/print.html",
        variables=frame.one,
        required=("contract",),
        reads=wording.MONEY_READS,
    ),
)
