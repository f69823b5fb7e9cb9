"""A machine: which step, who may, whose turn it is, what is missing, what is offered, and its drawing."""

from datetime import UTC, datetime
from enum import StrEnum

import pytest

from portal import errors
from portal.access import SYSTEM, Actor, Permission, Role, Side
from portal.clock import Moment
from portal.machine import Machine, Reason, Step
from portal.sentences import say
from tests import tables

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


class Door(StrEnum):
    OPEN = "OPEN"
    SHUT = "SHUT"
    BRICKED = "BRICKED"


def _barred(at: Side, _actor: Actor, _now: Moment) -> Reason:
    return say("A chair stands in the way.") if at is Side.PARTNER else None


SIGNATORY = tables.somebody(Role.COMPANY_SIGNATORY)
LEGAL = tables.somebody(Role.LEGAL)
THEIRS = tables.somebody(Role.PARTNER_SIGNATORY)
LIFE: Machine[Door, Side] = Machine(
    "Door",
    Door,
    Side,
    initial=Door.OPEN,
    steps=(
        Step("shut", frozenset({Door.OPEN}), Door.SHUT, Permission.CONTRACT_SIGN, "door.shut", side=lambda at: at,
             guard=_barred, needs="the side that stands by it"),
        Step("brick", frozenset({Door.OPEN, Door.SHUT}), Door.BRICKED, Permission.CLOCK, "door.bricked",
             side=lambda at: at),
        Step("open", frozenset({Door.SHUT}), Door.OPEN, Permission.CONTRACT_REVIEW, "door.opened", clock_too=True),
    ),
    deadlines={},
    in_words={Door.OPEN: say("It is open."), Door.SHUT: say("It is shut."), Door.BRICKED: say("It is a wall.")},
)  # fmt: skip


def code(at: Side, status: Door, action: str, actor: Actor) -> str | None:
    refusal = LIFE.refusal(at, status, action, actor, NOW)
    return refusal.code if refusal else None


def test_a_step_is_refused_first_for_the_status_then_the_role_then_the_turn_then_what_is_missing() -> None:
    assert code(Side.HOST, Door.SHUT, "shut", THEIRS) == "WRONG_STATUS"
    assert code(Side.HOST, Door.OPEN, "shut", LEGAL) == "NOT_PERMITTED"
    turn = LIFE.refusal(Side.HOST, Door.OPEN, "shut", THEIRS, NOW)
    assert isinstance(turn, errors.NotAllowed)
    assert turn.message == "It is the other side's turn."
    missing = LIFE.refusal(Side.PARTNER, Door.OPEN, "shut", THEIRS, NOW)
    assert isinstance(missing, errors.Blocked)
    assert missing.message == "A chair stands in the way."
    assert code(Side.HOST, Door.OPEN, "shut", SIGNATORY) is None


def test_taking_a_step_gives_its_row_and_a_refusal_is_raised() -> None:
    assert LIFE.take(Side.HOST, Door.OPEN, "shut", SIGNATORY, now=NOW) is LIFE.steps[0]
    with pytest.raises(errors.WrongStatus) as refusal:
        LIFE.take(Side.HOST, Door.BRICKED, "shut", SIGNATORY, now=NOW)
    assert refusal.value.message == "You cannot do this now. It is a wall."
    with pytest.raises(errors.NotAllowed) as forbidden:
        LIFE.take(Side.HOST, Door.OPEN, "shut", LEGAL, now=NOW)
    assert forbidden.value.message == "Only these roles can do this: Partner signatory, Company signatory."


def test_the_clock_takes_its_own_steps_whosever_turn_it_is_and_those_it_shares_but_no_others() -> None:
    assert code(Side.PARTNER, Door.OPEN, "brick", SYSTEM) is None
    assert code(Side.HOST, Door.SHUT, "open", SYSTEM) is None
    assert code(Side.HOST, Door.OPEN, "shut", SYSTEM) == "NOT_PERMITTED"
    assert code(Side.HOST, Door.OPEN, "brick", SIGNATORY) == "NOT_PERMITTED"


def test_what_is_offered_leaves_out_the_clock_and_the_other_side_and_gives_each_refusal() -> None:
    assert [(found.name, found.allowed) for found in LIFE.available(Side.HOST, Door.OPEN, LEGAL, Moment(NOW))] == [
        ("shut", False)
    ]
    assert [(found.name, found.allowed) for found in LIFE.available(Side.HOST, Door.SHUT, LEGAL, Moment(NOW))] == [
        ("open", True)
    ]
    assert LIFE.available(Side.HOST, Door.SHUT, THEIRS, Moment(NOW)) == ()
    assert LIFE.available(Side.HOST, Door.BRICKED, LEGAL, Moment(NOW)) == ()
    offered = LIFE.available(Side.HOST, Door.OPEN, THEIRS, Moment(NOW))[0]
    assert (offered.target, offered.refusal and offered.refusal.code) == (Door.SHUT, "NOT_PERMITTED")


def test_a_status_that_nothing_leaves_is_terminal() -> None:
    assert LIFE.terminal == {Door.BRICKED}


def test_the_table_as_text_has_a_row_for_each_status_a_step_leaves() -> None:
    assert list(LIFE.rows()) == [
        ("OPEN", "shut", "SHUT", "PS CS", "the side that stands by it", "", "door.shut"),
        ("OPEN", "brick", "BRICKED", "SY", "", "", "door.bricked"),
        ("SHUT", "brick", "BRICKED", "SY", "", "", "door.bricked"),
        ("SHUT", "open", "OPEN", "LE SY", "", "", "door.opened"),
    ]


def test_the_drawing_is_a_mermaid_diagram_of_the_rows() -> None:
    assert LIFE.drawing().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> OPEN",
        "    OPEN --> SHUT: shut (PS CS)",
        "    OPEN --> BRICKED: brick (SY)",
        "    SHUT --> BRICKED: brick (SY)",
        "    SHUT --> OPEN: open (LE SY)",
        "    BRICKED --> [*]",
    ]
