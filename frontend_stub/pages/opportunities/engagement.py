"""The rules of engagement: every version for everybody, and a form for those who publish the next one."""

from starlette.datastructures import FormData

from frontend_stub.site import forms, returning
from frontend_stub.site.page import Json, Page, Visit, paging

PATH = "/opportunities/rules"
MOST = 10
"""Versions on a page."""
PLACES = tuple(f"rule{number}" for number in range(1, 6))
"""A field for each place in the order."""
DAY = forms.taking("validFrom", read=forms.calendar_day, required=True)
PLAIN = forms.Form(
    operation="RulesOfEngagementPublish",
    fields=(*(forms.taking(place, "rules", many=True) for place in PLACES), DAY),
    then=lambda _payload: PATH,
)


def _built(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """The rules in the order of their places; a place left open is passed over."""
    variables, errors = forms.read(forms.Form(operation=PLAIN.operation, fields=(DAY,), then=PLAIN.then), sent)
    chosen = [sent.get(place) for place in PLACES]
    variables["input"]["rules"] = [each for each in chosen if isinstance(each, str) and each]
    return variables, errors


PUBLISH = forms.Form(operation=PLAIN.operation, fields=PLAIN.fields, then=PLAIN.then, build=_built)


def _shown(_visit: Visit, data: Json) -> Json:
    """What the form begins with is the newest version."""
    found = (data["rulesOfEngagement"] or {"nodes": []})["nodes"]
    newest = [each["rule"] for each in found[0]["rules"]] if found else []
    return {
        "may_publish": "engagement:publish" in data["viewer"]["permissions"],
        "places": [(place, newest[at] if at < len(newest) else "") for at, place in enumerate(PLACES)],
    }


PAGES = (
    Page(
        path=PATH,
        operation="OpportunityRules",
        template="opportunities/rules.html",
        variables=lambda visit: paging(visit, MOST),
        extras=_shown,
        forms=(PUBLISH,),
        reads=("viewer.permissions", "rulesOfEngagement.nodes.rules.rule"),
    ),
)
