"""What was said and done in a dispute, as its chain holds it, and the clocks that ran."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal as Exact
from typing import Any

import strawberry

from portal import money
from portal.access import Permission
from portal.disputes import queries
from portal.disputes.rules import entries
from schema.disputes.enums import (
    DecisionCode,
    DisputeEntryKind,
    DisputePaper,
    DisputeParty,
    DisputeSaidStep,
    DisputeStatus,
    LineAnswer,
    PauseCause,
    RefusalCode,
)
from schema.disputes.types.offered import SettlementAction, settlement_action
from schema.engine import sorting
from schema.engine.fields import Row, computed, plain, value
from schema.engine.nodes import node
from schema.engine.scalars import Date, DateTime
from schema.shared.enums import Side
from schema.shared.nodes import Money, Node

REQUIRES = Permission.DISPUTE_READ
BY_NUMBER = sorting.number("NUMBER", "number")
OF_ACTIONS = {"SETTLEMENT", "CONCESSION"}
ABOUT_LINES = {"ANSWER", "REFUSED", "DECISION"}


@strawberry.type(description="What an entry says to one line.")
class DisputeSaidLine:
    position: int = plain("The line's.")
    answer: LineAnswer | None = plain("The answer.")
    refusal: RefusalCode | None = plain("Why it is not taken up.")
    decision: DecisionCode | None = plain("What it is found to be.")
    text: str = plain("Why.")
    amount: Money | None = plain("What is accepted, or given; null where nothing is about money.")


@strawberry.type(description="What an entry says, read out of its document.")
class DisputeSaid:
    text: str = plain("Words of whoever acted; may be empty.")
    items: list[str] = plain("What the officer asks for.")
    lines: list[DisputeSaidLine] = plain("What is said to each line.")
    from_level: int | None = plain("The level that it leaves.")
    until: Date | None = plain("The last day of a pause, or on which an offer can be accepted.")
    by_silence: bool = plain("Whether it follows from somebody's silence.")
    paper: DisputePaper | None = plain("What a file shows.")
    file_name: str | None = plain("The file's name.")
    file_digest: str | None = plain("SHA-256 of the file's bytes.")
    redaction_of: str | None = plain("SHA-256 of the file of which that is a copy with parts blackened.")
    offer: int | None = plain("Number of the offer that it is about.")
    step: DisputeSaidStep | None = plain(
        "What was done to the remedy, to the offer, in the mediation or, at its end, to the dispute."
    )
    remedies: list[int] = plain("Numbers of the remedies that it is about; `remedies` of the dispute has them.")
    digest: str | None = plain("SHA-256 of that offer, or of what was settled on.")
    actions: list[SettlementAction] = plain("What is to be done, once it is settled or conceded.")


def _line(kind: str, one: Mapping[str, Any], currency: str | None) -> DisputeSaidLine:
    minor = one.get("concededMinor", one.get("decidedMinor"))
    found: Any = None
    if currency and minor is not None:
        exact: Any = Exact(money.text(money.Money(minor, currency)))
        found = Money(amount=exact, currency=currency)
    code = one.get("code")
    return DisputeSaidLine(
        position=one["position"], answer=one.get("answer"), refusal=code if kind == "REFUSED" else None,
        decision=code if kind == "DECISION" else None, text=one.get("text") or "", amount=found,
    )  # fmt: skip


def said(values: Mapping[str, Any]) -> DisputeSaid:
    content = json.loads(values["document"])["content"]
    last = content.get("until") or content.get("validUntil")
    until: Any = date.fromisoformat(last) if last else None
    lines = content.get("lines", ()) if values["kind"] in ABOUT_LINES else ()
    is_file = values["kind"] == "EVIDENCE"
    return DisputeSaid(
        text=content.get("text") or "", items=content.get("items") or [],
        lines=[_line(values["kind"], each, values["currency"]) for each in lines], from_level=content.get("from"),
        until=until, by_silence=bool(content.get("bySilence")), paper=content["kind"] if is_file else None,
        file_name=content["name"] if is_file else None, file_digest=content["sha256"] if is_file else None,
        redaction_of=content.get("redactionOf"), offer=content.get("offer"),
        step=entries.step_of(values["kind"], content),
        remedies=content.get("remedies") or ([content["remedy"]] if "remedy" in content else []),
        digest=None if is_file else content.get("sha256"),
        actions=[*map(settlement_action, content.get("actions", ()) if values["kind"] in OF_ACTIONS else ())],
    )  # fmt: skip


@node("dse")
@strawberry.type(description="One link of a dispute's chain: what was said or done, never changed.")
class DisputeEntry(Node):
    REQUIRES = REQUIRES

    number: int = plain("1 for the first, rising without gaps.")
    kind: DisputeEntryKind = plain("What it is.")
    side: DisputeParty | None = plain("Who acted; null for the portal itself.")
    document: str = plain("The entry as it is hashed: canonical JSON, RFC 8785.")
    chain: str = plain("SHA-256 over the `chain` of the entry before, nothing for the first, and `document`.")
    made_at: DateTime = plain("When.")

    @value(str, "Who acted; empty for the portal itself.")
    def made_by(self: Row) -> Any:
        return self.by_name

    @computed(
        DisputeSaid, "What it says.",
        needs=lambda row: {"kind": row.kind, "document": row.document, "currency": queries.currency_of(row)},
    )  # fmt: skip
    def said(self: Mapping[str, Any], _asking: Any) -> Any:
        return said(self)


@node("dsc")
@strawberry.type(description="A time that somebody had in a dispute.")
class DisputeClock(Node):
    REQUIRES = REQUIRES

    number: int = plain("1 for the first.")
    status: DisputeStatus = plain("Where the dispute was.")
    level: int = plain("The level of the dispute.")
    waiting_on: list[Side] = plain("The sides that were waited for.")
    started_at: DateTime = plain("When it began.")
    due_at: DateTime | None = plain("When it ends; null while it stands.")
    done_at: DateTime | None = plain("When somebody acted; null while it runs.")

    @value(str | None, "The calendars by which it is counted, and their version.")
    def calendars(self: Row) -> Any:
        return self.due_calendar


@node("dsu")
@strawberry.type(description="A time in which a clock of a dispute stands.")
class DisputePause(Node):
    REQUIRES = REQUIRES

    clock_number: int = plain("Which clock.")
    cause: PauseCause = plain("Why.")
    begins_at: DateTime = plain("From when.")
    ends_at: DateTime | None = plain("Until when; null while nobody knows.")
    asked_by: Side = plain("The side that asked for it.")
