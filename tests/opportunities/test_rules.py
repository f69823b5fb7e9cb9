"""The table of an opportunity, cell by cell, and each of its guards; the rules of engagement."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.access import SYSTEM, Actor, Role, Side
from portal.calendars import Pause
from portal.clock import Moment
from portal.machine import Waiting
from portal.opportunities.rules import engagement
from portal.opportunities.rules import opportunity as rules
from portal.opportunities.rules.engagement import Advice, Answer, Meeting, Rival, Rule
from portal.opportunities.rules.opportunity import LIFE, Opportunity
from portal.opportunities.rules.statuses import WINDOW, OpportunityStatus
from tests import tables

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TABLE = tables.read("""
DRAFT | register | SUBMITTED | PA PM | opportunity.registered
DRAFT | offer | OFFERED | RM SA | opportunity.offered
DRAFT | discard | WITHDRAWN | PA PM RM SA | opportunity.discarded
OFFERED | accept | SUBMITTED | PA PM | opportunity.accepted
OFFERED | decline | DECLINED | PA PM SY | opportunity.declined
SUBMITTED | askInfo | INFO_REQUESTED | SA | opportunity.info_requested
SUBMITTED | flagConflict | CONFLICT | SA SY | opportunity.conflict_found
SUBMITTED | approve | PROTECTED | SA SY | opportunity.protected
SUBMITTED | reject | REJECTED | SA | opportunity.rejected
SUBMITTED | withdraw | WITHDRAWN | PA | opportunity.withdrawn
INFO_REQUESTED | giveInfo | SUBMITTED | PA PM | opportunity.info_given
INFO_REQUESTED | lapse | EXPIRED | SY | opportunity.lapsed
INFO_REQUESTED | withdraw | WITHDRAWN | PA | opportunity.withdrawn
CONFLICT | awardHere | PROTECTED | RM SA | opportunity.awarded
CONFLICT | split | PROTECTED | RM SA | opportunity.split
CONFLICT | reject | REJECTED | RM SA | opportunity.rejected
CONFLICT | rivalEnded | CONFLICT | SY | opportunity.rival_ended
CONFLICT | overdue | CONFLICT | SY | opportunity.conflict_overdue
CONFLICT | withdraw | WITHDRAWN | PA | opportunity.withdrawn
PROTECTED | update | PROTECTED | PA PM | opportunity.updated
PROTECTED | askExtension | PROTECTED | PA PM | opportunity.extension_asked
PROTECTED | extend | PROTECTED | SA | opportunity.protection_extended
PROTECTED | refuseExtension | PROTECTED | SA | opportunity.extension_refused
PROTECTED | extendBySilence | PROTECTED | SY | opportunity.extended_by_silence
PROTECTED | warn | PROTECTED | SY | opportunity.protection_ending
PROTECTED | pause | PROTECTED | SY | opportunity.paused
PROTECTED | resume | PROTECTED | SY | opportunity.resumed
REJECTED | restore | PROTECTED | SY | opportunity.restored
EXPIRED | restore | PROTECTED | SY | opportunity.restored
PROTECTED | win | WON | PA PM SA | opportunity.won
PROTECTED | lose | LOST | PA PM SA | opportunity.lost
PROTECTED | expire | EXPIRED | SY | opportunity.expired
PROTECTED | withdraw | WITHDRAWN | PA | opportunity.withdrawn
DRAFT | endWithPartner | WITHDRAWN | SY | opportunity.ended_with_partner
OFFERED | endWithPartner | WITHDRAWN | SY | opportunity.ended_with_partner
SUBMITTED | endWithPartner | WITHDRAWN | SY | opportunity.ended_with_partner
INFO_REQUESTED | endWithPartner | WITHDRAWN | SY | opportunity.ended_with_partner
CONFLICT | endWithPartner | WITHDRAWN | SY | opportunity.ended_with_partner
PROTECTED | endWithPartner | WITHDRAWN | SY | opportunity.ended_with_partner
""")
S = OpportunityStatus
# Everything that the clock waits for has come, and nothing stands in the way.
EASY = Opportunity(status=S.DRAFT, author=Side.PARTNER, filed_at=NOW - DAY, ends_at=NOW + 10 * DAY, due_at=NOW)
ASKED = replace(EASY, extension_asked_at=NOW - DAY, extension_by=NOW)
SAYS_SO = {
    "refuseExtension": ASKED, "extendBySilence": ASKED, "expire": replace(EASY, ends_at=NOW),
    "resume": replace(EASY, is_paused=True),
}  # fmt: skip
"""Of each action a situation about which no guard has anything to say, where it is not the easy one."""
ADMIN, SALES, MANAGER = (tables.somebody(role) for role in (Role.PARTNER_ADMIN, Role.SALES, Role.RELATIONSHIP_MANAGER))


def said(at: Opportunity, action: str, actor: Actor, now: datetime = NOW) -> str:
    """The refusal's code and sentence; "" if the step is open."""
    refusal = LIFE.refusal(at, at.status, action, actor, now)
    return f"{refusal.code} {refusal.message}" if refusal else ""


def test_the_rows_are_the_rows_of_the_design_and_those_that_an_extension_needs() -> None:
    found = tables.rows_of(LIFE)
    assert len(found) == len(TABLE)
    assert {(row.source, row.action): row for row in found} == TABLE
    assert LIFE.initial is S.DRAFT
    assert LIFE.terminal == {S.WON, S.LOST, S.DECLINED, S.WITHDRAWN}
    assert tables.reachable("DRAFT", TABLE) == {status.value for status in S}


@pytest.mark.parametrize(("action", "role"), tables.pairs(TABLE))
def test_every_cell_of_the_table(action: str, role: Role) -> None:
    for status in S:
        at = replace(SAYS_SO.get(action, EASY), status=status)
        if role.side is Side.HOST and action in {"offer", "discard"}:
            at = replace(at, author=Side.HOST)
        row = TABLE.get((status.value, action))
        refused = said(at, action, tables.somebody(role))
        if row is None:
            assert refused.startswith("WRONG_STATUS")
        elif role.value in row.who:
            assert refused == ""
        else:
            assert refused.startswith("NOT_PERMITTED")


@pytest.mark.parametrize(
    ("at", "action", "actor", "expected"),
    [
        (replace(EASY, is_on_hold=True), "register", ADMIN, f"BLOCKED {rules.ON_HOLD.in_('en')}"),
        (replace(EASY, author=Side.HOST), "register", ADMIN, "NOT_PERMITTED It is the other side's turn."),
        (
            replace(EASY, status=S.SUBMITTED, is_placed=False), "approve", SALES,
            "BLOCKED It is still being compared with other registrations.",
        ),
        (replace(EASY, status=S.SUBMITTED, due_at=NOW + DAY), "approve", SYSTEM, "BLOCKED Its time has not ended yet."),
        (replace(EASY, status=S.SUBMITTED, due_at=NOW + DAY, author=Side.HOST), "approve", SYSTEM, ""),
        (replace(EASY, status=S.SUBMITTED, is_on_hold=True), "approve", SYSTEM, f"BLOCKED {rules.ON_HOLD.in_('en')}"),
        (
            replace(EASY, status=S.CONFLICT, has_quota=True), "awardHere", MANAGER,
            "NOT_PERMITTED You carry a sales quota, so someone else must decide this.",
        ),
        (
            replace(EASY, status=S.CONFLICT, has_quota=True), "reject", SALES,
            "NOT_PERMITTED You carry a sales quota, so someone else must decide this.",
        ),
        (replace(EASY, status=S.SUBMITTED, has_quota=True), "reject", SALES, ""),
        (replace(EASY, status=S.OFFERED, due_at=NOW + DAY), "decline", SYSTEM, "BLOCKED Its time has not ended yet."),
        (
            replace(ASKED, status=S.PROTECTED), "askExtension", ADMIN,
            "BLOCKED An extension has already been asked for.",
        ),
        (replace(EASY, status=S.PROTECTED, ends_at=NOW), "askExtension", ADMIN, "BLOCKED Its protection has ended."),
        (
            replace(EASY, status=S.PROTECTED, extensions=1), "extend", SALES,
            "BLOCKED Its protection has already been extended.",
        ),
        (
            replace(EASY, status=S.PROTECTED, is_paused=True), "extend", SALES,
            "BLOCKED A dispute about it is open, so its time is paused.",
        ),
        (
            replace(ASKED, status=S.PROTECTED, ends_at=NOW), "expire", SYSTEM,
            "BLOCKED An extension has been requested and not answered yet.",
        ),
        (
            replace(EASY, status=S.PROTECTED, ends_at=NOW, is_paused=True), "expire", SYSTEM,
            "BLOCKED A dispute about it is open, so its time is paused.",
        ),
        (replace(EASY, status=S.PROTECTED), "extendBySilence", SYSTEM, "BLOCKED No one has asked for an extension."),
        (replace(EASY, status=S.PROTECTED, warned=2), "warn", SYSTEM, "BLOCKED Its time has not ended yet."),
    ],
)  # fmt: skip
def test_what_stands_in_the_way(at: Opportunity, action: str, actor: Actor, expected: str) -> None:
    assert said(at, action, actor) == expected


def test_the_clock_looks_at_protection_when_it_is_to_be_warned_of_answered_or_over() -> None:
    end = NOW + WINDOW
    at = replace(EASY, status=S.PROTECTED, ends_at=end)
    assert [replace(at, warned=warned).looks_at for warned in range(3)] == [end - 14 * DAY, end - 3 * DAY, end]
    asked = replace(at, warned=2, extension_asked_at=end - DAY, extension_by=end + DAY)
    assert asked.looks_at == end + DAY
    assert replace(at, is_paused=True).looks_at is None


def test_what_happens_otherwise_depends_on_who_is_waited_for() -> None:
    texts = {status: rules.otherwise(replace(EASY, status=status)) for status in S}
    assert {status for status, text in texts.items() if text} == {
        S.OFFERED, S.SUBMITTED, S.INFO_REQUESTED, S.CONFLICT, S.PROTECTED
    }  # fmt: skip
    assert rules.otherwise(replace(ASKED, status=S.PROTECTED)) == rules.EXTENDED_BY_SILENCE


def test_the_table_offers_each_side_its_own_steps() -> None:
    for status in S:
        at = replace(EASY, status=status)
        for actor in (ADMIN, SALES):
            names = [each.name for each in LIFE.available(at, status, actor, Moment(NOW), Waiting())]
            assert names == tables.offered(status.value, actor.side, TABLE)


def test_the_companys_time_to_decide_stands_while_the_partner_is_asked() -> None:
    pause = Pause(NOW, NOW + DAY)
    deadline = LIFE.deadlines[S.SUBMITTED]
    assert deadline.pauses
    assert deadline.since
    assert deadline.pauses(replace(EASY, pauses=(pause,))) == (pause,)
    assert deadline.since(EASY) == EASY.filed_at


RIVAL = Rival(filed_number=1, filed_on=date(2026, 5, 1), is_protected=True, products=("A",), regions=("DE",))
MET = Meeting(filed_number=2, filed_on=date(2026, 5, 2), rivals=(RIVAL,))


@pytest.mark.parametrize(
    ("meeting", "advice"),
    [
        (MET, (Advice.REJECT, Rule.EARLIEST_FILING)),
        (replace(MET, free=(("A", "FR"),)), (Advice.SPLIT, Rule.SPLIT)),
        (replace(MET, rivals=()), (Advice.AWARD, Rule.EARLIEST_FILING)),
        (
            replace(MET, filed_number=0, rivals=(replace(RIVAL, is_protected=False),)),
            (Advice.AWARD, Rule.EARLIEST_FILING),
        ),
        (replace(MET, filed_number=0), (Advice.REJECT, Rule.EARLIEST_FILING)),
        (replace(MET, is_inside_territory=False, free=(("A", "FR"),)), (Advice.REJECT, Rule.TERRITORY)),
        (replace(MET, is_authorised=False), (Advice.REJECT, Rule.AUTHORISATION)),
    ],
)  # fmt: skip
def test_the_rules_of_engagement_say_what_follows_and_which_of_them_spoke(
    meeting: Meeting, advice: tuple[Advice, Rule]
) -> None:
    assert engagement.advice({each.rule: each.answer for each in engagement.verdicts(meeting)}) == advice


def test_each_rule_names_the_fact_on_which_it_rests() -> None:
    found = engagement.verdicts(replace(MET, won_on=date(2025, 1, 2), free=(("A", "FR"),)))
    assert [(each.rule, each.answer) for each in found] == [
        (Rule.EARLIEST_FILING, Answer.NO), (Rule.INCUMBENT, Answer.YES), (Rule.TERRITORY, Answer.NOT_APPLICABLE),
        (Rule.AUTHORISATION, Answer.NOT_APPLICABLE), (Rule.SPLIT, Answer.YES),
    ]  # fmt: skip
    assert [each.content["fact"] for each in found] == [
        {"filedOn": "2026-05-02", "earliestOn": "2026-05-01"}, {"wonOn": "2025-01-02"}, {}, {}, {"free": [["A", "FR"]]},
    ]  # fmt: skip
