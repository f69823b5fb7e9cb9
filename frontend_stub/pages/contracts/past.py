"""What was: a round with every change, its answer and its counter-change, and a version as it read; for both sides."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.contracts import changes, reading, wording
from frontend_stub.site import words
from frontend_stub.site.page import Json, Page, Visit

HIGHEST = 99_999
ANSWERED = ("ACCEPTED", "COUNTERED")


def _number(visit: Visit) -> int:
    return number_in(visit.params["number"])


def number_in(raw: str) -> int:
    """The number in an address; 0, which nothing has, for anything else."""
    return min(int(raw), HIGHEST) if raw.isascii() and raw.isdigit() and len(raw) < len(str(HIGHEST)) else 0


def numbered(found: list[Json], number: int) -> Json | None:
    """The one of this number, which stands first."""
    return found[0] if found and found[0]["number"] == number else None


def _round_variables(visit: Visit) -> Json:
    number = _number(visit)
    return {"id": visit.params["id"], "after": number + 1, "afterNext": number + 2}


def _round(visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    round_ = numbered(contract["rounds"], _number(visit))
    if round_ is None:
        return {"round": None}
    after = contract["next"][0]
    is_answer = after["number"] == round_["number"] + 1 and round_["status"] == "COUNTERED"
    replies = wording.proposal(after) if is_answer else []
    changes = wording.proposal(round_)
    for item in changes:
        item["reply"] = _reply(item["change"], replies) if item["change"]["status"] == "SUPERSEDED" else None
    return {
        "round": round_,
        "changes": changes,
        "is_answered": round_["status"] in ANSWERED,
        "is_own_draft": round_["status"] == "DRAFTING" and round_["side"] == data["viewer"]["side"],
        "next_is_drafted": is_answer and after["status"] == "DRAFTING",
        "next_number": after["number"],
    }


def _reply(change: Mapping[str, Any], replies: list[Json]) -> Json | None:
    """The change of the next round to the same clause or term."""
    same = (each for each in replies if _subject(each["change"]) == _subject(change))
    return next(same, None)


def _subject(change: Mapping[str, Any]) -> tuple[Any, Any]:
    return change["clauseKey"], change["term"]


def _version_variables(visit: Visit) -> Json:
    return {"id": visit.params["id"], "after": _number(visit) + 1}


def _version(visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    version = numbered(contract["versions"], _number(visit))
    if version is None:
        return {"version": None}
    made = reading.parts(reading.items(version["clauses"], (), "last"))
    shown = reading.part(visit, made)
    return {
        "version": version,
        "items": [each | {"why": (), "said": ()} for each in made[shown - 1]],
        "part": shown,
        "contents": reading.contents(made, shown),
        "terms": [
            (words.word(each["term"], "ContractTerm"), wording.term_value(each["term"], each["value"]))
            for each in version["terms"]
            if each["value"] or each["term"] not in changes.DISPUTE_TERMS
        ],
        "accepted": [each for each in contract["acceptances"] if each["digest"] == version["digest"]],
        "is_current": version["digest"] == contract["digest"],
    }


def _reads(place: str, *fields: str) -> tuple[str, ...]:
    return tuple(f"{place}.{field}" for field in fields)


PAGES = (
    Page(
        path="/contracts/{id}/rounds/{number}",
        operation="ContractRound",
        template="contracts/round.html",
        variables=_round_variables,
        required=("contract",),
        extras=_round,
        reads=(
            *wording.proposal_reads("contract.rounds"),
            *wording.proposal_reads("contract.next"),
            *_reads(
                "contract.rounds", "id", "number", "side", "status", "message", "baseNumber", "openedAt", "submittedAt",
                "submittedBy", "closedAt", "resultDigest", "closing.name", "closing.side", "closing.isSystem",
                "closing.note", "changes.status", "changes.reason",
            ),
            *_reads("contract.next", "number", "status", "side"),
        ),
    ),
    Page(
        path="/contracts/{id}/versions/{number}",
        operation="ContractVersion",
        template="contracts/version.html",
        variables=_version_variables,
        required=("contract",),
        extras=_version,
        reads=(
            *_reads(
                "contract.versions", "number", "side", "createdAt", "digest", "terms.term", "terms.value",
                "annexes.name", "annexes.digest", "annexes.bytes", "annexes.path",
                *(f"clauses.{name}" for name in ("key", "number", "heading", "text", "depth", *wording.CAUTIONS)),
            ),
            *_reads("contract.acceptances", "side", "name", "acceptedAt", "digest"),
            "contract.digest",
        ),
    ),
)  # fmt: skip
