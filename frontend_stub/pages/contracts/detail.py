"""One contract: where it stands, what the reader can do, the text, and what happened; and the same for paper."""

from frontend_stub.pages.contracts import frame, wording
from frontend_stub.site.page import Json, Page, Visit


def _detail(_visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    taken, version = contract["openRound"], contract["currentVersion"]
    offered = [each["name"] for each in contract["availableActions"] if each["allowed"]]
    return {
        "accepted": wording.accepted(contract),
        "can_edit": "EDIT_ROUND" in offered,
        "proposed": wording.proposal(taken, version["clauses"] if version else ()) if taken else [],
    }


PAGES = (
    Page(
        path="/contracts/{id}",
        operation="ContractDetail",
        template="contracts/detail.html",
        variables=frame.one,
        required=("contract",),
        extras=frame.around("", _detail),
        reads=(
            *frame.READS,
            *wording.ACCEPTED_READS,
            *wording.proposal_reads("contract.openRound"),
            *wording.MONEY_READS,
            "contract.currentVersion.clauses.key",
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
