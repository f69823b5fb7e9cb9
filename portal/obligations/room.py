"""The room of obligations."""

from portal.access import Permission, Side
from portal.obligations import actions, exporting, models, operations, queries
from portal.obligations.events import EVENTS
from portal.obligations.models import Obligation
from portal.obligations.rules import LIFE
from portal.room import Binding, Day, Fetching, Holding, Known, OpenItem, Room, Steps, Subject, Timed
from portal.sentences import say

ROOM = Room(
    name="obligations",
    models=(models,),
    events=EVENTS,
    machines=(LIFE,),
    timed=(Timed(Obligation, lambda s, it, now: operations.keep_time(s, obligation_id=it, now=now)),),
    holds_files={Obligation.PREFIX: Holding(Permission.OBLIGATION_READ, Fetching.BOTH_SIDES)},
    known=Known(
        open_items=(OpenItem(lambda count: say("Open obligations: {count}.", count=count), queries.number_owed),),
        changed_at=queries.changed_at,
        rests=queries.rests,
        papers=exporting.papers,
    ),
    subjects=(
        Subject(
            record=Obligation,
            title=lambda obligation: obligation.title,
            owners={
                Side.HOST: lambda obligation: obligation.company_owner_id,
                Side.PARTNER: lambda obligation: obligation.partner_owner_id,
            },
            steps=Steps(
                lives=(LIFE,),
                needs=queries.facts_of,
                possible=actions.possible,
                onward=("claimDone", "confirm", "refuse", "agree", "decline", "default"),
            ),
            binding=(Binding(Day.OWED, lambda obligation: obligation.due_on, queries.binds),),
        ),
    ),
)
