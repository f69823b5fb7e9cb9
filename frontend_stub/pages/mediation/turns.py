"""What a mediator reads first: how it stands, what they do next, until when, and what happens otherwise."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.site import words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.i18n import ngettext

Json = dict[str, Any]
Row = Mapping[str, Any]
MEDIATOR = "NEUTRAL"


def until(seat: Row) -> str | None:
    """The instant that matters next; None where none does."""
    found: str | None = seat["lastsUntil"] if seat["status"] == "SERVING" else seat["dueAt"]
    return found


def following(seat: Row, case: Row | None, names: Mapping[str, str]) -> Json:
    """The strip at the top."""
    match seat["status"]:
        case "PROPOSED":
            return _told(
                _("It is your turn."), _("Declare what connects you with either side, or say that you cannot mediate."),
                otherwise=_("Otherwise someone else can be proposed."), href="#declare",
                label=_("Declare your interests"), mine=True,
            )  # fmt: skip
        case "DECLARED":
            by = " ".join(_("%(side)s has accepted you.") % {"side": names[side]} for side in seat["acceptedBy"])
            waits = _("The two sides are reviewing your declaration. You will get an email when both have answered.")
            return _told(_("Waiting for the two sides."), f"{waits} {by}",
                         otherwise=_("Otherwise someone else can be proposed."))  # fmt: skip
        case "ACCEPTED":
            return _told(_("Both sides have accepted you."), _("You will get an email when the mediation starts."),
                         otherwise=_("Otherwise it starts automatically."))  # fmt: skip
        case "SERVING" if case:
            return _serving(case)
    return _told(_("You no longer mediate this case."), "")


def _serving(case: Row) -> Json:
    own = [each["at"] for each in case["entries"] if each["side"] == MEDIATOR and each["words"].get("text")]
    began = [each["at"] for each in case["entries"] if "began" in each["words"]]
    spoken = [at for at in own if not began or at >= began[-1]]
    spoken += [each["at"] for each in case["caucus"] if each["isByMediator"]]
    over = {"otherwise": _("Otherwise it ends without a settlement."), "mine": True}
    if not spoken:
        return _told(_("The mediation is under way."), _("Tell both sides how you want to go about it."),
                     href="#say", label=_("Send to both sides"), **over)  # fmt: skip
    last = max(spoken)
    alone = [each for each in case["caucus"] if each["at"] > last and not each["isByMediator"]]
    both = [each for each in case["entries"] if each["at"] > last and each["kind"] != "CAUCUS"]
    if not alone and not both:
        return _told(_("The mediation is under way."), _("There is nothing new since your last entry."), **over)
    told = ngettext(
        "There is %(num)s new entry since your last one.", "There are %(num)s new entries since your last one.",
        len(alone) + len(both),
    ) % {"num": len(alone) + len(both)}  # fmt: skip
    href = f"#say-{alone[-1]['side']}" if alone else "#said"
    return _told(_("The mediation is under way."), told, href=href, label=_("Read the case"), **over)


def what(entry: Row, names: Mapping[str, str]) -> str:
    """What an entry of the chain is, in a few words."""
    said = entry["words"]
    if entry["kind"] == "CAUCUS" and said.get("with") in names:
        return _("Only with %(side)s") % {"side": names[said["with"]]}
    if entry["kind"] != "MEDIATION":
        return words.word(entry["kind"], "DisputeEntryKind")
    return words.word(entry["step"], "DisputeSaidStep") if entry["step"] else _("To both sides")


def _told(turn: str, what: str, **more: Any) -> Json:
    return {"turn": turn, "what": what, "otherwise": "", "href": "", "label": "", "mine": False, **more}
