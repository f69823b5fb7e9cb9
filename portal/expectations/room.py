"""The room of expectations."""

from portal.access import Side
from portal.expectations import actions, models, operations, queries
from portal.expectations.events import EVENTS
from portal.expectations.models import Expectation, Measurement
from portal.expectations.rules.breach import BREACH
from portal.expectations.rules.card import CARD
from portal.expectations.rules.expectation import EXPECTATION
from portal.expectations.rules.measurement import MEASUREMENT
from portal.room import Room, Steps, Subject, Timed

ROOM = Room(
    name="expectations",
    models=(models,),
    events=EVENTS,
    machines=(EXPECTATION, MEASUREMENT, BREACH, CARD),
    timed=(
        Timed(Expectation, lambda s, it, now: operations.keep_expectation_time(s, expectation_id=it, now=now)),
        Timed(Measurement, lambda s, it, now: operations.keep_measurement_time(s, measurement_id=it, now=now)),
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
                onward=("agree", "revise", "decline", "propose", "edit"),
            ),
        ),
    ),
)
