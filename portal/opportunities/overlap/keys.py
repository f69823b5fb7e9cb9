"""What a customer is known by on both sides: one way to write it, so that the same is the same, to the byte.

A list is text, one key on a line: the value alone where the terms have one kind, else the kind before it, as in
"LEI:529900T8BM49AURSDO55". The rules are few and need no list of others, as the page's script and every program of a
partner must come to the same bytes (`frontend_stub/static/overlap.js`):

DOMAIN  in lower case, without what stands around a host in an address of the web or of mail, and without "www.". Both
        sides write the domain a customer is known by: mail.acme.example is another than acme.example.
LEI     20 letters and digits in upper case, without spaces, dots, dashes and slashes; the last two check the others
        (ISO 7064).
VAT     the two letters of the country and 2 to 13 letters and digits, the same way. Greece is EL.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal import errors, wording


class Kind(StrEnum):
    """How customers are named."""

    DOMAIN = "DOMAIN"
    LEI = "LEI"
    VAT = "VAT"


EXAMPLES = {
    Kind.DOMAIN: "DOMAIN:acme.example",
    Kind.LEI: "LEI:529900T8BM49AURSDO55",
    Kind.VAT: "VAT:DE136695977",
}
LONGEST_LINE = 1_000
_AROUND = re.compile(r"^[a-z][a-z0-9+.-]*://|[/?#].*$", re.DOTALL)
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
_LEI, _VAT = re.compile(r"[0-9A-Z]{18}[0-9]{2}"), re.compile(r"[A-Z]{2}[0-9A-Z]{2,13}")
_BETWEEN = re.compile(r"[ \t\u00a0\u202f.\-/]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is no key."""

    line: int
    """Counted from 1."""
    refusal: errors.Invalid


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says."""

    lines: dict[str, list[str]]
    """The keys in the order of the list, each once, with the lines that say it as they were typed."""
    faults: tuple[Fault, ...]

    @property
    def repeated(self) -> int:
        """How many lines say what another said before."""
        return sum(len(lines) - 1 for lines in self.lines.values())


def listed(lines: Iterable[str], kinds: Sequence[Kind]) -> Listed:
    """The keys of a list; blank lines are none. What is no key stands among the faults."""
    found: dict[str, list[str]] = {}
    faults: list[Fault] = []
    for number, line in enumerate(lines, 1):
        if typed := line.strip():
            try:
                found.setdefault(key_of(typed, kinds), []).append(typed)
            except errors.Invalid as refusal:
                faults.append(Fault(number, refusal))
    return Listed(found, tuple(faults))


def key_of(typed: str, kinds: Sequence[Kind]) -> str:
    """The key that a line says. Refuses: Invalid."""
    before, colon, after = typed.partition(":")
    said = before.strip().upper()
    if colon and said in kinds:
        kind, value = Kind(said), after
    elif len(kinds) == 1:
        (kind,), value = kinds, typed
    else:
        raise errors.Invalid(
            "The terms allow several kinds of keys. Put the kind before each key, as in {example}.",
            example=EXAMPLES[kinds[0]],
        )
    if len(value) > LONGEST_LINE:
        raise errors.Invalid("The line is longer than {limit} characters.", limit=LONGEST_LINE)
    return f"{kind}:{_VALUES[kind](value)}"


def _domain(typed: str) -> str:
    host = _AROUND.sub("", typed.strip().lower()).rpartition("@")[2]
    host = wording.domain_of(host.partition(":")[0].removesuffix(".")).removeprefix("www.")
    if not _HOST.fullmatch(host):
        raise errors.Invalid("This is not a domain, such as acme.example.")
    return host


def _lei(typed: str) -> str:
    value = _BETWEEN.sub("", typed).upper()
    if not _LEI.fullmatch(value) or int("".join(str(int(each, 36)) for each in value)) % 97 != 1:
        raise errors.Invalid(
            "This is not a valid LEI. It must have 20 letters and digits, of which the last two are check digits."
        )
    return value


def _vat(typed: str) -> str:
    value = _BETWEEN.sub("", typed).upper()
    value = f"EL{value[2:]}" if value.startswith("GR") else value
    if not _VAT.fullmatch(value):
        raise errors.Invalid("This is not a VAT number with its country letters, such as DE136695977.")
    return value


_VALUES = {Kind.DOMAIN: _domain, Kind.LEI: _lei, Kind.VAT: _vat}
