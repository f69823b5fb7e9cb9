"""The one question that is asked of DNS: which TXT records a name has."""

import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver

from auth.federation.domains import NoAnswer

MOST_RECORDS = 50


async def texts(name: str, *, server: tuple[str, int] | None, seconds: float) -> list[str]:
    """What the records say; none if there is no such name. Raises NoAnswer."""
    try:
        answer = await _resolver(server, seconds).resolve(dns.name.from_text(name), "TXT", search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as fault:
        raise NoAnswer(str(fault)) from fault
    records = list(answer)[:MOST_RECORDS]
    return [b"".join(record.strings).decode("ascii", "replace").strip() for record in records]


def _resolver(server: tuple[str, int] | None, seconds: float) -> dns.asyncresolver.Resolver:
    """Raises DNSException on a machine that names no server."""
    made = dns.asyncresolver.Resolver(configure=server is None)
    if server is not None:
        host, made.port = server
        made.nameservers = [host]
    made.lifetime, made.timeout = seconds, seconds / 2
    return made
