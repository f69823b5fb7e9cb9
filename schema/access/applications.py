"""Programs that the caller allowed to act for them."""

import strawberry

from portal.access import Permission
from schema.engine.fields import plain
from schema.engine.scalars import DateTime


@strawberry.type(
    description="A program that the caller allowed to act; `DELETE /auth/applications/{clientId}` takes it back."
)
class Application:
    REQUIRES = Permission.OWN_ACCESS

    client_id: str = plain("What the program calls itself.")
    name: str = plain("Its name, as the caller read it when they allowed it.")
    organisation: str = plain("Whose program it is.")
    scopes: list[str] = plain("What it may do, as scopes.")
    allowed_at: DateTime = plain("When the caller first allowed what still counts.")
    used_at: DateTime | None = plain("When it last got a token.")
    expires_at: DateTime = plain("When it ends unless it is allowed again.")
