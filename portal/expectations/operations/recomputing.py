"""Values computed again from what was handed over: the facts and what was agreed, without the portal's database."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from portal import calendars, canonical, ids
from portal.database.base import short
from portal.expectations.facts import fact as facts
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.folding import State, fold
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.metrics import open_days
from portal.expectations.metrics import value as values
from portal.expectations.metrics.evaluating import PAUSES, Measuring
from portal.expectations.metrics.open_days import OpenDays
from portal.expectations.operations.measuring import counted_days, digest_of, terms_of
from portal.expectations.operations.recording import subject_id
from portal.expectations.rules import attested
from portal.expectations.rules import promise as promises
from portal.expectations.rules.breach import BreachStatus
from portal.expectations.rules.promise import Promise
from portal.expectations.scores.days import OPEN_END, Days, day_at

_SHEET = re.compile(r"expectations/(?P<name>[a-z]+)(-\d+)?\.jsonl")
Line = Mapping[str, Any]
Sheets = Mapping[str, Sequence[Line]]
"""The lines of each file of the folder `expectations`, by its name."""


def sheets_of(archive: ZipFile) -> Sheets:
    """The lines of what was handed over. Raises json.JSONDecodeError for a file that is damaged."""
    found: dict[str, list[Line]] = defaultdict(list)
    for path in archive.namelist():
        match = _SHEET.fullmatch(path)
        if match:
            found[match["name"]] += map(json.loads, archive.read(path).splitlines())
    return found


class Outcome(StrEnum):
    SAME = "the same"
    DIFFERENT = "different"
    LEFT_OUT_CHANGED = "cannot be recomputed: what both sides leave out has changed since"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """One revision of a measurement, and what its facts come to."""

    title: str
    period: Days
    number: int
    outcome: Outcome
    kept: Line
    found: Line

    def __str__(self) -> str:
        told = f"{self.title}, {self.period.first} to {self.period.last}, revision {self.number}: {self.outcome}"
        if self.outcome is not Outcome.DIFFERENT:
            return told
        apart = [(name, self.kept.get(name), each) for name, each in self.found.items() if self.kept.get(name) != each]
        return f"{told} ({'; '.join(f'{name} was {was}, the facts say {is_}' for name, was, is_ in apart)})"


@dataclass(frozen=True, slots=True)
class _Told:
    """One revision of a fact."""

    fact: Fact
    received_at: datetime
    is_withdrawn: bool


@dataclass(slots=True)
class _Subject:
    kind: SubjectKind
    key: str
    told: list[tuple[str, str]] = field(default_factory=list)
    """(source, external id) of every fact that ever was about it."""


class Recomputing:
    """What was handed over of one partner, read once."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._facts: dict[tuple[str, str], list[_Told]] = defaultdict(list)
        self._subjects: dict[tuple[SubjectKind, str], _Subject] = {}
        self._states: dict[tuple[SubjectKind, str, datetime], State] = {}
        for line in sheets.get("facts", ()):
            self._take(line)

    def _take(self, line: Line) -> None:
        kind, statement = SubjectKind(line["kind"]), Statement(line["statement"])
        written = json.loads(line["document"] or "{}")
        fact = Fact(
            kind, statement, line["subject_key"], line["source"], line["external_id"],
            facts.again(kind, statement, written),
        )  # fmt: skip
        name = (fact.source, fact.external_id)
        received_at = datetime.fromisoformat(line["received_at"])
        self._facts[name].append(_Told(fact, received_at, is_withdrawn=not line["document"]))
        subject = self._subjects.setdefault((kind, fact.subject_key), _Subject(kind, fact.subject_key))
        if name not in subject.told:
            subject.told.append(name)

    def altered(self) -> Iterator[str]:
        """What is not as its own digest says."""
        for line in self._sheets.get("expectations", ()):
            if sha256(line["document"].encode()).hexdigest() != line["sha256"]:
                yield f"The expectation {line['id']} is not what was agreed: its digest differs."
        for line in self._sheets.get("facts", ()):
            said = {"kind": line["kind"], "statement": line["statement"], "subject": line["subject_key"]}
            values_ = json.loads(line["document"] or "{}")
            if line["document"] and canonical.digest({**said, "values": values_}) != line["sha256"]:
                yield f"The fact {line['id']} is not what was sent: its digest differs."

    def unfounded(self) -> Iterator[str]:
        """Breaches of rules that nothing shows which was said of them."""
        rules = {str(_uuid(line["id"])): line for line in self._sheets.get("expectations", ())}
        told: dict[str, list[Line]] = defaultdict(list)
        for line in sorted(self._sheets.get("attestations", ()), key=lambda each: each["made_at"]):
            told[line["expectation_id"]].append(line)
        for line in self._sheets.get("breaches", ()):
            if "attestation_id" not in line or line["status"] == BreachStatus.RETRACTED:
                continue
            promise = promises.read(rules[line["expectation_id"]]["document"])
            known = [_said(each, promise.zone) for each in told[line["expectation_id"]]]
            found = [
                each.said.id for is_over in (False, True)
                for each in attested.findings(known, promise.obligor, is_over=is_over)
                if each.is_kept is False or each.how is attested.Found.CONTESTED
            ]  # fmt: skip
            if UUID(line["attestation_id"]) not in found:
                yield f"The breach {line['id']} has no basis: the attestation of its rule does not support it."

    def all(self) -> Iterator[Recomputed]:
        """Each revision of each measurement."""
        expectations = {str(_uuid(line["id"])): line for line in self._sheets.get("expectations", ())}
        measurements = {str(_uuid(line["id"])): line for line in self._sheets.get("measurements", ())}
        for revision in self._sheets.get("revisions", ()):
            measurement = measurements[revision["measurement_id"]]
            yield self._revision(expectations[measurement["expectation_id"]], measurement, revision)

    def _revision(self, expectation: Line, measurement: Line, revision: Line) -> Recomputed:
        promise, as_of = promises.read(expectation["document"]), datetime.fromisoformat(revision["as_of"])
        period = Days(date.fromisoformat(measurement["starts_on"]), date.fromisoformat(measurement["ends_on"]))
        left_out = [
            each for each in self._sheets.get("excluded", ())
            if each["expectation_id"] == measurement["expectation_id"]
            and datetime.fromisoformat(each["agreed_at"]) <= as_of
        ]  # fmt: skip
        found = self._counted(promise, expectation, period, left_out, revision, as_of)
        outcome = Outcome.SAME if all(revision.get(name) == each for name, each in found.items()) else Outcome.DIFFERENT
        if _digest_of(left_out) != revision["exclusions_sha256"]:
            outcome = Outcome.LEFT_OUT_CHANGED
        return Recomputed(expectation["title"], period, revision["number"], outcome, revision, found)

    def _counted(
        self, promise: Promise, expectation: Line, period: Days, left_out: Sequence[Line], revision: Line,
        as_of: datetime,
    ) -> dict[str, Any]:  # fmt: skip
        """The same words as a revision has."""
        metric = promise.metric
        if metric is None:
            raise ValueError(promise.code)
        ends_on = expectation.get("ends_on")
        first = max(period.first, date.fromisoformat(expectation["starts_on"]))
        inside = Days(first, min(period.last, date.fromisoformat(ends_on) if ends_on else OPEN_END))
        pauses = [_days(each) for each in left_out if "first_day" in each]
        days = counted_days(inside, pauses)
        partner_id = UUID(expectation["partner_id"])
        without = {each["subject_id"] for each in left_out if "subject_id" in each}
        counted, apart = list[tuple[str, State]](), list[State]()
        for key, state in self._in_scope(promise, days, as_of):
            is_out = str(subject_id(partner_id, metric.kind, key)) in without
            apart.append(state) if is_out else counted.append((key, state))
        terms = terms_of(promise, as_of, days=self._open_days(promise, revision))
        measuring = Measuring(metric, terms)
        tally = measuring.tally(map(_fields, (state for _, state in counted)))
        return {
            "numerator": str(short(values.numerator(metric, tally))),
            "denominator": str(short(values.denominator(metric, tally))), "n": tally.n,
            "excluded": measuring.tally(map(_fields, apart)).n, "subjects_sha256": _subjects_digest(counted),
        }  # fmt: skip

    def _in_scope(self, promise: Promise, days: Sequence[Days], as_of: datetime) -> Iterator[tuple[str, State]]:
        """The subjects that an expectation is about, as they were known then."""
        for (kind, key), subject in self._subjects.items():
            if promise.metric is None or kind is not promise.metric.kind:
                continue
            state = self._state(subject, as_of)
            at = state.counted_on
            day = day_at(at, promise.zone) if isinstance(at, datetime) else at
            if day and any(day in each for each in days) and _is_about(promise, state):
                yield key, state

    def _state(self, subject: _Subject, as_of: datetime) -> State:
        current = [
            known[-1] for name in subject.told
            if (known := [each for each in self._facts[name] if each.received_at <= as_of])
        ]  # fmt: skip
        newest = max((each.received_at for each in current), default=as_of)
        place = (subject.kind, subject.key, newest)
        if place not in self._states:
            told = [
                each.fact for each in current
                if not each.is_withdrawn and (each.fact.kind, each.fact.subject_key) == (subject.kind, subject.key)
            ]  # fmt: skip
            self._states[place] = fold(subject.kind, told, primary=self._primary.get(subject.kind, ()))
        return self._states[place]

    @cached_property
    def _primary(self) -> Mapping[SubjectKind, tuple[str, ...]]:
        return {SubjectKind(line["kind"]): (line["source"],) for line in self._sheets.get("primary", ())}

    def _open_days(self, promise: Promise, revision: Line) -> OpenDays | None:
        version = revision.get("calendars_version")
        if version is None or version == calendars.VERSION:
            return None
        calendar = open_days.of("+".join(promise.calendars)).calendar
        (kept,) = [
            each for each in self._sheets.get("calendars", ())
            if (each["calendar"], each["version"]) == (calendar, version)
        ]  # fmt: skip
        return open_days.kept(calendar, version, date.fromisoformat(kept["first_on"]), kept["days"])


def _uuid(text: str) -> UUID:
    return ids.parse(text)[1]


def _said(line: Line, zone: str) -> attested.Said:
    told = {**line, "id": str(_uuid(line["id"])), "is_kept": "true" if line["is_kept"] else "false"}
    return attested.read([told.get(name) for name in attested.TOLD], zone)


def _days(line: Line) -> Days:
    return Days(date.fromisoformat(line["first_day"]), date.fromisoformat(line["last_day"]))


def _digest_of(left_out: Iterable[Line]) -> str:
    return digest_of(
        (each.get("subject_id"), _days(each) if "first_day" in each else None, each["reason"], each["text"])
        for each in left_out
    )


def _is_about(promise: Promise, state: State) -> bool:
    if state.values.get("owed_by") != promise.obligor.value:
        return False
    if promise.currency is not None and state.currency != promise.currency:
        return False
    return all(state.values.get(name) in words for name, words in promise.scope.items())


def _fields(state: State) -> dict[str, Any]:
    return {**state.values, PAUSES: state.pauses_text}


def _subjects_digest(counted: Iterable[tuple[str, State]]) -> str:
    lines = sorted((key.encode(), state.sha256) for key, state in counted)
    return sha256(b"\n".join(key + b" " + digest.encode() for key, digest in lines)).hexdigest()
