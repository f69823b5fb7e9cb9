"""From the bytes of a text file to its text: by the mark it begins with, as UTF-8, or in the one code page that fits.

A code page fits where every word that has more than ASCII reads as words are written: in one script, capitals in front,
signs between words. It is certain where all code pages that fit give the same text; else nobody guesses but the person.
"""

import codecs
import re
import unicodedata
from itertools import islice, pairwise

from portal import errors

PATH = ("input", "file")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
CODE_PAGES = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "iso8859_2",
    "iso8859_5", "iso8859_7", "iso8859_9", "iso8859_15", "koi8_r", "koi8_u", "gb18030", "big5", "cp932", "euc_jp",
    "cp949",
)  # fmt: skip
OLD_PAGES = ("mac_roman", "mac_cyrillic", "cp850", "cp852", "cp866", "cp437", "cp862", "cp1125")
"""Those of systems of former times: they count where no other fits."""

_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_PIECE = re.compile(rb"[^\x00-\x20]{0,60}[\x80-\xff][^\x00-\x20]{0,60}")
_MOST_PIECES = 3_000
_SAMPLE = 65_536
_ENOUGH = 200
_MOST_ODD = 0.02
_FOREIGN = 0.6
_LEAST_FOREIGN = 3
_LEAST_EAST, _LEAST_LIKENESS = 20, 0.02
_WITHIN_WORDS = "’‘'´-‐‑–—·&"
_OPENING = "‚„"
_ALONE = frozenset("àáâäåæèéêìíòóôöøùúûüýœÀÁÄÅÆÈÉÊÒÓÔÖØÜаавиикосуяеюоАВИКОСУЯЕЮОЙйτὁηοήόωύΗΟΤªº")
_FREQUENT = frozenset(
    "оаеинтсрвлкпмдуяОАЕИНТСРВПДЧé àèçäöüßąęłóżćşğıőűαοιετσνηυρπκλΑΟΙΕΤΣΝהיולאמרתבשاليمونتربعפקס"
    "のにはをたがでとしるれすいなか的一是在不了有和人这同方合买卖条이다는을의에가고하자지านรกเงอมยสทลว，。、"
)
"""Letters that texts of their language have many of."""
_EAST = frozenset(
    ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "IDEOGRAPHIC", "FULLWIDTH", "BOPOMOFO", "KATAKANA-HIRAGANA")
)


def text_of(content: bytes, encoding: str = "") -> str:
    """The text of a file. Refuses: Invalid, also where the encoding is neither certain nor named."""
    return guessed(content, encoding)[0]


def guessed(content: bytes, encoding: str = "") -> tuple[str, str]:
    """The text, and the code page that it was recognised by; "" where the file or somebody names it."""
    known = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not known and not encoding and b"\x00" in content:
        raise errors.Invalid("The file is not plain text: it contains zero bytes.", path=PATH)
    text, page = _read(content, "utf-8"), ""
    if known or encoding:
        text = _named(content, known or encoding.strip())
    elif text is None:
        text, page = _recognised(content)
    if "\x00" in text:
        raise errors.Invalid("The file is not plain text: it contains zero bytes.", path=PATH)
    return text, page


def _read(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except ValueError:
        return None


def _named(content: bytes, encoding: str) -> str:
    try:
        text = _read(content, encoding)
    except LookupError:
        raise errors.Invalid("There is no encoding called {name}.", name=encoding, path=PATH) from None
    if text is None:
        raise errors.Invalid("The file is not text in the encoding {name}.", name=encoding, path=PATH)
    return text


def _recognised(content: bytes) -> tuple[str, str]:
    """The text, and the code page that fits."""
    sample = content[:_SAMPLE]
    if len(_UTF8.findall(sample)) > sample.decode("utf-8", errors="replace").count("\ufffd"):
        raise _broken(content)
    pieces = _pieces(content)
    fitting: list[str] = []
    for pages in (CODE_PAGES, OLD_PAGES):
        read = {page: _read(content, page) for page in pages if _oddness(pieces, page) <= _MOST_ODD}
        fitting = [page for page, text in read.items() if text is not None]
        if fitting:
            break
    texts = {read[page] for page in fitting}
    text = texts.pop() if len(texts) == 1 else None
    if text is None or _is_rare(text):
        raise _uncertain(content, fitting or sorted(CODE_PAGES, key=lambda page: _oddness(pieces, page))[:2])
    return text, fitting[0]


def _is_rare(text: str) -> bool:
    """Whether a text would be of Chinese signs alone that hardly anybody writes: it is of another code page."""
    told = [letter for letter in text[:_SAMPLE] if not letter.isascii()]
    east = sum(_script(letter) in _EAST for letter in told)
    return len(told) >= _LEAST_EAST and east > len(told) / 2 and _likeness("".join(told)) < _LEAST_LIKENESS


def _pieces(content: bytes) -> list[bytes]:
    """Words with more than ASCII, each once, as many as are looked at."""
    found = dict.fromkeys(match[0] for match in islice(_PIECE.finditer(content), 10 * _MOST_PIECES))
    return list(found)[:_MOST_PIECES]


def _oddness(pieces: list[bytes], page: str) -> float:
    """The share of the words that nobody writes so, if they are of the code page; the first hundreds may decide."""
    odd = 0
    for count, piece in enumerate(pieces, 1):
        word = _read(piece, page)
        odd += word is None or _is_odd(word)
        if count == _ENOUGH and odd > count / 5:
            return odd / count
    return odd / len(pieces)


def _is_odd(word: str) -> bool:
    """Whether nobody writes so: no sign, two scripts or a small letter before a capital in a word."""
    letters: list[str] = []
    for place, sign in enumerate(word):
        kind = unicodedata.category(sign)
        if kind[0] == "L" or (kind[0] == "M" and letters):
            letters.append(sign)
            continue
        if kind[0] in "CM" or kind == "Sk" or "\u2500" <= sign <= "\u259f":
            return True
        if not sign.isascii() and _splits_word(word, place, kind):
            return True
        if _is_odd_run("".join(letters)):
            return True
        letters = []
    return _is_odd_run("".join(letters))


def _splits_word(word: str, place: int, kind: str) -> bool:
    """Whether a sign stands where none does: between the letters of a word, or an opening quote behind one."""
    before, behind = word[place - 1 : place] if place else "", word[place + 1 : place + 2]
    if not before.isalpha() or (word[place] not in _OPENING and not behind.isalpha()):
        return False
    return (
        kind[0] != "P" or word[place] in _OPENING or (word[place] not in _WITHIN_WORDS and _script(before) not in _EAST)
    )


def _is_odd_run(letters: str) -> bool:
    if not letters or letters.isascii():
        return False
    if len(letters) == 1:
        return letters not in _ALONE and letters.isupper() | letters.islower()
    scripts = {_script(letter) for letter in letters} - {"COMBINING", "VARIATION"}
    if (len(scripts) > 1 and not scripts <= _EAST) or "HALFWIDTH" in scripts:
        return True
    if any(one.islower() and two.isupper() for one, two in pairwise(letters)):
        return True
    foreign = sum(not letter.isascii() for letter in letters)
    return scripts == {"LATIN"} and len(letters) >= _LEAST_FOREIGN and foreign > len(letters) * _FOREIGN


def _script(letter: str) -> str:
    return "LATIN" if letter.isascii() else unicodedata.name(letter, "?").split()[0]


def _broken(content: bytes) -> errors.Invalid:
    place = next(number for number, line in enumerate(content.split(b"\n"), 1) if _read(line, "utf-8") is None)
    return errors.Invalid(
        "The file looks like UTF-8, but a byte in line {line} is invalid. Save it as UTF-8, or name its encoding (on"
        " the command line: --encoding).",
        line=place, path=PATH,
    )  # fmt: skip


def _uncertain(content: bytes, likely: list[str]) -> errors.Invalid:
    sample = content[:_SAMPLE]
    guess = max(likely, key=lambda page: _likeness(sample.decode(page, errors="replace")))
    return errors.Invalid(
        "The file is not text in UTF-8, and its encoding is uncertain. It may be {guess}. Name its encoding (on the"
        " command line: --encoding), or save it as UTF-8.",
        guess=guess, path=PATH,
    )  # fmt: skip


def _likeness(text: str) -> float:
    """The share of frequent letters among all that are not ASCII."""
    told = [letter for letter in text if not letter.isascii()]
    return sum(letter in _FREQUENT for letter in told) / max(1, len(told))
