"""The words of the room as GraphQL enumerations."""

from enum import StrEnum

from portal.expectations import operations
from portal.expectations.facts import kinds, statements
from portal.expectations.metrics import tree
from portal.expectations.rules import breach, card, expectation, measurement
from portal.expectations.scores import bands, charges, confidence, consequences, ledger, periods, trend
from schema.engine.enums import enum
from schema.shared.enums import FOLLOWED, OPEN, statuses_of, steps_of


def _said(kind: kinds.SubjectKind, statement: statements.Statement) -> str:
    """The fields of a statement about a kind of subject, those first that it must have."""
    named = statements.SHAPES[kind][statement].fields
    needed = [name for name, each in named.items() if each.is_needed]
    others = [name for name in named if name not in needed]
    return f"{kind}: {'; '.join(', '.join(each) for each in (needed, others) if each)}."


ExpectationKind = enum(
    expectation.ExpectationKind, "ExpectationKind", f"What kind of promise it is. {OPEN}",
    KPI="A figure that is measured.", SLA="A service level that is measured.",
    RULE="A rule that is attested.", BOUNDARY="What is not done.",
)  # fmt: skip
Attested = enum(
    expectation.Attested, "Attested", f"What was said of a rule last. {OPEN}",
    KEPT="It is kept.", NOT_KEPT="It is not kept.", CONTESTED="The other side contests what was said.",
    EXPIRED="The last day for which it was said is over.",
    NOT_UPHELD="It was contested, and whoever said it did not say it anew in time.",
)  # fmt: skip
ExpectationStatus = statuses_of(expectation.EXPECTATION, "ExpectationStatus", "Life of an expectation.")
ExpectationAction = steps_of("ExpectationAction", "A step of an expectation.", expectation.EXPECTATION)
MeasurementStatus = statuses_of(measurement.MEASUREMENT, "MeasurementStatus", "Life of a measurement.")
MeasurementAction = steps_of("MeasurementAction", "A step of a measurement.", measurement.MEASUREMENT)
Verdict = enum(
    confidence.Verdict, "Verdict", f"What a value says of its target. {OPEN}",
    MET="The target is reached.", MISSED="The target is missed.",
    UNSURE="The interval of 95 % confidence spans the target: nobody can tell.",
)  # fmt: skip
RevisionReason = enum(
    measurement.RevisionReason, "RevisionReason", f"Why a value was computed. {OPEN}",
    CLOSED="The period and its days for late facts were over.", LATE_FACTS="Facts came or changed.",
    ANSWERED="Contested lines were answered.", RESTATED="Both sides count late facts.",
    SETTLED="A dispute about it ended.",
)  # fmt: skip
ContestReason = enum(
    measurement.ContestReason, "ContestReason", f"Why a line is contested. {OPEN}",
    **{reason.name: f"{word.text}." for reason, word in measurement.CONTESTS.items()},
)  # fmt: skip
ContestAnswer = enum(
    measurement.ContestAnswer, "ContestAnswer", f"What becomes of a contested line. {OPEN}",
    EXCLUDE="It is left out, by both sides' word.", CORRECT="New facts of the answering side correct it.",
    UPHOLD="It stays as it is.",
)  # fmt: skip
SubjectKind = enum(
    kinds.SubjectKind, "SubjectKind", f"What facts are about. {OPEN}",
    ORDER_LINE="A line of an order.", INVOICE="An invoice.", TICKET="A ticket.",
    LOT="A delivery, or part of one, that was inspected.", FORECAST="What was forecast of one product in one period.",
    ANSWER="What one side waited for in the portal.", SALE="An order that was won with an opportunity.",
)  # fmt: skip
FactStatement = enum(
    statements.Statement, "FactStatement", f"What a fact says of its subject, in which fields. {OPEN}",
    **{each.name: " ".join(_said(kind, each) for kind, of in statements.SHAPES.items() if each in of)
       for each in statements.Statement},
)  # fmt: skip
FactMode = enum(
    operations.Mode, "FactMode", "What becomes of good rows beside bad ones.",
    EACH="Good rows are taken, bad ones are refused.", ALL_OR_NOTHING="One bad row, and none is taken.",
)  # fmt: skip
MetricUnit = enum(
    tree.Unit, "MetricUnit", f"What a value is counted in. {OPEN}",
    PERCENT="Of a hundred.", PPM="Of a million.", DAYS="Days.", HOURS="Hours.", COUNT="A number of things.",
    MONEY="An amount in the expectation's currency.",
)  # fmt: skip
MetricDirection = enum(
    tree.Direction, "MetricDirection", "Which values are the better ones.",
    HIGHER="Higher ones.", LOWER="Lower ones.",
)  # fmt: skip
PeriodLength = enum(
    periods.Length, "PeriodLength", f"How long a period is. {OPEN}",
    WEEK="Monday to Sunday, ISO 8601.", MONTH="A calendar month.", QUARTER="Three months.", HALF="Six months.",
    YEAR="Twelve months.", TRAILING="Ends with every month and looks back over several.",
)  # fmt: skip

BreachStatus = statuses_of(breach.BREACH, "BreachStatus", "Life of a breach.")
BreachAction = steps_of("BreachAction", "A step of a breach.", breach.BREACH)
Discipline = enum(
    breach.Discipline, "Discipline", f"A part of the plan against a breach, as an 8D report has them. {OPEN}",
    CONTAINMENT="What limits the harm at once.", ROOT_CAUSE="What it came from.",
    CORRECTIVE_ACTION="What removes the cause.", PREVENTION="What keeps it from coming again.",
)  # fmt: skip
EntryKind = enum(
    ledger.EntryKind, "EntryKind", f"What an entry of the ledger is. {OPEN}",
    CHARGE="What a period costs; below zero where that is taken back.",
    EARN_BACK="What is given back for good periods that followed.",
    WAIVED="What is not owed any more since a dispute about it ended.",
)  # fmt: skip
ChargeLimit = enum(
    charges.Limit, "ChargeLimit", f"Which cap makes a charge smaller. {OPEN}",
    PERIOD="The cap of a period.", YEAR="What is left of the cap of a year.",
)  # fmt: skip
ConsequenceBasis = enum(
    consequences.Basis, "ConsequenceBasis", f"Of what a percentage is taken. {OPEN}",
    FEE="The agreed fee of one period.", MISSED_VALUE="The value of the subjects that missed.",
)  # fmt: skip
JudgedBy = enum(
    consequences.JudgedBy, "JudgedBy", f"What must be worse than a limit. {OPEN}",
    VALUE="The value.", INTERVAL="The whole interval of 95 % confidence: chance does not explain it.",
)  # fmt: skip

ScorecardStatus = statuses_of(card.CARD, "ScorecardStatus", "Life of a scorecard.")
ScorecardAction = steps_of("ScorecardAction", "A step of a scorecard.", card.CARD)
Standing = enum(
    bands.Standing, "Standing", f"How a card stands, the worst first. {OPEN}",
    **{each.name: f"{word.text}." for each, word in bands.STANDINGS.items()},
)  # fmt: skip
StandingEffect = enum(
    bands.Effect, "StandingEffect", f"What a standing does while it lasts. {OPEN}",
    **{each.name: f"{word.text}." for each, word in bands.EFFECTS.items()},
)  # fmt: skip
Trend = enum(
    trend.Trend, "Trend", f"How a value compares with an earlier one. {OPEN}",
    **{each.name: f"{word.text}." for each, word in trend.TRENDS.items()},
)  # fmt: skip


class ExpectationSorted(StrEnum):
    CREATED_AT = "CREATED_AT"
    DUE_AT = "DUE_AT"
    COMMITTED = "COMMITTED"


class MeasurementSorted(StrEnum):
    STARTS_ON = "STARTS_ON"
    DUE_AT = "DUE_AT"
    COMMITTED = "COMMITTED"


ExpectationOrderField = enum(
    ExpectationSorted, "ExpectationOrderField", "Sort keys of expectations.",
    CREATED_AT="When it was written.", DUE_AT="Its next deadline.", COMMITTED=FOLLOWED,
)  # fmt: skip
MeasurementOrderField = enum(
    MeasurementSorted, "MeasurementOrderField", "Sort keys of measurements.",
    STARTS_ON="The first day of the period.", DUE_AT="Its next deadline.", COMMITTED=FOLLOWED,
)  # fmt: skip
