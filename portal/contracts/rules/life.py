"""The life of a contract, or of an amendment, which is one itself: who may take it from where to where, by when."""

from typing import Any

from portal.access import Permission
from portal.contracts.rules import guards
from portal.contracts.rules.words import BOTH, HOST, IN_FORCE, NOBODY, Situation, Status
from portal.machine import Deadline, Guard, Machine, Step
from portal.sentences import say

_TAKEN_OVER = say("Otherwise the head of legal takes it over.")

P = Permission
S = Status


def _amending(status: Status) -> tuple[Step[Situation], ...]:
    """What happens to a contract in force by amendments of it; it stays where it is."""
    return (
        _step("amend", {status}, status, P.CONTRACT_DRAFT, "amendment_drafted",
              "no other amendment is open; starts one with its text", guard=guards.amendable, beside=True),
        _step("amendAsSettled", {status}, status, P.CLOCK, "amendment_drafted_as_settled",
              "agreed in a dispute settlement, and no other amendment is open", guard=guards.amendable, beside=True),
        _step("consolidate", {status}, status, P.CLOCK, "amended",
              "an amendment of the current version comes into force: the next version has its text"),
    )  # fmt: skip


def _step(
    action: str, source: set[Status], target: Status, may: Permission, event: str, needs: str = "", *,
    guard: Guard[Situation] | None = None, **more: Any,
) -> Step[Situation]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"contract.{event}", guard=guard, needs=needs, **more)


LIFE: Machine[Status, Situation] = Machine(
    "Contract",
    Status,
    Situation,
    initial=Status.DRAFT,
    steps=(
        _step("redraft", {S.DRAFT}, S.DRAFT, P.CONTRACT_DRAFT, "redrafted"),
        _step("submitForReview", {S.DRAFT}, S.IN_REVIEW, P.CONTRACT_DRAFT, "review_requested",
              "title, type, parties, term and at least one clause", guard=guards.complete),
        _step("publishStandard", {S.DRAFT}, S.IN_NEGOTIATION, P.CONTRACT_MANAGE, "negotiation_opened",
              "every clause digest equals the library standard", planned=True),
        _step("withdraw", {S.DRAFT, S.IN_REVIEW}, S.WITHDRAWN, P.CONTRACT_MANAGE, "withdrawn"),
        _step("requestChanges", {S.IN_REVIEW}, S.DRAFT, P.CONTRACT_REVIEW, "changes_requested", "comment"),
        _step("overdue", {S.IN_REVIEW}, S.IN_REVIEW, P.CLOCK, "review_overdue",
              "review deadline passed: head of legal becomes owner"),
        _step("publish", {S.IN_REVIEW}, S.IN_NEGOTIATION, P.CONTRACT_REVIEW, "negotiation_opened",
              "partner account ACTIVE; creates version 1 with digest; opens round 1", guard=guards.partner_active),
        _step("withdraw", {S.IN_NEGOTIATION}, S.WITHDRAWN, P.CONTRACT_ACCEPT, "withdrawn",
              "reason visible to the other side"),
        _step("agree", {S.IN_NEGOTIATION}, S.AGREED, P.CLOCK, "agreed",
              "acceptances by both sides name the same version digest", guard=guards.both_accepted),
        _step("reopen", {S.AGREED}, S.IN_NEGOTIATION, P.CONTRACT_ACCEPT, "reopened", "before any signature; reason",
              guard=guards.unsigned),
        _step("startApproval", {S.AGREED}, S.IN_APPROVAL, P.CONTRACT_MANAGE, "approval_started",
              "approval rules evaluated on key terms; list of approvers fixed; for an amendment: decided what"
              " happens to everything based on clauses it changes",
              guard=guards.settled, then=("release",)),
        _step("overdue", {S.AGREED}, S.AGREED, P.CLOCK, "approval_not_started",
              "5 business days without approval started: head of legal becomes owner"),
        _step("rejectApproval", {S.IN_APPROVAL}, S.IN_NEGOTIATION, P.CONTRACT_APPROVE, "approval_rejected",
              "reason; approver is not the author", planned=True),
        _step("overdue", {S.IN_APPROVAL}, S.IN_APPROVAL, P.CLOCK, "approval_overdue",
            "approver deadline passed: deputy"),
        _step("release", {S.IN_APPROVAL}, S.OUT_FOR_SIGNATURE, P.CLOCK, "signature_requested",
              "every required approval granted on this digest"),
        _step("sign", {S.OUT_FOR_SIGNATURE}, S.OUT_FOR_SIGNATURE, P.CONTRACT_SIGN, "signature_given",
              "names the digest; once for each side; a signing authority that covers kind, value, currency and"
              " today; presence confirmed within 5 minutes",
              guard=guards.side_unsigned, entitled=guards.authorised, barred=guards.any_signatory,
              confirmed=True, keeps_date=True, then=("complete",)),
        _step("decline", {S.OUT_FOR_SIGNATURE}, S.IN_NEGOTIATION, P.CONTRACT_SIGN, "signature_declined",
              "reason; collected signatures voided"),
        _step("lapse", {S.OUT_FOR_SIGNATURE}, S.AGREED, P.CLOCK, "signature_lapsed",
              "time to sign ran out; signatures voided"),
        _step("withdraw", {S.OUT_FOR_SIGNATURE}, S.WITHDRAWN, P.CONTRACT_REVIEW, "withdrawn",
              "before the first signature", guard=guards.unsigned),
        _step("complete", {S.OUT_FOR_SIGNATURE}, S.SIGNED, P.CLOCK, "signed",
              "a signatory of each side signed the same digest", guard=guards.both_signed, then=("activate",)),
        _step("activate", {S.SIGNED}, S.ACTIVE, P.CLOCK, "activated",
              "effective date reached in the contract's time zone; for an amendment: its contract has the text it"
              " amends",
              guard=guards.effective),
        _step("rescind", {S.SIGNED}, S.TERMINATED, P.CONTRACT_SIGN, "rescinded", "both sides sign the rescission",
              planned=True),
        _step("suspend", {S.ACTIVE}, S.SUSPENDED, P.CONTRACT_REVIEW, "suspended",
              "clause that gives the right; notice sent", planned=True),
        _step("resume", {S.SUSPENDED}, S.ACTIVE, P.CONTRACT_REVIEW, "resumed", "cause cleared",
              planned=True),
        _step("renew", {S.ACTIVE}, S.ACTIVE, P.CONTRACT_SIGN, "renewed", "option exercised, or evergreen and no notice",
              planned=True, clock_too=True),
        _step("giveNotice", {S.ACTIVE, S.SUSPENDED}, S.NOTICE_GIVEN, P.CONTRACT_SIGN, "notice_given",
              "notice clause; effective date from the notice period", planned=True),
        _step("revokeNotice", {S.NOTICE_GIVEN}, S.ACTIVE, P.CONTRACT_SIGN, "notice_revoked", "the other side consents",
              planned=True),
        _step("terminate", {S.NOTICE_GIVEN}, S.TERMINATED, P.CLOCK, "terminated", "notice effective date reached",
              planned=True),
        *(step for status in IN_FORCE for step in _amending(status)),
        _step("lapseWithContract",
              {S.DRAFT, S.IN_REVIEW, S.IN_NEGOTIATION, S.AGREED, S.IN_APPROVAL, S.OUT_FOR_SIGNATURE, S.SIGNED},
              S.WITHDRAWN, P.CLOCK, "amendment_lapsed", "an amendment whose contract has ended",
              guard=guards.parent_over),
        _step("expire", {S.ACTIVE, S.SUSPENDED}, S.EXPIRED, P.CLOCK, "expired",
              "end of term, no renewal; an amendment ends with its contract",
              guard=guards.term_over),
        _step("supersede", {S.ACTIVE}, S.SUPERSEDED, P.CLOCK, "superseded", "replacement contract became ACTIVE",
              planned=True),
    ),
    deadlines={
        S.DRAFT: Deadline(None, lambda _: HOST),
        S.IN_NEGOTIATION: Deadline(None, lambda _: NOBODY, elsewhere=True),
        S.IN_REVIEW: Deadline("overdue", lambda _: HOST, 5, otherwise=_TAKEN_OVER),
        S.AGREED: Deadline("overdue", lambda _: HOST, 5, otherwise=_TAKEN_OVER),
        S.IN_APPROVAL: Deadline("overdue", lambda _: HOST, 3, otherwise=_TAKEN_OVER),
        S.OUT_FOR_SIGNATURE: Deadline(
            "lapse", lambda at: BOTH - at.signed_by, 20,
            otherwise=say(
                "Otherwise the time to sign runs out: the signatures given become void, and the text returns to agreed."
            ),
        ),
        S.SIGNED: Deadline("activate", lambda _: NOBODY, until=guards.effective_from, until_in_words="first day",
                           otherwise=say("It comes into force automatically.")),
        S.ACTIVE: Deadline("expire", lambda _: NOBODY, until=guards.over_from, until_in_words="end of the last day",
                           otherwise=say("It ends automatically.")),
    },
    in_words={
        S.DRAFT: say("The contract is a draft."),
        S.IN_REVIEW: say("The contract is in the company's review."),
        S.IN_NEGOTIATION: say("The contract is being negotiated."),
        S.AGREED: say("The contract is agreed and is waiting for approval."),
        S.IN_APPROVAL: say("The contract is waiting for its approvers."),
        S.OUT_FOR_SIGNATURE: say("The contract is waiting for signatures."),
        S.SIGNED: say("The contract is signed and is waiting for its first day."),
        S.ACTIVE: say("The contract is in force."),
        S.SUSPENDED: say("The contract is suspended."),
        S.NOTICE_GIVEN: say("Notice has been given on the contract."),
        S.EXPIRED: say("The contract has expired."),
        S.SUPERSEDED: say("The contract was replaced."),
        S.TERMINATED: say("The contract was terminated."),
        S.WITHDRAWN: say("The contract was withdrawn."),
    },
)  # fmt: skip
