"""A word that was decided against, in English and in each language that is translated into."""

import re
from typing import NamedTuple


class Term(NamedTuple):
    """A pattern that no text has, what to write in its place, the English beside which it is right, where it holds."""

    wrong: str
    write: str
    unless: str = ""
    where: frozenset[str] = frozenset()
    """Kinds of texts; none: all."""

    def is_in(self, text: str, english: str) -> bool:
        """Whether a text says it; `english` is what the text says in English."""
        return bool(re.search(self.wrong, text)) and not (self.unless and re.search(self.unless, english))
