"""Whose pen and whose turn: who may edit the text now, and who must act, in one sentence with the day."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from frontend_stub.site import deadlines, i18n
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.words import Term, term

SENTENCES: Mapping[tuple[str, str], Term] = {
    ("DRAFT", "ACT"): term("whose turn", "It is your turn to edit the draft and submit it for review."),
    ("DRAFT", "SIDE"): term("whose turn", "It is your side’s turn: %(who)s must submit the draft for review."),
    ("IN_REVIEW", "ACT"): term(
        "whose turn",
        "It is your turn to publish the draft or ask for changes by %(day)s. No one can edit it until then.",
    ),
    ("IN_REVIEW", "SIDE"): term(
        "whose turn",
        "%(who)s must publish the draft or ask for changes by %(day)s. No one can edit it until then.",
    ),
    ("DRAFTING", "ACT"): term(
        "whose turn",
        "It is your turn to propose changes or accept the text by %(day)s.",
    ),
    ("DRAFTING", "SIDE"): term(
        "whose turn",
        "It is your side’s turn: %(who)s must propose changes or accept the text by %(day)s.",
    ),
    ("DRAFTING", "OTHER"): term(
        "whose turn",
        "%(other)s must propose changes or accept the text by %(day)s.",
    ),
    ("SUBMITTED", "ACT"): term(
        "whose turn",
        "It is your turn to answer the proposal by %(day)s. No one can edit the text before that.",
    ),
    ("SUBMITTED", "SIDE"): term(
        "whose turn",
        "%(who)s must answer the proposal by %(day)s. No one can edit the text before that.",
    ),
    ("SUBMITTED", "OTHER"): term(
        "whose turn",
        "%(other)s must answer your proposal by %(day)s. No one can edit the text before that.",
    ),
    ("AGREED", "ACT"): term(
        "whose turn",
        "It is your turn to start the approval by %(day)s. No one can edit the agreed text.",
    ),
    ("AGREED", "SIDE"): term(
        "whose turn", "%(who)s must start the approval by %(day)s. No one can edit the agreed text."
    ),
    ("AGREED", "OTHER"): term(
        "whose turn", "%(other)s must start the approval by %(day)s. No one can edit the agreed text."
    ),
    ("IN_APPROVAL", "SIDE"): term(
        "whose turn",
        "Your side must decide on the approval by %(day)s. No one can edit the text.",
    ),
    ("IN_APPROVAL", "OTHER"): term(
        "whose turn",
        "%(other)s must decide on the approval by %(day)s. No one can edit the text.",
    ),
    ("OUT_FOR_SIGNATURE", "ACT"): term(
        "whose turn",
        "It is your turn to sign by %(day)s. The other side has signed, and no one can edit the text.",
    ),
    ("OUT_FOR_SIGNATURE", "ACT BOTH"): term(
        "whose turn",
        "It is your turn to sign by %(day)s, and the other side’s too. No one can edit the text.",
    ),
    ("OUT_FOR_SIGNATURE", "SIDE"): term(
        "whose turn",
        "%(who)s must sign by %(day)s. The other side has signed, and no one can edit the text.",
    ),
    ("OUT_FOR_SIGNATURE", "SIDE BOTH"): term(
        "whose turn",
        "%(who)s must sign by %(day)s, and so must the other side. No one can edit the text.",
    ),
    ("OUT_FOR_SIGNATURE", "OTHER"): term(
        "whose turn",
        "%(other)s must sign by %(day)s. Your side has signed, and no one can edit the text.",
    ),
}  # fmt: skip
"""By where a contract is, in a negotiation its open round, and by whom it waits for, as the reader sees it."""
DATELESS = frozenset({"DRAFT"})
THE_OTHER_SIDE = term("whose turn", "the other side")
ENDED = ("EXPIRED", "SUPERSEDED", "TERMINATED", "WITHDRAWN")
"""Nothing leads out of these."""


def sentence(contract: Mapping[str, Any], turn: Mapping[str, Any], other: str) -> Markup:
    """Whose pen and whose turn it is; `turn` is as `turns.turn` says it, `other` the other side's name, if known."""
    round_, both = contract["openRound"], " BOTH" if len(contract["waitingOn"]) > 1 else ""
    where = round_["status"] if round_ and contract["status"] == "IN_NEGOTIATION" else contract["status"]
    said = SENTENCES.get((where, turn["kind"] + both))
    if not said or not (contract["dueAt"] or where in DATELESS) or ("%(who)s" in said[1] and not turn["who"]):
        return Markup.escape(_plain(contract, turn))
    message = i18n.pgettext(*said)
    day = deadlines.weekday(contract["dueAt"], zone_of(contract)) if contract["dueAt"] else ""
    return i18n.filled(message, {"day": day, "who": turn.get("who", ""), "other": other or _unnamed(message)})


def _unnamed(message: str) -> str:
    """What the other side is called to whom does not know its name, as its place in the message asks for."""
    called = i18n.pgettext(*THE_OTHER_SIDE)
    return called[:1].upper() + called[1:] if message.startswith("%(other)s") else called


def zone_of(contract: Mapping[str, Any]) -> str:
    """The zone in which the contract's deadline is counted."""
    partner = contract["partner"]
    return deadlines.zone_of(contract["dueAt"], contract["waitingOn"], partner["zone"] if partner else "")


def _plain(contract: Mapping[str, Any], turn: Mapping[str, Any]) -> str:
    match turn["kind"]:
        case "ACT":
            return _("It is your turn.")
        case "SIDE":
            return _("Waiting for your side.")
        case "OTHER":
            return _("Waiting for the other side.")
    return _("Nothing is left to do.") if contract["status"] in ENDED else _("No one has to act.")
