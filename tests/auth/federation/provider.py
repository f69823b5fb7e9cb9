"""An identity provider on loopback that is honest until a test tells it how to lie."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import uvicorn
from joserfc import jws
from joserfc.jwk import ECKey, Key, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from portal import clock
from tests import patience

CLIENT, SECRET = "entente", "a secret of the provider"
STRANGER = RSAKey.generate_key(2048, {"kid": "honest"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
ALGORITHMS = ["RS256", "ES256"]
SUB = "248289761001"
GONE = object()
"""A claim or member that is left out."""

Json = dict[str, Any]


def without_gone(values: Json) -> Json:
    return {name: value for name, value in values.items() if value is not GONE}


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@dataclass
class Lie:
    """What the provider says otherwise than it should, each part over the honest one."""

    claims: Json = field(default_factory=dict)
    header: Json = field(default_factory=dict)
    key: str = "honest"
    """honest, stranger (the same key id), none (no signature), hmac (the public key as a secret), ec."""
    token: Json = field(default_factory=dict)
    """Members of the token response."""
    token_status: int = 200
    metadata: Json = field(default_factory=dict)
    answer: Json = field(default_factory=dict)
    """Parameters of the callback."""
    jwks: Callable[[list[Json]], Any] | None = None
    userinfo: Json | None = None
    raw_token: Callable[[str], str] | None = None
    body: bytes | None = None
    """The bytes of the token response, instead of JSON."""
    redirect: bool = False
    suffix: str = ""
    """What the callback's query ends in, as it stands."""


@dataclass
class Provider:
    """Its clients trust `issuer`; `sub`, `email` and `more` are whoever signs in next."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "honest"}))
    lie: Lie = field(default_factory=Lie)
    sub: str = SUB
    more: Json = field(default_factory=dict)
    codes: dict[str, Json] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    """What was asked, by path."""
    client_key: Json | None = None
    told: list[Json] = field(default_factory=list)
    """The forms that came to the token endpoint."""

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._metadata),
                Route("/jwks", self._jwks),
                Route("/token", self._token, methods=["POST"]),
                Route("/userinfo", self._userinfo),
            ]
        )

    async def _metadata(self, request: Request) -> Response:
        self.seen.append(request.url.path)
        said = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo", "authorization_response_iss_parameter_supported": True,
        }  # fmt: skip
        return JSONResponse(without_gone(said | self.lie.metadata))

    async def _jwks(self, request: Request) -> Response:
        self.seen.append(request.url.path)
        keys: Any = [key.as_dict(private=False) | {"use": "sig"} for key in (self.key, EC)]
        return JSONResponse({"keys": self.lie.jwks(keys) if self.lie.jwks else keys})

    async def _userinfo(self, request: Request) -> Response:
        self.seen.append(request.url.path)
        assert request.headers["authorization"] == "Bearer the access token"
        return JSONResponse(self.lie.userinfo if self.lie.userinfo is not None else {"sub": self.sub})

    async def _token(self, request: Request) -> Response:
        self.seen.append(request.url.path)
        form = {name: str(value) for name, value in (await request.form()).items()}
        self.told.append({**form, "authorization": request.headers.get("authorization", "")})
        if self.lie.redirect:
            return RedirectResponse(f"{self.issuer}/elsewhere", 307)
        if self.lie.body is not None:
            return Response(self.lie.body, media_type="application/json")
        asked = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = _encoded(digest)
        if asked is None or asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if asked["client_id"] != CLIENT or asked["code_challenge_method"] != "S256":
            return JSONResponse({"error": "invalid_client"}, 401)
        answer = {
            "access_token": "the access token", "refresh_token": "the refresh token", "token_type": "Bearer",
            "id_token": self.id_token(asked), "expires_in": 300,
        }  # fmt: skip
        return JSONResponse(without_gone(answer | self.lie.token), self.lie.token_status)

    def id_token(self, asked: Json) -> str:
        now = int(clock.now().timestamp())
        half = hashlib.sha256(b"the access token").digest()[:16]
        claims = {
            "iss": self.issuer, "sub": self.sub, "aud": CLIENT, "exp": now + 300, "iat": now, "auth_time": now,
            "nonce": asked["nonce"], "at_hash": _encoded(half),
            "sid": "session at the provider",
        }  # fmt: skip
        token = self.signed(without_gone(claims | self.more | self.lie.claims))
        return self.lie.raw_token(token) if self.lie.raw_token else token

    def signed(self, claims: Json, **header: Any) -> str:
        """A token with these claims, signed as the lie says."""
        keys: dict[str, tuple[Key, str]] = {
            "honest": (self.key, "RS256"), "stranger": (STRANGER, "RS256"), "ec": (EC, "ES256"),
        }  # fmt: skip
        key, algorithm = keys.get(self.lie.key, (self.key, {"none": "none", "hmac": "HS256"}.get(self.lie.key, "")))
        kid = "ec" if self.lie.key == "ec" else "honest"
        whole = without_gone({"alg": algorithm, "kid": kid, **header, **self.lie.header})
        if self.lie.key in {"none", "hmac"}:
            unsigned = ".".join(_encoded(json.dumps(part).encode()) for part in (whole, claims))
            public = self.key.as_pem(private=False)
            mac = hmac.new(public, unsigned.encode(), "sha256").digest() if self.lie.key == "hmac" else b""
            return f"{unsigned}.{_encoded(mac)}"
        registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        registry.max_header_length = 4096
        return jws.serialize_compact(whole, json.dumps(claims), key, registry=registry)

    def logout_token(self, **changes: Any) -> str:
        """A back-channel logout token about `sub`, changed as given."""
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": secrets.token_hex(8),
            "sub": self.sub, "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        }  # fmt: skip
        typ = changes.pop("typ", "logout+jwt")
        return self.signed(without_gone(claims | changes), **({} if typ is GONE else {"typ": typ}))

    def approve(self, url: str, **changes: Any) -> str:
        """What somebody at the provider does with the address they came to: the query of the callback."""
        assert urlsplit(url)._replace(query="").geturl() == f"{self.issuer}/authorize"
        asked = dict(parse_qsl(urlsplit(url).query))
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": self.issuer}
        return urlencode(without_gone(answer | self.lie.answer | changes)) + self.lie.suffix


@contextlib.asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """The application on a free port of loopback, as its address."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off", loop="none", ws="none")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve(sockets=[bound]))  # the public one takes the signals of the process
    async with asyncio.timeout(patience.SECONDS):
        while not server.started:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        await asyncio.wait_for(task, patience.SECONDS)
