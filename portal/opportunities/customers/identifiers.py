"""What identifies a company beside its name: its domain on the internet, and the numbers that registers give."""

import functools
import re
import unicodedata
from collections.abc import Sequence

from publicsuffixlist import PublicSuffixList

from portal import errors, wording
from portal.partners import numbers, public_mail

LONGEST = 2_000
"""Characters of an address, as browsers take them."""
LONGEST_DOMAIN = 253
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
"""At least two labels, the last of them no number."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*:)?//|mailto:", re.IGNORECASE)
_BEHIND, _PORT = re.compile(r"[/?#\\]"), re.compile(r":[0-9]*$")
_SEVERAL_REGISTERS = frozenset({"AE", "CA", "DE", "MX", "US"})
"""Where each court, state or free zone counts for itself, so that a number says nothing without it."""
_COUNTED = re.compile(r"(HRA|HRB|GNR|GSR|PR|VR)?\s*0*([0-9]+)(?:\s*([A-Z])\b)?")
"""A number with the part of a German register before it, and the letter that a court adds."""
_NOT_WHERE = frozenset({"AG", "AMTSGERICHT", "REGISTERGERICHT", "NR", "NO", "FILE", "NUMBER", "LICENSE", "LICENCE"})
_WORD = re.compile(r"[^\W_]+")


def domain_given(typed: str, *, path: Sequence[str] = ("input", "domain")) -> str:
    """The registrable domain of a domain, an address of a page or of mail, in ASCII: example.co.uk.

    What is registrable is said by the list of public suffixes (publicsuffix.org), with the hosts that give names to
    their customers. Refuses: Invalid for what holds no domain, and for one where anybody has an address.
    """
    domain = domain_in(typed)
    if not domain:
        raise errors.Invalid("Enter the customer's own domain, such as example.com.", path=path)
    found = registrable(domain)
    if not found:
        raise errors.Invalid(
            "Anyone can have an address at {domain}, so it does not identify the customer.", domain=domain, path=path
        )
    return found


def domain_in(typed: str) -> str:
    """The whole domain of a domain, an address of a page or of mail, in ASCII and small letters; "" for none."""
    if len(typed) > LONGEST:
        return ""
    text = typed.strip()
    scheme = _SCHEME.match(text)
    host = _BEHIND.split(text[scheme.end() if scheme else 0 :], maxsplit=1)[0].rpartition("@")[2]
    domain = wording.domain_of(_PORT.sub("", host.strip().rstrip(">")).strip("."))
    return domain if len(domain) <= LONGEST_DOMAIN and _DOMAIN.fullmatch(domain) else ""


def registrable(domain: str) -> str:
    """The part of a domain that one organisation has registered; "" where anybody gets a name or an address."""
    if public_mail.is_public_mail(domain):
        return ""
    return _suffixes().privatesuffix(domain) or ""


def register_key(number: str, country: str) -> str:
    """One spelling of a number in a register of companies, with its country: "DE HRB123 MUNCHEN", "GB 1234567".

    "" where the country has several registers and the number does not say of which it is.
    """
    if country not in _SEVERAL_REGISTERS:
        same = numbers.same_register_number(number)
        return f"{country} {same}" if same else ""
    marked = unicodedata.normalize("NFKD", number.upper())
    bare = "".join(each for each in marked if not unicodedata.combining(each))
    counted = _COUNTED.search(bare)
    if counted is None:
        return ""
    around = _WORD.findall(f"{bare[: counted.start()]} {bare[counted.end() :]}")
    where = "".join(word for word in around if word not in _NOT_WHERE)
    return f"{country} {''.join(filter(None, counted.groups()))} {where}" if where else ""


@functools.cache
def _suffixes() -> PublicSuffixList:
    """The list as the library carries it; read in 40 ms when it is first asked for."""
    return PublicSuffixList()
