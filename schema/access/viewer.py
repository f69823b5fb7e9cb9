"""The caller."""

from collections.abc import Mapping
from typing import Any

import strawberry

from auth import session
from auth.login import queries as own_queries
from auth.server import queries as program_queries
from portal.access import Permission
from portal.partners import queries
from schema.access.applications import Application
from schema.access.sessions import BrowserSession, Passkey, SecurityEvent
from schema.engine.fields import Row, computed, nothing_needed, plain, read, value
from schema.engine.nodes import node
from schema.engine.scalars import DateTime
from schema.partners.types import SigningAuthority
from schema.shared.enums import Role, Side


@node("mem")
@strawberry.type(description="The caller.")
class Viewer:
    REQUIRES = Permission.READ

    id: strawberry.ID = strawberry.field(description="ID of the caller's membership.")
    name: str | None = plain("Full name.", requires=Permission.OWN_NAME)
    email: str | None = plain("Email address.", requires=Permission.OWN_EMAIL)
    mail_refused_at: DateTime | None = plain(
        "Since when the caller's address has refused emails, so none are sent to it; null if it accepts them.",
        requires=Permission.OWN_EMAIL,
    )
    side: Side = plain("The side the caller acts for.")
    roles: list[Role] = plain("The caller's roles there.")
    organisation: str = plain("The organisation the caller acts for.")
    language: str | None = plain("BCP 47 tag of the language the caller reads.", requires=Permission.OWN_NAME)
    zone: str | None = plain("IANA time zone of the caller.", requires=Permission.OWN_NAME)

    @computed(str | None, "The API client of the token; null in a browser.", needs=nothing_needed)
    def program(self: Mapping[str, Any], asking: Any) -> Any:
        return asking.actor.program or None

    @computed(list[str], "Scopes of the token; empty in a browser.", needs=nothing_needed)
    def scopes(self: Mapping[str, Any], asking: Any) -> Any:
        return list(asking.actor.scopes)

    @computed(list[str], "Permissions from the roles and the token, as `resource:action`.", needs=nothing_needed)
    def permissions(self: Mapping[str, Any], asking: Any) -> Any:
        return sorted(asking.actor.permissions)

    @computed(
        int | None,
        "Seconds without a request after which the caller is signed out; null for an API client.",
        needs=nothing_needed,
    )
    def idle_seconds(self: Mapping[str, Any], asking: Any) -> Any:
        return None if asking.actor.program else session.IDLE_SECONDS[asking.actor.side]

    @read(list[SigningAuthority], "Signing authorities that the caller has, newest first.")
    def signing_authorities(self: Row) -> Any:
        return queries.authorities_of_member(self)

    @read(list[BrowserSession], "The caller's active browser sessions, last used first.")
    def sessions(self: Row) -> Any:
        return own_queries.sessions()

    @read(list[Passkey], "The caller's passkeys, oldest first.")
    def passkeys(self: Row) -> Any:
        return own_queries.passkeys()

    @value(int, "Number of the caller's unused recovery codes.", requires=Permission.OWN_ACCESS)
    def recovery_codes(self: Row) -> Any:
        return own_queries.recovery_codes()

    @read(list[SecurityEvent], "Recent sign-in and security events, newest first; at most 50.")
    def security_events(self: Row) -> Any:
        return own_queries.events()

    @read(list[Application], "Apps that the caller allowed to act for them, by name.")
    def applications(self: Row) -> Any:
        return program_queries.applications()


@strawberry.type
class ViewerQuery:
    @read(Viewer | None, "The caller.", requires=Permission.READ)
    def viewer(self: Row) -> Any:
        return queries.viewer()
