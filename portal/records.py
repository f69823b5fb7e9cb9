"""Every record of the portal, and the SQL beside the tables: functions, policies, grants and triggers, in order."""

from collections.abc import Iterator

from sqlalchemy import MetaData
from sqlalchemy.orm import Mapper

import auth.federation.models
import auth.login.models
import auth.mediation.models
import auth.models
import auth.once
import auth.organisations.models
import auth.server.models
import portal.files.models
import portal.idempotency
import portal.jobs
import portal.journal
import portal.mail
import portal.notifications.models
import portal.outbox
import portal.sealing
import portal.setbacks
from portal.database import finding, functions, policies
from portal.database.base import Record
from portal.database.declared import Declared
from portal.database.finding import Found
from portal.database.policies import Keeping
from portal.rooms import ROOMS

MODULES = (
    *(module for room in ROOMS for module in room.models), portal.journal, portal.outbox, portal.sealing,
    portal.setbacks, portal.files.models, portal.idempotency, portal.jobs, portal.mail, portal.notifications.models,
    auth.models, auth.federation.models, auth.server.models, auth.login.models, auth.organisations.models, auth.once,
    auth.mediation.models,
)  # fmt: skip


def metadata() -> MetaData:
    return Record.metadata


def mappers() -> list[Mapper[Record]]:
    """The mapper of each record, by the name of its table."""
    return sorted(Record.registry.mappers, key=lambda mapper: str(mapper.local_table))


def policies_of_tables() -> Iterator[tuple[str, tuple[policies.Policy, ...], Keeping]]:
    """Each table under policies: its name, its policies and what becomes of its rows."""
    for mapper in mappers():
        record = mapper.class_
        if record.__policies__:
            yield str(mapper.local_table), record.__policies__, keeping(record)


def keeping(record: type[Record]) -> Keeping:
    """What becomes of the rows of its table."""
    if not record.__append_only__:
        return Keeping.CHANGED
    return Keeping.KEPT if record.__is_chain__ else Keeping.SEALED


def before_tables() -> tuple[str, ...]:
    return (f"CREATE SCHEMA IF NOT EXISTS {auth.models.SCHEMA}", *functions.STATEMENTS)


def after_tables() -> Iterator[str]:
    for table, rules, kept in policies_of_tables():
        yield from policies.statements(table, rules, kept)
    for mapper in mappers():
        if mapper.local_table.schema == auth.models.SCHEMA:
            yield from policies.for_sign_in(str(mapper.local_table), keeping(mapper.class_))
    for mapper in mappers():
        if issubclass(mapper.class_, Found):
            yield from finding.triggers(str(mapper.local_table), mapper.class_.FOUND_BY)
    for module in MODULES:
        yield from getattr(module, "STATEMENTS", ())


def declared() -> Declared:
    """All of it, as a database is made of it or compared with it."""
    return Declared(metadata(), before_tables(), tuple(after_tables()))
