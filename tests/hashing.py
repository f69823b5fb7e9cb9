"""What hashing a password costs: next to nothing in most tests, and the real price where that is the matter."""

from collections.abc import Iterator
from contextlib import contextmanager

import argon2

from auth import passwords

REAL = passwords._hasher
LEAST = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@contextmanager
def hashing(hasher: argon2.PasswordHasher) -> Iterator[None]:
    """Passwords are hashed so until the end of the block."""
    before = passwords._hasher
    passwords._hasher = hasher
    passwords.dummy.cache_clear()
    try:
        yield
    finally:
        passwords._hasher = before
        passwords.dummy.cache_clear()
