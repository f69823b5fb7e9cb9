"""The order of names as people of a language look for them: as the Unicode collation algorithm has it, with the
tailorings of our languages (CLDR). Accents and case decide only between names that are equal without them.
"""

import unicodedata
from functools import lru_cache

_OWN_SCRIPT = {"bg": "CYRILLIC", "hi": "DEVANAGARI"}
"""What is written in it comes before other scripts; elsewhere the Latin letters are first."""
_SIGNS = " _-,;:!?./·'\"()[]{}@*&#%+=<>|~"
_ALIKE = str.maketrans({
    "\u00a0": " ", "\u202f": " ", "‐": "-", "‑": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"',
    "„": '"', "ø": "o", "đ": "d", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe",
})  # fmt: skip
_SHORT_I, _CANDRABINDU, _ANUSVARA, _VIRAMA = "й", "ँ", "ं", 9
# Behind every letter that may follow an n: Filipino has two more letters between n and o.
_FILIPINO = (("ñ", "n\uf8fe"), ("ng", "n\uf8ff"))


@lru_cache(maxsize=4_096)
def key(name: str, language: str) -> tuple[tuple[tuple[int, int], ...], str, str]:
    """What names are sorted by in a language."""
    lower = unicodedata.normalize("NFC", name).lower()
    tailored = lower
    if language == "fil":
        for letter, place in _FILIPINO:
            tailored = tailored.replace(letter, place)
    letters = "".join(map(_bare, tailored.translate(_ALIKE)))
    script = _OWN_SCRIPT.get(language, "LATIN")
    signs = "".join(map(_sign, unicodedata.normalize("NFD", lower)))
    return tuple(_weight(letter, script) for letter in letters), signs, name.swapcase()


def _bare(letter: str) -> str:
    """A letter without what sits on it, or under it; Bulgarian й is no и with a sign but a letter of its own."""
    if letter == _SHORT_I:
        return letter
    found = unicodedata.normalize("NFD", letter).replace(_CANDRABINDU, _ANUSVARA)
    return "".join(each for each in found if unicodedata.combining(each) in {0, _VIRAMA})


def _sign(letter: str) -> str:
    """What sits on a letter; a blank for the letter itself."""
    return letter if letter == _CANDRABINDU or unicodedata.combining(letter) else " "


def _weight(letter: str, script: str) -> tuple[int, int]:
    """Signs, digits, the letters of the language's own script, those of the others."""
    if letter in _SIGNS:
        return 0, _SIGNS.index(letter)
    if not letter.isalpha() and unicodedata.category(letter)[0] in "NPSZ":
        return (2 if letter.isdigit() else 1), ord(letter)
    own = unicodedata.name(letter, script).startswith(script)
    return (3 if own else 4), ord(letter)
