"""What the sides say of a rule: whether it is kept, what shows it, and what the other side has against that."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from portal import errors, files, ids
from portal.access import Actor
from portal.boundaries import operations as boundaries
from portal.clock import Moment
from portal.database.session import Session
from portal.expectations.models import Attestation, Expectation
from portal.expectations.operations import starting
from portal.expectations.operations.agreeing import GIVE_A_REASON, opened_expectation
from portal.expectations.operations.opening import Opened
from portal.expectations.queries import attested
from portal.expectations.rules.expectation import EXPECTATION, Attested
from portal.files.rules import MOST_OF_A_RECORD
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
    note = note_given(text, say("Say what shows it, in 1 to 2,000 characters."), "text")
    if not 0 <= (valid_until - Moment(now).day(record.zone)).days <= LONGEST:
        raise errors.Invalid("The last day must be today or within three years.", path=("input", "validUntil"))
    digests = await _attached(case, file_ids)
    with case.step(EXPECTATION, "attest", note=note):
        record.attested = Attested.KEPT if is_kept else Attested.NOT_KEPT
        record.attested_by, record.attested_until = actor.side, valid_until
        starting.plan(case)
        session.add(
            Attestation(
                partner_id=record.partner_id, id=ids.new(), expectation_id=record.id, side=actor.side, is_kept=is_kept,
                text=note, file_digests=digests, valid_until=valid_until, made_by_name=actor.name, made_at=now,
                contest_text="",
            )
        )  # fmt: skip
    return record


async def _attached(case: Opened[Expectation], file_ids: Sequence[UUID]) -> list[str]:
    """The digests of the files, which both sides read from now on."""
    wanted, record = list(dict.fromkeys(file_ids)), case.record
    if len(wanted) > MOST_OF_A_RECORD:
        raise errors.Invalid("Attach at most {most} files.", most=MOST_OF_A_RECORD, path=("input", "fileIds"))
    digests = set()
    for index, each in enumerate(wanted):
        file = await files.attach(
            case.session, case.actor, file_id=each, partner_id=record.partner_id, is_shared=True,
            record=(record.PREFIX, record.id), kind=attested.EVIDENCE, path=("input", "fileIds", str(index)),
        )  # fmt: skip
        await boundaries.share(case.session, case.actor, file, case.now)
        digests.add(file.sha256)
    return sorted(digests)


async def contest_attestation(
    session: Session, actor: Actor, *, expectation_id: UUID, expected_version: int, reason: str, now: datetime
) -> Expectation:
    """Says why what the other side attested is not so; it counts for nothing until that side attests it anew."""
    case = await opened_expectation(
        session, actor, expectation_id=expectation_id, expected_version=expected_version, now=now
    )
    record = case.record
    note = note_given(reason, GIVE_A_REASON, "reason")
    with case.step(EXPECTATION, "contestAttestation", note=note):
        said: Attestation = (await session.scalars(attested.attestations_of(record).limit(1))).one()
        said.contest_text, said.contested_by_name, said.contested_at = note, actor.name, now
        record.attested = Attested.CONTESTED
        starting.plan(case)
    return record
