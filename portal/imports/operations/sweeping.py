"""Imports do not stay for ever: their rows hold what people typed into lists."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select, tuple_

from portal.access import AccessClass
from portal.database.pools import Database
from portal.imports.models import Import, ImportRow, Piece
from portal.imports.rules import ABANDONED, KEPT, Status


async def sweep(database: Database, now: datetime) -> None:
    """Deletes imports that are long over, and those whose file never came."""
    over = or_(
        Import.created_at < now - KEPT,
        and_(Import.status == Status.EXPECTED, Import.created_at < now - ABANDONED),
    )
    async with database.transaction(AccessClass.SYSTEM) as session:
        for record in (Piece, ImportRow):
            kind: Any = record
            gone = tuple_(kind.person_id, kind.import_id).in_(select(Import.person_id, Import.id).where(over))
            await session.execute(delete(kind).where(gone), execution_options={"synchronize_session": False})
        await session.execute(delete(Import).where(over), execution_options={"synchronize_session": False})
