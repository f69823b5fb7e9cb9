"""Access tokens: RFC 9068 JWTs of five or ten minutes, each with its row in auth.session, so that it can be revoked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import Key
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from auth import session as sessions
from auth import signed
from auth.keys import Ring
from auth.models import Session
from auth.rules import Strength
from auth.server.models import Client, Grant
from auth.signed import Unsigned
from portal import ids
from portal.access import Side, access_class
from portal.partners.models import Membership, Organisation

ALGORITHM = "ES256"
LONGEST = 4096
TYPE = "at+jwt"
LIFE_OF_A_PERSONS = timedelta(minutes=5)
LIFE_OF_A_PROGRAMS = timedelta(minutes=10)
LEEWAY = timedelta(seconds=30)
"""How far our own machines' clocks may be apart."""


def resource_of(issuer: str) -> str:
    """The one thing that a token opens: the API (RFC 8707)."""
    return f"{issuer}/graphql"


def subject(person_id: UUID) -> str:
    """How tokens, id_tokens and userinfo call a person; says nothing about them."""
    return str(person_id)


@dataclass(frozen=True, slots=True)
class Minted:
    """A token just made; its text is known here and to the program, nowhere else."""

    session_id: UUID
    person_id: UUID
    member_id: UUID
    partner_id: UUID
    expires_in: int
    token_type: str
    """Bearer, or DPoP for a token bound to a key."""
    text: str = field(repr=False)


async def mint(
    session: AsyncSession, ring: Ring, *, issuer: str, client: Client, scopes: Sequence[str], now: datetime,
    grant: Grant | None = None, key_thumbprint: str | None = None, agent: str = "", address: str = "",
) -> Minted | None:  # fmt: skip
    """A token for what a person allowed the program or, without a grant, for the program by itself, as portal_auth.

    By itself it acts for its responsible member. None when the member, their organisation, the program or the grant
    may not act any more. Which scopes may be in it is the caller's to decide. From synchronous code under `run_sync`
    it is called through sqlalchemy.util.await_only.
    """
    member_id = grant.member_id if grant else client.member_id
    if client.disabled_at or (
        grant and (grant.revoked_at or grant.expires_at <= now or not await _serves(session, client, grant))
    ):
        return None
    place = await sessions.settled(session, sessions.active_places().where(Membership.id == member_id))
    if place is None:
        return None
    life = LIFE_OF_A_PERSONS if grant else LIFE_OF_A_PROGRAMS
    made = _claims(issuer, client, grant, place, scopes, key_thumbprint, now, now + life)
    pair = ring.signing(ALGORITHM, now)
    text = jwt.encode({"alg": ALGORITHM, "typ": TYPE, "kid": pair.kid}, made, pair.key, algorithms=[ALGORITHM])
    await session.execute(
        insert(Session).values(
            token_sha256=sessions.digest(text.encode()),
            id=UUID(made["jti"]),
            client_id=client.client_id,
            grant_id=grant.id if grant else None,
            scopes=list(scopes),
            resource=made["aud"],
            key_thumbprint=key_thumbprint,
            **_place(place),
            **_time(grant, now, life),
            agent=agent,
            address=address,
        )
    )
    kind = "DPoP" if key_thumbprint else "Bearer"
    seconds = int(life.total_seconds())
    return Minted(UUID(made["jti"]), place.person_id, place.id, place.partner_id, seconds, kind, text)


async def _serves(session: AsyncSession, client: Client, grant: Grant) -> bool:
    """A partner's program serves that partner's people; the company's own serves everybody."""
    if client.partner_id == grant.partner_id:
        return True
    of_company = select(Organisation.id).where(Organisation.id == client.partner_id, Organisation.side == Side.HOST)
    return await session.scalar(of_company) is not None


def _claims(
    issuer: str, client: Client, grant: Grant | None, place: Membership, scopes: Sequence[str],
    key_thumbprint: str | None, now: datetime, until: datetime,
) -> dict[str, Any]:  # fmt: skip
    """No personal data: other resource servers read these too (RFC 9068, 6)."""
    claims: dict[str, Any] = {
        "iss": issuer,
        "sub": subject(grant.person_id) if grant else client.client_id,
        "aud": resource_of(issuer),
        "client_id": client.client_id,
        "jti": str(ids.new()),
        "iat": int(now.timestamp()),
        "exp": int(until.timestamp()),
        "scope": " ".join(scopes),
        "org_id": str(place.partner_id),
    }
    if grant:
        acr = {"auth_time": int(grant.authenticated_at.timestamp()), "acr": str(grant.strength)}
        claims |= {"gid": str(grant.id), **acr}
    if key_thumbprint:
        claims["cnf"] = {"jkt": key_thumbprint}
    return claims


def _place(place: Membership) -> dict[str, Any]:
    return {
        "access_class": access_class(place.roles).value,
        "person_id": place.person_id,
        "member_id": place.id,
        "partner_id": place.partner_id,
        "partners": sessions.partners_of(place.id),
        "actor_version": place.version,
    }


def _time(grant: Grant | None, now: datetime, life: timedelta) -> dict[str, Any]:
    """A token is never idle: it ends when it ends."""
    return {
        "signed_in_at": now,
        "seen_at": now,
        "idle_seconds": int((life + LEEWAY).total_seconds()),
        "expires_at": now + life,
        "strength": Strength(grant.strength) if grant else Strength.PASSWORD,
        "authenticated_at": grant.authenticated_at if grant else now,
        "confirmed_at": grant.confirmed_at if grant else None,
    }


def verify(compact: str, ring: Ring, *, issuer: str, now: datetime) -> Mapping[str, Any]:
    """The claims of a token that this server signed for the API and that is not over; raises Unsigned.

    Whether it was revoked is another question: its row answers it.
    """

    def own_key(header: Mapping[str, Any]) -> Key:
        key = ring.public(header.get("kid"), ALGORITHM, now)
        if key is None:
            raise Unsigned("The signature was not made with a key of this server.")
        return key

    if len(compact) > LONGEST:
        raise Unsigned("The token is too long.")
    first = compact.partition(".")[0]
    header = ring.headers.get(first)
    if header is None:
        token = signed.read(compact, own_key, algorithms=[ALGORITHM], typ=[TYPE])
        ring.headers[first] = token.header
    else:
        token = signed.read_again(compact, header, own_key(header))
    token.check_times(now, skew=LEEWAY, future=LEEWAY)
    token.moment("iat")
    for name in ("sub", "client_id", "jti", "org_id"):
        token.text(name)
    if token.claims.get("iss") != issuer or token.claims.get("aud") != resource_of(issuer):
        raise Unsigned("The token is for another audience.")
    return token.claims
