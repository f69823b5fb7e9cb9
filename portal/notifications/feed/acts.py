"""What a date in somebody's calendar is called: what there is to do with a record, and what a day that binds is."""

from collections.abc import Mapping

from portal import languages
from portal.boundaries.rules.life import LIFE as BOUNDARY
from portal.contracts.rules import LIFE, ROUND
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.offer import OFFER
from portal.disputes.rules.prevention import PREVENTION
from portal.disputes.rules.remedy import REMEDY
from portal.expectations.rules.breach import BREACH
from portal.expectations.rules.card import CARD
from portal.expectations.rules.expectation import EXPECTATION
from portal.expectations.rules.measurement import MEASUREMENT
from portal.fees.rules.fee import LIFE as FEE
from portal.obligations.rules import LIFE as OBLIGATION
from portal.opportunities.rules.direct import LIFE as DIRECT
from portal.opportunities.rules.opportunity import LIFE as OPPORTUNITY
from portal.opportunities.rules.overlap import LIFE as OVERLAP
from portal.opportunities.rules.suggestion import LIFE as SUGGESTION
from portal.partners.documents import DOCUMENT
from portal.partners.membership import AUTHORITY
from portal.partners.rules import ACCOUNT
from portal.room import Day
from portal.sentences import Sentence, Word, say, word

ACTS: Mapping[tuple[str, str], Word] = {
    (ROUND.name, "counter"): word("calendar", "Answer the proposal for {what}", code="counter"),
    (ROUND.name, "edit"): word("calendar", "Propose changes to {what}", code="edit"),
    (ROUND.name, "submit"): word("calendar", "Submit your proposal for {what}", code="submit"),
    (ROUND.name, "accept"): word("calendar", "Accept {what}", code="accept"),
    (LIFE.name, "submitForReview"): word("calendar", "Submit {what} for review", code="submitForReview"),
    (LIFE.name, "publish"): word("calendar", "Publish {what} to the partner", code="publish"),
    (LIFE.name, "requestChanges"): word("calendar", "Request changes to {what}", code="requestChanges"),
    (LIFE.name, "startApproval"): word("calendar", "Start the approval of {what}", code="startApproval"),
    (LIFE.name, "sign"): word("calendar", "Sign {what}", code="sign"),
    (LIFE.name, "redraft"): word("calendar", "Edit the draft of {what}", code="redraft"),
    (ACCOUNT.name, "approve"): word("calendar", "Decide on the application of {what}", code="approve"),
    (ACCOUNT.name, "requestInfo"): word("calendar", "Ask {what} for the missing information", code="requestInfo"),
    (ACCOUNT.name, "reject"): word("calendar", "Reject the application of {what}", code="reject"),
    (ACCOUNT.name, "release"): word("calendar", "Review the hold of {what}", code="release"),
    (ACCOUNT.name, "finishExit"): word("calendar", "Finish the exit of {what}", code="finishExit"),
    (ACCOUNT.name, "cancelExit"): word("calendar", "Cancel the exit of {what}", code="cancelExit"),
    (ACCOUNT.name, "apply"): word("calendar", "Apply for {what}", code="apply"),
    (ACCOUNT.name, "supplyInfo"): word("calendar", "Send the answers for {what}", code="supplyInfo"),
    (ACCOUNT.name, "agreeToStay"): word("calendar", "Agree that {what} stays", code="agreeToStay"),
    (AUTHORITY.name, "accept"): word("calendar", "Decide on the signing authority for {what}", code="accept"),
    (AUTHORITY.name, "refuse"): word("calendar", "Decide on the signing authority for {what}", code="refuse"),
    (DOCUMENT.name, "upload"): word("calendar", "Upload {what}", code="upload"),
    (DOCUMENT.name, "confirm"): word("calendar", "Confirm {what} as the second person", code="confirm"),
    (DOCUMENT.name, "accept"): word("calendar", "Review {what}", code="accept"),
    (DOCUMENT.name, "refuse"): word("calendar", "Review and refuse {what}", code="refuse"),
    (DOCUMENT.name, "replace"): word("calendar", "Upload a new document in place of {what}", code="replace"),
    (OBLIGATION.name, "claimDone"): word("calendar", "Add evidence that it is done: {what}", code="claimDone"),
    (OBLIGATION.name, "confirm"): word("calendar", "Review the evidence: {what}", code="confirm"),
    (OBLIGATION.name, "refuse"): word("calendar", "Review the evidence: {what}", code="refuse"),
    (OBLIGATION.name, "agree"): word("calendar", "Answer the proposed obligation: {what}", code="agree"),
    (OBLIGATION.name, "decline"): word("calendar", "Answer the proposed obligation: {what}", code="decline"),
    (OBLIGATION.name, "default"): word("calendar", "Decide the next step: {what}", code="default"),
    (DIRECT.name, "touch"): word("calendar", "Record activity on the direct deal: {what}", code="touch"),
    (DIRECT.name, "win"): word("calendar", "Record the result of the direct deal: {what}", code="win"),
    (DIRECT.name, "lose"): word("calendar", "Record the result of the direct deal: {what}", code="lose"),
    (OPPORTUNITY.name, "register"): word("calendar", "Register the opportunity: {what}", code="register"),
    (OPPORTUNITY.name, "offer"): word("calendar", "Offer the opportunity: {what}", code="offer"),
    (OPPORTUNITY.name, "accept"): word("calendar", "Answer the offered opportunity: {what}", code="accept"),
    (OPPORTUNITY.name, "decline"): word("calendar", "Answer the offered opportunity: {what}", code="decline"),
    (OPPORTUNITY.name, "approve"): word("calendar", "Decide on the registration: {what}", code="approve"),
    (OPPORTUNITY.name, "reject"): word("calendar", "Decide on the registration: {what}", code="reject"),
    (OPPORTUNITY.name, "giveInfo"): word(
        "calendar", "Provide the requested information about the opportunity: {what}", code="giveInfo"
    ),
    (OPPORTUNITY.name, "awardHere"): word("calendar", "Decide on the conflict: {what}", code="awardHere"),
    (OPPORTUNITY.name, "split"): word("calendar", "Decide on the conflict: {what}", code="split"),
    (OPPORTUNITY.name, "win"): word("calendar", "Win, extend or close the opportunity: {what}", code="win"),
    (OPPORTUNITY.name, "askExtension"): word(
        "calendar", "Win, extend or close the opportunity: {what}", code="askExtension"
    ),
    (OPPORTUNITY.name, "extend"): word("calendar", "Answer the request for more time: {what}", code="extend"),
    (FEE.name, "approve"): word("calendar", "Approve the fee: {what}", code="approve"),
    (FEE.name, "pay"): word("calendar", "Pay the fee: {what}", code="pay"),
    (FEE.name, "release"): word("calendar", "Review the held fee: {what}", code="release"),
    (SUGGESTION.name, "take"): word("calendar", "Review what the customer might buy: {what}", code="take"),
    (SUGGESTION.name, "dismiss"): word("calendar", "Review what the customer might buy: {what}", code="dismiss"),
    (OVERLAP.name, "agree"): word("calendar", "Answer the terms for finding common customers: {what}", code="agree"),
    (OVERLAP.name, "send"): word("calendar", "Send your side's points: {what}", code="send"),
    (OVERLAP.name, "answer"): word("calendar", "Answer the other side's points: {what}", code="answer"),
    (OVERLAP.name, "disclose"): word(
        "calendar", "Decide whether both sides are told which customers: {what}", code="disclose"
    ),
    (DISPUTE.name, "file"): word("calendar", "File the dispute: {what}", code="file"),
    (DISPUTE.name, "giveInfo"): word(
        "calendar", "Provide the requested information in the dispute: {what}", code="giveInfo"
    ),
    (DISPUTE.name, "respond"): word("calendar", "Answer every line of the dispute: {what}", code="respond"),
    (DISPUTE.name, "concede"): word("calendar", "Answer every line of the dispute: {what}", code="concede"),
    (DISPUTE.name, "admit"): word("calendar", "Admit or refuse the dispute: {what}", code="admit"),
    (DISPUTE.name, "refuse"): word("calendar", "Admit or refuse the dispute: {what}", code="refuse"),
    (DISPUTE.name, "askInfo"): word("calendar", "Admit or refuse the dispute: {what}", code="askInfo"),
    (DISPUTE.name, "refile"): word("calendar", "File the dispute again, or object: {what}", code="refile"),
    (DISPUTE.name, "objectToRefusal"): word(
        "calendar", "File the dispute again, or object: {what}", code="objectToRefusal"
    ),
    (DISPUTE.name, "sendBack"): word("calendar", "Decide the next step of the dispute: {what}", code="sendBack"),
    (DISPUTE.name, "decide"): word("calendar", "Decide the next step of the dispute: {what}", code="decide"),
    (DISPUTE.name, "recordCause"): word("calendar", "Record the cause of the dispute: {what}", code="recordCause"),
    (DISPUTE.name, "close"): word("calendar", "Close the dispute: {what}", code="close"),
    (DISPUTE.name, "recordOutcome"): word(
        "calendar", "Record the outcome of the dispute: {what}", code="recordOutcome"
    ),
    (OFFER.name, "accept"): word("calendar", "Answer the other side's offer: {what}", code="accept"),
    (OFFER.name, "reject"): word("calendar", "Answer the other side's offer: {what}", code="reject"),
    (OFFER.name, "counter"): word("calendar", "Answer the other side's offer: {what}", code="counter"),
    (REMEDY.name, "claimDone"): word("calendar", "Report the remedy as done: {what}", code="claimDone"),
    (REMEDY.name, "confirm"): word("calendar", "Confirm whether the remedy is done: {what}", code="confirm"),
    (REMEDY.name, "refuse"): word("calendar", "Confirm whether the remedy is done: {what}", code="refuse"),
    (PREVENTION.name, "markDone"): word(
        "calendar", "Complete the planned action and report it: {what}", code="markDone"
    ),
    (PREVENTION.name, "checkEffective"): word(
        "calendar", "Report whether the action has worked: {what}", code="checkEffective"
    ),
    (PREVENTION.name, "checkIneffective"): word(
        "calendar", "Report whether the action has worked: {what}", code="checkIneffective"
    ),
    (BOUNDARY.name, "agree"): word("calendar", "Answer the proposed boundary: {what}", code="agree"),
    (BOUNDARY.name, "decline"): word("calendar", "Answer the proposed boundary: {what}", code="decline"),
    (BOUNDARY.name, "end"): word("calendar", "Agree to end the boundary: {what}", code="end"),
    (EXPECTATION.name, "agree"): word("calendar", "Answer the proposed expectation: {what}", code="agree"),
    (EXPECTATION.name, "revise"): word("calendar", "Answer the proposed expectation: {what}", code="revise"),
    (EXPECTATION.name, "decline"): word("calendar", "Answer the proposed expectation: {what}", code="decline"),
    (EXPECTATION.name, "propose"): word("calendar", "Propose the expectation: {what}", code="propose"),
    (EXPECTATION.name, "edit"): word("calendar", "Propose the expectation: {what}", code="edit"),
    (EXPECTATION.name, "attest"): word("calendar", "Attest that the rule is kept: {what}", code="attest"),
    (MEASUREMENT.name, "contest"): word("calendar", "Confirm or contest the value: {what}", code="contest"),
    (MEASUREMENT.name, "acknowledge"): word("calendar", "Confirm or contest the value: {what}", code="acknowledge"),
    (MEASUREMENT.name, "ruleOnFacts"): word("calendar", "Answer the contested lines: {what}", code="ruleOnFacts"),
    (MEASUREMENT.name, "restate"): word("calendar", "Answer the offer to count late facts: {what}", code="restate"),
    (MEASUREMENT.name, "declineRestatement"): word(
        "calendar", "Answer the offer to count late facts: {what}", code="declineRestatement"
    ),
    (BREACH.name, "notify"): word("calendar", "Give notice of the breach: {what}", code="notify"),
    (BREACH.name, "submitPlan"): word("calendar", "Submit a plan to cure the breach: {what}", code="submitPlan"),
    (BREACH.name, "refusePlan"): word("calendar", "Check whether the breach is cured: {what}", code="refusePlan"),
    (BREACH.name, "verifyCure"): word("calendar", "Check whether the breach is cured: {what}", code="verifyCure"),
    (BREACH.name, "applyConsequence"): word(
        "calendar", "Decide the consequence of the breach: {what}", code="applyConsequence"
    ),
    (BREACH.name, "close"): word("calendar", "Decide the consequence of the breach: {what}", code="close"),
    (CARD.name, "agree"): word("calendar", "Answer the proposed scorecard: {what}", code="agree"),
    (CARD.name, "revise"): word("calendar", "Answer the proposed scorecard: {what}", code="revise"),
    (CARD.name, "decline"): word("calendar", "Answer the proposed scorecard: {what}", code="decline"),
    (CARD.name, "propose"): word("calendar", "Propose the scorecard: {what}", code="propose"),
    (CARD.name, "edit"): word("calendar", "Propose the scorecard: {what}", code="edit"),
}
"""Each step by which a side does what it is waited for, by the names of its table and its own."""

DAYS: Mapping[Day, Word] = {
    Day.BEGINS: word("calendar", "First day: {what}", code="BEGINS"),
    Day.NOTICE: word("calendar", "Last day to give notice: {what}", code="NOTICE"),
    Day.RENEWS: word("calendar", "Continues automatically after this day: {what}", code="RENEWS"),
    Day.ENDS: word("calendar", "Last day: {what}", code="ENDS"),
    Day.OWED: word("calendar", "Due: {what}", code="OWED"),
}
OTHERWISE: Mapping[Day, Sentence] = {
    Day.NOTICE: say("Without notice by then, it continues automatically."),
}
"""What happens if nobody acts until the end of such a day."""

CALLED: Mapping[str, Word] = {
    "mem": word("calendar", "Invitation or membership of {what}", code="mem"),
    "aut": word("calendar", "Signing authority for {what}", code="aut"),
}
"""What a record is called whose title is somebody's name, by the prefix of its ids."""
TASK = word("calendar", "Your task: {what}", code="task")
WAITS = word("calendar", "{what}: {standing}", code="waits")
"""Where something else stands in the way of whoever is waited for."""


def said(term: Word, language: str, **places: str) -> str:
    return languages.translated(term.text, language, context=term.context).format(**places)


def called(record_type: str, what: str, language: str) -> str:
    """The same for a line that does not say itself what kind of thing it is."""
    return said(CALLED[record_type], language, what=what) if record_type in CALLED else what
