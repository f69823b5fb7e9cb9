"""What an amendment changes in its contract, and what becomes of what rests on those clauses; and how one begins."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.pages.contracts import changes as changing
from frontend_stub.pages.contracts import frame, wording
from frontend_stub.pages.contracts.steps import STEP_FIELDS, back_to_contract
from frontend_stub.pages.contracts.turns import place
from frontend_stub.site import forms, returning, words
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json, Page, Visit, Who
from frontend_stub.site.steps import standing

FATE = "fate-"
RESTING = ("record", "title", "clauseKey", "isGone", "fate")
SETTLE = "SETTLE"


def _amendment(_visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    text = contract["currentVersion"] or contract["draft"]
    redline = (text and text["amended"]) or {"changes": [], "terms": []}
    round_, offered = contract["openRound"], {each["name"]: each for each in contract["availableActions"]}
    saved = round_["changes"] if round_ else []
    by = next((name for name in ("REDRAFT", "EDIT_ROUND") if name in offered and offered[name]["allowed"]), "")
    return {
        "changes": [{"diff": each, "before": wording.before(each)} for each in redline["changes"]],
        "terms": [wording.told_term(each) for each in redline["terms"]],
        "resting": _resting(text["resting"] if text else (), saved, redline["changes"]),
        "taken": {"REDRAFT": "ContractRedraft", "EDIT_ROUND": "ContractEditRound"}.get(by, ""),
        "saved": changing.packed(saved),
        "fates": [(fate, words.word(fate, "Fate")) for fate in words.WORDS["Fate"]],
    }


def _resting(
    resting: Iterable[Mapping[str, Any]], saved: Iterable[Mapping[str, Any]], diffs: Iterable[Mapping[str, Any]]
) -> list[Json]:
    """Each with its clause, where it is shown, and the answer: that of the text, or what the reader's draft says."""
    said = {each["term"]: each["termValue"] for each in saved if each["operation"] == SETTLE}
    clauses = {each["key"]: each for each in diffs}
    return [
        {
            **each,
            "href": wording.address(each["record"]),
            "answer": said.get(each["record"]) or each["fate"] or "",
            "clause": clauses.get(each["clauseKey"]),
        }
        for each in resting
    ]


def _answers(sent: FormData) -> dict[str, str]:
    """What the form says of each record that it asks about."""
    told = {name.removeprefix(FATE): changing.sent_text(sent, name) for name in sent if name.startswith(FATE)}
    return {record: fate for record, fate in told.items() if fate}


def _redrafted(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """The variables of ContractRedraft: nothing but the answers."""
    variables, errors = forms.read(forms.Form(operation="", fields=STEP_FIELDS, then=back_to_contract), sent)
    answers = [
        Line({"recordId": record, "fate": fate}, {"": f"{FATE}{record}"}) for record, fate in _answers(sent).items()
    ]
    forms.place(variables, ("input", "answers"), answers)
    return variables, errors


def _proposed(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """The variables of ContractEditRound: the saved changes with these answers in place of earlier ones."""
    variables, errors = changing.merged(sent)
    answers = _answers(sent)
    changes = variables.get("input", {}).get("changes", [])
    kept = [each for each in changes if each["operation"] != SETTLE or each["term"] not in answers]
    settled = [{"operation": SETTLE, "term": record, "termValue": fate} for record, fate in answers.items()]
    forms.place(variables, ("input", "changes"), kept + settled)
    return variables, errors


def _back(payload: Json) -> str:
    return place(payload["contract"]["id"], "amendment")


def _begin(_visit: Visit, data: Json) -> Json:
    return {"can": standing(data["contract"], "AMEND")}


AMEND = forms.Form(
    operation="ContractAmend", fields=(*STEP_FIELDS, forms.taking("title", required=True)), then=back_to_contract
)
PAGES = (
    Page(
        path="/contracts/{id}/amendment",
        operation="ContractAmendment",
        template="contracts/amendment.html",
        variables=frame.one,
        required=("contract",),
        extras=frame.around("amendment", _amendment),
        forms=(
            forms.Form(operation="ContractRedraft", build=_redrafted, then=_back),
            forms.Form(operation="ContractEditRound", build=_proposed, then=_back),
        ),
        reads=(
            *frame.READS,
            *(f"contract.openRound.changes.{field}" for field in changing.CHANGE if field != "fileId"),
            *(f"contract.openRound.changes.file.{field}" for field in ("id", "path", "name", "bytes", "state")),
            *(
                field
                for text in ("currentVersion", "draft")
                for field in (
                    *wording.diff_reads(f"contract.{text}.amended"),
                    *(f"contract.{text}.resting.{each}" for each in RESTING),
                )
            ),
        ),
    ),
    Page(
        path="/contracts/{id}/amend",
        operation="ContractStep",
        template="contracts/amend.html",
        who=Who.STAFF,
        variables=frame.one,
        required=("contract",),
        extras=_begin,
        forms=(AMEND,),
        reads=wording.STANDING_READS,
    ),
)
