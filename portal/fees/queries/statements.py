"""What a partner is owed in each currency: between two days, and now."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Select, Text, and_, cast, func, or_, select, true
from sqlalchemy.orm import aliased

from portal.access import Side
from portal.fees.models import Fee, FeeEntry
from portal.fees.queries.fees import entries, payable
from portal.fees.rules.statuses import EntryKind, FeeStatus
from portal.partners.models import Organisation

Row = Any
S = FeeStatus
_day = func.date(func.timezone("UTC", FeeEntry.made_at))


def statement(partner_id: Row, currency: Row, since: Row, until: Row) -> Select[Any]:
    """One row: the ledger of a partner in a currency between two days, both of them in it, counted in UTC.

    `opening` and `closing` are what was owed before and after; the kinds between them add up. Without a partner it is
    that of whoever asks, without a currency that of the newest row; none where there is no such partner or row.
    """
    partner_id = func.current_partner() if partner_id is None else partner_id
    currency = _latest(partner_id) if currency is None else cast(currency, Text)
    within = and_(_day >= since, _day <= until)
    kinds = {kind.value.lower(): _total(and_(within, FeeEntry.kind == kind)) for kind in EntryKind}
    found = select(
        _total(_day < since).label("opening"), *(value.label(name) for name, value in kinds.items()),
        _total(_day <= until).label("closing"),
    ).where(FeeEntry.partner_id == partner_id, FeeEntry.currency == currency).subquery()  # fmt: skip
    return select(
        Organisation.id.label("partner_id"), currency.label("currency"),
        cast(since, Date).label("since"), cast(until, Date).label("until"), found,
    ).select_from(Organisation).join(found, true()).where(
        Organisation.id == partner_id, Organisation.side == Side.PARTNER, currency.is_not(None)
    )  # fmt: skip


def _latest(partner_id: Row) -> ColumnElement[Any]:
    newest = aliased(FeeEntry)
    found = select(newest.currency).where(newest.partner_id == partner_id)
    return found.order_by(newest.made_at.desc(), newest.id.desc()).limit(1).scalar_subquery()


def _total(condition: Any) -> ColumnElement[Any]:
    return cast(func.coalesce(func.sum(FeeEntry.amount_minor).filter(condition), 0), BigInteger)


def entries_between(partner: Row, currency: Row = None, since: Row = None, until: Row = None) -> Select[Any]:
    """The rows of a partner's ledger that meet every condition given; None is any. Days are counted in UTC."""
    found = entries().where(FeeEntry.partner_id == partner.id)
    found = found if currency is None else found.where(FeeEntry.currency == currency)
    found = found if since is None else found.where(_day >= since)
    return found if until is None else found.where(_day <= until)


def statement_entries(
    partner_id: Row = None, currency: Row = None, since: Row = None, until: Row = None
) -> Select[Any]:  # fmt: skip
    """The rows that a statement adds up, of whom and in which currency as `statement` takes it."""
    partner_id = func.current_partner() if partner_id is None else partner_id
    currency = _latest(partner_id) if currency is None else currency
    found = entries().where(FeeEntry.partner_id == partner_id, FeeEntry.currency == currency)
    found = found if since is None else found.where(_day >= since)
    return found if until is None else found.where(_day <= until)


def accounts() -> Select[Any]:
    """For each partner and currency what is owed now, and of that what can be paid, waits for approval, and is held.

    The three come to the balance.
    """
    status = cast(Fee.status, Text)
    held = or_(Fee.is_disputed, status == S.HELD.value)
    waits = and_(~held, status == S.ACCRUED.value)
    sums = {"balance": true(), "held": held, "awaiting": waits, "payable": and_(~held, ~waits)}
    until = func.min(Fee.held_until).filter(and_(held, ~Fee.is_disputed, ~Fee.is_kept_back))
    found = select(
        FeeEntry.partner_id.label("partner_id"), FeeEntry.currency.label("currency"),
        *(_total(condition).label(name) for name, condition in sums.items()), until.label("held_until"),
    )  # fmt: skip
    its = and_(Fee.partner_id == FeeEntry.partner_id, Fee.id == FeeEntry.fee_id)
    return found.join(Fee, its).group_by(FeeEntry.partner_id, FeeEntry.currency)


def accounts_of(partner: Row) -> Select[Any]:
    """A partner's, by currency."""
    return accounts().where(FeeEntry.partner_id == partner.id).order_by(FeeEntry.currency)


def account_of(row: Row) -> Select[Any]:
    """That of a statement, or of another row with a partner and a currency."""
    return accounts().where(FeeEntry.partner_id == row.partner_id, FeeEntry.currency == row.currency)


def payable_of(row: Row) -> Select[Any]:
    """The fees that a payout would settle now."""
    return payable(row.partner_id, row.currency)
