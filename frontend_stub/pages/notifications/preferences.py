"""How the reader wishes to have letters, by family of events."""

from starlette.datastructures import FormData

from frontend_stub.pages.notifications.words import WORDS
from frontend_stub.site import forms
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json, Page, Visit
from frontend_stub.site.returning import FieldError

PATH = "/profile/notifications"
USUAL = "TURN"


def _chosen(_visit: Visit, data: Json) -> Json:
    """Each family with how its letters come."""
    chosen = {each["family"]: each["how"] for each in data["viewer"]["notificationPreferences"]}
    return {"families": [(family, chosen.get(family, USUAL)) for family in WORDS["NotificationFamily"]]}


def _read(sent: FormData) -> tuple[Json, list[FieldError]]:
    """All of them at once, so that no choice is lost; or the one that its own button says of all."""
    chosen = {family: sent.get("all") or sent.get(f"how-{family}") for family in WORDS["NotificationFamily"]}
    choices = [Line({"family": family, "how": how}, {"": f"how-{family}"}) for family, how in chosen.items() if how]
    return {"input": {"choices": choices}}, []


PAGES = (
    Page(
        path=PATH, operation="NotificationPreferences", template="notifications/preferences.html", extras=_chosen,
        forms=(forms.Form(operation="NotificationChoose", then=lambda _payload: PATH, build=_read),),
        reads=tuple(f"viewer.notificationPreferences.{name}" for name in ("family", "how")),
    ),
)  # fmt: skip
