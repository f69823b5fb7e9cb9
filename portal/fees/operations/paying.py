"""A payout: all that a partner is owed in one currency, what it owes back taken off, with one reference."""

from datetime import date, datetime
from uuid import UUID

from portal import errors, ids
from portal.access import Actor, Permission
from portal.clock import Moment
from portal.database.session import Session
from portal.fees import queries
from portal.fees.models import Payout
from portal.fees.operations.fee import begun, numbered
from portal.fees.rules.fee import LIFE
from portal.fees.rules.statuses import REFERENCE_LONGEST, EntryKind, FeeStatus
from portal.money import Money
from portal.partners.operations import account
from portal.sentences import say
from portal.wording import line


async def pay(
    session: Session, actor: Actor, *, partner_id: UUID, amount: Money, reference: str, paid_on: date, now: datetime
) -> Payout:
    """Says that all approved fees of a partner in a currency were paid, less what it owes back of earlier ones.

    `amount` is what whoever pays has seen to be owed. Refuses: NotAllowed, NotFound, Invalid, Blocked where nothing is
    owed, StaleVersion where it is another amount by now.
    """
    actor.require(Permission.FEE_PAY)
    place = await account.opened(session, actor, partner_id=partner_id, expected_version=None, now=now)
    rows = (await session.execute(queries.to_pay(partner_id, amount.currency))).all()
    balances = [(fee, int(await session.scalar(queries.balance(fee)) or 0)) for (fee,) in rows]
    payable = [(fee, owed) for fee, owed in balances if owed or fee.status is FeeStatus.APPROVED]
    total = sum(owed for _, owed in payable)
    _check(reference, paid_on, Moment(now).day(place.company.zone))
    if total <= 0:
        raise errors.Blocked("Nothing is owed: the balance is {amount}.", amount=Money(total, amount.currency))
    if total != amount.minor:
        raise errors.StaleVersion(
            "The amount owed has changed to {amount}. Check the statement again.",
            amount=Money(total, amount.currency), path=("input", "amount", "amount"),
        )  # fmt: skip
    made = Payout(
        partner_id=partner_id, id=ids.new(), number=numbered("P", now), currency=amount.currency, amount_minor=total,
        reference=reference.strip(), paid_on=paid_on, made_by_name=actor.name, made_at=now,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    for fee, owed in payable:
        case = begun(session, actor, fee, place.partner, place.company, now=now)
        case.known |= {"is_owner": False}
        is_first = fee.status is FeeStatus.APPROVED
        with case.step(LIFE, "pay") if is_first else case.event("fee.balanced"):
            case.record.paid_at = case.record.paid_at or now
            await case.enter(EntryKind.PAYMENT, -owed, text=made.reference, payout=made)
    await session.flush()
    return made


def _check(reference: str, paid_on: date, today: date) -> None:
    faults = errors.Faults()
    with faults:
        wanted = say("Enter the payment reference, in 1 to {longest} characters.", longest=REFERENCE_LONGEST)
        line(reference, path=("input", "reference"), wanted=wanted, longest=REFERENCE_LONGEST)
    with faults:
        if paid_on > today:
            raise errors.Invalid("The payment date must not be in the future.", path=("input", "paidOn"))
    faults.refuse()
