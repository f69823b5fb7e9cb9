"""/auth/authorizations: what a page shows of a request that waits for a person, and what the person decides."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from auth import answering, csrf, events, reading, session
from auth.events import Visit
from auth.models import Session
from auth.rules import Action, Outcome
from auth.server import addresses, authorizing, clients, grants
from auth.server.authorizing import Asked, Next
from auth.server.clients import Registered
from auth.server.site import Site
from portal.database.policies import AUTH
from portal.partners.models import Membership, Organisation
from portal.sentences import say

DECISIONS = frozenset({"allow", "deny", "continue"})
CHANGED = say("Something has changed. Check the request again.")
OVER = say("This request has expired. Start again in the app you came from.")


class Decisions:
    """The requests that wait, for whoever is signed in in this browser."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def look(self, request: Request) -> Response:
        """What the request is and what comes next; changes nothing."""
        now = self._site.now()
        async with self._site.database.transaction(AUTH) as transaction:
            found = await self._found(transaction, request, now)
            if found is None:
                return answering.refusal(request, 404, "NOT_FOUND", OVER)
            asked, client, browser = found
            step, _ = await authorizing.next_step(transaction, asked, client, browser, now=now)
            member = await _member(transaction, browser) if browser and step is Next.CONSENT else None
        shown = {
            "next": step.value,
            "origin": addresses.origin(asked.redirect_uri),
            "loginHint": asked.login_hint or "",
            "language": asked.language,
            "client": {"name": client.record.name, "organisation": client.organisation},
            "scopes": asked.scopes,
            "days": grants.LONGEST.days if client.check_grant_type("refresh_token") else 0,
            "member": member,
        }
        return answering.answer(200, shown)

    async def decide(self, request: Request) -> Response:
        """Answers the program: {"location": …}, where the browser goes. `session` is whose page it was."""
        visit = Visit.of(request.scope, self._site.now())
        foreign = csrf.refusal(request.scope, self._site.issuer)
        if foreign is not None:
            return answering.refusal(request, 403, "FORBIDDEN", foreign)
        try:
            sent = await reading.json_of(request)
        except reading.Unreadable as fault:
            return answering.unreadable(request, fault)
        decision = sent.get("decision")
        if not isinstance(decision, str) or decision not in DECISIONS:
            return answering.refusal(request, 400, "BAD_REQUEST", "The decision must be allow, deny or continue.")
        async with self._site.database.transaction(AUTH) as transaction:
            found = await self._found(transaction, request, visit.now)
            if found is None:
                return answering.refusal(request, 404, "NOT_FOUND", OVER)
            asked, client, browser = found
            step, error = await authorizing.next_step(transaction, asked, client, browser, now=visit.now)
            if not _is_answer(step, decision, browser, sent.get("session")):
                return answering.refusal(request, 409, "CONFLICT", CHANGED)
            error = "access_denied" if decision == "deny" else error
            location = await self._answer(transaction, request, asked, client, browser, error, visit.now)
            _note(transaction, visit, client, browser, decision, error)
        return answering.answer(200, {"location": location})

    async def _answer(
        self, transaction: AsyncSession, request: Request, asked: Asked, client: Registered, browser: Session | None,
        error: str, now: datetime,
    ) -> str:  # fmt: skip
        name: str = request.path_params["request"]
        if error or browser is None:
            await authorizing.drop(transaction, name, now=now)
            return asked.answer(self._site.issuer, error=error)
        return await authorizing.conclude(transaction, name, asked, client, browser, self._site.issuer, now=now)

    async def _found(
        self, transaction: AsyncSession, request: Request, now: datetime
    ) -> tuple[Asked, Registered, Session | None] | None:
        asked = await authorizing.parked(transaction, request.path_params["request"], now=now)
        client = await clients.registered(transaction, asked.client_id) if asked else None
        if asked is None or client is None or not client.check_redirect_uri(asked.redirect_uri):
            return None
        value = self._site.door.cookie.value(request.scope)
        token_sha256 = session.digest(value) if value is not None else None
        return asked, client, await authorizing.browser_of(transaction, token_sha256, now=now)


def _is_answer(step: Next, decision: str, browser: Session | None, shown_to: Any) -> bool:
    """Whether the decision fits what is asked now, and comes from whom it was shown to."""
    if step is Next.CONTINUE:
        return True
    is_theirs = browser is not None and str(browser.id) == shown_to
    return step is Next.CONSENT and decision != "continue" and is_theirs


async def _member(transaction: AsyncSession, browser: Session) -> dict[str, str]:
    """Who decides, and for which organisation."""
    found = (
        await transaction.execute(
            select(Membership.name, Membership.email, Organisation.name.label("organisation"))
            .join(Organisation, Organisation.id == Membership.partner_id)
            .where(Membership.partner_id == browser.partner_id, Membership.id == browser.member_id)
        )
    ).one()
    return {"session": str(browser.id), "name": found.name, "email": found.email, "organisation": found.organisation}


def _note(
    transaction: AsyncSession, visit: Visit, client: Registered, browser: Session | None, decision: str, error: str
) -> None:
    events.write(
        transaction,
        visit,
        Action.AUTHORIZE,
        Outcome.REFUSED if error else Outcome.ACCEPTED,
        reason=error or ("allowed" if decision == "allow" else "allowed_before"),
        method="consent",
        person_id=browser.person_id if browser else None,
        partner_id=browser.partner_id if browser else None,
        member_id=browser.member_id if browser else None,
        session_id=browser.id if browser else None,
        client_id=client.client_id,
    )
