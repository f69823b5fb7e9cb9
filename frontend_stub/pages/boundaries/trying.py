"""Trying: what the boundaries in force would say to an act, without doing it."""

from frontend_stub.site import typed, words
from frontend_stub.site.page import Json, Page, Visit, code, codes


def _codes(visit: Visit, name: str) -> list[str]:
    return visit.query.get(name, "").upper().replace(",", " ").split()[:250]


def _try(visit: Visit) -> Json:
    """Without an act nothing is asked."""
    act = code(visit, "act", words.WORDS["BoundaryAct"])
    asked: Json = {"act": act or "ORDER", "isPassive": visit.query.get("isPassive") == "on"}
    if partner := visit.query.get("partner", ""):
        asked["partnerId"] = partner
    if side := code(visit, "side", words.WORDS["Side"]):
        asked["side"] = side
    for name in ("regions", "products"):
        if found := _codes(visit, name):
            asked[name] = found
    for name, kind in (("dealings", "Dealing"), ("classes", "InformationClass")):
        if chosen := codes(visit, name, words.WORDS[kind]):
            asked[name] = chosen
    if channel := code(visit, "channel", words.WORDS["SalesChannel"]):
        asked["channel"] = channel
    if amount := _amount(visit):
        asked["money"] = {"amount": amount, "currency": visit.query.get("currency", "EUR").strip().upper() or "EUR"}
    return {"asked": bool(act), "input": asked}


def _amount(visit: Visit) -> str:
    """What was typed as the reader's language writes it; "" for what is no amount."""
    try:
        return typed.amount(visit.query.get("amount", ""), visit.query.get("currency", "EUR"))
    except ValueError:
        return ""


def _shown(visit: Visit, data: Json) -> Json:
    mine = data["viewer"]["side"]
    act = code(visit, "act", words.WORDS["BoundaryAct"])
    return {
        "act": act,
        "mine": mine,
        "side": code(visit, "side", words.WORDS["Side"], mine),
        "whose": [(each["id"], each["name"]) for each in (data["partners"] or {"nodes": []})["nodes"]],
        "is_unread": bool(visit.query.get("amount", "").strip()) and not _amount(visit),
        "chosen": {name: visit.query.getlist(name) for name in ("dealings", "classes")},
    }


PAGES = (
    Page(
        path="/boundaries/try", operation="BoundaryTry", template="boundaries/try.html", variables=_try, extras=_shown,
        reads=("partners.nodes.id", "partners.nodes.name"),
    ),
)  # fmt: skip
