"""Who could be told of a row of the journal: by the tables, by what they are to the record, by what they follow.

Nobody has looked yet whether they may read it: see `checking`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, literal_column, or_, select

from portal.access import AccessClass, Permission, Side, access_class
from portal.database.session import Session
from portal.journal import Entry
from portal.machine import Step, roles_of
from portal.notes.models import CompanyNote, Note, PartnerNote
from portal.notifications import parts, roles, rules
from portal.notifications.models import Following
from portal.notifications.parts import Moved
from portal.notifications.roles import Roles, Waited
from portal.notifications.rules import Why
from portal.partners import queries
from portal.partners.membership import ADMINISTRATORS
from portal.partners.models import Membership, Organisation
from portal.room import Subject
from portal.rooms import MACHINES, SUBJECTS


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a row of the journal, or a deadline, is about."""

    entry: Entry
    subject: Subject | None
    record: Any
    manager_id: UUID | None = None
    """The membership of whoever looks after the partner."""
    person: UUID | None = None
    """The membership of the one person whom it waits for, if it is one."""
    people: Mapping[UUID, Why] = field(default_factory=dict)
    """By the ids of their memberships: whoever is something to the record."""


@dataclass(frozen=True, slots=True)
class Candidate:
    member: Membership
    why: Why | None
    """None: for the next step alone, if they can take it."""
    may_act: bool
    part: Moved | None = None
    """What they are told of in place of the record that it belongs to, which a timeline tells of."""


async def candidates(session: Session, entry: Entry) -> list[Candidate]:
    """Everybody of both organisations who could be told, but whoever did it."""
    about = await _about(session, entry)
    acting = await roles.waited(session, who_can_act(about), about.person)
    missed = await roles.waited(session, _who_missed(about), about.person)
    must = _administrators(entry)
    moved = await parts.moved(session, entry)
    of_parts = [each for part in moved for each in (part.acting, part.missed)]
    taking_part = await _taking_part(session, entry)
    wanted = or_(
        *(some.held for some in (acting, missed, Waited(must), *of_parts)),
        _among(Membership.id, [*about.people, *(each for each, follows in taking_part.members.items() if follows)]),
        _among(Membership.person_id, taking_part.people),
    )
    found = []
    for member in (await session.scalars(_members(entry, wanted))).all():
        why = _why(member, about, missed=missed, must=must, taking_part=taking_part)
        may_act = acting.has(member)
        own = [] if _looks_after_others(member, about) else _own(member, moved, why)
        found += own
        if (may_act or (why and not own)) and not _looks_after_others(member, about):
            found.append(Candidate(member, why, may_act))
    return found


def _own(member: Membership, moved: Iterable[Moved], why: Why | None) -> list[Candidate]:
    """Of what has moved, all that somebody can act on or could have."""
    found = []
    for part in moved:
        has_missed, may_act = part.missed.has(member), part.acting.has(member)
        if has_missed or may_act:
            found.append(Candidate(member, Why.MISSED if has_missed else why, may_act, part))
    return found


def _looks_after_others(member: Membership, about: About) -> bool:
    """Who only looks after partners sees those alone."""
    return access_class(member.roles) is AccessClass.MANAGER and member.id != about.manager_id


async def _about(session: Session, entry: Entry) -> About:
    kind_of, record_id = entry.about_type or entry.record_type, entry.about_id or entry.record_id
    subject = SUBJECTS.get(kind_of)
    managed = select(Organisation.manager_id).where(Organisation.side == Side.PARTNER)
    manager = await session.scalar(managed.where(Organisation.id == entry.partner_id))
    people = {manager: Why.MANAGER} if manager and entry.event not in rules.OF_WHO_BEGAN else {}
    if subject is None:
        return About(entry=entry, subject=None, record=None, manager_id=manager, people=people)
    kind = subject.record
    owners = [owner(kind) for owner in subject.owners.values()]
    nobody: ColumnElement[Any] = literal_column("NULL::uuid")
    concerned = subject.concerns(kind) if subject.concerns else nobody
    person = subject.person(kind) if subject.person else nobody
    named = (concerned.label("concerned"), person.label("person"))
    found = select(kind, *named, *(each.label(f"o{n}") for n, each in enumerate(owners)))
    row = (
        await session.execute(found.where(kind.id == record_id, subject.partner_id(kind) == entry.partner_id))
    ).one_or_none()
    if row is None:
        return About(entry=entry, subject=subject, record=None, manager_id=manager)
    people |= dict.fromkeys((each for each in row[3:] if each), Why.OWNER)
    if row[1]:
        people[row[1]] = Why.CONCERNED
    people |= await _addressed(session, entry)
    return About(entry=entry, subject=subject, record=row[0], manager_id=manager, person=row[2], people=people)


async def _addressed(session: Session, entry: Entry) -> dict[UUID, Why]:
    """Whom a note mentions, who has its task, and who wrote it: by the ids of their memberships."""
    for kind in (Note, CompanyNote, PartnerNote) if entry.record_type == Note.PREFIX else ():
        # Never whole: the portal's own login may not read the words of an internal note.
        columns = select(kind.author_id, kind.mentions, kind.assignee_id)
        its = columns.where(kind.partner_id == entry.partner_id, kind.id == entry.record_id)
        note = (await session.execute(its)).one_or_none()
        if note is not None:
            people = {note.author_id: Why.FOLLOWING} | {UUID(each): Why.MENTIONED for each in note.mentions}
            return people | ({note.assignee_id: Why.ASSIGNED} if note.assignee_id else {})
    return {}


def who_can_act(about: About) -> Roles:
    """The roles of the sides that are waited for whose people take the steps by which the record moves on."""
    steps = about.subject.steps if about.subject else None
    if steps is None or about.record is None or about.entry.event in rules.QUIET:
        return roles.NOBODY
    if not any(each.event == about.entry.event for life in steps.lives for each in life.steps):
        return roles.NOBODY  # it moves nothing on, as a note does not
    answered_by = rules.ANSWERED_BY.get(about.entry.event)
    if answered_by:
        return roles.of_steps(steps, about.record, {answered_by}, {about.entry.side.other})
    return roles.onward(steps, about.record)


def _who_missed(about: About) -> Roles:
    """The roles that were waited for until the clock took the step, for whoever held them."""
    step, entry = roles.STEPS.get(about.entry.event), about.entry
    if not entry.is_system or step is None or not (step.by_clock or step.clock_too) or about.subject is None:
        return roles.NOBODY
    told = {each["field"]: each["before"] or "" for each in entry.changes}
    if "due_at" not in told or about.subject.steps is None or not _is_end_of_a_deadline(step):
        return roles.NOBODY
    sides = [Side(word) for word in told.get("waiting_on", " ".join(about.record.waiting_on)).split()]
    onward = about.subject.steps.onward
    open_ = [
        each
        for life in about.subject.steps.lives if step in life.steps
        for each in life.steps if each.source & step.source and each.action in onward and roles.is_told_of(each)
    ]  # fmt: skip
    return roles.holding(open_, sides)


def _is_end_of_a_deadline(step: Step[Any]) -> bool:
    return any(
        deadline.step == step.action and status in step.source
        for machine in MACHINES if step in machine.steps
        for status, deadline in machine.deadlines.items()
    )  # fmt: skip


def _administrators(entry: Entry) -> Roles:
    """Who should know as an administrator: of both sides what binds, of their own what concerns its doors."""
    if entry.event in rules.BINDING:
        return {side: frozenset({role}) for side, role in ADMINISTRATORS.items()}
    if rules.family_of(entry.event) in rules.OF_ADMINISTRATORS:
        return {**roles.NOBODY, entry.side: frozenset(roles_of(Permission.CONNECTION_MANAGE, entry.side))}
    return roles.NOBODY


@dataclass(frozen=True, slots=True)
class _TakingPart:
    people: frozenset[UUID]
    """Who has taken a step on the record."""
    members: Mapping[UUID, bool]
    """Who has said that they follow it, or that they do not."""


async def _taking_part(session: Session, entry: Entry) -> _TakingPart:
    record_id = entry.about_id or entry.record_id
    if entry.event in rules.QUIET or (entry.about_type or entry.record_type) not in SUBJECTS:
        return _TakingPart(frozenset(), {})
    of_record = (
        Entry.partner_id == entry.partner_id,
        or_(Entry.record_id == record_id, Entry.about_id == record_id),
        Entry.event.not_in(rules.QUIET),
    )
    did = select(Entry.by_id).where(*of_record, Entry.is_system.is_(False)).distinct()
    said = select(Following.member_id, Following.follows).where(
        Following.partner_id == entry.partner_id, Following.record_id == record_id
    )
    people = frozenset((await session.scalars(did)).all())
    return _TakingPart(people, {row[0]: row[1] for row in (await session.execute(said)).all()})


def _why(
    member: Membership, about: About, *, missed: Waited, must: Roles, taking_part: _TakingPart
) -> Why | None:  # fmt: skip
    if about.entry.event in rules.QUIET:
        return None
    follows = taking_part.members.get(member.id, member.person_id in taking_part.people)
    is_binding = about.entry.event in rules.BINDING
    found = [
        (Why.MISSED, missed.has(member)),
        (Why.BINDING if is_binding else Why.ADMINISTRATOR, bool(member.roles & must[member.side])),
        (Why.FOLLOWING, follows),
    ]
    reasons = {why for why, holds in found if holds} | {about.people.get(member.id)}
    return next((why for why in Why if why in reasons), None)


def _members(entry: Entry, wanted: ColumnElement[bool]) -> Select[Any]:
    """Active people of the company and of the partner, who have access; of an own-side row that side's alone."""
    found = (
        select(Membership)
        .join(Organisation, Organisation.id == Membership.partner_id)
        .where(
            *queries.has_access(Membership, Organisation),
            or_(Organisation.id == entry.partner_id, Organisation.side == Side.HOST),
            Membership.person_id != entry.by_id,
            wanted,
        )
        .order_by(Membership.id)
    )
    return found if entry.is_published else found.where(Membership.side == entry.side)


def _among(column: Any, ids: Iterable[UUID]) -> ColumnElement[bool]:
    wanted = list(ids)
    return column.in_(wanted) if wanted else false()
