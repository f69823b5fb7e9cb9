"""What comes in place of a promise that is agreed: written as a draft that begins with what is agreed now."""

from frontend_stub.pages.expectations import detail, draft, story, trying
from frontend_stub.site.page import Json, Page, Visit


def _begun(visit: Visit, data: Json) -> Json:
    """As it is agreed now, without the day from which another one counts."""
    old = data["expectation"]
    it = draft.as_it_is(old) | {"startsOn": "", "endsOn": ""}
    hidden = {"supersedesId": old["id"], "code": old["code"], "obligor": old["obligor"]}
    if old["partner"] and data["viewer"]["side"] == "HOST":
        hidden["partnerId"] = old["partner"]["id"]
    return {"it": it, "hidden": hidden, "may": story.can_follow(old, data), "tried": trying.told(visit, it)}


PAGES = (
    Page(
        path="/expectations/{id}/next",
        operation="ExpectationFollowing",
        template="expectations/next.html",
        variables=detail.one,
        required=("expectation",),
        extras=_begun,
        forms=(draft.DRAFT, trying.question(draft.DRAFT.operation)),
        reads=(
            *draft.READS, "viewer.permissions",
            *(f"expectation.{each}" for each in ("id", "code", "obligor", "status", "partner.id", "replacedBy.status")),
        ),
    ),
)  # fmt: skip
