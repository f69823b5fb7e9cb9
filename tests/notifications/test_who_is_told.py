"""For every event of every table, with people of every role on both sides: exactly those who are to know are told."""

from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import JSON, delete, func, literal_column, select, update

from portal import ids, reactions
from portal.access import Side
from portal.boundaries.rules.life import LIFE as BOUNDARY
from portal.clock import Moment
from portal.contracts.models import Contract
from portal.contracts.rules import LIFE, ROUND, RoundStatus, Status
from portal.disputes.models import Dispute
from portal.disputes.rules.dispute import DISPUTE
from portal.expectations.models import Breach, Measurement
from portal.fees.rules.fee import LIFE as FEE
from portal.journal import Entry
from portal.machine import Machine, Step, sides
from portal.notifications import checking, rules
from portal.notifications.models import Following, Notification
from portal.notifications.rules import Why
from portal.obligations.rules import LIFE as OBLIGATION
from portal.opportunities.models import DirectDeal
from portal.opportunities.rules.direct import LIFE as DIRECT
from portal.opportunities.rules.opportunity import LIFE as OPPORTUNITY
from portal.opportunities.rules.overlap import LIFE as OVERLAP
from portal.opportunities.rules.statuses import OpportunityStatus as Won
from portal.opportunities.rules.suggestion import LIFE as SUGGESTION
from portal.partners.documents import DOCUMENT, Document
from portal.partners.membership import AUTHORITY, MEMBERSHIP, AuthorityStatus
from portal.partners.models import Membership, Organisation, SigningAuthority
from portal.partners.rules import ACCOUNT, Account, AccountStatus
from portal.rooms import MACHINES, SUBJECTS
from tests.boundaries.making import boundary
from tests.disputes.making import dispute
from tests.expectations.living import MACHINES as MEASURED
from tests.expectations.living import living
from tests.fees import making as earned
from tests.files import making as files
from tests.make import NOW
from tests.notifications.cast import Cast, happen
from tests.obligations import making as duties
from tests.opportunities import direct, suggested
from tests.opportunities import making as deals
from tests.partners import making as papers
from tests.people import sign_in

OWNERS = ("owner_id", "manager_id", "company_owner_id", "partner_owner_id")


async def told(cast: Cast) -> dict[str, Why | None]:
    """Who has been told of anything, after the reactions and the look with everybody's own eyes."""
    await reactions.run(cast.database, NOW)
    await checking.check(cast.database, NOW)
    cast.make.session.expire_all()
    rows = (await cast.make.session.scalars(select(Notification))).all()
    assert all(row.checked_at == NOW for row in rows)
    return {cast.name_of(row.member_id): row.why for row in rows}


async def made(cast: Cast, machine: Machine[Any, Any], status: Any) -> Any:
    """A record in a status, which waits for whom the table says."""
    make, people = cast.make, cast.people
    if machine is LIFE:
        return await make.contract(status=status, partner=cast.partner, owner=people["SALES"])
    if machine is ROUND:
        of = Status.IN_NEGOTIATION if status in {RoundStatus.DRAFTING, RoundStatus.SUBMITTED} else Status.AGREED
        columns = {"round_status": status} if of is Status.IN_NEGOTIATION else {}
        return await make.contract(status=of, partner=cast.partner, owner=people["SALES"], **columns)
    if machine is MEMBERSHIP:
        return people["PARTNER_MEMBER"]
    if machine.name in APART:
        return await APART[machine.name](cast, status)
    if machine in MEASURED:
        rows = living(machine, status, cast.partner, await make.company(), people["SALES"])
        for row in rows:
            await make.add(row)
        return rows[-1]
    if machine is BOUNDARY:
        bound = boundary(cast.partner, status=status)
        await make.add(bound)
        return bound
    if machine is AUTHORITY:
        accepted = {"accepted_by": ids.new(), "accepted_by_name": "Kim", "accepted_at": NOW}
        row = SigningAuthority(
            partner_id=cast.partner.id, id=ids.new(), membership_id=people["PARTNER_SIGNATORY"].id, kinds=[],
            valid_from=NOW.date(), version=1, status=status, granted_by=ids.new(), granted_by_name="Robin",
            granted_at=NOW, updated_at=NOW, revoked_at=NOW if status == AuthorityStatus.REVOKED else None,
            **(accepted if status == AuthorityStatus.IN_FORCE else {}),
        )  # fmt: skip
        await make.add(row)
        return row
    return await _organisation(cast, machine, status)


async def _document(cast: Cast, status: Any) -> Any:
    """A certificate of the partner, which somebody in sales is to look at."""
    paper = files.file(cast.people["PARTNER_MEMBER"])
    row = papers.document(
        cast.partner, cast.people["SALES"], status=status, file=paper, owner_id=cast.people["SALES"].id
    )
    deadline = DOCUMENT.deadlines.get(status)
    row.waiting_on = deadline.waiting_on(Document(status=status, kind=row.kind)) if deadline else frozenset()
    await cast.make.add(paper, row)
    return row


async def _obligation(cast: Cast, status: Any) -> Any:
    """Something that the partner owes, and that somebody in sales answers for."""
    owner = cast.people["SALES"].id
    row = duties.obligation(cast.partner, await cast.make.company(), status=status, company_owner_id=owner)
    await cast.make.add(row)
    return row


async def _dispute(cast: Cast, status: Any) -> Any:
    """A claim of the partner, which somebody in sales answers for."""
    owners = {name: cast.people[whose].id for name, whose in (
        ("company_owner_id", "SALES"), ("partner_owner_id", "PARTNER_SIGNATORY")
    )}  # fmt: skip
    row = dispute(cast.partner, await cast.make.company(), status=status, **owners)
    await cast.make.add(row)
    return row


async def _opportunity(cast: Cast, status: Any) -> Any:
    """A deal of the partner, which somebody in sales answers for."""
    owner = cast.people["SALES"].id
    row = deals.opportunity(cast.partner, await cast.make.company(), status=status, company_owner_id=owner)
    await cast.make.add(row)
    return row


async def _fee(cast: Cast, status: Any) -> Any:
    """What the partner has earned with a sale that somebody in sales answers for."""
    owner, company = cast.people["SALES"].id, await cast.make.company()
    sale, by = deals.opportunity(cast.partner, company, status=Won.WON), earned.schedule(cast.partner)
    row = earned.fee(sale, by, company, status=status, company_owner_id=owner)
    for each in (sale, by, row):
        await cast.make.add(each)
    return row


async def _suggestion(cast: Cast, status: Any) -> Any:
    """What a customer of the partner may buy."""
    sale, known = deals.opportunity(cast.partner, await cast.make.company()), deals.customer()
    await cast.make.add(sale, known)
    row = suggested.suggestion(sale, known.place, status=status)
    await cast.make.add(row)
    return row


async def _overlap(cast: Cast, status: Any) -> Any:
    """A search for common customers that the partner proposed, which somebody in sales answers for."""
    owner = cast.people["SALES"].id
    row = deals.overlap(cast.partner, await cast.make.company(), status=status, company_owner_id=owner)
    await cast.make.add(row)
    return row


async def _direct(cast: Cast, status: Any) -> Any:
    """A deal of the company itself that somebody in sales answers for."""
    row = direct.direct_deal(cast.people["SALES"], status=status)
    await cast.make.add(row)
    return row


APART = {
    DOCUMENT.name: _document, OBLIGATION.name: _obligation, DISPUTE.name: _dispute, OPPORTUNITY.name: _opportunity,
    FEE.name: _fee, DIRECT.name: _direct,
    SUGGESTION.name: _suggestion,
    OVERLAP.name: _overlap,
}  # fmt: skip


async def _organisation(cast: Cast, machine: Machine[Any, Any], status: Any) -> Any:
    deadline = ACCOUNT.deadlines.get(status) if machine is ACCOUNT else None
    waiting_on = deadline.waiting_on(Account(status=status)) if deadline else frozenset()
    column = "status" if machine is ACCOUNT else "stage"
    values = {column: status, "waiting_on": waiting_on, "due_at": NOW if deadline else None}
    await cast.make.session.execute(update(Organisation).where(Organisation.id == cast.partner.id).values(values))
    cast.make.session.expire_all()
    return (await cast.make.session.scalars(select(Organisation).where(Organisation.id == cast.partner.id))).one()


async def seen(cast: Cast, member: Membership, record: Any, entry: Entry) -> tuple[bool, bool]:
    """Whether the person's own session reads the row and the record, and whether they can take a step onward."""
    subject = SUBJECTS[record.PREFIX]
    assert subject.steps is not None
    if subject.alone not in {None, member.side}:
        return False, False
    actor = await cast.make.actor(member)
    token = await sign_in(cast.make.session, actor)
    row = SimpleNamespace(**{each.name: literal_column(f"x.{each.name}", each.type) for each in record.__table__.c})
    pairs = [part for name, fact in subject.steps.needs(row).items() for part in (name, fact)]
    values_of = select(func.json_build_object(*pairs, type_=JSON)).select_from(record.__table__.alias("x"))
    values_of = values_of.where(row.id == record.place[1], subject.partner_id(row) == record.place[0])
    async with cast.database.transaction(actor.access_class) as session:
        assert await cast.database.entered(session, sha256(token).digest(), actor.version)
        reads = await session.scalar(select(Entry.id).where(Entry.id == entry.id)) is not None
        values = await session.scalar(values_of)
    if not reads or values is None:
        return False, False
    possible = subject.steps.possible(values, actor, Moment(NOW))
    asked = {rules.ANSWERED_BY.get(entry.event)} - {None} or set(subject.steps.onward)
    return True, any(each.allowed and each.name in asked for each in possible)


async def expected(cast: Cast, record: Any, entry: Entry) -> dict[str, Why]:
    """By name: who is to know, and why, as the design says it."""
    found = {}
    if entry.event in rules.QUIET:
        return {}
    for name, member in cast.people.items():
        if name == "SUSPENDED":
            continue
        reads, can_act = await seen(cast, member, record, entry)
        if reads and (why := _reason(name, member, record, entry, can_act=can_act)):
            found[name] = why
    return found


def _reason(name: str, member: Membership, record: Any, entry: Entry, *, can_act: bool) -> Why | None:
    has_turn = isinstance(record, SigningAuthority) or member.side in record.waiting_on
    if entry.event in rules.ANSWERED_BY:
        has_turn = member.side is not entry.side
    if can_act and has_turn:
        return Why.TURN
    if member.id in {record.place[1], getattr(record, "membership_id", None)}:
        return Why.CONCERNED
    if entry.event in rules.BINDING and name in {"PARTNER_ADMIN", "PLATFORM_ADMIN"}:
        return Why.BINDING
    if member.id in {getattr(record, name, None) for name in OWNERS}:
        return Why.OWNER
    if name == "SALES" and isinstance(record, Measurement | Breach):  # who looks after the promise
        return Why.OWNER
    return Why.MANAGER if name == "RELATIONSHIP_MANAGER" else None


def steps() -> list[Any]:
    """Every step of every table that can happen, into where it leads, by each side that may take it."""
    found = {}
    lives = [life for subject in SUBJECTS.values() if subject.steps for life in subject.steps.lives]
    for machine in (machine for machine in MACHINES if machine in lives):
        for step in machine.steps:
            for side in [Side.HOST] if step.by_clock else sorted(sides(step.may)):
                if not step.planned:
                    found[machine.name, step.event, step.target.value, side.value] = (machine, step, side)
    return [pytest.param(*each, id=" ".join(name)) for name, each in found.items()]


@pytest.mark.parametrize(("machine", "step", "side"), steps())
async def test_exactly_those_who_can_act_or_should_know_are_told(
    cast: Cast, machine: Machine[Any, Any], step: Step[Any], side: Side
) -> None:
    record = await made(cast, machine, step.target)
    if isinstance(record, Organisation) and record.status in {AccountStatus.OFFBOARDED, AccountStatus.REJECTED}:
        cast.people = {name: each for name, each in cast.people.items() if each.partner_id != record.id}
    is_private = isinstance(record, Contract) and record.published_at is None
    is_private |= isinstance(record, DirectDeal) or (isinstance(record, Dispute) and record.filed_at is None)
    entry = await happen(cast, step, record, side=side, published=not is_private)
    wanted = await expected(cast, record, entry)
    assert await told(cast) == wanted
    assert "FOREIGN" not in wanted
    assert "OTHER_MANAGER" not in wanted


async def test_the_generated_cases_tell_somebody_of_every_table(cast: Cast) -> None:
    """So that the test above does not compare nothing with nothing."""
    record = await made(cast, ROUND, RoundStatus.SUBMITTED)
    submit = next(step for step in ROUND.steps if step.action == "submit")
    await happen(cast, submit, record, side=Side.PARTNER, published=True)
    assert await told(cast) == {
        "RELATIONSHIP_MANAGER": Why.TURN, "LEGAL": Why.TURN, "SALES": Why.OWNER,
    }  # fmt: skip


async def test_whoever_did_it_is_not_told_though_they_could_act_next(cast: Cast) -> None:
    record = await made(cast, ROUND, RoundStatus.SUBMITTED)
    submit = next(step for step in ROUND.steps if step.action == "submit")
    by = cast.people["LEGAL"].person_id
    assert by
    await happen(cast, submit, record, side=Side.PARTNER, published=True, by=by)
    assert set(await told(cast)) == {"RELATIONSHIP_MANAGER", "SALES"}


async def test_who_follows_or_has_taken_part_is_told_unless_they_said_no(cast: Cast) -> None:
    record = await made(cast, LIFE, Status.ACTIVE)
    names = ("PARTNER_MEMBER", "PARTNER_VIEWER", "AUDITOR", "EXECUTIVE_SPONSOR", "FOREIGN")
    for name in names[1:]:
        await cast.make.add(
            Following(
                partner_id=cast.partner.id, record_id=record.id, member_id=cast.people[name].id, record_type="ctr",
                follows=name != "EXECUTIVE_SPONSOR",
            )
        )  # fmt: skip
    for name in ("PARTNER_MEMBER", "EXECUTIVE_SPONSOR"):  # who took a step before
        by = cast.people[name].person_id
        assert by
        draft = next(step for step in ROUND.steps if step.action == "submit")
        await happen(cast, draft, record, side=cast.people[name].side, published=True, by=by)
    await told(cast)
    await cast.make.session.execute(delete(Notification))
    activate = next(step for step in LIFE.steps if step.action == "activate")
    await happen(cast, activate, record, side=Side.HOST, published=True)
    assert await told(cast) == {
        "PARTNER_MEMBER": Why.FOLLOWING, "PARTNER_VIEWER": Why.FOLLOWING, "AUDITOR": Why.FOLLOWING,
        "SALES": Why.OWNER, "RELATIONSHIP_MANAGER": Why.MANAGER,
    }  # fmt: skip
