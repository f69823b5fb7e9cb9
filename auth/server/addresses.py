"""Addresses that answers go to: when two are the same, and one with an answer."""

from urllib.parse import SplitResult, quote, urlencode, urlsplit

from portal import settings


def answered(address: str, issuer: str, parameters: dict[str, str], state: str | None) -> str:
    """An address with the parameters of an authorization response; the state as it came, the issuer once (RFC 9207)."""
    given = parameters | ({"state": state} if state else {}) | {"iss": issuer}
    return with_parameters(address, given)


def with_parameters(address: str, given: dict[str, str]) -> str:
    """An address with more parameters in its query; what it has stays as it is."""
    encoded = urlencode(given, quote_via=quote, safe="")
    return f"{address}{'&' if '?' in address else '?'}{encoded}" if encoded else address


def without_port(address: str) -> str | None:
    """A loopback address of plain http without its port; None for any other."""
    parts = _parts(address)
    if parts is None or parts.scheme != "http" or not settings.is_loopback(parts.hostname or ""):
        return None
    host = parts.hostname or ""
    return parts._replace(netloc=f"[{host}]" if ":" in host else host).geturl()


def _parts(address: str) -> SplitResult | None:
    """None for what is no plain address: other letters than ASCII, user information, a port that is none."""
    if not address.isascii() or not address.isprintable() or any(letter in address for letter in ' \\"<>#*'):
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return None if "@" in parts.netloc else parts


def origin(address: str) -> str:
    """The address's origin, as a browser writes it in a policy."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()
