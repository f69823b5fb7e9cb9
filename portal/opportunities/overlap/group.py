"""ristretto255 (RFC 9496): text to points (RFC 9380), points times numbers, and which bytes are a point at all."""

import functools
import hashlib
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from portal import deferred

SIZE = 32
"""Bytes of a point, and of a number."""
ORDER = 2**252 + 27742317777372353535851937790883648493
FIELD = 2**255 - 19
TAG = b"ENTENTE-OVERLAP-V1-with-ristretto255_XMD:SHA-512_R255MAP_RO_"
"""Keeps these points apart from those of any other use of the same hash."""
_BLOCK, _HASH, _UNIFORM = 128, 64, 64


def point_of(message: bytes, tag: bytes = TAG) -> bytes:
    """hash_to_ristretto255 of RFC 9380, appendix B."""
    return _mapped(expanded(message, tag, _UNIFORM))


def random_point() -> bytes:
    """A point of which nobody knows what it is the hash or the multiple of."""
    return _mapped(secrets.token_bytes(_UNIFORM))


def fresh_number() -> bytes:
    """What a side multiplies by, for one session alone."""
    return (secrets.randbelow(ORDER - 1) + 1).to_bytes(SIZE, "little")


def times(number: bytes, point: bytes) -> bytes:
    """The point multiplied. Raises ValueError for what is no point, is the identity, or no number from 1 on."""
    if not is_point(point) or not 0 < int.from_bytes(number, "little") < ORDER or len(number) != SIZE:
        raise ValueError("not a point, or not a number of the group")
    found: bytes = _sodium().crypto_scalarmult_ristretto255(number, point)
    return found


def is_point(encoded: bytes) -> bool:
    """Whether the bytes are the one encoding of a point other than the identity.

    libsodium calls the identity valid, and up to 1.0.18 also what has its highest bit set: a second encoding.
    """
    if len(encoded) != SIZE or not 0 < int.from_bytes(encoded, "little") < FIELD:
        return False
    return bool(_sodium().crypto_core_ristretto255_is_valid_point(encoded))


def expanded(message: bytes, tag: bytes, length: int) -> bytes:
    """expand_message_xmd of RFC 9380, section 5.3.1, with SHA-512; for tags of at most 255 bytes."""
    blocks = -(-length // _HASH)
    if blocks > 255 or not 0 < len(tag) <= 255:  # noqa: PLR2004 - each is counted in one byte
        raise ValueError("too long to be counted in a byte")
    last = tag + bytes([len(tag)])
    first = hashlib.sha512(bytes(_BLOCK) + message + length.to_bytes(2) + b"\0" + last).digest()
    block, found = bytes(_HASH), b""
    for number in range(1, blocks + 1):
        mixed = bytes(one ^ other for one, other in zip(first, block, strict=True))
        block = hashlib.sha512(mixed + bytes([number]) + last).digest()
        found += block
    return found[:length]


def _mapped(uniform: bytes) -> bytes:
    found: bytes = _sodium().crypto_core_ristretto255_from_hash(uniform)
    return found


@functools.cache
def _sodium() -> Any:
    """libsodium, loaded when first asked for: 16 MB that few requests need.

    The package writes the library into a temporary file, which must be allowed to be run, and leaves it there.
    """
    loaded = deferred.load("rbcl")
    with suppress(OSError):  # where a file in use cannot go
        Path(loaded._sodium._name).unlink()  # noqa: SLF001 - nothing else knows where it is
    return loaded
