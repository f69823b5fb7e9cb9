"""What can be asked about rounds, their changes and signatures."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Select,
    Text,
    case,
    cast,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.contracts.models import Acceptance, Change, Contract, Round, Signature, Version
from portal.contracts.queries.contracts import Row
from portal.journal import Entry
from portal.sealing import Seal, Sealed


def rounds_of(contract: Row, *, last: Row = None, before: Row = None) -> Select[Any]:
    """Newest first; at most `last`, only those numbered under `before`."""
    found = select(Round).where(Round.partner_id == contract.partner_id, Round.contract_id == contract.id)
    return last_of(found, Round.number, last, before)


def last_of(found: Select[Any], number: Any, last: Row, before: Row) -> Select[Any]:
    found = found if before is None else found.where(number < before)
    return found.order_by(number.desc()).limit(last)


def open_round_of(contract: Row) -> Select[Any]:
    """The round that waits for somebody; there is at most one."""
    return select(Round).where(
        Round.partner_id == contract.partner_id,
        Round.contract_id == contract.id,
        # Words of our own, in the text, so that the constraint's partial index serves.
        Round.status.in_([literal_column("'DRAFTING'"), literal_column("'SUBMITTED'")]),
    )


def waits_since(contract: Row) -> ColumnElement[Any]:
    """Since when it waits for the side whose turn it is: who drafts a round saves it many times."""
    began = func.coalesce(Round.submitted_at, Round.opened_at)
    began_at = open_round_of(contract).with_only_columns(began, maintain_column_froms=True).scalar_subquery()
    return case((contract.pen.is_not(None), func.coalesce(began_at, contract.updated_at)), else_=contract.updated_at)


def changes_of(round_: Row) -> Select[Any]:
    """In the order in which they are applied; none while the other side is still drafting."""
    return (
        select(Change)
        .where(Change.partner_id == round_.partner_id, Change.round_id == round_.id)
        .order_by(Change.position)
    )


def number_of_changes(round_: Row) -> ColumnElement[int]:
    found = select(func.count()).select_from(Change)
    return found.where(Change.partner_id == round_.partner_id, Change.round_id == round_.id).scalar_subquery()


CLOSING = ("countered", "accepted", "withdrawn", "lapsed", "aborted")


def closing_of(round_: Row) -> Select[Any]:
    """The journal's entry of the step that closed a round: both happened at the same instant."""
    return (
        select(Entry)
        .where(
            Entry.partner_id == round_.partner_id,
            Entry.record_id == round_.contract_id,
            Entry.at == round_.closed_at,
            Entry.event.in_([literal_column(f"'negotiation.round_{end}'") for end in CLOSING]),
        )
        .limit(1)
    )


def acceptances_of(contract: Row) -> Select[Any]:
    """Every word of a side that it accepts a text, newest first; which of them count, the contract says."""
    return (
        select(Acceptance)
        .where(Acceptance.partner_id == contract.partner_id, Acceptance.contract_id == contract.id)
        .order_by(Acceptance.accepted_at.desc())
    )


def signatures_of(contract: Row) -> Select[Any]:
    """Oldest first, the void ones among them."""
    return (
        select(Signature)
        .where(Signature.partner_id == contract.partner_id, Signature.contract_id == contract.id)
        .order_by(Signature.signed_at)
    )


def seal_of(table: str, row: Row) -> Select[Any]:
    """The seal under which a row of a table is; none in the seconds before it is made."""
    return (
        select(Seal)
        .join(Sealed, Sealed.seal == Seal.number)
        .where(
            Sealed.partner_id == row.partner_id,
            Sealed.table_name == literal_column(f"'{table}'", Text()),
            Sealed.row_id == row.id,
        )
    )


def is_void(signature: Row) -> ColumnElement[bool]:
    """Whether a later signature window made the signature void, or the text went back to the table."""
    counts = (
        select(Contract.id)
        .where(
            Contract.partner_id == signature.partner_id,
            Contract.id == signature.contract_id,
            Contract.signature_window == signature.window,
            cast(signature.side, Text) == func.any(type_coerce(Contract.signed_by, ARRAY(Text))),
        )
        .exists()
    )
    return ~counts


def base_text_of(round_: Row) -> Any:
    """The canonical text that a round builds on, as a scalar."""
    return (
        select(Version.document)
        .where(
            Version.partner_id == round_.partner_id,
            Version.contract_id == round_.contract_id,
            Version.number == round_.base_number,
        )
        .scalar_subquery()
    )


def _named(fields: tuple[str, ...]) -> list[Any]:
    return [part for name in fields for part in (literal_column(f"'{name}'", Text()), getattr(Change, name))]


def changes_as_json(round_: Row) -> Any:
    """A round's changes in order, as a JSON list of what applying them needs."""
    fields = (
        "operation",
        "clause_key",
        "base_sha256",
        "after_key",
        "number",
        "heading",
        "text",
        "depth",
        "term",
        "term_value",
        "annex",
        "annex_sha256",
        "annex_bytes",
    )
    row = func.json_build_object(*_named(fields))
    ordered = aggregate_order_by(row, Change.position)
    return (
        select(func.coalesce(func.json_agg(ordered), cast(literal_column("'[]'"), JSON)))
        .where(Change.partner_id == round_.partner_id, Change.round_id == round_.id)
        .scalar_subquery()
    )


def round_by_id(value: Row) -> Select[Any]:
    return select(Round).where(Round.id == value)


def change_by_id(value: Row) -> Select[Any]:
    return select(Change).where(Change.id == value)


def signature_by_id(value: Row) -> Select[Any]:
    return select(Signature).where(Signature.id == value)
