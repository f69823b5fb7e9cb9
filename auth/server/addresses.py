"""Addresses that answers go to: which may be registered, when two are the same, and one with an answer."""

from urllib.parse import SplitResult, quote, urlencode, urlsplit

from portal import errors, settings

LONGEST = 2000


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


def check(address: object, *, is_native: bool, allow_loopback_http: bool, path: tuple[str, ...]) -> str:
    """An address as it may be registered: https or, for a native program, http on loopback. Raises Invalid.

    `allow_loopback_http` lets the others have http on loopback too, for tests.
    """
    parts = _parts(address) if isinstance(address, str) and len(address) <= LONGEST else None
    if not isinstance(address, str) or parts is None or not parts.hostname:
        raise errors.Invalid("This is no address of a page, without a fragment or a user's name.", path=path)
    is_loopback = parts.scheme == "http" and settings.is_loopback(parts.hostname)
    if parts.scheme != "https" and not (is_loopback and (is_native or allow_loopback_http)):
        raise errors.Invalid("The address must be https; http on loopback is for native programs.", path=path)
    return address


def origin(address: str) -> str:
    """The address's origin, as a browser writes it in a policy."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()
