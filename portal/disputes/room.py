"""The room of disputes."""

from portal.access import Permission, Side
from portal.disputes import actions, exporting, models, operations, queries
from portal.disputes.events import EVENTS
from portal.disputes.models import Dispute, Prevention, Remedy, SettlementOffer
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.offer import OFFER
from portal.disputes.rules.prevention import PREVENTION
from portal.disputes.rules.remedy import REMEDY
from portal.room import Fetching, Holding, Known, OpenItem, Room, Steps, Subject, Timed
from portal.sentences import say

ROOM = Room(
    name="disputes",
    models=(models,),
    events=EVENTS,
    machines=(DISPUTE, OFFER, REMEDY, PREVENTION),
    timed=(
        Timed(Dispute, lambda s, it, now: operations.keep_time(s, dispute_id=it, now=now)),
        Timed(SettlementOffer, lambda s, it, now: operations.keep_offer_time(s, offer_id=it, now=now)),
        Timed(Remedy, lambda s, it, now: operations.keep_remedy_time(s, remedy_id=it, now=now)),
        Timed(Prevention, lambda s, it, now: operations.keep_prevention_time(s, prevention_id=it, now=now)),
    ),
    holds_files={Dispute.PREFIX: Holding(Permission.DISPUTE_READ, Fetching.BOTH_SIDES)},
    known=Known(
        open_items=(
            OpenItem(lambda count: say("Disputes that are open: {count}.", count=count), queries.number_open),
        ),
        papers=exporting.papers,
    ),
    subjects=(
        Subject(
            record=Dispute,
            title=lambda row: row.title,
            number=lambda row: row.number,
            owners={
                Side.HOST: lambda row: row.company_owner_id,
                Side.PARTNER: lambda row: row.partner_owner_id,
            },
            steps=Steps(
                lives=(DISPUTE,),
                needs=queries.facts_of,
                possible=actions.dispute,
                onward=("file", "giveInfo", "respond", "concede", "admit", "refuse", "askInfo", "refile",
                        "objectToRefusal", "sendBack", "decide", "recordCause", "close", "recordOutcome"),
            ),
        ),
    ),
)  # fmt: skip
