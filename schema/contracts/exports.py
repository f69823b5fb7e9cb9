"""POST /partners/{id}/export: all that was agreed with a partner as one file."""

from portal.access import Permission
from portal.contracts import operations
from portal.sentences import say
from schema.shared.exports import Handed

PARTNER = Handed(
    path="/partners/{id}/export",
    prefix="org",
    absent=say("There is no such partner."),
    scopes=frozenset({Permission.CONTRACT_READ, Permission.PARTNER_EXPORT}),
    operation=lambda session, actor, record_id, now, kept: operations.export(
        session, actor, partner_id=record_id, now=now, kept=kept
    ),
)
