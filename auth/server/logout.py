"""/oauth/logout: a program asks that the person signs out here too (OpenID Connect RP-Initiated Logout)."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth import answering, events, once, session
from auth.answering import HEADERS
from auth.models import Session
from auth.rules import Action, Outcome
from auth.server import addresses, authorizing, id_tokens
from auth.server.adapter import Incoming
from auth.server.issuing import Server
from auth.server.site import Site
from auth.signed import Unsigned
from portal.database.policies import AUTH
from portal.sentences import say

PARKED = "sign out"
PARKED_LASTS = timedelta(minutes=10)
PAGE, SIGNED_OUT = "/oauth/sign-out", "/login"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a program asked for, as far as it may be believed."""

    client: str = ""
    """The program's name; "" when it did not say who it is in a way that counts."""
    location: str = ""
    """Where the browser goes afterwards: an address registered for the program, with its state."""
    person: str = ""
    """Whom the program's id_token names."""


def logout(server: Server, request: Incoming) -> Response:
    """Signs out at once whom the program's id_token names; anybody else is asked first.

    A form that another site posts brings no cookie, so it goes on as a GET.
    """
    parked = request.payload.data.get("parked", "") if request.method == "GET" else ""
    wish = server.wait(_parked(server.session, server, parked)) if parked else _wish(server, request)
    if request.method == "POST":
        return server.redirect(f"/oauth/logout?parked={server.wait(_park(server, wish))}")
    value = server.site.door.cookie.value({"headers": request.raw_headers})
    token_sha256 = session.digest(value) if value is not None else None
    browser = server.wait(authorizing.browser_of(server.session, token_sha256, now=server.now))
    if browser is not None and wish.person != str(browser.person_id):
        return server.redirect(f"{PAGE}?request={server.wait(_park(server, wish))}")
    response = server.redirect(wish.location or SIGNED_OUT)
    if browser is not None:
        server.wait(_end(server, browser))
        response.headers["set-cookie"] = server.site.door.cookie.cleared
        response.headers["clear-site-data"] = '"cache"'
    return response


def _wish(server: Server, request: Incoming) -> Wish:
    """What is not right counts as if it had not come: then the person is asked, and stays here."""
    sent = request.payload.data
    person, client_id = "", sent.get("client_id", "")
    try:
        claims = id_tokens.hinted(sent.get("id_token_hint", ""), server.ring, issuer=server.site.issuer, now=server.now)
    except Unsigned:
        claims = {}
    if claims and client_id in {"", claims["aud"]}:
        person, client_id = claims["sub"], claims["aud"]
    client = server.query_client(client_id) if client_id else None
    if client is None:
        return Wish()
    address = sent.get("post_logout_redirect_uri", "")
    if address not in client.record.post_logout_redirect_uris:
        return Wish(client.record.name, "", person)
    state = {"state": sent["state"]} if "state" in sent else {}
    return Wish(client.record.name, addresses.with_parameters(address, state), person)


async def _park(server: Server, wish: Wish) -> str:
    return await once.issue(server.session, PARKED, asdict(wish), lasts=PARKED_LASTS, now=server.now)


async def _parked(transaction: AsyncSession, server: Server, name: str) -> Wish:
    return Wish(**(await once.look(transaction, PARKED, name, now=server.now) or {}))


async def _end(server: Server, browser: Session) -> None:
    await session.end(server.session, token_sha256=browser.token_sha256, now=server.now)
    server.site.door.forget_token(browser.token_sha256)
    events.write(
        server.session, server.visit, Action.SIGN_OUT, Outcome.ACCEPTED, reason="program_asked", method="session",
        person_id=browser.person_id, partner_id=browser.partner_id, member_id=browser.member_id,
        session_id=browser.id,
    )  # fmt: skip


class Wishes:
    """What the page that asks the person shows."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def look(self, request: Request) -> Response:
        now = self._site.now()
        async with self._site.database.transaction(AUTH) as transaction:
            kept = await once.look(transaction, PARKED, request.path_params["request"], now=now)
        if kept is None:
            return answering.refusal(request, 404, "NOT_FOUND", say("This request has expired."))
        wish = Wish(**kept)
        origin = addresses.origin(wish.location) if wish.location else ""
        return JSONResponse({"client": wish.client, "location": wish.location, "origin": origin}, headers=HEADERS)
