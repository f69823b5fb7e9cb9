"""What is English in a text of another language: the small words that none of the portal's other languages has."""

import re

_SMALL = (
    r"\b(the|is|are|was|were|be|been|has|have|had|must|cannot|does|this|that|these|those|there|with|without|your|you|of"
    r"|and|which|who|what|when|because|only|its|their|from|by|before|after|until|more|than|least|most|each|every|any)\b"
)
SMALL = re.compile(rf"{_SMALL}|\b(?=[A-Z][a-z]+\b)(?i:{_SMALL})")
"""In lower case, or at the beginning of a sentence: DE-BY is a calendar."""
QUOTED = re.compile(
    r"„[^“]*“|“[^”]*”|‘[^’]*’|`[^`]*`|\{\w+\}|%\(\w+\)s"
    r"|\b([Hh]ead of legal|rules of engagement|Without prejudice|Code of conduct)\b"
)
"""What a sentence quotes or has as a place for a value, and the names that Filipino takes from English."""


def is_english(text: str) -> bool:
    """Whether it says something in English besides what it quotes."""
    return SMALL.search(QUOTED.sub("…", text)) is not None
