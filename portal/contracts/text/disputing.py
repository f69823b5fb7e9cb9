"""What the text may say of disputes: key terms that an agreement may go without.

Each is kept, signed and changed as the same line of text, so that there is one form of it: TERMS says how each is read
and what may newly be agreed. An agreement that says nothing of them reads and signs as it always did.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from portal import errors, money
from portal.reasons import REASONS, Reason
from portal.sentences import say
from portal.wording import line

Said = tuple[tuple[str, str], ...]
"""Each term that is agreed and its text, by name."""
DECIDER, CODES, LIMIT = "dispute_decider", "dispute_decider_codes", "dispute_decider_limit"
MEDIATION, MEDIATORS, WINDOWS = "dispute_mediation", "dispute_mediators", "dispute_windows"
LEVEL_DAYS = ("dispute_days_0", "dispute_days_1", "dispute_days_2")
EXECUTIVE, YES, NO = "EXECUTIVE", "YES", "NO"
SHORTEST, LONGEST = (5, 3, 2), (60, 40, 20)
"""Business days at each level of the two sides: nobody is rushed, and nobody waits without end."""
MOST_MEDIATORS, MOST_DAYS = 10, 3_650
_CODE = re.compile(r"[A-Z][A-Z_]{1,39}")
_WINDOW = re.compile(r"([A-Z][A-Z_]{1,39}) +([0-9]{1,4})")
_COUNT = re.compile(r"[0-9]{1,4}")
Path = Sequence[str]


@dataclass(frozen=True, slots=True)
class Term:
    """How one of them is read: `settle` gives its one form, `check_new` refuses what may not newly be agreed."""

    settle: Callable[[str, Path], str]
    check_new: Callable[[str, Path], None] = lambda _text, _path: None


def settled(term: str, text: str, *, path: Path) -> str:
    """The one form of what was written; "" for nothing. Refuses: Invalid."""
    return TERMS[term].settle(text.strip(), path) if text.strip() else ""


def check(said: Said, *, path: Path) -> None:
    """Refuses, with Invalid, what cannot hold together or is not in its one form."""
    agreed = dict(said)
    for term, text in said:
        if term not in TERMS or settled(term, text, path=(*path, term)) != text or not text:
            raise errors.Invalid("The dispute terms are not in canonical form.", path=path)
    if (CODES in agreed or LIMIT in agreed) and DECIDER not in agreed:
        raise errors.Invalid("First say who can decide.", path=path)
    if MEDIATORS in agreed and agreed.get(MEDIATION) != YES:
        raise errors.Invalid("You can only name mediators if the contract provides for mediation.", path=path)


def check_new(term: str, text: str, *, path: Path) -> None:
    """Refuses, with Invalid, what may not newly be agreed."""
    if text:
        TERMS[term].check_new(settled(term, text, path=path), path)


def with_(said: Said, term: str, text: str, *, path: Path) -> Said:
    """The same with one of them changed; "" takes it out. Refuses: Invalid."""
    others = tuple(each for each in said if each[0] != term)
    written = settled(term, text, path=path)
    return tuple(sorted((*others, (term, written)))) if written else others


def codes(text: str) -> tuple[str, ...]:
    """Codes of reasons, in order."""
    return tuple(sorted(set(filter(None, re.split(r"[,;\s]+", text.upper())))))


def windows(text: str) -> Mapping[str, int]:
    """The days to file a dispute, by the code of its reason. Raises ValueError."""
    found = {}
    for each in filter(None, (part.strip() for part in re.split(r"[,;\n]", text.upper()))):
        match = _WINDOW.fullmatch(each)
        if match is None or match[1] in found:
            raise ValueError(each)
        found[match[1]] = int(match[2])
    return dict(sorted(found.items()))


def names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in re.split(r"[;\n]", text))))


def limit(text: str, *, path: Path = ()) -> money.Money:
    """An amount: "5000.00 EUR". Refuses: Invalid."""
    amount, _, currency = text.partition(" ")
    return money.parse(amount, currency.strip().upper(), path=path, is_new=False)


def window_of(reason: Reason, terms: Mapping[str, str]) -> int | None:
    """The days to file something for a reason, counted as the reason counts: never fewer than the reason's own."""
    own = reason.business_days if reason.days is None else reason.days
    return None if own is None else max(own, windows(terms.get(WINDOWS, "")).get(reason.code, own))


def _word(text: str, path: Path, *, known: Sequence[str]) -> str:
    if text not in known:
        raise errors.Invalid("The term must be one of {known}.", known=", ".join(known), path=path)
    return text


def _codes(text: str, path: Path) -> str:
    found = codes(text)
    if not found or not all(map(_CODE.fullmatch, found)):
        raise errors.Invalid("Name reasons by their codes, such as PRICE_DIFFERS.", path=path)
    return ", ".join(found)


def _known_codes(text: str, path: Path) -> None:
    for code in codes(text):
        _known(code, path)


def _known(code: str, path: Path) -> Reason:
    if code not in REASONS:
        raise errors.Invalid("There is no reason {code}.", code=code, path=path)
    return REASONS[code]


def _limit(text: str, path: Path) -> str:
    found = limit(text, path=path)
    if found.minor <= 0:
        raise errors.Invalid("The amount must be greater than zero.", path=path)
    return f"{money.text(found)} {found.currency}"


def _limit_in_use(text: str, path: Path) -> None:
    money.check_in_use(limit(text).currency, path=path)


def _names(text: str, path: Path) -> str:
    wanted = say("Put each mediator on a line of their own.")
    found = [line(each, path=path, wanted=wanted) for each in names(text)]
    if not 0 < len(found) <= MOST_MEDIATORS or len(set(found)) < len(found):
        raise errors.Invalid("Name 1 to {most} mediators, each of them once.", most=MOST_MEDIATORS, path=path)
    return "; ".join(found)


def _days(text: str, path: Path) -> str:
    if not _COUNT.fullmatch(text):
        raise errors.Invalid("Enter a number of business days.", path=path)
    return str(int(text))


def _days_within(text: str, path: Path, *, level: int) -> None:
    if not SHORTEST[level] <= int(text) <= LONGEST[level]:
        raise errors.Invalid(
            "The time for this level must be {least} to {most} business days.",
            least=SHORTEST[level], most=LONGEST[level],
            path=path,
        )  # fmt: skip


def _windows(text: str, path: Path) -> str:
    try:
        found = windows(text)
    except ValueError:
        found = {}
    if not found:
        raise errors.Invalid("Enter each reason's code and days, such as DAMAGED 21; PRICE_DIFFERS 90.", path=path)
    return "; ".join(f"{code} {days}" for code, days in found.items())


def _windows_longer(text: str, path: Path) -> None:
    for code, days in windows(text).items():
        reason = _known(code, path)
        own = reason.business_days if reason.days is None else reason.days
        if own is None:
            raise errors.Invalid("{code} has no last day, so its time cannot be longer.", code=code, path=path)
        if not own < days <= MOST_DAYS:
            raise errors.Invalid(
                "The time for {code} can only be longer than its {own} days, and at most {most} days.",
                code=code, own=own, most=MOST_DAYS, path=path,
            )  # fmt: skip


TERMS: Mapping[str, Term] = {
    DECIDER: Term(partial(_word, known=(EXECUTIVE,))),
    CODES: Term(_codes, _known_codes),
    LIMIT: Term(_limit, _limit_in_use),
    MEDIATION: Term(partial(_word, known=(YES, NO))),
    MEDIATORS: Term(_names),
    **{name: Term(_days, partial(_days_within, level=level)) for level, name in enumerate(LEVEL_DAYS)},
    WINDOWS: Term(_windows, _windows_longer),
}
"""Who may decide, for which reasons and up to which amount; whether there is to be mediation, and by whom; the time at
each level of the two sides; and longer times to file, by reason."""
NAMES = tuple(TERMS)
