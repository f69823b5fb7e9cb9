"""The words of sign-in and programs as GraphQL enumerations."""

from auth.federation import rules as federation_rules
from auth.server import models as server
from schema.shared.enums import OPEN, enum

ProviderAuthentication = enum(
    federation_rules.Authentication, "ProviderAuthentication", "How the portal proves itself to an identity provider."
)
SignatureAlgorithm = enum(federation_rules.Algorithm, "SignatureAlgorithm", f"An asymmetric signature. {OPEN}")
ClientAuthentication = enum(
    server.ClientAuthentication, "ClientAuthentication", f"How a program proves that it is the one registered. {OPEN}"
)
