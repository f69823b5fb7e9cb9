"""The room of disputes."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Text, literal_column

from portal.access import Permission, Side
from portal.disputes import actions, exporting, models, operations, queries
from portal.disputes.events import EVENTS
from portal.disputes.models import Dispute, Prevention, Remedy, SettlementOffer
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.offer import CALLED, OFFER
from portal.disputes.rules.prevention import PREVENTION
from portal.disputes.rules.remedy import REMEDIES, REMEDY
from portal.room import Fetching, Holding, Known, OpenItem, Part, Room, Row, Steps, Subject, Timed
from portal.sentences import say


def _part(named: str = "", begun: str = "") -> Part:
    return Part(of=Dispute, id=lambda row: row.dispute_id, named=named, begun=begun)


def _owner(name: str) -> Callable[[Row], Any]:
    return lambda row: queries.dispute_of(row).with_only_columns(getattr(Dispute, name)).scalar_subquery()


OWNERS = {Side.HOST: _owner("company_owner_id"), Side.PARTNER: _owner("partner_owner_id")}
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
            OpenItem(lambda count: say("Open disputes: {count}.", count=count), queries.number_open),
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
    tasks=(
        Subject(
            record=SettlementOffer,
            title=lambda _: literal_column(f"'{CALLED.text}'", Text()),
            words={CALLED.text: CALLED},
            number=queries.number_of,
            owners=OWNERS,
            among=queries.is_reader,
            part=_part("offer"),
            steps=Steps(
                lives=(OFFER,),
                needs=queries.offer_facts,
                possible=actions.offer,
                onward=("accept", "reject", "counter"),
            ),
        ),
        Subject(
            record=Remedy,
            title=queries.remedy_called,
            words={each.text: each for each in REMEDIES.values()},
            number=queries.number_of,
            owners=OWNERS,
            part=_part("remedy", "remedies"),
            steps=Steps(
                lives=(REMEDY,),
                needs=queries.remedy_facts,
                possible=actions.remedy,
                onward=("claimDone", "confirm", "refuse"),
            ),
        ),
        Subject(
            record=Prevention,
            title=queries.prevention_called,
            number=queries.number_of,
            due=queries.prevention_due,
            owners=OWNERS,
            part=_part(),
            steps=Steps(
                lives=(PREVENTION,),
                needs=queries.prevention_facts,
                possible=actions.prevention,
                onward=("markDone", "checkEffective", "checkIneffective"),
            ),
        ),
    ),
)  # fmt: skip
