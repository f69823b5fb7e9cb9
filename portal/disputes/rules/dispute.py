"""The life of a dispute: filed, admitted, answered, negotiated or decided, put right, closed with its cause."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from portal.access import Actor, Permission, Side
from portal.calendars import Pause
from portal.clock import Moment
from portal.disputes.rules import authority, mediating
from portal.disputes.rules import statuses as words
from portal.disputes.rules.situation import Dispute as Dispute  # noqa: PLC0414 - whoever knows the table knows what it looks at
from portal.disputes.rules.statuses import BOTH, HIGHEST_INSIDE, MEDIATOR, NOBODY, DisputeStatus
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.sentences import say

S = DisputeStatus
P = Permission


PAUSE_IS_OVER = say("The last day of the requested pause has passed.")


def _claimant(at: Dispute) -> Side:
    return at.claimant


def _respondent(at: Dispute) -> Side:
    return at.claimant.other


def _other_than_asked(at: Dispute) -> Side | None:
    return at.pause_by.other if at.pause_by else None


def _fileable(at: Dispute, _actor: Actor, now: Moment) -> Reason:
    if not at.lines:
        return say("Add at least one line first.")
    if at.closes_at is not None and now.has_reached(at.closes_at):
        return say("The time to file it has ended.")
    if at.is_open_elsewhere:
        return say("There is an open dispute about one of its lines.")
    return say("Papers required for this reason are missing: {count}.", count=at.missing) if at.missing else None


def _refileable(at: Dispute, actor: Actor, now: Moment) -> Reason:
    if at.is_refiled:
        return say("The dispute has already been filed again once. You can object to the refusal.")
    if not at.has_new_evidence:
        return say("First add new evidence that the refusal did not consider.")
    return _fileable(at, actor, now)


def _fenced(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    if at.is_barred:
        return say("You are involved in this case, so someone else must do this.")
    return None


def _with_authority(at: Dispute, _actor: Actor, now: Moment) -> Reason:
    return authority.lacking(at.claimed_minor, at.authorised, now)


def _sendable(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    if at.level > HIGHEST_INSIDE:
        return say("From this level the dispute goes to a mediator.")
    return say("The dispute has already been sent back from this level.") if at.sent_back_at == at.level else None


def _decidable(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    return None if at.may_decide else say("The contract gives no one the right to decide the dispute.")


def _appealable(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    return say("The decision was appealed once.") if at.is_appealed else None


def _overdue(at: Dispute, _actor: Actor, now: Moment) -> Reason:
    if at.remedy_ends_at is not None and now.has_reached(at.remedy_ends_at):
        return None
    return say("No remedy is overdue.")


def _all_done(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    return say("Unconfirmed remedies: {count}.", count=at.remedies) if at.remedies else None


def _reopenable(at: Dispute, _actor: Actor, now: Moment) -> Reason:
    if at.reopen_until is None or now.has_reached(at.reopen_until):
        return say("The time to reopen it has ended.")
    return None if at.has_new_evidence else say("First add new evidence.")


def _closable(at: Dispute, _actor: Actor, now: Moment) -> Reason:
    if not at.has_cause:
        return say("Record the cause first.")
    if not at.is_prevented:
        return say("Plan how to prevent it, or say why prevention is not possible.")
    if at.reopen_until is not None and not now.has_reached(at.reopen_until):
        return say("The dispute can still be reopened.")
    return None


def _without_cause(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    return say("The cause has already been recorded.") if at.has_cause else None


def _is_over(at: Dispute, now: Moment) -> bool:
    return at.pause_until is not None and at.pause_until < now.day("UTC")


def _unpaused(at: Dispute, _actor: Actor, now: Moment) -> Reason:
    return say("A pause has already been asked for.") if at.pause_by and not _is_over(at, now) else None


def _pause_asked(at: Dispute, _actor: Actor, now: Moment) -> Reason:
    if at.pause_by is None:
        return say("No one has asked for a pause.")
    return PAUSE_IS_OVER if _is_over(at, now) else None


def _inside(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    return None if at.level < MEDIATOR else say("The dispute is already at the last level.")


def _at_the_end(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    return None if at.level >= MEDIATOR else say("There is another level.")


def _step(
    action: str, source: set[DisputeStatus], target: DisputeStatus, may: Permission, event: str, needs: str = "", *,
    guard: Guard[Dispute] | None = None, **more: Any,
) -> Step[Dispute]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"dispute.{event}", guard=guard, needs=needs, **more)


DISPUTED = (S.AWAITING_RESPONSE, S.NEGOTIATION)
STEPS = (
    _step("discard", {S.DRAFT}, S.DISCARDED, P.DISPUTE_FILE, "discarded", "author side", side=_claimant),
    _step("file", {S.DRAFT}, S.SUBMITTED, P.DISPUTE_FILE, "filed",
          "author side; reason, at least one line, the papers the reason requires, in time, no line in another"
          " open dispute; automatic for lines of a value that stay contested",
          guard=_fileable, side=_claimant,
          clock_too=True),
    _step("askInfo", {S.SUBMITTED}, S.INFO_REQUESTED, P.DISPUTE_TRIAGE, "info_requested",
          "officer who is not involved; named items; the time to admit it is paused", entitled=_fenced),
    _step("giveInfo", {S.INFO_REQUESTED}, S.SUBMITTED, P.DISPUTE_INFORM, "info_given",
          "claimant side; the time to admit it continues", side=_claimant),
    _step("lapse", {S.INFO_REQUESTED}, S.LAPSED, P.CLOCK, "lapsed", "time for the requested information passed,"
                                                                    " after reminders"),
    _step("refuse", {S.SUBMITTED}, S.INADMISSIBLE, P.DISPUTE_TRIAGE, "refused",
          "officer who is not involved; code and text per line", entitled=_fenced),
    _step("refile", {S.INADMISSIBLE}, S.SUBMITTED, P.DISPUTE_INFORM, "refiled",
          "claimant side; once, with new evidence", guard=_refileable, side=_claimant),
    _step("objectToRefusal", {S.INADMISSIBLE}, S.ESCALATED, P.DISPUTE_PURSUE, "objected",
          "claimant side; reason; level + 1", side=_claimant),
    _step("close", {S.INADMISSIBLE}, S.CLOSED, P.CLOCK, "closed_as_refused", "time to file it again passed"),
    _step("admit", {S.SUBMITTED}, S.AWAITING_RESPONSE, P.DISPUTE_TRIAGE, "admitted",
          "officer who is not involved; the disputed record is put on hold", entitled=_fenced),
    _step("triageTimeOut", {S.SUBMITTED}, S.AWAITING_RESPONSE, P.CLOCK, "admitted_by_silence",
          "time to admit or refuse it passed: admitted"),
    _step("concede", {S.AWAITING_RESPONSE}, S.SETTLED, P.DISPUTE_CONCEDE, "conceded",
          "respondent side accepts every line; authority to settle the amount", side=_respondent,
          entitled=_with_authority, confirmed=True, then=("startRemedy",)),
    _step("respond", {S.AWAITING_RESPONSE}, S.NEGOTIATION, P.DISPUTE_ANSWER, "answered",
          "respondent side: answer per line, with evidence", side=_respondent),
    _step("timeOut", {S.AWAITING_RESPONSE}, S.ESCALATED, P.CLOCK, "escalated_by_silence",
          "time to answer passed; level + 1"),
    *(
        _step("askPause", {status}, status, P.DISPUTE_PURSUE, "pause_asked", "either side; until a day; reason",
              guard=_unpaused, keeps_date=True)
        for status in DISPUTED
    ),
    *(
        _step("agreePause", {status}, status, P.DISPUTE_PURSUE, "paused", "the other side; the time is paused",
              guard=_pause_asked, side=_other_than_asked)
        for status in DISPUTED
    ),
    _step("settle", {S.NEGOTIATION, S.ESCALATED, S.MEDIATION}, S.SETTLED, P.CLOCK, "settled",
          "both sides accepted the same settlement digest, each with the authority", then=("startRemedy",)),
    _step("escalate", {S.NEGOTIATION}, S.ESCALATED, P.DISPUTE_ESCALATE, "escalated",
          "either side, or the time for the level passed; level + 1", clock_too=True),
    _step("sendBack", {S.ESCALATED}, S.NEGOTIATION, P.DISPUTE_DECIDE, "returned",
          "not involved in the case before; instructions; once per level", guard=_sendable, entitled=_fenced),
    _step("climb", {S.ESCALATED}, S.ESCALATED, P.CLOCK, "climbed", "the time for the level passed; level + 1",
    guard=_inside),
    _step("mediate", {S.ESCALATED}, S.MEDIATION, P.DISPUTE_MEDIATE, "mediation_started",
          "mediator accepted by both sides, interests declared; automatic when the time for it has passed",
          guard=mediating.mediable, clock_too=True),
    _step("decide", {S.ESCALATED}, S.DECIDED, P.DISPUTE_DECIDE, "decided",
          "where the contract gives the right; not involved in the case before; reasons per line; authority to"
          " settle the amount",
          guard=_decidable, entitled=_fenced, confirmed=True),
    *mediating.FINDING,
    _step("refer", {S.ESCALATED}, S.EXTERNAL, P.CLOCK, "referred", "no mediator in time", guard=_at_the_end),
    *mediating.MEDIATION,
    *mediating.LINKED,
    _step("fail", {S.MEDIATION}, S.EXTERNAL, P.CLOCK, "mediation_failed",
        "the mediator says so, or the time has passed"),
    _step("appeal", {S.DECIDED}, S.ESCALATED, P.DISPUTE_APPEAL, "appealed", "either side; once; level + 1",
          guard=_appealable),
    _step("becomeFinal", {S.DECIDED}, S.REMEDY, P.CLOCK, "decision_final", "time to appeal passed", then=("complete",)),
    _step("startRemedy", {S.SETTLED}, S.REMEDY, P.CLOCK, "remedy_started", "the agreed remedies must be done",
          then=("complete",)),
    _step("complete", {S.REMEDY}, S.RESOLVED, P.CLOCK, "resolved", "every remedy confirmed, or counted as confirmed",
          guard=_all_done),
    _step("fail", {S.REMEDY}, S.ESCALATED, P.DISPUTE_PURSUE, "remedy_failed",
          "a remedy is overdue; level + 1", guard=_overdue, clock_too=True),
    _step("reopen", {S.RESOLVED}, S.NEGOTIATION, P.DISPUTE_PURSUE, "reopened",
          "in time, with new evidence", guard=_reopenable),
    _step("recordCause", {S.RESOLVED}, S.RESOLVED, P.DISPUTE_CLOSE, "cause_recorded",
          "category, reasons; preventive actions, each with a date, or why there are none", keeps_date=True),
    _step("overdue", {S.RESOLVED}, S.RESOLVED, P.CLOCK, "root_cause_overdue",
          "no cause recorded in time; repeated each time", guard=_without_cause),
    _step("remindToClose", {S.RESOLVED}, S.RESOLVED, P.CLOCK, "closing_due",
          "cause recorded, and can no longer be reopened; repeated each time", guard=_closable),
    _step("close", {S.RESOLVED}, S.CLOSED, P.DISPUTE_CLOSE, "closed",
          "cause recorded; prevention planned, or a reason for none; can no longer be reopened", guard=_closable),
    _step("remind", {S.EXTERNAL}, S.EXTERNAL, P.CLOCK, "outcome_overdue",
          "no outcome recorded in time; repeated each time"),
    _step("recordOutcome", {S.EXTERNAL}, S.CLOSED, P.DISPUTE_RECORD, "outcome_recorded", "award or judgment named"),
    _step("withdraw", {S.SUBMITTED, S.INFO_REQUESTED}, S.WITHDRAWN, P.DISPUTE_INFORM, "withdrawn", "claimant side",
          side=_claimant),
    _step("withdraw", {S.AWAITING_RESPONSE, S.NEGOTIATION, S.ESCALATED, S.MEDIATION}, S.WITHDRAWN, P.DISPUTE_PURSUE,
          "withdrawn", "claimant side", side=_claimant),
)  # fmt: skip


def _level_days(at: Dispute) -> int:
    """Business days that the two sides have at its level."""
    return at.level_days[min(at.level, HIGHEST_INSIDE)]


def _answers_offer(at: Dispute) -> frozenset[Side]:
    """Whoever has an offer of the other before them; without one, both."""
    return frozenset(side.other for side in at.offers_by) or BOTH


def _at_level(at: Dispute) -> frozenset[Side]:
    """The same; of a level that looks for a mediator, whoever has to do something so that there is one."""
    return _answers_offer(at) if at.offers_by or at.mediator is None else mediating.turn(at)


def _began(at: Dispute) -> datetime | None:
    return at.clock_started_at


def _stood(at: Dispute) -> tuple[Pause, ...]:
    return at.pauses


DEADLINES: Mapping[DisputeStatus, Deadline[Dispute]] = {
    S.DRAFT: Deadline(None, lambda at: frozenset({at.claimant})),
    S.SUBMITTED: Deadline(
        "triageTimeOut", lambda _: frozenset({Side.HOST}), words.TRIAGE, since=_began, pauses=_stood,
        otherwise=say("Otherwise the dispute counts as admitted."),
    ),
    S.INFO_REQUESTED: Deadline("lapse", lambda at: frozenset({at.claimant}), words.INFO,
                               otherwise=say("Otherwise the dispute lapses.")),
    S.INADMISSIBLE: Deadline("close", lambda at: frozenset({at.claimant}), words.REFILE,
                             otherwise=say("Otherwise the refusal stands.")),
    S.AWAITING_RESPONSE: Deadline(
        "timeOut", lambda at: frozenset({at.respondent}), words.RESPONSE, since=_began, pauses=_stood,
        otherwise=say("Otherwise the dispute goes to the next level."),
    ),
    S.NEGOTIATION: Deadline(
        "escalate", _answers_offer, days=_level_days, since=_began, pauses=_stood,
        until_in_words="15, 10 or 5 business days by level, or as the contract says",
        otherwise=say("Otherwise the dispute goes to the next level."),
    ),
    S.ESCALATED: Deadline(
        "climb", _at_level, since=_began,
        days=lambda at: _level_days(at) if at.level <= HIGHEST_INSIDE else words.FINDING_MEDIATOR,
        until_in_words="10 or 5 business days by level or as the contract says, 20 for a mediator",
        otherwise=say("Otherwise the dispute goes to the next level."),
    ),
    S.MEDIATION: Deadline("fail", lambda _: BOTH, after=timedelta(days=words.MEDIATION_DAYS),
                          until=lambda at: at.mediation_ends_at, until_in_words="day that both sides agreed on",
                          otherwise=say("Otherwise the dispute leaves the portal for a court or arbitrator.")),
    S.DECIDED: Deadline("becomeFinal", lambda _: BOTH, words.APPEAL, otherwise=say("Otherwise the decision stands.")),
    S.SETTLED: Deadline("startRemedy", lambda _: NOBODY),
    S.REMEDY: Deadline(
        "fail", lambda at: at.remedy_waits_for, until=lambda at: at.remedy_due_at,
        until_in_words="day of the first remedy", otherwise=say("Otherwise the dispute goes to the next level."),
    ),
    S.RESOLVED: Deadline("overdue", lambda _: frozenset({Side.HOST}), words.CAUSE,
                         otherwise=say("Otherwise the officer and the sponsor are reminded.")),
    S.EXTERNAL: Deadline("remind", lambda _: frozenset({Side.HOST}), after=timedelta(days=words.OUTSIDE_DAYS),
                         otherwise=say("Otherwise both sides are reminded.")),
}  # fmt: skip

DISPUTE: Machine[DisputeStatus, Dispute] = Machine(
    "Dispute",
    DisputeStatus,
    Dispute,
    initial=S.DRAFT,
    steps=STEPS,
    deadlines=DEADLINES,
    in_words={
        S.DRAFT: say("The dispute is a draft."),
        S.SUBMITTED: say("The dispute is filed and is waiting to be admitted."),
        S.INFO_REQUESTED: say("The dispute officer has asked for more information."),
        S.INADMISSIBLE: say("The dispute was refused."),
        S.AWAITING_RESPONSE: say("The dispute is waiting for the other side's answer."),
        S.NEGOTIATION: say("The two sides are negotiating."),
        S.ESCALATED: say("The dispute has gone to the next level."),
        S.MEDIATION: say("A mediator is helping the two sides."),
        S.DECIDED: say("The dispute is decided, and the decision can be appealed."),
        S.SETTLED: say("The dispute is settled."),
        S.REMEDY: say("The settlement or decision is being carried out."),
        S.RESOLVED: say("The dispute is resolved."),
        S.EXTERNAL: say("The dispute has left the portal for a court or arbitrator."),
        S.CLOSED: say("The dispute is closed."),
        S.DISCARDED: say("The draft was discarded."),
        S.LAPSED: say("The dispute lapsed."),
        S.WITHDRAWN: say("The dispute was withdrawn."),
    },
)
