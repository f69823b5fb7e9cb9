"""/oauth/userinfo: what a program may know of the person who allowed it, by its access token."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth import challenges, resource, scopes, tokens
from auth.answering import HEADERS
from auth.challenges import Challenged
from auth.federation.models import Domain
from auth.models import Event
from auth.resource import Program
from auth.rules import Action, Outcome
from auth.server.site import Site
from portal.database.policies import AUTH
from portal.partners.models import Membership, Person
from portal.sentences import say


class Userinfo:
    """GET and POST alike: the token is in the Authorization header, and nothing else of the request counts."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def answer(self, request: Request) -> Response:
        try:
            program = await self._program(request)
        except Challenged as refused:
            body = {"error": refused.error or "invalid_token", "error_description": str(refused.said)}
            return JSONResponse(body, refused.status, {**HEADERS, **refused.headers})
        return JSONResponse(await self._claims(program), headers=HEADERS)

    async def _program(self, request: Request) -> Program:
        """The program as it is now, with a token of a person who said that it may know them. Raises Challenged."""
        caller = await self._site.resource.identify(request.scope)
        if not isinstance(caller, Program):
            raise challenges.unknown()
        is_dpop = caller.key_thumbprint is not None
        present = await resource.program_of(self._site.database, caller.token_sha256)
        if present is None:
            raise challenges.invalid_token("The token was revoked.", is_dpop=is_dpop)
        if present.grant_id is None or "openid" not in present.actor.scopes:
            raise challenges.insufficient_scope(_hint(present), is_dpop=is_dpop)
        return present

    async def _claims(self, program: Program) -> dict[str, Any]:
        person_id = program.actor.person_id
        async with self._site.database.transaction(AUTH) as transaction:
            found = (
                await transaction.execute(
                    select(Membership.name, Membership.email, Person.language, Person.zone, _is_verified())
                    .join(Person, Person.id == Membership.person_id)
                    .where(Membership.partner_id == program.actor.partner_id, Membership.person_id == person_id)
                )
            ).one()
        claims: dict[str, Any] = {"sub": tokens.subject(person_id)}
        if "profile" in program.actor.scopes:
            claims |= {"name": found.name, "locale": found.language, "zoneinfo": found.zone}
        if "email" in program.actor.scopes:
            claims |= {"email": found.email, "email_verified": found.is_verified}
        return claims


def _hint(program: Program) -> scopes.Hint:
    if "openid" in program.obtainable:
        return scopes.Hint(say("The token also needs: {scopes}.", scopes="openid"), "openid")
    return scopes.Hint(say("This needs a token with the openid scope that a person has allowed."))


def _is_verified() -> ColumnElement[bool]:
    """Whether the address is known to be the person's: a link mailed to it came back, or their organisation has proven
    its domain. Whoever was entered on the command line has only been said to have it."""
    came_back = exists().where(
        Event.person_id == Membership.person_id, Event.outcome == Outcome.ACCEPTED,
        or_(
            Event.action.in_((Action.ACCEPT_INVITATION, Action.APPLY)),
            and_(Event.action == Action.RESET_PASSWORD, Event.reason == "set"),
        ),
    )  # fmt: skip
    proven = exists().where(
        Domain.partner_id == Membership.partner_id, Domain.verified_at.is_not(None),
        Domain.domain == func.split_part(Membership.email, "@", 2),
    )  # fmt: skip
    return or_(came_back, proven).label("is_verified")
