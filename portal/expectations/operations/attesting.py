"""What the sides say of a rule: whether it is kept, what shows it, and what the other side has against that."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from portal import calendars, errors, ids
from portal.access import Actor, Side
from portal.clock import Moment
from portal.database.session import Session
from portal.expectations.models import Attestation, Expectation
from portal.expectations.operations import evidence, starting
from portal.expectations.operations.agreeing import opened_expectation
from portal.expectations.operations.opening import GIVE_A_REASON, Opened
from portal.expectations.queries import attested
from portal.expectations.rules.expectation import EXPECTATION, TO_UPHOLD, Attested
from portal.sentences import say
from portal.wording import note_given

LONGEST = 3 * 366
"""Days for which a rule can be attested at once."""


async def attest_rule(
    session: Session, actor: Actor, *, expectation_id: UUID, expected_version: int, is_kept: bool, text: str,
    valid_until: date, now: datetime, file_ids: Sequence[UUID] = (),
) -> Expectation:  # fmt: skip
    """Says that a rule is kept, or is not, and what shows it, until a day. Refuses also NotFound for a file."""
    case = await opened_expectation(
        session, actor, expectation_id=expectation_id, expected_version=expected_version, now=now
    )
    record = case.record
    # Whoever may not is told so before the files are looked for; the step below asks the same of the table.
    EXPECTATION.take(case.situation(EXPECTATION), record.status, "attest", actor, now=now)
    note = note_given(text, say("Enter the evidence, in 1 to 2,000 characters."), "text")
    if not 0 <= (valid_until - Moment(now).day(record.zone)).days <= LONGEST:
        raise errors.Invalid("The last day must be today or within three years.", path=("input", "validUntil"))
    wanted = evidence.named(file_ids, ("input", "fileIds"))
    digests = sorted({*(await evidence.attach(case, record, wanted, attested.EVIDENCE)).values()})
    with case.step(EXPECTATION, "attest", note=note):
        record.attested = Attested.KEPT if is_kept else Attested.NOT_KEPT
        record.attested_by, record.attested_until, record.uphold_until = actor.side, valid_until, None
        starting.plan(case)
        session.add(
            Attestation(
                partner_id=record.partner_id, id=ids.new(), expectation_id=record.id, side=actor.side, is_kept=is_kept,
                text=note, file_digests=digests, valid_until=valid_until, made_by_name=actor.name, made_at=now,
                contest_text="",
            )
        )  # fmt: skip
    return record


def _uphold_until(case: Opened[Expectation], side: Side) -> date:
    both = tuple(case.clocks[each].calendar for each in Side)
    end = calendars.due_at(case.now, TO_UPHOLD, both, case.clocks[side].zone)
    return Moment(end).day(case.record.zone)


async def contest_attestation(
    session: Session, actor: Actor, *, expectation_id: UUID, expected_version: int, reason: str, now: datetime
) -> Expectation:
    """Says why what the other side attested is not so; it counts for nothing until that side attests it anew.

    Where it does not in time, a rule that it said it keeps is not kept, and anything else is as if nobody had said it.
    """
    case = await opened_expectation(
        session, actor, expectation_id=expectation_id, expected_version=expected_version, now=now
    )
    record = case.record
    note = note_given(reason, GIVE_A_REASON, "reason")
    with case.step(EXPECTATION, "contestAttestation", note=note):
        said: Attestation = (await session.scalars(attested.attestations_of(record).limit(1))).one()
        said.contest_text, said.contested_by_name, said.contested_at = note, actor.name, now
        record.attested = Attested.CONTESTED
        record.uphold_until = said.uphold_until = _uphold_until(case, said.side)
        starting.plan(case)
    return record
