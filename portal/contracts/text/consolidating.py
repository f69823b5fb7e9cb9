"""From a contract's text to the draft of an amendment, and from the amendment to the text with it taken in."""

import itertools
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace

from portal.contracts.text.amends import Amends
from portal.contracts.text.documents import Clause, Document

KEY = "a{version}c{number}"
"""Of a clause that an amendment brings in: by the version that is to have it, so that no key comes twice."""


def begun(base: Document, *, title: str, amends: Amends) -> Document:
    """The draft: all of the text as it is, with the same clause keys, under a title of its own."""
    return replace(base, title=title, amends=amends)


def consolidated(amendment: Document) -> Document:
    """The contract's text once the amendment is in force: nothing but the amendment's own text says what it is.

    Refuses: ValueError for what is no amendment.
    """
    amends = amendment.amends
    if amends is None:
        raise ValueError("this amends nothing")
    terms = replace(amendment.terms, starts_on=amends.starts_on)
    return replace(amendment, title=amends.title, terms=terms, amends=None)


def keyed(base: Sequence[Clause], clauses: Sequence[Clause], *, version: int) -> tuple[Clause, ...]:
    """Clauses that a text was split into anew, each with the key of the one of `base` that it most plainly is.

    What reads the same is the same, white space and depth too. Then those of the same number and heading, then heading,
    then words, then number. A new clause has a key of `version`, which is to have it.
    """
    taken, found = set[str](), dict[int, Clause]()
    for same in _SAME:
        left: dict[Hashable, list[Clause]] = {}
        for each in reversed(base):
            if each.key not in taken:
                left.setdefault(same(each), []).append(each)
        for place, clause in enumerate(clauses):
            mark = same(clause)
            if place in found or not mark or not left.get(mark):
                continue
            match = left[mark].pop()
            taken.add(match.key)
            found[place] = match if same is _SAME[0] else replace(clause, key=match.key)
    fresh = _fresh({clause.key for clause in base}, version)
    return tuple(found.get(n) or replace(clause, key=next(fresh)) for n, clause in enumerate(clauses))


def _fresh(taken: set[str], version: int) -> Iterator[str]:
    keys = (KEY.format(version=version, number=number) for number in itertools.count(1))
    return (key for key in keys if key not in taken)


def _words(clause: Clause) -> str:
    return " ".join(clause.text.split())


_SAME: Sequence[Callable[[Clause], Hashable]] = (
    lambda clause: (clause.number, clause.heading, _words(clause)),
    lambda clause: clause.heading and (clause.number, clause.heading),
    lambda clause: clause.heading,
    _words,
    lambda clause: clause.number,
)
