"""The lives of a contract and of a round as the design says, and what the portal adds."""

from tests import tables

DESIGN = """
DRAFT | submitForReview | IN_REVIEW | RM SA LE | contract.review_requested
IN_REVIEW | requestChanges | DRAFT | LE | contract.changes_requested
IN_REVIEW | overdue | IN_REVIEW | SY | contract.review_overdue
IN_REVIEW | publish | IN_NEGOTIATION | LE | contract.negotiation_opened
DRAFT | publishStandard | IN_NEGOTIATION | RM LE | contract.negotiation_opened
DRAFT | withdraw | WITHDRAWN | RM LE | contract.withdrawn
IN_REVIEW | withdraw | WITHDRAWN | RM LE | contract.withdrawn
IN_NEGOTIATION | withdraw | WITHDRAWN | LE PA | contract.withdrawn
IN_NEGOTIATION | agree | AGREED | SY | contract.agreed
AGREED | reopen | IN_NEGOTIATION | LE PA | contract.reopened
AGREED | startApproval | IN_APPROVAL | LE RM | contract.approval_started
AGREED | overdue | AGREED | SY | contract.approval_not_started
IN_APPROVAL | rejectApproval | IN_NEGOTIATION | LE EX CS | contract.approval_rejected
IN_APPROVAL | overdue | IN_APPROVAL | SY | contract.approval_overdue
IN_APPROVAL | release | OUT_FOR_SIGNATURE | SY | contract.signature_requested
OUT_FOR_SIGNATURE | decline | IN_NEGOTIATION | PS CS | contract.signature_declined
OUT_FOR_SIGNATURE | lapse | AGREED | SY | contract.signature_lapsed
OUT_FOR_SIGNATURE | withdraw | WITHDRAWN | LE | contract.withdrawn
OUT_FOR_SIGNATURE | complete | SIGNED | SY | contract.signed
SIGNED | activate | ACTIVE | SY | contract.activated
SIGNED | rescind | TERMINATED | PS CS | contract.rescinded
ACTIVE | suspend | SUSPENDED | LE | contract.suspended
SUSPENDED | resume | ACTIVE | LE | contract.resumed
ACTIVE | renew | ACTIVE | SY PS CS | contract.renewed
ACTIVE | giveNotice | NOTICE_GIVEN | PS CS | contract.notice_given
SUSPENDED | giveNotice | NOTICE_GIVEN | PS CS | contract.notice_given
NOTICE_GIVEN | revokeNotice | ACTIVE | PS CS | contract.notice_revoked
NOTICE_GIVEN | terminate | TERMINATED | SY | contract.terminated
ACTIVE | expire | EXPIRED | SY | contract.expired
SUSPENDED | expire | EXPIRED | SY | contract.expired
ACTIVE | supersede | SUPERSEDED | SY | contract.superseded
"""

# The design lets a draft be written and a signature be given without naming the acts that do it: here they are rows,
# so that a role is asked for, the version rises and the journal tells of them.
ADDED = """
DRAFT | redraft | DRAFT | RM SA LE | contract.redrafted
OUT_FOR_SIGNATURE | sign | OUT_FOR_SIGNATURE | PS CS | contract.signature_given
"""

# An amendment is a contract of its own: a contract in force begins one and takes it in, and its end ends it.
AMENDING = "".join(
    f"{status} | amend | {status} | RM SA LE | contract.amendment_drafted\n"
    f"{status} | amendAsSettled | {status} | SY | contract.amendment_drafted_as_settled\n"
    f"{status} | consolidate | {status} | SY | contract.amended\n"
    for status in ("SIGNED", "ACTIVE", "SUSPENDED", "NOTICE_GIVEN")
) + "".join(
    f"{status} | lapseWithContract | WITHDRAWN | SY | contract.amendment_lapsed\n"
    for status in ("DRAFT", "IN_REVIEW", "IN_NEGOTIATION", "AGREED", "IN_APPROVAL", "OUT_FOR_SIGNATURE", "SIGNED")
)

ROUND_DESIGN = """
DRAFTING | submit | SUBMITTED | LE RM PA PM | negotiation.round_submitted
DRAFTING | lapse | LAPSED | SY | negotiation.round_lapsed
DRAFTING | abort | ABORTED | SY | negotiation.round_aborted
SUBMITTED | withdraw | WITHDRAWN | LE RM PA | negotiation.round_withdrawn
SUBMITTED | counter | COUNTERED | LE RM PA PM | negotiation.round_countered
SUBMITTED | accept | ACCEPTED | LE PA | negotiation.round_accepted
SUBMITTED | lapse | LAPSED | SY | negotiation.round_lapsed
SUBMITTED | abort | ABORTED | SY | negotiation.round_aborted
"""

# Holding the pen is writing with it: the saved draft is an act of its own, which the other side never sees.
ROUND_ADDED = """
DRAFTING | edit | DRAFTING | LE RM PA PM | negotiation.draft_saved
"""

LIFE = tables.read(DESIGN + ADDED.lstrip() + AMENDING)
ROUND = tables.read(ROUND_DESIGN + ROUND_ADDED.lstrip())

TERMINAL = {"EXPIRED", "SUPERSEDED", "TERMINATED", "WITHDRAWN"}
ROUND_TERMINAL = {"ABORTED", "ACCEPTED", "COUNTERED", "LAPSED", "WITHDRAWN"}

# Steps whose surroundings are still to come: they stand in the table, nobody is offered them, and they refuse in words.
PLANNED = frozenset({
    "publishStandard", "rejectApproval", "rescind", "suspend", "resume", "renew", "giveNotice", "revokeNotice",
    "terminate", "supersede",
})  # fmt: skip
