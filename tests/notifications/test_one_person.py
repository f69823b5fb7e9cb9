"""Of every kind of record that names the one person whom it waits for: they alone, and who else once they are gone."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from portal import turns
from portal.access import AccessClass, Role, Side
from portal.notes.models import CompanyNote, Note, PartnerNote
from portal.notifications import audience, checking, errands, reminding
from portal.notifications.models import Notification
from portal.notifications.rules import Why
from portal.opportunities.models import DirectDeal
from portal.opportunities.rules.direct import LIFE
from portal.partners.models import Membership
from portal.partners.rules import MembershipStatus
from portal.room import Subject
from portal.rooms import KINDS
from portal.turns import On
from tests.notes.making import note
from tests.notifications.cast import Cast, happen
from tests.opportunities.direct import direct_deal

DUE = datetime.fromisoformat("2026-03-16T22:59:59Z")
"""A Monday; one business day before it is Friday the 13th."""
FRIDAY = datetime.fromisoformat("2026-03-13T06:00:00Z")
NAMING = [subject for subject in KINDS if subject.person is not None]
Made = Callable[[Cast], Awaitable[Any]]


def _note(kind: Any, author: str, assignee: str) -> Made:
    async def made(cast: Cast) -> Any:
        people = cast.people
        return note(kind, people[author], cast.partner, assignee=people[assignee], text="A word.", due_at=DUE)

    return made


async def _direct(cast: Cast) -> Any:
    return direct_deal(cast.people["SALES"], lapses_at=DUE, is_warned=True, due_at=DUE)


THEIRS: Mapping[Any, tuple[Made, str, set[str]]] = {
    Note: (_note(Note, "PARTNER_ADMIN", "PARTNER_MEMBER"), "PARTNER_MEMBER", {"PARTNER_ADMIN"}),
    CompanyNote: (_note(CompanyNote, "LEGAL", "SALES"), "SALES", {"LEGAL", "PLATFORM_ADMIN"}),
    PartnerNote: (_note(PartnerNote, "PARTNER_ADMIN", "PARTNER_MEMBER"), "PARTNER_MEMBER", {"PARTNER_ADMIN"}),
    DirectDeal: (_direct, "SALES", {"COLLEAGUE"}),
}
"""One of each kind, whom it waits for, and who by their role can do it once that person cannot."""


async def colleagues(cast: Cast, person: str) -> Cast:
    """With one more who has all that the person has."""
    one = cast.people[person]
    beside = await cast.make.member(
        None if one.side is Side.HOST else cast.partner, roles=set(one.roles), name="COLLEAGUE"
    )
    return Cast(cast.make, cast.database, cast.partner, {**cast.people, "COLLEAGUE": beside})


async def told(cast: Cast) -> dict[str, Why | None]:
    await checking.check(cast.database, FRIDAY)
    cast.make.session.expire_all()
    rows = (await cast.make.session.scalars(select(Notification))).all()
    found = {cast.name_of(row.member_id): row.why for row in rows}
    await cast.make.session.execute(delete(Notification))
    await cast.make.session.commit()
    return found


async def listed(cast: Cast, subject: Subject, on: On) -> set[str]:
    """Who finds it in this list of theirs."""
    found = set()
    for name, member in cast.people.items():
        if member.status is MembershipStatus.ACTIVE and subject.alone in {None, member.side}:
            async with errands.as_(cast.database, member) as session:
                if (await session.execute(turns.whole(turns.waiting(on, [subject])))).all():
                    found.add(name)
    return found


async def changed(cast: Cast, name: str, **columns: Any) -> None:
    await cast.make.session.execute(update(Membership).where(Membership.id == cast.people[name].id).values(**columns))
    await cast.make.session.commit()
    for column, value in columns.items():
        setattr(cast.people[name], column, value)


def test_every_kind_that_names_a_person_is_looked_at() -> None:
    assert {subject.record for subject in NAMING} == set(THEIRS)


@pytest.mark.parametrize("subject", NAMING, ids=lambda each: each.record.__name__)
@pytest.mark.parametrize("lost", ["", "status", "roles"])
async def test_the_person_alone_is_waited_for_and_others_by_their_roles_once_they_are_gone(
    cast: Cast, subject: Subject, lost: str
) -> None:
    make, person, instead = THEIRS[subject.record]
    cast = await colleagues(cast, person)
    record = await make(cast)
    await cast.make.add(record)
    await cast.make.session.commit()
    reads = {Side.HOST: Role.AUDITOR, Side.PARTNER: Role.PARTNER_VIEWER}[cast.people[person].side]
    if lost:
        columns: dict[str, Any] = {"roles": {reads}} if lost == "roles" else {"status": MembershipStatus.SUSPENDED}
        await changed(cast, person, **columns)
    whom = instead if lost else {person}
    assert await listed(cast, subject, On.ME) == whom - {"PLATFORM_ADMIN"}  # who has to do with it, of a task
    if subject.record is DirectDeal:
        assert await listed(cast, subject, On.MY_SIDE) >= {"COLLEAGUE", "LEGAL"} - whom
    await reminding.remind(cast.database, FRIDAY)
    assert await told(cast) == dict.fromkeys(whom, Why.TURN)


@pytest.mark.parametrize("action", ["warn", "touch"])
async def test_what_happens_to_a_direct_deal_is_the_turn_of_whoever_answers_for_it(cast: Cast, action: str) -> None:
    cast = await colleagues(cast, "SALES")
    record = await _direct(cast)
    await cast.make.add(record)
    await cast.make.session.commit()
    step = next(each for each in LIFE.steps if each.action == action)
    entry = await happen(cast, step, record, side=Side.HOST, published=False)
    async with cast.database.transaction(AccessClass.SYSTEM) as session:
        found = await audience.candidates(session, entry)
    assert [(cast.name_of(each.member.id), each.may_act) for each in found] == [("SALES", True)]
    if step.by_clock:
        return
    by_themselves = cast.people["SALES"].person_id
    assert by_themselves
    entry = await happen(cast, step, record, side=Side.HOST, published=False, by=by_themselves)
    async with cast.database.transaction(AccessClass.SYSTEM) as session:
        assert [each for each in await audience.candidates(session, entry) if each.may_act] == []
