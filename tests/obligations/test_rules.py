"""The table of an obligation, cell by cell, and each of its guards; the days of a series."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.access import PERSONAL, SYSTEM, Actor, Permission, Role, Side
from portal.clock import Moment
from portal.obligations import actions, rules
from portal.obligations.rules import LIFE, Repeats, Situation, Status
from tests import tables

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
DAYS = timedelta(days=1)
TABLE = tables.read("""
PROPOSED | agree | SCHEDULED | RM LE PA SY | obligation.agreed
PROPOSED | decline | DECLINED | RM LE PA | obligation.declined
PROPOSED | withdraw | WITHDRAWN | RM LE PA PM | obligation.withdrawn
PROPOSED | lapse | LAPSED | SY | obligation.lapsed
SCHEDULED | fallDue | DUE | SY | obligation.due
SCHEDULED | cancel | CANCELLED | SY LE | obligation.cancelled
SCHEDULED | claimDone | EVIDENCED | PA PM RM | obligation.evidence_submitted
SCHEDULED | waive | WAIVED | LE PS CS | obligation.waived
DUE | claimDone | EVIDENCED | PA PM RM | obligation.evidence_submitted
DUE | overdue | OVERDUE | SY | obligation.overdue
DUE | waive | WAIVED | LE PS CS | obligation.waived
EVIDENCED | confirm | FULFILLED | RM PA PM SY | obligation.fulfilled
EVIDENCED | refuse | DUE | RM PA PM SY | obligation.evidence_refused
OVERDUE | claimDone | EVIDENCED | PA PM RM | obligation.evidence_submitted
OVERDUE | endCure | OVERDUE | SY | obligation.cure_over
OVERDUE | default | DEFAULTED | LE PA | obligation.defaulted
OVERDUE | waive | WAIVED | LE PS CS | obligation.waived
SCHEDULED | release | WAIVED | SY | obligation.released
DUE | release | WAIVED | SY | obligation.released
OVERDUE | release | WAIVED | SY | obligation.released
""")
S = Status
# Everything that the clock waits for has come, and nothing stands in the way.
EASY = Situation(
    status=S.PROPOSED, obligor=Side.PARTNER, proposed_side=Side.HOST, clause_key="payment", begins_at=NOW,
    ends_at=NOW + 20 * DAYS, answer_by=NOW, cure_ends_at=NOW, is_cure_over=False, survives=False, due_at=NOW,
)  # fmt: skip
SAYS_SO = {
    "lapse": replace(EASY, clause_key=None), "cancel": replace(EASY, is_contract_over=True),
    "overdue": replace(EASY, ends_at=NOW), "refuse": replace(EASY, is_readable=False),
    "release": replace(EASY, is_released=True),
}  # fmt: skip
"""Of each action a situation about which no guard has anything to say, where it is not the easy one."""
ADMIN, MEMBER, SIGNATORY, MANAGER, LEGAL, SIGNER = (
    tables.somebody(role)
    for role in (
        Role.PARTNER_ADMIN, Role.PARTNER_MEMBER, Role.PARTNER_SIGNATORY, Role.RELATIONSHIP_MANAGER, Role.LEGAL,
        Role.COMPANY_SIGNATORY,
    )
)  # fmt: skip


def said(at: Situation, action: str, actor: Actor, now: datetime = NOW) -> str:
    """The refusal's code and sentence; "" if the step is open."""
    refusal = LIFE.refusal(at, at.status, action, actor, now)
    return f"{refusal.code} {refusal.message}" if refusal else ""


def turned(at: Situation, action: str, role: Role) -> Situation:
    """The same where it is the turn of the role's side to take the action; the clock has no side."""
    step = next(each for each in LIFE.steps if each.action == action)
    if role is Role.SYSTEM or step.side is None or step.side(at) is role.side:
        return at
    return replace(at, obligor=at.obligor.other, proposed_side=at.proposed_side.other)


def test_the_rows_are_the_rows_of_the_design_and_those_that_agreement_needs() -> None:
    found = tables.rows_of(LIFE)
    assert len(found) == len(TABLE)
    assert {(row.source, row.action): row for row in found} == TABLE
    assert LIFE.initial is S.PROPOSED
    assert LIFE.terminal == {
        S.FULFILLED, S.DEFAULTED, S.WAIVED, S.CANCELLED, S.DECLINED, S.WITHDRAWN, S.LAPSED,
    }  # fmt: skip
    assert tables.reachable("PROPOSED", TABLE) == {status.value for status in S} == set(LIFE.in_words)


@pytest.mark.parametrize(("action", "role"), tables.pairs(TABLE))
def test_each_cell_is_open_to_the_roles_of_the_design_alone(action: str, role: Role) -> None:
    actor = tables.somebody(role)
    easy = EASY if role is not Role.SYSTEM and action == "refuse" else SAYS_SO.get(action, EASY)
    for status in S:
        row, at = TABLE.get((status.value, action)), replace(turned(easy, action, role), status=status)
        refusal = LIFE.refusal(at, status, action, actor, NOW)
        expected = "WRONG_STATUS" if row is None else None if role.value in row.who else "NOT_PERMITTED"
        assert (refusal.code if refusal else None) == expected, status


@pytest.mark.parametrize(
    ("action", "status", "whose"),
    [
        ("agree", S.PROPOSED, "answers"), ("decline", S.PROPOSED, "answers"), ("withdraw", S.PROPOSED, "proposed"),
        ("claimDone", S.DUE, "owes"), ("confirm", S.EVIDENCED, "is owed"), ("refuse", S.EVIDENCED, "is owed"),
        ("default", S.OVERDUE, "is owed"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("obligor", Side)
@pytest.mark.parametrize("proposer", Side)
def test_each_step_is_one_side_s_alone_whichever_side_owes_it(
    action: str, status: Status, whose: str, obligor: Side, proposer: Side
) -> None:
    at = replace(EASY, status=status, obligor=obligor, proposed_side=proposer)
    side = {"answers": proposer.other, "proposed": proposer, "owes": obligor, "is owed": obligor.other}[whose]
    able = {Side.PARTNER: ADMIN, Side.HOST: LEGAL if action == "default" else MANAGER}
    assert said(at, action, able[side]) == ""
    assert said(at, action, able[side.other]) == "NOT_PERMITTED It is the other side's turn."
    values: dict[str, object] = {
        "status": status, "obligor": obligor, "proposed_side": proposer, "clause_key": None, "survives": False,
        "is_cure_over": False, "waiting_on": [], "due_at": None, "answer_by": None,
        **dict.fromkeys(("begins_at", "ends_at", "cure_ends_at"), NOW.isoformat()),
    }  # fmt: skip
    offered = {each: {action.name for action in actions.possible(values, able[each], Moment(NOW))} for each in Side}
    assert (action in offered[side], action in offered[side.other]) == (True, False)


@pytest.mark.parametrize("obligor", Side)
def test_the_signatories_of_the_side_to_which_it_is_owed_waive_it(obligor: Side) -> None:
    at = replace(EASY, status=S.DUE, obligor=obligor)
    of = {Side.PARTNER: SIGNATORY, Side.HOST: SIGNER}
    assert said(at, "waive", of[obligor.other]) == ""
    assert said(at, "waive", of[obligor]) == "NOT_PERMITTED It is the other side's turn."


def test_a_program_by_itself_neither_agrees_nor_waives_nor_declares_a_default() -> None:
    program = replace(ADMIN, is_present=False, program="Stock")
    word = "NOT_PERMITTED Only a person can do this, not an app running on its own."
    assert said(EASY, "agree", program) == word
    assert said(replace(EASY, status=S.OVERDUE, obligor=Side.HOST), "default", program) == word
    assert said(replace(EASY, status=S.DUE), "waive", replace(SIGNER, is_present=False)) == word
    assert said(replace(EASY, status=S.DUE), "claimDone", program) == ""
    agreeing = {each for each in Permission if each.value.startswith("obligation:")} & PERSONAL
    assert agreeing == {Permission.OBLIGATION_AGREE, Permission.OBLIGATION_WAIVE, Permission.OBLIGATION_DEFAULT}


@pytest.mark.parametrize(
    ("clause_key", "proposer", "obligor", "binds"),
    [
        ("payment", Side.HOST, Side.PARTNER, True),
        ("payment", Side.PARTNER, Side.HOST, True),
        (None, Side.PARTNER, Side.PARTNER, True),
        (None, Side.HOST, Side.HOST, True),
        (None, Side.HOST, Side.PARTNER, False),
        (None, Side.PARTNER, Side.HOST, False),
    ],
)
def test_silence_puts_nothing_on_a_side_that_it_has_not_signed(
    clause_key: str | None, proposer: Side, obligor: Side, *, binds: bool
) -> None:
    at = replace(EASY, clause_key=clause_key, proposed_side=proposer, obligor=obligor)
    silent = "BLOCKED Silence does not mean agreement here, because no clause states the obligation."
    assert said(at, "agree", SYSTEM) == ("" if binds else silent)
    assert said(at, "lapse", SYSTEM) == ("BLOCKED It was agreed by silence." if binds else "")
    early = replace(at, due_at=NOW + DAYS)
    assert said(early, "lapse", SYSTEM) == "BLOCKED Its time has not ended yet."
    assert said(early, "agree", SYSTEM) == ("BLOCKED Its time has not ended yet." if binds else silent)


def test_nobody_agrees_to_what_was_due_already_and_it_lapses() -> None:
    over = replace(EASY, ends_at=NOW)
    sentence = "BLOCKED Its due date has passed. Propose it again with another date."
    assert [said(over, "agree", actor) for actor in (ADMIN, SYSTEM)] == [sentence, sentence]
    assert said(over, "lapse", SYSTEM) == ""
    assert said(over, "agree", ADMIN, NOW - timedelta(seconds=1)) == ""


def test_with_its_contract_a_proposal_lapses_at_once_unless_it_is_to_survive() -> None:
    ended = replace(EASY, is_contract_over=True, due_at=NOW + DAYS)
    assert said(ended, "agree", ADMIN) == "BLOCKED The contract has ended."
    assert said(ended, "lapse", SYSTEM) == ""
    lasting = replace(ended, survives=True)
    assert said(lasting, "agree", ADMIN) == ""
    assert said(lasting, "lapse", SYSTEM) == "BLOCKED Its time has not ended yet."


def test_only_the_end_of_its_contract_cancels_what_is_not_to_survive() -> None:
    at = replace(EASY, status=S.SCHEDULED)
    assert said(at, "cancel", LEGAL) == (
        "BLOCKED Only the end of its contract can cancel it. The side to which it is owed can waive it."
    )
    assert said(replace(at, is_contract_over=True), "cancel", LEGAL) == ""
    assert said(replace(at, is_contract_over=True, survives=True), "cancel", LEGAL) == (
        "BLOCKED It continues after the contract ends, as agreed."
    )


def test_evidence_that_cannot_be_opened_is_confirmed_by_nobody_and_refused_by_itself() -> None:
    closed = replace(EASY, status=S.EVIDENCED, obligor=Side.HOST, is_readable=False)
    sentence = (
        "BLOCKED A file of the evidence cannot be opened. It is still being checked, or something harmful was found."
    )
    assert [said(closed, "confirm", actor) for actor in (ADMIN, SYSTEM)] == [sentence, sentence]
    assert [said(closed, "refuse", actor) for actor in (ADMIN, SYSTEM)] == ["", ""]
    assert said(replace(closed, due_at=NOW + DAYS), "refuse", SYSTEM) == "BLOCKED Its time has not ended yet."
    opened = replace(closed, is_readable=True)
    assert said(opened, "refuse", SYSTEM) == "BLOCKED Its evidence can be reviewed."
    assert said(replace(opened, due_at=NOW + DAYS), "confirm", SYSTEM) == "BLOCKED Its time has not ended yet."
    assert said(replace(opened, due_at=NOW + DAYS), "confirm", ADMIN) == ""


def test_a_default_waits_for_the_end_of_the_time_to_make_up_for_it() -> None:
    at = replace(EASY, status=S.OVERDUE, cure_ends_at=NOW + DAYS)
    assert said(at, "default", LEGAL) == "BLOCKED The grace period has not ended yet."
    assert said(at, "default", LEGAL, NOW + DAYS) == ""
    assert (
        said(replace(at, cure_ends_at=NOW, is_cure_over=True), "endCure", SYSTEM)
        == "BLOCKED Both sides have already been told."
    )


def test_whoever_owes_it_is_waited_for_until_the_time_to_make_up_is_over_then_both() -> None:
    deadlines = {
        status: deadline.waiting_on(replace(EASY, status=status)) for status, deadline in LIFE.deadlines.items()
    }
    host, partner = frozenset({Side.HOST}), frozenset({Side.PARTNER})
    assert deadlines == {
        S.PROPOSED: partner, S.SCHEDULED: frozenset(), S.DUE: partner, S.EVIDENCED: host, S.OVERDUE: partner
    }  # fmt: skip
    overdue = LIFE.deadlines[S.OVERDUE]
    after = replace(EASY, is_cure_over=True)
    assert overdue.waiting_on(after) == frozenset(Side)
    assert overdue.until
    assert (overdue.until(EASY), overdue.until(after)) == (NOW, None)


@pytest.mark.parametrize(
    ("first", "repeats", "number", "day"),
    [
        (date(2026, 1, 31), Repeats.MONTHLY, 1, date(2026, 1, 31)),
        (date(2026, 1, 31), Repeats.MONTHLY, 2, date(2026, 2, 28)),
        (date(2026, 1, 31), Repeats.MONTHLY, 3, date(2026, 3, 31)),
        (date(2026, 11, 30), Repeats.QUARTERLY, 2, date(2027, 2, 28)),
        (date(2026, 11, 30), Repeats.QUARTERLY, 6, date(2028, 2, 29)),
        (date(2024, 2, 29), Repeats.YEARLY, 2, date(2025, 2, 28)),
        (date(2024, 2, 29), Repeats.YEARLY, 5, date(2028, 2, 29)),
        (date(2026, 12, 15), Repeats.MONTHLY, 14, date(2028, 1, 15)),
        (date(2026, 12, 15), Repeats.NEVER, 3, date(2026, 12, 15)),
    ],
)
def test_a_series_keeps_the_day_of_its_first_month(first: date, repeats: Repeats, number: int, day: date) -> None:
    assert rules.nth(first, repeats, number) == day


def test_it_falls_due_so_many_days_before_on_which_both_sides_work() -> None:
    monday = date(2026, 5, 4)  # after Labour Day, a Friday, and a weekend
    assert rules.falls_due_on(monday, 0, "DE", "US") == monday
    assert rules.falls_due_on(monday, 1, "DE", "US") == date(2026, 4, 30)
    assert rules.falls_due_on(monday, 1, "US") == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("zone", "end"),
    [
        ("Europe/Berlin", "2026-03-29T21:59:59+00:00"),
        ("America/New_York", "2026-03-30T03:59:59+00:00"),
        ("Pacific/Kiritimati", "2026-03-29T09:59:59+00:00"),
    ],
)
def test_its_day_is_over_where_whoever_owes_it_is(zone: str, end: str) -> None:
    assert rules.ends_at(date(2026, 3, 29), zone) == datetime.fromisoformat(end)
