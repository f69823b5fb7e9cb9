"""Recovery codes: ten on a sheet of paper, each good once, for who has lost their passkey or has none."""

import base64
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from auth.login.models import RecoveryCode
from portal import unguessable

CODES = 10
BYTES = 10  # 80 bits: no list of guesses is long enough, so a fast digest keeps them


def _digest(code: str) -> bytes | None:
    """As it was shown or typed without the dashes, in either case; None for what no code can be."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return unguessable.digest(plain) if plain.isascii() and len(plain) == BYTES * 8 // 5 else None


async def make(session: AsyncSession, *, person_id: UUID, now: datetime) -> list[str]:
    """Ten new codes, to be shown once; the old ones are good no more."""
    # Two at once follow each other: else both papers would be good.
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"recovery codes {person_id}", 0))))
    codes = [base64.b32encode(secrets.token_bytes(BYTES)).decode() for _ in range(CODES)]
    await session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    session.add_all(
        RecoveryCode(code_sha256=unguessable.digest(code), person_id=person_id, created_at=now) for code in codes
    )
    await session.flush()
    return ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in codes]


async def spend(session: AsyncSession, *, person_id: UUID, code: str, now: datetime) -> bool:
    """Whether it was an unused code of this person; it is used now."""
    digest = _digest(code)
    if digest is None:
        return False
    spent = await session.scalar(
        update(RecoveryCode)
        .where(RecoveryCode.code_sha256 == digest, RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
        .values(used_at=now)
        .returning(RecoveryCode.person_id)
    )
    return spent is not None


async def left(session: AsyncSession, person_id: UUID) -> int:
    counted = select(func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return int(await session.scalar(counted) or 0)
