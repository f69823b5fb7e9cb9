"""The room of contracts."""

from portal.contracts import models, operations, queries
from portal.contracts.models import Contract
from portal.contracts.rules import IN_FORCE, LIFE, NEGOTIATED, ROUND
from portal.room import Known, OpenItem, Room, Timed
from portal.sentences import say

ROOM = Room(
    name="contracts",
    models=(models,),
    machines=(LIFE, ROUND),
    timed=(Timed(Contract, lambda s, it, now: operations.keep_time(s, contract_id=it, now=now)),),
    known=Known(
        open_items=(
            OpenItem(
                lambda count: say("Contracts that have not ended: {count}.", count=count),
                lambda partner: queries.number_of(partner, IN_FORCE),
            ),
            OpenItem(
                lambda count: say("Negotiations that are open: {count}.", count=count),
                lambda partner: queries.number_of(partner, NEGOTIATED),
            ),
        ),
        facts={"has_active_contract": lambda partner: queries.active_contract_of(partner.id).exists()},
        changed_at=queries.changed_at,
    ),
)
