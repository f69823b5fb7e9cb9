"""What the portal could not do by itself, for the company's administrators."""

from frontend_stub.site import forms
from frontend_stub.site.page import Json, Page, Visit, Who, paging

PATH = "/org/setbacks"
PLACES = {"ctr": "/contracts/", "org": "/partners/"}
"""Where records of a type are shown."""

TRY = forms.Form(
    operation="SetbackTryAgain", fields=(forms.taking("setbackId", required=True),), then=lambda _payload: PATH
)


def _hrefs(_visit: Visit, data: Json) -> Json:
    """Where each record is shown, "" for those that have no page of their own."""
    ids = [each["recordId"] for each in (data["setbacks"] or {"nodes": []})["nodes"]]
    return {"hrefs": {each: PLACES[each[:3]] + each if each[:3] in PLACES else "" for each in ids}}


PAGES = (
    Page(
        path=PATH, operation="SetbackList", template="organisation/setbacks.html", who=Who.STAFF, variables=paging,
        extras=_hrefs, forms=(TRY,), reads=("setbacks.nodes.recordId",),
    ),
)  # fmt: skip
