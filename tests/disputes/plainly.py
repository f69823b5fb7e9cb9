"""Statements that somebody's login sends to the database itself, past every rule."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.disputes.models import Dispute
from portal.partners.models import Membership


class UndoneError(Exception):
    """Nothing of it stays."""


async def plainly(scene: Any, by: Membership, made: Dispute, *statements: str) -> str:
    """What the database says to statements of somebody's login, with everything that is deferred; "" for nothing."""
    actor = await scene.make.actor(by)
    values = {"id": made.id, "person": actor.person_id, "member": by.id}
    try:
        async with scene.as_(actor) as session:
            for one in (*statements, "SET CONSTRAINTS ALL IMMEDIATE"):
                await session.execute(text(one), {key: each for key, each in values.items() if f":{key}" in one})
            raise UndoneError  # noqa: TRY301 (the block of the transaction has to see it)
    except UndoneError:
        return ""
    except DBAPIError as refused:
        return str(refused.orig)
