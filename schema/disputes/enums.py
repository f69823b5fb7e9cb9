"""The words of disputes as GraphQL enumerations."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from portal import reasons
from portal.disputes.operations import DocumentKind as Document
from portal.disputes.rules import entries, figures, mediator, remedy, statuses
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.offer import OFFER
from portal.disputes.rules.papers import Standing
from portal.disputes.rules.prevention import PREVENTION
from portal.sentences import Word
from schema.engine.enums import enum
from schema.shared.enums import FOLLOWED, OPEN, enumeration, statuses_of, steps_of


def _of(kind: type[StrEnum], name: str, description: str, words: Mapping[Any, Word]) -> Any:
    """An enumeration whose values are described by what they are called in front of people."""
    return enum(kind, name, f"{description} {OPEN}", **{each.name: f"{words[each].text}." for each in kind})


DisputeStatus = statuses_of(DISPUTE, "DisputeStatus", "Status of a dispute.")
DisputeAction = steps_of("DisputeAction", "A step of a dispute.", DISPUTE)
DisputeOfferStatus = statuses_of(OFFER, "DisputeOfferStatus", "Status of an offer to settle.")
DisputeOfferAction = steps_of("DisputeOfferAction", "A step of an offer to settle.", OFFER)
RemedyAction = steps_of("RemedyAction", "A step of a remedy.", remedy.REMEDY)
RemedyStatus = statuses_of(remedy.REMEDY, "RemedyStatus", "Status of a remedy.")
PreventionStatus = statuses_of(PREVENTION, "PreventionStatus", "Status of an action against a cause.")
PreventionAction = steps_of("PreventionAction", "A step of an action against a cause.", PREVENTION)

DisputeReasonCode: Any = enum(
    enumeration("DisputeReasonCode", {code: code for code in reasons.REASONS}),
    "DisputeReasonCode", f"Reason for a dispute. {OPEN}",
    **{code: f"{reason.name.text}." for code, reason in reasons.REASONS.items()},
)  # fmt: skip
DisputeCategory: Any = enum(
    reasons.Category, "DisputeCategory", f"Category of a reason. {OPEN}",
    PRICE="Prices and sums.", QUANTITY="Quantities.", QUALITY="Condition of goods.", TIME="Dates.",
    PAPERS="Documents.", PERFORMANCE="Measurements, deductions and breaches.", CONTRACT="The contract itself.",
    CHANNEL="Registrations, protection and fees.", OTHER="Anything else.",
)  # fmt: skip
DisputeWindow: Any = enum(
    reasons.WindowFrom, "DisputeWindow", f"Start of the time to file. {OPEN}",
    EVENT="The day on which it happened.", KNOWLEDGE="The day on which it could be known.",
    DECISION="The day of the other side's decision.",
)  # fmt: skip
DisputePaper: Any = _of(reasons.Evidence, "DisputePaper", "What a file shows.", reasons.PAPERS)
PaperStanding: Any = enum(
    Standing, "PaperStanding", f"Status of a paper. {OPEN}",
    HAVE="It is there.", BEING_CHECKED="A file is there but not scanned yet. The dispute can be filed.",
    MISSING="It is missing or cannot be opened.",
)  # fmt: skip
DisputeDocumentKind: Any = enum(
    Document, "DisputeDocumentKind", f"Kind of a document. {OPEN}",
    INVOICE="An invoice.", ORDER="An order.", DELIVERY="A delivery note.", CREDIT_NOTE="A credit note.",
    DEDUCTION="A notice of a deduction.", OTHER="Something else.",
)  # fmt: skip
LineAnswer: Any = _of(statuses.LineAnswer, "LineAnswer", "The other side's answer to a line.", statuses.ANSWERS)
RefusalCode: Any = _of(statuses.RefusalCode, "RefusalCode", "Reason for refusing a line.", statuses.REFUSALS)
DecisionCode: Any = _of(statuses.DecisionCode, "DecisionCode", "Decision on a line.", statuses.DECISIONS)
CauseCategory: Any = _of(statuses.CauseCategory, "CauseCategory", "Category of a cause.", statuses.CAUSES)
RemedyKind: Any = _of(remedy.RemedyKind, "RemedyKind", "Kind of remedy.", remedy.REMEDIES)
PauseCause: Any = enum(
    entries.PauseCause, "PauseCause", f"Reason for a pause. {OPEN}",
    INFO="The dispute officer has asked for more information.", AGREED="Both sides agreed to it.",
)  # fmt: skip
DisputeDimension: Any = enum(
    figures.Dimension, "DisputeDimension", f"Dimension by which disputes are counted. {OPEN}",
    ALL="All of them.", REASON="By the code of the reason.", CAUSE="By the cause that was found.",
    LEVEL="By the level that they have reached.",
    OUTCOME="By how they ended: OPEN, CONCEDED, SETTLED, DECIDED, REFUSED, WITHDRAWN, LAPSED or EXTERNAL.",
)  # fmt: skip
DisputeParty: Any = enum(
    entries.Party, "DisputeParty", f"Party in a dispute. {OPEN}",
    HOST="The company.", PARTNER="The partner.", NEUTRAL="The mediator.",
)  # fmt: skip
MediatorStatus: Any = enum(
    mediator.SeatStatus, "MediatorStatus", f"Status of a proposed mediator. {OPEN}",
    PROPOSED="A side has proposed them.", DECLARED="They have declared their interests.",
    ACCEPTED="Both sides have accepted them.", SERVING="They are mediating.", ENDED="They have mediated.",
    DECLINED="They declined.", REFUSED="A side refused them.",
    LAPSED="Not accepted by both in time.",
)  # fmt: skip
DisputeEntryKind: Any = enum(
    entries.EntryKind, "DisputeEntryKind", f"Kind of an entry in a dispute's chain. {OPEN}",
    FILED="Filed, or filed again.", STATEMENT="A statement.", EVIDENCE="A file.",
    INFO_ASKED="The dispute officer requested information.", INFO_GIVEN="The requested information.",
    ADMITTED="Admitted.",
    REFUSED="Refused.", OBJECTION="An objection to the refusal.", ANSWER="The answer to every line.",
    CONCESSION="Every line accepted.", PAUSE_ASKED="A pause was requested.", PAUSE_AGREED="A pause was agreed.",
    ESCALATION="The dispute moved to the next level.",
    RETURN="The dispute was sent back to the two sides.",
    OFFER="An offer; its digest.",
    OFFER_ANSWER="An answer to an offer.", SETTLEMENT="Settled; its digest.", MEDIATION="A step of the mediation.",
    CAUCUS="A private message between the mediator and one side; its digest.",
    DECISION="The decision on every line.", APPEAL="An appeal.", REMEDY="A remedy.", REOPENING="Reopened.",
    WITHDRAWAL="Withdrawn.", CAUSE="The cause.", PREVENTION="An action against the cause.", END="The end.",
)  # fmt: skip
DisputeSaidStep: Any = enum(
    entries.SaidStep, "DisputeSaidStep", f"Step in an entry of a dispute's chain. {OPEN}",
    CLAIMED="The remedy was reported done.", CARRIED_OUT="The portal has done it.",
    CONFIRMED="The other side confirmed it.", REFUSED="The other side refused to confirm it.",
    DEEMED="It counts as done because no one objected in time.", FAILED="It was not done by its day.",
    ACCEPTED="The offer is accepted.", COUNTERED="It was countered.", REJECTED="It is rejected.",
    WITHDRAWN="It was withdrawn.", EXPIRED="It was not accepted in time.",
    RESOLVED="All remedies are done.", CLOSED="It is closed.", LAPSED="No one continued it in time.",
    OUTCOME="An award or a judgment has decided it.",
    MEDIATOR_PROPOSED="A side proposes a mediator.", MEDIATOR_LINKED="The mediator gets a new link.",
    MEDIATOR_DECLARED="The proposed mediator declared their interests.",
    MEDIATOR_ACCEPTED="A side accepts the mediator.", MEDIATOR_REFUSED="A side does not accept the mediator.",
    MEDIATOR_DECLINED="The proposed mediator cannot mediate.",
    MEDIATOR_PASSED_OVER="The mediator was not accepted by both in time.", MEDIATION_BEGUN="The mediation starts.",
    MEDIATION_SETTLED="The mediator reports an agreement of the two sides.",
    MEDIATION_FAILED="The mediator ends it without a settlement.",
    LONGER_ASKED="A side requested more time.", LONGER_AGREED="The other side agreed to more time.",
    OFFERS_SHOWN="A side lets the mediator read the offers.", OFFERS_HIDDEN=
        "A side no longer lets the mediator read the offers.",
)  # fmt: skip


class Sorted(StrEnum):
    CREATED_AT = "CREATED_AT"
    DUE_AT = "DUE_AT"
    COMMITTED = "COMMITTED"


DisputeOrderField = enum(
    Sorted, "DisputeOrderField", "Sort keys of disputes.",
    CREATED_AT="When it was started.", DUE_AT="Its next deadline.", COMMITTED=FOLLOWED,
)  # fmt: skip
