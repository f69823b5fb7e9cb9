"""Notes in lists of the API."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from portal import ids
from portal.access import Side
from portal.contracts.models import Round
from portal.contracts.rules import RoundStatus
from portal.notes.models import CompanyNote, Note, PartnerNote
from portal.partners.models import Membership, Organisation
from tests.make import NOW, Make
from tests.notes.making import note


async def noted(
    make: Make,
    partner: Organisation,
    contract_id: UUID,
    papers: dict[str, UUID],
    authors: tuple[Membership, Membership],
    many: int,
) -> str:
    """Notes on the partner, the contract, a round and these, by turns shared and internal; a task every one."""
    round_id = ids.new()
    tables: tuple[Any, Any] = (CompanyNote, PartnerNote)
    for kind, subject in (("org", partner.id), ("ctr", contract_id), ("rnd", round_id), *papers.items()):
        about = ("ctr", contract_id) if kind == "rnd" else (kind, subject)
        for number in range(many):
            for author, own in zip(authors, tables, strict=True):
                place = {"subject_type": kind, "subject_id": subject, "about_type": about[0], "about_id": about[1]}
                at = NOW + timedelta(days=number // 3)
                await make.add(
                    note(own if number % 2 else Note, author, partner, assignee=author, written_at=at, **place)
                )
    await make.add(
        Round(
            partner_id=partner.id, id=round_id, contract_id=contract_id, number=9, side=Side.HOST, base_number=1,
            status=RoundStatus.ABORTED, base_sha256="0", message="", opened_at=NOW, turn_due_at=NOW, closed_at=NOW,
        )
    )  # fmt: skip
    return ids.text("rnd", round_id)
