"""Who reads what was offered and told a mediator: whoever negotiates for a side now, and nobody who did once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Select, Text, cast, func, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, array

from portal.access import Actor
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import CaucusText, SealedText
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
    await _renew(session, entry, SealedText, queries.negotiators(SealedText.partner_id))
    await _renew(session, entry, CaucusText, queries.caucus_readers(CaucusText.partner_id, CaucusText.side))


async def _renew(session: Session, entry: Entry, kind: Any, readers: Select[Any]) -> None:
    ids = cast(Membership.id, Text)
    sorted_ids = func.array_agg(aggregate_order_by(ids, ids), type_=ARRAY(Text))
    found = readers.correlate(kind).with_only_columns(sorted_ids).scalar_subquery()
    now = func.coalesce(found, cast(array([]), ARRAY(Text)))
    concerned = queries.concerned_by(kind, entry.partner_id)
    await session.execute(
        update(kind).where(concerned, kind.reader_ids.is_distinct_from(now)).values(reader_ids=now)
    )  # fmt: skip
