"""Identifiers: UUIDv7 inside, a type prefix and 32 hex digits outside."""

import os
import re
import threading
import time
from uuid import UUID

_GLOBAL = re.compile(r"([a-z]{3})_([0-9a-f]{32})")

NIL = UUID(int=0)


_lock = threading.Lock()
_last = 0


def new() -> UUID:
    """UUIDv7 (RFC 9562, 6.2 method 3): milliseconds, 12 bits of their fraction, 62 random bits; rising in a process."""
    global _last  # noqa: PLW0603 - the one clock of the process
    with _lock:
        _last = max(_last + 1, time.time_ns() * 4096 // 1_000_000)
        moment = _last
    value = (moment >> 12) << 80 | 0x7 << 76 | (moment & 0xFFF) << 64
    return UUID(int=value | 0x2 << 62 | int.from_bytes(os.urandom(8)) >> 2)


def text(prefix: str, value: UUID) -> str:
    return f"{prefix}_{value.hex}"


def parse(value: str) -> tuple[str, UUID]:
    """Prefix and UUID of a global id; what is not one gives ("", NIL), which names nothing."""
    match = _GLOBAL.fullmatch(value)
    return (match[1], UUID(match[2])) if match else ("", NIL)
