"""A calendar by the secret in its address, as its owner would read it now."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal import unguessable
from portal.access import AccessClass
from portal.database.pools import Database
from portal.notifications import reading
from portal.notifications.feed import dates, writing
from portal.notifications.models import CalendarFeed
from portal.partners.models import Organisation


@dataclass(frozen=True, slots=True)
class Fetched:
    """A calendar's file, its name among its states, and since when it is so at the earliest."""

    body: bytes
    changed_at: datetime

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


async def fetched(database: Database, token: str, *, now: datetime, public_url: str) -> Fetched | None:
    """None where nobody who has access has this address."""
    of = (
        select(CalendarFeed.member_id, CalendarFeed.made_at, Organisation.name)
        .join(Organisation, Organisation.id == CalendarFeed.partner_id)
        .where(CalendarFeed.token_sha256 == unguessable.digest(token))
    )
    async with database.transaction(AccessClass.SYSTEM) as session:
        feed = (await session.execute(of)).one_or_none()
        readers = await reading.readers(session, [feed.member_id]) if feed else []
    if feed is None or not readers:
        return None
    found = await dates.of(database, readers[0], now)
    body = writing.written(found, name=f"Entente – {feed.name}", public_url=public_url)
    return Fetched(body, max([feed.made_at, *(each.changed_at for each in found)]))
