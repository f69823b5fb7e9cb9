"""By what an organisation of a list may be one that is here: its name, its numbers and what other systems call it.

Companies of one group share a VAT number and courts count their registers alike: what is like another is asked about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from portal.imports.columns import Column
from portal.partners import names, numbers

Mark = tuple[str, ...]
"""A column, and what is the same in it however it is written."""
About = dict[str, Any]
"""{"id" or "row", "name", "country"}"""
MOST = 5

normal = lru_cache(maxsize=50_000)(names.normal)


def marks(said: Mapping[str, Any]) -> list[Mark]:
    """What is compared of an organisation, whether a row tells of it or it is here."""
    country = said["country"]
    found: list[Mark] = [(Column.NAME, normal(said["name"]), country)]
    if said.get("vat_number"):
        found.append((Column.VAT_NUMBER, numbers.same_vat(said["vat_number"], country)))
    if said.get("lei"):
        found.append((Column.LEI, said["lei"]))
    if said.get("register_number"):
        found.append((Column.REGISTER_NUMBER, numbers.same_register_number(said["register_number"]), country))
    if said.get("external_id"):
        found.append(key_mark(said["system"], said["external_id"]))
    return found


def key_mark(system: str, value: str) -> Mark:
    return (Column.EXTERNAL_ID, system.casefold(), numbers.same_key(value))


def vat_spellings(said: Iterable[Mapping[str, Any]]) -> set[str]:
    """How the VAT numbers of rows may be kept here."""
    given = [(each["vat_number"], numbers.same_vat(each["vat_number"], each["country"])) for each in said]
    return {spelt for number, whole in given for spelt in (number, whole, whole[len("DE") :])}


def is_same(name: str, here: Any, told: Any, countries: tuple[str, str]) -> bool:
    """Whether a row tells what is here, in another spelling at the most; `countries` are here's and the row's."""
    if here is None or name not in {"vat_number", "register_number"}:
        return bool(here == told)
    if name == "vat_number":
        return numbers.same_vat(here, countries[0]) == numbers.same_vat(told, countries[1])
    return numbers.same_register_number(here) == numbers.same_register_number(told)


@dataclass(slots=True)
class Likeness:
    """Who bears which mark."""

    borne: dict[Mark, list[About]] = field(default_factory=dict)

    def add(self, about: About, borne: Iterable[Mark]) -> None:
        for mark in borne:
            self.borne.setdefault(mark, []).append(about)

    def of(self, borne: Iterable[Mark]) -> dict[Any, About]:
        """Those who bear one of the marks, each with the columns in which they do as "why"."""
        found: dict[Any, About] = {}
        for mark in borne:
            for about in self.borne.get(mark, ()):
                one = found.setdefault(about.get("id") or about["row"], {**about, "why": []})
                one["why"].append(mark[0])
        return found
