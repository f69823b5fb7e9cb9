"""What the tables of an account and a relationship say of plans: an exit's way back and end, growth and commitment."""

from dataclasses import replace
from typing import Any

import pytest

from portal.access import SYSTEM, Actor, Role
from portal.partners.rules import ACCOUNT, RELATIONSHIP, AccountStatus, Relationship, Stage
from tests import tables
from tests.partners.test_rules import ADMIN, EASY_ACCOUNT, EASY_RELATIONSHIP, LEGAL, MANAGER, said

LEAVING = AccountStatus.OFFBOARDING
SPONSOR = tables.somebody(Role.EXECUTIVE_SPONSOR)


def test_an_exit_is_called_off_when_the_partners_administrator_has_agreed_to_stay_once() -> None:
    still = replace(EASY_ACCOUNT, wants_to_stay=False)
    assert said(ACCOUNT, still, LEAVING, "agreeToStay", ADMIN) == ""
    assert said(ACCOUNT, still, LEAVING, "cancelExit", SPONSOR) == (
        "The partner's administrator has not agreed to stay yet."
    )
    assert said(ACCOUNT, EASY_ACCOUNT, LEAVING, "agreeToStay", ADMIN) == (
        "Your organisation has already agreed to stay."
    )
    assert said(ACCOUNT, EASY_ACCOUNT, LEAVING, "cancelExit", SPONSOR) == ""


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, ""),
        ({"open_items": (2, 0)}, "Open contracts: 2."),
        ({"open_items": (0, 1)}, "Open negotiations: 1."),
        (
            {"is_handed_over": False},
            "The partner's administrator or legal must first download the partner's current data.",
        ),
        (
            {"open_items": (1, 3)},
            "Open contracts: 1. Open negotiations: 3.",
        ),
    ],
)
def test_an_exit_is_finished_when_nothing_is_open_and_says_each_thing_that_is(
    changed: dict[str, Any], sentence: str
) -> None:
    assert said(ACCOUNT, replace(EASY_ACCOUNT, **changed), LEAVING, "finishExit", LEGAL) == sentence


def test_a_relationship_grows_with_its_first_contract_and_commits_with_an_agreed_plan() -> None:
    without = Relationship()
    assert said(RELATIONSHIP, without, Stage.EXPLORATION, "advance", MANAGER) == ""
    for who in (MANAGER, SYSTEM):
        assert said(RELATIONSHIP, without, Stage.AWARENESS, "advance", who) == (
            "No contract with this partner is in force yet."
        )
        assert said(RELATIONSHIP, EASY_RELATIONSHIP, Stage.AWARENESS, "advance", who) == ""
    assert said(
        RELATIONSHIP, replace(EASY_RELATIONSHIP, has_agreed_plan=False), Stage.EXPANSION, "advance", MANAGER
    ) == ("The two sides have not agreed a relationship plan yet.")
    assert said(RELATIONSHIP, EASY_RELATIONSHIP, Stage.EXPANSION, "advance", MANAGER) == ""


def test_the_clock_does_not_repeat_what_somebody_took_back() -> None:
    back = replace(EASY_RELATIONSHIP, has_grown=True)
    assert said(RELATIONSHIP, back, Stage.AWARENESS, "advance", SYSTEM) == (
        "The relationship has grown before. People must decide whether it grows again."
    )
    assert said(RELATIONSHIP, back, Stage.AWARENESS, "advance", MANAGER) == ""


@pytest.mark.parametrize(("own", "other"), [(MANAGER, ADMIN), (ADMIN, MANAGER)])
def test_a_plan_is_agreed_to_by_the_side_that_did_not_propose_it(own: Actor, other: Actor) -> None:
    proposed = Relationship(proposed_by=own.side)
    assert said(RELATIONSHIP, proposed, Stage.EXPANSION, "agreePlan", other) == ""
    assert said(RELATIONSHIP, proposed, Stage.EXPANSION, "agreePlan", own) == (
        "Your side proposed this plan, so the other side must agree to it."
    )
    assert said(RELATIONSHIP, Relationship(), Stage.EXPANSION, "agreePlan", other) == (
        "No relationship plan is waiting for an answer."
    )
