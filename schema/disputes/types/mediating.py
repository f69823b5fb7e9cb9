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
@strawberry.type(description="Somebody who was proposed to mediate a dispute.")
class DisputeMediator(Node):
    REQUIRES = REQUIRES

    number: int = plain("1 for the first of its dispute.")
    name: str = plain("The person.")
    status: MediatorStatus = plain("How far they are.")
    proposed_by: Side = plain("The side that named them.")
    proposed_at: DateTime = plain("When.")
    declaration: str = plain("What connects them with either side, in their words; empty until they say so.")
    has_interests: bool | None = plain("Whether they say that they have interests in it; null until they say so.")
    declared_at: DateTime | None = plain("When they did.")
    accepted_by: list[Side] = plain("The sides that have accepted them.")
    offers_shown_by: list[Side] = plain("The sides that let them read the offers; they do once both have.")
    began_at: DateTime | None = plain("When the mediation began.")
    lasts_until: DateTime | None = plain("Until when it lasts, unless it ends before.")
    longer_by: Side | None = plain("The side that asks for more time.")
    longer_until: Date | None = plain("The last day that is asked for.")
    ends_at: DateTime | None = plain("From when on they read nothing more.")
    note: str = plain("Why they do not mediate, or how it ended; may be empty.")

    @value(str | None, "SHA-256 of what they declared: both sides accept exactly that.")
    def digest(self: Row) -> Any:
        return self.declaration_sha256


def _said(values: Mapping[str, Any], asking: Any) -> str:
    nonce, ciphertext = (base64.b64decode(values[name]) for name in ("nonce", "ciphertext"))
    found = sealing.opened(
        asking.secret_of, UUID(values["dispute_id"]), UUID(values["id"]), nonce, ciphertext, values["sha256"]
    )
    return str(found["text"])


@node("dca")
@strawberry.type(description="Something that the mediator and the caller's side say to each other alone.")
class DisputeCaucusText(Node):
    REQUIRES = REQUIRES

    number: int = plain("1 for the first of its dispute.")
    is_by_mediator: bool = plain("Whether the mediator says it.")
    made_at: DateTime = plain("When.")

    @value(str, "Who says it.")
    def made_by(self: Row) -> Any:
        return self.by_name

    @value(str, "SHA-256, as its entry names it.")
    def digest(self: Row) -> Any:
        return self.sha256

    @computed(str, "What is said.", needs=queries.caucus_parts)
    def text(self: Mapping[str, Any], asking: Any) -> Any:
        return _said(self, asking)
