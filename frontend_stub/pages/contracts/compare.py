"""Two versions of one contract compared: what differs, and where to read each of them whole."""

from frontend_stub.pages.contracts import wording
from frontend_stub.site.page import Json, Page, Visit

HIGHEST = 1_000_000


def _number(visit: Visit, name: str) -> int:
    """A version's number from the address; 0, which no version has, for anything else."""
    raw = visit.query.get(name, "")
    return min(int(raw), HIGHEST) if raw.isascii() and raw.isdigit() else 0


def _variables(visit: Visit) -> Json:
    return {"id": visit.params["id"], "base": _number(visit, "base"), "head": _number(visit, "head")}


def _changes(visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    numbers = [each["number"] for each in contract["versions"]]
    base, head = _number(visit, "base"), _number(visit, "head")
    redline = contract["redline"]
    changes = redline["changes"] if redline else []
    kinds = [each["kind"] for each in changes]
    return {
        "base": base or (numbers[1] if len(numbers) > 1 else 0),
        "head": head or (numbers[0] if numbers else 0),
        "chosen": bool(base and head),
        "changes": [{"diff": each, "before": wording.before(each)} for each in changes],
        "counts": [(kind, kinds.count(kind)) for kind in ("CHANGED", "INSERTED", "DELETED", "MOVED") if kind in kinds],
        "terms": [wording.told_term(each) for each in redline["terms"]] if redline else [],
    }


PAGES = (
    Page(
        path="/contracts/{id}/compare",
        operation="ContractCompare",
        template="contracts/compare.html",
        variables=_variables,
        required=("contract",),
        extras=_changes,
        reads=wording.diff_reads("contract.redline"),
    ),
)
