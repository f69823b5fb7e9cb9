"""When two names of organisations are one to people: whatever their case, accents, signs and legal form."""

import re
import unicodedata
from collections.abc import Iterable

_FORMS = """
ab ad ag aktiengesellschaft aps as asa bhd bv bvba co company corp corporation cv ead eood eurl gbr gesmbh gmbh inc
incorporated kda kft kg kgaa lda limited llc llp lp ltd ltda mbh nv ohg ood oy oyj partg plc private pt pte pty pvt sa
sab sae sarl sas sasu sc se sl slu snc spa spzoo srl sro ug zoo ад еад еоод ет ооо оод пао ао зао кда
"""
LEGAL_FORMS = frozenset(_FORMS.split())
"""As they read without points."""
JOINING = frozenset({"and", "und", "et", "и", "the"})
_POINTS = re.compile(r"[.'\u2019\u00b7]")
_ABOVE_OR_BELOW = frozenset({202, 214, 216, 218, 220, 222, 224, 226, 228, 230, 232, 233, 234})
"""Classes of the marks that are accents; a vowel sign or a virama is none."""


def normal(name: str) -> str:
    """The name as it is compared: NFKC, without case, accents, signs and legal forms; never empty for a name with a
    letter or digit in it."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    bare = "".join(letter for letter in folded if unicodedata.combining(letter) not in _ABOVE_OR_BELOW)
    kept = _POINTS.sub("", unicodedata.normalize("NFKC", bare))
    words = "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in kept).split()
    said = [word for word in words if word not in JOINING]
    while said and said[-1] in LEGAL_FORMS:
        said.pop()
    return "".join(said or words)


def alike(name: str, others: Iterable[str]) -> list[str]:
    """Those of the others that are the same name."""
    wanted = normal(name)
    return [other for other in others if normal(other) == wanted]
