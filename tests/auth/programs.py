"""Programs of an organisation, what people allowed them, and what they send to prove who they are."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, Key
from joserfc.util import urlsafe_b64encode

from auth import tokens
from auth.keys import Keys
from auth.organisations import client_secrets
from auth.server.models import Client, ClientAuthentication, Grant
from auth.server.models import ClientAuthentication as By
from auth.tokens import Minted
from portal import clock, ids
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners.models import Membership
from tests import databases
from tests.make import Make

ISSUER = "https://portal.example"
API = "https://portal.example/graphql"
TOKEN_URL = "https://portal.example/oauth/token"
READS = ("contracts:read", "partners:read", "members:read")
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def signed(header: Mapping[str, Any], claims: Mapping[str, Any], key: Key) -> str:
    """A compact JWS of any header, by any algorithm that the key can do."""
    parts = [urlsafe_b64encode(json.dumps(part).encode()) for part in (header, claims)]
    signature = jws.JWSRegistry.algorithms[header["alg"]].sign(b".".join(parts), key)
    return b".".join((*parts, urlsafe_b64encode(signature))).decode()


def proof(key: Key, *, at: datetime, method: str = "POST", url: str = API, token: str = "", **changed: Any) -> str:
    """A DPoP proof; `changed` replaces claims, and header parameters whose names begin with an underscore."""
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}
    claims: dict[str, Any] = {"jti": ids.new().hex, "htm": method, "htu": url, "iat": int(at.timestamp())}
    if token:
        claims["ath"] = urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode()
    header |= {name[1:]: value for name, value in changed.items() if name.startswith("_")}
    claims |= {name: value for name, value in changed.items() if not name.startswith("_")}
    given = [{name: value for name, value in part.items() if value is not None} for part in (header, claims)]
    return signed(given[0], given[1], key)


def assertion(client: Client, key: Key, *, at: datetime, **changed: Any) -> dict[str, str]:
    """The form of a program that proves itself with private_key_jwt; `changed` as in `proof`."""
    header = {"alg": "ES256", "kid": key.kid} | {n[1:]: v for n, v in changed.items() if n.startswith("_")}
    claims: dict[str, Any] = {
        "iss": client.client_id, "sub": client.client_id, "aud": ISSUER, "jti": ids.new().hex,
        "iat": int(at.timestamp()), "exp": int(at.timestamp()) + 60,
    } | {n: v for n, v in changed.items() if not n.startswith("_")}  # fmt: skip
    text = signed(header, {name: value for name, value in claims.items() if value is not None}, key)
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": text}


def basic(name: str, secret: str) -> tuple[bytes, bytes]:
    return b"authorization", b"Basic " + base64.b64encode(f"{name}:{secret}".encode())


@dataclass
class Programs:
    """Registers programs and mints their tokens, over a database in which things are committed."""

    database: Database
    make: Make
    start: datetime = field(default_factory=clock.now)
    later: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        self.keys = Keys(self.database, databases.SECRET)

    def now(self) -> datetime:
        return self.start + self.later

    async def client(self, member: Membership | None = None, **columns: Any) -> Client:
        """A program of the member's organisation, of a new partner's unless given."""
        member = member or await self.make.member(await self.make.partner())
        values = {
            "id": ids.new(), "partner_id": member.partner_id, "member_id": member.id, "name": "Stock keeper",
            "client_id": f"pgm_{ids.new().hex}", "authentication": By.BASIC, "redirect_uris": [],
            "post_logout_redirect_uris": [], "grant_types": ["client_credentials"], "scopes": list(READS), "jwks": None,
            "created_at": self.now(), "disabled_at": None, "version": 1,
        }  # fmt: skip
        made = Client(**{**values, **columns})
        await self.make.add(made)
        return made

    async def with_key(self, member: Membership | None = None, **columns: Any) -> tuple[Client, ECKey]:
        """A program that proves itself with a key of its own."""
        key = ECKey.generate_key("P-256", parameters={"kid": "first"})
        jwks = {"keys": [key.as_dict(private=False)]}
        return await self.client(member, authentication=ClientAuthentication.KEY, jwks=jwks, **columns), key

    async def secret(self, client: Client, *, overlap: timedelta = timedelta(days=7)) -> str:
        """A new secret; the one before stays valid for the overlap."""
        until = self.now() + overlap
        async with self.database.transaction(AUTH) as transaction:
            return await client_secrets._exchange(transaction, client.client_id, now=self.now(), old_until=until)

    async def grant(self, client: Client, member: Membership, **columns: Any) -> Grant:
        """What the member allowed the program, having signed in with a passkey just now."""
        values = {
            "id": ids.new(), "client_id": client.client_id, "person_id": member.person_id, "member_id": member.id,
            "partner_id": member.partner_id, "scopes": list(READS), "resource": API, "strength": "phr",
            "authenticated_at": self.now(), "confirmed_at": self.now(), "session_id": ids.new(),
            "created_at": self.now(), "expires_at": self.now() + timedelta(days=90), "revoked_at": None,
            "revoked_because": "",
        }  # fmt: skip
        made = Grant(**{**values, **columns})
        await self.make.add(made)
        return made

    async def minted(self, client: Client, **how: Any) -> Minted | None:
        ring = await self.keys.ring(self.now())
        async with self.database.transaction(AUTH) as transaction:
            return await tokens.mint(
                transaction, ring, client=client, now=self.now(), **{"issuer": ISSUER, "scopes": list(READS), **how}
            )

    async def token(self, client: Client, **how: Any) -> str:
        """The text of a new token of the program by itself or, with `grant`, for the person who gave it."""
        made = await self.minted(client, **how)
        assert made is not None
        return made.text
