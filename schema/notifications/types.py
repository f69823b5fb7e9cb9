"""What the caller is told of, as the API shows it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry

from portal import events, ids, rooms
from portal.access import Permission
from portal.events import Happening
from portal.notifications import queries
from portal.partners import queries as partner_queries
from portal.sentences import say
from schema.access.viewer import Viewer
from schema.contracts.types import Contract
from schema.engine import nodes
from schema.engine.fields import Pointer, Row, computed, plain, read, value
from schema.engine.nodes import extends, node
from schema.engine.scalars import DateTime
from schema.notifications.enums import NotificationFamily, NotificationReason, NotificationWay
from schema.partners.types import Partner
from schema.shared.journal import JournalEntry
from schema.shared.nodes import Node

P = Permission.ACTIVITY_READ
NEAR = say("The time to act is running out.")
FOLLOWED = "True if the caller follows it; change it with `notificationFollow`."


@node("ntf", find=queries.notification, named=("notification_id",))
@strawberry.type(description="A notification: a step that was taken, or a deadline that is near.")
class Notification(Node):
    REQUIRES = P

    event: str = plain("Name of the event, for example `contract.signed`; `deadline.near` for a deadline.")
    at: DateTime = plain("When.")
    why: NotificationReason = plain("Reason for the notification.")
    due_at: DateTime | None = plain("Deadline, if the caller can take the next step.")
    read_at: DateTime | None = plain("When it was marked as read; null: unread.")

    @computed(
        str, "The event and who caused it, as a sentence for people, in the language of `Accept-Language`.",
        needs=lambda row: {"told": queries.happened(row)}, is_kept=True,
    )  # fmt: skip
    def sentence(self: Mapping[str, Any], asking: Any) -> Any:
        told = self["told"]
        if told is None:
            return NEAR.in_(asking.language)
        foreign = told["organisation"] if told["side"] != asking.actor.side else ""
        return Happening(
            event=told["event"], name=told["name"], is_system=told["is_system"], organisation=foreign or "",
            facts=events.facts_of(told["changes"]),
        ).in_(asking.language)  # fmt: skip

    @computed(
        strawberry.ID, "Global ID of the record that it is about.",
        needs=lambda row: {"type": row.record_type, "id": row.record_id},
    )  # fmt: skip
    def record_id(self: Mapping[str, Any], _asking: Any) -> Any:
        return ids.text(self["type"], UUID(self["id"]))

    @computed(
        str | None, "Number and title of the record; null if not visible, or if it has none.",
        needs=lambda row: {"type": row.record_type, "called": queries.called(row)},
    )  # fmt: skip
    def record_name(self: Mapping[str, Any], asking: Any) -> Any:
        number, title = self["called"] or (None, None)
        return rooms.titled(self["type"], number, title, asking.language) or None

    @read(Node | None, "The record that the entry is about; null if not visible.", requires=P)
    def subject(self: Row) -> Any:
        return nodes.pointed(Pointer(self.record_type, self.record_id, self.partner_id), rooms.PREFIXES)

    @read(JournalEntry | None, "The step; null for a near deadline.")
    def entry(self: Row) -> Any:
        return queries.entry_of(self)

    @read(Partner | None, "The partner it concerns.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)


@strawberry.type(description="The caller's email setting for one family of events.")
class NotificationPreference:
    REQUIRES = Permission.OWN_NAME

    family: NotificationFamily = plain("Which events.")
    how: NotificationWay = plain("Email setting of the family.")


@extends(Viewer)
class NotifiedViewer:
    @value(int, f"Number of unread notifications; {queries.MOST_COUNTED} for that many or more.")
    def unread_notifications(self: Row) -> Any:
        return queries.number_unread()

    @read(list[NotificationPreference], "The caller's email settings; other families use `TURN`.")
    def notification_preferences(self: Row) -> Any:
        return queries.preferences()


@extends(Contract)
class FollowedContract:
    @value(bool, FOLLOWED)
    def is_followed(self: Row) -> Any:
        return queries.is_followed(self.id, self.partner_id)


@extends(Partner)
class FollowedPartner:
    @value(bool, FOLLOWED)
    def is_followed(self: Row) -> Any:
        return queries.is_followed(self.id, self.id)
