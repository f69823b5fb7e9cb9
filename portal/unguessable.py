"""Values that nobody guesses: links, codes, tokens and secrets of 256 random bits, of which a digest alone is kept."""

import hashlib
import secrets


def made(prefix: str = "") -> str:
    """A new value, in letters that stand in any address; the prefix tells scanners of code and logs what it is."""
    return prefix + secrets.token_urlsafe(32)


def digest(value: str) -> bytes:
    """What is kept of a value: its SHA-256. Any text has one, also what somebody else sends."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).digest()
