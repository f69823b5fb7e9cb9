"""From agreed to signed: approval, signatures over one digest, and the ways back to the table."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal import ids, situations
from portal.access import Role, Side
from portal.contracts import operations, queries, rules
from portal.contracts.models import Contract, Signature
from portal.contracts.rules import BOTH, HOST, NOBODY, RoundStatus, Status
from portal.contracts.text.terms import Renewal
from portal.partners.membership import Period
from portal.partners.rules import AccountStatus
from tests.contracts.scene import (
    ADMIN,
    IN_10_DAYS,
    IN_20_DAYS,
    LEGAL,
    MANAGER,
    MEMBER,
    OUR_SIGNATORY,
    THEIR_SIGNATORY,
    Scene,
    said,
)
from tests.make import NOW, TERMS

PARTNER = frozenset({Side.PARTNER})
OUT = Status.OUT_FOR_SIGNATURE
LATER = datetime.fromisoformat("2026-03-10T10:00:00Z")
EFFECTIVE = datetime.fromisoformat("2026-03-31T22:00:00Z")  # midnight of 1 April in Berlin
OVER = datetime.fromisoformat("2027-03-31T22:00:00Z")


async def sent_out(scene: Scene, **columns: Any) -> Contract:
    made = await scene.contract(Status.AGREED, **columns)
    return await scene.do(LEGAL, operations.start_approval, made)


async def sign(scene: Scene, role: Role, made: Contract, **inputs: Any) -> Contract:
    return await scene.do(
        role, operations.sign, made, **{"expected_digest": made.sha256, "authority": " Director ", **inputs}
    )


async def void(scene: Scene, made: Contract) -> list[tuple[Side, bool]]:
    rows = await scene.make.session.execute(queries.signatures_of(made).add_columns(queries.is_void(Signature)))
    return [(signature.side, is_void) for signature, is_void in rows]


@pytest.mark.parametrize("role", [LEGAL, MANAGER])
async def test_a_text_that_needs_no_approval_goes_out_for_signature_at_once(scene: Scene, role: Role) -> None:
    made = await scene.contract(Status.AGREED)
    after = await scene.do(role, operations.start_approval, made)
    assert (after.status, after.waiting_on, after.due_at, after.signature_window, after.signed_by) == (
        OUT, BOTH, IN_20_DAYS, 1, NOBODY,
    )  # fmt: skip
    assert [(entry.event, entry.is_system) for entry in await scene.journal(made)] == [
        ("contract.approval_started", False), ("contract.signature_requested", True),
    ]  # fmt: skip


async def test_the_window_ends_with_the_day_of_whichever_side_comes_last(scene: Scene) -> None:
    await scene.change_partner(calendar="US", zone="America/New_York")
    after = await sent_out(scene)
    assert after.due_at == datetime.fromisoformat("2026-03-31T03:59:59Z")
    assert str(after.due_calendar).startswith("DE+US ")


@pytest.mark.parametrize(("first", "second"), [(THEIR_SIGNATORY, OUR_SIGNATORY), (OUR_SIGNATORY, THEIR_SIGNATORY)])
async def test_the_second_signature_makes_the_contract(scene: Scene, first: Role, second: Role) -> None:
    made = await sent_out(scene)
    one = await sign(scene, first, made)
    assert (one.status, one.signed_by, one.waiting_on, one.due_at) == (
        OUT, frozenset({first.side}), frozenset({second.side}), IN_20_DAYS,
    )  # fmt: skip
    after = await sign(scene, second, made, now=LATER)
    assert (after.status, after.signed_by, after.waiting_on, after.due_at) == (Status.SIGNED, BOTH, NOBODY, EFFECTIVE)
    given = await scene.signatures(made)
    assert [(row.side, row.sha256, row.window, row.authority, row.signed_at, row.person_id) for row in given] == [
        (first.side, made.sha256, 1, "Director", NOW, scene.people[first].person_id),
        (second.side, made.sha256, 1, "Director", LATER, scene.people[second].person_id),
    ]
    assert [(entry.event, entry.is_system, entry.note) for entry in await scene.journal(made)][2:] == [
        ("contract.signature_given", False, "Director"), ("contract.signature_given", False, "Director"),
        ("contract.signed", True, ""),
    ]  # fmt: skip
    assert await void(scene, made) == [(first.side, False), (second.side, False)]


async def test_a_contract_signed_after_its_first_day_is_in_force_at_once(scene: Scene) -> None:
    made = await sent_out(scene)
    await sign(scene, OUR_SIGNATORY, made, now=EFFECTIVE)
    after = await sign(scene, THEIR_SIGNATORY, made, now=EFFECTIVE)
    assert (after.status, after.due_at, after.waiting_on) == (Status.ACTIVE, OVER, NOBODY)
    assert (await scene.events(made))[-2:] == ["contract.signed", "contract.activated"]


@pytest.mark.parametrize(
    ("ends_on", "renewal", "due_at"),
    [
        (date(2027, 3, 31), "NONE", OVER), (None, "NONE", None), (date(2027, 3, 31), "OPTION", None),
        (date(2027, 3, 31), "EVERGREEN", None),
        (date(2199, 12, 31), "NONE", datetime.fromisoformat("2199-12-31T23:00:00Z")),
    ],
)  # fmt: skip
async def test_a_contract_in_force_waits_for_the_end_of_its_term_if_it_has_one(
    scene: Scene, ends_on: date | None, renewal: str, due_at: datetime | None
) -> None:
    made = await sent_out(scene, terms=replace(TERMS, ends_on=ends_on, renewal=Renewal(renewal)))
    await sign(scene, OUR_SIGNATORY, made, now=EFFECTIVE)
    after = await sign(scene, THEIR_SIGNATORY, made, now=EFFECTIVE)
    assert (after.status, after.due_at) == (Status.ACTIVE, due_at)


@pytest.mark.parametrize(
    ("role", "inputs", "expected"),
    [
        (LEGAL, {}, ("NOT_PERMITTED", "")), (ADMIN, {}, ("NOT_PERMITTED", "")), (MEMBER, {}, ("NOT_PERMITTED", "")),
        (Role.EXECUTIVE_SPONSOR, {}, ("NOT_PERMITTED", "")), (Role.PLATFORM_ADMIN, {}, ("NOT_PERMITTED", "")),
        (OUR_SIGNATORY, {"expected_digest": "0" * 64}, ("STALE_DIGEST", "input.expectedDigest")),
        (THEIR_SIGNATORY, {"expected_digest": ""}, ("STALE_DIGEST", "input.expectedDigest")),
        (THEIR_SIGNATORY, {"authority": " "}, ("INVALID", "input.authority")),
        (THEIR_SIGNATORY, {"authority": "x" * 201}, ("INVALID", "input.authority")),
        (THEIR_SIGNATORY, {"authority": "a\0"}, ("INVALID", "input.authority")),
        (THEIR_SIGNATORY, {"expected_version": 1}, ("STALE_VERSION", "input.expectedVersion")),
        (THEIR_SIGNATORY, {"contract_id": ids.NIL}, ("NOT_FOUND", "input.contractId")),
    ],
)  # fmt: skip
async def test_a_signature_that_is_not_meant_exactly_so_is_not_given(
    scene: Scene, role: Role, inputs: dict[str, Any], expected: tuple[str, str]
) -> None:
    made = await sent_out(scene)
    values = {"expected_digest": made.sha256, "authority": "Director", **inputs}
    assert said(await scene.refused(role, operations.sign, made, **values)) == expected


@pytest.mark.parametrize("role", [OUR_SIGNATORY, THEIR_SIGNATORY])
@pytest.mark.parametrize("confirmed_at", [None, NOW - timedelta(minutes=5, seconds=1)])
async def test_r82_who_has_not_just_proved_to_be_there_signs_nothing_though_signing_is_offered(
    scene: Scene, role: Role, confirmed_at: datetime | None
) -> None:
    made = await sent_out(scene)
    values = {"expected_digest": made.sha256, "authority": "Director", "confirmed_at": confirmed_at}
    assert said(await scene.refused(role, operations.sign, made, **values)) == ("CONFIRMATION_NEEDED", "")
    offered = rules.LIFE.refusal(
        situations.of(
            rules.Situation, made, partner_status=AccountStatus.ACTIVE, authorised=(Period(NOW.date(), None),)
        ),
        OUT,
        "sign",
        await scene.actor(role),
        NOW,
    )
    assert offered is None


@pytest.mark.parametrize("role", [OUR_SIGNATORY, THEIR_SIGNATORY])
async def test_r82_a_proof_of_presence_counts_for_five_minutes(scene: Scene, role: Role) -> None:
    made = await sent_out(scene)
    after = await sign(scene, role, made, confirmed_at=NOW - timedelta(minutes=5))
    assert after.signed_by == {role.side}


@pytest.mark.parametrize("role", [OUR_SIGNATORY, THEIR_SIGNATORY])
async def test_a_side_signs_once(scene: Scene, role: Role) -> None:
    made = await sent_out(scene)
    await sign(scene, role, made)
    refusal = await scene.refused(role, operations.sign, made, expected_digest=made.sha256, authority="Director")
    assert (said(refusal), refusal.message) == (("BLOCKED", ""), "Your side has already signed this text.")


@pytest.mark.parametrize("status", [status for status in Status if status is not OUT])
async def test_nothing_is_signed_that_is_not_out_for_signature(scene: Scene, status: Status) -> None:
    made = await scene.contract(status)
    values = {"expected_digest": made.sha256 or "0" * 64, "authority": "Director"}
    assert said(await scene.refused(OUR_SIGNATORY, operations.sign, made, **values)) == ("WRONG_STATUS", "")


@pytest.mark.parametrize("role", [OUR_SIGNATORY, THEIR_SIGNATORY])
async def test_declining_voids_what_was_signed_and_gives_the_pen_to_who_declines(scene: Scene, role: Role) -> None:
    made = await sent_out(scene)
    other = THEIR_SIGNATORY if role is OUR_SIGNATORY else OUR_SIGNATORY
    await sign(scene, other, made)
    after = await scene.do(role, operations.decline, made, reason="The price.")
    assert (after.status, after.pen, after.round_status, after.round_number, after.waiting_on, after.due_at) == (
        Status.IN_NEGOTIATION, role.side, RoundStatus.DRAFTING, 2, frozenset({role.side}), IN_10_DAYS,
    )  # fmt: skip
    assert (after.signed_by, after.accepted_by, after.sha256) == (NOBODY, NOBODY, made.sha256)
    assert await void(scene, made) == [(other.side, True)]
    assert ((await scene.journal(made))[-1].event, (await scene.journal(made))[-1].note) == (
        "contract.signature_declined", "The price.",
    )  # fmt: skip


async def test_signatures_of_an_earlier_window_never_count_again(scene: Scene) -> None:
    made = await sent_out(scene)
    await sign(scene, THEIR_SIGNATORY, made)
    await scene.do(OUR_SIGNATORY, operations.decline, made, reason="Not yet.")
    await scene.do(LEGAL, operations.submit_round, made, expected_digest=made.sha256, no_changes=True)
    await scene.do(ADMIN, operations.accept_round, made, expected_digest=made.sha256)
    again = await scene.do(LEGAL, operations.start_approval, made)
    assert (again.signature_window, again.signed_by, again.sha256) == (2, NOBODY, made.sha256)
    after = await sign(scene, OUR_SIGNATORY, made)
    assert (after.status, after.signed_by) == (OUT, HOST)
    after = await sign(scene, THEIR_SIGNATORY, made)
    assert after.status is Status.SIGNED
    assert await void(scene, made) == [(Side.PARTNER, True), (Side.HOST, False), (Side.PARTNER, False)]


@pytest.mark.parametrize("role", [LEGAL, ADMIN])
async def test_an_agreed_text_is_taken_back_to_the_table_by_either_side(scene: Scene, role: Role) -> None:
    made = await scene.contract(Status.AGREED)
    after = await scene.do(role, operations.reopen, made, reason="One more thing.")
    assert (after.status, after.pen, after.round_number, after.accepted_by, after.due_at) == (
        Status.IN_NEGOTIATION, role.side, 2, NOBODY, IN_10_DAYS,
    )  # fmt: skip
    assert await scene.events(made) == ["contract.reopened"]


async def test_a_text_out_for_signature_is_withdrawn_before_the_first_signature_alone(scene: Scene) -> None:
    made = await sent_out(scene)
    await sign(scene, THEIR_SIGNATORY, made)
    refusal = await scene.refused(LEGAL, operations.withdraw, made, reason="Stop.")
    assert (said(refusal), refusal.message) == (("BLOCKED", ""), "Someone has already signed.")
    other = await sent_out(scene)
    assert said(await scene.refused(ADMIN, operations.withdraw, other, reason="x")) == ("NOT_PERMITTED", "")
    after = await scene.do(LEGAL, operations.withdraw, other, reason="Stop.")
    assert (after.status, after.due_at, after.waiting_on) == (Status.WITHDRAWN, None, NOBODY)


@pytest.mark.parametrize(
    ("role", "operation", "status", "inputs", "expected"),
    [
        (LEGAL, operations.decline, OUT, {"reason": "x"}, ("NOT_PERMITTED", "")),
        (OUR_SIGNATORY, operations.decline, OUT, {"reason": " "}, ("INVALID", "input.reason")),
        (OUR_SIGNATORY, operations.decline, Status.AGREED, {"reason": "x"}, ("WRONG_STATUS", "")),
        (MANAGER, operations.reopen, Status.AGREED, {"reason": "x"}, ("NOT_PERMITTED", "")),
        (MEMBER, operations.reopen, Status.AGREED, {"reason": "x"}, ("NOT_PERMITTED", "")),
        (LEGAL, operations.reopen, Status.AGREED, {"reason": ""}, ("INVALID", "input.reason")),
        (LEGAL, operations.reopen, OUT, {"reason": "x"}, ("WRONG_STATUS", "")),
        (ADMIN, operations.start_approval, Status.AGREED, {}, ("NOT_PERMITTED", "")),
        (LEGAL, operations.start_approval, Status.IN_NEGOTIATION, {}, ("WRONG_STATUS", "")),
        (LEGAL, operations.start_approval, OUT, {}, ("WRONG_STATUS", "")),
        (Role.AUDITOR, operations.reopen, Status.AGREED, {"reason": "x"}, ("NOT_PERMITTED", "")),
    ],
)  # fmt: skip
async def test_a_step_by_the_wrong_person_or_at_the_wrong_time_is_refused(
    scene: Scene, role: Role, operation: Any, status: Status, inputs: dict[str, Any], expected: tuple[str, str]
) -> None:
    made = await scene.contract(status)
    assert said(await scene.refused(role, operation, made, **inputs)) == expected


@pytest.mark.parametrize(
    ("operation", "inputs"),
    [
        (operations.sign, {"expected_digest": "0" * 64, "authority": "x"}), (operations.decline, {"reason": "x"}),
        (operations.reopen, {"reason": "x"}), (operations.withdraw, {"reason": "x"}), (operations.start_approval, {}),
    ],
)  # fmt: skip
async def test_the_contract_of_another_partner_is_not_there(
    scene: Scene, operation: Any, inputs: dict[str, Any]
) -> None:
    foreign = await scene.contract(OUT, partner=await scene.make.partner())
    for role in (ADMIN, THEIR_SIGNATORY, MANAGER):
        refusal = await scene.refused(role, operation, foreign, **inputs)
        assert (said(refusal), refusal.message) == (("NOT_FOUND", "input.contractId"), "There is no such contract.")
