"""What somebody sees of their own at the door: Selects over functions that look at the present session alone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, ColumnElement, DateTime, Select, Text, Uuid, column, func, select
from sqlalchemy.types import TypeEngine

INSTANT: TypeEngine[datetime] = DateTime(timezone=True)
KEY: TypeEngine[UUID] = Uuid()


def _rows(function: str, **columns: TypeEngine[Any]) -> Any:
    found = [column(name, kind) for name, kind in columns.items()]
    return getattr(func, function)().table_valued(*found, name=function)


def sessions() -> Select[Any]:
    """Live browser sessions, the one used last first."""
    own = _rows(
        "own_sessions", id=KEY, is_current=Boolean(), signed_in_at=INSTANT, seen_at=INSTANT, expires_at=INSTANT,
        address=Text(), agent=Text(), strength=Text(),
    )  # fmt: skip
    return select(own).order_by(own.c.seen_at.desc(), own.c.id)


def passkeys() -> Select[Any]:
    """Passkeys, oldest first."""
    own = _rows("own_passkeys", id=KEY, name=Text(), created_at=INSTANT, used_at=INSTANT)
    return select(own).order_by(own.c.created_at, own.c.id)


def recovery_codes() -> ColumnElement[int]:
    """How many unused codes are left."""
    return func.own_recovery_codes(type_=BigInteger())


def events() -> Select[Any]:
    """The last fifty events, newest first."""
    own = _rows(
        "own_events", id=KEY, at=INSTANT, action=Text(), method=Text(), outcome=Text(), reason=Text(), address=Text(),
        agent=Text(), request_id=Text(),
    )  # fmt: skip
    return select(own).order_by(own.c.at.desc(), own.c.id.desc())
