"""A rule is attested, with what shows it, until a day; the other side contests it, and the clock ends it."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from portal import ids
from portal.access import Role, Side
from portal.expectations import operations
from portal.expectations.models import Attestation, Expectation
from portal.expectations.queries import attested
from portal.expectations.rules.expectation import Attested, ExpectationKind, ExpectationStatus
from portal.files.models import File
from portal.partners.models import Membership
from tests.expectations.scene import ADMIN, LEGAL, MANAGER, MEMBER, Scene, terms
from tests.files import making
from tests.make import NOW

A = Attested
JUNE = date(2026, 6, 30)
# The last second of the thirtieth of June in Berlin, and the next.
BEFORE = datetime.fromisoformat("2026-06-30T21:59:59Z")
AFTER = datetime.fromisoformat("2026-06-30T22:00:00Z")


async def rule(scene: Scene, **more: Any) -> Expectation:
    """The partner's, in force."""
    return await scene.agreed(
        terms(
            kind=ExpectationKind.RULE, metric_id=None, target=None, tolerance=None, floor=None,
            text="The warehouse is certified.", title="Certified warehouse", **more,
        )
    )  # fmt: skip


async def attest(scene: Scene, made: Expectation, role: Role = MEMBER, **more: Any) -> Expectation:
    given = {"is_kept": True, "text": "Certificate 4711.", "valid_until": JUNE, **more}
    row: Expectation = await scene.step(role, operations.attest_rule, made, **given)
    return row


def now_is(record: Expectation) -> tuple[Any, ...]:
    return record.attested, record.attested_by, record.attested_until, record.waiting_on, record.due_at


async def test_whoever_owes_a_rule_is_waited_for_until_it_is_attested(scene: Scene) -> None:
    made = await rule(scene)
    assert now_is(made) == (None, None, None, frozenset({Side.PARTNER}), None)

    after = await attest(scene, made)

    assert now_is(after) == (A.KEPT, Side.PARTNER, JUNE, frozenset(), AFTER)
    (said,) = await scene.all(select(Attestation))
    assert (said.side, said.is_kept, said.text, said.valid_until, said.made_by_name, said.made_at) == (
        Side.PARTNER, True, "Certificate 4711.", JUNE, "Partner_Member", NOW,
    )  # fmt: skip
    assert (await scene.events(made))[-1] == "expectation.attested"


async def test_the_clock_ends_an_attestation_after_its_last_second_and_asks_again(scene: Scene) -> None:
    made = await attest(scene, await rule(scene))
    assert not await scene.keep_time(made, BEFORE)
    assert await scene.keep_time(made, AFTER)

    after = await scene.row(made)
    assert (after.status, *now_is(after)) == (
        ExpectationStatus.ACTIVE, A.EXPIRED, Side.PARTNER, JUNE, frozenset({Side.PARTNER}), None,
    )  # fmt: skip
    assert (await scene.events(made))[-1] == "expectation.attestation_expired"
    assert not await scene.keep_time(made, AFTER)

    again = await attest(scene, made, now=AFTER, valid_until=date(2026, 12, 31))
    assert again.attested is A.KEPT
    assert [each.valid_until.month for each in await scene.all(attested.attestations_of(made))] == [12, 6]


@pytest.mark.parametrize(("says", "contests"), [(MEMBER, MANAGER), (MANAGER, MEMBER)])
async def test_either_side_attests_and_the_other_contests(scene: Scene, says: Role, contests: Role) -> None:
    made = await attest(scene, await rule(scene), says, is_kept=says is MEMBER)
    for role, sentence in (
        (says, "It is the other side's turn."),
        (LEGAL, "Only these roles can do this: Partner administrator, Partner member, Relationship manager."),
    ):  # fmt: skip
        refusal = await scene.refused(
            role, operations.contest_attestation, expectation_id=made.id, expected_version=made.version, reason="No."
        )
        assert str(refusal) == sentence
    other = await scene.refused(
        contests, operations.attest_rule, expectation_id=made.id, expected_version=made.version, is_kept=True,
        text="We say so.", valid_until=JUNE,
    )  # fmt: skip
    assert str(other) == "The other side has attested it. Contest that attestation instead."

    after = await scene.step(contests, operations.contest_attestation, made, reason="The certificate is another's.")

    # Ten business days of both sides later, when the sixteenth of March is over in Berlin.
    assert now_is(after)[3:] == (frozenset({says.side}), datetime.fromisoformat("2026-03-16T23:00:00Z"))
    assert (after.attested, after.uphold_until) == (A.CONTESTED, date(2026, 3, 16))
    (said,) = await scene.all(select(Attestation))
    assert (said.contest_text, said.contested_at) == ("The certificate is another's.", NOW)
    twice = await scene.refused(
        contests, operations.contest_attestation, expectation_id=made.id, expected_version=after.version, reason="No."
    )
    assert str(twice) == "There is no attestation to contest."
    answered = await attest(scene, made, says, text="Here is ours.")
    assert (answered.attested, answered.attested_by) == (A.KEPT, says.side)
    old = (await scene.all(attested.attestations_of(made)))[-1]
    assert old.contest_text == "The certificate is another's."


@pytest.mark.parametrize(
    ("given", "path", "sentence"),
    [
        ({"text": " "}, ("input", "text"), "Enter the evidence, in 1 to 2,000 characters."),
        ({"text": "x" * 2001}, ("input", "text"), "The text is longer than 2,000 characters."),
        ({"valid_until": date(2026, 3, 1)}, ("input", "validUntil"),
         "The last day must be today or within three years."),
        ({"valid_until": date(2029, 4, 1)}, ("input", "validUntil"),
         "The last day must be today or within three years."),
        ({"file_ids": [ids.new()]}, ("input", "fileIds", "0"),
         "You have no such file that is still to be attached. Upload it again."),
    ],
)  # fmt: skip
async def test_what_cannot_be_attested_is_said_and_nothing_is_kept(
    scene: Scene, given: dict[str, Any], path: tuple[str, ...], sentence: str
) -> None:
    made = await rule(scene)
    refusal = await scene.refused(
        MEMBER, operations.attest_rule, expectation_id=made.id, expected_version=made.version,
        **{"is_kept": True, "text": "Seen.", "valid_until": JUNE, **given},
    )  # fmt: skip
    assert (refusal.path, str(refusal)) == (path, sentence)


async def test_what_is_measured_is_not_attested(scene: Scene) -> None:
    made = await scene.agreed()
    refusal = await scene.refused(
        MEMBER, operations.attest_rule, expectation_id=made.id, expected_version=made.version, is_kept=True,
        text="Yes.", valid_until=JUNE,
    )  # fmt: skip
    assert (refusal.code, str(refusal)) == (
        "BLOCKED", "Only a rule can be attested. Everything else is measured or guarded.",
    )  # fmt: skip


async def test_files_show_it_to_both_sides(scene: Scene) -> None:
    made = await rule(scene)
    person = await scene.actor(MEMBER)
    member = (await scene.all(select(Membership).where(Membership.person_id == person.person_id)))[0]
    file = making.file(member)
    await scene.make.add(file)
    await attest(scene, made, file_ids=[file.id])

    (said,) = await scene.all(select(Attestation))
    found = (await scene.all(attested.files_of(said)))[0]
    assert (found.id, found.is_shared, said.file_digests) == (file.id, True, [file.sha256])
    assert (await scene.all(select(File).where(File.record_id == made.id)))[0].kind == "EVIDENCE"


async def test_an_attestation_ends_with_what_it_is_about(scene: Scene) -> None:
    made = await attest(scene, await rule(scene, ends_on=date(2026, 5, 31)))
    assert made.due_at == datetime.fromisoformat("2026-05-31T22:00:00Z")
    assert await scene.keep_time(made, made.due_at)
    after = await scene.row(made)
    assert (after.status, after.waiting_on) == (ExpectationStatus.RETIRED, frozenset())
    refusal = await scene.refused(
        ADMIN, operations.attest_rule, expectation_id=made.id, expected_version=after.version, is_kept=True,
        text="Still.", valid_until=JUNE,
    )  # fmt: skip
    assert refusal.code == "WRONG_STATUS"
