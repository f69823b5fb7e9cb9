"""Queries for imports: the caller's own, one by its id, and the mappings that they keep."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.imports import queries
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, read
from schema.imports.types import ImportJob, ImportMapping
from schema.shared.filters import CREATED

P = Permission.COMPANY_READ


@strawberry.type
class ImportQuery:
    @connection(Connection[ImportJob] | None, "The caller's imports, newest first.", requires=P)
    def import_jobs(self: Row) -> Any:
        return Page(queries.imports(), CREATED, descending=True)

    @read(ImportJob | None, "One import of the caller's.", requires=P)
    def import_job(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.import_(wanted.value)

    @read(list[ImportMapping] | None, "The caller's saved mappings, last used first.", requires=P)
    def import_mappings(self: Row) -> Any:
        return queries.mappings()
