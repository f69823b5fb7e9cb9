"""What the server says of itself: RFC 8414 and OpenID Connect Discovery, from the configuration and nothing else."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth import keys, scopes, signed
from auth.rules import Strength
from auth.server.models import ClientAuthentication
from auth.server.site import Site
from portal import languages

CACHED_SECONDS = 3600
"""Shorter than the day for which a new key is published before it signs."""


def document(issuer: str) -> dict[str, Any]:
    """Both documents are one: each standard ignores the other's names."""
    methods = [method.value for method in ClientAuthentication]
    proven = [method for method in methods if method != ClientAuthentication.NONE.value]
    asymmetric = list(signed.ASYMMETRIC)
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "pushed_authorization_request_endpoint": f"{issuer}/oauth/par",
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "userinfo_endpoint": f"{issuer}/oauth/userinfo",
        "end_session_endpoint": f"{issuer}/oauth/logout",
        "jwks_uri": f"{issuer}/oauth/jwks",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(scopes.SCOPES),
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": asymmetric,
        "introspection_endpoint_auth_methods_supported": proven,
        "introspection_endpoint_auth_signing_alg_values_supported": asymmetric,
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": asymmetric,
        "dpop_signing_alg_values_supported": asymmetric,
        "authorization_response_iss_parameter_supported": True,
        "require_pushed_authorization_requests": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": sorted(keys.ALGORITHMS, reverse=True),
        "acr_values_supported": [strength.value for strength in Strength],
        "ui_locales_supported": list(languages.LANGUAGES),
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "nonce", "at_hash", "name", "locale", "zoneinfo",
            "email", "email_verified",
        ],
    }  # fmt: skip


class Published:
    """The documents that anybody may read."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._document = document(site.issuer)
        self._headers = {"cache-control": f"public, max-age={CACHED_SECONDS}", "x-content-type-options": "nosniff"}

    async def metadata(self, _request: Request) -> Response:
        return JSONResponse(self._document, headers=self._headers)

    async def jwks(self, _request: Request) -> Response:
        ring = await self._site.keys.ring(self._site.now())
        return Response(ring.jwks, headers=self._headers, media_type="application/jwk-set+json")
