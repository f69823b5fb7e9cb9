"""A sheet of many deals: each row takes the way of a form, in the order of the rows; the same sheet again does nothing
more, because each deal is known by the partner's own reference."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import partial

from portal import acting, errors, threads
from portal.access import Actor, Permission, Side
from portal.boundaries.rules.terms import meet
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import numbers, registering
from portal.opportunities.operations.scope import Customer, Said
from portal.opportunities.rules import sheet as rows
from portal.opportunities.rules.numbers import NUMBER_LONGEST
from portal.opportunities.rules.sheet import Column, Deal
from portal.partners.operations.account import OpenAccount
from portal.sheets import reading, separated
from portal.sheets.table import Table

MOST_ROWS, MOST_CHARACTERS = 100, 200_000
"""Of one sheet; it is taken in within one request, and for so long nobody else's registration comes in."""
PATH, FILE, SHEET = ("input", "content"), ("input", "file"), ("input", "sheet")


class Result(StrEnum):
    """What becomes of a row."""

    REGISTERED = "REGISTERED"
    KNOWN = "KNOWN"
    """A deal with this reference already exists, so nothing happens."""
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One row, and what became of it, or would."""

    number: int
    """Row number as in a spreadsheet."""
    cells: Sequence[str]
    deal: Deal
    result: Result
    record: Opportunity | None = None
    refusals: tuple[errors.Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What became of a sheet, or would."""

    table: Table
    outcomes: Sequence[Outcome]

    def of(self, result: Result) -> list[Outcome]:
        return [each for each in self.outcomes if each.result is result]


@dataclass(slots=True)
class _Work:
    """A sheet while its rows are gone through."""

    session: Session
    actor: Actor
    place: OpenAccount
    now: datetime
    known: Mapping[str, Opportunity]
    is_trial: bool
    rows: dict[str, int] = field(default_factory=dict)
    """The number of the row that has a reference."""
    before: list[tuple[int, Opportunity]] = field(default_factory=list)


async def try_sheet(
    session: Session, actor: Actor, *, now: datetime, content: str = "", file: str = "", sheet: str = ""
) -> Sheet:
    """What each row would become; nothing is written. Refuses: NotAllowed, Blocked (the account), Invalid."""
    place = await registering.looked_at(session, actor, now)
    table = await read(content=content, file=file, sheet=sheet)
    return await _gone_through(session, actor, place, table, now=now, is_trial=True)


async def register_sheet(
    session: Session, actor: Actor, *, now: datetime, content: str = "", file: str = "", sheet: str = ""
) -> Opportunity:
    """Registers every row that can be, and gives the first that is here now.

    What is refused is passed over, and a trial of the same sheet says why. Refuses: as `try_sheet`, and with the
    refusals of all rows where there is none to register.
    """
    actor.require(Permission.OPPORTUNITY_REGISTER)
    taken = await register_table(session, actor, await read(content=content, file=file, sheet=sheet), now=now)
    made = [*taken.of(Result.REGISTERED), *taken.of(Result.KNOWN)]
    found = next((each.record for each in made if each.record is not None), None)
    if found is None:
        refused = errors.Blocked("No row of the sheet can be registered.", path=PATH)
        refused.also = tuple(each for outcome in taken.outcomes for each in outcome.refusals)[:20]
        raise refused
    return found


async def register_table(session: Session, actor: Actor, table: Table, *, now: datetime) -> Sheet:
    """Registers every row of a sheet that can be, and says what became of each. Refuses: as `try_sheet`."""
    place = await registering.opened_for(session, actor, now)
    await session.execute(queries.one_arrival_at_a_time())
    return await _gone_through(session, actor, place, table, now=now, is_trial=False)


async def _gone_through(
    session: Session, actor: Actor, place: OpenAccount, table: Table, *, now: datetime, is_trial: bool
) -> Sheet:
    deals = [rows.read(table.headings, row.cells, row.surplus) for row in table.rows]
    named = [each.values[Column.REFERENCE] for each in deals if Column.REFERENCE in each.values]
    found = (await session.scalars(queries.with_external_ids(actor.partner_id, Side.PARTNER, named))).all()
    work = _Work(session, actor, place, now, {each.external_id: each for each in found}, is_trial)
    deals = await _named_whole(session, actor, deals)
    outcomes = [
        await _one(work, row.number, row.cells, deal) for row, deal in zip(table.rows, deals, strict=True)
    ]  # fmt: skip
    return Sheet(table, outcomes)


async def _named_whole(session: Session, actor: Actor, deals: Sequence[Deal]) -> list[Deal]:
    """The same, but a cell that is as a whole one product's number, and does not come to several, names that one."""
    several = {each.values[Column.PRODUCTS]: each.products for each in deals if len(each.products) > 1}
    several = {whole: parts for whole, parts in several.items() if len(whole) <= NUMBER_LONGEST}
    if not several:
        return [*deals]
    typed = sorted({*several, *(part for parts in several.values() for part in parts)})
    unknown = set((await numbers.products_meant(session, actor.partner_id, typed)).unknown)
    alone = {whole for whole, parts in several.items() if whole not in unknown and unknown & set(parts)}
    return [
        replace(each, products=(each.values[Column.PRODUCTS],)) if each.values.get(Column.PRODUCTS) in alone else each
        for each in deals
    ]  # fmt: skip


async def read(*, content: str = "", file: str = "", sheet: str = "") -> Table:
    """The rows of a sheet: of CSV as text, or of a file in base64, CSV or XLSX by what is in it. Refuses: Invalid."""
    if bool(content) is bool(file) and file:
        raise errors.Invalid("Send the sheet as text or as a file, not both.", path=FILE)
    if len(content) > MOST_CHARACTERS:
        raise errors.Invalid("The sheet is longer than {most} characters.", most=MOST_CHARACTERS, path=PATH)
    try:
        found = await (reading.read(_bytes(file), sheet=sheet) if file else _text(content))
    except errors.Invalid as refused:
        refused.path = refused.path if refused.path == SHEET else FILE if file else PATH
        raise
    table = checked(found, path=FILE if file else PATH)
    if len(table.rows) > MOST_ROWS:
        path = FILE if file else PATH
        raise errors.Invalid("The sheet has more than {most} rows. Split it.", most=MOST_ROWS, path=path)
    return table


async def _text(content: str) -> Table:
    return await threads.apart(partial(separated.read, content.encode()))


def _bytes(file: str) -> bytes:
    try:
        return base64.b64decode(file, validate=True)
    except ValueError:
        raise errors.Invalid("The file must be in base64.", path=FILE) from None


def checked(table: Table, *, path: errors.Path) -> Table:
    """The same, with all columns that it needs. Refuses: Invalid."""
    here = set(rows.recognised(table.headings).values())
    missing = [rows.TEMPLATE[each] for each in rows.NEEDED if each not in here]
    if missing:
        raise errors.Invalid(
            "The sheet lacks these columns: {missing}. Add them to its first row under these names.",
            missing=", ".join(missing),
            path=path,
        )  # fmt: skip
    return table


async def _one(work: _Work, number: int, cells: Sequence[str], deal: Deal) -> Outcome:
    reference = " ".join(deal.values.get(Column.REFERENCE, "").split())
    known = work.known.get(reference)
    if known is not None:
        return Outcome(number=number, cells=cells, deal=deal, result=Result.KNOWN, record=known)
    try:
        record = await _registered(work, number, reference, deal)
    except errors.Refused as refused:
        refusals = (refused, *refused.also)
        return Outcome(number=number, cells=cells, deal=deal, result=Result.REFUSED, refusals=refusals)
    work.before.append((number, record))
    return Outcome(number=number, cells=cells, deal=deal, result=Result.REGISTERED, record=record)


async def _registered(work: _Work, number: int, reference: str, deal: Deal) -> Opportunity:
    faults = errors.Faults()
    for each in deal.faults:
        with faults:
            raise each
    with faults:
        first = work.rows.setdefault(reference, number)
        if reference and first != number:
            raise errors.Invalid(
                "Row {row} has the same reference.", row=str(first), path=rows.field_of(Column.REFERENCE)
            )
    faults.refuse()
    said = _said(deal)
    act = registering.try_here if work.is_trial else registering.register_here
    record = await act(work.session, work.actor, work.place, said=said, now=work.now)
    if work.is_trial:
        _refuse_twin(work, record)
    acting.done_with(work.session, record)
    return record


def _refuse_twin(work: _Work, record: Opportunity) -> None:
    """In a trial no row before is written, so that the database would find it."""
    for number, each in work.before:
        if (
            set(each.customer_keys) & set(record.customer_keys)
            and set(each.products) & set(record.products)
            and any(meet(tuple(each.regions), it) for it in record.regions)
        ):
            raise errors.Blocked(
                "Row {row} already registers the same deal.", row=str(number), path=rows.field_of(Column.CUSTOMER)
            )


def _said(deal: Deal) -> Said:
    values = deal.values
    if deal.estimate is None or deal.expected_close_on is None:
        raise AssertionError(values)  # a row without them has a fault
    return Said(
        customer=Customer(
            name=values[Column.CUSTOMER], country=values[Column.COUNTRY], domain=values.get(Column.DOMAIN, ""),
            lei=values.get(Column.LEI, ""), vat_number=values.get(Column.VAT_NUMBER, ""),
            register_number=values.get(Column.REGISTER_NUMBER, ""),
        ),
        products=deal.products, regions=deal.regions, estimate=deal.estimate,
        expected_close_on=deal.expected_close_on, text=values.get(Column.TEXT, ""), stage=deal.stage,
        external_id=values[Column.REFERENCE],
    )  # fmt: skip
