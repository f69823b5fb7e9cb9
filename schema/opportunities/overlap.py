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

OverlapStatus: Any = statuses_of(LIFE, "OverlapStatus", "Status of a session that finds common customers.")
OverlapAction: Any = steps_of("OverlapAction", "A step of a session that finds common customers.", LIFE)
OverlapBand: Any = enum(
    Band, "OverlapBand", f"How many points each side sends, whatever the length of its list. {OPEN}",
    **{each.name: f"{each.size:,} points." for each in Band},
)  # fmt: skip
OverlapMode: Any = enum(
    Mode, "OverlapMode", f"What is shown at the end. {OPEN}",
    COUNT="The number of common customers.", ROWS="Also which ones: each side sees its own.",
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
@strawberry.type(description="A search for common customers in which neither side shares its list.")
class OverlapSession(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    number: str = plain("Its number, as in the terms.")
    status: OverlapStatus = plain("Current status.")
    author: Side = plain("The side that proposed it.")
    purpose: str = plain("Purpose of the search.")
    mode: OverlapMode = plain("What is shown at the end.")
    terms: str = plain("The text that both agree to, in its one canonical form (JSON by RFC 8785).")
    expires_at: DateTime = plain("When it ends in any case.")
    agreed_at: DateTime | None = plain("When the other side agreed.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("Deadline.")
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

    @value(str, "The person who proposed it.")
    def proposed_by(self: Row) -> Any:
        return self.created_by_name

    @value(str | None, "The person who agreed for the other side.")
    def agreed_by(self: Row) -> Any:
        return self.agreed_by_name

    @value(list[Side], "The sides that have sent their points.")
    def sent_by(self: Row) -> Any:
        return self.sent

    @value(list[Side], "The sides that have answered the other's points.")
    def answered_by(self: Row) -> Any:
        return self.answered

    @value(list[Side], "The sides that agreed to show the rows.")
    def disclosed_by(self: Row) -> Any:
        return self.disclosed

    @value(
        str | None, "Number of common customers as shown to both sides: `<5`, or a number from 5; null until compared."
    )
    def in_common(self: Row) -> Any:
        return self.shown

    @value(
        str | None,
        "Points of the company, as one line of base64url; null until sent, and again once the session has ended.",
    )
    def company_points(self: Row) -> Any:
        return _text(self, Who.HOST, MessageKind.POINTS)

    @value(str | None, "Points of the partner, in the same form.")
    def partner_points(self: Row) -> Any:
        return _text(self, Who.PARTNER, MessageKind.POINTS)

    @computed(
        list[int] | None,
        "Positions of the common points among the caller's own side's points, counted from 0; null until shown.",
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

    @read(Member | None, "The responsible person at the company.")
    def company_owner(self: Row) -> Any:
        return queries.owner_of(self, Who.HOST)

    @read(Member | None, "The responsible person at the partner.")
    def partner_owner(self: Row) -> Any:
        return queries.owner_of(self, Who.PARTNER)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "OverlapAvailableAction", "A possible next step of a session for the caller's side.",
        OverlapAction, needs=queries.overlap_facts_of, possible=actions.possible_overlap,
        due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip


@node("ovg", find=queries.overlap_log_entry)
@strawberry.type(
    description=(
        "A session that took place: terms, number of points, and the number of common customers as shown to"
        " both sides. It never changes."
    )
)
class OverlapLogEntry(Node):
    REQUIRES = REQUIRES

    number: str = plain("The session's number.")
    status: OverlapStatus = plain("Final status of the session.")
    purpose: str = plain("Purpose.")
    mode: OverlapMode = plain("What was to be shown at the end.")
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

    @value(str | None, "Number of common customers as shown to both sides.")
    def in_common(self: Row) -> Any:
        return self.shown

    @value(str, "The person who took the step.")
    def by(self: Row) -> Any:
        return self.by_name

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)


@extends(Partner)
class PartnerOverlaps:
    @connection(
        Connection[OverlapSession] | None, "Its searches for common customers, newest first.", requires=REQUIRES
    )
    def overlap_sessions(self: Row) -> Any:
        return Page(queries.overlaps_of(self), CREATED, descending=True)


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class OverlapFilter:
    statuses: list[OverlapStatus] | None = condition("Any of these.")
    waiting_on: Side | None = condition("A side whose turn it is.")
    partner_id: strawberry.ID | None = condition("The partner.")


@strawberry.type
class OverlapQuery:
    @connection(
        Connection[OverlapSession] | None, "Searches for common customers, newest first; auditors cannot see them.",
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
        Connection[OverlapLogEntry] | None, "Log of sessions, newest first; auditors can see only this.",
        requires=REQUIRES,
    )  # fmt: skip
    def overlap_log(self: Row) -> Any:
        return Page(queries.overlap_logs(), LOGGED, descending=True)


@strawberry.input(description="Proposes terms to the other side.")
class OverlapProposeInput:
    partner_id: strawberry.ID | None = optional("The partner; needed by the company's people.")
    purpose: str = given(f"Purpose of the search, 1-{PURPOSE_LONGEST} characters.")
    key_kinds: list[OverlapKeyKind] = given("How customers are named.")
    size_band: OverlapBand = given("How many points each side sends.")
    mode: OverlapMode = given("What is shown at the end.")
    expires_at: DateTime | None = optional("When it ends, within seven days; absent: in seven days.")
    idempotency_key: str | None = key()


@strawberry.input(description="Agrees to the terms with this digest.")
class OverlapAgreeInput:
    overlap_session_id: strawberry.ID = given(SESSION)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("SHA-256 of the terms that the caller read.")
    idempotency_key: str | None = key()


@strawberry.input(description="Points, as `python -m portal overlap` and the page's script write them.")
class OverlapPointsInput:
    overlap_session_id: strawberry.ID = given(SESSION)
    expected_version: int = given(EXPECTED)
    points: str = given("One line of base64url without padding, 32 bytes per point, as many points as agreed.")
    idempotency_key: str | None = key()


@strawberry.input(description="Agrees that each side sees which of its own customers are common.")
class OverlapDiscloseInput:
    overlap_session_id: strawberry.ID = given(SESSION)
    expected_version: int = given(EXPECTED)
    kept_back: list[int] | None = optional(
        f"Positions of your own points, at most {MOST_LEFT_OUT:,}, to keep from both sides; absent: none."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="Ends a session before its result.")
class OverlapCancelInput:
    overlap_session_id: strawberry.ID = given(SESSION)
    expected_version: int = given(EXPECTED)
    reason: str | None = optional("At most 2,000 characters; both sides can read it.")
    idempotency_key: str | None = key()


OverlapPayload = payload(
    OverlapSession, "overlapSession", queries.overlap_session, description="Result of a step of a session.",
    shown="The current session; unchanged if the step was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any) -> Any:
    told = f"{description} Only a person can do this."
    return mutation(OverlapPayload, given, told, operation, Permission.OVERLAP_AGREE)


@strawberry.type
class OverlapMutation:
    overlap_propose = _step(
        OverlapProposeInput, "Propose a search for common customers, at most four times a quarter.", operations.propose
    )
    overlap_agree = _step(OverlapAgreeInput, "Agree to exactly these terms.", operations.agree)
    overlap_send = _step(OverlapPointsInput, "Send your side's points.", operations.send)
    overlap_answer = _step(
        OverlapPointsInput, "Send the other side's points, each multiplied, in their order.", operations.answer
    )
    overlap_disclose = _step(
        OverlapDiscloseInput,
        "Agree to see which customers are common. Both sides see them at the same moment.",
        operations.disclose,
    )
    overlap_cancel = _step(
        OverlapCancelInput, "End the session for both sides. Everything that was sent is deleted.", operations.cancel
    )
