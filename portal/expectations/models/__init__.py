"""The records of the room: definitions and expectations, facts and what they add up to, measurements and contests."""

from portal.expectations.models.attesting import Attestation
from portal.expectations.models.breaches import Breach, Consequence, PlanStep
from portal.expectations.models.cards import CardRank, Scorecard, ScorecardPeriod
from portal.expectations.models.days import OpenCalendar
from portal.expectations.models.expectations import Expectation, Metric
from portal.expectations.models.facts import Fact, FactBatch, Mark, PrimarySource, Subject, Tally
from portal.expectations.models.importing import FactImport, FactImportRow, FactMapping
from portal.expectations.models.measuring import Exclusion, FactContest, Measurement, MeasurementRevision, MissedLine

__all__ = [
    "Attestation",
    "Breach",
    "CardRank",
    "Consequence",
    "Exclusion",
    "Expectation",
    "Fact",
    "FactBatch",
    "FactContest",
    "FactImport",
    "FactImportRow",
    "FactMapping",
    "Mark",
    "Measurement",
    "MeasurementRevision",
    "Metric",
    "MissedLine",
    "OpenCalendar",
    "PlanStep",
    "PrimarySource",
    "Scorecard",
    "ScorecardPeriod",
    "Subject",
    "Tally",
]
