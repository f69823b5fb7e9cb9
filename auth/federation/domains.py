"""Mail domains: which can be claimed, what proves them in DNS, and the one look-up that asks."""

import ipaddress
import re
from dataclasses import dataclass

from portal import deferred, errors, wording
from portal.partners import public_mail

LABEL = "_entente-challenge"
SECONDS = 4.0
LOOK_UP = "auth.federation.look_up:texts"
"""What speaks DNS; loaded with the first question."""
# At least two labels, the last of them no number.
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
LONGEST = 253


class NoAnswer(Exception):  # noqa: N818 - an answer to expect, not a fault
    """DNS could not be asked: nothing is known about the domain."""


def plain(domain: str) -> str:
    """The domain as DNS has it: lower case, in ASCII; "" for text that is none."""
    text = wording.domain_of(domain.strip().rstrip("."))
    return text if DOMAIN.fullmatch(text) and len(text) <= LONGEST else ""


def claimable(domain: str) -> str:
    """The domain in its plain form. Refuses: Invalid for what is none, or where anybody gets an address."""
    text = plain(domain)
    if not text:
        raise errors.Invalid("Enter an email domain such as example.com.", path=("input", "domain"))
    if public_mail.is_public_mail(text):
        raise errors.Invalid(
            "Anyone can get an address at {domain}, so it cannot prove which organisation is yours.",
            domain=text,
            path=("input", "domain"),
        )
    return text


def of_email(email: str) -> str:
    """The domain of an e-mail address in its plain form; "" for what is none."""
    return plain(email.rpartition("@")[2])


def record_name(domain: str) -> str:
    """Where the TXT record stands."""
    return f"{LABEL}.{domain}"


def expected(token: str) -> str:
    """What the TXT record says."""
    return f"entente-domain-verification={token}"


@dataclass(frozen=True, slots=True)
class Resolver:
    """Asks DNS: the server at `address` ("192.0.2.53" or "127.0.0.1:5353"), or those of this machine."""

    address: str = ""
    seconds: float = SECONDS

    def __post_init__(self) -> None:
        """Raises ValueError for an address that is none."""
        if self.address:
            _split(self.address)

    @property
    def server(self) -> tuple[str, int] | None:
        """Whom to ask; None for those of this machine."""
        return _split(self.address) if self.address else None

    async def texts(self, domain: str) -> list[str]:
        """What the domain's TXT records for us say; none if there is no such name. Raises NoAnswer."""
        look_up = await deferred.loaded(LOOK_UP)
        found: list[str] = await look_up(record_name(domain), server=self.server, seconds=self.seconds)
        return found


def _split(address: str) -> tuple[str, int]:
    host, colon, port = address.rpartition(":")
    if not colon or (":" in host and not host.startswith("[")):
        host, port = address, "53"
    return str(ipaddress.ip_address(host.strip("[]"))), int(port)
