"""The words of what one is told as GraphQL enumerations."""

from portal.notifications import rules
from schema.engine.enums import enum
from schema.shared.enums import OPEN

NotificationReason = enum(
    rules.Why, "NotificationReason", f"Reason for a notification. {OPEN}",
    TURN="They can take the next step.", MISSED="It was their side's turn, and the deadline has passed.",
    CONCERNED="It is about themselves.", MENTIONED="Someone mentioned them.", ASSIGNED="It was assigned to them.",
    BINDING="It is binding for their organisation, which they administer.", OWNER="They are its owner.",
    MANAGER="They are the partner's relationship manager.", ADMINISTRATOR="They administer their organisation.",
    FOLLOWING="They follow it, or have taken part in it.",
)  # fmt: skip
NotificationFamily = enum(
    rules.Family, "NotificationFamily", f"Family of events with the same email setting. {OPEN}",
    NEGOTIATION="Proposals and answers.", CONTRACT="Status of a contract.", SIGNATURE="Signing.",
    ACCOUNT="A partner's account.", RELATIONSHIP="Stages and plans of a relationship.",
    PEOPLE="Memberships, roles and signing authorities.", PROGRAMS="API clients, identity providers and directories.",
    NOTES="Notes and tasks.", DEADLINES="Upcoming deadlines.", OTHER="Everything else.",
)  # fmt: skip
NotificationWay = enum(
    rules.How, "NotificationWay", f"Email setting. {OPEN}",
    TURN="Immediately for what is waiting for the reader, otherwise in the summary of the next business morning.",
    AT_ONCE="Each one immediately.", DIGEST="In the summary of the next business morning.", NEVER="Never.",
)  # fmt: skip
