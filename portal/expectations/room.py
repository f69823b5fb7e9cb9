"""The room of expectations."""

from portal.access import Permission, Side
from portal.expectations import actions, exporting, models, operations, queries
from portal.expectations.events import EVENTS
from portal.expectations.models import Breach, Expectation, FactImport, Measurement, Scorecard
from portal.expectations.queries.expectations import rests
from portal.expectations.rules.breach import BREACH
from portal.expectations.rules.card import CARD
from portal.expectations.rules.expectation import EXPECTATION
from portal.expectations.rules.measurement import MEASUREMENT
from portal.room import Binding, Day, Fetching, Holding, Known, OpenItem, Room, Steps, Subject, Timed
from portal.sentences import say

ROOM = Room(
    name="expectations",
    models=(models,),
    events=EVENTS,
    machines=(EXPECTATION, MEASUREMENT, BREACH, CARD),
    timed=(
        Timed(
            Expectation,
            lambda s, it, now: operations.keep_expectation_time(s, expectation_id=it, now=now),
            lambda s, them, now: operations.keep_expectations_time(s, expectation_ids=them, now=now),
        ),
        Timed(Breach, lambda s, it, now: operations.keep_breach_time(s, breach_id=it, now=now)),
        Timed(Scorecard, lambda s, it, now: operations.keep_card_time(s, scorecard_id=it, now=now)),
        Timed(
            Measurement,
            lambda s, it, now: operations.keep_measurement_time(s, measurement_id=it, now=now),
            lambda s, them, now: operations.keep_measurements_time(s, measurement_ids=them, now=now),
        ),
    ),
    holds_files={
        Expectation.PREFIX: Holding(Permission.EXPECTATION_READ, Fetching.BOTH_SIDES),
        Measurement.PREFIX: Holding(Permission.EXPECTATION_READ, Fetching.BOTH_SIDES),
        Breach.PREFIX: Holding(Permission.EXPECTATION_READ, Fetching.BOTH_SIDES),
        FactImport.PREFIX: Holding(Permission.EXPECTATION_READ),
    },
    known=Known(
        open_items=(OpenItem(lambda count: say("Open breaches: {count}.", count=count), queries.number_open),),
        rests=rests,
        papers=exporting.papers,
    ),
    subjects=(
        Subject(
            record=Expectation,
            title=lambda row: row.title,
            owners={Side.HOST: lambda row: row.owner_id},
            steps=Steps(
                lives=(EXPECTATION,),
                needs=queries.actions_of,
                possible=actions.expectation,
                onward=("agree", "revise", "decline", "propose", "edit", "attest"),
            ),
        ),
        Subject(
            record=Measurement,
            title=queries.measurement_called,
            owners={Side.HOST: queries.owner_id_of},
            steps=Steps(
                lives=(MEASUREMENT,),
                needs=queries.measurement_facts,
                possible=actions.measurement,
                onward=("acknowledge", "contest", "ruleOnFacts", "restate", "declineRestatement"),
            ),
        ),
        Subject(
            record=Breach,
            title=queries.breach_called,
            owners={Side.HOST: queries.owner_id_of},
            steps=Steps(
                lives=(BREACH,),
                needs=queries.breach_facts,
                possible=actions.breach,
                onward=("submitPlan", "verifyCure", "applyConsequence", "close", "notify", "refusePlan"),
            ),
            binding=(Binding(Day.OWED, lambda breach: breach.cure_on, queries.is_curable),),
        ),
        Subject(
            record=Scorecard,
            title=lambda row: row.title,
            owners={Side.HOST: lambda row: row.owner_id},
            steps=Steps(
                lives=(CARD,),
                needs=queries.card_facts,
                possible=actions.card,
                onward=("agree", "revise", "decline", "propose", "edit"),
            ),
        ),
        Subject(record=FactImport, title=lambda row: row.name, concerns=lambda row: row.member_id),
    ),
)
