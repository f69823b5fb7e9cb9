"""Proposing, agreeing and ending boundaries, by people, by a contract's signature and by the clock."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal import errors, ids
from portal.access import SYSTEM, Side
from portal.boundaries import operations
from portal.boundaries.models import ExclusiveCell
from portal.boundaries.rules import checking
from portal.boundaries.rules.acts import ActKind
from portal.boundaries.rules.life import Status
from portal.boundaries.rules.terms import Dealing, Kind, Terms
from portal.contracts import rules as contract_rules
from portal.files.rules import InformationClass
from tests.boundaries.making import CHANNEL, EVERY, EXCLUSIVITY, LIMIT, SECRETS, TERRITORY
from tests.boundaries.scene import ADMIN, AUDITOR, LEGAL, MANAGER, VIEWER, Scene
from tests.contracts.scene import IN_10_DAYS
from tests.moment import NOW

S = contract_rules.Status


def test_the_words_of_what_a_contract_is_about_are_those_of_the_room_of_contracts() -> None:
    assert [each.value for each in Dealing] == [each.value for each in contract_rules.Kind]


async def test_the_company_proposes_a_territory_and_the_partner_agrees_to_its_digest(scene: Scene) -> None:
    made = await scene.put(LEGAL)

    assert (made.status, made.version, made.waiting_on) == (Status.PROPOSED, 1, frozenset({Side.PARTNER}))
    assert made.due_at == IN_10_DAYS
    assert made.sha256 == TERRITORY.digest
    assert made.binds == {Side.PARTNER}

    agreed = await scene.agree(ADMIN, made)

    assert (agreed.status, agreed.started_at, agreed.agreed_by_name) == (Status.ACTIVE, NOW, "Partner_Admin")
    assert await scene.told(made) == ["proposed", "agreed", "started"]


async def test_a_boundary_of_later_starts_on_its_first_day_and_ends_after_its_last(scene: Scene) -> None:
    later = replace(TERRITORY, valid_from=date(2026, 4, 1), valid_until=date(2026, 4, 30))
    made = await scene.agree(ADMIN, await scene.put(LEGAL, later))

    assert (made.status, made.due_at) == (Status.AGREED, datetime.fromisoformat("2026-03-31T22:00:00Z"))
    assert not await scene.clock(made, datetime.fromisoformat("2026-03-31T21:59:59Z"))
    assert await scene.clock(made, datetime.fromisoformat("2026-03-31T22:00:00Z"))
    assert (await scene.now_is(made)).due_at == datetime.fromisoformat("2026-04-30T22:00:00Z")
    assert await scene.clock(made, datetime.fromisoformat("2026-04-30T22:00:00Z"))
    assert not await scene.clock(made, datetime.fromisoformat("2026-05-30T22:00:00Z"))
    assert (await scene.now_is(made)).status is Status.ENDED


async def test_a_proposal_without_an_answer_lapses(scene: Scene) -> None:
    made = await scene.put(ADMIN, CHANNEL)
    assert made.waiting_on == {Side.HOST}
    assert not await scene.clock(made, IN_10_DAYS - timedelta(seconds=1))
    assert await scene.clock(made, IN_10_DAYS)
    assert (await scene.now_is(made)).status is Status.LAPSED


async def test_another_digest_than_that_on_the_table_agrees_to_nothing(scene: Scene) -> None:
    made = await scene.put(LEGAL)
    first = made.sha256
    revised = await scene.act(
        LEGAL, operations.revise, made, expected_digest=made.sha256, terms=replace(TERRITORY, regions=("DE",))
    )
    refusal = await scene.not_done(ADMIN, operations.agree, revised, expected_digest=first)
    assert (refusal.code, refusal.path) == ("STALE_DIGEST", ("input", "expectedDigest"))
    stale = await scene.not_done(ADMIN, operations.agree, revised, expected_digest=revised.sha256, expected_version=1)
    assert stale.code == "STALE_VERSION"


async def test_the_other_side_answers_with_other_terms_and_then_the_first_agrees(scene: Scene) -> None:
    made = await scene.put(LEGAL)
    terms = replace(TERRITORY, regions=("DE", "AT", "CH"))
    countered = await scene.act(ADMIN, operations.revise, made, expected_digest=made.sha256, terms=terms)

    assert (countered.side, countered.waiting_on, countered.regions) == (
        Side.PARTNER,
        frozenset({Side.HOST}),
        ["AT", "CH", "DE"],
    )
    assert (
        await scene.not_done(ADMIN, operations.agree, made, expected_digest=countered.sha256)
    ).code == "NOT_PERMITTED"
    assert (await scene.agree(LEGAL, made)).status is Status.ACTIVE


@pytest.mark.parametrize(
    ("role", "code"), [(VIEWER, "NOT_PERMITTED"), (MANAGER, "NOT_PERMITTED"), (AUDITOR, "NOT_PERMITTED")]
)
async def test_who_may_not_proposes_nothing(scene: Scene, role: Any, code: str) -> None:
    assert (await scene.not_proposed(role)).code == code


async def test_a_proposal_is_declined_with_a_reason_or_taken_back(scene: Scene) -> None:
    made = await scene.put(LEGAL)
    declined = await scene.act(ADMIN, operations.decline, made, reason="Too narrow.")
    assert (declined.status, declined.reason, declined.due_at) == (Status.DECLINED, "Too narrow.", None)
    other = await scene.put(LEGAL)
    assert (await scene.not_done(ADMIN, operations.withdraw, other)).code == "NOT_PERMITTED"
    assert (await scene.act(LEGAL, operations.withdraw, other)).status is Status.WITHDRAWN


async def test_whom_it_protects_ends_it_alone_and_whom_it_binds_asks(scene: Scene) -> None:
    made = await scene.agree(ADMIN, await scene.put(LEGAL))
    asked = await scene.act(ADMIN, operations.end, made, reason="We have an offer from Chile.")
    assert (asked.status, asked.waiting_on) == (Status.ACTIVE, frozenset({Side.HOST}))
    assert (await scene.not_done(ADMIN, operations.end, made, reason="Again.")).code == "BLOCKED"
    ended = await scene.act(LEGAL, operations.end, made, reason="Agreed.")
    assert (ended.status, ended.ended_at, ended.waiting_on) == (Status.ENDED, NOW, frozenset())
    assert await scene.told(made) == ["proposed", "agreed", "started", "end_agreed", "end_agreed", "ended"]


@pytest.mark.parametrize(
    ("terms", "path", "message"),
    [
        (replace(TERRITORY, regions=()), "regions", "Name at least one region."),
        (replace(TERRITORY, regions=("ZZ",)), "regions", "“ZZ” is not a region. Use an ISO 3166 code such as DE-BY."),
        (replace(CHANNEL, regions=("DE",)), "regions", "This kind of boundary does not have this term."),
        (replace(LIMIT, limit=None), "limit", "Enter the limit as an amount."),
        (
            replace(EXCLUSIVITY, dealings=()), "dealings",
            "Choose which contracts the exclusivity forbids.",
        ),
        (
            replace(TERRITORY, valid_until=date(2025, 1, 1)), "validUntil",
            "The last day must be on or after the first day.",
        ),
        (replace(TERRITORY, clause_key="scope"), "clauseKey", "Name the contract as well as its clause."),
    ],
)  # fmt: skip
async def test_terms_that_say_nothing_are_refused_in_words(scene: Scene, terms: Terms, path: str, message: str) -> None:
    refusal = await scene.not_proposed(LEGAL, terms)
    assert (refusal.code, ".".join(refusal.path), refusal.message) == ("INVALID", f"input.terms.{path}", message)


def test_codes_are_kept_in_order_and_a_country_holds_its_parts() -> None:
    kept = checking.checked(replace(TERRITORY, regions=("de-by", "DE", "at ", "CH-ZH", "AT"), products=("b", "A", "b")))
    assert (kept.regions, kept.products) == (("AT", "CH-ZH", "DE"), ("A", "B"))


def test_equal_terms_have_equal_digests_and_each_parameter_changes_it() -> None:
    digests = {terms.digest for terms in EVERY.values()}
    changed = [
        replace(TERRITORY, regions=("DE",)), replace(TERRITORY, products=("A",)), replace(TERRITORY, wording="x"),
        replace(TERRITORY, is_passive_warned=True), replace(TERRITORY, valid_until=date(2030, 1, 1)),
        replace(TERRITORY, contract_id=ids.new()), replace(LIMIT, orderer=Side.HOST),
    ]  # fmt: skip
    assert len(digests | {each.digest for each in changed}) == len(EVERY) + len(changed)
    assert replace(TERRITORY).digest == TERRITORY.digest


async def test_a_boundary_of_a_negotiated_contract_starts_with_the_signature_and_ends_with_the_contract(
    scene: Scene,
) -> None:
    contract = await scene.contract(S.IN_NEGOTIATION)
    made = await scene.put(LEGAL, replace(TERRITORY, contract_id=contract.id, clause_key="scope"))
    assert (made.is_carried, made.due_at, made.waiting_on) == (True, None, frozenset({Side.PARTNER}))

    both = contracts_signed()
    await scene.contract_becomes(contract, "contract.signed", **both, status="SIGNED", round_status=None)
    assert (await scene.now_is(made)).status is Status.AGREED
    await scene.contract_becomes(contract, "contract.activated", status="ACTIVE")
    active = await scene.now_is(made)
    assert (active.status, active.agreed_by, active.started_at) == (Status.ACTIVE, None, NOW)
    await scene.contract_becomes(contract, "contract.expired", status="EXPIRED")
    assert (await scene.now_is(made)).status is Status.ENDED
    assert await scene.told(made) == ["proposed", "agreed_by_signature", "started", "expired"]


def contracts_signed() -> dict[str, Any]:
    return {"signed_by": ["HOST", "PARTNER"], "accepted_by": ["HOST", "PARTNER"]}


async def test_what_comes_after_the_text_was_agreed_is_not_signed_with_it(scene: Scene) -> None:
    contract = await scene.contract(S.OUT_FOR_SIGNATURE)
    made = await scene.put(ADMIN, replace(CHANNEL, contract_id=contract.id))
    assert (made.is_carried, made.due_at) == (False, IN_10_DAYS)
    await scene.contract_becomes(contract, "contract.activated", **contracts_signed(), status="ACTIVE")
    assert (await scene.now_is(made)).status is Status.PROPOSED
    assert (await scene.agree(LEGAL, made)).status is Status.ACTIVE


async def test_a_boundary_ends_its_proposal_with_a_contract_that_is_withdrawn(scene: Scene) -> None:
    contract = await scene.contract(S.IN_NEGOTIATION)
    made = await scene.put(LEGAL, replace(TERRITORY, contract_id=contract.id))
    await scene.contract_becomes(contract, "contract.withdrawn", status="WITHDRAWN", round_status=None, pen=None)
    assert (await scene.now_is(made)).status is Status.LAPSED


async def test_a_contract_that_the_other_side_does_not_see_carries_nothing(scene: Scene) -> None:
    draft, other = await scene.contract(S.DRAFT), await scene.make.contract(status=S.ACTIVE)
    refusal = await scene.not_proposed(LEGAL, replace(TERRITORY, contract_id=draft.id))
    assert refusal.message == "The other side cannot see this contract yet. Publish it first."
    assert (await scene.not_proposed(ADMIN, replace(TERRITORY, contract_id=draft.id))).code == "NOT_FOUND"
    assert (await scene.not_proposed(LEGAL, replace(TERRITORY, contract_id=other.id))).code == "NOT_FOUND"
    ours = await scene.contract(S.ACTIVE)
    refusal = await scene.not_proposed(LEGAL, replace(TERRITORY, contract_id=ours.id, clause_key="nothing"))
    assert (refusal.code, refusal.message) == ("INVALID", "The contract has no such clause.")


async def test_a_scope_has_one_holder_and_the_refusal_names_nobody(scene: Scene) -> None:
    rival = await scene.make.partner(name="Rival Trading")
    await scene.in_force(EXCLUSIVITY, rival)
    parts = replace(EXCLUSIVITY, regions=("DE-BY",), valid_from=date(2027, 12, 31), valid_until=None)
    refusal = await scene.not_proposed(LEGAL, parts)
    assert (refusal.code, refusal.message) == (
        "BLOCKED",
        "The company has promised this scope exclusively to someone.",
    )
    theirs = await scene.put(ADMIN, parts)
    refusal = await scene.not_done(LEGAL, operations.agree, theirs, expected_digest=theirs.sha256)
    assert refusal.code == "BLOCKED"
    assert "Rival" not in str(refusal)
    for free in (
        replace(parts, regions=("FR",)), replace(parts, dealings=(Dealing.SERVICE,)),
        replace(parts, valid_from=date(2028, 1, 1)),
    ):  # fmt: skip
        made = await scene.put(ADMIN, free)
        assert (await scene.agree(LEGAL, made)).status in {Status.ACTIVE, Status.AGREED}


async def test_of_two_who_were_asked_for_one_scope_the_second_who_agrees_is_refused(scene: Scene) -> None:
    rival = await scene.make.partner(name="Rival Trading")
    ours = await scene.put(LEGAL, EXCLUSIVITY)
    await scene.in_force(EXCLUSIVITY, rival)
    refusal = await scene.not_done(ADMIN, operations.agree, ours, expected_digest=ours.sha256)
    assert (refusal.code, refusal.message) == (
        "BLOCKED", "Part of this scope is no longer free for this whole period.",
    )  # fmt: skip


async def test_the_end_of_an_exclusivity_frees_its_scope(scene: Scene) -> None:
    made = await scene.agree(ADMIN, await scene.put(LEGAL, EXCLUSIVITY))
    assert [each.is_held for each in await scene.all_of(ExclusiveCell)] == [True]
    await scene.act(ADMIN, operations.end, made, reason="We give it back.")
    assert [each.is_held for each in await scene.all_of(ExclusiveCell)] == [False]


async def test_a_scope_taken_while_the_contract_was_negotiated_is_not_promised_twice(scene: Scene) -> None:
    contract = await scene.contract(S.IN_NEGOTIATION)
    made = await scene.put(LEGAL, replace(EXCLUSIVITY, contract_id=contract.id))
    await scene.in_force(EXCLUSIVITY, await scene.make.partner())
    await scene.contract_becomes(
        contract, "contract.activated", **contracts_signed(), status="ACTIVE", round_status=None, pen=None
    )
    assert (await scene.now_is(made)).status is Status.LAPSED


async def test_a_missed_minimum_ends_an_exclusivity(scene: Scene) -> None:
    made = await scene.in_force(replace(EXCLUSIVITY, minimum=LIMIT.limit))
    async with scene.as_(SYSTEM) as session:
        await operations.fall_away(session, SYSTEM, boundary_id=made.id, now=NOW)
    assert (await scene.now_is(made)).status is Status.ENDED
    assert await scene.told(made) == ["fell_away"]


async def test_an_agreement_of_secrecy_has_to_be_seen_by_both(scene: Scene) -> None:
    nda = await scene.contract(S.ACTIVE)
    made = await scene.put(LEGAL, replace(SECRETS, nda_id=nda.id))
    assert (made.binds, made.classes) == (frozenset(Side), frozenset({InformationClass.TECHNICAL}))
    refusal = await scene.not_proposed(LEGAL, replace(SECRETS, nda_id=ids.new()))
    assert (refusal.code, refusal.path) == ("NOT_FOUND", ("input", "terms", "ndaContractId"))


async def test_an_override_is_legals_with_a_reason_and_both_sides_read_it(scene: Scene) -> None:
    made = await scene.agree(ADMIN, await scene.put(LEGAL))
    given: Any = {"act": ActKind.OFFER, "until": date(2026, 6, 30), "reason": "The customer moved."}
    assert (await scene.not_done(ADMIN, operations.override, made, **given)).code == "NOT_PERMITTED"
    wrong = await scene.not_done(LEGAL, operations.override, made, **{**given, "act": ActKind.ORDER})
    assert wrong.message == "This boundary does not apply to this kind of act."
    both = await scene.not_done(LEGAL, operations.override, made, **given, act_key="opp_1")
    assert both.message == "Name one act, or a last day."
    after = await scene.act(LEGAL, operations.override, made, **given)
    assert after.version == made.version
    assert (await scene.told(made))[-1] == "overridden"


def test_kinds_bind_the_sides_of_the_design() -> None:
    bound = {kind: sorted(terms.binds) for kind, terms in EVERY.items()}
    assert bound == {
        Kind.TERRITORY: [Side.PARTNER], Kind.CHANNEL: [Side.PARTNER], Kind.EXCLUSIVITY: [Side.HOST],
        Kind.CREDIT_LIMIT: [Side.PARTNER], Kind.CONFIDENTIALITY: [Side.HOST, Side.PARTNER],
    }  # fmt: skip
    assert issubclass(errors.Blocked, errors.Refused)
