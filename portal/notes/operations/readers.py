"""Who of the company reads its internal notes on disputes: whoever works on the partner's cases now."""

from datetime import datetime

from portal.access import Actor
from portal.database.session import Session
from portal.disputes import operations as disputes
from portal.disputes import queries
from portal.files.models import File
from portal.journal import Entry
from portal.notes.models import CompanyNote


async def renew_readers(session: Session, _actor: Actor, entry: Entry, _now: datetime) -> None:
    """As portal_system, which sees who reads a note and never its words. Running it again changes nothing more."""
    for kind, which in ((CompanyNote, ()), (File, (File.record_type == CompanyNote.PREFIX,))):
        has_readers = kind.reader_ids.is_not(None)
        await disputes.renew(session, entry, kind, queries.insiders(kind.partner_id), has_readers, *which)
