"""The words of what one is told as GraphQL enumerations."""

from portal.notifications import rules
from schema.engine.enums import enum
from schema.shared.enums import OPEN

NotificationReason = enum(
    rules.Why, "NotificationReason", f"Why the caller is told. {OPEN}",
    TURN="They can take the next step.", MISSED="Their side was waited for, and the time is over.",
    CONCERNED="It is about themselves.", MENTIONED="Somebody mentioned them.", ASSIGNED="It was given to them.",
    BINDING="It binds their organisation, which they administer.", OWNER="They are in charge of it.",
    MANAGER="They look after the partner.", ADMINISTRATOR="They administer their organisation.",
    FOLLOWING="They follow it, or have taken part in it.",
)  # fmt: skip
NotificationFamily = enum(
    rules.Family, "NotificationFamily", f"Events of which letters come in the same way. {OPEN}",
    NEGOTIATION="Proposals and answers.", CONTRACT="The life of a contract.", SIGNATURE="Signing.",
    ACCOUNT="A partner's account.", RELATIONSHIP="Stages and plans of a relationship.",
    PEOPLE="Places, roles and authorities to sign.", PROGRAMS="Programs, identity providers and directories.",
    NOTES="Notes and tasks.", DEADLINES="Deadlines that come near.", OTHER="Everything else.",
)  # fmt: skip
NotificationWay = enum(
    rules.How, "NotificationWay", f"When letters come. {OPEN}",
    TURN="At once for what waits for the reader, else with the digest of the next business morning.",
    AT_ONCE="Each at once.", DIGEST="With the digest of the next business morning.", NEVER="Not at all.",
)  # fmt: skip
