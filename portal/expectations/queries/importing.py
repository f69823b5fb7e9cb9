"""What can be asked about files of facts, their rows, and the mappings that are kept for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    Delete,
    Select,
    Update,
    and_,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)

from portal.access import Actor
from portal.expectations.models import FactImport, FactImportRow, FactMapping
from portal.expectations.rules.importing import ABANDONED, KEPT, OPEN, PREVIEWED, ImportStatus
from portal.files.models import File

Row = Any
S = ImportStatus


def imports() -> Select[Any]:
    """The files that the caller may see."""
    return select(FactImport)


def import_(value: Row) -> Select[Any]:
    return imports().where(FactImport.id == value)


def filtered_imports(*, partner_id: Row = None) -> Select[Any]:
    """The files that meet every condition given; None is any."""
    found = imports()
    return found if partner_id is None else found.where(FactImport.partner_id == partner_id)


def open_of(person_id: UUID) -> Select[int]:
    """How many files of a person are not over."""
    mine = (FactImport.person_id == person_id, FactImport.status.in_(OPEN))
    return select(func.count()).select_from(FactImport).where(*mine)


def file_of(of: FactImport) -> Select[Any]:
    return select(File).where(File.partner_id == of.partner_id, File.id == of.file_id)


def upload_of(actor: Actor, file_id: UUID) -> Select[Any]:
    """A file that the actor has sent and that belongs to nothing yet."""
    return select(File).where(
        File.id == file_id, File.person_id == actor.person_id, File.side == actor.side, File.record_id.is_(None)
    )


def row(value: Row) -> Select[Any]:
    return select(FactImportRow).where(FactImportRow.id == value)


def rows_of(of: Row) -> Select[Any]:
    """The rows of a file."""
    return select(FactImportRow).where(FactImportRow.partner_id == of.partner_id, FactImportRow.import_id == of.id)


def refused_of(of: Row) -> Select[Any]:
    """The rows that were refused."""
    return rows_of(of).where(_is_refused())


def _is_refused() -> ColumnElement[bool]:
    return func.jsonb_array_length(FactImportRow.faults) > literal_column("0")


def bare_rows_of(of: Row) -> Select[*tuple[Any, ...]]:
    """(number, cells, surplus, told, faults) of every row, in the order of the file."""
    kind = FactImportRow
    found = select(kind.number, kind.cells, kind.surplus, kind.told, kind.faults)
    return found.where(kind.partner_id == of.partner_id, kind.import_id == of.id).order_by(kind.number)


def numbered(of: Row, numbers: Sequence[int]) -> Select[Any]:
    """Some rows by their numbers."""
    return rows_of(of).where(FactImportRow.number.in_(numbers))


def taken_of(of: Row) -> Delete:
    """Forgets the rows that are facts now, or say nothing: those that were refused stay."""
    whose = (FactImportRow.partner_id == of.partner_id, FactImportRow.import_id == of.id)
    return delete(FactImportRow).where(*whose, ~_is_refused())


def examples_of(of: Row) -> ColumnElement[Any]:
    """The cells of the first rows, as JSON."""
    first = rows_of(of).with_only_columns(FactImportRow.cells, FactImportRow.number)
    each = first.order_by(FactImportRow.number).limit(PREVIEWED).subquery()
    return select(func.json_agg(func.to_json(each.c.cells), type_=JSON)).scalar_subquery()


def mappings() -> Select[Any]:
    """Those of the caller's organisation, the last used first."""
    return select(FactMapping).order_by(FactMapping.used_at.desc(), FactMapping.name)


def mapping(organisation_id: UUID, name: str) -> Select[Any]:
    return select(FactMapping).where(FactMapping.organisation_id == organisation_id, FactMapping.name == name)


def abandoned(now: datetime) -> Update:
    """Calls off files that nobody goes on with."""
    found = update(FactImport).where(FactImport.status == S.READ, FactImport.updated_at < now - ABANDONED)
    return found.values(status=S.CANCELLED, version=FactImport.version + 1, updated_at=now)


def old_rows(now: datetime) -> Delete:
    """Forgets rows of files that are over: what was refused when it has stood long enough to be mended."""
    over = or_(
        FactImport.status.in_((S.CANCELLED, S.UNREADABLE)),
        and_(FactImport.status == S.FINISHED, FactImport.updated_at < now - KEPT),
    )
    its = (FactImportRow.partner_id == FactImport.partner_id, FactImportRow.import_id == FactImport.id)
    return delete(FactImportRow).where(*its, over)
