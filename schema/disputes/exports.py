"""POST /disputes/{id}/case-file: all that both sides saw of a dispute as one file, which proves itself."""

from portal.access import Permission
from portal.disputes import operations
from portal.sentences import say
from schema.shared.exports import Handed

CASE = Handed(
    path="/disputes/{id}/case-file",
    prefix="dsp",
    absent=say("There is no such dispute."),
    scopes=frozenset({Permission.DISPUTE_READ}),
    operation=lambda session, actor, record_id, now, kept: operations.case_file(
        session, actor, dispute_id=record_id, now=now, kept=kept
    ),
)
