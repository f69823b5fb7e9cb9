"""What can be asked about imports and their rows, and of what is here already."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Select,
    Text,
    Update,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from portal.access import AccessClass, Actor, Side
from portal.imports.models import Import, ImportRow, Mapping, Piece
from portal.imports.rules import OPEN, SHOWN, TAKEN, Kind, RowStatus
from portal.partners.membership import LIVING
from portal.partners.models import ExternalKey, Membership, Organisation
from portal.partners.rules import AccountStatus

Row = Any
GONE = (AccountStatus.OFFBOARDED, AccountStatus.REJECTED)


def imports() -> Select[Any]:
    return select(Import)


def import_(value: Row) -> Select[Any]:
    return imports().where(Import.id == value)


def open_of(person_id: UUID) -> Select[int]:
    """How many imports of a person are not over."""
    return select(func.count()).select_from(Import).where(Import.person_id == person_id, Import.status.in_(OPEN))


def mappings() -> Select[Any]:
    """Those of the caller, the last used first."""
    return select(Mapping).order_by(Mapping.used_at.desc(), Mapping.name)


def mapping(person_id: UUID, kind: Kind, name: str) -> Select[Any]:
    return select(Mapping).where(Mapping.person_id == person_id, Mapping.kind == kind, Mapping.name == name)


def pieces_of(of: Import) -> Select[Any]:
    found = select(Piece).where(Piece.person_id == of.person_id, Piece.import_id == of.id)
    return found.order_by(Piece.number)


def row(value: Row) -> Select[Any]:
    return select(ImportRow).where(ImportRow.id == value)


def rows_of(of: Row, statuses: Row = None) -> Select[Any]:
    found = select(ImportRow).where(ImportRow.person_id == of.person_id, ImportRow.import_id == of.id)
    return found if statuses is None else found.where(cast(ImportRow.status, Text) == func.any(statuses))


def first_rows_of(of: Row) -> Select[Any]:
    """The rows of the preview."""
    return rows_of(of).order_by(ImportRow.number).limit(SHOWN)


def examples_of(of: Row) -> ColumnElement[Any]:
    """The cells of the first rows, as JSON."""
    first = rows_of(of).with_only_columns(ImportRow.cells, ImportRow.number).order_by(ImportRow.number).limit(SHOWN)
    each = first.subquery()
    return select(func.json_agg(func.to_json(each.c.cells), type_=JSON)).scalar_subquery()


def count_of(of: Row, status: RowStatus | None = None, *, done: bool | None = None) -> ColumnElement[int]:
    """How many rows have a status, or all; `done`: that were taken in or not."""
    found = select(func.count()).select_from(ImportRow)
    found = found.where(ImportRow.person_id == of.person_id, ImportRow.import_id == of.id)
    if status is not None:
        found = found.where(cast(ImportRow.status, Text) == literal_column(f"'{status}'", Text()))
    if done is not None:
        found = found.where(ImportRow.done_at.is_not(None) if done else ImportRow.done_at.is_(None))
    return found.scalar_subquery()


def tried_of(of: Row) -> ColumnElement[int]:
    """How many rows somebody has looked at."""
    found = select(func.count()).select_from(ImportRow)
    found = found.where(ImportRow.person_id == of.person_id, ImportRow.import_id == of.id)
    return found.where(cast(ImportRow.status, Text) != literal_column("'UNCHECKED'", Text())).scalar_subquery()


def waiting_of(of: Row) -> ColumnElement[int]:
    """How many rows wait to be taken in."""
    found = select(func.count()).select_from(ImportRow)
    return found.where(*_waits(of)).scalar_subquery()


def _waits(of: Row) -> tuple[ColumnElement[bool], ...]:
    words = [literal_column(f"'{status}'", Text()) for status in sorted(TAKEN)]
    similar = cast(ImportRow.status, Text) == literal_column("'SIMILAR'", Text())
    fits = or_(cast(ImportRow.status, Text).in_(words), similar & ImportRow.answer.is_not(None))
    return (ImportRow.person_id == of.person_id, ImportRow.import_id == of.id, ImportRow.done_at.is_(None), fits)


def next_rows_of(of: Import, after: int, most: int) -> Select[Any]:
    """The next rows that wait to be taken in."""
    return select(ImportRow).where(*_waits(of), ImportRow.number > after).order_by(ImportRow.number).limit(most)


def some_rows_of(of: Import, after: int, most: int) -> Select[Any]:
    return rows_of(of).where(ImportRow.number > after).order_by(ImportRow.number).limit(most)


def asked_of(of: Import, after: int, most: int) -> Select[Any]:
    """The rows that wait for an answer."""
    found = some_rows_of(of, after, most).where(ImportRow.status == RowStatus.SIMILAR)
    return found.where(ImportRow.answer.is_(None), ImportRow.done_at.is_(None))


def uninvited_of(of: Import, after: int, most: int) -> Select[Any]:
    """The rows that were taken in and whose people are to get their letters."""
    found = rows_of(of).where(ImportRow.done_at.is_not(None), ImportRow.is_invited.is_(False))
    return (
        found.where(ImportRow.status != RowStatus.SAME, ImportRow.number > after).order_by(ImportRow.number).limit(most)
    )


def untried(of: Import) -> Update:
    """Forgets what rows were when they were tried before: how many are not is how far it is."""
    mine = (ImportRow.person_id == of.person_id, ImportRow.import_id == of.id, ImportRow.done_at.is_(None))
    return update(ImportRow).where(*mine).values(status=RowStatus.UNCHECKED)


def seen_by(actor: Actor, member_id: UUID) -> ColumnElement[bool]:
    """The partners that the actor's login would see: of all of them, or of those that they look after."""
    is_partner = Organisation.side == Side.PARTNER
    return is_partner & (Organisation.manager_id == member_id) if _sees_own(actor) else is_partner


def _sees_own(actor: Actor) -> bool:
    return actor.access_class is AccessClass.MANAGER


def keyed(systems: Iterable[str], keys: Iterable[str]) -> Select[Any]:
    """The external keys of some systems, those that are asked for among them."""
    return select(ExternalKey).where(ExternalKey.system == _any(systems), ExternalKey.value == _any(keys))


def keyed_alike(systems: Iterable[str], keys: Iterable[str], seen: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Who has such a key in one of these systems, however it is written: see `numbers.same_key`."""
    bare = func.upper(func.regexp_replace(ExternalKey.value, r"\s", "", "g"))
    spelt = func.regexp_replace(bare, "^([^0-9]*)0+(?=[0-9])", r"\1")
    columns = (Organisation.id, Organisation.name, Organisation.country, ExternalKey.system, ExternalKey.value)
    found = select(*columns).join(ExternalKey, ExternalKey.partner_id == Organisation.id)
    named = func.lower(ExternalKey.system).bool_op("=")(_any({system.lower() for system in systems}))
    return found.where(named, spelt.bool_op("=")(_any(keys)), Organisation.status.not_in(GONE), seen)


def described(
    countries: Iterable[str], vat_numbers: Iterable[str], leis: Iterable[str], seen: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Who is in these countries or has one of the numbers, wherever: what there is to compare of them."""
    columns = (
        Organisation.id, Organisation.name, Organisation.country, Organisation.register_number,
        Organisation.vat_number, Organisation.lei,
    )  # fmt: skip
    numbered = or_(Organisation.vat_number == _any(vat_numbers), Organisation.lei == _any(leis))
    found = or_(Organisation.country == _any(countries), numbered)
    return select(*columns).where(found, Organisation.status.not_in(GONE), seen)


def named(seen: ColumnElement[bool]) -> Select[Any]:
    """Everybody, to find one by name; the company as well."""
    is_company = Organisation.side == Side.HOST
    return select(Organisation).where(or_(seen, is_company), Organisation.status.not_in(GONE))


def organisations(found: Iterable[UUID], seen: ColumnElement[bool]) -> Select[Any]:
    """Some partners under a lock, in the order in which they are locked."""
    wanted = select(Organisation).where(Organisation.id.in_(sorted(found)), seen)
    return wanted.order_by(Organisation.id).with_for_update()


def keys_of(found: Iterable[UUID]) -> Select[Any]:
    return select(ExternalKey).where(ExternalKey.partner_id.in_(sorted(found)))


def managers(company_id: UUID, emails: Iterable[str]) -> Select[Any]:
    """The company's people by their addresses."""
    living = Membership.status.in_(sorted(LIVING))
    return select(Membership).where(Membership.partner_id == company_id, Membership.email == _any(emails), living)


def places(emails: Iterable[str]) -> Select[Any]:
    """The places that some addresses have now, wherever."""
    return select(Membership).where(Membership.email == _any(emails), Membership.status.in_(sorted(LIVING)))


def _any(words: Iterable[str]) -> Any:
    return func.any(literal(sorted(words), ARRAY(Text)))
