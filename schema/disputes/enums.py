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


DisputeStatus = statuses_of(DISPUTE, "DisputeStatus", "Life of a dispute.")
DisputeAction = steps_of("DisputeAction", "A step of a dispute.", DISPUTE)
DisputeOfferStatus = statuses_of(OFFER, "DisputeOfferStatus", "Life of an offer to settle.")
DisputeOfferAction = steps_of("DisputeOfferAction", "A step of an offer to settle.", OFFER)
RemedyAction = steps_of("RemedyAction", "A step of a remedy.", remedy.REMEDY)
RemedyStatus = statuses_of(remedy.REMEDY, "RemedyStatus", "Life of a remedy.")
PreventionStatus = statuses_of(PREVENTION, "PreventionStatus", "Life of an action against a cause.")
PreventionAction = steps_of("PreventionAction", "A step of an action against a cause.", PREVENTION)

DisputeReasonCode: Any = enum(
    enumeration("DisputeReasonCode", {code: code for code in reasons.REASONS}),
    "DisputeReasonCode", f"Why something is disputed. {OPEN}",
    **{code: f"{reason.name.text}." for code, reason in reasons.REASONS.items()},
)  # fmt: skip
DisputeCategory: Any = enum(
    reasons.Category, "DisputeCategory", f"What a reason belongs to. {OPEN}",
    PRICE="Prices and sums.", QUANTITY="How much was delivered.", QUALITY="The state of goods.", TIME="Dates.",
    PAPERS="Documents.", PERFORMANCE="Measurements, deductions and breaches.", CONTRACT="The contract itself.",
    CHANNEL="Registrations, protection and fees.", OTHER="Anything else.",
)  # fmt: skip
DisputeWindow: Any = enum(
    reasons.WindowFrom, "DisputeWindow", f"From which day the time to file counts. {OPEN}",
    EVENT="The day on which it happened.", KNOWLEDGE="The day on which it could be known.",
    DECISION="The day of the other side's decision.",
)  # fmt: skip
DisputePaper: Any = _of(reasons.Evidence, "DisputePaper", "What a file shows.", reasons.PAPERS)
PaperStanding: Any = enum(
    Standing, "PaperStanding", f"Whether a paper is there. {OPEN}",
    HAVE="It is there.", BEING_CHECKED="A file is there that is not found clean yet; it can be filed.",
    MISSING="It is missing, or nobody can open it.",
)  # fmt: skip
DisputeDocumentKind: Any = enum(
    Document, "DisputeDocumentKind", f"What a document is. {OPEN}",
    INVOICE="An invoice.", ORDER="An order.", DELIVERY="A delivery note.", CREDIT_NOTE="A credit note.",
    DEDUCTION="A notice of a deduction.", OTHER="Something else.",
)  # fmt: skip
LineAnswer: Any = _of(statuses.LineAnswer, "LineAnswer", "What the other side says to a line.", statuses.ANSWERS)
RefusalCode: Any = _of(statuses.RefusalCode, "RefusalCode", "Why a line is not taken up.", statuses.REFUSALS)
DecisionCode: Any = _of(statuses.DecisionCode, "DecisionCode", "What a line is found to be.", statuses.DECISIONS)
CauseCategory: Any = _of(statuses.CauseCategory, "CauseCategory", "Where a cause lay.", statuses.CAUSES)
RemedyKind: Any = _of(remedy.RemedyKind, "RemedyKind", "What is done to put it right.", remedy.REMEDIES)
PauseCause: Any = enum(
    entries.PauseCause, "PauseCause", f"Why a time stands. {OPEN}",
    INFO="The officer has asked for more.", AGREED="Both sides agreed to it.",
)  # fmt: skip
DisputeDimension: Any = enum(
    figures.Dimension, "DisputeDimension", f"By what disputes are counted. {OPEN}",
    ALL="All of them.", REASON="By the code of the reason.", CAUSE="By the cause that was found.",
    LEVEL="By the level that they have reached.",
    OUTCOME="By how they ended: OPEN, CONCEDED, SETTLED, DECIDED, REFUSED, WITHDRAWN, LAPSED or EXTERNAL.",
)  # fmt: skip
DisputeParty: Any = enum(
    entries.Party, "DisputeParty", f"Who speaks in a dispute. {OPEN}",
    HOST="The company.", PARTNER="The partner.", NEUTRAL="Whoever mediates.",
)  # fmt: skip
MediatorStatus: Any = enum(
    mediator.SeatStatus, "MediatorStatus", f"How far somebody is who was proposed to mediate. {OPEN}",
    PROPOSED="A side has named them.", DECLARED="They have declared their interests.",
    ACCEPTED="Both sides have accepted them.", SERVING="They mediate.", ENDED="They have mediated.",
    DECLINED="They do not want to, or cannot.", REFUSED="A side does not want them.",
    LAPSED="Not accepted by both in time.",
)  # fmt: skip
DisputeEntryKind: Any = enum(
    entries.EntryKind, "DisputeEntryKind", f"What an entry of a dispute's chain is. {OPEN}",
    FILED="Filed, or filed again.", STATEMENT="Something that was said.", EVIDENCE="A file.",
    INFO_ASKED="The officer asks for more.", INFO_GIVEN="What was asked for.", ADMITTED="Admitted.",
    REFUSED="Not taken up.", OBJECTION="An objection to that.", ANSWER="The answer to every line.",
    CONCESSION="Every line accepted.", PAUSE_ASKED="A pause is asked for.", PAUSE_AGREED="A pause is agreed to.",
    ESCALATION="It goes to the next level.", RETURN="It is sent back to the two sides.", OFFER="An offer; its digest.",
    OFFER_ANSWER="An answer to an offer.", SETTLEMENT="Settled; its digest.", MEDIATION="A step of the mediation.",
    CAUCUS="Something between the mediator and one side; its digest.",
    DECISION="The decision on every line.", APPEAL="An appeal.", REMEDY="A remedy.", REOPENING="Reopened.",
    WITHDRAWAL="Taken back.", CAUSE="The cause.", PREVENTION="What is done against the cause.", END="The end.",
)  # fmt: skip
DisputeSaidStep: Any = enum(
    entries.SaidStep, "DisputeSaidStep", f"What an entry of a dispute's chain says was done. {OPEN}",
    CLAIMED="The remedy is said to be done.", CARRIED_OUT="The portal has done it.",
    CONFIRMED="The other side agrees that it is done.", REFUSED="The other side says that it is not done.",
    DEEMED="It counts as done: nobody said otherwise in time.", FAILED="It was not done by its day.",
    ACCEPTED="The offer is accepted.", COUNTERED="It is answered with another one.", REJECTED="It is rejected.",
    WITHDRAWN="It is taken back.", EXPIRED="It was not accepted in time.",
    RESOLVED="All that was to be done is done.", CLOSED="It is closed.", LAPSED="Nobody went on with it in time.",
    OUTCOME="An award or a judgment has decided it.",
    MEDIATOR_PROPOSED="A side proposes a mediator.", MEDIATOR_LINKED="The mediator gets a new link.",
    MEDIATOR_DECLARED="Whoever is proposed declares their interests.",
    MEDIATOR_ACCEPTED="A side accepts the mediator.", MEDIATOR_REFUSED="A side does not accept the mediator.",
    MEDIATOR_DECLINED="Whoever is proposed cannot mediate.",
    MEDIATOR_PASSED_OVER="The mediator was not accepted by both in time.", MEDIATION_BEGUN="The mediation begins.",
    MEDIATION_SETTLED="The mediator says that the two sides have come to terms.",
    MEDIATION_FAILED="The mediator ends it without a settlement.",
    LONGER_ASKED="A side asks for more time.", LONGER_AGREED="The other side agrees to that.",
    OFFERS_SHOWN="A side lets the mediator read the offers.", OFFERS_HIDDEN="It no longer does.",
)  # fmt: skip


class Sorted(StrEnum):
    CREATED_AT = "CREATED_AT"
    DUE_AT = "DUE_AT"
    COMMITTED = "COMMITTED"


DisputeOrderField = enum(
    Sorted, "DisputeOrderField", "Sort keys of disputes.",
    CREATED_AT="When it was begun.", DUE_AT="Its next deadline.", COMMITTED=FOLLOWED,
)  # fmt: skip
