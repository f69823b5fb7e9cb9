"""Secrets as they lie in the database: each use has a key of its own, which derives from the deployment's secret."""

import hashlib
import hmac
import json
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

ALGORITHMS = ["dir", "A256GCM"]


def sealed(secret: bytes, use: str, content: dict[str, Any]) -> str:
    """A JWE that opens with the deployment's secret, for this use alone."""
    header = {"alg": "dir", "enc": "A256GCM"}
    return jwe.encrypt_compact(header, json.dumps(content), _key(secret, use), algorithms=ALGORITHMS)


def unsealed(secret: bytes, use: str, text: str) -> dict[str, Any] | None:
    """What was sealed; None when it was for another use, or with another deployment's secret."""
    try:
        plain = jwe.decrypt_compact(text, _key(secret, use), algorithms=ALGORITHMS).plaintext
    except (JoseError, ValueError):
        return None
    found: dict[str, Any] = json.loads(plain or b"")
    return found


def _key(secret: bytes, use: str) -> OctKey:
    return OctKey.import_key(hmac.new(secret, use.encode(), hashlib.sha256).digest())
