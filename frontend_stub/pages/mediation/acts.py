"""What mediators do on their page, as forms: which of them are there now, and what was typed where one comes back."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.site import words
from frontend_stub.site.i18n import gettext_ as _

Json = dict[str, Any]
Row = Mapping[str, Any]
SIDES = ("HOST", "PARTNER")
ENDPOINTS = {"declare": "declare", "decline": "decline", "say": "say", "settled": "say", "end": "end"}
"""The forms by their addresses, and the endpoint of each."""
FIELDS = ("text", "reason", "to", "hasInterests", "called")
DONE = {
    "declare": "MediationDeclare", "decline": "MediationDecline", "say": "MediationSay", "settled": "MediationSettled",
    "end": "MediationEnd",
}  # fmt: skip


def names(seat: Row) -> dict[str, str]:
    """What the sides and the person are called; before the seat is known, nothing."""
    return {"HOST": seat["company"], "PARTNER": seat["partner"], "NEUTRAL": seat["name"]}


def now(seat: Row, case: Row | None, back: Row) -> list[Json]:
    """What can be done now; of what comes back, what was typed and why."""
    if seat["status"] == "PROPOSED":
        found = [_declare(), _decline()]
    elif seat["status"] in {"DECLARED", "ACCEPTED"}:
        found = [_decline()]
    elif case is not None and case["status"] == "MEDIATION":
        found = [_say(), *(_say_to(side, names(seat)[side], case["caucus"]) for side in SIDES), _settled(), _end()]
    else:
        found = []
    return [each | _typed(each, back) for each in found]


def one(step: str, back: Row) -> Json:
    """The form that was sent when nobody was signed in any more: the same one again."""
    made = {"declare": _declare, "decline": _decline, "say": _say, "settled": _settled, "end": _end}[step]()
    to = back.get("to", "")
    if step == "say" and to in SIDES:
        made = _say_to(to, back.get("called") or words.word(to, "Side"), ())
    return made | _typed(made, back)


def _typed(it: Row, back: Row) -> Json:
    is_back = back.get("step") == it["step"] and (it["step"] != "say" or back.get("to", "") == it["to"])
    if not is_back:
        return {"typed": "", "trouble": "", "is_open": it.get("is_open", False), "interests": ""}
    return {
        "typed": back.get(it["field"], ""), "trouble": back.get("trouble", ""), "is_open": True,
        "interests": back.get("hasInterests", ""),
    }  # fmt: skip


def _form(step: str, title: str, label: str, button: str, **more: Any) -> Json:
    name = more.get("name", step)
    return {
        "step": step, "name": step, "title": title, "label": label, "button": button, "field": "text", "hint": "",
        "follows": "", "danger": False, "called": "", "to": "", "side": "", "said": (), "is_whole": False,
        "id": f"{name}-text", **more,
    }  # fmt: skip


def _declare() -> Json:
    return _form(
        "declare",
        _("Declare your interests"),
        _("Your connection with either side, or a statement that you have none"),
        _("Declare it"),
        hint=_("Both sides can read this, and both must accept you before you see the case."),
        is_whole=True,
    )


def _decline() -> Json:
    return _form("decline", _("I cannot mediate"), _("Reason, visible to both sides"), _("Decline to mediate"),
                 field="reason", danger=True)  # fmt: skip


def _say() -> Json:
    return _form("say", _("To both sides"), _("Write a message"), _("Send to both sides"), to="BOTH",
                 hint=_("Both sides can read this."), is_whole=True)  # fmt: skip


def _say_to(side: str, name: str, caucus: Any) -> Json:
    return _form(
        "say", _("Only with %(side)s") % {"side": name}, _("Write a message"),
        _("Send only to %(side)s") % {"side": name}, name=f"say-{side}", to=side, side=side,
        called=name,
        hint=_("The other side can never read this."), said=[each for each in caucus if each["side"] == side],
    )  # fmt: skip


def _settled() -> Json:
    return _form(
        "settled", _("The two sides have settled"), _("What the sides agreed"), _("Tell both sides"),
        follows=_("Both sides are told to write it down as an offer and accept it. That ends the mediation."),
    )  # fmt: skip


def _end() -> Json:
    return _form(
        "end", _("End the mediation without a settlement"), _("Reason, visible to both sides"), _("End the mediation"),
        field="reason", danger=True,
        follows=_("The dispute leaves the portal for a court or arbitrator. This cannot be undone."),
    )  # fmt: skip
