"""How companies' names are compared: one key for all the ways to write one name, and how alike two names are.

Equal keys are taken for one company until somebody says otherwise; what is only alike is looked at by a person.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from portal import deferred
from portal.opportunities.customers import legal_forms

LONGEST = 400
"""Characters of a name that are read; a longer one is told apart from others by its digest."""
LONGEST_KEY = 200
BEGINNING = 4
"""Letters of a word by which names are found that may be alike."""
ALIKE = 0.55
"""From here on a person looks."""
LIKEST = 0.9999
"""Names with two keys, such as Ab Cd and Abcd Ab in another order, are never one."""
_INITIALS = 3
"""So few words at least make an abbreviation."""

_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t",
    "ک": "ك", "ی": "ي", "ى": "ي", "ة": "ه", "ـ": "", "™": " ", "®": " ", "©": " ",
})  # fmt: skip
"""Letters that no accent makes and people exchange, Persian and Arabic ones of one look, signs that name nobody."""
_ACCENTS = frozenset({7, *range(10, 36), 202, 214, 216, 218, 220, 222, 224, 226, 228, 230, 232, 233, 234, 240})
"""Classes of the marks that can be left out: accents, dots below, the vowels of Hebrew and Arabic. A vowel sign of
other scripts, a virama and the voicing of Japanese make another letter."""
_QUOTE = re.compile("['`´ʹʼ‘’׳״]|(?<=[א-ת])\"(?=[א-ת])")
_AMPERSAND = re.compile(r"&amp\b;?")
_GLUED = re.compile(r"(?<=[^\W\d_]{3})((?:[^\W\d_]\.){1,3}[^\W\d_])(?=\W|$)")
"""Letters with points right behind a word: INDUSTRIESB.V."""
_APART = re.compile(r"[,;(\[{]|\s[-–—]\s")
_ARTICLES = frozenset({"a", "an"})


class Kind(Enum):
    """What a word is to a name."""

    NAME = "name"
    CLEAR = "clear"
    SHORT = "short"
    WRITTEN_OUT = "written out"
    COMPANY = "company"
    LINK = "link"


_FORMS = frozenset({Kind.CLEAR, Kind.SHORT, Kind.WRITTEN_OUT})
_KEPT = frozenset({Kind.NAME, Kind.SHORT})


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared."""

    key: str
    """The same for all the ways to write one name; "" for a name without letters and digits."""
    words: tuple[str, ...]
    """What the key is glued of."""

    @property
    def beginnings(self) -> tuple[str, ...]:
        """By what names are found that may be alike: the first letters of each word, of the key, and the initials."""
        return tuple(sorted({each[:BEGINNING] for each in (*self.words, self.key, self.initials) if each}))

    @property
    def initials(self) -> str:
        """What three words or more may be abbreviated to: ibm."""
        return "".join(each[0] for each in self.words) if len(self.words) >= _INITIALS else ""


@dataclass(slots=True)
class _Word:
    text: str
    before: str
    """The signs between the word before and this one."""
    after: str = ""
    is_spelt: bool = False
    """Whether it was written letter by letter."""

    @property
    def apart(self) -> bool:
        return bool(_APART.search(self.before))


def key(name: str) -> str:
    """The key of a name, of at most 200 characters; "" for one without letters and digits."""
    return read(name).key


@lru_cache(maxsize=50_000)
def read(name: str) -> Name:
    """A name as it is compared; of one that is longer than 400 characters the rest counts by its digest alone."""
    words = _joined(_words(_plain(name[:LONGEST])))
    kept = _name_alone(words)
    glued = "".join(kept) or "".join(each.text for each in words)
    if len(name) > LONGEST or len(glued) > LONGEST_KEY:
        digest = hashlib.sha256((glued + name[LONGEST:]).encode(errors="surrogatepass")).hexdigest()
        glued = glued[: LONGEST_KEY - 33] + "." + digest[:32] if glued else ""
    return Name(glued, kept or tuple(each.text for each in words))


def likeness(one: Name, other: Name) -> float:
    """How alike two names are: 1 for the same key, 0 for what is as alike as any two names, rounded to four places.

    Both the keys and the words in alphabetical order are compared, by the share of letters that one keeps when it is
    turned into the other (normalised Indel similarity); names with nothing in common share about half of them, so the
    scale begins there. The initials of the other are as alike as what a person must look at.
    """
    if not one.key or not other.key:
        return 0.0
    if one.key == other.key:
        return 1.0
    fuzz = deferred.load("rapidfuzz.fuzz")
    letters: float = max(
        fuzz.ratio(one.key, other.key), fuzz.token_sort_ratio(" ".join(one.words), " ".join(other.words))
    )
    abbreviated = ALIKE if one.key == other.initials or other.key == one.initials else 0.0
    return min(max(round(letters / 50 - 1, 4), abbreviated, 0.0), LIKEST)


def _plain(text: str) -> str:
    """Without case, accents, invisible signs and two ways to write one letter."""
    lower = unicodedata.normalize("NFKC", text.translate(_LETTERS)).casefold().translate(_LETTERS)
    if not lower.isascii():
        marked = unicodedata.normalize("NFKD", lower)
        bare = "".join(
            each
            for each in marked
            if unicodedata.combining(each) not in _ACCENTS and unicodedata.category(each) != "Cf"
        )
        lower = unicodedata.normalize("NFKC", bare)
    return _AMPERSAND.sub("&", lower)


def _words(plain: str) -> list[_Word]:
    """The words with the signs around them; those of scripts that part none without their legal forms."""
    text = _GLUED.sub(_unglued, _QUOTE.sub("", plain))
    bare = _UNSPACED.sub(" ", text)
    found, word, signs = list[_Word](), "", ""
    for each in bare if any(map(_is_letter, bare)) else text:
        if _is_letter(each):
            word += each
            continue
        if word:
            found.append(_Word(word, signs))
            word = signs = ""
        signs += each
    if word:
        found.append(_Word(word, signs))
        signs = ""
    for this, following in pairwise([*found, _Word("", signs)]):
        this.after = following.before
    return found


@lru_cache(maxsize=4_096)
def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def _unglued(match: re.Match[str]) -> str:
    """A blank before the letters at the end that are a legal form."""
    letters = match[1].split(".")
    for start in range(len(letters) - 1):
        if "".join(letters[start:]) in _ENDING:
            return ".".join(letters[:start]) + " " + ".".join(letters[start:])
    return match[1]


def _joined(words: list[_Word]) -> list[_Word]:
    """Single letters that follow each other are one word: N. V. is nv, and D S M N.V. is dsm and nv."""
    found, run = list[_Word](), list[_Word]()
    for each in words:
        if len(each.text) == 1:
            run.append(each)
            continue
        found += [*_of_letters(run), each]
        run = []
    return [*found, *_of_letters(run)]


def _of_letters(run: Sequence[_Word]) -> Iterator[_Word]:
    """One word, or several where a legal form among the letters is written in another manner than those around it."""
    for start, end in _spans(len(run)):
        inside = {each.before for each in run[start + 1 : end]}
        borders = {
            *(each.before for each in run[max(start, 1) : start + 1]),
            *(each.before for each in run[end : end + 1]),
        }
        whole = end - start == len(run)
        if "".join(each.text for each in run[start:end]) in _ENDING and (
            whole or (len(inside) == 1 and not inside & borders)
        ):
            yield from _one(run[:start])
            yield from _one(run[start:end])
            yield from _one(run[end:])
            return
    yield from _one(run)


def _spans(length: int) -> Iterator[tuple[int, int]]:
    """Every stretch of at most five of so many letters, the longest first, and of those the last."""
    for size in range(min(length, 5), 1, -1):
        yield from ((end - size, end) for end in range(length, size - 1, -1))


def _one(letters: Sequence[_Word]) -> Iterator[_Word]:
    if letters:
        yield _Word("".join(each.text for each in letters), letters[0].before, letters[-1].after, len(letters) > 1)


def _kinds(words: Sequence[_Word]) -> list[Kind]:
    """What each word is to the name."""
    found = [Kind.NAME if each.after == "-" else _KINDS.get(each.text, Kind.NAME) for each in words]
    texts = tuple(each.text for each in words)
    for at, text in enumerate(texts):
        for phrase in _PHRASES.get(text, ()):
            if texts[at : at + len(phrase)] == phrase:
                found[at : at + len(phrase)] = [Kind.WRITTEN_OUT] * len(phrase)
                break
    return found


def _name_alone(words: Sequence[_Word]) -> tuple[str, ...]:
    """The words that are the name itself; none where all are legal forms."""
    kinds = _kinds(words)
    length = _end_of_name(words, kinds)
    last = max((at for at in range(length) if kinds[at] is Kind.NAME), default=-1)
    if last < 0:
        return ()
    ends_with_form = any(kinds[at] in _FORMS and words[at].text not in _BESIDE for at in range(last + 1, length))
    first = 0
    while first < last and _begins(words[first], kinds[first], ends_with_form=ends_with_form):
        first += 1
    return tuple(
        words[at].text
        for at in range(first, last + 1)
        if kinds[at] in _KEPT or (at == first and kinds[at] is Kind.CLEAR)
    )


def _begins(word: _Word, kind: Kind, *, ends_with_form: bool) -> bool:
    """Whether the word at the front is a legal form; the initials of a person are none."""
    if kind is Kind.SHORT:
        return word.text in _FRONT and not ends_with_form and not word.is_spelt
    return kind is Kind.CLEAR and word.text in _FRONT


def _end_of_name(words: Sequence[_Word], kinds: Sequence[Kind]) -> int:
    """Where what stands apart behind a legal form begins: a place, a country, a remark."""
    for at in range(1, len(words)):
        behind = kinds[at - 1] in _FORMS
        described = behind and words[at].text in _ARTICLES
        begun = kinds[0] is Kind.WRITTEN_OUT or (kinds[0] is Kind.CLEAR and words[0].text in _FRONT)
        if not (described or (words[at].apart and (behind or begun))) or Kind.NAME not in kinds[:at]:
            continue
        if described or not any(_is_form(words, kinds, each) for each in range(at, len(words))):
            return at
        if not behind:
            break
    return len(words)


def _is_form(words: Sequence[_Word], kinds: Sequence[Kind], at: int) -> bool:
    """Whether there is a legal form; a short one that stands apart alone may be a country's code."""
    alone = words[at].apart and (at + 1 == len(words) or words[at + 1].apart)
    return kinds[at] in _FORMS and not (kinds[at] is Kind.SHORT and alone)


def _listed(text: str) -> frozenset[str]:
    return frozenset(_plain(text).split())


def _phrases() -> dict[str, list[tuple[str, ...]]]:
    """Those of several words by their first, the longest first."""
    found = dict[str, list[tuple[str, ...]]]()
    for phrase in legal_forms.WRITTEN_OUT.split(";"):
        words = tuple(each.text for each in _joined(_words(_plain(phrase))))
        found.setdefault(words[0], []).append(words)
    return {first: sorted(each, key=len, reverse=True) for first, each in found.items()}


_KINDS = {
    **dict.fromkeys(_listed(legal_forms.LINKS), Kind.LINK),
    **dict.fromkeys(_listed(legal_forms.COMPANY), Kind.COMPANY),
    **dict.fromkeys(_listed(legal_forms.SHORT), Kind.SHORT),
    **dict.fromkeys(_listed(legal_forms.CLEAR), Kind.CLEAR),
}
_BESIDE = _listed(legal_forms.BESIDE)
_FRONT = _listed(legal_forms.FRONT)
_ENDING = _listed(legal_forms.CLEAR) | _listed(legal_forms.SHORT)
_UNSPACED = re.compile("|".join(map(re.escape, sorted(_listed(legal_forms.UNSPACED), key=len, reverse=True))))
_PHRASES = _phrases()
