"""What can be done with disputes."""

from portal.disputes.operations.answering import Answer, agree_pause, ask_pause, escalate, respond
from portal.disputes.operations.casefile import case_file
from portal.disputes.operations.deciding import Decided, appeal, decide, record_outcome, reopen, send_back
from portal.disputes.operations.drafting import CONTESTABLE, Said, discard, draft, edit, window_ends_at
from portal.disputes.operations.ending import Planned, check, close, mark_done, record_cause
from portal.disputes.operations.filing import file, refile
from portal.disputes.operations.keeping import keep_prevention_time, keep_time
from portal.disputes.operations.lines import DocumentKind, GivenLine
from portal.disputes.operations.papers import GivenFile, add_evidence
from portal.disputes.operations.saying import make_statement
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
    "Answer",
    "Decided",
    "DocumentKind",
    "GivenFile",
    "GivenLine",
    "Planned",
    "Refusal",
    "Said",
    "add_evidence",
    "admit",
    "agree_pause",
    "appeal",
    "ask_info",
    "ask_pause",
    "case_file",
    "check",
    "close",
    "decide",
    "discard",
    "draft",
    "edit",
    "escalate",
    "file",
    "give_info",
    "keep_prevention_time",
    "keep_time",
    "make_statement",
    "mark_done",
    "object_to_refusal",
    "record_cause",
    "record_outcome",
    "refile",
    "refuse",
    "reopen",
    "respond",
    "send_back",
    "window_ends_at",
    "withdraw",
]
