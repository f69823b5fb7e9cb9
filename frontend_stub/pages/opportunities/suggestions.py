"""What customers may buy next: a sentence and two numbers each, and a page on which one is taken or put aside."""

from decimal import Decimal

from frontend_stub.site import forms, i18n, steps
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.measures import Measure
from frontend_stub.site.page import Json, Page, Visit, code, paging
from frontend_stub.site.places import Place
from frontend_stub.site.words import Term, term

SIZE = 20
SHARE = Measure(decimals=0)
WORDS: dict[str, dict[str, Term]] = {
    "SuggestionStatus": {
        "OPEN": term("suggestion status", "Open"),
        "TAKEN": term("suggestion status", "Turned into an opportunity"),
        "DISMISSED": term("suggestion status", "Dismissed"),
        "ENDED": term("suggestion status", "Ended"),
    },
    "SuggestionAction": {
        "TAKE": term("suggestion step", "Turn into an opportunity"),
        "DISMISS": term("suggestion step", "Dismiss"),
    },
    "SuggestionDismissal": {
        "NOT_NEEDED": term("suggestion dismissal", "The customer does not need it"),
        "BOUGHT_ELSEWHERE": term("suggestion dismissal", "The customer buys it elsewhere"),
        "NOT_NOW": term("suggestion dismissal", "Too early"),
        "NOT_A_CUSTOMER": term("suggestion dismissal", "No longer a customer"),
        "OTHER": term("suggestion dismissal", "Another reason"),
    },
    "SuggestionRule": {
        "RULE": term("suggestion rule", "Bought by customers who buy the same"),
        "POPULARITY": term("suggestion rule", "Bought by most customers"),
    },
}
DONE = {
    "SuggestionTake": term("done", "The suggestion is now an opportunity."),
    "SuggestionDismiss": term("done", "The suggestion is dismissed. It comes back after 90 days if it still applies."),
}
TONES = {"ok": ("TAKEN",), "info": ("OPEN",)}
PLACE = Place(
    address=lambda suggestion, _side: f"/opportunities/suggestions/{suggestion}",
    step=lambda suggestion, step, _side: f"/opportunities/suggestions/{suggestion}#{step}",
    kind="SuggestionAction",
    acts={
        "TAKE": term("suggestion act", "Review what the customer might buy: %(what)s"),
        "DISMISS": term("suggestion act", "Review what the customer might buy: %(what)s"),
    },
)


def _list(visit: Visit) -> Json:
    """What is open, unless the reader asks for something else."""
    status = code(visit, "status", WORDS["SuggestionStatus"], "OPEN")
    chosen: Json = {"statuses": [status]}
    if partner := visit.query.get("partner", "")[:200]:
        chosen["partnerId"] = partner
    return paging(visit, SIZE) | chosen


def share(of: float | None) -> str:
    """A part of a whole in per cent."""
    return SHARE.written(Decimal(str(of or 0)) * 100)


def _numbers(reason: Json | None) -> Json:
    """The two numbers of a suggestion in words, or nothing where it has no reason."""
    if reason is None:
        return {}
    return {
        "share": _("%(share)s of these buyers") % {"share": share(reason["share"])},
        "lift": _("%(times)s times as often as all customers") % {"times": i18n.number(reason["lift"])},
    }


def _tested(trial: Json | None) -> str:
    """How well the company's own orders would have been foretold."""
    if trial is None or not trial["customers"]:
        return _("There are not enough orders yet to test these suggestions.")
    told = {"rule": share(trial["ruleShare"]), "most": share(trial["popularityShare"])}
    if trial["shown"] == "POPULARITY":
        return (
            _("Tested on our own orders, the rule was right for %(rule)s of customers. What most customers buy"
              " was right for %(most)s, so it is shown instead.") % told
        )  # fmt: skip
    return (
        _("Tested on our own orders, the rule was right for %(rule)s of customers. What most customers buy was"
          " right for %(most)s.") % told
    )  # fmt: skip


def _shown(_visit: Visit, data: Json) -> Json:
    found = (data["suggestions"] or {"nodes": []})["nodes"]
    return {
        "numbers": {each["id"]: _numbers(each["reason"]) for each in found},
        "tested": _tested(data["suggestionTrial"]),
    }


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _whole(_visit: Visit, data: Json) -> Json:
    one = data["suggestion"]
    known = {each["name"] for each in one["availableActions"]}
    return {
        "numbers": _numbers(one["reason"]),
        "steps": [
            {"operation": operation, "action": action, "can": steps.standing(one, action), "says": says}
            for operation, action, says in (
                ("SuggestionTake", "TAKE", _says(data["viewer"]["side"])),
                ("SuggestionDismiss", "DISMISS", _("The suggestion is removed from this list for both sides and"
                                                   " comes back after 90 days if it still applies.")),
            )
            if action in known
        ],
        "place": {"suggestionId": one["id"], "expectedVersion": one["version"]},
    }  # fmt: skip


def _says(side: str) -> str:
    if side == "HOST":
        return _("The suggestion becomes an opportunity that is offered to the partner.")
    return _("You register it as an opportunity for this customer.")


def _back(payload: Json) -> str:
    """To what it became, or to the list."""
    became = (payload["suggestion"] or {}).get("takenAs")
    return f"/opportunities/{became['id']}" if became else "/opportunities/suggestions"


_PLACE = (
    forms.taking("suggestionId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
FORMS = (
    forms.Form(
        operation="SuggestionTake",
        fields=(
            *_PLACE,
            forms.taking("estimate", "estimate", "amount", required=True, currency="estimateCurrency"),
            forms.taking("estimateCurrency", "estimate", "currency", required=True),
            forms.taking("expectedCloseOn", read=forms.calendar_day, required=True),
            forms.taking("text"),
        ),
        then=_back,
    ),
    forms.Form(
        operation="SuggestionDismiss", fields=(*_PLACE, forms.taking("reason", required=True)), then=_back
    ),
)  # fmt: skip

PAGES = (
    Page(
        path="/opportunities/suggestions",
        operation="SuggestionList",
        template="opportunities/suggestions.html",
        variables=_list,
        extras=_shown,
        reads=(
            *(f"suggestions.nodes.{each}" for each in ("id", "reason.share", "reason.lift")),
            *(f"suggestionTrial.{each}" for each in ("customers", "ruleShare", "popularityShare", "shown")),
        ),
    ),
    Page(
        path="/opportunities/suggestions/{id}",
        operation="SuggestionDetail",
        template="opportunities/suggestion.html",
        variables=_one,
        required=("suggestion",),
        extras=_whole,
        forms=FORMS,
        reads=(
            *(f"suggestion.{each}" for each in ("id", "version", "reason.share", "reason.lift")),
            *(
                f"suggestion.availableActions.{each}"
                for each in ("name", "allowed", "blockedBy.message")
            ),
        ),
    ),
)  # fmt: skip
