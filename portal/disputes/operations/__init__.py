"""What can be done with disputes."""

from portal.disputes.operations.answering import Answer, agree_pause, ask_pause, escalate, respond
from portal.disputes.operations.casefile import case_file
from portal.disputes.operations.contested import DISPUTED, OVER, on_measurement_disputed, settle_measurements
from portal.disputes.operations.deciding import Decided, appeal, decide, record_outcome, reopen, send_back
from portal.disputes.operations.drafting import (
    CONTESTABLE,
    Said,
    discard,
    disputable_until,
    draft,
    edit,
    longer,
    window_ends_at,
)
from portal.disputes.operations.effects import ELSEWHERE, STARTED, carry_out, on_done_elsewhere
from portal.disputes.operations.ending import Planned, check, close, mark_done, record_cause
from portal.disputes.operations.filing import file, refile
from portal.disputes.operations.holding import (
    DUE,
    FOUND,
    TAKEN_UP,
    hold_found,
    keep_fees,
    keep_protection,
    refuse_due,
    release,
)
from portal.disputes.operations.keeping import keep_offer_time, keep_prevention_time, keep_remedy_time, keep_time
from portal.disputes.operations.lines import DocumentKind, GivenLine
from portal.disputes.operations.mediating import (
    accept_mediator,
    agree_longer,
    ask_longer,
    hide_offers,
    mediate,
    propose_mediator,
    refuse_mediator,
    send_link_again,
    show_offers,
    tell_mediator,
)
from portal.disputes.operations.mediator_letters import FOR_MEDIATORS, tell_the_mediator
from portal.disputes.operations.offers import (
    accept_offer,
    counter_offer,
    make_offer,
    reject_offer,
    withdraw_offer,
)
from portal.disputes.operations.papers import GivenFile, add_evidence
from portal.disputes.operations.readers import PEOPLE_CHANGED, renew, renew_readers
from portal.disputes.operations.remedies import claim_done, confirm, fail_remedies, refuse_remedy
from portal.disputes.operations.saying import make_statement
from portal.disputes.operations.sealed import GivenAction
from portal.disputes.operations.settling import concede
from portal.disputes.operations.triage import (
    Refusal,
    admit,
    ask_info,
    give_info,
    object_to_refusal,
    refuse,
    withdraw,
)

__all__ = [
    "CONTESTABLE",
    "DISPUTED",
    "DUE",
    "ELSEWHERE",
    "FOR_MEDIATORS",
    "FOUND",
    "OVER",
    "PEOPLE_CHANGED",
    "STARTED",
    "TAKEN_UP",
    "Answer",
    "Decided",
    "DocumentKind",
    "GivenAction",
    "GivenFile",
    "GivenLine",
    "Planned",
    "Refusal",
    "Said",
    "accept_mediator",
    "accept_offer",
    "add_evidence",
    "admit",
    "agree_longer",
    "agree_pause",
    "appeal",
    "ask_info",
    "ask_longer",
    "ask_pause",
    "carry_out",
    "case_file",
    "check",
    "claim_done",
    "close",
    "concede",
    "confirm",
    "counter_offer",
    "decide",
    "discard",
    "disputable_until",
    "draft",
    "edit",
    "escalate",
    "fail_remedies",
    "file",
    "give_info",
    "hide_offers",
    "hold_found",
    "keep_fees",
    "keep_offer_time",
    "keep_prevention_time",
    "keep_protection",
    "keep_remedy_time",
    "keep_time",
    "longer",
    "make_offer",
    "make_statement",
    "mark_done",
    "mediate",
    "object_to_refusal",
    "on_done_elsewhere",
    "on_measurement_disputed",
    "propose_mediator",
    "record_cause",
    "record_outcome",
    "refile",
    "refuse",
    "refuse_due",
    "refuse_mediator",
    "refuse_remedy",
    "reject_offer",
    "release",
    "renew",
    "renew_readers",
    "reopen",
    "respond",
    "send_back",
    "send_link_again",
    "settle_measurements",
    "show_offers",
    "tell_mediator",
    "tell_the_mediator",
    "window_ends_at",
    "withdraw",
    "withdraw_offer",
]
