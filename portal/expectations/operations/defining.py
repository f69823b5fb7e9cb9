"""A definition of your own, or its next version."""

from datetime import datetime
from uuid import UUID

from portal import errors, ids
from portal.access import Actor, Permission
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.metrics import reading, shipped, writing
from portal.expectations.models import Metric
from portal.expectations.operations.opening import with_partner

DOCUMENT = ("input", "document")


async def propose_metric(
    session: Session, actor: Actor, *, document: str, now: datetime, partner_id: UUID | None = None
) -> Metric:
    """Puts a definition beside those that the two sides may agree to measure by; it binds nobody until they do.

    Refuses: NotAllowed, NotFound, Invalid with the path to what is wrong in it.
    """
    actor.require(Permission.EXPECTATION_PROPOSE)
    partner, _ = await with_partner(session, actor, partner_id)
    definition = reading.text(document, path=DOCUMENT)
    if definition.code in shipped.DEFINITIONS:
        raise errors.Invalid(
            "The portal already has a definition with this code. Give yours another code.", path=(*DOCUMENT, "code")
        )
    last = await session.scalar(queries.last_version(partner.id, definition.code)) or 0
    if definition.version != last + 1:
        raise errors.Invalid("The next version must be {number}.", number=last + 1, path=(*DOCUMENT, "version"))
    made = Metric(
        id=ids.new(), owner_id=partner.id, code=definition.code, number=definition.version, kind=definition.kind,
        document=writing.text(definition), sha256=writing.digest(definition), side=actor.side,
        made_by_name=actor.name, created_at=now,
    )  # fmt: skip
    session.add(made)
    return made
