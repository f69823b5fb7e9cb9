"""Which passwords people may choose: long enough, not known from breaches, not made of words about themselves."""

import re
from collections.abc import Iterable
from functools import cache

from auth import passwords
from portal import deferred, errors

PATH = ("password",)
ADVISED = 15
SHORTEST_WORD = 3
MOST_STRIPPED = 4
"""So many digits or signs before and after a breached password leave it one."""
PRODUCT = "entente"

_EDGES = re.compile(rf"^[\W\d_]{{0,{MOST_STRIPPED}}}|[\W\d_]{{0,{MOST_STRIPPED}}}$")


@cache
def breached() -> frozenset[str]:
    """The 30,000 passwords most often found in breaches, in lower case; kept by zxcvbn, read without the network."""
    return frozenset(deferred.load("zxcvbn.frequency_lists:FREQUENCY_LISTS")["passwords"])


def refuse_weak(password: str, *, about: Iterable[str]) -> None:
    """Refuses with Invalid what a guesser tries first. `about`: name, address, organisation of who chooses.

    Any characters are welcome, none are asked for, and a password is good for as long as its owner likes.
    """
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST or "\0" in password:
        raise errors.Invalid(
            "A password must have {shortest} to {longest} characters. We recommend {advised} or more.",
            shortest=passwords.SHORTEST,
            longest=passwords.LONGEST,
            advised=ADVISED,
            path=PATH,
        )
    plain = password.casefold()
    if {plain, _EDGES.sub("", plain)} & breached():
        raise errors.Invalid("This password is known from breaches. Choose another.", path=PATH)
    left = plain
    for word in sorted(_words((*about, PRODUCT)), key=len, reverse=True):
        left = left.replace(word, "")
    if left != plain and len(left) < passwords.SHORTEST:
        raise errors.Invalid(
            "This password is mostly your name, email address or organisation. Choose another.",
            path=PATH,
        )


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in re.split(r"[\W_]+", text.casefold()) if len(word) >= SHORTEST_WORD}
