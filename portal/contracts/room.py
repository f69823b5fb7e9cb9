"""The room of contracts."""

from portal.access import Permission, Side
from portal.contracts import actions, models, operations, queries
from portal.contracts.events import EVENTS
from portal.contracts.models import Contract
from portal.contracts.rules import IN_FORCE, LIFE, NEGOTIATED, ROUND
from portal.room import Binding, Day, Fetching, Holding, Known, OpenItem, Room, Steps, Subject, Timed
from portal.sentences import say

ROOM = Room(
    name="contracts",
    models=(models,),
    events=EVENTS,
    machines=(LIFE, ROUND),
    timed=(Timed(Contract, lambda s, it, now: operations.keep_time(s, contract_id=it, now=now)),),
    holds_files={Contract.PREFIX: Holding(Permission.CONTRACT_READ, Fetching.OWN_SIDE)},
    known=Known(
        open_items=(
            OpenItem(
                lambda count: say("Open contracts: {count}.", count=count),
                lambda partner: queries.number_of(partner, IN_FORCE),
            ),
            OpenItem(
                lambda count: say("Open negotiations: {count}.", count=count),
                lambda partner: queries.number_of(partner, NEGOTIATED),
            ),
        ),
        facts={"has_active_contract": lambda partner: queries.active_contract_of(partner.id).exists()},
        changed_at=queries.changed_at,
    ),
    subjects=(
        Subject(
            record=Contract,
            title=lambda contract: contract.title,
            number=lambda contract: contract.number,
            since=queries.waits_since,
            owners={Side.HOST: lambda contract: contract.owner_id},
            steps=Steps(
                lives=(ROUND, LIFE),
                needs=queries.situation_of,
                possible=actions.possible,
                onward=(
                    "counter",
                    "edit",
                    "accept",
                    "submit",
                    "submitForReview",
                    "publish",
                    "requestChanges",
                    "startApproval",
                    "sign",
                    "redraft",
                ),
            ),
            binding=(
                Binding(Day.BEGINS, lambda contract: contract.starts_on, queries.begins),
                Binding(Day.NOTICE, queries.notice_by, queries.goes_on),
                Binding(Day.RENEWS, lambda contract: contract.ends_on, queries.goes_on),
                Binding(Day.ENDS, lambda contract: contract.ends_on, queries.ends),
            ),
        ),
    ),
)
