"""Text in Markdown: its headings and numbered lists as the paragraphs of any other file."""

import re

from portal.papers.told import Paragraph, Read

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_NUMBER = re.compile(r"((?:(?:Article|ARTICLE|Section|SECTION|§)\s{0,3})?\d{1,3}(?:\.\d{1,3}){0,5}[.)]?)\s+(?=\S)")
_ITEM = re.compile(r"([ \t]*)(\d{1,3}(?:\.\d{1,3}){0,5}[.)]|\d{1,3}(?:\.\d{1,3}){1,5})[ \t]+(.*)")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1")
_STEP = 2
"""So many blanks lead a list one level down."""


def read(text: str) -> Read:
    """What the text says."""
    made, open_ = Read(), None
    for line in text.split("\n"):
        heading, item = _HEADING.fullmatch(line), _ITEM.fullmatch(line)
        if not line.strip():
            open_ = None
        elif heading:
            made.paragraphs.append(_headed(len(heading[1]), _plain(heading[2])[0]))
            open_ = None
        elif item:
            words, lead = _plain(item[3])
            level = len(item[1].expandtabs(4)) // _STEP
            open_ = Paragraph(words, number=item[2], level=level, lead=lead, series="list", opens=not level)
            made.paragraphs.append(open_)
        elif open_ is not None and not _BULLET.match(line):
            open_.text += " " + _plain(line.strip())[0]
        else:
            words, lead = _plain(line.strip())
            open_ = Paragraph(words, lead=lead)
            made.paragraphs.append(open_)
    return made


def _headed(level: int, text: str) -> Paragraph:
    number = _NUMBER.match(text)
    if not number:
        return Paragraph(text, heading=level)
    return Paragraph(text[number.end() :], number[1], level - 1, heading=level, series="headings", opens=True)


def _plain(line: str) -> tuple[str, int]:
    """The line without the signs of strong text, and how long it is strong at its beginning."""
    first = _STRONG.match(line)
    words = _STRONG.sub(r"\2", line)
    lead = len(first[2]) if first else 0
    return words, lead if lead < len(words) else 0
