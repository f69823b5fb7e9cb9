"""A fact that should never have been told is taken back by the side that told it: nothing of it counts any more."""

from datetime import datetime
from uuid import UUID

from portal import canonical, errors, ids, jobs
from portal.access import Actor, Permission
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import Fact, FactBatch
from portal.expectations.operations.recording import PORTAL, SETTLE, held, refold
from portal.sentences import say
from portal.wording import note_given

NOTHING = canonical.sha256("")
"""The digest of a fact that says nothing any more."""
WANTED = say("Enter a reason of at most 2,000 characters.")


async def withdraw_fact(session: Session, actor: Actor, *, fact_id: UUID, reason: str, now: datetime) -> FactBatch:
    """A new revision of the fact, which is empty. What was told before stays to be read, with the reason beside it.

    Refuses: NotAllowed for facts of the other side and of the portal, NotFound, Invalid, Blocked for one that was
    corrected or taken back.
    """
    actor.require(Permission.FACT_RECORD)
    fact: Fact | None = await session.scalar(queries.fact(fact_id))
    if fact is None:
        raise errors.NotFound("There is no such fact.", path=("input", "factId"))
    if fact.source == PORTAL or fact.side is not actor.side:
        raise errors.NotAllowed("Only the side that sent a fact can withdraw it.")
    said = note_given(reason, WANTED, "input", "reason")
    now = await held(session, fact.partner_id, now)
    newest = (await session.execute(queries.known(fact.partner_id, fact.source, [fact.external_id]))).one()
    if newest.sha256 == NOTHING:
        raise errors.Blocked("This fact has already been withdrawn.", path=("input", "factId"))
    if newest.id != fact.id:
        raise errors.Blocked("This fact was corrected. Withdraw the correction instead.", path=("input", "factId"))
    batch_id = ids.new()
    batch = FactBatch(
        partner_id=fact.partner_id, id=batch_id, source=fact.source, side=actor.side, person_id=actor.person_id,
        made_by_name=actor.name, program=actor.program, file_sha256=None, accepted=0, unchanged=0, corrected=1,
        refused=0, refusals=[], facts_sha256=canonical.digest([NOTHING]), received_at=now,
    )  # fmt: skip
    session.add_all((batch, Fact(
        partner_id=fact.partner_id, id=ids.new(), kind=fact.kind, statement=fact.statement,
        subject_key=fact.subject_key, source=fact.source, external_id=fact.external_id, revision=fact.revision + 1,
        document="", sha256=NOTHING, side=actor.side, batch_id=batch_id, row_number=0, reason=said, received_at=now,
    )))  # fmt: skip
    await session.flush()
    await refold(session, fact.partner_id, fact.kind, [fact.subject_key], now=now)
    await jobs.add(session, SETTLE, key=str(batch_id), partner_id=fact.partner_id, given={}, now=now)
    return batch
