"""One fee while somebody acts on it, and the rows that say what it comes to."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal import acting, errors, ids, languages
from portal.access import SYSTEM, Actor
from portal.acting import Case
from portal.database.session import Session
from portal.fees import queries
from portal.fees.models import Fee, FeeEntry, Payout
from portal.fees.rules.statuses import Cause, EntryKind, FeeStatus
from portal.money import Money
from portal.partners.models import Organisation
from portal.partners.operations import account

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(kw_only=True)
class OpenFee(Case[Fee]):
    """A fee while somebody acts on it, with the two sides."""

    partner: Organisation
    company: Organisation

    def entered(self) -> None:
        """What waits for approval again has none."""
        record = self.record
        if record.status in {FeeStatus.ACCRUED, FeeStatus.HELD}:
            record.approved_by = record.approved_by_name = record.approved_at = None

    async def earned(self) -> int:
        """What it comes to by now, in minor units, whether paid or not."""
        return int(await self.session.scalar(queries.earned(self.record)) or 0)

    async def enter(
        self, kind: EntryKind, amount: int, *, base: int | None = None, cause: Cause | None = None, text: str = "",
        payout: Payout | None = None,
    ) -> None:  # fmt: skip
        """Writes a row of the ledger; nothing for an amount of nothing, but that of an accrual."""
        if amount == 0 and kind is not EntryKind.ACCRUAL:
            return
        await self.session.flush()
        self.session.add(
            FeeEntry(
                partner_id=self.record.partner_id, id=ids.new(), fee_id=self.record.id, kind=kind, amount_minor=amount,
                currency=self.record.currency, base_minor=base, cause=cause, payout_id=payout and payout.id, text=text,
                made_by_name="" if self.actor is SYSTEM else self.actor.name, made_at=self.now,
            )
        )  # fmt: skip
        self.tell(amount=languages.plain(Money(amount, self.record.currency)))


def numbered(letter: str, day: date | datetime) -> str:
    """A number that nobody guesses, such as F-2026-7KQ2MX."""
    return f"{letter}-{day.year}-{''.join(secrets.choice(_ALPHABET) for _ in range(6))}"


async def opened(
    session: Session, actor: Actor, *, fee_id: UUID, expected_version: int | None, now: datetime
) -> OpenFee:  # fmt: skip
    """The fee under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    record, partner, company, is_owner = await acting.locked(
        session,
        actor,
        queries.to_act_on(fee_id),
        absent=errors.NotFound("There is no such fee.", path=("input", "feeId")),
        stale=errors.StaleVersion(
            "Someone changed the fee after you opened it. Check the latest version.", path=("input", "expectedVersion")
        ),
        expected_version=expected_version,
    )
    case = begun(session, actor, record, partner, company, now=now)
    case.known |= {"is_owner": is_owner}
    return case


def begun(
    session: Session, actor: Actor, record: Fee, partner: Organisation, company: Organisation, *, now: datetime
) -> OpenFee:
    """The same for a fee that the transaction has made itself."""
    return OpenFee(
        session=session, actor=actor, record=record, clocks=account.clocks_of(partner, company), now=now,
        partner=partner, company=company,
    )  # fmt: skip
