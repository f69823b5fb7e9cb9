"""Legal's leave to cross a boundary, which both sides read."""

from datetime import date, datetime, timedelta
from uuid import UUID

from portal import errors, ids
from portal.access import Actor
from portal.boundaries.models import Boundary, Override
from portal.boundaries.operations.opening import opened
from portal.boundaries.rules.acts import LOOKS_AT, ActKind, digest_of
from portal.boundaries.rules.life import LIFE
from portal.database.session import Session
from portal.sentences import say
from portal.wording import note_given

LONGEST = timedelta(days=366)
KEY_LONGEST = 200


async def override(
    session: Session, actor: Actor, *, boundary_id: UUID, expected_version: int, act: ActKind, reason: str,
    now: datetime, act_key: str | None = None, until: date | None = None,
) -> Boundary:  # fmt: skip
    """Lets through one act, named by its key, or every act of the kind until a day; a person of Legal, with a reason.

    It stays for ever, both sides read it, and both are told. Refuses: NotFound, StaleVersion, NotAllowed, WrongStatus,
    Invalid.
    """
    case = await opened(session, actor, boundary_id=boundary_id, expected_version=expected_version, now=now)
    record = case.record
    LIFE.take(case.situation(LIFE), record.status, "override", actor, now=now)
    faults = errors.Faults()
    with faults:
        note = note_given(reason, say("Enter a reason."), "reason")
    with faults:
        if act not in LOOKS_AT[record.kind]:
            raise errors.Invalid("This boundary does not apply to this kind of act.", path=("input", "act"))
    with faults:
        _check_reach(act_key, until, now)
    faults.refuse()
    with case.step(LIFE, "override", note=note):
        case.tell(act=act, until=until)
        session.add(
            Override(
                partner_id=record.partner_id, id=ids.new(), boundary_id=record.id, act=act, until=until,
                act_digest=digest_of(act, act_key) if act_key else None, reason=note, by_id=actor.person_id,
                by_name=actor.name, at=now,
            )
        )  # fmt: skip
    await session.flush()
    return record


def _check_reach(act_key: str | None, until: date | None, now: datetime) -> None:
    if bool(act_key) is bool(until):
        raise errors.Invalid("Name one act, or a last day.", path=("input", "until"))
    if act_key and len(act_key) > KEY_LONGEST:
        raise errors.Invalid("The text is longer than {limit} characters.", limit=KEY_LONGEST, path=("input", "actKey"))
    if until and not now.date() <= until <= (now + LONGEST).date():
        raise errors.Invalid("The day must be in the future, within a year.", path=("input", "until"))
