"""The first page: what waits for the reader, what is due soon, what changed."""

from datetime import timedelta

from frontend_stub.site.page import Json, Page, Visit

SOON = timedelta(days=14)


def _window(visit: Visit) -> Json:
    today = visit.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return {"from": visit.now.isoformat(), "until": (today + SOON).isoformat()}


def _turn(_visit: Visit, data: Json) -> Json:
    """What waits for the reader's side besides contracts, and for how much it waits in all."""
    viewer = data["viewer"]
    is_partner = viewer["side"] == "PARTNER"
    own = next(iter((data["own"] or {"nodes": []})["nodes"]), None) if is_partner else None
    waits = ["partner"] if is_partner else ["host", "accounts"]
    waits += ["authorities"] if "authority:accept" in viewer["permissions"] else []
    counts = {root: (data[root] or {}).get("totalCount", 0) for root in waits}
    own_turn = own is not None and "PARTNER" in own["waitingOn"]
    return {
        "account": own,
        "own_turn": own_turn,
        "some": {root for root, count in counts.items() if count},
        "loaded": data["partner" if is_partner else "host"] is not None,
        "turns": sum(counts.values()) + own_turn,
    }


PAGES = (
    Page(
        path="/",
        operation="Home",
        template="home/home.html",
        variables=_window,
        extras=_turn,
        reads=(
            "viewer.permissions", "own.nodes.name", "own.nodes.status", "own.nodes.reason", "own.nodes.waitingOn",
            "own.nodes.dueAt", "host.totalCount", "partner.totalCount", "accounts.totalCount", "authorities.totalCount",
            "authorities.nodes.limit.amount", "authorities.nodes.limit.currency",
        ),
    ),
)  # fmt: skip
