"""Text that people type: one way to normalise it, to bound it and to refuse it in words."""

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence

import idna

from portal import cautions, errors
from portal.sentences import Sentence, say

NAME_LONGEST, EMAIL_LONGEST, NOTE_LONGEST, ANSWER_LONGEST = 200, 254, 2_000, 10_000
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")

# Unicode's stream-safe form allows 30 marks on one letter. Sorting a run of marks takes the square of its length, in
# one call nobody can interrupt: half a minute for 200,000 marks.
MOST_MARKS = 30

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_JOINERS = "\u200c\u200d"
_ASCII = re.compile(r"[\x00-\x7f]")
# No regular expression or normalisation runs over more than this at once, so that other threads get their turn.
_PIECE = 65_536


def settle(text: str, *, path: Sequence[str], limit: int) -> str:
    """The text in the form it is kept in: NFC, lines ended by a line feed alone.

    Invalid, with the path, for text over `limit` characters, control characters but line feed and tab, halves of
    surrogate pairs and more than 30 marks on one letter.
    """
    if len(text) > limit:
        raise errors.Invalid("The text is longer than {limit} characters.", limit=limit, path=path)
    if len(text) <= _PIECE and text.isascii() and not _CONTROLS.search(text):
        return text
    settled = "".join(_settle_piece(piece, path) for piece in pieces(text.replace("\r\n", "\n")))
    if len(settled) > limit:
        raise errors.Invalid("The text is longer than {limit} characters.", limit=limit, path=path)
    return settled


def _not_in_names(caution: cautions.Caution) -> Sentence:
    found = caution.found
    match caution.kind:
        case cautions.Kind.DIRECTION:
            return say(
                "A name or title cannot contain a character that changes the reading direction ({found}).", found=found
            )
        case cautions.Kind.INVISIBLE:
            return say("A name or title cannot contain an invisible character ({found}).", found=found)
        case cautions.Kind.MIXED_SCRIPTS:
            return say("The word “{found}” mixes letters from two scripts. Write it in one script.", found=found)


def domain_of(typed: str) -> str:
    """The domain as DNS has it, in ASCII and lower case (IDNA 2008 with the mapping of UTS 46); "" for none."""
    text = unicodedata.normalize("NFC", typed.strip().lower())
    if text.isascii() or len(text) > EMAIL_LONGEST:
        return text if text.isascii() else ""
    try:
        return idna.encode(text, uts46=True, std3_rules=True).decode()
    except idna.IDNAError:
        return ""


def email_of(typed: str) -> str | None:
    """The address as people are found by, its domain as DNS has it; None for text that nobody's can be."""
    if len(typed) > 4 * EMAIL_LONGEST:  # before the work that grows with it
        return None
    name, _, told = unicodedata.normalize("NFC", typed.strip().lower()).partition("@")
    domain = domain_of(told)
    email = f"{name}@{domain}"
    right = name and "." in domain and all(domain.split(".")) and email.count("@") == 1 and " " not in email
    return email if right and email.isprintable() and len(email) <= EMAIL_LONGEST else None


def email_given(typed: str, *path: str) -> str:
    """The address as people are found by. Refuses: Invalid."""
    email = email_of(typed)
    if email is None:
        raise errors.Invalid("This is not an email address.", path=("input", *(path or ("email",))))
    return email


def line(typed: str, *, path: Sequence[str], wanted: Sentence, longest: int = NAME_LONGEST) -> str:
    """A name or title: one line that reads as it looks, with at least one letter or digit; blanks become spaces.

    Refuses: Invalid, with `wanted` when it is empty or longer than `longest`, else with what cannot be in a name.
    """
    text = _BLANKS.sub(" ", unicodedata.normalize("NFC", typed[: 4 * longest])).strip()
    if not 0 < len(text) <= longest or len(typed) > 4 * longest:
        raise errors.Invalid.because(wanted, path=path)
    for caution in cautions.of(text):
        raise errors.Invalid.because(_not_in_names(caution), path=path)
    unfit = next((letter for letter in text if not letter.isprintable() and letter not in _JOINERS), None)
    if unfit is not None:
        raise errors.Invalid(
            "A name or title must be one line, without characters that cannot be shown (U+{code}).",
            code=f"{ord(unfit):04X}",
            path=path,
        )
    if not any(letter.isalnum() for letter in text):
        raise errors.Invalid("A name or title must contain a letter or a digit.", path=path)
    return text


def name_given(typed: str, *path: str) -> str:
    """A person's name or title. Refuses: Invalid."""
    wanted = say("The name must have 1 to {longest} characters.", longest=NAME_LONGEST)
    return line(typed, path=("input", *(path or ("name",))), wanted=wanted)


def language_given(typed: str, *path: str) -> str:
    """A BCP 47 tag, such as `bg` or `pt-BR`. Refuses: Invalid."""
    if not LANGUAGE.fullmatch(typed):
        raise errors.Invalid("Enter a language tag, such as en or pt-BR.", path=("input", *(path or ("language",))))
    return typed


def note_given(typed: str, wanted: Sentence, *path: str, longest: int = NOTE_LONGEST) -> str:
    """A reason, note or answer of some lines. Refuses: Invalid, with `wanted` when it is empty."""
    note = settle(typed.strip(), path=("input", *path), limit=longest)
    if not note:
        raise errors.Invalid.because(wanted, path=("input", *path))
    if not all(letter.isprintable() or letter in "\n\t" for letter in note):
        raise errors.Invalid("The text has characters that cannot be read.", path=("input", *path))
    return note


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
        raise errors.Invalid("The text has a control character (U+{code}).", code=f"{ord(control[0]):04X}", path=path)
    if piece.isascii():
        return piece
    if _SURROGATES.search(piece):
        raise errors.Invalid("The text contains an unpaired surrogate, which is not a valid character.", path=path)
    if any(_is_heap(run[0]) for run in _marks().finditer(piece)):
        raise errors.Invalid("The text has more than {most} marks on one letter.", most=MOST_MARKS, path=path)
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
