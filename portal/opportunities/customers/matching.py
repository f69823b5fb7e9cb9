"""Which end customers a registration may be about, with what speaks for it: equal keys say so, likeness never does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.opportunities.customers import identity, naming
from portal.opportunities.customers.identity import OF_A_COUNTRY, Answer, Customer, Key, KeyKind, Verdict

MOST = 10
"""Customers that somebody is shown."""
_ORDER = (Answer.SAME, Answer.LOOK, Answer.DIFFERENT)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was typed beside what is known, of one kind of key."""

    kind: KeyKind
    typed: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        return bool(set(self.typed) & set(self.known))


@dataclass(frozen=True, slots=True)
class Match:
    """An end customer that it may be."""

    name: str
    country: str
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    """The most trusted first."""
    registrations: tuple[Mapping[str, Any], ...]
    """The other registrations that hold something of it now, or wait for a decision between several."""


def typed_of(keys: Iterable[str], name: str) -> Customer:
    """The customer of a registration, by its keys as they are kept: "LEI:…", "NAME:…"."""
    parts = (each.partition(":") for each in keys)
    return Customer(frozenset(Key(KeyKind(kind), value) for kind, _, value in parts), (name,))


def matches(own: Customer, candidates: Iterable[Mapping[str, Any]]) -> tuple[Match, ...]:
    """The candidates that are the same, or that a person has to look at, the surest first.

    Two with different LEIs stay two, and are shown where anything else is alike.
    """
    found = [match for each in candidates if (match := _match(own, each)) is not None]
    return tuple(sorted(found, key=_place)[:MOST])


def _place(match: Match) -> tuple[int, int, float, str]:
    kinds = list(KeyKind)
    by = kinds.index(match.verdict.by) if match.verdict.by else len(kinds)
    return _ORDER.index(match.verdict.answer), by, -match.verdict.likeness, match.name


def _match(own: Customer, candidate: Mapping[str, Any]) -> Match | None:
    keys = frozenset(Key(KeyKind(kind), value) for kind, value in candidate["keys"] or ())
    known = Customer(keys, (candidate["name"],))
    verdict = identity.same(own, known)
    if verdict.answer is Answer.UNRELATED or (verdict.answer is Answer.DIFFERENT and not _is_near(own, known, verdict)):
        return None
    return Match(
        candidate["name"], candidate["country"], verdict, tuple(_evidence(own, known)),
        tuple(candidate["registrations"] or ()),
    )  # fmt: skip


def _is_near(own: Customer, known: Customer, verdict: Verdict) -> bool:
    return bool(own.keys & known.keys) or verdict.likeness >= naming.ALIKE


def _evidence(own: Customer, known: Customer) -> Iterable[Evidence]:
    for kind in KeyKind:
        if kind is KeyKind.NAME:
            yield Evidence(kind, own.names, known.names)
        elif own.of(kind) or known.of(kind):
            yield Evidence(kind, tuple(sorted(own.of(kind))), tuple(sorted(known.of(kind))))


def differs(evidence: Evidence) -> bool:
    """Whether both sides have a number of which a company has one, and none is the same."""
    single = evidence.kind is KeyKind.LEI or evidence.kind in OF_A_COUNTRY
    return single and bool(evidence.typed and evidence.known) and not evidence.is_equal
