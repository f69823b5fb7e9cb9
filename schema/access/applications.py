"""Programs that the caller allowed to act for them."""

import strawberry

from portal.access import Permission
from schema.engine.fields import plain
from schema.engine.scalars import DateTime


@strawberry.type(
    description=(
        "An app that the caller allowed to act for them; `DELETE /auth/applications/{clientId}` revokes its access."
    )
)
class Application:
    REQUIRES = Permission.OWN_ACCESS

    client_id: str = plain("Client ID.")
    name: str = plain("Name shown when the caller allowed it.")
    organisation: str = plain("The organisation that owns it.")
    scopes: list[str] = plain("Scopes that it has.")
    allowed_at: DateTime = plain("When the caller allowed the current access.")
    used_at: DateTime | None = plain("When it last got a token.")
    expires_at: DateTime = plain("When the access ends unless allowed again.")
