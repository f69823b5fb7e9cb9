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
    expectation.ExpectationKind, "ExpectationKind", f"Kind of promise. {OPEN}",
    KPI="A figure that is measured.", SLA="A service level that is measured.",
    RULE="A rule that is attested.", BOUNDARY="A boundary.",
)  # fmt: skip
Attested = enum(
    expectation.Attested, "Attested", f"Latest attestation result of a rule. {OPEN}",
    KEPT="It is kept.", NOT_KEPT="It is not kept.", CONTESTED="The other side contests the attestation.",
    EXPIRED="The last day of the attestation has passed.",
    NOT_UPHELD="It was contested and not confirmed in time.",
)  # fmt: skip
ExpectationStatus = statuses_of(expectation.EXPECTATION, "ExpectationStatus", "Status of an expectation.")
ExpectationAction = steps_of("ExpectationAction", "A step of an expectation.", expectation.EXPECTATION)
MeasurementStatus = statuses_of(measurement.MEASUREMENT, "MeasurementStatus", "Status of a measurement.")
MeasurementAction = steps_of("MeasurementAction", "A step of a measurement.", measurement.MEASUREMENT)
Verdict = enum(
    confidence.Verdict, "Verdict", f"Result of a value against its target. {OPEN}",
    MET="The target is reached.", MISSED="The target is missed.",
    UNSURE="The 95 % confidence interval includes the target, so the result is uncertain.",
)  # fmt: skip
RevisionReason = enum(
    measurement.RevisionReason, "RevisionReason", f"Reason for computing a value. {OPEN}",
    CLOSED="The period and its days for late facts had ended.", LATE_FACTS="Facts came or changed.",
    ANSWERED="Contested lines were answered.", RESTATED="Both sides count late facts.",
    SETTLED="A dispute about it ended.",
)  # fmt: skip
ContestReason = enum(
    measurement.ContestReason, "ContestReason", f"Reason for contesting a line. {OPEN}",
    **{reason.name: f"{word.text}." for reason, word in measurement.CONTESTS.items()},
)  # fmt: skip
ContestAnswer = enum(
    measurement.ContestAnswer, "ContestAnswer", f"Answer to a contested line. {OPEN}",
    EXCLUDE="It is left out, as both sides agree.", CORRECT="New facts of the answering side correct it.",
    UPHOLD="It does not change.",
)  # fmt: skip
SubjectKind = enum(
    kinds.SubjectKind, "SubjectKind", f"Kind of subject of facts. {OPEN}",
    ORDER_LINE="A line of an order.", INVOICE="An invoice.", TICKET="A ticket.",
    LOT="A delivery, or part of one, that was inspected.", FORECAST="A forecast for one product in one period.",
    ANSWER="An answer that one side waited for in the portal.", SALE="An order that was won with an opportunity.",
)  # fmt: skip
FactStatement = enum(
    statements.Statement, "FactStatement", f"Kind of fact, with its fields. {OPEN}",
    **{each.name: " ".join(_said(kind, each) for kind, of in statements.SHAPES.items() if each in of)
       for each in statements.Statement},
)  # fmt: skip
FactMode = enum(
    operations.Mode, "FactMode", "How to treat valid rows if others are invalid.",
    EACH="Valid rows are recorded, invalid ones are refused.",
    ALL_OR_NOTHING="If one row is invalid, none is recorded.",
)  # fmt: skip
MetricUnit = enum(
    tree.Unit, "MetricUnit", f"Unit of a value. {OPEN}",
    PERCENT="Of a hundred.", PPM="Of a million.", DAYS="Days.", HOURS="Hours.", COUNT="A number of things.",
    MONEY="An amount in the expectation's currency.",
)  # fmt: skip
MetricDirection = enum(
    tree.Direction, "MetricDirection", "Which values are better.",
    HIGHER="Higher ones.", LOWER="Lower ones.",
)  # fmt: skip
PeriodLength = enum(
    periods.Length, "PeriodLength", f"Length of a period. {OPEN}",
    WEEK="Monday to Sunday, ISO 8601.", MONTH="A calendar month.", QUARTER="Three months.", HALF="Six months.",
    YEAR="Twelve months.", TRAILING="Several months, ending with each month.",
)  # fmt: skip

BreachStatus = statuses_of(breach.BREACH, "BreachStatus", "Status of a breach.")
BreachAction = steps_of("BreachAction", "A step of a breach.", breach.BREACH)
Discipline = enum(
    breach.Discipline, "Discipline", f"Part of a plan to cure a breach, as in an 8D report. {OPEN}",
    CONTAINMENT="Immediate measures to limit the damage.", ROOT_CAUSE="The root cause.",
    CORRECTIVE_ACTION="Measures that remove the cause.", PREVENTION="Measures against recurrence.",
)  # fmt: skip
EntryKind = enum(
    ledger.EntryKind, "EntryKind", f"Kind of a ledger entry. {OPEN}",
    CHARGE="Cost of a period; negative if cancelled.",
    EARN_BACK="Amount given back for good later periods.",
    WAIVED="Amount no longer owed because a dispute about it ended.",
)  # fmt: skip
ChargeLimit = enum(
    charges.Limit, "ChargeLimit", f"Cap that limits a charge. {OPEN}",
    PERIOD="The cap of a period.", YEAR="The remainder of the yearly cap.",
)  # fmt: skip
ConsequenceBasis = enum(
    consequences.Basis, "ConsequenceBasis", f"Basis of a percentage. {OPEN}",
    FEE="The agreed fee of one period.", MISSED_VALUE="The value of the subjects that missed.",
)  # fmt: skip
JudgedBy = enum(
    consequences.JudgedBy, "JudgedBy", f"The figure that must be worse than a limit. {OPEN}",
    VALUE="The value.", INTERVAL="The whole interval of 95 % confidence: chance does not explain it.",
)  # fmt: skip

ScorecardStatus = statuses_of(card.CARD, "ScorecardStatus", "Status of a scorecard.")
ScorecardAction = steps_of("ScorecardAction", "A step of a scorecard.", card.CARD)
Standing = enum(
    bands.Standing, "Standing", f"Standing of a card, worst first. {OPEN}",
    **{each.name: f"{word.text}." for each, word in bands.STANDINGS.items()},
)  # fmt: skip
StandingEffect = enum(
    bands.Effect, "StandingEffect", f"Effect of a standing. {OPEN}",
    **{each.name: f"{word.text}." for each, word in bands.EFFECTS.items()},
)  # fmt: skip
Trend = enum(
    trend.Trend, "Trend", f"Comparison of a value with an earlier one. {OPEN}",
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
    CREATED_AT="When it was drafted.", DUE_AT="Its next deadline.", COMMITTED=FOLLOWED,
)  # fmt: skip
MeasurementOrderField = enum(
    MeasurementSorted, "MeasurementOrderField", "Sort keys of measurements.",
    STARTS_ON="The first day of the period.", DUE_AT="Its next deadline.", COMMITTED=FOLLOWED,
)  # fmt: skip
