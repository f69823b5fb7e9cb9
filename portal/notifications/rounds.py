"""One round of telling, as the clock takes it: the lists of those who are to know, then the letters that are due."""

from datetime import datetime

from sqlalchemy import delete

from portal.access import AccessClass
from portal.database.pools import Database
from portal.finishing import finished
from portal.notifications import checking, errands, reminding, rules, sending
from portal.notifications.models import Errand, Notification, Reminded


async def run(database: Database, now: datetime) -> bool:
    """Looks at everything that waits; gives whether there was anything. Running it again tells nobody twice."""
    looked_at = 0
    while some := await finished(checking.check(database, now)):
        looked_at += some
    while some := await finished(sending.send(database, now)):
        looked_at += some
    return looked_at > 0


async def sweep(database: Database, now: datetime) -> None:
    """Tells of deadlines that come near, and deletes what is too old to be looked for."""
    await finished(reminding.remind(database, now))
    async with database.transaction(AccessClass.SYSTEM) as session:
        for old in (
            delete(Notification).where(Notification.at < now - rules.KEPT),
            delete(Reminded).where(Reminded.due_at < now - rules.KEPT),
            delete(Errand).where(Errand.expires_at < now - errands.LONGEST),
        ):
            await session.execute(old, execution_options={"synchronize_session": False})
