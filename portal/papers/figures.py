"""How the numbers of lists are written: figures, Roman numerals, letters, words."""

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_MOST_ROMAN = 4_000
_ONES = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NTHS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщыэюя"
FIGURES = frozenset({"decimal", "decimalZero"})
SMALL = frozenset({"lowerLetter", "lowerRoman", "russianLower", "bullet", "none"})
"""Kinds that count within a clause, not clauses."""
KNOWN = FIGURES | SMALL | {
    "upperLetter", "upperRoman", "russianUpper", "ordinal", "cardinalText", "ordinalText",
}  # fmt: skip


def written(number: int, kind: str) -> str:
    """The number in this kind of w:numFmt; in figures where the kind is not known here."""
    match kind:
        case "upperRoman" | "lowerRoman":
            return _cased(_roman(number), kind)
        case "upperLetter" | "lowerLetter":
            return _cased(_letters(number, _LATIN), kind)
        case "russianUpper" | "russianLower":
            return _cased(_letters(number, _CYRILLIC), kind)
        case "decimalZero":
            return f"{number:02}"
        case "ordinal":
            return _ordinal(number)
        case "cardinalText":
            return _said(number).capitalize()
        case "ordinalText":
            return _nth(_said(number)).capitalize()
        case "none" | "bullet":
            return ""
    return str(number)


def _cased(text: str, kind: str) -> str:
    return text.upper() if "pper" in kind else text.lower()


def _roman(number: int) -> str:
    if not 0 < number < _MOST_ROMAN:
        return str(number)
    found = ""
    for each, sign in _ROMAN:
        count, number = divmod(number, each)
        found += sign * count
    return found


def _letters(number: int, alphabet: str) -> str:
    """After the last letter each comes twice, then three times."""
    if not 0 < number <= 20 * len(alphabet):
        return str(number)
    times, place = divmod(number - 1, len(alphabet))
    return alphabet[place] * (times + 1)


def _ordinal(number: int) -> str:
    teens = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _said(number: int) -> str:
    if not 0 < number < 100:  # noqa: PLR2004 - no agreement counts further in words
        return str(number)
    if number < len(_ONES):
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return "-".join(filter(None, (_TENS[tens], _ONES[ones])))


def _nth(said: str) -> str:
    before, hyphen, last = said.rpartition("-")
    if last.isdigit():
        return _ordinal(int(last))
    nth = _NTHS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return before + hyphen + nth
