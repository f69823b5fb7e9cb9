"""Who reads what was offered, told a mediator or kept back: whoever works on it now, and nobody who did once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Text, cast, func, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, array

from portal.access import Actor
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import CaucusText, Dispute, SealedText
from portal.files.models import File
from portal.journal import Entry
from portal.partners.models import Membership

PEOPLE_CHANGED = (
    "member.joined", "member.provisioned", "member.changed", "member.roles_changed", "member.suspended",
    "member.restored", "member.removed", "partner.manager_assigned",
)  # fmt: skip


async def renew_readers(session: Session, _actor: Actor, entry: Entry, _now: datetime) -> None:
    """As portal_system, which sees who reads a text and never the text. Running it again changes nothing more.

    Of the company's people every partner's offers may be read, of a partner's its own; what one side and the mediator
    say to each other by that side's people alone.
    """
    await renew(session, entry, SealedText, queries.negotiators(SealedText.partner_id))
    await renew(session, entry, CaucusText, queries.caucus_readers(CaucusText.partner_id, CaucusText.side))
    kept_back = File.reader_ids.is_not(None), File.record_type == Dispute.PREFIX
    await renew(session, entry, File, queries.insiders(File.partner_id), *kept_back)


async def renew(session: Session, entry: Entry, kind: Any, readers: Select[Any], *which: ColumnElement[bool]) -> None:
    """Puts the `reader_ids` right of the rows that whoever has changed may read or have read."""
    ids = cast(Membership.id, Text)
    sorted_ids = func.array_agg(aggregate_order_by(ids, ids), type_=ARRAY(Text))
    found = readers.correlate(kind).with_only_columns(sorted_ids).scalar_subquery()
    now = func.coalesce(found, cast(array([]), ARRAY(Text)))
    concerned = queries.concerned_by(kind, entry.partner_id)
    changed = update(kind).where(concerned, *which, kind.reader_ids.is_distinct_from(now))
    await session.execute(changed.values(reader_ids=now))
