"""One contract: where it stands, what the reader can do, the text, and what happened; and the same for paper."""

from frontend_stub.pages.contracts import turns, wording
from frontend_stub.pages.contracts.turns import ONWARD, STEP_PAGES, place
from frontend_stub.site import steps, words
from frontend_stub.site.page import Json, Page, Visit


def one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _detail(_visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    offered = contract["availableActions"]
    taken = contract["openRound"]
    allowed = [each["name"] for each in offered if each["allowed"] and each["name"] in STEP_PAGES]
    if taken and not taken["changes"] and "SUBMIT_ROUND" in allowed:
        allowed.remove("SUBMIT_ROUND")  # there is nothing to review yet
    blocked = [
        (words.word(each["name"], "ContractAction"), each["blockedBy"]["message"])
        for each in offered
        if each["blockedBy"]
    ]
    version = contract["currentVersion"]
    return {
        "allowed": [
            (place(contract["id"], STEP_PAGES[name]), words.word(name, "ContractAction"), name) for name in allowed
        ],
        "main_step": next((name for name in ONWARD if name in allowed), ""),
        "blocked": blocked,
        "turn": turns.turn(contract, data),
        "accepted": wording.accepted(contract),
        "can_edit": "EDIT_ROUND" in allowed,
        "can_accept_as_is": bool(
            "EDIT_ROUND" in allowed and taken and not taken["changes"]
            and "contract:accept" in data["viewer"]["permissions"]
        ),
        "proposed": wording.proposal(taken, version["clauses"] if version else ()) if taken else [],
    }  # fmt: skip


PAGES = (
    Page(
        path="/contracts/{id}",
        operation="ContractDetail",
        template="contracts/detail.html",
        variables=one,
        required=("contract",),
        extras=_detail,
        reads=(
            *wording.STANDING_READS,
            *steps.reads("contract"),
            *wording.ACCEPTED_READS,
            *wording.proposal_reads("contract.openRound"),
            *wording.MONEY_READS,
            "contract.version",
            "contract.currentVersion.clauses.key",
            "viewer.permissions",
        ),
    ),
    Page(
        path="/contracts/{id}/print",
        operation="ContractPrint",
        template="contracts/print.html",
        variables=one,
        required=("contract",),
        reads=wording.MONEY_READS,
    ),
)
