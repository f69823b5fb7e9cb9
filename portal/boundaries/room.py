"""The room of boundaries: what one side may not do, agreed by both, and the guard that other rooms ask."""

from portal.boundaries import actions, exporting, models, operations, queries
from portal.boundaries.events import EVENTS
from portal.boundaries.models import Boundary
from portal.boundaries.rules.life import LIFE
from portal.boundaries.rules.naming import KINDS
from portal.room import Binding, Day, Known, Room, Steps, Subject, Timed

ROOM = Room(
    name="boundaries",
    models=(models,),
    events=EVENTS,
    machines=(LIFE,),
    timed=(Timed(Boundary, lambda s, it, now: operations.keep_time(s, boundary_id=it, now=now)),),
    known=Known(changed_at=queries.changed_at, papers=exporting.papers, rests=queries.rests),
    subjects=(
        Subject(
            record=Boundary,
            title=queries.called,
            words={each.text: each for each in KINDS.values()},
            steps=Steps(
                lives=(LIFE,), needs=queries.facts_of, possible=actions.possible, onward=("agree", "decline", "end"),
            ),
            binding=(Binding(Day.ENDS, lambda boundary: boundary.valid_until, queries.is_in_force),),
        ),
    ),
)  # fmt: skip
