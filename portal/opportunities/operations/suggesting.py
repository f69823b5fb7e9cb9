"""What customers may buy next is worked out once a day, by the clock: read, counted apart, and written by partner.

Stopped at any moment and begun again it writes nothing twice: what is there already stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from portal import ids, jobs, threads
from portal.access import SYSTEM, AccessClass
from portal.database.pools import Database
from portal.database.session import Session
from portal.jobs import Claim
from portal.opportunities import queries
from portal.opportunities.models import Suggestion, SuggestionReason, SuggestionTrial
from portal.opportunities.operations.suggestion import begun_suggestion
from portal.opportunities.rules.suggestion import LIFE, SuggestionStatus
from portal.opportunities.suggesting import working
from portal.opportunities.suggesting.purchases import LEAST_COMMON, LEAST_PARTNERS
from portal.opportunities.suggesting.working import Bought, Numbers, Wanted, Worked

SUGGEST = "what customers may buy next"
"""The name of its job."""
S = SuggestionStatus


async def ask_for_suggestions(database: Database, now: datetime) -> None:
    """Has them worked out once a day; asked again, nothing more."""
    async with database.working(AccessClass.SYSTEM) as session:
        company_id = await session.scalar(queries.company_id())
        if company_id is not None:
            await jobs.add(session, SUGGEST, key=now.date().isoformat(), partner_id=company_id, given={}, now=now)


async def suggest(lines: Select[*tuple[Any, ...]], claim: Claim, now: datetime) -> None:
    """The job; `lines` are those of orders, as `queries.bought` takes them."""
    async with claim.working() as session:
        bought = [Bought(*row) for row in (await session.execute(queries.bought(lines))).all()]
        pursued = {(row[0], row[1], row[2]) for row in (await session.execute(queries.pursued())).all()}
        sold = frozenset((await session.scalars(queries.sold())).all())
        before = (await session.scalars(queries.partners_suggested_to())).all()
        gone = frozenset((await session.scalars(queries.partners_gone())).all())
    found = await threads.apart(working.worked_out, bought, pursued, sold)
    async with claim.working() as session:
        await _note_trial(session, claim.task.key, found, now)
    for partner_id in sorted({*before, *(found.wanted.keys() - gone)}):
        async with claim.working() as session:
            wanted = () if partner_id in gone else found.wanted.get(partner_id, ())
            await put_suggestions(session, partner_id, wanted, now)


async def _note_trial(session: Session, task: str, found: Worked, now: datetime) -> None:
    if await session.scalar(queries.trial_of(task)) is None:
        trial = found.trial
        session.add(
            SuggestionTrial(
                id=ids.new(), task=task, rule_version=working.VERSION, shown=trial.shown, customers=trial.customers,
                rule_hits=trial.rule_hits, popularity_hits=trial.popularity_hits, before=trial.before,
                products=trial.products, partners=found.partners, computed_at=now,
            )
        )  # fmt: skip


async def put_suggestions(session: Session, partner_id: UUID, wanted: Sequence[Wanted], now: datetime) -> None:
    """A partner's suggestions as they follow now: new ones, new numbers, and the end of those that follow no more."""
    partner, company = (await session.execute(queries.both_sides(partner_id))).one()
    kept = {(each.customer, each.product): each for each in (await session.scalars(queries.kept_of(partner_id))).all()}
    last = {
        each.suggestion_id: _numbers(each) for each in (await session.scalars(queries.last_reasons(partner_id))).all()
    }
    sales = await _sales(session, partner_id, wanted)
    for each in wanted:
        row = kept.pop((each.customer, each.product), None)
        told = {**_told(each), **_customer(sales[each.source]), "computed_at": now}
        if row is None:
            row = _new(partner_id, each, told, now)
            session.add(row)
            await session.flush()
        elif row.status is S.TAKEN:
            continue
        else:
            for name, value in told.items():
                setattr(row, name, value)
        if last.get(row.id) != each.numbers:
            session.add(_reason(row, each, now))
        if row.status is S.ENDED:
            await session.flush()
            begun_suggestion(session, SYSTEM, row, partner, company, now=now).take(LIFE, "reopen", follows=True)
    for row in kept.values():
        if row.status is S.OPEN:
            begun_suggestion(session, SYSTEM, row, partner, company, now=now).take(LIFE, "end", follows=False)
    await session.flush()


async def _sales(session: Session, partner_id: UUID, wanted: Sequence[Wanted]) -> Mapping[UUID, Any]:
    """The sales that suggestions name."""
    named = sorted({each.source for each in wanted})
    return {each.id: each for each in (await session.scalars(queries.sales_named(partner_id, named))).all()}


def _numbers(row: SuggestionReason) -> Numbers:
    return Numbers(row.because, row.common, row.buyers, row.product_buyers, row.customers, row.partners)


def _told(wanted: Wanted) -> dict[str, Any]:
    numbers = wanted.numbers
    return {
        "source_id": wanted.source, "rule": wanted.rule, "rule_version": working.VERSION, "score": wanted.score,
        "is_shown": numbers.common >= LEAST_COMMON and numbers.partners >= LEAST_PARTNERS,
    }  # fmt: skip


def _customer(sale: Any) -> dict[str, Any]:
    return {"customer_name": sale.customer_name, "customer_country": sale.customer_country}


def _new(partner_id: UUID, wanted: Wanted, told: Mapping[str, Any], now: datetime) -> Suggestion:
    return Suggestion(
        partner_id=partner_id, id=ids.new(), version=1, customer=wanted.customer, product=wanted.product,
        status=S.OPEN, dismissed_until=None, dismissal=None, decided_by_name=None, taken_id=None, created_at=now,
        updated_at=now, waiting_on=frozenset(), due_at=None, due_calendar=None, **told,
    )  # fmt: skip


def _reason(row: Suggestion, wanted: Wanted, now: datetime) -> SuggestionReason:
    return SuggestionReason(
        partner_id=row.partner_id, id=ids.new(), suggestion_id=row.id, rule=wanted.rule, product=wanted.product,
        computed_at=now, **asdict(wanted.numbers),
    )  # fmt: skip
