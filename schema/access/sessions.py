"""How the caller signs in: their sessions, passkeys and events, and ending them."""

from typing import Any

import strawberry

from auth.login import own
from portal.access import Permission
from portal.partners import operations
from portal.partners import queries as partner_queries
from schema.engine.errors import UserError
from schema.engine.fields import Row, computed, later, nothing_needed, plain, read
from schema.engine.mutations import mutation, user_errors
from schema.engine.nodes import node
from schema.engine.scalars import DateTime
from schema.shared.inputs import given, key, optional


@node("ses", named=("session_id",))
@strawberry.type(description="One of the caller's sessions in a browser.")
class BrowserSession:
    REQUIRES = Permission.OWN_ACCESS

    id: strawberry.ID = strawberry.field(description="Pass this to `sessionEnd`.")
    is_current: bool = plain("True for the session that made this request.")
    signed_in_at: DateTime = plain("When it started.")
    seen_at: DateTime = plain("When it was last used, to the minute.")
    expires_at: DateTime = plain("When it ends at the latest.")
    address: str = plain("IP address at the start.")
    agent: str = plain("User agent of the browser.")
    strength: str = plain("Strength of the sign-in: `pwd`, `mfa`, or `phr` for phishing-resistant.")


@node("pky", named=("passkey_id",))
@strawberry.type(description="A passkey of the caller.")
class Passkey:
    REQUIRES = Permission.OWN_ACCESS

    id: strawberry.ID = strawberry.field(description="Pass this to `passkeyRemove`.")
    name: str = plain("Name given by the caller.")
    created_at: DateTime = plain("When it was created.")
    used_at: DateTime | None = plain("When it was last used.")


@node("sev")
@strawberry.type(description="A sign-in or security event that concerns the caller.")
class SecurityEvent:
    REQUIRES = Permission.OWN_ACCESS

    id: strawberry.ID = strawberry.field(description="Reference for a support case.")
    at: DateTime = plain("When.")
    action: str = plain("The action, for example `SIGN_IN`.")
    method: str = plain("Method, for example `password+passkey`.")
    outcome: str = plain("`ACCEPTED`, `REFUSED` or `BLOCKED`.")
    reason: str = plain("Reason code.")
    address: str = plain("IP address.")
    agent: str = plain("User agent of the browser.")
    request_id: str = plain("Reference shown on an error page.")


@strawberry.input(description="One of the caller's own sessions.")
class SessionEndInput:
    session_id: strawberry.ID = given("The session to end.")
    idempotency_key: str | None = key()


@strawberry.input(description="All of the caller's own sessions but this one.")
class SessionEndOthersInput:
    idempotency_key: str | None = key()


@strawberry.input(description="One of the caller's own passkeys.")
class PasskeyRemoveInput:
    passkey_id: strawberry.ID = given("The passkey to remove.")
    idempotency_key: str | None = key()


@strawberry.input(description="A member of the caller's own organisation.")
class MemberEndSessionsInput:
    member_id: strawberry.ID = given("The member whose sessions end.")
    idempotency_key: str | None = key()


@strawberry.input(description="Changes to the caller's own profile; omitted fields stay the same.")
class ProfileChangeInput:
    language: str | None = optional("BCP 47 tag, such as `bg`; the pages are shown in it.")
    zone: str | None = optional("IANA time zone, such as `Europe/Sofia`.")
    idempotency_key: str | None = key()


@strawberry.type(description="Result of changing the caller's own profile, sessions or passkeys.")
class ViewerPayload:
    user_errors = computed(list[UserError], "Empty on success.", needs=nothing_needed, is_refusals=True)(user_errors)

    @read(later("Viewer", "schema.access.viewer") | None, "The current caller.")
    def viewer(self: Row) -> Any:
        return partner_queries.viewer()


@strawberry.type
class SessionMutation:
    profile_change = mutation(
        ViewerPayload, ProfileChangeInput, "Change the caller's own language and time zone.", operations.change_profile,
        Permission.OWN_ACCESS,
    )  # fmt: skip
    session_end = mutation(
        ViewerPayload, SessionEndInput, "End one of the caller's own sessions.", own.end_session, Permission.OWN_ACCESS
    )
    session_end_others = mutation(
        ViewerPayload, SessionEndOthersInput, "End all of the caller's own sessions but this one.",
        own.end_other_sessions,
        Permission.OWN_ACCESS,
    )  # fmt: skip
    passkey_remove = mutation(
        ViewerPayload, PasskeyRemoveInput, "Remove a passkey; requires a confirmation.", own.remove_passkey,
        Permission.OWN_ACCESS,
    )  # fmt: skip
    member_end_sessions = mutation(
        ViewerPayload, MemberEndSessionsInput, "End every session of a member; requires a confirmation.",
        own.end_member_sessions, Permission.MEMBER_MANAGE,
    )  # fmt: skip
