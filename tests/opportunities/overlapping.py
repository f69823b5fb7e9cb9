"""Lists and terms of two sides that look for common customers, and a whole session between them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal.opportunities.overlap import blinding, comparing, terms, wire
from portal.opportunities.overlap.blinding import Band, Blinded
from portal.opportunities.overlap.comparing import Mode
from portal.opportunities.overlap.keys import Kind

NORTHGATE, ZLATNA = terms.Party(id="org_1", name="Northgate"), terms.Party(id="org_2", name="Златна нива ООД")


def agreed(**values: Any) -> terms.Terms:
    given: dict[str, Any] = {
        "session": "OVL-2027-0001", "parties": (NORTHGATE, ZLATNA), "purpose": "Visit common customers together.",
        "kinds": (Kind.DOMAIN,), "band": Band.UP_TO_1000, "mode": Mode.ROWS,
        "expires_at": datetime(2027, 3, 1, 12, tzinfo=UTC),
    }  # fmt: skip
    return terms.Terms(**given | values)


def domains(first: int, end: int) -> list[str]:
    return [f"DOMAIN:customer-{number}.example" for number in range(first, end)]


@dataclass(frozen=True)
class Session:
    """What both sides made, what they sent, and what the portal found."""

    one: Blinded
    other: Blinded
    sent: tuple[str, ...]
    found: comparing.Met


def held(ours: list[str], theirs: list[str], on: terms.Terms | None = None) -> Session:
    """Everything that happens, over the wire as it is meant to be."""
    on = on or agreed()
    one, other = blinding.blind(ours, on.digest, on.band), blinding.blind(theirs, on.digest, on.band)
    first = wire.read(wire.written(one.points), on.band)
    second = wire.read(wire.written(other.points), on.band, before=first)
    answers = [
        wire.written(blinding.answered(other.number, first)),
        wire.written(blinding.answered(one.number, second)),
    ]
    of_one, of_other = (wire.read(each, on.band, before=first + second) for each in answers)
    sent = (wire.written(first), wire.written(second), *answers)
    return Session(one, other, sent, comparing.met(of_one, of_other))
