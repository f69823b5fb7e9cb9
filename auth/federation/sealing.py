"""Secrets and keys by which the portal proves itself to providers, as they lie in the database."""

import hashlib
import hmac
import json
from typing import Any
from uuid import UUID

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

ALGORITHMS = ["dir", "A256GCM"]


def _key(secret: bytes) -> OctKey:
    return OctKey.import_key(hmac.new(secret, b"connection secrets at rest", hashlib.sha256).digest())


def sealed(secret: bytes, connection_id: UUID, content: dict[str, Any]) -> str:
    """A JWE that opens with the deployment's secret, for this connection alone."""
    header = {"alg": "dir", "enc": "A256GCM", "kid": connection_id.hex}
    return jwe.encrypt_compact(header, json.dumps(content), _key(secret), algorithms=ALGORITHMS)


def unsealed(secret: bytes, connection_id: UUID, text: str) -> dict[str, Any]:
    """What was sealed; {} for another connection's, or with another deployment's secret."""
    try:
        opened = jwe.decrypt_compact(text, _key(secret), algorithms=ALGORITHMS)
    except (JoseError, ValueError):
        return {}
    found: dict[str, Any] = json.loads(opened.plaintext or b"{}")
    return found if opened.headers().get("kid") == connection_id.hex else {}
