"""The JSON endpoints of those who are not signed in yet: invitations and applications."""

from typing import Any

from starlette.routing import Route

from auth.login.endpoints import Asking, Endpoint, Work
from auth.login.gate import Gate
from auth.organisations import joining
from portal import errors
from portal.partners.operations import Application

LINK_LONGEST = 200
LANGUAGE = 16


async def look(gate: Gate, asking: Asking) -> Any:
    return await joining.look(gate, link=_link(asking), now=asking.visit.now)


async def accept(gate: Gate, asking: Asking) -> Any:
    """{"link", and by who is new "name" and "password", by who has an account its "password" or a session}."""
    language = _optional(asking, "language", LANGUAGE) or "en"
    return await joining.accept(gate, asking.visit, link=_link(asking), proof=_proof(asking), language=language)


async def ask(gate: Gate, asking: Asking) -> Any:
    """{"organisation", "kinds", "country", "calendar", "zone", "name", "email", "consent"}"""
    kinds = asking.given.get("kinds")
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise errors.Invalid("Send a list of texts.", path=("kinds",))
    names = ("organisation", "country", "calendar", "zone", "name", "email")
    try:
        application = Application.checked(
            **{name: asking.text(name, most=1000) for name in names}, kinds=kinds,
            consent=asking.given.get("consent") is True,
        )  # fmt: skip
    except errors.Invalid as refused:
        raise refused.at_the_top() from None
    return await joining.ask(gate, asking.visit, application=application)


async def look_at_registration(gate: Gate, asking: Asking) -> Any:
    return await joining.look_at_registration(gate, asking.visit, link=_link(asking))


async def register(gate: Gate, asking: Asking) -> Any:
    """{"link", and "password": a new one, or that of the account which the address has}"""
    return await joining.register(gate, asking.visit, link=_link(asking), proof=_proof(asking))


def _link(asking: Asking) -> str:
    return asking.text("link", most=LINK_LONGEST)


def _optional(asking: Asking, name: str, most: int) -> str:
    return asking.text(name, most=most) if name in asking.given else ""


def _proof(asking: Asking) -> joining.Proof:
    return joining.Proof(asking.brought, _optional(asking, "password", 4096), _optional(asking, "name", 1000))


ROUTES: tuple[tuple[str, Work], ...] = (
    ("/auth/invitations/look", look),
    ("/auth/invitations/accept", accept),
    ("/auth/registrations", ask),
    ("/auth/registrations/look", look_at_registration),
    ("/auth/registrations/send", register),
)
"""All by POST: a link stands in no address that a server or a proxy writes down."""


def routes(gate: Gate) -> list[Route]:
    """The routes of joining, for the application's table."""
    return [Route(path, Endpoint(gate, work).answer, methods=["POST"]) for path, work in ROUTES]
