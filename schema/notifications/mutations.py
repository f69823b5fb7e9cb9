"""Marking read what one was told, saying how one wishes to be told, and the list of it all."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.notifications import operations, queries
from schema.access.sessions import ViewerPayload
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row
from schema.engine.mutations import converts, mutation
from schema.engine.scalars import DateTime
from schema.notifications.enums import NotificationFamily, NotificationWay
from schema.notifications.types import Notification
from schema.shared.inputs import given, key, optional
from schema.shared.journal import LAST_FIRST


@strawberry.input(
    description="The notifications to mark as read: exactly one of `notificationId`, `recordId` and `everything`."
)
class NotificationMarkReadInput:
    notification_id: strawberry.ID | None = optional("One.")
    record_id: strawberry.ID | None = optional("All notifications about one record of any type.")
    everything: bool | None = optional("True: all of it.")
    until: DateTime | None = optional("Only notifications up to this time; later ones stay unread.")
    idempotency_key: str | None = key()


@strawberry.input(description="Email setting for one family of events.")
class NotificationChoiceInput:
    family: NotificationFamily = given("Which events.")
    how: NotificationWay = given("Email setting of the family.")


@strawberry.input(description="Email settings for some families of events; others do not change.")
class NotificationChooseInput:
    choices: list[NotificationChoiceInput] = given("One for each family.")
    idempotency_key: str | None = key()


@strawberry.input(description="Whether the caller follows a record.")
class NotificationFollowInput:
    record_id: strawberry.ID = given("The record, of any type.")
    follows: bool = given("True to follow; false to get only what is waiting for the caller or belongs to them.")
    idempotency_key: str | None = key()


@converts(NotificationChoiceInput)
def _choice(choice: Any, _path: tuple[str, ...]) -> operations.Choice:
    return operations.Choice(family=choice.family, how=choice.how)


@strawberry.type
class NotificationQuery:
    @connection(
        Connection[Notification] | None, "The caller's notifications, newest first.", requires=Permission.ACTIVITY_READ
    )
    def notifications(self: Row, unread: bool = False) -> Any:
        return Page(queries.notifications(unread=unread), LAST_FIRST, descending=True)


@strawberry.type
class NotificationMutation:
    notification_mark_read = mutation(
        ViewerPayload, NotificationMarkReadInput, "Mark notifications as read.", operations.mark_read,
        Permission.ACTIVITY_READ,
    )  # fmt: skip
    notification_choose = mutation(
        ViewerPayload, NotificationChooseInput,
        "Choose how emails are sent. Emails about what is binding for an organisation are always sent to its"
        " administrators immediately.",
        operations.choose, Permission.OWN_ACCESS,
    )  # fmt: skip
    notification_follow = mutation(
        ViewerPayload, NotificationFollowInput,
        "Follow a record, or stop following it. Taking a step on a record follows it.",
        operations.follow, Permission.ACTIVITY_READ,
    )  # fmt: skip
