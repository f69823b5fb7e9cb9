"""What a letter says: what happened, whose turn it is, until when, what follows otherwise, and where it all is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import dates

from portal import events, ids, journal, languages
from portal.access import Side
from portal.events import Happening
from portal.mail import HTML_LONGEST, PORTAL, SUBJECT_LONGEST, TEXT_LONGEST
from portal.notes.models import Note
from portal.notifications import rendering, rules
from portal.notifications.reading import Reader, Seen
from portal.rooms import KINDS, PARTS, titled
from portal.sentences import Sentence, say

MOST = 300
"""Events of which one letter tells; of more it says how many there are."""
PLACES: Mapping[str, tuple[str, str]] = {
    "ctr": ("/contracts/{id}", "/contracts/{id}"),
    "org": ("/partners/{id}", "/org/account"),
    "mem": ("/org/members/{id}", "/org/members/{id}"),
    "aut": ("/org/authorities/{id}", "/org/authorities/{id}"),
    "doc": ("/documents/{id}", "/documents/{id}"),
    "obl": ("/obligations/{id}", "/obligations/{id}"),
    "opp": ("/opportunities/{id}", "/opportunities/{id}"),
    "dir": ("/direct-deals/{id}", "/direct-deals/{id}"),
    "fee": ("/fees/{id}", "/fees/{id}"),
    "sug": ("/opportunities/suggestions/{id}", "/opportunities/suggestions/{id}"),
    "ovl": ("/overlaps/{id}", "/overlaps/{id}"),
    "bnd": ("/boundaries/{id}", "/boundaries/{id}"),
    "ept": ("/expectations/{id}", "/expectations/{id}"),
    "mea": ("/measurements/{id}", "/measurements/{id}"),
    "bre": ("/breaches/{id}", "/breaches/{id}"),
    "scd": ("/scorecards/cards/{id}", "/scorecards/cards/{id}"),
    "dsp": ("/disputes/{id}", "/disputes/{id}"),
    "dof": ("/disputes/{whole}/offers/{id}", "/disputes/{whole}/offers/{id}"),
    "dre": ("/disputes/{whole}#remedy-{id}", "/disputes/{whole}#remedy-{id}"),
    "dpv": ("/disputes/{whole}#prevention-{id}", "/disputes/{whole}#prevention-{id}"),
    "nte": ("/notes/{id}", "/notes/{id}"),
    "imp": ("/org/imports/{id}", "/org/imports/{id}"),
    "fim": ("/imports/{id}", "/imports/{id}"),
    "cli": ("/org/clients/{id}", "/org/clients/{id}"),
    "idp": ("/org/connections/{id}", "/org/connections/{id}"),
    "dom": ("/org/domains", "/org/domains"),
    "prv": ("/org/provisioning", "/org/provisioning"),
}
"""Where the company and a partner find a record, `{whole}` what it belongs to; of other kinds the list of notifications
tells."""
WHOLES: Mapping[str, str] = {subject.prefix: subject.part.of.PREFIX for subject in PARTS if subject.part}
LIST, CHOOSE = "/notifications", "/profile/notifications"

NEAR = say("The time to act is running out.")
YOUR_TURN = say("It is your turn: you can take the next step.")
YOUR_SIDE = say("Waiting for your side.")
OTHER_SIDE = say("Waiting for the other side.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    subject: str
    html: str
    leave: str
    """The place that ends letters of this kind; "" where none does."""

    @property
    def text(self) -> str:
        return rendering.text(self.html)


def at_once(reader: Reader, seen: Sequence[Seen], leave: str) -> Letter:
    """About one record, or several that belong to one: all that has just happened to it, what can be done first."""
    last = seen[-1]
    is_several = any(each.told.record_id != last.told.record_id for each in seen)
    number = last.record.number if last.record and is_several else None
    called = number or _called(reader, last)

    def written(most: int) -> Letter:
        return _letter(
            reader, subject=f"{called}: {_sentence(reader, last)}", title=called, below=_partner(reader, last),
            records=[_record(reader, some) for some in _by_record(seen[-most:])], because=rules.BECAUSE[_reason(seen)],
            leave=leave, is_digest=False, more=_more(len(seen) - most),
        )  # fmt: skip

    return _fitting(written)


def _more(count: int) -> Sentence | None:
    return say("The portal shows {count} more.", count=count) if count > 0 else None


def _fitting(written: Callable[[int], Letter]) -> Letter:
    """Of as many events as one email can have: of MOST, or of half as many as long as that is too long."""
    letter, most = written(MOST), MOST
    while most > 1 and (len(letter.text) > TEXT_LONGEST or len(letter.html) > HTML_LONGEST):
        most //= 2
        letter = written(most)
    return letter


def _by_record(seen: Iterable[Seen]) -> list[list[Seen]]:
    """All of each record together, what the reader can act on first."""
    of: dict[Any, list[Seen]] = {}
    for each in seen:
        of.setdefault(each.told.record_id, []).append(each)
    return sorted(of.values(), key=lambda some: not some[-1].can_act)


def digest(reader: Reader, seen: Sequence[Seen], leave: str, now: datetime) -> Letter:
    """Of a day: grouped by record, what the reader can act on first."""
    told = say("There have been {count} events since your last email.", count=len(seen))
    if len(seen) == 1:
        told = say("There has been 1 event since your last email.")
    day = dates.format_date(now.astimezone(ZoneInfo(reader.zone)), "full", locale=languages.locale(reader.language))

    def written(most: int) -> Letter:
        return _letter(
            reader, subject=told.in_(reader.language), title=told.in_(reader.language), below=day,
            records=[_record(reader, some) for some in _by_record(seen[:most])], leave=leave, is_digest=True,
            more=_more(len(seen) - most),
            because=say("You get this email on business mornings. It lists what you have not read."),
        )  # fmt: skip

    return _fitting(written)


def _letter(
    reader: Reader, *, subject: str, title: str, below: str, records: Sequence[Any], because: Sentence, leave: str,
    is_digest: bool, more: Sentence | None = None,
) -> Letter:  # fmt: skip
    language = reader.language
    subject = " ".join("".join(sign if sign.isprintable() else " " for sign in subject).split())
    if len(subject) > SUBJECT_LONGEST:
        subject = subject[: SUBJECT_LONGEST - 1] + "…"
    values = {
        "language": language, "subject": subject, "title": title, "below": below, "records": records,
        "is_digest": is_digest, "more": more.in_(language) if more else "", "because": because.in_(language),
        "list": PORTAL + LIST, "choose": PORTAL + CHOOSE, "leave": PORTAL + leave if leave else "",
        "open": say("Open it in the portal.").in_(language).rstrip(".।"),
        "chooses": say("Choose how you get emails.").in_(language).rstrip(".।"),
        "leaves": say("Stop emails of this kind.").in_(language).rstrip(".।"),
    }  # fmt: skip
    return Letter(subject=subject, html=rendering.html(values), leave=leave)


def _record(reader: Reader, seen: Sequence[Seen]) -> Mapping[str, Any]:
    last, is_of_notes = seen[-1], all(map(_is_of_a_note, seen))
    told = [
        {
            "sentence": _sentence(reader, each), "when": moment(each.told.at, reader),
            "note": journal.noted(each.entry.note, reader.language) if each.entry else "",
        }
        for each in seen
    ]  # fmt: skip
    return {
        "called": _called(reader, last), "partner": _partner(reader, last), "told": told,
        "link": PORTAL + (_note(last) if is_of_notes else _place(reader, last)),
        "turn": [line.in_(reader.language) for line in (_task(last) if is_of_notes else _turn(reader, last))],
    }  # fmt: skip


def _is_of_a_note(seen: Seen) -> bool:
    """It is told of the record that a note is on, whose own turns and dates it does not change."""
    return seen.entry is not None and seen.entry.record_type == Note.PREFIX != seen.told.record_type


def _task(seen: Seen) -> list[Sentence]:
    """By when what a note asks for is to be done."""
    entry = seen.entry
    due_on = events.facts_of(entry.changes).get("due_on") if entry and entry.event in rules.ASKING else None
    return [say("Due by {day}.", day=date.fromisoformat(due_on))] if due_on else []


def _note(seen: Seen) -> str:
    return f"/notes/{ids.text(Note.PREFIX, seen.entry.record_id)}" if seen.entry else LIST


def _reason(seen: Sequence[Seen]) -> rules.Why:
    """The strongest of the reasons for which the reader is told."""
    reasons = {each.told.why for each in seen}
    return next(why for why in rules.Why if why in reasons)


def _called(reader: Reader, seen: Seen) -> str:
    if seen.record is None:
        return seen.acted_for or "Entente"
    return titled(seen.told.record_type, seen.record.number, seen.record.title, reader.language)


def _partner(reader: Reader, seen: Seen) -> str:
    """The partner's name, for the company's people, where the title does not say it."""
    if reader.member.side is Side.PARTNER or seen.record is None or seen.record.partner in seen.record.title:
        return ""
    return seen.record.partner


def _sentence(reader: Reader, seen: Seen) -> str:
    if seen.entry is None:
        return NEAR.in_(reader.language)
    entry = seen.entry
    return Happening(
        event=entry.event, name=entry.by_name, is_system=entry.is_system, facts=events.facts_of(entry.changes),
        organisation=seen.acted_for if entry.side is not reader.member.side else "",
    ).in_(reader.language)  # fmt: skip


def _turn(reader: Reader, seen: Seen) -> list[Sentence]:
    """Whose turn it is as the record stands now, until when, and what follows otherwise."""
    record, side = seen.record, reader.member.side
    if seen.disputable_until is not None:
        return [say("You can dispute this until {moment}.", moment=moment(seen.disputable_until, reader))]
    if record is None or not (seen.can_act or record.waiting_on):
        return []
    said = [YOUR_TURN if seen.can_act else YOUR_SIDE if record.waits_for(side) else OTHER_SIDE]
    if record.due_at is not None:
        said.append(say("By {moment}.", moment=moment(record.due_at, reader)))
        if otherwise := _otherwise(seen):
            said.append(otherwise)
    return said


def _otherwise(seen: Seen) -> Sentence | None:
    """What the table says happens at the date."""
    subject = next(each for each in KINDS if each.prefix == seen.told.record_type)
    for life in subject.steps.lives if subject.steps and seen.record else ():
        status = seen.record.values.get(subject.record.LIVES[life.name]) if seen.record else None
        deadline = life.deadlines.get(life.statuses(status)) if status else None
        if deadline is not None and not deadline.elsewhere and deadline.otherwise:
            return deadline.otherwise
    return None


def moment(at: datetime, reader: Reader) -> str:
    """A moment in the zone of the reader, as their language writes it."""
    zone = ZoneInfo(reader.zone)
    day = dates.format_date(at.astimezone(zone), "full", locale=languages.locale(reader.language))
    clock = dates.format_time(at, "short", tzinfo=zone, locale=languages.locale(reader.language))
    offset = dates.get_timezone_gmt(at.astimezone(zone), width="long", locale=languages.locale(reader.language))
    return f"{day}, {clock} ({offset})"


def _place(reader: Reader, seen: Seen) -> str:
    whole = seen.record.whole_id if seen.record else None
    return place_of(seen.told.record_type, seen.told.record_id, reader.member.side, whole_id=whole)


def place_of(record_type: str, record_id: UUID, side: Side, *, whole_id: UUID | None = None) -> str:
    """Where people of a side find a record; the list of what they are told for one that has no place of its own."""
    places = PLACES.get(record_type)
    if places is None:
        return LIST
    whole = ids.text(WHOLES[record_type], whole_id) if whole_id else ""
    return places[side is Side.PARTNER].format(id=ids.text(record_type, record_id), whole=whole)
