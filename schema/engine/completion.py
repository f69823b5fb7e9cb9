"""After the statement: Python fills the holes that it left in the answer; everything else stays the text it was.

A hole stands between two marks: its number in the plan, then the values that it needs as a JSON object. What fills it
is JSON of the fields asked for. Some of what was filled in is kept for whoever asks next (`Kept`).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal import errors, languages, threads
from portal.access import Actor
from portal.clock import Moment
from schema.engine.limits import LARGEST_ANSWER, too_large
from schema.engine.scope import Fill, Hole, Written
from schema.engine.text import MARK

AT_ONCE = 20
"""Items of a list written in one call: a clause has at most 200,000 characters."""
MOST_KEPT, LONGEST_KEPT, BESIDES = 8_000_000, 4_000, 400
"""Characters that are kept, of which each text has at most so many and takes so many more than its length."""

NOTHING_TOLD: Mapping[int, Any] = {}
SecretOf = Callable[[str], bytes]


def no_secret(purpose: str) -> bytes:
    """For answers in which nothing was sealed."""
    raise LookupError(purpose)


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Asking:
    """Who the answer is for, when, in which language, and what a mutation refused."""

    actor: Actor
    """For a field that is kept: somebody with the caller's rights, and nobody in particular."""
    now: Moment
    language: str
    refusals: Sequence[errors.Refused] = ()
    once: str = ""
    """A secret that the operation has just made: told in this answer, and kept nowhere."""
    told: Mapping[int, Any] = field(default_factory=lambda: NOTHING_TOLD)
    """What operations answered, by the numbers of the holes."""
    secret_of: SecretOf = no_secret
    """The way to a secret of the deployment, for what the database keeps sealed; never for a field that is kept."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A hole's text, and from when until when it is right."""

    text: str
    since: datetime
    until: datetime


Known = dict[str, Filled]
Key = tuple[Fill, Actor, str]


@dataclass
class Kept:
    """Filled holes by what they were made from, for all who have the same rights.

    The key holds whatever the text follows from: the plan's own field with what was asked of it, the values that the
    statement has just read, the caller's side and rights, the language. The moment is the one thing beside it, and for
    that each text says how long it is right. When there is too much, the half that was kept first goes, but for what
    was asked since.
    """

    most: int = MOST_KEPT
    _size: int = 0
    _new: dict[Key, Known] = field(default_factory=dict)
    _old: dict[Key, Known] = field(default_factory=dict)

    def put_in(self, parts: list[str], key: Key, now: datetime) -> list[int]:
        """Fills the holes, which are every second part, whose text is known and right; gives the places of the rest."""
        new, old = self._new.get(key, {}), self._old.get(key, {})
        rest = []
        for place in range(1, len(parts), 2):
            raw = parts[place]
            filled = new.get(raw)
            if filled is None and raw in old:
                filled = old[raw]
                self.keep(key, raw, filled)
            if filled is None or not filled.since <= now < filled.until:
                rest.append(place)
            else:
                parts[place] = filled.text
        return rest

    def keep(self, key: Key, raw: str, filled: Filled) -> None:
        size = len(raw) + len(filled.text)
        if size > LONGEST_KEPT:
            return
        self._size += size + BESIDES
        if self._size > self.most // 2:
            self._old, self._new, self._size = self._new, {}, size + BESIDES
        self._new.setdefault(key, {})[raw] = filled


class Completion:
    """Completes answers, one after the other."""

    def __init__(self, now: Callable[[], datetime], secret_of: SecretOf = no_secret) -> None:
        self._now, self._kept, self._secret_of = now, Kept(), secret_of

    async def completed(
        self, answer: str, fill: Fill | None, actor: Actor, language: str = languages.ENGLISH,
        refusals: Sequence[errors.Refused] = (), once: str = "", told: Mapping[int, Any] = NOTHING_TOLD,
    ) -> str:  # fmt: skip
        """The answer with every computed field in place; a thread goes through whole texts."""
        if fill is None:
            return answer
        if fill.is_refusals and not refusals:
            return _joined(answer.split(MARK)[::2], "[]")
        now, key, parts = self._now(), (fill, actor.anybody, language), answer.split(MARK)
        rest = self._kept.put_in(parts, key, now) if fill.has_kept else list(range(1, len(parts), 2))
        if not rest:
            return _joined(parts)
        holes = {parts[place]: fill.hole(parts[place]) for place in rest}
        work = _Work(holes, actor, now, language, refusals, once, told, self._secret_of)
        found = await threads.apart(work.done) if any(hole.is_long for hole in holes.values()) else work.done()
        for place in rest:
            raw = parts[place]
            parts[place] = found[raw].text
        for raw, filled in found.items():
            if holes[raw].is_kept:
                self._kept.keep(key, raw, filled)
        return _joined(parts)


@dataclass(frozen=True, slots=True)
class _Work:
    """The holes of one answer that nobody has filled yet, each once."""

    holes: dict[str, Hole]
    actor: Actor
    now: datetime
    language: str
    refusals: Sequence[errors.Refused]
    once: str
    told: Mapping[int, Any]
    secret_of: SecretOf

    def done(self) -> Known:
        """Refuses: LIMIT_EXCEEDED as soon as it is too much."""
        found: Known = {}
        size = 0
        for raw, hole in self.holes.items():
            found[raw] = filled = self._filled(raw, hole)
            size += len(filled.text)
            if size > LARGEST_ANSWER:
                raise too_large()
        return found

    def _filled(self, raw: str, hole: Hole) -> Filled:
        # Reading calls back for each object and writing goes in pieces, because nothing else runs during one such call.
        values = json.loads(raw[raw.index("{") :], object_hook=(lambda found: found) if hole.is_long else None)
        moment = Moment(self.now)
        asking = Asking(self.actor, moment, self.language, self.refusals, self.once, self.told, self.secret_of)
        if hole.is_kept:
            asking = Asking(self.actor.anybody, moment, self.language)
        found = hole.shape(hole.compute(values, asking))
        return Filled(_written(found) if hole.is_long else _json(found), moment.since, moment.until)


def _joined(parts: list[str], between: str = "") -> str:
    """The answer of its parts. Refuses: LIMIT_EXCEEDED before it is put together."""
    if sum(map(len, parts)) > LARGEST_ANSWER:
        raise too_large()
    return between.join(parts)


def _written(value: Any) -> str:
    if isinstance(value, Written):
        return value
    if isinstance(value, dict):
        return "{" + ",".join(f"{_json(name)}:{_written(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        items = (_written(item) for item in value) if len(value) <= AT_ONCE else _many(value)
        return "[" + ",".join(items) + "]"
    return _json(value)


def _many(items: list[Any]) -> Iterator[str]:
    return (_json(items[start : start + AT_ONCE])[1:-1] for start in range(0, len(items), AT_ONCE))
