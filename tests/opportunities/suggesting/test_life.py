"""The table of a suggestion, cell by cell, and each of its guards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.access import SYSTEM, Actor, Role
from portal.opportunities.rules.opportunity import NOT_YET, ON_HOLD
from portal.opportunities.rules.suggestion import LIFE, Suggestion, SuggestionStatus
from tests import tables

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
TABLE = tables.read("""
OPEN | take | TAKEN | PA PM RM SA | suggestion.taken
OPEN | dismiss | DISMISSED | PA PM RM SA | suggestion.dismissed
OPEN | end | ENDED | SY | suggestion.ended
DISMISSED | comeBack | OPEN | SY | suggestion.came_back
ENDED | reopen | OPEN | SY | suggestion.reopened
""")
S = SuggestionStatus
EASY = Suggestion(status=S.OPEN, dismissed_until=NOW)
SAYS_SO = {"reopen": replace(EASY, follows=True)}


def said(at: Suggestion, action: str, actor: Actor) -> str:
    refusal = LIFE.refusal(at, at.status, action, actor, NOW)
    return f"{refusal.code} {refusal.message}" if refusal else ""


def test_the_rows_are_those_of_the_design() -> None:
    found = tables.rows_of(LIFE)
    assert {(row.source, row.action): row for row in found} == TABLE
    assert LIFE.initial is S.OPEN
    assert LIFE.terminal == {S.TAKEN}
    assert tables.reachable("OPEN", TABLE) == {status.value for status in S}


@pytest.mark.parametrize(("action", "role"), tables.pairs(TABLE))
def test_every_cell_of_the_table(action: str, role: Role) -> None:
    for status in S:
        at = replace(SAYS_SO.get(action, EASY), status=status)
        row = TABLE.get((status.value, action))
        refused = said(at, action, tables.somebody(role))
        if row is None:
            assert refused.startswith("WRONG_STATUS")
        elif role.value in row.who:
            assert refused == ""
        else:
            assert refused.startswith("NOT_PERMITTED")


@pytest.mark.parametrize(
    ("at", "action", "expected"),
    [
        (replace(EASY, is_on_hold=True), "take", f"BLOCKED {ON_HOLD}"),
        (
            replace(EASY, status=S.DISMISSED, dismissed_until=NOW + timedelta(seconds=1)), "comeBack",
            f"BLOCKED {NOT_YET}",
        ),
        (replace(EASY, status=S.DISMISSED, dismissed_until=None), "comeBack", f"BLOCKED {NOT_YET}"),
        (replace(EASY, follows=True), "end", "BLOCKED The customer's purchases still support it."),
        (replace(EASY, status=S.ENDED), "reopen", "BLOCKED The customer's purchases do not support it."),
    ],
)  # fmt: skip
def test_what_stands_in_the_way(at: Suggestion, action: str, expected: str) -> None:
    actor = tables.somebody(Role.SALES) if action == "take" else SYSTEM
    assert said(at, action, actor) == expected
