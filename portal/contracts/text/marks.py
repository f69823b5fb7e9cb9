"""Numbers in the text of an agreement that may open a clause, each with how much it looks like that.

Every expression here is bounded, so the time is linear.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.contracts.text import numerals, titles

NUMBER = "1."
"""The style of numbers in figures, 1. and 1.1 and Section 1.1 alike; other styles are called after their look."""
ANNEX = "annex"
UNSEEN = "\u200b\ufeff\u2060"

_SCAN = 65_536
_LOOK = 400
_BEFORE = 80
_TITLE_WORDS = 15
_LEAD_WORDS = 6
_BLANK = r"[ \t\xa0\u2000-\u200b\u202f\u2060\u3000\ufeff]"
_NAMED = "|".join(sorted(map(re.escape, numerals.CLAUSES), key=len, reverse=True))
_SHORT = "|".join(sorted(numerals.SHORT, key=len, reverse=True))
_ANNEXES = "|".join(sorted(map(re.escape, numerals.ANNEXES), key=len, reverse=True))
_SPOKEN = "|".join(sorted(map(re.escape, numerals.SAID), key=len, reverse=True))
# Behind a number comes a blank; or at once the title, where a sign ends the number or stands in it: 1.SCOPE, 1.1Scope
_END = rf"(?=\s|[{UNSEEN}]|\Z)"
_DOT = rf"(?:(?:{_BLANK}(?=\.))?[.:)]?\)?|[-–](?=\s))"
_GLUED = r"""(?=\s|[\u200b\ufeff\u2060]|\Z|(?<=[.:)])(?=[^\W\d_]|["“„«(\[])|(?:(?<=\.\d)|(?<=\.\d\d))["“„«A-ZА-Я])"""
_MARK = re.compile(
    rf"""(?<![^\s{UNSEEN}])(?=[^\W_]|[§(])(?:
        (?P<annex>(?i:{_ANNEXES}){_BLANK}{{1,8}}(?:№{_BLANK}{{0,3}}|No\.{_BLANK}{{0,3}})?
          (?:\d{{1,2}}|[A-ZА-Я]|[IVXLC]{{1,7}})(?:-\d{{1,2}})?)[.:]?{_END}
      | (?P<word>(?i:{_NAMED})|(?i:{_SHORT})\.?|§{{1,2}})(?:
          {_BLANK}{{0,8}}(?:№{_BLANK}{{0,3}})?(?P<of>\d{{1,3}}(?:\.\d{{1,3}}){{0,4}})(?P<added>[A-ZА-Я])?
          |{_BLANK}{{1,8}}(?:(?P<in>[IVXLC]{{1,7}}|[A-ZА-Я])|(?P<said>(?i:{_SPOKEN})),?))[.:)]{{0,2}}{_GLUED}
      | 第{_BLANK}{{0,2}}(?P<han>[〇一二三四五六七八九十\d]{{1,3}}){_BLANK}{{0,2}}(?P<kind>[条條章节])
      | (?P<number>\d{{1,3}}(?:\.\d{{1,3}}){{0,5}}(?:\.[A-Z])?)(?P<insert>[A-ZА-Я])?(?P<dot>{_DOT}){_GLUED}
      | (?P<open>\()?(?P<sign>\d{{1,3}}|[IVXLC]{{1,7}}|[ivxlc]{{1,6}}|[A-Za-zА-Яа-я])(?P<close>[.)]){_END}
      | (?P<first>(?i:{_SPOKEN}))(?P<after>[.:)]){_END}
    )""",
    re.VERBOSE,
)
_OTHER = re.compile(
    rf"^{_BLANK}{{0,40}}(?=[^\W\d_])(?P<word>(?:[^\W\d_]|[\u0900-\u0963\u0e00-\u0e4e]){{2,20}}\.?){_BLANK}{{1,8}}(?P<of>\d{{1,3}})[.:)]?{_GLUED}",
    re.MULTILINE,
)
_REFERENCE = re.compile(
    r"(?:sections?|articles?|clauses?|paragraphs?|subsections?|sub-sections?|exhibits?|schedules?|items?|and|or|to|"
    r"through|in|of|by|under|see|than|with|from|at|per|until|least|page|rule|the|a|член|членове|и|или|от|по|"
    r"artikulo|seksyon|ng|sa),?|(?:nos?|secs?|arts?|para|чл|ал|т|par)\.?|§+",
    re.IGNORECASE,
)
_ITEM_ENDS = re.compile(r"[;:]\s{1,4}(?:and|or|and/or|и|или)\s{1,4}\Z")
DASHES = frozenset("-–—")
_DATE = re.compile(r"[^\W\d_]{3,12}\.?,?\s{1,3}(?:19|20)\d\d\b")
_SENTENCE_ENDS = '.;:!?।。)]"”’»_*…'


@dataclass(frozen=True, slots=True)
class Mark:
    """A number that may open a clause: its place, its style, its parts, (3, 2) for 3.2, and how much it looks like one.

    `inserted` is the letter of a clause that was put between two, 1 for 2A; `titled` says whether a title follows,
    `headed` whether one stands before, without a number of its own.
    """

    start: int
    end: int
    style: str
    parts: tuple[int, ...]
    weight: float
    opens_line: bool
    bare: bool = False
    titled: bool = False
    inserted: int = 0
    headed: bool = False


def marks(text: str) -> Iterator[Mark]:
    """All of them, in order; where a sign is both a letter and a Roman numeral, both.

    Those with the weight 0 open nothing, but may stand in a table of contents.
    """
    start = 0
    while start < len(text):
        end = _scan_end(text, start)
        for match in _MARK.finditer(text, start, end):
            around = Around(text, match.start(), match.end())
            if match["sign"] and not around.stands_apart():
                continue
            for style, parts in _read(match):
                mark = _weighed(around, match, style, parts)
                if mark is not None:
                    yield mark
        start = end


def others(text: str) -> Iterator[Mark]:
    """Numbers behind any word at the beginning of a line."""
    for match in _OTHER.finditer(text):
        word = match["word"].rstrip(".").casefold()
        around = Around(text, match.start("word"), match.end())
        if word not in numerals.NEITHER and around.starts_title() and not _DATE.match(around.rest):
            yield Mark(around.start, around.end, word, (int(match["of"]),), 3, opens_line=True, titled=True)


def _scan_end(text: str, start: int) -> int:
    """Where to stop a scan that begins at `start`: behind a gap if there is one, so that no mark is cut."""
    if len(text) - start <= _SCAN:
        return len(text)
    gap = max(text.rfind("\n", start, start + _SCAN), text.rfind(" ", start, start + _SCAN))
    return gap + 1 if gap >= start else start + _SCAN


def _read(match: re.Match[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The styles that the mark may be of, each with its parts."""
    if match["annex"]:
        yield ANNEX, (0,)
    elif match["han"]:
        yield "第" + match["kind"], (numerals.han(match["han"]),)
    elif match["word"]:
        yield from _named(match)
    elif match["number"]:
        parts = numerals.dotted(match["number"])
        yield (NUMBER if len(parts) > 1 or ")" not in match["dot"] else "1)"), parts
    elif match["first"]:
        yield "first", (numerals.SAID[match["first"].casefold()],)
    else:
        yield from _signed(match["sign"], (match["open"] or "") + "{}" + match["close"])


def _named(match: re.Match[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    style = match["word"].rstrip(".").casefold()
    if match["of"]:
        parts = numerals.dotted(match["of"])
        yield (NUMBER if len(parts) > 1 else style), parts
    elif match["said"]:
        yield style, (numerals.SAID[match["said"].casefold()],)
    else:
        value = numerals.roman(match["in"]) if set(match["in"]) <= set("IVXLC") else 0
        if value:
            yield style, (value,)
        if len(match["in"]) == 1:
            yield style + " A", (numerals.letter(match["in"]),)


def _signed(sign: str, frame: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    if sign.isdecimal():
        yield frame.format("1"), (int(sign),)
        return
    if set(sign.upper()) <= set("IVXLC") and numerals.roman(sign):
        yield frame.format("I" if sign.isupper() else "i"), (numerals.roman(sign),)
    if len(sign) == 1:
        yield frame.format("A" if sign.isupper() else "a"), (numerals.letter(sign),)


class Around:
    """What stands before and behind a mark."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        before = text[max(0, start - _BEFORE) : start].rstrip(" \t\xa0\u202f" + UNSEEN)
        self.before = text[max(0, start - _BEFORE) : start]
        self.opens_line = (not before.strip() and start < _BEFORE) or before.endswith("\n")
        self.last = before.rstrip()[-1:]
        # A line break without a blank line is often none of the text's own.
        self.wrapped = self.opens_line and before.endswith("\n") and not before[:-1].rstrip(" \t\xa0").endswith("\n")
        ahead = text[end : end + _LOOK].lstrip(" \t\xa0\u202f" + UNSEEN)
        self.alone = not ahead or ahead[0] == "\n"
        self.below = len(ahead) - len(ahead.lstrip("\n \t\xa0" + UNSEEN)) if self.alone else 0
        self.is_broken = self.alone and ahead[: self.below].count("\n") == 1
        """Whether the line ends behind the mark, and what it numbers begins in the next."""
        self.rest = ahead.lstrip().lstrip(UNSEEN)
        self.line = self.rest.partition("\n")[0].rstrip()

    def follows_reference(self) -> bool:
        words = self.before.split()
        return bool(words) and not self.follows_item() and _REFERENCE.fullmatch(words[-1]) is not None

    def follows_item(self) -> bool:
        """Whether an item of a list ends before the mark: "; and"."""
        return _ITEM_ENDS.search(self.before) is not None

    def stands_apart(self) -> bool:
        """Whether the mark begins a line, stands behind the end of a sentence or behind a wide gap."""
        if self.opens_line or not self.before.strip() or self.last in _SENTENCE_ENDS or self.follows_item():
            return True
        return len(self.before) - len(self.before.rstrip()) > 1

    def goes_on(self) -> bool:
        """Whether a sentence goes on behind the mark: a small letter or a comma."""
        return not self.rest or self.rest[0].islower() or self.rest[0] in ",;)%"

    def starts_title(self) -> bool:
        """Whether the rest of the line reads like a title."""
        words = self.line.split(maxsplit=_TITLE_WORDS)
        if words and words[0] in DASHES:
            words = words[1:] if words[1:] and words[1][0].isupper() else []
        if not 0 < len(words) <= _TITLE_WORDS or self.goes_on():
            return False
        if words[-1][-1] == "." and not (len(words) <= titles.LEAD_WORDS and titles.is_titled(self.line)):
            return False
        return (words[0][0].isalpha() or words[0][0] in "\"“„«'‘([") and words[-1][-1] not in ",;"

    def shouts(self) -> bool:
        """Whether the next words are in capitals."""
        return " ".join(self.line.split(maxsplit=2)[:2]).isupper()

    def follows_capitals(self) -> bool:
        """Whether a title in capitals ends before the mark, as that of an article does where line breaks were lost."""
        last = self.before.split()[-1:]
        return bool(last) and last[0].isalpha() and last[0].isupper() and len(last[0]) > 1

    def leads(self) -> bool:
        """Whether a few words with capitals and a full stop follow, as titles do where line breaks were lost."""
        lead, stop, _ = self.line[:80].partition(".")
        words = lead.split()
        is_title = 0 < len(words) <= _LEAD_WORDS and not words[0].isdecimal()
        return bool(stop) and is_title and titles.is_titled(lead)

    def titled_above(self) -> bool:
        """Whether the line above is a title without a number of its own."""
        above, line = self.before.rstrip().rpartition("\n")[::2]
        words = line.split()
        is_apart = not above.rpartition("\n")[2].strip() and bool(above or len(self.before) == self.start)
        if not self.opens_line or not words or not is_apart:
            return False
        if not words[0][0].isupper() or words[0][-1] in ".)" or line.rstrip()[-1] in ".,;":
            return False
        return titles.is_shouted(line) or (not self.wrapped and len(words) <= _LEAD_WORDS and titles.is_titled(line))

    def titled_before(self) -> bool:
        """Whether the words since the last sentence read like a title."""
        line = self.before.rpartition("\n")[2]
        cut = max(line.rfind(sign) for sign in ".;:!?")
        words = line[cut + 1 :].split()
        if words and words[0].isdecimal():  # the number of a page before its head
            words = words[1:]
        return 0 < len(words) <= _LEAD_WORDS and words[0][0].isupper() and (cut >= 0 or len(line) < _BEFORE)


def _weighed(around: Around, match: re.Match[str], style: str, parts: tuple[int, ...]) -> Mark | None:
    """The mark with its weight; None if nobody would take it for the number of a clause."""
    bare = bool(match["number"]) and len(parts) == 1 and not match["dot"] and "." not in match["number"]
    named = bool(match["word"] or match["han"])
    if match["dot"] and match["dot"][:1] == ")" and len(parts) > 1 and not around.opens_line:
        return None
    titled = around.starts_title() or (around.leads() and not around.goes_on())
    if (
        not around.rest
        or around.rest[0] in "%,;$€£="
        or around.rest.startswith(("__", "_ "))
        or (0 in parts and style != ANNEX)
    ):
        return None
    if style == ANNEX:
        weight = 3.0
    elif around.opens_line:
        weight = _at_line(around, parts, bare=bare, named=named)
    else:
        weight = _inside(around, match, parts, bare=bare, named=named)
    if weight <= 0 and (bare or not (match["number"] or named)):
        return None
    inserted = numerals.letter(match["insert"] or match["added"]) if match["insert"] or match["added"] else 0
    if inserted and bare and not around.opens_line:
        return None
    return Mark(
        around.start, around.end, style, parts, weight + (1 if titled and around.opens_line and weight > 0 else 0),
        around.opens_line, bare, titled, inserted,
        headed=set(parts) == {1} and (around.titled_before() or around.titled_above()),
    )  # fmt: skip


def _at_line(around: Around, parts: tuple[int, ...], *, bare: bool, named: bool) -> float:
    starts_word = around.rest[0].isalpha() or around.rest[0] in "\"“„«'‘([–—-•*§" or not around.rest[0].isalnum()
    wrapped = around.wrapped and around.last not in _SENTENCE_ENDS and around.last.islower()
    if around.wrapped and around.follows_reference() and not around.line.isupper():
        return 0
    if bare:
        if _DATE.match(around.rest) or not (around.starts_title() or around.leads()) or around.below > 1:
            return 0
        return 0.4 if wrapped else 1.2
    if not starts_word and not around.rest.startswith(".".join(map(str, parts)) + "."):
        return 0
    if around.goes_on():
        return 0 if named or wrapped or around.rest[0] in ",;)%" else 1.2
    if named and wrapped and not around.starts_title():
        return 0
    return (1 if wrapped else 3) if len(parts) == 1 or named else 3


def _inside(around: Around, match: re.Match[str], parts: tuple[int, ...], *, bare: bool, named: bool) -> float:
    """The weight of a mark inside a line."""
    apart = around.stands_apart()
    if bare and apart and _titles_subsection(around, parts[0]):
        return 1
    goes_below = apart and (around.is_broken or (named and around.shouts()))
    if bare or around.follows_reference() or (around.alone and not goes_below):
        return 0
    if around.rest[0].isdecimal() and not around.rest.startswith(match.group().rstrip(".:)") + "."):
        return 0
    if around.goes_on():
        ends = around.last in ".;:" or around.follows_item()
        return 0.8 if len(parts) > 1 and not named and around.rest[0].islower() and ends else 0
    if named:
        shouted = match.group().split()[0].isupper() and match.group()[0] != "§"
        if not apart and len(parts) > 1 and parts[-1] == 1 and around.leads() and around.follows_capitals():
            return 1
        return shouted * 0.6 + 1 if apart or shouted else 0
    if not match["number"]:
        return 0.8 if apart else 0
    if len(parts) > 1:
        return 1.5 if apart else 0.5
    return _single(around, apart=apart)


def _titles_subsection(around: Around, number: int) -> bool:
    """Whether a title follows, and then its first subsection: 2 TERM 2.1 The term is a year."""
    title = " ".join(around.rest.split()).partition(f" {number}.1")
    return bool(title[1]) and titles.is_titled(title[0]) and 0 < len(title[0].split()) <= _TITLE_WORDS


def _single(around: Around, *, apart: bool) -> float:
    """The weight of a number such as 3. inside a line, where a sentence begins behind it."""
    if apart:
        return (2.4 if around.shouts() else 1.8) if around.leads() else 1
    if around.leads():
        return 0.4
    return 0.2 if around.titled_before() and around.rest[0].isupper() else 0
