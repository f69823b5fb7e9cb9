"""What an agreement may say of disputes: in one form, signed and compared like every key term, and never needed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from portal import errors
from portal.access import Side
from portal.contracts import operations
from portal.contracts.rules import Status
from portal.contracts.text import disputing, documents, redline, terms
from portal.contracts.text.terms import TermValue
from portal.reasons import REASONS
from tests.contracts.scene import ADMIN, LEGAL, Scene, said
from tests.contracts.test_amending import MAY, agreed, signed
from tests.contracts.test_documents import SUPPLY
from tests.contracts.test_drafting import draft, draft_refused
from tests.contracts.test_negotiating import term
from tests.make import TERMS

WRITTEN = {
    "dispute_decider": ("EXECUTIVE", "EXECUTIVE"),
    "dispute_decider_codes": (" price_differs;DAMAGED, PRICE_DIFFERS", "DAMAGED, PRICE_DIFFERS"),
    "dispute_decider_limit": ("5000 EUR", "5000.00 EUR"),
    "dispute_mediation": ("YES", "YES"),
    "dispute_mediators": (" Dr. Ana Ruiz, LL.M. ;\n Bo Chen", "Dr. Ana Ruiz, LL.M.; Bo Chen"),
    "dispute_days_0": ("020", "20"),
    "dispute_days_1": ("8", "8"),
    "dispute_days_2": ("5", "5"),
    "dispute_windows": ("PRICE_DIFFERS 90; damaged 21", "DAMAGED 21; PRICE_DIFFERS 90"),
}
"""Each as somebody writes it, and its one form."""
AGREED = tuple(sorted((name, text) for name, (_typed, text) in WRITTEN.items()))
FULL = replace(SUPPLY, terms=replace(SUPPLY.terms, disputes=AGREED))


def values(**texts: str) -> list[TermValue]:
    return [TermValue(f"dispute_{name}", text) for name, text in texts.items()]


def test_there_is_a_case_for_every_term() -> None:
    assert tuple(WRITTEN) == disputing.NAMES
    assert terms.NAMES[-9:] == disputing.NAMES


@pytest.mark.parametrize("name", disputing.NAMES)
def test_each_is_read_into_its_one_form_and_taken_out_again(name: str) -> None:
    typed, text = WRITTEN[name]
    set_ = terms.changed(SUPPLY.terms, name, typed, path=())
    assert (terms.text_of(set_, name), terms.text_of(SUPPLY.terms, name)) == (text, "")
    assert terms.changed(set_, name, text, path=()) == set_
    assert terms.changed(set_, name, " ", path=()) == SUPPLY.terms
    terms.check_written(name, typed, path=())


def test_the_signed_bytes_have_them_under_their_names_and_are_what_they_were_without() -> None:
    plain = json.loads(documents.canonical(FULL))
    assert plain["terms"].pop("disputes") == {name: text for name, (_typed, text) in WRITTEN.items()}
    assert plain == json.loads(documents.canonical(SUPPLY))
    assert documents.parse(documents.canonical(FULL)) == FULL
    assert documents.digest(FULL) != documents.digest(SUPPLY)


@pytest.mark.parametrize(
    "planted",
    [
        {}, {"dispute_days_0": 20}, {"dispute_days_0": "020"}, {"dispute_of_hearts": "YES"}, {"dispute_mediation": ""},
        {"dispute_mediators": "Bo Chen"}, {"dispute_decider_codes": "DAMAGED"},
    ],
)  # fmt: skip
def test_bytes_in_another_form_are_no_agreement(planted: dict[str, Any]) -> None:
    plain = json.loads(documents.canonical(SUPPLY))
    plain["terms"]["disputes"] = planted
    with pytest.raises(errors.Invalid, match="not in the canonical form"):
        documents.parse(json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def test_a_comparison_names_each_that_differs() -> None:
    found = redline.term_changes(SUPPLY, FULL)
    assert [(each.term, each.before, each.after) for each in found] == [
        (name, "", text) for name, (_typed, text) in WRITTEN.items()
    ]


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("decider", "PARTNER", "The term must be one of EXECUTIVE."),
        ("decider_codes", "RAINED", "There is no reason RAINED."),
        ("decider_codes", "1;2", "Name reasons by their codes, such as PRICE_DIFFERS."),
        ("decider_limit", "0 EUR", "The amount must be greater than zero."),
        ("decider_limit", "-5 EUR", "The amount must be greater than zero."),
        ("decider_limit", "5 DEM", "DEM is no longer in use. Choose a current currency."),
        ("decider_limit", "much", "The currency must be a three-letter ISO 4217 code such as EUR."),
        ("mediation", "MAYBE", "The term must be one of YES, NO."),
        ("mediators", "Bo; Bo", "Name 1 to 10 mediators, each of them once."),
        ("days_0", "4", "The time for this level must be 5 to 60 business days."),
        ("days_0", "61", "The time for this level must be 5 to 60 business days."),
        ("days_1", "41", "The time for this level must be 3 to 40 business days."),
        ("days_2", "1", "The time for this level must be 2 to 20 business days."),
        ("days_2", "two", "Enter a number of business days."),
        ("windows", "DAMAGED", "Enter each reason's code and days, such as DAMAGED 21; PRICE_DIFFERS 90."),
        ("windows", "DAMAGED 21; DAMAGED 22",
         "Enter each reason's code and days, such as DAMAGED 21; PRICE_DIFFERS 90."),
        ("windows", "RAINED 9", "There is no reason RAINED."),
        ("windows", "CLAUSE_MEANING 9", "CLAUSE_MEANING has no last day, so its time cannot be longer."),
        ("windows", "DAMAGED 14",
         "The time for DAMAGED can only be longer than its 14 days, and at most 3,650 days."),
        ("windows", "DAMAGED 3651",
         "The time for DAMAGED can only be longer than its 14 days, and at most 3,650 days."),
    ],
)  # fmt: skip
async def test_what_may_not_be_agreed_is_refused_in_a_draft_and_in_a_round(
    scene: Scene, name: str, typed: str, sentence: str
) -> None:
    refusal = await draft_refused(scene, dispute_terms=values(**{name: typed}))
    assert (str(refusal), refusal.path[:3]) == (sentence, ("input", "disputeTerms", "0"))
    made = await scene.contract(Status.IN_NEGOTIATION)
    refusal = await scene.refused(ADMIN, operations.edit_round, made, changes=[term(f"dispute_{name}", typed)])
    assert (str(refusal), refusal.path[:3]) == (sentence, ("input", "changes", "0"))


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"decider_limit": "5 EUR"}, "First say who can decide."),
        ({"decider_codes": "DAMAGED"}, "First say who can decide."),
        ({"mediators": "Bo Chen"}, "You can only name mediators if the contract provides for mediation."),
        (
            {"mediation": "NO", "mediators": "Bo Chen"},
            "You can only name mediators if the contract provides for mediation.",
        ),
    ],
)
async def test_what_cannot_hold_together_is_refused(scene: Scene, texts: dict[str, str], sentence: str) -> None:
    refusal = await draft_refused(scene, dispute_terms=values(**texts))
    assert str(refusal) == sentence


async def test_every_window_of_a_reason_can_be_longer_by_a_day_and_none_shorter() -> None:
    for code, reason in REASONS.items():
        own = reason.days or reason.business_days
        if own is None:
            continue
        disputing.check_new(disputing.WINDOWS, f"{code} {own + 1}", path=())
        with pytest.raises(errors.Invalid):
            disputing.check_new(disputing.WINDOWS, f"{code} {own}", path=())
        assert disputing.window_of(reason, {disputing.WINDOWS: f"{code} {own + 1}"}) == own + 1
        assert disputing.window_of(reason, {disputing.WINDOWS: f"{code} {own - 1}"}) == own


async def test_a_draft_says_them_and_keeps_what_is_not_named(scene: Scene) -> None:
    made = await draft(scene, dispute_terms=values(decider="EXECUTIVE", days_0="20"))
    kept = {"dispute_decider": "EXECUTIVE", "dispute_days_0": "20"}
    assert (await scene.row(made)).dispute_terms == kept
    await scene.do(LEGAL, operations.redraft, made, terms=replace(TERMS, governing_law="FR"))
    assert (await scene.row(made)).dispute_terms == kept
    await scene.do(LEGAL, operations.redraft, made, dispute_terms=values(mediation="YES"))
    assert (await scene.row(made)).dispute_terms == {"dispute_mediation": "YES"}
    await scene.do(LEGAL, operations.redraft, made, dispute_terms=[])
    assert (await scene.row(made)).dispute_terms is None


async def test_the_two_sides_negotiate_them_as_every_term(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    changes = [term("dispute_mediators", "Bo Chen"), term("dispute_mediation", "YES"), term("dispute_days_2", "4")]
    await scene.do(ADMIN, operations.edit_round, made, changes=changes)
    await scene.do(ADMIN, operations.submit_round, made, expected_digest=made.sha256)
    after = await scene.do(LEGAL, operations.accept_round, made, expected_digest=await scene.proposal_digest(made))
    assert after.dispute_terms == {
        "dispute_mediation": "YES", "dispute_mediators": "Bo Chen", "dispute_days_2": "4",
    }  # fmt: skip
    assert dict((await scene.text(made)).terms.disputes) == after.dispute_terms


async def test_an_amendment_brings_them_into_a_contract_that_had_none(scene: Scene) -> None:
    contract = await scene.contract(Status.ACTIVE)
    made = await signed(scene, await agreed(scene, contract, redraft={"dispute_terms": values(mediation="YES")}))
    assert contract.dispute_terms is None
    assert (await scene.row(contract)).dispute_terms is None
    assert await scene.keep_time(made, max(made.due_at or MAY, MAY)) is True
    after = await scene.row(contract)
    assert (after.dispute_terms, after.signed_by) == ({"dispute_mediation": "YES"}, frozenset(Side))
    new, old = await scene.versions(contract)
    assert dict(documents.parse(new.document).terms.disputes) == after.dispute_terms
    assert documents.parse(old.document).terms.disputes == ()


async def test_a_window_can_be_made_longer_by_an_answer_and_not_shorter(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    refusal = await scene.refused(ADMIN, operations.edit_round, made, changes=[term("dispute_windows", "OTHER 60")])
    assert said(refusal) == ("INVALID", "input.changes.0.termValue")
    await scene.do(ADMIN, operations.edit_round, made, changes=[term("dispute_windows", "OTHER 61")])
