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


@strawberry.input(description="What was read: exactly one of `notificationId`, `recordId` and `everything`.")
class NotificationMarkReadInput:
    notification_id: strawberry.ID | None = optional("One.")
    record_id: strawberry.ID | None = optional("All about one record, of whatever type.")
    everything: bool | None = optional("True: all of it.")
    until: DateTime | None = optional("Of these, only what happened until then: what came later stays unread.")
    idempotency_key: str | None = key()


@strawberry.input(description="How letters of one family of events are to come.")
class NotificationChoiceInput:
    family: NotificationFamily = given("Which events.")
    how: NotificationWay = given("When letters of them come.")


@strawberry.input(description="How letters of some families of events are to come; of others nothing changes.")
class NotificationChooseInput:
    choices: list[NotificationChoiceInput] = given("One for each family.")
    idempotency_key: str | None = key()


@strawberry.input(description="Whether the caller wishes to be told of all that happens to a record.")
class NotificationFollowInput:
    record_id: strawberry.ID = given("The record, of whatever type.")
    follows: bool = given("False: only what waits for the caller or is theirs, though they took part before.")
    idempotency_key: str | None = key()


@converts(NotificationChoiceInput)
def _choice(choice: Any, _path: tuple[str, ...]) -> operations.Choice:
    return operations.Choice(family=choice.family, how=choice.how)


@strawberry.type
class NotificationQuery:
    @connection(
        Connection[Notification] | None, "What the caller is told, newest first.", requires=Permission.ACTIVITY_READ
    )
    def notifications(self: Row, unread: bool = False) -> Any:
        return Page(queries.notifications(unread=unread), LAST_FIRST, descending=True)


@strawberry.type
class NotificationMutation:
    notification_mark_read = mutation(
        ViewerPayload, NotificationMarkReadInput, "Mark read what one was told.", operations.mark_read,
        Permission.ACTIVITY_READ,
    )  # fmt: skip
    notification_choose = mutation(
        ViewerPayload, NotificationChooseInput,
        "Say how letters come. What binds an organisation reaches its administrators at once in any case.",
        operations.choose, Permission.OWN_ACCESS,
    )  # fmt: skip
    notification_follow = mutation(
        ViewerPayload, NotificationFollowInput,
        "Follow a record, or no longer. Whoever takes a step on a record follows it from then on.",
        operations.follow, Permission.ACTIVITY_READ,
    )  # fmt: skip
