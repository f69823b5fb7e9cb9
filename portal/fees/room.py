"""The room of fees."""

from portal.access import Side
from portal.fees import actions, models, operations, queries
from portal.fees.events import EVENTS
from portal.fees.models import Fee
from portal.fees.rules.fee import LIFE
from portal.room import Known, OpenItem, Room, Steps, Subject, Timed
from portal.sentences import say

ROOM = Room(
    name="fees",
    models=(models,),
    events=EVENTS,
    machines=(LIFE,),
    timed=(Timed(Fee, lambda s, it, now: operations.keep_time(s, fee_id=it, now=now)),),
    known=Known(
        open_items=(
            OpenItem(lambda count: say("Unsettled fees: {count}.", count=count), queries.number_unpaid),
        ),
        changed_at=queries.changed_at,
    ),
    subjects=(
        Subject(
            record=Fee,
            title=lambda row: row.order_reference,
            number=lambda row: row.number,
            owners={Side.HOST: lambda row: row.company_owner_id, Side.PARTNER: queries.seller_of},
            steps=Steps(
                lives=(LIFE,), needs=queries.actions_of, possible=actions.possible,
                onward=("approve", "pay", "release"),
            ),
        ),
    ),
)  # fmt: skip
