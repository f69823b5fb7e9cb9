"""What the API's codes are called in front of people: one table per enumeration, each area its own."""

from collections.abc import Iterable, Mapping, Sequence

from frontend_stub.site import i18n

Term = tuple[str, str]


def term(context: str, message: str) -> Term:
    """Marks a word for translation; the extraction command reads these calls."""
    return context, message


WORDS: dict[str, Mapping[str, Term]] = {
    "FileState": {
        "QUARANTINED": term("file", "waiting for the virus scanner"),
        "CLEAN": term("file", "free of viruses"),
        "REFUSED": term("file", "harmful: no one can download it"),
        "NOT_SCANNED": term("file", "not scanned for viruses"),
        "MISSING": term("file", "lost"),
    },
    "Side": {
        "HOST": term("side", "Company"),
        "PARTNER": term("side", "Partner"),
    },
}
"""By enumeration; those of one area come in with the area."""

TONES: dict[tuple[str, str], str] = {}
"""Which colour a status of an enumeration wears: ok, warn, bad, info (something moves) or nothing (rest)."""


def learn(words: Mapping[str, Mapping[str, Term]]) -> None:
    """Takes in an area's words, several areas' for one enumeration. Raises ValueError for a code that has its word."""
    for kind, terms in words.items():
        known = WORDS.get(kind, {})
        if twice := known.keys() & terms.keys():
            raise ValueError(f"two areas have a word for {min(twice)} of {kind}")
        WORDS[kind] = {**known, **terms}


def learn_tones(tones: Mapping[str, Sequence[str]], words: Mapping[str, Mapping[str, Term]]) -> None:
    """Takes in an area's colours, each with the statuses of its own enumerations that wear it.

    Raises ValueError for a status with two colours, and for one that is none of the area's words.
    """
    for tone_, statuses in tones.items():
        for status in statuses:
            kinds = [kind for kind, terms in words.items() if status in terms]
            if not kinds:
                raise ValueError(f"{status} has a colour and no word")
            for kind in kinds:
                if TONES.setdefault((kind, status), tone_) != tone_:
                    raise ValueError(f"{status} of {kind} has two colours")


def word(code: str, kind: str) -> str:
    """The word for a code of the enumeration `kind`; a code newer than this page is shown as it is."""
    found = WORDS[kind].get(code)
    return i18n.pgettext(*found) if found else code.replace("_", " ").capitalize()


def coded(name: str, code: str) -> str:
    """What has a name and a code that people know it by: "Flow meters (LK-FLOW)"; without a name, the code."""
    return f"{name} ({code})" if name and name != code else code


def listed(codes: Iterable[str], kind: str) -> str:
    """The words for several codes, one after the other."""
    return ", ".join(word(code, kind) for code in codes)


def options(kind: str, codes: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(code, word) pairs for a select, in the table's order."""
    return [(code, word(code, kind)) for code in (codes or WORDS[kind])]


def tone(code: str, kind: str) -> str:
    return TONES.get((kind, code), "")
