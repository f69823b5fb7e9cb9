"""Whoever mediates a dispute, and what they and the caller's side say to each other alone."""

import base64
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry

from portal.access import Permission
from portal.disputes import queries, sealing
from schema.disputes.enums import MediatorStatus
from schema.engine.fields import Row, computed, plain, value
from schema.engine.nodes import node
from schema.engine.scalars import Date, DateTime
from schema.shared.enums import Side
from schema.shared.nodes import Node

REQUIRES = Permission.DISPUTE_READ


@node("dme")
@strawberry.type(description="A person proposed to mediate a dispute.")
class DisputeMediator(Node):
    REQUIRES = REQUIRES

    number: int = plain("1 for the first of its dispute.")
    name: str = plain("The person.")
    status: MediatorStatus = plain("Status of the mediator.")
    proposed_by: Side = plain("The side that proposed them.")
    proposed_at: DateTime = plain("When.")
    declaration: str = plain("Their declaration of connections with either side; empty until they make it.")
    has_interests: bool | None = plain("True if they declare an interest in the case; null until they declare.")
    declared_at: DateTime | None = plain("When they declared.")
    accepted_by: list[Side] = plain("The sides that have accepted them.")
    offers_shown_by: list[Side] = plain(
        "The sides that let them read the offers. They can read them once both sides have."
    )
    began_at: DateTime | None = plain("When the mediation started.")
    lasts_until: DateTime | None = plain("Latest end of the mediation.")
    longer_by: Side | None = plain("The side that requested more time.")
    longer_until: Date | None = plain("The requested last day.")
    ends_at: DateTime | None = plain("When their access ends.")
    note: str = plain("Why they do not mediate, or how the mediation ended; can be empty.")

    @value(str | None, "SHA-256 of their declaration, which both sides accept.")
    def digest(self: Row) -> Any:
        return self.declaration_sha256


def _said(values: Mapping[str, Any], asking: Any) -> str:
    nonce, ciphertext = (base64.b64decode(values[name]) for name in ("nonce", "ciphertext"))
    found = sealing.opened(
        asking.secret_of, UUID(values["dispute_id"]), UUID(values["id"]), nonce, ciphertext, values["sha256"]
    )
    return str(found["text"])


@node("dca")
@strawberry.type(description="A private message between the mediator and the caller's side.")
class DisputeCaucusText(Node):
    REQUIRES = REQUIRES

    number: int = plain("1 for the first of its dispute.")
    is_by_mediator: bool = plain("True if the mediator says it.")
    made_at: DateTime = plain("When.")

    @value(str, "Author of the message.")
    def made_by(self: Row) -> Any:
        return self.by_name

    @value(str, "SHA-256, as in its entry.")
    def digest(self: Row) -> Any:
        return self.sha256

    @computed(str, "Text of the message.", needs=queries.caucus_parts)
    def text(self: Mapping[str, Any], asking: Any) -> Any:
        return _said(self, asking)
