"""One contract: where it stands, what the reader can do, the text, and what happened; and the same for paper."""

from urllib.parse import quote

from frontend_stub.pages.contracts import wording
from frontend_stub.site import words
from frontend_stub.site.page import Json, Page, Visit

# The page on which each step is taken.
STEP_PAGES = {
    "REDRAFT": "edit",
    "SUBMIT_FOR_REVIEW": "submit-for-review",
    "REQUEST_CHANGES": "request-changes",
    "PUBLISH": "publish",
    "WITHDRAW": "withdraw",
    "EDIT_ROUND": "propose",
    "SUBMIT_ROUND": "propose/review",
    "WITHDRAW_ROUND": "take-back",
    "COUNTER_ROUND": "answer",
    "ACCEPT_ROUND": "accept",
    "REOPEN": "reopen",
    "START_APPROVAL": "start-approval",
    "SIGN": "sign",
    "DECLINE": "decline",
}
# The steps that move the contract on: the first one that is allowed is the main button.
ONWARD = ("COUNTER_ROUND", "EDIT_ROUND", "SUBMIT_FOR_REVIEW", "PUBLISH", "START_APPROVAL", "SIGN")


def one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def place(contract_id: str, step: str = "") -> str:
    """The address of a contract or of one of its pages."""
    return f"/contracts/{quote(contract_id, safe='')}" + (f"/{step}" if step else "")


def _detail(_visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    steps = contract["availableActions"]
    taken = contract["openRound"]
    allowed = [each["name"] for each in steps if each["allowed"] and each["name"] in STEP_PAGES]
    if taken and not taken["changes"] and "SUBMIT_ROUND" in allowed:
        allowed.remove("SUBMIT_ROUND")  # there is nothing to review yet
    blocked = [
        (words.word(each["name"], "ContractAction"), each["blockedBy"]["message"])
        for each in steps
        if each["blockedBy"]
    ]
    version = contract["currentVersion"]
    return {
        "allowed": [
            (place(contract["id"], STEP_PAGES[name]), words.word(name, "ContractAction"), name) for name in allowed
        ],
        "main_step": next((name for name in ONWARD if name in allowed), ""),
        "blocked": blocked,
        "until": wording.until(contract["dueAt"]) if contract["dueAt"] else "",
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
