"""What an offer says, sealed: canonical JSON in which 32 random bytes stand, its digest, and a cipher of it.

The digest is told to both sides and binds them; nobody finds an amount by trying, as the random bytes are hashed too.
The key of a dispute is made of a secret of the deployment, which no SQL knows.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal import canonical

SecretOf = Callable[[str], bytes]
"""A secret of the deployment by its purpose: `Database.secret_of`."""
PURPOSE = "settlement offers"
RANDOM, NONCE = 32, 12
"""Bytes: those in the text, and those that AES-GCM wants."""


class SealError(ValueError):
    """It was not sealed under this deployment's secret, or it was changed."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed text, and the digest of what is in it."""

    sha256: str
    nonce: bytes
    ciphertext: bytes


def seal(secret_of: SecretOf, dispute_id: UUID, offer_id: UUID, content: Mapping[str, Any]) -> Sealed:
    """Seals what `canonical.text` can write."""
    written = canonical.text({**content, "random": secrets.token_hex(RANDOM)})
    nonce = secrets.token_bytes(NONCE)
    ciphertext = _cipher(secret_of, dispute_id).encrypt(nonce, written.encode(), offer_id.bytes)
    return Sealed(canonical.sha256(written), nonce, ciphertext)


def opened(
    secret_of: SecretOf, dispute_id: UUID, offer_id: UUID, nonce: bytes, ciphertext: bytes, sha256: str
) -> dict[str, Any]:
    """What was sealed. Raises SealError unless it is exactly what the digest says."""
    try:
        written = _cipher(secret_of, dispute_id).decrypt(nonce, ciphertext, offer_id.bytes).decode()
    except InvalidTag as fault:
        raise SealError(str(offer_id)) from fault
    if canonical.sha256(written) != sha256:
        raise SealError(str(offer_id))
    found: dict[str, Any] = json.loads(written)
    return found


def _cipher(secret_of: SecretOf, dispute_id: UUID) -> AESGCM:
    return AESGCM(hmac.new(secret_of(PURPOSE), dispute_id.bytes, hashlib.sha256).digest())
