"""What the words of a text are found by, kept up with the text."""

from datetime import datetime

from sqlalchemy import func, select

from portal.access import Actor
from portal.database.session import Session
from portal.journal import Entry

TEXT_CHANGED = (
    "contract.drafted", "contract.redrafted", "contract.negotiation_opened", "negotiation.round_accepted",
    "negotiation.round_countered", "contract.amended",
)  # fmt: skip
"""The events with which another text is on the table, or others may read it."""


async def file_words(session: Session, _actor: Actor, entry: Entry, _now: datetime) -> None:
    """Has the contract of a journal entry found by the text that it has now."""
    await session.scalar(select(func.file_contract(entry.partner_id, entry.record_id)))
