"""What is about to be shown to the other side: a file whose class of information a boundary may protect."""

from datetime import datetime

from portal import ids
from portal.access import Actor
from portal.boundaries.operations import guarding
from portal.boundaries.rules.acts import Act, ActKind
from portal.database.session import Session
from portal.files.models import File


async def share(
    session: Session, actor: Actor, file: File, now: datetime, *, kind: ActKind = ActKind.SHARE
) -> None:  # fmt: skip
    """Refuses with Blocked while the agreement that protects such information is not in force.

    A file of which nobody said what it is about is nobody's secret.
    """
    if file.information_class is None:
        return
    act = Act(
        kind=kind, partner_id=file.partner_id, side=actor.side, key=ids.text(File.PREFIX, file.id),
        classes=(file.information_class,),
    )  # fmt: skip
    await guarding.require(session, actor, act, now)
