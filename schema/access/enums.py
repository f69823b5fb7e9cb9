"""The words of sign-in and programs as GraphQL enumerations."""

from auth.federation import rules as federation_rules
from auth.server import models as server
from schema.engine.enums import enum
from schema.shared.enums import OPEN

ProviderAuthentication = enum(
    federation_rules.Authentication, "ProviderAuthentication", "How the portal proves itself to an identity provider.",
    CLIENT_SECRET_BASIC="A secret in the header.",  # noqa: S106 - a way, no secret
    CLIENT_SECRET_POST="A secret in the form.",  # noqa: S106
    PRIVATE_KEY_JWT="A signature with the portal's own key.", NONE="Nothing but PKCE.",
)  # fmt: skip
SignatureAlgorithm = enum(
    federation_rules.Algorithm, "SignatureAlgorithm", f"An asymmetric signature. {OPEN}",
    RS256="RSA, PKCS #1 v1.5, SHA-256.", PS256="RSA, PSS, SHA-256.", ES256="ECDSA over P-256, SHA-256.",
)  # fmt: skip
ClientAuthentication = enum(
    server.ClientAuthentication, "ClientAuthentication", f"How a program proves that it is the one registered. {OPEN}",
    BASIC="A secret in the header.", POST="A secret in the form.", KEY="A signature with its own key.",
    NONE="Not at all: it runs with its users, where no secret stays one.",
)  # fmt: skip
