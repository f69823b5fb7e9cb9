"""Sessions that find common customers: as the API shows them, and what people do with them."""

import json
from collections.abc import Mapping
from typing import Any

import strawberry

from portal import journal
from portal.access import Permission
from portal.access import Side as Who
from portal.opportunities import actions, queries
from portal.opportunities.operations import overlap as operations
from portal.opportunities.overlap.blinding import Band
from portal.opportunities.overlap.comparing import Mode
from portal.opportunities.overlap.keys import Kind
from portal.opportunities.rules.overlap import LIFE, MOST_LEFT_OUT, PURPOSE_LONGEST, MessageKind
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.enums import enum
from schema.engine.fields import Page, Row, computed, plain, read, value
from schema.engine.mutations import mutation, payload
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import DateTime
from schema.partners.types import Member, Partner
from schema.shared import steps
from schema.shared.enums import OPEN, Side, statuses_of, steps_of
from schema.shared.filters import CREATED
from schema.shared.inputs import EXPECTED, condition, given, key, optional
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Node

REQUIRES = Permission.OPPORTUNITY_READ
SESSION = "The session."
LOGGED = sorting.instant("AT", "at")

OverlapStatus: Any = statuses_of(LIFE, "OverlapStatus", "Life of a session that finds common customers.")
OverlapAction: Any = steps_of("OverlapAction", "A step of a session that finds common customers.", LIFE)
OverlapBand: Any = enum(
    Band, "OverlapBand", f"How many points each side sends, whatever the length of its list. {OPEN}",
    **{each.name: f"{each.size:,} points." for each in Band},
)  # fmt: skip
OverlapMode: Any = enum(
    Mode, "OverlapMode", f"What is told in the end. {OPEN}",
    COUNT="How many there are.", ROWS="Also which: to each side, of its own.",
)  # fmt: skip
OverlapKeyKind: Any = enum(
    Kind, "OverlapKeyKind", f"How customers are named. {OPEN}",
    DOMAIN="By domain.", LEI="By Legal Entity Identifier.", VAT="By VAT number.",
)  # fmt: skip
TOLD = {
    "kinds": Told("keyKinds"), "band": Told("sizeBand"), "terms_sha256": Told("termsDigest"),
    "agreed_by_name": Told("agreedBy"), "created_by_name": Told("proposedBy"), "shown": Told("inCommon"),
    "company_owner_id": Told("companyOwner", "mem"), "partner_owner_id": Told("partnerOwner", "mem"),
    "sent": Told("sentBy"), "answered": Told("answeredBy"), "disclosed": Told("disclosedBy"),
    "due_calendar": UNTOLD,
}  # fmt: skip


def _text(row: Row, side: Who, kind: MessageKind) -> Any:
    return queries.overlap_text(row, side, kind).scalar_subquery()


@node("ovl", find=queries.overlap_session, named=("overlap_session_id",), told=TOLD)
@strawberry.type(description="A search for common customers in which neither side hands over its list.")
class OverlapSession(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change; a mutation names it as `expectedVersion`.")
    number: str = plain("Its number, which is in the terms.")
    status: OverlapStatus = plain("Current status.")
    author: Side = plain("The side that proposed it.")
    purpose: str = plain("What both look for common customers for.")
    mode: OverlapMode = plain("What is told in the end.")
    terms: str = plain("The text that both agree to, in its one canonical form (JSON by RFC 8785).")
    expires_at: DateTime = plain("When it ends, whatever has happened by then.")
    agreed_at: DateTime | None = plain("When the other side agreed.")
    waiting_on: list[Side] = plain("The sides that are waited for; empty when nobody is.")
    due_at: DateTime | None = plain("By when whoever is waited for has to act.")
    created_at: DateTime = plain("When it was proposed.")
    ended_at: DateTime | None = plain("When it ended.")

    @value(list[OverlapKeyKind], "How customers are named.")
    def key_kinds(self: Row) -> Any:
        return self.kinds

    @value(OverlapBand, "How many points each side sends.")
    def size_band(self: Row) -> Any:
        return self.band

    @value(str, "SHA-256 of the terms, to which both agree.")
    def terms_digest(self: Row) -> Any:
        return self.terms_sha256

    @value(str, "Who proposed it.")
    def proposed_by(self: Row) -> Any:
        return self.created_by_name

    @value(str | None, "Who agreed for the other side.")
    def agreed_by(self: Row) -> Any:
        return self.agreed_by_name

    @value(list[Side], "The sides that have sent their points.")
    def sent_by(self: Row) -> Any:
        return self.sent

    @value(list[Side], "The sides that have answered the other's points.")
    def answered_by(self: Row) -> Any:
        return self.answered

    @value(list[Side], "The sides that agreed to be told the rows.")
    def disclosed_by(self: Row) -> Any:
        return self.disclosed

    @value(str | None, "How many are common, as both are shown it: `<5`, or a number from 5 on; null until compared.")
    def in_common(self: Row) -> Any:
        return self.shown

    @value(str | None, "The points of the company, one line of base64url; null until sent, and again once it ended.")
    def company_points(self: Row) -> Any:
        return _text(self, Who.HOST, MessageKind.POINTS)

    @value(str | None, "The points of the partner, the same way.")
    def partner_points(self: Row) -> Any:
        return _text(self, Who.PARTNER, MessageKind.POINTS)

    @computed(
        list[int] | None,
        "The positions, counted from 0, of the caller's own side's points that both have; null until told.",
        needs=lambda row: {
            "company": _text(row, Who.HOST, MessageKind.MET), "partner": _text(row, Who.PARTNER, MessageKind.MET)
        },
    )  # fmt: skip
    def positions(self: Mapping[str, Any], _asking: Any) -> Any:
        found = self["company"] or self["partner"]
        return None if found is None else json.loads(found)

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)

    @read(Member | None, "The company's person who answers for it.")
    def company_owner(self: Row) -> Any:
        return queries.owner_of(self, Who.HOST)

    @read(Member | None, "The partner's person who answers for it.")
    def partner_owner(self: Row) -> Any:
        return queries.owner_of(self, Who.PARTNER)

    @connection(Connection[JournalEntry] | None, "What happened, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "OverlapAvailableAction", "A step of a session that the caller's side could take from here.",
        OverlapAction, needs=queries.overlap_facts_of, possible=actions.possible_overlap,
        due_at="By when, if the caller's side is waited for.",
    )  # fmt: skip


@node("ovg", find=queries.overlap_log_entry)
@strawberry.type(
    description="What ran: terms, how many points, and the number as both were shown it. It never changes."
)
class OverlapLogEntry(Node):
    REQUIRES = REQUIRES

    number: str = plain("The session's number.")
    status: OverlapStatus = plain("What the session became.")
    purpose: str = plain("What for.")
    mode: OverlapMode = plain("What was to be told.")
    at: DateTime = plain("When.")

    @value(list[OverlapKeyKind], "How customers were named.")
    def key_kinds(self: Row) -> Any:
        return self.kinds

    @value(OverlapBand, "How many points each side sent.")
    def size_band(self: Row) -> Any:
        return self.band

    @value(str, "SHA-256 of the terms.")
    def terms_digest(self: Row) -> Any:
        return self.terms_sha256

    @value(str | None, "How many are common, as both were shown it.")
    def in_common(self: Row) -> Any:
        return self.shown

    @value(str, "Who took the step.")
    def by(self: Row) -> Any:
        return self.by_name

    @read(Partner | None, "The partner with whom.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)


@extends(Partner)
class PartnerOverlaps:
    @connection(
        Connection[OverlapSession] | None, "Its sessions that find common customers, newest first.", requires=REQUIRES
    )
    def overlap_sessions(self: Row) -> Any:
        return Page(queries.overlaps_of(self), CREATED, descending=True)


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class OverlapFilter:
    statuses: list[OverlapStatus] | None = condition("Any of these.")
    waiting_on: Side | None = condition("A side that is waited for.")
    partner_id: strawberry.ID | None = condition("The partner.")


@strawberry.type
class OverlapQuery:
    @connection(
        Connection[OverlapSession] | None, "Sessions that find common customers, newest first; auditors see none.",
        requires=REQUIRES,
    )  # fmt: skip
    def overlap_sessions(self: Row, filter: OverlapFilter | None = None) -> Any:  # noqa: A002
        wanted: dict[str, Any] = {} if filter is None else {
            "statuses": filter.statuses, "waiting_on": filter.waiting_on,
            "partner_id": filter.partner_id and filter.partner_id.value,  # type: ignore[attr-defined]
        }  # fmt: skip
        return Page(queries.overlaps_filtered(queries.overlaps(), **wanted), CREATED, descending=True)

    @read(OverlapSession | None, "One session that finds common customers.", requires=REQUIRES)
    def overlap_session(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.overlap_session(wanted.value)

    @connection(
        Connection[OverlapLogEntry] | None, "What ran between whom, newest first; auditors see this alone.",
        requires=REQUIRES,
    )  # fmt: skip
    def overlap_log(self: Row) -> Any:
        return Page(queries.overlap_logs(), LOGGED, descending=True)


@strawberry.input(description="Puts terms before the other side.")
class OverlapProposeInput:
    partner_id: strawberry.ID | None = optional("The partner; needed by the company's people.")
    purpose: str = given(f"What both look for common customers for, 1-{PURPOSE_LONGEST} characters.")
    key_kinds: list[OverlapKeyKind] = given("How customers are named.")
    size_band: OverlapBand = given("How many points each side sends.")
    mode: OverlapMode = given("What is told in the end.")
    expires_at: DateTime | None = optional("When it ends, within seven days; absent: in seven days.")
    idempotency_key: str | None = key()


@strawberry.input(description="Agrees to the terms that the digest names.")
class OverlapAgreeInput:
    overlap_session_id: strawberry.ID = given(SESSION)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("SHA-256 of the terms that the caller read.")
    idempotency_key: str | None = key()


@strawberry.input(description="Points, as `python -m portal overlap` and the page's script write them.")
class OverlapPointsInput:
    overlap_session_id: strawberry.ID = given(SESSION)
    expected_version: int = given(EXPECTED)
    points: str = given("One line of base64url without padding; 32 bytes a point, as many as were agreed.")
    idempotency_key: str | None = key()


@strawberry.input(description="Agrees that each side is told which of its own customers are common.")
class OverlapDiscloseInput:
    overlap_session_id: strawberry.ID = given(SESSION)
    expected_version: int = given(EXPECTED)
    kept_back: list[int] | None = optional(
        f"Positions of one's own points, at most {MOST_LEFT_OUT:,}, of which neither side is told; absent: none."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="Ends a session before its result.")
class OverlapCancelInput:
    overlap_session_id: strawberry.ID = given(SESSION)
    expected_version: int = given(EXPECTED)
    reason: str | None = optional("At most 2,000 characters; both sides read it.")
    idempotency_key: str | None = key()


OverlapPayload = payload(
    OverlapSession, "overlapSession", queries.overlap_session, description="Result of a step of a session.",
    shown="The session now; as it is, if the step was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any) -> Any:
    told = f"{description} Only a person can."
    return mutation(OverlapPayload, given, told, operation, Permission.OVERLAP_AGREE)


@strawberry.type
class OverlapMutation:
    overlap_propose = _step(
        OverlapProposeInput, "Propose to look for common customers; four times a quarter at most.", operations.propose
    )
    overlap_agree = _step(OverlapAgreeInput, "Agree to exactly these terms.", operations.agree)
    overlap_send = _step(OverlapPointsInput, "Send your side's points.", operations.send)
    overlap_answer = _step(
        OverlapPointsInput, "Send the other side's points, each multiplied, in their order.", operations.answer
    )
    overlap_disclose = _step(
        OverlapDiscloseInput, "Agree to be told which ones; both are told at one moment.", operations.disclose
    )
    overlap_cancel = _step(OverlapCancelInput, "End it for both; what was sent is deleted.", operations.cancel)
