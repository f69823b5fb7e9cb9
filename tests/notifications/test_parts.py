"""Offers, remedies and actions against a cause: turns of their own, told and listed to exactly those who can act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Select, select, update

from portal import ids, journal, reactions, turns
from portal.access import SYSTEM, AccessClass, Actor, Permission, Side, holders
from portal.disputes import queries
from portal.disputes.models import Dispute
from portal.disputes.rules.offer import OfferStatus
from portal.disputes.rules.prevention import PreventionStatus
from portal.disputes.rules.remedy import RemedyStatus
from portal.disputes.rules.statuses import DisputeStatus
from portal.mail import Mail
from portal.notifications import errands, reminding, rounds, rules
from portal.notifications.models import Notification
from portal.notifications.rules import Why
from portal.turns import On
from tests.disputes import making
from tests.make import NOW
from tests.notifications.cast import Cast

P = Permission
DUE = datetime.fromisoformat("2026-03-16T22:59:59Z")
"""A Monday; one business day before it is Friday the 13th, three are Wednesday the 11th."""
WEDNESDAY, FRIDAY = datetime.fromisoformat("2026-03-11T06:00:00Z"), datetime.fromisoformat("2026-03-13T06:00:00Z")
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Part:
    """A record in a status in which it waits for `waits`."""

    make: Callable[..., Any]
    columns: Mapping[str, Any]
    waits: Side
    may: Permission
    event: str
    over: Any
    of: DisputeStatus
    title: str
    otherwise: str
    place: str
    field: str = ""


def parts() -> list[Any]:
    found = []
    for side in Side:
        found += [
            Part(
                making.offer, {"side": side, "expires_at": DUE, "due_at": DUE}, side.other, P.DISPUTE_SETTLE,
                "dispute.offer_made", OfferStatus.EXPIRED, DisputeStatus.NEGOTIATION, "Offer to settle",
                "Otherwise the offer expires.", "/offers/dof_{}", "offer",
            ),
            Part(
                making.remedy, {"obligor": side, "ends_at": DUE, "due_at": DUE}, side, P.REMEDY_CLAIM,
                "remedy.refused", RemedyStatus.FAILED, DisputeStatus.REMEDY, "Goods returned",
                "Otherwise the dispute goes to the next level.", "#remedy-dre_{}", "remedy",
            ),
            Part(
                making.remedy, {"obligor": side, "status": RemedyStatus.CLAIMED, "due_at": DUE}, side.other,
                P.REMEDY_CONFIRM, "remedy.claimed", RemedyStatus.CONFIRMED, DisputeStatus.REMEDY, "Goods returned",
                "Otherwise it counts as confirmed.", "#remedy-dre_{}", "remedy",
            ),
            Part(
                making.prevention, {"side": side, "ends_at": DUE, "due_at": DUE}, side, P.REMEDY_CLAIM,
                "prevention.planned", PreventionStatus.INEFFECTIVE, DisputeStatus.RESOLVED, "Read price lists twice.",
                "Otherwise both sides are told that the action is late.", "#prevention-dpv_{}",
            ),
        ]  # fmt: skip
    to_check = {
        "status": PreventionStatus.DONE, "is_check_told": True, "check_at": NOW, "due_at": DUE,
        "waiting_on": frozenset({Side.HOST}),
    }  # fmt: skip
    found.append(
        Part(
            making.prevention, to_check, Side.HOST, P.DISPUTE_CLOSE, "prevention.check_due",
            PreventionStatus.EFFECTIVE, DisputeStatus.CLOSED, "Read price lists twice.",
            "Otherwise the company is told again.", "#prevention-dpv_{}",
        )
    )  # fmt: skip
    return [pytest.param(each, id=f"{each.event} {each.waits}") for each in found]


async def happened(cast: Cast, part: Part) -> tuple[Dispute, Any]:
    """The record in its dispute, and the row that tells of it."""
    owners = {"company_owner_id": cast.people["SALES"].id, "partner_owner_id": cast.people["PARTNER_VIEWER"].id}
    case = making.dispute(cast.partner, await cast.make.company(), status=part.of, **owners)
    await cast.make.add(case)
    record = part.make(case, **part.columns)
    await cast.make.add(record)
    if part.field == "offer":
        readers = set(await cast.make.session.scalars(queries.negotiators(cast.partner.id)))
        await cast.make.add(making.sealed(record, *(each for each in cast.people.values() if each.id in readers)))
    is_own = not part.field
    async with cast.database.transaction(AccessClass.SYSTEM) as session:
        journal.write(
            session, _actor(cast, part), part.event, partner_id=case.partner_id, now=NOW,
            record_type=record.PREFIX if is_own else case.PREFIX, record_id=record.id if is_own else case.id,
            changes=[] if is_own else [{"field": part.field, "before": None, "after": "1"}],
            about=(case.PREFIX, case.id) if is_own else None, published=True,
        )  # fmt: skip
    return case, record


def _actor(cast: Cast, part: Part) -> Actor:
    if part.event.endswith("_due"):
        return SYSTEM
    return Actor(ids.new(), "Robin", part.waits.other, cast.partner.id, frozenset())


def able(part: Part) -> set[str]:
    """Everybody of the side that is waited for who holds the permission."""
    return {role.name for role in holders(part.may) if role.side is part.waits} - {"SYSTEM"}


async def told(cast: Cast, now: datetime) -> dict[str, list[tuple[str, Why | None, str]]]:
    """What each is told of: the event, why, and of which kind of record."""
    await reactions.run(cast.database, now)
    await rounds.run(cast.database, now)
    cast.make.session.expire_all()
    found = dict[str, list[tuple[str, Why | None, str]]]()
    rows = await cast.make.session.scalars(select(Notification).order_by(Notification.at, Notification.id))
    for each in rows:
        found.setdefault(cast.name_of(each.member_id), []).append((each.event, each.why, each.record_type))
    return found


@cache
def waiting(on: On, side: Side) -> Select[Any]:
    return turns.whole(turns.waiting(on, turns.kinds(side)))


async def lists(cast: Cast, record_id: UUID) -> dict[str, str]:
    """On which of their lists each of them finds it."""
    found = {}
    for name, member in cast.people.items():
        if name == "SUSPENDED":
            continue
        async with errands.as_(cast.database, member) as session:
            for on in On:
                if record_id in {row.record_id for row in await session.execute(waiting(on, member.side))}:
                    assert name not in found
                    found[name] = on.value
    return found


@pytest.mark.parametrize("part", parts())
async def test_exactly_those_who_can_act_are_told_once_with_a_letter(cast: Cast, part: Part) -> None:
    case, record = await happened(cast, part)
    found, turn = await told(cast, NOW), [(part.event, Why.TURN, record.PREFIX)]
    assert {name for name, what in found.items() if what == turn} == able(part)
    others = {name: what for name, what in found.items() if name not in able(part)}
    owner = [(part.event, Why.OWNER, "dsp")]
    wanted = {"SALES": owner, "PARTNER_VIEWER": owner, "RELATIONSHIP_MANAGER": [(part.event, Why.MANAGER, "dsp")]}
    assert others == {name: what for name, what in wanted.items() if name not in able(part)}
    letters = list(await cast.make.session.scalars(select(Mail)))
    assert sorted(each.to for each in letters) == sorted(cast.people[name].email for name in able(part))
    for letter in letters:
        assert letter.subject.startswith(f"{case.number} {part.title}: ")
        words = ("It is your turn: you can take the next step.", "By Monday, 16 March 2026", part.otherwise)
        place = f"{{portal}}/disputes/dsp_{case.id.hex}{part.place.format(record.id.hex)}"
        assert [each for each in (*words, place) if each not in " ".join(letter.text.split())] == []
    assert await told(cast, NOW + HOUR) == found
    assert len(list(await cast.make.session.scalars(select(Mail)))) == len(letters)


@pytest.mark.parametrize("part", parts())
async def test_it_stands_on_the_lists_of_those_who_can_act_until_it_is_done(cast: Cast, part: Part) -> None:
    _, record = await happened(cast, part)
    found = await lists(cast, record.id)
    assert {name for name, on in found.items() if on == "ME"} == able(part)
    sees_nothing = {"FOREIGN", "OTHER_MANAGER"}
    assert not found.keys() & sees_nothing
    if part.field == "offer":  # nobody but the negotiators of both sides has to do with it
        negotiates = {role.name for role in holders(P.DISPUTE_SETTLE)}
        assert found.keys() == negotiates
    else:
        assert found.keys() >= {role for role in cast.people if role.startswith("PARTNER_")}
    kind = type(record)
    ended = {"status": part.over, "waiting_on": frozenset[Side](), "due_at": None}
    if part.field == "offer":
        ended |= {"answered_by_name": "Kim", "answered_at": NOW}
    await cast.make.session.execute(update(kind).where(kind.id == record.id).values(**ended))
    assert await lists(cast, record.id) == {}


@pytest.mark.parametrize("part", parts())
async def test_those_who_can_act_are_reminded_three_business_days_and_one_before(cast: Cast, part: Part) -> None:
    _, record = await happened(cast, part)
    before, once = await told(cast, NOW), [(rules.DUE_SOON, Why.TURN, record.PREFIX)]
    for now, times in ((WEDNESDAY - HOUR, 0), (WEDNESDAY, 1), (WEDNESDAY + HOUR, 1), (FRIDAY, 2), (DUE - HOUR, 2)):
        await reminding.remind(cast.database, now)
        found = await told(cast, now)
        new = {name: what[len(before.get(name, [])):] for name, what in found.items()}  # fmt: skip
        assert {name: what for name, what in new.items() if what} == (
            dict.fromkeys(able(part), once * times) if times else {}
        )
