"""Two versions of one contract beside each other."""

from frontend_stub.pages.contracts import wording
from frontend_stub.site.page import Json, Page, Visit

HIGHEST = 1_000_000


def _number(visit: Visit, name: str) -> int:
    """A version's number from the address; 0, which no version has, for anything else."""
    raw = visit.query.get(name, "")
    return min(int(raw), HIGHEST) if raw.isascii() and raw.isdigit() else 0


def _variables(visit: Visit) -> Json:
    base, head = _number(visit, "base"), _number(visit, "head")
    return {"id": visit.params["id"], "base": base, "head": head, "afterBase": min(base + 1, HIGHEST)}


def _parts(visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    numbers = [each["number"] for each in contract["versions"]]
    base, head = _number(visit, "base"), _number(visit, "head")
    redline = contract["redline"]
    older = contract["older"][0]["clauses"] if contract["older"] else ()
    parts = wording.folded(redline["clauses"], older) if redline else []
    kinds = [part["diff"]["kind"] for part in parts if "diff" in part]
    return {
        "base": base or (numbers[1] if len(numbers) > 1 else 0),
        "head": head or (numbers[0] if numbers else 0),
        "chosen": bool(base and head),
        "parts_": parts,
        "changed": len(kinds),
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
        extras=_parts,
        reads=(
            *wording.diff_reads("contract.redline"),
            "contract.older.clauses.key",
            "contract.older.clauses.number",
            "contract.older.clauses.heading",
            "contract.older.clauses.text",
        ),
    ),
)
