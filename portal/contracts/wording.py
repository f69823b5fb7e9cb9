"""What text a contract may hold: its limits, the characters that are refused, and the one form it is kept in."""

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence

from portal import errors

LONGEST_CLAUSE = 200_000
LONGEST_DOCUMENT = 2_000_000
LONGEST_LABEL = 2_000
MOST_CLAUSES = 3_000

# Unicode's stream-safe form allows 30 marks on one letter. Sorting a run of marks takes the square of its length, in
# one call nobody can interrupt: half a minute for 200,000 marks.
MOST_MARKS = 30

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ASCII = re.compile(r"[\x00-\x7f]")
# No regular expression or normalisation runs over more than this at once, so that other threads get their turn.
_PIECE = 65_536


def settle(text: str, *, path: Sequence[str], limit: int = LONGEST_CLAUSE) -> str:
    """The text in the form it is kept in: NFC, lines ended by a line feed alone.

    Invalid, with the path, for text over `limit` characters, control characters but line feed and tab, halves of
    surrogate pairs and more than 30 marks on one letter.
    """
    if len(text) > limit:
        raise errors.Invalid(f"The text is longer than {limit:,} characters.", path=path)
    settled = "".join(_settle_piece(piece, path) for piece in pieces(text.replace("\r\n", "\n")))
    if len(settled) > limit:
        raise errors.Invalid(f"The text is longer than {limit:,} characters.", path=path)
    return settled


def warm() -> None:
    """Makes the pattern of marks, which takes a tenth of a second: before the first text, not with it."""
    _marks()


def pieces(text: str) -> Iterator[str]:
    """The text in pieces of about 65,000 characters, cut before an ASCII character, which no mark binds to its left."""
    start = 0
    while len(text) - start > _PIECE:
        cut = _ASCII.search(text, start + _PIECE)
        if cut is None:
            break
        yield text[start : cut.start()]
        start = cut.start()
    yield text[start:]


def _settle_piece(piece: str, path: Sequence[str]) -> str:
    control = _CONTROLS.search(piece)
    if control:
        raise errors.Invalid(f"The text has a control character (U+{ord(control[0]):04X}).", path=path)
    if piece.isascii():
        return piece
    if _SURROGATES.search(piece):
        raise errors.Invalid("The text has half of a surrogate pair, which is not a character.", path=path)
    if any(_is_heap(run[0]) for run in _marks().finditer(piece)):
        raise errors.Invalid(f"The text has more than {MOST_MARKS} marks on one letter.", path=path)
    return unicodedata.normalize("NFC", piece)


def _is_heap(run: str) -> bool:
    """Whether the run has too many marks without a letter between; it may hold letters of the higher planes."""
    length = 0
    for character in run if len(run) > MOST_MARKS else "":
        length = length + 1 if unicodedata.combining(character) else 0
        if length > MOST_MARKS:
            return True
    return False


@functools.cache
def _marks() -> re.Pattern[str]:
    """Runs of marks; the higher planes as a whole, because a class with single ones among them is 20 times slower."""
    marks = "".join(character for character in map(chr, range(0x10000)) if unicodedata.combining(character))
    return re.compile(f"[{marks}\U00010000-\U0001ffff]+")
