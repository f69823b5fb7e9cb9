"""Whether two customers are one: by the keys that each has, in the order of trust, and by a person where in doubt."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from portal import calendars, errors, wording
from portal.opportunities.customers import identifiers, naming
from portal.partners import numbers
from portal.sentences import say

_COUNTRY_LENGTH = 2
T = TypeVar("T")


class KeyKind(StrEnum):
    """What a customer is known by; the first is trusted most."""

    LEI = "LEI"
    VAT = "VAT"
    REG = "REG"
    DOMAIN = "DOMAIN"
    NAME = "NAME"


OF_A_COUNTRY = (KeyKind.VAT, KeyKind.REG)
"""Of these a company has one in each country, which stands in front of the value."""


class Answer(StrEnum):
    SAME = "SAME"
    DIFFERENT = "DIFFERENT"
    """They are two legal entities, even if similar."""
    LOOK = "LOOK"
    """A person must check."""
    UNRELATED = "UNRELATED"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One thing that a customer is known by, in its normal form.

    LEI: 20 letters and digits. VAT: its country and number, DE136695976. REG: country, number and where one is needed
    the court, "DE HRB123 MUNCHEN". DOMAIN: registrable, in ASCII. NAME: country and the key of the name, "DE acme".
    """

    kind: KeyKind
    value: str


@dataclass(frozen=True, slots=True)
class Customer:
    """What is known of a customer: its keys, any number of each kind, and the names it goes by."""

    keys: frozenset[Key]
    names: tuple[str, ...]

    def of(self, kind: KeyKind) -> frozenset[str]:
        """The values of one kind."""
        return frozenset(each.value for each in self.keys if each.kind is kind)

    @property
    def ordered(self) -> tuple[Key, ...]:
        """The keys, those that are trusted most first."""
        kinds = list(KeyKind)
        return tuple(sorted(self.keys, key=lambda each: (kinds.index(each.kind), each.value)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two are one, and what says so."""

    answer: Answer
    by: KeyKind | None = None
    """The kind of key that is equal, or of DIFFERENT differs; None where only the names are alike, or nothing is."""
    likeness: float = 0.0
    """Of the two names that are most alike, from 0 to 1 (see `naming.likeness`)."""
    against: tuple[KeyKind, ...] = ()
    """Kinds trusted more than `by` in which the two differ."""


def described(
    *, name: str, country: str, domain: str = "", lei: str = "", vat_number: str = "", register_number: str = "",
    at: Sequence[str] = ("input",),
) -> Customer:  # fmt: skip
    """The customer that somebody types; `at` is the path of the fields name, country, domain, lei, vatNumber and
    registerNumber. Refuses: Invalid, with everything that is wrong.

    A register number of a country with several registers that does not name one is taken and is no key.
    """
    faults, found, named = errors.Faults(), list[Key](), ""
    wanted = say("The name must have 1 to {longest} characters.", longest=wording.NAME_LONGEST)
    with faults:
        name = wording.line(name, path=(*at, "name"), wanted=wanted)
        named = _name_key(name, (*at, "name"))
    with faults:
        country = _country(country, (*at, "country"))
    if lei.strip():
        with faults:
            found.append(Key(KeyKind.LEI, numbers.lei_given(lei, path=(*at, "lei"))))
    if vat_number.strip():
        with faults:
            number = numbers.vat_number_given(vat_number, country=country, path=(*at, "vatNumber"))
            found.append(Key(KeyKind.VAT, numbers.same_vat(number, country)))
    if register_number.strip():
        with faults:
            number = numbers.register_number_given(register_number, country=country, path=(*at, "registerNumber"))
            found += [Key(KeyKind.REG, each) for each in (identifiers.register_key(number, country),) if each]
    if domain.strip():
        with faults:
            found.append(Key(KeyKind.DOMAIN, identifiers.domain_given(domain, path=(*at, "domain"))))
    faults.refuse()
    return Customer(frozenset({*found, Key(KeyKind.NAME, f"{country} {named}")}), (name,))


def same(one: Customer, other: Customer) -> Verdict:
    """Whether the two are one.

    The most trusted kind of key that is equal says SAME. Two LEIs that differ say DIFFERENT, whatever else is equal;
    what is equal while a more trusted number of one country differs is for a person to look at, as are names of which
    the likeness is 0.55 or more.
    """
    likeness = _likeness(one.names, other.names)
    against = list[KeyKind]()
    for kind in KeyKind:
        if one.of(kind) & other.of(kind):
            return Verdict(Answer.LOOK if against else Answer.SAME, kind, likeness, tuple(against))
        if _differ(kind, one, other):
            if kind is KeyKind.LEI:
                return Verdict(Answer.DIFFERENT, kind, likeness)
            against.append(kind)
    answer = Answer.LOOK if likeness >= naming.ALIKE else Answer.UNRELATED
    return Verdict(answer, None, likeness, tuple(against))


def one_of(own: Customer, known: Mapping[T, Customer]) -> T | None:
    """The one that is the same by the most trusted key; of several by one kind of key, nobody says which it is."""
    best: dict[KeyKind, list[T]] = {}
    for each, customer in known.items():
        verdict = same(own, customer)
        if verdict.answer is Answer.SAME and verdict.by is not None:
            best.setdefault(verdict.by, []).append(each)
    chosen = next((best[kind] for kind in KeyKind if kind in best), [])
    return chosen[0] if len(chosen) == 1 else None


def _differ(kind: KeyKind, one: Customer, other: Customer) -> bool:
    """Whether the two have keys of a kind of which a company has one, and none is the same."""
    here, there = one.of(kind), other.of(kind)
    if kind in OF_A_COUNTRY:
        countries = {each[:_COUNTRY_LENGTH] for each in here} & {each[:_COUNTRY_LENGTH] for each in there}
        return bool(countries) and not here & there
    return kind is KeyKind.LEI and bool(here and there)


def _likeness(some: Iterable[str], others: Iterable[str]) -> float:
    pairs = itertools.product(map(naming.read, some), map(naming.read, others))
    return max((naming.likeness(one, other) for one, other in pairs), default=0.0)


def _country(code: str, path: Sequence[str]) -> str:
    """Refuses: Invalid."""
    if code not in calendars.COUNTRIES:
        raise errors.Invalid("The country must be a two-letter code such as DE.", path=path)
    return code


def _name_key(name: str, path: Sequence[str]) -> str:
    """Refuses: Invalid for a name of signs that are letters to nobody."""
    key = naming.key(name)
    if not key:
        raise errors.Invalid("A name or title must contain a letter or a digit.", path=path)
    return key
