"""What both sides agree on before anything is sent: canonical text, named by its SHA-256."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal import canonical, errors
from portal.opportunities.overlap.blinding import Band
from portal.opportunities.overlap.comparing import Mode
from portal.opportunities.overlap.keys import Kind

PROTOCOL = "entente-overlap-1"
"""Of the points and of the keys: whoever changes either makes the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One of the two organisations."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Of one session. Its number is among them, so that no two sessions have the same and no point is of use twice."""

    session: str
    parties: tuple[Party, Party]
    """Who proposed, and who was asked."""
    purpose: str
    kinds: tuple[Kind, ...]
    band: Band
    mode: Mode
    expires_at: datetime

    @property
    def text(self) -> str:
        """As it is shown, kept and handed to programs: JSON by RFC 8785."""
        return canonical.text(
            {
                "protocol": PROTOCOL,
                "session": self.session,
                "parties": [{"id": each.id, "name": each.name} for each in self.parties],
                "purpose": self.purpose,
                "keyKinds": sorted(set(self.kinds)),
                "sizeBand": self.band.value,
                "mode": self.mode.value,
                "expiresAt": self.expires_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            }
        )

    @property
    def digest(self) -> str:
        """What both sides agree to, and what is in every point."""
        return canonical.sha256(self.text)


def read(text: str, *, path: Sequence[str] = ()) -> Terms:
    """The terms that the text says. Refuses: Invalid for anything but their one canonical form."""
    said = _object(text)
    protocol = said.get("protocol", PROTOCOL)
    if isinstance(protocol, str) and protocol != PROTOCOL:
        raise errors.Invalid(
            "These terms use {protocol}, but this version of the portal uses {own}.",
            protocol=protocol,
            own=PROTOCOL,
            path=path,
        )
    try:
        terms = _terms(said)
        is_canonical = terms.text == text.strip()
    except (ValueError, LookupError, TypeError, OverflowError):
        is_canonical = False
    if not is_canonical:
        raise errors.Invalid("These are not overlap terms from the portal.", path=path)
    return terms


def _object(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    return said if isinstance(said, dict) else {}


def _terms(said: dict[str, Any]) -> Terms:
    first, second = (Party(id=_text(each["id"]), name=_text(each["name"])) for each in said["parties"])
    kinds = tuple(Kind(each) for each in said["keyKinds"])
    if not kinds:
        raise ValueError(kinds)
    return Terms(
        session=_text(said["session"]),
        parties=(first, second),
        purpose=_text(said["purpose"]),
        kinds=kinds,
        band=Band(said["sizeBand"]),
        mode=Mode(said["mode"]),
        expires_at=datetime.fromisoformat(said["expiresAt"]),
    )


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise TypeError(said)
    return said
