"""The words of sign-in and programs as GraphQL enumerations."""

from auth.federation import rules as federation_rules
from auth.server import models as server
from schema.engine.enums import enum
from schema.shared.enums import OPEN

ProviderAuthentication = enum(
    federation_rules.Authentication, "ProviderAuthentication", "Authentication method of the portal at an identity"
                                                               " provider.",
    CLIENT_SECRET_BASIC="A client secret in the HTTP Basic header.",  # noqa: S106 - a way, no secret
    CLIENT_SECRET_POST="A client secret in the request body.",  # noqa: S106
    PRIVATE_KEY_JWT="A signature with the portal's own key.", NONE="PKCE only.",
)  # fmt: skip
SignatureAlgorithm = enum(
    federation_rules.Algorithm, "SignatureAlgorithm", f"An asymmetric signing algorithm. {OPEN}",
    RS256="RSA, PKCS #1 v1.5, SHA-256.", PS256="RSA, PSS, SHA-256.", ES256="ECDSA over P-256, SHA-256.",
)  # fmt: skip
ClientAuthentication = enum(
    server.ClientAuthentication, "ClientAuthentication", f"How a client authenticates. {OPEN}",
    BASIC="A client secret in the HTTP Basic header.",
    POST="A client secret in the request body.", KEY=
        "A JWT signed with its own key (private_key_jwt).",
    NONE="No authentication: a public client.",
)  # fmt: skip
