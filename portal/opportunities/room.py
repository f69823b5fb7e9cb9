"""The room of opportunities."""

from portal.access import Permission, Side
from portal.opportunities import actions, models, operations, queries
from portal.opportunities.events import EVENTS
from portal.opportunities.models import DirectDeal, Opportunity, OverlapSession, Suggestion
from portal.opportunities.operations import overlap
from portal.opportunities.rules.direct import LIFE as DIRECT
from portal.opportunities.rules.opportunity import LIFE
from portal.opportunities.rules.overlap import LIFE as OVERLAP
from portal.opportunities.rules.suggestion import LIFE as SUGGESTION
from portal.room import Fetching, Holding, Known, Room, Steps, Subject, Timed

ROOM = Room(
    name="opportunities",
    models=(models,),
    events=EVENTS,
    machines=(LIFE, SUGGESTION, OVERLAP, DIRECT),
    timed=(
        Timed(Opportunity, lambda s, it, now: operations.keep_time(s, opportunity_id=it, now=now)),
        Timed(Suggestion, lambda s, it, now: operations.keep_suggestion_time(s, suggestion_id=it, now=now)),
        Timed(DirectDeal, lambda s, it, now: operations.keep_direct_time(s, direct_deal_id=it, now=now)),
        Timed(OverlapSession, lambda s, it, now: overlap.keep_time(s, session_id=it, now=now)),
    ),
    holds_files={Opportunity.PREFIX: Holding(Permission.OPPORTUNITY_READ, Fetching.BOTH_SIDES)},
    known=Known(changed_at=queries.changed_at),
    subjects=(
        Subject(
            record=Opportunity,
            title=lambda row: row.customer_name,
            number=lambda row: row.number,
            due=queries.shown_due,
            owners={
                Side.HOST: lambda row: row.company_owner_id,
                Side.PARTNER: lambda row: row.partner_owner_id,
            },
            steps=Steps(
                lives=(LIFE,),
                needs=queries.actions_of,
                possible=actions.possible,
                onward=("approve", "giveInfo", "accept", "decline", "win", "askExtension", "extend", "awardHere",
                        "split", "reject", "register", "offer"),
            ),
        ),
        Subject(
            record=Suggestion,
            title=lambda row: row.customer_name,
            steps=Steps(
                lives=(SUGGESTION,),
                needs=queries.actions_of_suggestion,
                possible=actions.possible_of_suggestion,
                onward=("take", "dismiss"),
            ),
        ),
        Subject(
            record=DirectDeal,
            title=lambda row: row.customer_name,
            number=lambda row: row.number,
            due=lambda row: row.lapses_at,
            owners={Side.HOST: lambda row: row.owner_id},
            person=lambda row: row.owner_id,
            alone=Side.HOST,
            steps=Steps(
                lives=(DIRECT,),
                needs=queries.actions_of_direct_deal,
                possible=actions.possible_of_direct_deal,
                onward=("touch", "win", "lose"),
            ),
        ),
        Subject(
            record=OverlapSession,
            title=lambda row: row.purpose,
            number=lambda row: row.number,
            owners={
                Side.HOST: lambda row: row.company_owner_id,
                Side.PARTNER: lambda row: row.partner_owner_id,
            },
            steps=Steps(
                lives=(OVERLAP,),
                needs=queries.overlap_facts_of,
                possible=actions.possible_overlap,
                onward=("agree", "send", "answer", "disclose"),
            ),
        ),
    ),
)  # fmt: skip
