"""What a boundary says: its kind, whom it binds, its parameters, and the digest that both sides agree on."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal import canonical
from portal.access import Side
from portal.files.rules import InformationClass
from portal.money import Money


class Kind(StrEnum):
    TERRITORY = "TERRITORY"
    CHANNEL = "CHANNEL"
    EXCLUSIVITY = "EXCLUSIVITY"
    CREDIT_LIMIT = "CREDIT_LIMIT"
    CONFIDENTIALITY = "CONFIDENTIALITY"


class Channel(StrEnum):
    DIRECT = "DIRECT"
    RETAIL = "RETAIL"
    WHOLESALE = "WHOLESALE"
    ONLINE = "ONLINE"
    MARKETPLACE = "MARKETPLACE"
    TENDER = "TENDER"


class Counted(StrEnum):
    """Amounts that count towards a credit limit."""

    ORDERS = "ORDERS"
    WON_DEALS = "WON_DEALS"
    OPEN_INVOICES = "OPEN_INVOICES"


class Dealing(StrEnum):
    """What a contract is about, in the words of the room of contracts, which lies above; a test holds them together."""

    SUPPLY = "SUPPLY"
    SERVICE = "SERVICE"
    DISTRIBUTION = "DISTRIBUTION"
    RESELLER = "RESELLER"
    FRAMEWORK = "FRAMEWORK"
    CONFIDENTIALITY = "CONFIDENTIALITY"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """All that the two sides agree on. What a kind does not know stays empty; `PARAMETERS` says which it knows."""

    kind: Kind
    valid_from: date
    valid_until: date | None = None
    contract_id: UUID | None = None
    clause_key: str = ""
    wording: str = ""
    """In the words of whoever proposes it; may be empty."""
    regions: tuple[str, ...] = ()
    """ISO 3166-1 and 3166-2 codes; a country holds all its parts. Of an exclusivity, empty: everywhere."""
    products: tuple[str, ...] = ()
    """Codes of product groups; empty: all products."""
    channels: tuple[Channel, ...] = ()
    is_passive_warned: bool = False
    """Sales that somebody outside asked for by themselves are warned of; otherwise they are free."""
    dealings: tuple[Dealing, ...] = ()
    """Kinds of contracts that cross an exclusivity."""
    minimum: Money | None = None
    """Minimum purchases in a year to keep an exclusivity."""
    limit: Money | None = None
    counted: tuple[Counted, ...] = ()
    orderer: Side = Side.PARTNER
    """The side whose orders count towards a credit limit."""
    classes: tuple[InformationClass, ...] = ()
    nda_id: UUID | None = None
    """The contract that has to be in force before information of the classes is shared."""

    @property
    def binds(self) -> frozenset[Side]:
        return binds(self.kind, self.orderer)

    @property
    def content(self) -> Mapping[str, Any]:
        """What the digest is made over: all of it, with empty parameters left out."""
        told: dict[str, Any] = {
            "kind": self.kind, "binds": sorted(self.binds), "validFrom": self.valid_from.isoformat(),
            "validUntil": self.valid_until and self.valid_until.isoformat(),
            "contract": self.contract_id and str(self.contract_id), "clause": self.clause_key, "wording": self.wording,
        }  # fmt: skip
        for name in PARAMETERS[self.kind]:
            value = getattr(self, name)
            if value not in ((), None):
                told[name] = _plain(value)
        return told

    @property
    def digest(self) -> str:
        return canonical.digest(self.content)


def binds(kind: Kind, orderer: Side) -> frozenset[Side]:
    """The sides that such a boundary binds."""
    match kind:
        case Kind.TERRITORY | Kind.CHANNEL:
            return frozenset({Side.PARTNER})
        case Kind.EXCLUSIVITY:
            return frozenset({Side.HOST})
        case Kind.CREDIT_LIMIT:
            return frozenset({orderer})
        case Kind.CONFIDENTIALITY:
            return frozenset(Side)


PARAMETERS: Mapping[Kind, tuple[str, ...]] = {
    Kind.TERRITORY: ("regions", "products", "is_passive_warned"),
    Kind.CHANNEL: ("channels", "products", "is_passive_warned"),
    Kind.EXCLUSIVITY: ("dealings", "regions", "products", "minimum"),
    Kind.CREDIT_LIMIT: ("limit", "counted", "orderer"),
    Kind.CONFIDENTIALITY: ("classes", "nda_id"),
}
NEEDED: Mapping[Kind, tuple[str, ...]] = {
    Kind.TERRITORY: ("regions",),
    Kind.CHANNEL: ("channels",),
    Kind.EXCLUSIVITY: ("dealings",),
    Kind.CREDIT_LIMIT: ("limit", "counted"),
    Kind.CONFIDENTIALITY: ("classes", "nda_id"),
}


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return value if isinstance(value, bool) else str(value)


def covers(held: tuple[str, ...], code: str) -> bool:
    """Whether a region lies wholly in one of those held."""
    return code in held or code.partition("-")[0] in held


def meet(held: tuple[str, ...], code: str) -> bool:
    """Whether a region and one of those held have ground in common."""
    return covers(held, code) or any(each.startswith(f"{code}-") for each in held)


PARTS = 37**3 + 1
"""Places on the line that a country has: one for itself and one for each code of a part."""
COUNTRIES = 26 * 26
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def stretch(region: str) -> tuple[int, int]:
    """A region as a stretch of a line of whole numbers, on which a country holds all its parts; "" is everywhere."""
    if not region:
        return 0, COUNTRIES * PARTS - 1
    country, _, part = region.partition("-")
    first = ((ord(country[0]) - 65) * 26 + ord(country[1]) - 65) * PARTS
    if not part:
        return first, first + PARTS - 1
    place = sum((_DIGITS.index(letter) + 1) * 37**power for power, letter in enumerate(part))
    return first + place, first + place


EVERYTHING = (0, 2**62 - 1)


def point(word: str) -> tuple[int, int]:
    """A code as one place of a line; "" is all of it. Two codes share a place once in 2^62."""
    if not word:
        return EVERYTHING
    place = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8]) >> 2
    return place, place
