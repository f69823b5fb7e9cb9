"""Refusals: what a person is told, in a sentence, when something cannot be done."""

from collections.abc import Sequence
from typing import ClassVar, Self

from portal.languages import ENGLISH
from portal.sentences import Argument, Sentence

Path = tuple[str, ...]


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """An expected answer of "no": a stable code, a sentence for people and the place in the input.

    The sentence is written out where it is raised, with {places} for its values, so that every language has its own:
    `Invalid("The text is longer than {limit} characters.", limit=limit, path=path)`.
    """

    code: ClassVar[str] = "INVALID"

    def __init__(self, template: str, /, *, path: Sequence[str] = (), **arguments: Argument) -> None:
        super().__init__(template)
        self.sentence = Sentence(template, arguments)
        self.path: Path = tuple(path)
        self.also: tuple[Refused, ...] = ()
        """What else is wrong with the same input."""

    @classmethod
    def because(cls, sentence: Sentence, *, path: Sequence[str] = ()) -> Self:
        """The refusal with a sentence that was made elsewhere."""
        made = cls(sentence.template, path=path)
        made.sentence = sentence
        return made

    def at_the_top(self) -> Self:
        """The same, where what is sent has no `input` around it."""
        made = self.because(self.sentence, path=[part for part in self.path if part != "input"])
        made.also = tuple(each.at_the_top() for each in self.also)
        return made

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.sentence.in_(ENGLISH)

    def __str__(self) -> str:
        return self.message


class Invalid(Refused):
    """The value is not acceptable."""


class Faults:
    """Checks one after the other, so that whoever typed several things wrong is told of all of them at once.

    faults = Faults()
    with faults:
        name = legal_name(name)
    with faults:
        country = country_code(country)
    faults.refuse()
    """

    def __init__(self) -> None:
        self._found: list[Refused] = []

    def __enter__(self) -> None:
        """What is Invalid in the block is kept for `refuse`; any other refusal goes on at once."""

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> bool:
        if not isinstance(fault, Invalid):
            return False
        self._found += [fault, *fault.also]
        return True

    def refuse(self) -> None:
        """Refuses: Invalid for the first, with the others beside it, if there is any."""
        if self._found:
            first, *others = self._found
            first.also = tuple(others)
            raise first


class NotFound(Refused):
    """Missing, or hidden from the caller. The two look the same."""

    code = "NOT_FOUND"


class NotAllowed(Refused):
    """Visible to the caller, but not permitted for them."""

    code = "NOT_PERMITTED"


class WrongStatus(Refused):
    """The record's current status does not allow the step."""

    code = "WRONG_STATUS"


class Blocked(Refused):
    """The step exists in this status, but a condition is not met yet."""

    code = "BLOCKED"


class StaleVersion(Refused):
    """The record has changed since the caller read it."""

    code = "STALE_VERSION"


class StaleDigest(Refused):
    """The text has changed since the caller read it."""

    code = "STALE_DIGEST"


class KeyReused(Refused):
    """The idempotency key has already been used with another input."""

    code = "KEY_REUSED"


class ConfirmationNeeded(Refused):
    """Theirs to do, but first they must prove again, in a way that cannot be phished, that it is they who ask."""

    code = "CONFIRMATION_NEEDED"


KINDS: tuple[type[Refused], ...] = (
    Invalid, NotFound, NotAllowed, WrongStatus, Blocked, StaleVersion, StaleDigest, KeyReused, ConfirmationNeeded,
)  # fmt: skip
CODES = tuple(kind.code for kind in KINDS)
