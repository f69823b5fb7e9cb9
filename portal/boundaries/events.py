"""What happened to a boundary, in words: for each event the sentences, the one that tells most first."""

from collections.abc import Mapping

from portal.room import WHO, Told
from portal.sentences import say

EVENTS: Mapping[str, Told] = {
    "boundary.proposed": (say("{who} proposed the boundary.", who=WHO),),
    "boundary.revised": (say("{who} proposed other terms for the boundary.", who=WHO),),
    "boundary.agreed": (say("{who} agreed to the boundary.", who=WHO),),
    "boundary.agreed_by_signature": (say("The boundary was agreed by signing its contract."),),
    "boundary.declined": (say("{who} declined the boundary.", who=WHO),),
    "boundary.withdrawn": (say("{who} withdrew the proposal.", who=WHO),),
    "boundary.lapsed": (say("The proposal lapsed."),),
    "boundary.started": (say("The boundary is in force."),),
    "boundary.end_agreed": (say("{who} agreed to end the boundary.", who=WHO),),
    "boundary.released": (say("Both sides signed an amendment that ends the boundary."),),
    "boundary.ended": (say("The boundary ended because the side it protects agreed."),),
    "boundary.expired": (say("The boundary ended on its last day or with its contract."),),
    "boundary.superseded": (say("Another boundary replaced this one."),),
    "boundary.fell_away": (say("The exclusivity ended because its minimum was missed."),),
    "boundary.overridden": (say("{who} (Legal) gave permission to cross the boundary.", who=WHO),),
    "boundary.override_used": (say("The boundary was crossed with permission from Legal."),),
    "boundary.warned": (say("{who} did something the boundary warns about.", who=WHO),),
    "boundary.crossed": (say("The boundary was crossed."),),
}
