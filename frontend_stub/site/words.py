"""What the API's codes are called in front of people: one table per enumeration, each area its own."""

from collections.abc import Iterable, Mapping

from frontend_stub.site import i18n

Term = tuple[str, str]


def term(context: str, message: str) -> Term:
    """Marks a word for translation; the extraction command reads these calls."""
    return context, message


WORDS: dict[str, Mapping[str, Term]] = {
    "Side": {
        "HOST": term("side", "Company"),
        "PARTNER": term("side", "Partner"),
    },
}
"""By enumeration; those of one area come in with the area."""

# Which colour a status wears: ok, warn, bad, info (something moves) or nothing (rest).
TONES: Mapping[str, str] = {
    "IN_FORCE": "ok", "REVOKED": "bad",
    "ACTIVE": "ok", "SIGNED": "ok", "AGREED": "ok", "ACCEPTED": "ok", "INSERTED": "ok",
    "IN_NEGOTIATION": "info", "IN_REVIEW": "info", "IN_APPROVAL": "info", "SUBMITTED": "info", "PROPOSED": "info",
    "APPLIED": "info", "INVITED": "info", "CHANGED": "info", "MOVED": "info", "DRAFTING": "info",
    "OUT_FOR_SIGNATURE": "warn", "SUSPENDED": "warn", "NOTICE_GIVEN": "warn", "ON_HOLD": "warn", "LAPSED": "warn",
    "INFO_REQUESTED": "warn", "OFFBOARDING": "warn", "STALE": "warn",
    "TERMINATED": "bad", "REJECTED": "bad", "DELETED": "bad",
}  # fmt: skip


def learn(words: Mapping[str, Mapping[str, Term]]) -> None:
    """Takes in an area's words. Raises ValueError for an enumeration that has its words already."""
    for kind, terms in words.items():
        if WORDS.setdefault(kind, terms) is not terms:
            raise ValueError(f"two areas have words for {kind}")


def word(code: str, kind: str) -> str:
    """The word for a code of the enumeration `kind`; a code newer than this page is shown as it is."""
    found = WORDS[kind].get(code)
    return i18n.pgettext(*found) if found else code.replace("_", " ").capitalize()


def options(kind: str, codes: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(code, word) pairs for a select, in the table's order."""
    return [(code, word(code, kind)) for code in (codes or WORDS[kind])]


def tone(code: str) -> str:
    return TONES.get(code, "")
