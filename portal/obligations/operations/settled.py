"""What both sides have settled elsewhere that one of them is to do: an obligation that is agreed from the start."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from portal import canonical, ids
from portal.access import SYSTEM, Side
from portal.database.session import Session
from portal.obligations import queries
from portal.obligations.models import Obligation
from portal.obligations.operations.duty import begun
from portal.obligations.operations.making import dated, empty
from portal.obligations.operations.terms import Terms, written
from portal.obligations.rules import LIFE, Status
from portal.partners.operations import account
from portal.partners.operations.account import OpenAccount


async def agree_as_settled(
    session: Session, *, partner_id: UUID, obligor: Side, title: str, text: str, due_on: date, by: tuple[UUID, str],
    now: datetime,
) -> Obligation | None:  # fmt: skip
    """The obligation, on no contract; None where its day has passed.

    `by` is whose word was the last, by id and name; the clock's is nobody's.
    """
    place = await account.opened(session, SYSTEM, partner_id=partner_id, expected_version=None, now=now)
    clocks = account.clocks_of(place.partner, place.company)
    today = now.astimezone(ZoneInfo(clocks[obligor].zone)).date()
    if due_on < today:
        return None
    said = Terms(obligor=obligor, title=title, text=text, due_on=due_on, survives=True).checked(today)
    record = await _agreed(session, place, said, by, now)
    case = begun(session, SYSTEM, record, place.partner, place.company, now=now)
    with case.event("obligation.agreed"):
        case.tell(title=record.title, obligor=record.obligor, due_on=record.due_on, sha256=record.sha256)
        case.wait(LIFE)
    session.add(record)
    await session.flush()
    return record


async def _agreed(
    session: Session, place: OpenAccount, said: dict[str, Any], by: tuple[UUID, str], now: datetime
) -> Obligation:
    made, text = ids.new(), written(said, place.partner, None)
    person_id, name = by if by[0] != ids.NIL else (None, None)
    values: dict[str, Any] = {
        **empty(), "partner_id": place.partner.id, "id": made, "series_id": made, "number": 1, "version": 0,
        "contract_id": None, "contract_sha256": None, "clause_key": None, "terms": text,
        "sha256": canonical.sha256(text), "status": Status.SCHEDULED, "proposed_side": said["obligor"],
        "proposed_by": ids.NIL, "proposed_by_name": by[1], "agreed_by": person_id, "agreed_by_name": name,
        "agreed_at": now,
        "answer_by": None, "company_id": place.company.id, "created_at": now, "updated_at": now,
        "company_owner_id": place.partner.manager_id or place.company.manager_id,
        "partner_owner_id": await session.scalar(queries.first_administrator_of(place.partner.id)), **said,
    }  # fmt: skip
    return Obligation(**{**values, **dated(values, account.clocks_of(place.partner, place.company))})
