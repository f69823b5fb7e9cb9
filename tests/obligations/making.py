"""Obligations as tests find them: in any status, with what it implies; and all of one partner's world."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal import canonical, ids
from portal.access import Side
from portal.acting import Lived
from portal.contracts.models import Contract
from portal.contracts.rules import Status as ContractStatus
from portal.obligations import rules
from portal.obligations.models import Obligation
from portal.obligations.operations.making import empty
from portal.obligations.rules import LIFE, Repeats, Status
from portal.partners.models import Membership, Organisation
from tests.moment import NOW

S = Status
SEEN: dict[str, tuple[int | None, ...]] = {"obligation": (1, 1, 2, 2, 2, None)}
NODES = {"obl": "obligation"}
DAY = date(2026, 4, 30)
AGREED = frozenset(S) - {S.PROPOSED, S.DECLINED, S.WITHDRAWN, S.LAPSED}
LATE = frozenset({S.OVERDUE, S.DEFAULTED})
DONE = frozenset({S.EVIDENCED, S.FULFILLED})


def obligation(partner: Organisation, company: Organisation, **columns: Any) -> Obligation:
    """Owed by the partner, proposed by the company, due on DAY; `contract` and `clause_key` say what it rests on."""
    status, contract = columns.get("status", S.SCHEDULED), columns.pop("contract", None)
    obligor, made_id = columns.get("obligor", Side.PARTNER), columns.get("id", ids.new())
    due_on: date = columns.get("due_on", DAY)
    terms = canonical.text({"title": columns.get("title", "Send the stock report"), "dueOn": due_on.isoformat()})
    ends_at = datetime.combine(due_on, datetime.max.time(), UTC).replace(microsecond=0)
    values = {
        **empty(), "partner_id": partner.id, "id": made_id, "version": 1, "obligor": obligor,
        "title": "Send the stock report", "text": "All parts in the warehouse, as a sheet.",
        "contract_id": None, "contract_sha256": None, "clause_key": None, "due_on": due_on, "first_on": due_on,
        "repeats": Repeats.NEVER, "repeats_until": None, "lead_days": 10, "cure_days": 10, "survives": False,
        "terms": terms, "sha256": canonical.sha256(terms), "series_id": made_id, "number": 1,
        "calendars": "DE+DE 0.1", "begins_at": ends_at - timedelta(days=14), "ends_at": ends_at, "status": status,
        "proposed_side": Side.HOST, "proposed_by": ids.new(), "proposed_by_name": "Robin", "answer_by": None,
        "company_id": company.id, "company_owner_id": None, "partner_owner_id": None, "created_at": NOW,
        "updated_at": NOW, **_so_far(status, ends_at), **_resting(contract),
    }  # fmt: skip
    return Obligation(**{**values, **columns, "waiting_on": columns.get("waiting_on", _waited_for(status, obligor))})


def _so_far(status: Status, ends_at: datetime) -> dict[str, Any]:
    """What has happened to one in this status."""
    agreed = {"agreed_by": ids.new(), "agreed_by_name": "Kim", "agreed_at": NOW}
    evidence = {
        "evidence_digests": ["0" * 64], "evidence_sha256": "1" * 64, "evidenced_by_name": "Kim", "evidenced_at": NOW,
    }  # fmt: skip
    due = {
        S.PROPOSED: NOW + timedelta(days=14), S.SCHEDULED: ends_at - timedelta(days=14), S.DUE: ends_at,
        S.EVIDENCED: NOW + timedelta(days=14), S.OVERDUE: ends_at + timedelta(days=14),
    }.get(status)  # fmt: skip
    return {
        **(agreed if status in AGREED else {}), **(evidence if status in DONE else {}),
        **({"late_since": ends_at, "cure_ends_at": ends_at + timedelta(days=14)} if status in LATE else {}),
        **({"answer_by": due} if status is S.PROPOSED else {}), "due_at": due,
    }  # fmt: skip


def _resting(contract: Contract | None) -> dict[str, Any]:
    return {"contract_id": contract.id, "contract_sha256": contract.sha256} if contract else {}


def _waited_for(status: Status, obligor: Side) -> frozenset[Side]:
    waited = {
        S.PROPOSED: Side.PARTNER, S.DUE: obligor, S.EVIDENCED: obligor.other, S.OVERDUE: obligor
    }.get(status)  # fmt: skip
    return frozenset({waited}) if waited else rules.NOBODY


async def world(make: Any, partner: Organisation, owner: Membership, admin: Membership) -> None:
    """One that waits for the partner's evidence, in one partner's world."""
    assert admin.partner_id == partner.id
    company = await make.company()
    found = select(Contract).where(Contract.partner_id == partner.id, Contract.status == ContractStatus.ACTIVE)
    contract = (await make.session.scalars(found)).one()
    owners = {"company_owner_id": owner.id, "partner_owner_id": admin.id}
    await make.add(obligation(partner, company, status=S.DUE, contract=contract, **owners))


def _bare() -> Lived:
    return obligation(Organisation(id=ids.new()), Organisation(id=ids.new()))


RECORDS = {LIFE.name: _bare}
