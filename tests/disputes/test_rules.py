"""The tables of a dispute and of what prevents a cause, cell by cell, for each side; and what stands in the way."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.access import PERSONAL, SYSTEM, Actor, Permission, Role, Side
from portal.clock import Moment
from portal.disputes.rules.dispute import DISPUTE, Dispute
from portal.disputes.rules.mediator import SeatStatus
from portal.disputes.rules.prevention import PREVENTION, Prevention, PreventionStatus
from portal.disputes.rules.statuses import DisputeStatus
from portal.machine import Machine
from portal.partners.membership import Period
from tests import tables

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
DAYS = timedelta(days=1)
S = DisputeStatus
ARGUES, PURSUES = "PA PM RM", "PA RM"
TABLE = tables.read(f"""
DRAFT | discard | DISCARDED | {ARGUES} DO | dispute.discarded
DRAFT | file | SUBMITTED | {ARGUES} DO SY | dispute.filed
SUBMITTED | askInfo | INFO_REQUESTED | DO | dispute.info_requested
SUBMITTED | refuse | INADMISSIBLE | DO | dispute.refused
SUBMITTED | admit | AWAITING_RESPONSE | DO | dispute.admitted
SUBMITTED | triageTimeOut | AWAITING_RESPONSE | SY | dispute.admitted_by_silence
SUBMITTED | withdraw | WITHDRAWN | {ARGUES} | dispute.withdrawn
INFO_REQUESTED | giveInfo | SUBMITTED | {ARGUES} | dispute.info_given
INFO_REQUESTED | lapse | LAPSED | SY | dispute.lapsed
INFO_REQUESTED | withdraw | WITHDRAWN | {ARGUES} | dispute.withdrawn
INADMISSIBLE | refile | SUBMITTED | {ARGUES} | dispute.refiled
INADMISSIBLE | objectToRefusal | ESCALATED | {PURSUES} | dispute.objected
INADMISSIBLE | close | CLOSED | SY | dispute.closed_as_refused
AWAITING_RESPONSE | concede | SETTLED | {PURSUES} LE | dispute.conceded
AWAITING_RESPONSE | respond | NEGOTIATION | {ARGUES} LE | dispute.answered
AWAITING_RESPONSE | timeOut | ESCALATED | SY | dispute.escalated_by_silence
AWAITING_RESPONSE | askPause | AWAITING_RESPONSE | {PURSUES} | dispute.pause_asked
AWAITING_RESPONSE | agreePause | AWAITING_RESPONSE | {PURSUES} | dispute.paused
AWAITING_RESPONSE | withdraw | WITHDRAWN | {PURSUES} | dispute.withdrawn
NEGOTIATION | askPause | NEGOTIATION | {PURSUES} | dispute.pause_asked
NEGOTIATION | agreePause | NEGOTIATION | {PURSUES} | dispute.paused
NEGOTIATION | settle | SETTLED | SY | dispute.settled
NEGOTIATION | escalate | ESCALATED | {PURSUES} DO SY | dispute.escalated
NEGOTIATION | withdraw | WITHDRAWN | {PURSUES} | dispute.withdrawn
ESCALATED | settle | SETTLED | SY | dispute.settled
ESCALATED | sendBack | NEGOTIATION | DO EX | dispute.returned
ESCALATED | climb | ESCALATED | SY | dispute.climbed
ESCALATED | mediate | MEDIATION | DO SY | dispute.mediation_started
ESCALATED | decide | DECIDED | DO EX | dispute.decided
ESCALATED | proposeMediator | ESCALATED | {PURSUES} | dispute.mediator_proposed
ESCALATED | declareInterests | ESCALATED | SY | dispute.mediator_declared
ESCALATED | declineMediation | ESCALATED | SY | dispute.mediator_declined
ESCALATED | acceptMediator | ESCALATED | {PURSUES} LE | dispute.mediator_accepted
ESCALATED | refuseMediator | ESCALATED | {PURSUES} LE | dispute.mediator_refused
ESCALATED | passOverMediator | ESCALATED | SY | dispute.mediator_passed_over
ESCALATED | sendLinkAgain | ESCALATED | {PURSUES} DO | dispute.mediator_linked
ESCALATED | refer | EXTERNAL | SY | dispute.referred
ESCALATED | withdraw | WITHDRAWN | {PURSUES} | dispute.withdrawn
MEDIATION | settle | SETTLED | SY | dispute.settled
MEDIATION | askLonger | MEDIATION | {PURSUES} | dispute.mediation_longer_asked
MEDIATION | agreeLonger | MEDIATION | {PURSUES} | dispute.mediation_longer
MEDIATION | showOffers | MEDIATION | {PURSUES} LE | dispute.offers_shown
MEDIATION | hideOffers | MEDIATION | {PURSUES} LE | dispute.offers_hidden
MEDIATION | sendLinkAgain | MEDIATION | {PURSUES} DO | dispute.mediator_linked
MEDIATION | fail | EXTERNAL | SY | dispute.mediation_failed
MEDIATION | withdraw | WITHDRAWN | {PURSUES} | dispute.withdrawn
DECIDED | appeal | ESCALATED | {PURSUES} | dispute.appealed
DECIDED | becomeFinal | REMEDY | SY | dispute.decision_final
SETTLED | startRemedy | REMEDY | SY | dispute.remedy_started
REMEDY | complete | RESOLVED | SY | dispute.resolved
REMEDY | fail | ESCALATED | {PURSUES} SY | dispute.remedy_failed
RESOLVED | reopen | NEGOTIATION | {PURSUES} | dispute.reopened
RESOLVED | recordCause | RESOLVED | DO | dispute.cause_recorded
RESOLVED | overdue | RESOLVED | SY | dispute.root_cause_overdue
RESOLVED | remindToClose | RESOLVED | SY | dispute.closing_due
RESOLVED | close | CLOSED | DO | dispute.closed
EXTERNAL | remind | EXTERNAL | SY | dispute.outcome_overdue
EXTERNAL | recordOutcome | CLOSED | LE | dispute.outcome_recorded
""")
PREVENTIONS = tables.read("""
PLANNED | markDone | DONE | PA PM RM LE | prevention.done
PLANNED | overdue | PLANNED | SY | prevention.overdue
DONE | askForCheck | DONE | SY | prevention.check_due
DONE | checkEffective | EFFECTIVE | DO | prevention.effective
DONE | checkIneffective | INEFFECTIVE | DO | prevention.ineffective
""")
EASY = Dispute(
    status=S.DRAFT, claimant=Side.PARTNER, claimed_minor=100, has_new_evidence=True, reopen_until=NOW + DAYS,
    may_decide=True, may_mediate=True, remedy_ends_at=NOW, has_cause=True, is_prevented=True,
    authorised=(Period(NOW.date(), None),),
)  # fmt: skip
SAYS_SO: Mapping[str, Dispute] = {
    "close": replace(EASY, reopen_until=NOW), "agreePause": replace(EASY, pause_by=Side.HOST),
    "refer": replace(EASY, level=3), "proposeMediator": replace(EASY, level=3),
    **dict.fromkeys(("declareInterests", "declineMediation"), replace(EASY, mediator=SeatStatus.PROPOSED)),
    **dict.fromkeys(
        ("acceptMediator", "refuseMediator", "passOverMediator"), replace(EASY, mediator=SeatStatus.DECLARED)
    ),
    "sendLinkAgain": replace(EASY, mediator=SeatStatus.DECLARED, mediator_by=Side.HOST),
    "hideOffers": replace(EASY, offers_shown_by=frozenset(Side)),
    "agreeLonger": replace(EASY, longer_by=Side.HOST),
    "overdue": replace(EASY, has_cause=False), "remindToClose": replace(EASY, reopen_until=NOW),
}  # fmt: skip
"""Of each action a situation about which no guard has anything to say, where it is not the easy one."""
CLAIMANTS = {"discard", "file", "giveInfo", "refile", "objectToRefusal", "withdraw"}
RESPONDENTS = {"concede", "respond"}
PLAN = Prevention(status=PreventionStatus.PLANNED, side=Side.HOST, ends_at=NOW, check_at=NOW)
OFFICER, ADMIN, MEMBER, MANAGER, LEGAL, EXECUTIVE = (
    replace(tables.somebody(role), confirmed_at=NOW)
    for role in (
        Role.DISPUTE_OFFICER, Role.PARTNER_ADMIN, Role.PARTNER_MEMBER, Role.RELATIONSHIP_MANAGER, Role.LEGAL,
        Role.EXECUTIVE_SPONSOR,
    )
)  # fmt: skip


def said(at: Any, action: str, actor: Actor, machine: Machine[Any, Any] = DISPUTE) -> str:
    """The refusal's code and sentence; "" if the step is open."""
    refusal = machine.refusal(at, at.status, action, actor, NOW)
    return f"{refusal.code} {refusal.message}" if refusal else ""


def whose(action: str, claimant: Side, pause_by: Side) -> Side | None:
    """The side whose turn it is, as the design says it; None: either's."""
    if action in CLAIMANTS or action in RESPONDENTS:
        return claimant if action in CLAIMANTS else claimant.other
    return pause_by.other if action in {"agreePause", "agreeLonger"} else None


def is_let(action: str, role: Role) -> bool:
    """Of a step that is not open to all whom it is open to on the other side: whether it is to this one."""
    return action != "sendLinkAgain" or role.side is Side.HOST  # the side that proposed, as `SAYS_SO` has it


def test_the_rows_are_the_rows_of_the_design() -> None:
    assert {(row.source, row.action): row for row in tables.rows_of(DISPUTE)} == TABLE
    assert {(row.source, row.action): row for row in tables.rows_of(PREVENTION)} == PREVENTIONS
    assert DISPUTE.terminal == {S.CLOSED, S.DISCARDED, S.LAPSED, S.WITHDRAWN}
    assert tables.reachable("DRAFT", TABLE) == {status.value for status in S} == set(DISPUTE.in_words)


@pytest.mark.parametrize("claimant", Side)
@pytest.mark.parametrize(("action", "role"), tables.pairs(TABLE))
def test_each_cell_is_open_to_the_roles_of_the_design_on_the_side_whose_turn_it_is(
    action: str, role: Role, claimant: Side
) -> None:
    easy, actor = replace(SAYS_SO.get(action, EASY), claimant=claimant), tables.somebody(role)
    turn = whose(action, claimant, Side.HOST)
    for status in S:
        row, at = TABLE.get((status.value, action)), replace(easy, status=status)
        refusal = DISPUTE.refusal(at, status, action, actor, NOW)
        is_turn = role is Role.SYSTEM or (turn in {None, role.side} and is_let(action, role))
        allowed = row is not None and role.value in row.who and is_turn
        expected = "WRONG_STATUS" if row is None else None if allowed else "NOT_PERMITTED"
        assert (refusal.code if refusal else None) == expected, status


@pytest.mark.parametrize(("action", "role"), tables.pairs(PREVENTIONS))
def test_each_cell_of_a_prevention_is_open_to_the_roles_of_the_design(action: str, role: Role) -> None:
    for status in PreventionStatus:
        row = PREVENTIONS.get((status.value, action))
        at = replace(PLAN, status=status, side=role.side)
        refusal = PREVENTION.refusal(at, status, action, tables.somebody(role), NOW)
        expected = "WRONG_STATUS" if row is None else None if role.value in row.who else "NOT_PERMITTED"
        assert (refusal.code if refusal else None) == expected, status


@pytest.mark.parametrize(
    ("status", "action", "actor", "more", "sentence"),
    [
        (S.DRAFT, "file", MEMBER, {"lines": 0}, "Add at least one line first."),
        (S.DRAFT, "file", MEMBER, {"closes_at": NOW}, "The time to file it has ended."),
        (S.DRAFT, "file", MEMBER, {"is_open_elsewhere": True}, "There is an open dispute about one of its lines."),
        (S.DRAFT, "file", MEMBER, {"missing": 2}, "Papers required for this reason are missing: 2."),
        (S.INADMISSIBLE, "refile", MEMBER, {"is_refiled": True},
         "The dispute has already been filed again once. You can object to the refusal."),
        (S.INADMISSIBLE, "refile", MEMBER, {"has_new_evidence": False},
         "First add new evidence that the refusal did not consider."),
        (S.NEGOTIATION, "askPause", ADMIN, {"pause_by": Side.HOST}, "A pause has already been asked for."),
        (S.NEGOTIATION, "agreePause", ADMIN, {}, "No one has asked for a pause."),
        (S.ESCALATED, "sendBack", EXECUTIVE, {"level": 3}, "From this level the dispute goes to a mediator."),
        (S.ESCALATED, "sendBack", EXECUTIVE, {"level": 1, "sent_back_at": 1},
         "The dispute has already been sent back from this level."),
        (S.ESCALATED, "decide", EXECUTIVE, {"may_decide": False},
        "The contract gives no one the right to decide the dispute."),
        (S.ESCALATED, "mediate", OFFICER, {"may_mediate": False}, "Both sides must accept a mediator first."),
        (S.ESCALATED, "proposeMediator", ADMIN, {"level": 2},
         "The dispute must pass the two sides' own levels before a mediator."),
        (S.ESCALATED, "proposeMediator", ADMIN, {"level": 3, "mediator": SeatStatus.PROPOSED},
         "A mediator has already been proposed."),
        (S.ESCALATED, "proposeMediator", ADMIN, {"level": 3, "mediators": 3},
         "3 people have been proposed, and none was accepted."),
        (S.ESCALATED, "acceptMediator", ADMIN, {}, "There is no proposed mediator to accept."),
        (S.ESCALATED, "acceptMediator", ADMIN, {"mediator": SeatStatus.PROPOSED},
         "The proposed mediator has not declared their interests yet."),
        (S.ESCALATED, "acceptMediator", ADMIN,
         {"mediator": SeatStatus.DECLARED, "mediator_accepted_by": frozenset({Side.PARTNER})},
         "Your side has already accepted the mediator."),
        (S.ESCALATED, "refuseMediator", ADMIN, {"mediator": SeatStatus.ACCEPTED},
         "There is no proposed mediator to refuse."),
        (S.MEDIATION, "askLonger", ADMIN, {"longer_by": Side.HOST}, "More time has already been asked for."),
        (S.MEDIATION, "agreeLonger", ADMIN, {}, "No one has asked for more time."),
        (S.MEDIATION, "showOffers", ADMIN, {"offers_shown_by": frozenset({Side.PARTNER})},
         "Your side already allows the mediator to read the offers."),
        (S.MEDIATION, "hideOffers", ADMIN, {"offers_shown_by": frozenset({Side.HOST})},
         "Your side has not allowed the mediator to read the offers."),
        (S.ESCALATED, "sendLinkAgain", ADMIN, {"mediator_by": Side.PARTNER},
         "There is no proposed mediator to send a link to."),
        (S.ESCALATED, "climb", SYSTEM, {"level": 3}, "The dispute is already at the last level."),
        (S.ESCALATED, "refer", SYSTEM, {"level": 2}, "There is another level."),
        (S.DECIDED, "appeal", ADMIN, {"is_appealed": True}, "The decision was appealed once."),
        (S.REMEDY, "fail", ADMIN, {"remedy_ends_at": NOW + DAYS}, "No remedy is overdue."),
        (S.REMEDY, "complete", SYSTEM, {"remedies": 1}, "Unconfirmed remedies: 1."),
        (S.RESOLVED, "reopen", ADMIN, {"reopen_until": NOW}, "The time to reopen it has ended."),
        (S.RESOLVED, "reopen", ADMIN, {"has_new_evidence": False},
         "First add new evidence."),
        (S.RESOLVED, "close", OFFICER, {"has_cause": False}, "Record the cause first."),
        (S.RESOLVED, "close", OFFICER, {"is_prevented": False},
         "Plan how to prevent it, or say why prevention is not possible."),
        (S.RESOLVED, "close", OFFICER, {}, "The dispute can still be reopened."),
        (S.RESOLVED, "overdue", SYSTEM, {}, "The cause has already been recorded."),
        (S.RESOLVED, "remindToClose", SYSTEM, {"has_cause": False}, "Record the cause first."),
        (S.RESOLVED, "remindToClose", SYSTEM, {}, "The dispute can still be reopened."),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_is_said_in_a_sentence(
    status: DisputeStatus, action: str, actor: Actor, more: dict[str, Any], sentence: str
) -> None:
    assert said(replace(EASY, status=status, **more), action, actor) == f"BLOCKED {sentence}"


def test_the_side_that_proposed_a_mediator_or_an_officer_has_a_new_link_sent() -> None:
    word = "NOT_PERMITTED Only the side that proposed the mediator, or a dispute officer, can ask for a new link."
    for status in (S.ESCALATED, S.MEDIATION):
        at = replace(EASY, status=status, mediator=SeatStatus.SERVING)
        for side, other in ((Side.PARTNER, MANAGER), (Side.HOST, ADMIN)):
            by = replace(at, mediator_by=side)
            assert [said(by, "sendLinkAgain", each) for each in (ADMIN, MANAGER) if each is not other] == [""]
            assert said(by, "sendLinkAgain", OFFICER) == ""
            assert said(by, "sendLinkAgain", other) == word


@pytest.mark.parametrize(
    ("status", "action", "actor"),
    [
        (S.SUBMITTED, "askInfo", OFFICER), (S.SUBMITTED, "admit", OFFICER), (S.SUBMITTED, "refuse", OFFICER),
        (S.ESCALATED, "sendBack", EXECUTIVE), (S.ESCALATED, "decide", EXECUTIVE),
    ],
)  # fmt: skip
def test_nobody_decides_in_their_own_cause(status: DisputeStatus, action: str, actor: Actor) -> None:
    at = replace(EASY, status=status, level=1)
    assert said(at, action, actor) == ""
    barred = "NOT_PERMITTED You are involved in this case, so someone else must do this."
    assert said(replace(at, is_barred=True), action, actor) == barred


def test_a_program_by_itself_files_informs_and_answers_and_binds_nobody() -> None:
    program = replace(ADMIN, is_present=False, program="Ledger")
    word = "NOT_PERMITTED Only a person can do this, not an app running on its own."
    for status, action in ((S.AWAITING_RESPONSE, "concede"), (S.DECIDED, "appeal")):
        assert said(replace(EASY, status=status, claimant=Side.HOST), action, program) == word
    for status, action, claimant in (
        (S.DRAFT, "file", Side.PARTNER), (S.INFO_REQUESTED, "giveInfo", Side.PARTNER),
        (S.AWAITING_RESPONSE, "respond", Side.HOST),
    ):  # fmt: skip
        assert said(replace(EASY, status=status, claimant=claimant), action, program) == ""
    personal = {each for each in Permission if each.value.startswith("dispute:")} & PERSONAL
    assert personal == {
        Permission.DISPUTE_CONCEDE, Permission.DISPUTE_SETTLE, Permission.DISPUTE_DECIDE, Permission.DISPUTE_APPEAL,
    }  # fmt: skip


def test_every_state_of_the_company_has_a_date_and_says_what_follows() -> None:
    for status, deadline in DISPUTE.deadlines.items():
        if Side.HOST in deadline.waiting_on(replace(EASY, status=status)) and status is not S.DRAFT:
            assert deadline.step, status
            assert deadline.otherwise, status
            assert deadline.in_words, status
    assert {each.name for each in DISPUTE.available(EASY, S.DRAFT, ADMIN, Moment(NOW))} == {"discard", "file"}
