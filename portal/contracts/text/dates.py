"""Dates that are written in words: the third day of January 2027, 3 януари 2027 г., ika-3 ng Enero 2027."""

import re
from collections.abc import Iterator

_LONGEST = 60
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
    "|януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември"
    "|जनवरी|फ़रवरी|फ\u093cरवरी|फरवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|सितम्बर|अक्टूबर|अक्तूबर|नवंबर|नवम्बर|दिसंबर|दिसम्बर"
    "|enero|pebrero|marso|abril|mayo|hunyo|hulyo|agosto|setyembre|oktubre|nobyembre|disyembre"
)
_ONES = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_ORDINALS = (
    rf"(?:twenty|thirty)[- ](?:{_ONES})|{_ONES}|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth"
    "|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
    r"|(?:двадесет|тридесет)\s{1,2}и\s{1,2}(?:първи|втори|трети|четвърти|пети|шести|седми|осми|девети)"
    "|първи|втори|трети|четвърти|пети|шести|седми|осми|девети|десети"
    "|(?:еди|два|три|четири|пет|шест|седем|осем|девет)надесети|единадесети|двадесети|тридесети"
    "|unang|ikalawang|ikatlong|ikaapat na|ikalimang|ikaanim na|ikapitong|ikawalong|ikasiyam na|ikasampung"
)
_GAP = r"\s{1,2}"
_DAY = rf"(?:ika-?)?\d{{1,2}}(?:st|nd|rd|th|-?(?:ви|ри|ти|ми))?|{_ORDINALS}"
_OF = rf"(?:(?:na{_GAP})?(?:day|araw|ден){_GAP})?(?:(?:of|ng|от){_GAP})?"
_BEFORE = re.compile(
    rf"(?<!\w)(?:(?:the{_GAP})?(?:{_DAY}){_GAP}{_OF}(?:{_MONTHS})|(?:{_MONTHS}){_GAP}\d{{1,2}}(?:st|nd|rd|th)?)"
    rf",?{_GAP}\Z",
    re.IGNORECASE,
)
_YEAR = re.compile(rf"(?<!\w)(?:19|20|21|१९|२०|२१)\d\d(?:(?!\w)|(?=г\.))(?:(?:{_GAP})?г\.|{_GAP}година(?!\w))?")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each begins and ends: a year with a day and a month before it."""
    last = 0
    for year in _YEAR.finditer(text):
        found = _BEFORE.search(text, max(last, year.start() - _LONGEST), year.start())
        if found:
            last = year.end()
            yield found.start(), last
