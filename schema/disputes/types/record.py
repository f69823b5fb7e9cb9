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


@strawberry.type(description="Contents of an entry for one line.")
class DisputeSaidLine:
    position: int = plain("Position of the line.")
    answer: LineAnswer | None = plain("The answer.")
    refusal: RefusalCode | None = plain("Why it is not taken up.")
    decision: DecisionCode | None = plain("The decision.")
    text: str = plain("Why.")
    amount: Money | None = plain("The amount accepted or awarded; null if not about money.")


@strawberry.type(description="Contents of an entry, taken from its document.")
class DisputeSaid:
    text: str = plain("Text of the person who acted; can be empty.")
    items: list[str] = plain("The requested items.")
    lines: list[DisputeSaidLine] = plain("Answers or decisions, by line.")
    from_level: int | None = plain("The previous level.")
    until: Date | None = plain("The last day of a pause or of an offer.")
    by_silence: bool = plain("True if it follows from silence.")
    paper: DisputePaper | None = plain("What a file shows.")
    file_name: str | None = plain("The file's name.")
    file_digest: str | None = plain("SHA-256 of the file's bytes.")
    redaction_of: str | None = plain("SHA-256 of the file that this is a redacted copy of.")
    offer: int | None = plain("Number of the offer.")
    step: DisputeSaidStep | None = plain("Step of the remedy, the offer, the mediation or, at its end, the dispute.")
    remedies: list[int] = plain("Numbers of the remedies; see `remedies` of the dispute.")
    digest: str | None = plain("SHA-256 of the offer or the settlement.")
    actions: list[SettlementAction] = plain("Actions of the settlement or concession.")


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
@strawberry.type(description="An entry of a dispute's chain: a statement or a step, never changed.")
class DisputeEntry(Node):
    REQUIRES = REQUIRES

    number: int = plain("1 for the first, rising without gaps.")
    kind: DisputeEntryKind = plain("Kind.")
    side: DisputeParty | None = plain("The side that acted; null for the portal.")
    document: str = plain("The entry as it is hashed: canonical JSON, RFC 8785.")
    chain: str = plain("SHA-256 over the `chain` of the entry before, nothing for the first, and `document`.")
    made_at: DateTime = plain("When.")

    @value(str, "Name of the person who acted; empty for the portal.")
    def made_by(self: Row) -> Any:
        return self.by_name

    @computed(
        DisputeSaid, "Its contents.",
        needs=lambda row: {"kind": row.kind, "document": row.document, "currency": queries.currency_of(row)},
    )  # fmt: skip
    def said(self: Mapping[str, Any], _asking: Any) -> Any:
        return said(self)


@node("dsc")
@strawberry.type(description="A deadline in a dispute.")
class DisputeClock(Node):
    REQUIRES = REQUIRES

    number: int = plain("1 for the first.")
    status: DisputeStatus = plain("Status of the dispute.")
    level: int = plain("The level of the dispute.")
    waiting_on: list[Side] = plain("The sides whose turn it was.")
    started_at: DateTime = plain("When it started.")
    due_at: DateTime | None = plain("When it ends; null while it is paused.")
    done_at: DateTime | None = plain("When someone acted; null while it is running.")

    @value(str | None, "The calendars used, and their version.")
    def calendars(self: Row) -> Any:
        return self.due_calendar


@node("dsu")
@strawberry.type(description="A pause of a deadline in a dispute.")
class DisputePause(Node):
    REQUIRES = REQUIRES

    clock_number: int = plain("Number of the deadline.")
    cause: PauseCause = plain("Why.")
    begins_at: DateTime = plain("Start of the pause.")
    ends_at: DateTime | None = plain("End of the pause; null while unknown.")
    asked_by: Side = plain("The side that requested it.")
