"""An authorization request: looked at whole, parked before anybody signs in, and what is left to ask the person."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from authlib.oauth2.rfc6749.errors import InvalidRequestError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from auth import once, scopes
from auth.models import Session
from auth.rules import Strength
from auth.server import addresses, grants, id_tokens
from auth.server.adapter import KNOWN, Incoming
from auth.server.clients import Registered
from auth.server.grants import Bound
from auth.server.issuing import Refused, Server
from auth.signed import Unsigned
from portal import languages
from portal.partners.models import Membership, Organisation
from portal.partners.rules import AccountStatus, MembershipStatus

PARKED = "authorization"
PARKED_LASTS = timedelta(minutes=10)
PUSHED = "pushed request"
PUSHED_LASTS = timedelta(seconds=90)
USED = "used request"
PROMPTS = frozenset({"none", "login", "consent", "select_account"})
THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")
SECONDS = re.compile(r"[0-9]{1,9}")
LONGEST_NONCE = 512
LONGEST = 8_000
"""Characters of all the parameters of a request: it is kept for minutes, whoever sent it."""
RANKS = {strength.value: rank for rank, strength in enumerate(Strength)}


class Next(StrEnum):
    """What comes before the program gets its answer."""

    SIGN_IN = "SIGN_IN"
    CONSENT = "CONSENT"
    CONTINUE = "CONTINUE"
    """Nothing: the answer is a code, or an error, and no question is open."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was right, as it is parked; nobody edits it on the way."""

    client_id: str
    redirect_uri: str
    scopes: list[str]
    challenge: str
    resource: str
    at: str
    """When it came, as ISO 8601."""
    state: str | None = None
    nonce: str | None = None
    key_thumbprint: str | None = None
    prompt: list[str] | None = None
    max_age: int | None = None
    acr: list[str] | None = None
    login_hint: str | None = None
    language: str = ""
    """The first of ours that the program names for the pages on the way; "" for none."""
    person: str | None = None
    """Who must sign in, as the program's id_token says."""
    pushed: str | None = None

    @classmethod
    def of(cls, server: Server, request: Incoming) -> Self:
        """Of a request that `check` took."""
        sent = request.payload.data
        return cls(
            client_id=request.client.client_id,
            redirect_uri=sent["redirect_uri"],
            scopes=scopes.words(request.scope),
            challenge=sent["code_challenge"],
            resource=server.site.audience,
            at=server.now.isoformat(),
            state=sent.get("state"),
            nonce=sent.get("nonce"),
            key_thumbprint=sent.get("dpop_jkt"),
            prompt=sent.get("prompt", "").split(),
            max_age=int(sent["max_age"]) if "max_age" in sent else None,
            acr=sent.get("acr_values", "").split(),
            login_hint=sent.get("login_hint"),
            language=languages.first_of(sent.get("ui_locales", "")),
            person=_hinted(server, request),
            pushed=request.pushed,
        )

    def answer(self, issuer: str, **parameters: str) -> str:
        """The program's address with the answer; the state as it came, and whose answer it is (RFC 9207)."""
        return addresses.answered(self.redirect_uri, issuer, parameters, self.state)


def check(server: Server, request: Incoming) -> None:
    """Looks at what Authlib does not. Raises OAuth2Error, for the program's address."""
    sent = request.payload.data
    _check_size(request)
    for name in ("request", "request_uri"):
        if name in sent:
            raise Refused(f"{name}_not_supported", "Send the parameters themselves, or push them.")
    if request.client.record.is_par_required and not request.is_pushed:
        raise InvalidRequestError("This client must push its authorization requests.")
    if sent.get("response_mode", "query") != "query":
        raise InvalidRequestError("The response_mode must be query.")
    prompt = sent.get("prompt", "").split()
    if not PROMPTS.issuperset(prompt) or ("none" in prompt and len(prompt) > 1):
        raise InvalidRequestError("The prompt must be none, or some of login, consent and select_account.")
    if not SECONDS.fullmatch(sent.get("max_age", "0")):
        raise InvalidRequestError("The max_age must be a number of seconds.")
    if not THUMBPRINT.fullmatch(sent.get("dpop_jkt", "A" * 43)):
        raise InvalidRequestError("The dpop_jkt must be the SHA-256 thumbprint of a key.")
    if len(sent.get("nonce", "")) > LONGEST_NONCE:
        raise InvalidRequestError(f"The nonce can have at most {LONGEST_NONCE} characters.")
    server.check_resource(request)
    _hinted(server, request)


def _check_size(request: Incoming) -> None:
    if request.repeated:
        raise InvalidRequestError("Send each parameter once.")
    if sum(len(value) for name, value in request.payload.data.items() if name in KNOWN) > LONGEST:
        raise InvalidRequestError(f"An authorization request can have at most {LONGEST:,} characters.")


def _hinted(server: Server, request: Incoming) -> str | None:
    hint = request.payload.data.get("id_token_hint")
    if hint is None:
        return None
    try:
        claims = id_tokens.hinted(hint, server.ring, issuer=server.site.issuer, now=server.now)
    except Unsigned:
        raise InvalidRequestError("The id_token_hint is not an id_token of this server.") from None
    if claims["aud"] != request.client.client_id:
        raise InvalidRequestError("The id_token_hint was issued to another client.")
    subject: str = claims["sub"]
    return subject


async def park(session: AsyncSession, asked: Asked, *, now: datetime) -> str:
    """Keeps the request for ten minutes; returns its name."""
    return await once.issue(session, PARKED, asdict(asked), lasts=PARKED_LASTS, now=now)


async def drop(session: AsyncSession, name: str, *, now: datetime) -> bool:
    """Forgets a parked request; False if somebody did before."""
    return await once.take(session, PARKED, name, now=now) is not None


async def parked(session: AsyncSession, name: str, *, now: datetime) -> Asked | None:
    """A request that waits for its answer."""
    found = await once.look(session, PARKED, name, now=now)
    return Asked(**found) if found else None


async def browser_of(session: AsyncSession, token_sha256: bytes | None, *, now: datetime) -> Session | None:
    """The browser session of an active member that this cookie stands for, as portal_auth."""
    if token_sha256 is None:
        return None
    found: Session | None = await session.scalar(
        select(Session)
        .join(Membership, (Membership.partner_id == Session.partner_id) & (Membership.id == Session.member_id))
        .join(Organisation, Organisation.id == Session.partner_id)
        .where(
            Session.token_sha256 == token_sha256,
            Session.client_id.is_(None),
            Session.ended_at.is_(None),
            Session.expires_at > now,
            Membership.status == MembershipStatus.ACTIVE,
            Organisation.status.not_in((AccountStatus.OFFBOARDED, AccountStatus.REJECTED)),
        )
        .options(defer(Session.partners))
    )
    is_idle = found is not None and found.seen_at + timedelta(seconds=found.idle_seconds) <= now
    return None if is_idle else found


async def next_step(
    session: AsyncSession, asked: Asked, client: Registered, browser: Session | None, *, now: datetime
) -> tuple[Next, str]:
    """What comes next; for CONTINUE also the error that is the answer, "" when it is a code."""
    is_silent = "none" in (asked.prompt or [])
    if browser is None or _must_sign_in(asked, browser):
        return (Next.CONTINUE, "login_required") if is_silent else (Next.SIGN_IN, "")
    if not client.serves(browser.partner_id):
        return Next.CONTINUE, "access_denied"
    may_be_given = "consent" not in (asked.prompt or []) and client.is_surely(asked.redirect_uri)
    is_given = may_be_given and await grants.covers(
        session, client_id=asked.client_id, member_id=browser.member_id, scopes=asked.scopes, resource=asked.resource,
        now=now,
    )  # fmt: skip
    if not is_given:
        return (Next.CONTINUE, "consent_required") if is_silent else (Next.CONSENT, "")
    return Next.CONTINUE, ""


def _must_sign_in(asked: Asked, browser: Session) -> bool:
    """Whether somebody else is meant, or the last proof is too old or too weak for the program.

    Who proved themselves after the request came, did what they could: the id_token says how.
    """
    if asked.person is not None and asked.person != str(browser.person_id):
        return True
    since = datetime.fromisoformat(asked.at)
    if browser.authenticated_at >= since:
        return False
    if {"login", "select_account"}.intersection(asked.prompt or []):
        return True
    if asked.max_age is not None and browser.authenticated_at < since - timedelta(seconds=asked.max_age):
        return True
    known = [RANKS[name] for name in asked.acr or [] if name in RANKS]
    return bool(known) and RANKS[browser.strength.value] < min(known)


async def conclude(
    session: AsyncSession, name: str, asked: Asked, client: Registered, browser: Session, issuer: str, *, now: datetime
) -> str:
    """Gives the grant and the code; the address that takes it there. Whoever comes second gets an error."""
    is_first = await drop(session, name, now=now)
    if is_first and asked.pushed is not None:
        await once.take(session, PUSHED, asked.pushed, now=now)
        is_first = await once.spend(session, USED, asked.pushed, until=now + 2 * PARKED_LASTS)
    if not is_first:
        return asked.answer(issuer, error="invalid_request", error_description="The request has already been answered.")
    bound = Bound(asked.redirect_uri, asked.challenge, asked.key_thumbprint, asked.nonce)
    code = await grants.give(
        session,
        browser,
        bound,
        client_id=asked.client_id,
        scopes=asked.scopes,
        resource=asked.resource,
        program=client.record.name,
        organisation=client.organisation,
        created_at=now,
    )
    return asked.answer(issuer, code=code) if code else asked.answer(issuer, error="login_required")
