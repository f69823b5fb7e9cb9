"""One function for each thing a person can do with a contract, by the part of its life."""

from portal.contracts.operations.amending import (
    ENDS_CONTRACT,
    Amended,
    amend,
    amend_as_settled,
    amended_by,
    end_with_contract,
    settle_boundaries,
)
from portal.contracts.operations.answering import Disposition, counter_round
from portal.contracts.operations.answers import Answer
from portal.contracts.operations.drafting import (
    draft,
    publish,
    redraft,
    request_changes,
    source_digest,
    submit_for_review,
    withdraw,
)
from portal.contracts.operations.exporting import Export, export
from portal.contracts.operations.negotiating import (
    Proposal,
    accept_round,
    edit_round,
    submit_round,
    withdraw_round,
)
from portal.contracts.operations.previewing import preview_text
from portal.contracts.operations.searching import TEXT_CHANGED, file_words
from portal.contracts.operations.signing import decline, keep_time, reopen, sign, start_approval

__all__ = [
    "ENDS_CONTRACT",
    "TEXT_CHANGED",
    "Amended",
    "Answer",
    "Disposition",
    "Export",
    "Proposal",
    "accept_round",
    "amend",
    "amend_as_settled",
    "amended_by",
    "counter_round",
    "decline",
    "draft",
    "edit_round",
    "end_with_contract",
    "export",
    "file_words",
    "keep_time",
    "preview_text",
    "publish",
    "redraft",
    "reopen",
    "request_changes",
    "settle_boundaries",
    "sign",
    "source_digest",
    "start_approval",
    "submit_for_review",
    "submit_round",
    "withdraw",
    "withdraw_round",
]
