"""The first page: what waits for the reader, what is due soon, what changed."""

from datetime import timedelta

from frontend_stub.page import Json, Page, Visit

SOON = timedelta(days=14)


def _window(visit: Visit) -> Json:
    today = visit.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return {"from": visit.now.isoformat(), "until": (today + SOON).isoformat()}


PAGES = (Page(path="/", operation="Home", template="home/home.html", variables=_window),)
