"""A dispute is filed, or filed again: from then on both sides see it, and the company's clock runs."""

from datetime import datetime
from uuid import UUID

from portal import canonical
from portal.access import Actor
from portal.contracts import queries as contracts
from portal.contracts.models import Contract
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import Dispute
from portal.disputes.operations import drafting, holding, papers
from portal.disputes.operations.case import OpenDispute, opened
from portal.disputes.operations.lines import plain
from portal.disputes.rules import agreed
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind
from portal.reasons import REASONS


async def file(session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, now: datetime) -> Dispute:
    """Files a draft. Refuses: NotFound, NotAllowed, StaleVersion, WrongStatus, Blocked with what is missing."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    await _read_contract(case)
    with case.step(DISPUTE, "file", published=True):
        await _file(case)
        await case.staff()
    await holding.hold(session, case.record.partner_id, case.record.id)
    return case.record


async def _read_contract(case: OpenDispute) -> None:
    """What the text in force now says of disputes holds for this one until its end."""
    record = case.record
    contract: Contract | None = await case.session.scalar(contracts.contract(record.contract_id))
    terms = drafting.in_force(contract, case.now) if contract else {}
    if contract and terms:
        record.agreed = agreed.frozen(
            terms, version=contract.version_number, sha256=contract.sha256, reason_code=record.reason_code,
            claimed_minor=record.claimed_minor, currency=record.currency,
        )  # fmt: skip
    if drafting.longer(REASONS[record.reason_code], terms).plain() != record.reason:
        drafting.look_at_window(case, terms)


async def _file(case: OpenDispute) -> None:
    record = case.record
    rows = (await case.session.scalars(queries.lines_of(record))).all()
    record.filed_at, record.filed_by_name = case.now, case.actor.name
    shown = await papers.show_drafts_files(case)
    filed = {
        "number": record.number, "title": record.title, "text": record.text, "reason": record.reason,
        "knownOn": record.known_on and record.known_on.isoformat(), "contract": str(record.contract_id or ""),
        "contractDigest": record.contract_sha256, "agreed": record.agreed,
        "currency": record.currency, "claimedMinor": record.claimed_minor,
        "lines": [plain(row, record.currency) for row in rows],
        "files": [{"name": each.name, "kind": each.kind, "sha256": each.sha256} for each in shown],
    }  # fmt: skip
    record.receipt_sha256 = canonical.digest(filed)
    case.append(EntryKind.FILED, filed)
    papers.enter(case, shown)
    for row in rows:
        row.is_filed = row.is_open = True
    case.tell(lines=len(rows), receipt=record.receipt_sha256)


async def refile(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, now: datetime, note: str = ""
) -> Dispute:
    """Files again what was refused, once, with something new. Refuses as `file` does."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    record = case.record
    with case.step(DISPUTE, "refile", note=note):
        record.is_refiled, record.is_dismissed, record.has_new_evidence, record.note = True, False, False, note
        for row in (await session.scalars(queries.lines_of(record))).all():
            row.refusal, row.refusal_text = None, ""
        case.append(EntryKind.FILED, {"again": True, "text": note})
    return record
