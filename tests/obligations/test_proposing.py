"""One side proposes, the other agrees to exactly that: terms, digest, what it rests on, and who may."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from portal import canonical, errors, ids
from portal.access import Role, Side
from portal.contracts.rules import Status as ContractStatus
from portal.obligations import operations
from portal.obligations.rules import Repeats, Status
from portal.partners.rules import AccountStatus
from tests.moment import NOW
from tests.obligations.scene import TERMS, Scene
from tests.partners.scene import at

S = Status
ADMIN, MEMBER, VIEWER = Role.PARTNER_ADMIN, Role.PARTNER_MEMBER, Role.PARTNER_VIEWER
MANAGER, LEGAL, AUDITOR = Role.RELATIONSHIP_MANAGER, Role.LEGAL, Role.AUDITOR
HOST, PARTNER = frozenset({Side.HOST}), frozenset({Side.PARTNER})


async def test_a_manager_proposes_at_a_clause_and_the_partner_agrees_to_exactly_that(scene: Scene) -> None:
    made = await scene.now(await scene.proposed(clause="payment"))
    assert (made.status, made.version, made.waiting_on, made.due_at) == (
        S.PROPOSED,
        1,
        PARTNER,
        at("2026-03-16T22:59:59Z"),
    )
    assert (made.contract_id, made.clause_key, made.contract_sha256) == (
        scene.contract.id, "payment", scene.contract.sha256,
    )  # fmt: skip
    assert json.loads(made.terms) == {
        "partner": ids.text("org", scene.partner.id), "obligor": "PARTNER", "title": "Send the stock report",
        "text": "All parts in the warehouse, as a sheet.", "contract": ids.text("ctr", scene.contract.id),
        "contractDigest": scene.contract.sha256, "clauseKey": "payment", "dueOn": "2026-04-30", "repeats": "NEVER",
        "repeatsUntil": None, "leadDays": 10, "cureDays": 10, "survives": False,
    }  # fmt: skip
    assert made.sha256 == canonical.digest(json.loads(made.terms))
    assert (made.begins_at, made.ends_at) == (at("2026-04-15T22:00:00Z"), at("2026-04-30T21:59:59Z"))
    assert (made.company_owner_id, made.partner_owner_id) == ((await scene.one(MANAGER)).id, scene.admin.id)

    stale = await scene.not_done(ADMIN, operations.agree, made, expected_digest="0" * 64)
    assert stale == (
        "STALE_DIGEST", "input.expectedDigest",
        "The current obligation is not the one you are acting on. Read it again.",
    )  # fmt: skip
    assert (await scene.not_done(MANAGER, operations.agree, made, expected_digest=made.sha256))[2] == (
        "It is the other side's turn."
    )
    agreed = await scene.act(ADMIN, operations.agree, made, expected_digest=made.sha256)
    assert (agreed.status, agreed.waiting_on, agreed.due_at, agreed.agreed_by_name, agreed.agreed_at) == (
        S.SCHEDULED, frozenset(), agreed.begins_at, "Paula Admin", NOW,
    )  # fmt: skip
    assert await scene.events(made) == [
        ("obligation.proposed", "Mina Manager", "", True), ("obligation.agreed", "Paula Admin", "", True),
    ]  # fmt: skip


async def test_a_partner_proposes_what_the_company_owes_and_legal_agrees(scene: Scene) -> None:
    made = await scene.proposed(MEMBER, obligor=Side.HOST, title="Pay the deposit", clause="payment")
    row = await scene.now(made)
    assert (row.obligor, row.proposed_side, row.waiting_on) == (Side.HOST, Side.PARTNER, HOST)
    assert row.company_owner_id == (await scene.one(MANAGER)).id  # who looks after the partner
    agreed = await scene.act(LEGAL, operations.agree, made, expected_digest=made.sha256)
    assert (agreed.status, agreed.company_owner_id) == (S.SCHEDULED, (await scene.one(LEGAL)).id)


async def test_the_other_side_declines_with_a_reason_and_the_proposer_takes_back(scene: Scene) -> None:
    made = await scene.proposed()
    assert await scene.not_done(ADMIN, operations.decline, made, reason=" ") == (
        "INVALID", "input.reason", "Enter a reason.",
    )  # fmt: skip
    declined = await scene.act(ADMIN, operations.decline, made, reason="Not in the contract.")
    assert (declined.status, declined.reason, declined.waiting_on, declined.due_at) == (
        S.DECLINED, "Not in the contract.", frozenset(), None,
    )  # fmt: skip
    other = await scene.proposed()
    assert (await scene.not_done(ADMIN, operations.withdraw, other))[0] == "NOT_PERMITTED"
    assert (await scene.act(LEGAL, operations.withdraw, other)).status is S.WITHDRAWN


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"title": ""}, "input.title", "Enter a title of 1 to 200 characters."),
    ({"title": "x" * 201}, "input.title", "Enter a title of 1 to 200 characters."),
    ({"title": "a\u202eb"}, "input.title",
     "A name or title cannot contain a character that changes the reading direction (U+202E RIGHT-TO-LEFT OVERRIDE)."),
    ({"text": " \n"}, "input.text", "Enter what must be done."),
    ({"text": "a\x00b"}, "input.text", "The text has a control character (U+0000)."),
    ({"text": "word " * 47_000}, "input.text", "The text is longer than 10000 characters."),
    ({"due_on": date(2026, 3, 1)}, "input.dueOn", "The due date must be between today and ten years from now."),
    ({"due_on": date(2036, 3, 10)}, "input.dueOn", "The due date must be between today and ten years from now."),
    ({"repeats_until": date(2026, 5, 1)}, "input.repeatsUntil", "Only a repeating obligation can have a last day."),
    ({"repeats": Repeats.MONTHLY, "repeats_until": date(2026, 4, 29)}, "input.repeatsUntil",
     "The last day must be after the first due date, within ten years."),
    ({"lead_days": -1}, "input.leadDays", "This must be 0 to 60 business days."),
    ({"cure_days": 61}, "input.cureDays", "This must be 0 to 60 business days."),
]  # fmt: skip


@pytest.mark.parametrize(("given", "path", "sentence"), FAULTS)
async def test_what_cannot_be_meant_is_refused_at_its_place(
    scene: Scene, given: dict[str, Any], path: str, sentence: str
) -> None:
    proposal = scene.proposal(MANAGER, **given)
    code, place, message = await scene.refused(await scene.one(MANAGER), operations.propose, **proposal)
    assert (code, place, message.replace(",", "")) == ("INVALID", path, sentence.replace(",", ""))


async def test_all_faults_are_told_at_once(scene: Scene) -> None:
    wrong: dict[str, Any] = {"title": "", "text": "", "lead_days": 99, "due_on": date(2020, 1, 1)}
    with pytest.raises(errors.Invalid) as refusal:
        await scene.proposed(**wrong)
    assert [each.path[1] for each in (refusal.value, *refusal.value.also)] == ["title", "text", "dueOn", "leadDays"]


async def test_it_rests_on_a_contract_in_force_whose_text_the_proposer_has_read(scene: Scene) -> None:
    manager, foreign = await scene.one(MANAGER), ids.new()
    place = scene.proposal(MANAGER, clause="payment")
    refused = scene.refused
    assert await refused(manager, operations.propose, **place | {"contract_id": foreign}) == (
        "NOT_FOUND", "input.contractId", "There is no such contract.",
    )  # fmt: skip
    assert await refused(manager, operations.propose, **place | {"clause_key": "no such"}) == (
        "NOT_FOUND", "input.clauseKey", "The contract has no such clause.",
    )  # fmt: skip
    for digest in ("0" * 64, None):
        assert (await refused(manager, operations.propose, **place | {"expected_digest": digest}))[:2] == (
            "STALE_DIGEST", "input.expectedDigest",
        )  # fmt: skip
    bare = scene.proposal(MANAGER) | {"clause_key": "payment"}
    assert await refused(manager, operations.propose, **bare) == (
        "INVALID", "input.clauseKey", "Name the contract as well.",
    )  # fmt: skip


@pytest.mark.parametrize("status", ContractStatus)
async def test_only_a_contract_in_force_carries_obligations(scene: Scene, status: ContractStatus) -> None:
    manager = await scene.one(MANAGER)
    other = await scene.make.contract(partner=scene.partner, owner=manager, status=status)
    place = scene.proposal(MANAGER, on_contract=True)
    place |= {"contract_id": other.id, "expected_digest": other.sha256}
    in_force = {ContractStatus.SIGNED, ContractStatus.ACTIVE, ContractStatus.SUSPENDED, ContractStatus.NOTICE_GIVEN}
    if status in in_force:
        assert (await scene.do(manager, operations.propose, **place)).contract_id == other.id
        return
    assert await scene.refused(manager, operations.propose, **place) == (
        "WRONG_STATUS", "input.contractId", "Only a contract in force can carry obligations.",
    )  # fmt: skip


async def test_nobody_proposes_between_organisations_that_are_not_theirs(scene: Scene) -> None:
    stranger = await scene.make.partner(name="Other Ltd")
    terms = TERMS
    assert await scene.refused(scene.admin, operations.propose, partner_id=stranger.id, **terms) == (
        "NOT_FOUND", "input.partnerId", "There is no such partner.",
    )  # fmt: skip
    manager = await scene.one(MANAGER)
    assert (await scene.refused(manager, operations.propose, partner_id=stranger.id, **terms))[0] == "NOT_FOUND"
    assert await scene.refused(manager, operations.propose, **terms) == (
        "INVALID", "input.partnerId", "Name the partner.",
    )  # fmt: skip
    viewer = await scene.one(VIEWER)
    assert (await scene.refused(viewer, operations.propose, **terms))[0] == "NOT_PERMITTED"
    made = await scene.proposed(MEMBER)
    assert made.partner_id == scene.partner.id  # one's own where none is named


@pytest.mark.parametrize("status", AccountStatus)
async def test_something_new_is_proposed_while_the_account_lives(scene: Scene, status: AccountStatus) -> None:
    await scene.sql(
        "UPDATE organisation SET status = :to, due_at = now() WHERE id = :id", to=status, id=scene.partner.id
    )
    manager = await scene.one(MANAGER)
    if status in {AccountStatus.ACTIVE, AccountStatus.OFFBOARDING}:
        await scene.do(manager, operations.propose, **scene.proposal(MANAGER))
        return
    assert (await scene.refused(manager, operations.propose, **scene.proposal(MANAGER)))[0] == "WRONG_STATUS"


async def test_a_foreign_obligation_does_not_exist_and_an_auditor_changes_none(scene: Scene) -> None:
    stranger = await scene.make.partner(name="Other Ltd")
    outsider = await scene.make.member(stranger, name="Otto Other")
    made = await scene.proposed()
    place = {"obligation_id": made.id, "expected_version": 1, "expected_digest": made.sha256}
    assert await scene.refused(outsider, operations.agree, **place) == (
        "NOT_FOUND", "input.obligationId", "There is no such obligation.",
    )  # fmt: skip
    auditor = await scene.one(AUDITOR)
    assert (await scene.refused(auditor, operations.agree, **place))[0] == "NOT_PERMITTED"
    assert (await scene.refused(scene.admin, operations.agree, **place | {"expected_version": 2}))[0] == "STALE_VERSION"


async def test_the_day_is_that_of_whoever_owes_it(scene: Scene) -> None:
    await scene.sql("UPDATE organisation SET zone = 'Pacific/Kiritimati' WHERE id = :id", id=scene.partner.id)
    evening = at("2026-03-02T11:00:00Z")  # the third of March there
    manager = await scene.one(MANAGER)
    owed = scene.proposal(MANAGER, due_on=date(2026, 3, 2))
    assert (await scene.refused(manager, operations.propose, **owed, now=evening))[1] == "input.dueOn"
    host = scene.proposal(MANAGER, due_on=date(2026, 3, 2), obligor=Side.HOST)
    made = await scene.do(manager, operations.propose, **host, now=evening)
    assert made.answer_by == made.ends_at == at("2026-03-02T22:59:59Z")  # it is due before ten days are over
    assert made.ends_at - evening < timedelta(days=1)
