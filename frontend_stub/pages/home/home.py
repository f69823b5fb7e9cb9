"""The first page: what waits for the reader, what is due soon, what changed."""

from datetime import timedelta

from frontend_stub.pages.contracts import turns as contract_turns
from frontend_stub.pages.partners import turns as partner_turns
from frontend_stub.site import steps
from frontend_stub.site.page import Json, Page, Visit

SOON = timedelta(days=14)


def _window(visit: Visit) -> Json:
    today = visit.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return {"from": visit.now.isoformat(), "until": (today + SOON).isoformat()}


def _nodes(data: Json, root: str) -> list[Json]:
    """The rows of a root field; none where it could not be loaded or does not concern the reader."""
    return list((data[root] or {"nodes": []})["nodes"])


def _turn(_visit: Visit, data: Json) -> Json:
    """What the reader can do now, what waits for others of their side, and what waits for the other side."""
    viewer = data["viewer"]
    mine, theirs = ("partner", "host") if viewer["side"] == "PARTNER" else ("host", "partner")
    accounts = _nodes(data, "own" if mine == "partner" else "accounts")
    turn = contract_turns.turns([*_nodes(data, mine), *_nodes(data, theirs), *_nodes(data, "deadlines")], data)
    turn |= {each["id"]: partner_turns.turn(each, data) for each in accounts}
    can = {name: [each for each in found if turn[each["id"]]["kind"] == "ACT"] for name, found in (
        ("contracts", _nodes(data, mine)), ("accounts", accounts),
    )}  # fmt: skip
    waits = {"authority:accept"} <= set(viewer["permissions"]) and _nodes(data, "authorities")
    return {
        "account": next(iter(accounts), None) if mine == "partner" else None,
        "turn": turn,
        "can": can,
        "side": [each for each in _nodes(data, mine) if turn[each["id"]]["kind"] == "SIDE"],
        "side_accounts": [each for each in accounts if turn[each["id"]]["kind"] == "SIDE"],
        "authorities_": waits or [],
        "loaded": data[mine] is not None and data["accounts"] is not None,
        "more": (data[mine] or {"totalCount": 0})["totalCount"] - len(_nodes(data, mine)),
        "acts": len(can["contracts"]) + len(can["accounts"]) + (data["authorities"]["totalCount"] if waits else 0),
    }


PAGES = (
    Page(
        path="/",
        operation="Home",
        template="home/home.html",
        variables=_window,
        extras=_turn,
        reads=(
            "viewer.permissions", "own.nodes.name", "own.nodes.status", "own.nodes.reason", "own.nodes.dueAt",
            *(
                read for root in ("host", "partner", "deadlines", "own", "accounts")
                for read in steps.reads(f"{root}.nodes")
            ),
            *(f"{root}.nodes.{name}" for root in ("host", "partner") for name in (
                "id", "number", "title", "status", "dueAt", "partner.name", "partner.zone",
            )),
            *(f"{root}.nodes.{name}" for root in ("own", "accounts") for name in (
                "id", "name", "status", "zone", "dueAt",
            )),
            "deadlines.nodes.number", "deadlines.nodes.partner.name",
            "host.totalCount", "partner.totalCount", "accounts.totalCount", "authorities.totalCount",
            *(f"authorities.nodes.{name}" for name in (
                "id", "grantedByName", "grantedAt", "limit.amount", "limit.currency", "member.name",
                "member.partner.name",
            )),
        ),
    ),
)  # fmt: skip
