"""Who reads what was offered: whoever negotiates for a side now, and nobody who did once."""

from datetime import datetime

from sqlalchemy import ARRAY, Text, cast, func, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, array

from portal.access import Actor
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import SealedText
from portal.journal import Entry
from portal.partners.models import Membership

PEOPLE_CHANGED = (
    "member.joined", "member.provisioned", "member.changed", "member.roles_changed", "member.suspended",
    "member.restored", "member.removed", "partner.manager_assigned",
)  # fmt: skip


async def renew_readers(session: Session, _actor: Actor, entry: Entry, _now: datetime) -> None:
    """As portal_system, which sees who reads a text and never the text. Running it again changes nothing more.

    Of the company's people every partner's offers may be read, of a partner's its own.
    """
    readers = queries.negotiators(SealedText.partner_id).correlate(SealedText)
    ids = cast(Membership.id, Text)
    sorted_ids = func.array_agg(aggregate_order_by(ids, ids), type_=ARRAY(Text))
    now = func.coalesce(readers.with_only_columns(sorted_ids).scalar_subquery(), cast(array([]), ARRAY(Text)))
    concerned = queries.concerned_by(SealedText, entry.partner_id)
    await session.execute(
        update(SealedText).where(concerned, SealedText.reader_ids.is_distinct_from(now)).values(reader_ids=now)
    )  # fmt: skip
