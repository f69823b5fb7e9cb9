"""The same schema run the slow way: graphql-core walks the operation, and every field is a query of its own.

Nothing of the compiler's walk or of its JSON is used here, so that the two answers can be compared.
"""

import base64
import functools
import hashlib
import hmac
import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from graphql import (
    DocumentNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    execute,
    get_named_type,
)
from sqlalchemy import Select, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal import clock, ids, journal
from portal.access import Actor
from portal.clock import Moment
from portal.languages import ENGLISH
from schema import root
from schema.engine import arguments, paging
from schema.engine.completion import Asking
from schema.engine.connections import DEFAULT, Paged
from schema.engine.fields import KEY, BySide, Computed, IdsParam, Lookup, Part, Pointer, Read, Value, permission_of

BOUND = "__bound"


@functools.cache
def unresolved() -> GraphQLSchema:
    """The schema once more, without any resolver: what a field is worth is for `resolve` alone to say."""
    schema: GraphQLSchema = root.made.__wrapped__()._schema
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not kind.name.startswith("__"):
            for field in kind.fields.values():
                field.resolve = None
            if isinstance(kind, GraphQLObjectType):
                kind.is_type_of = None
            else:
                kind.resolve_type = None
    return schema


class Frozen:
    """A row whose columns are constants: what a read takes as its parent's row."""

    def __init__(self, values: Mapping[str, Any], types: Mapping[str, Any]) -> None:
        self.values, self.types = values, types

    def __getattr__(self, name: str) -> Any:
        if name not in self.types:
            raise AttributeError(name)
        return literal(self.values[name], self.types[name])


@dataclass
class Reference:
    """One caller's slow executor, inside a transaction whose context is entered."""

    session: AsyncSession
    actor: Actor
    secret: bytes

    async def run(self, document: DocumentNode, variables: Mapping[str, Any]) -> Any:
        """The whole result as JSON values."""
        found = execute(
            unresolved(), document, variable_values=dict(variables), context_value=self, field_resolver=resolve,
            type_resolver=lambda value, _info, _kind: value.type_name,
        )  # fmt: skip
        result = await found if inspect.isawaitable(found) else found
        assert result.errors is None, result.errors
        return json.loads(json.dumps(result.data))

    async def rows(self, statement: Select[Any], binds: arguments.Binds, info: GraphQLResolveInfo[Any]) -> list[Any]:
        """The rows of a Select as records with their columns' values."""
        source = statement.subquery()
        params = {name: getter(info.variable_values.coerced) for name, getter in binds.getters.items()}
        found = (await self.session.execute(select(source), params)).all()
        types = {column.key: column.type for column in source.c}
        entity = statement.column_descriptions[0]["entity"] if len(statement.column_descriptions) == 1 else None
        named = {item.columns[0].name: item.key for item in entity.__mapper__.column_attrs} if entity else {}
        return [
            Frozen(
                {named.get(key, key): value for key, value in zip(types, row, strict=True)},
                {named.get(key, key): kind for key, kind in types.items()},
            )
            for row in found
        ]

    async def value(self, expression: Any, binds: arguments.Binds, info: GraphQLResolveInfo[Any]) -> Any:
        params = {name: getter(info.variable_values.coerced) for name, getter in binds.getters.items()}
        return (await self.session.execute(select(expression), params)).scalar_one()


async def resolve(parent: Any, info: GraphQLResolveInfo[Any], **_: Any) -> Any:
    """Any field of the schema."""
    reference: Reference = info.context
    definition = info.parent_type.fields[info.field_name]
    spec = definition.extensions["strawberry-definition"]
    source = spec.metadata.get(KEY)
    if isinstance(parent, Slice):
        return parent.field(info.field_name)
    if not isinstance(parent, Frozen | None):
        return getattr(parent, spec.python_name)
    binds = arguments.Binds()
    given = _arguments(definition, info, binds)
    if isinstance(source, Read):
        return await _read(reference, source, definition, parent, given, binds, info)
    if isinstance(source, Computed):
        return await _computed(reference, source, parent, given, binds, info)
    if isinstance(source, Value):
        found = source.expression(parent, **given)
        if isinstance(found, Part):
            if found.absent is not None and await reference.value(found.absent, binds, info):
                return None
            columns = {name: await reference.value(column, binds, info) for name, column in found.columns.items()}
            return SimpleNamespace(**columns)
        return _leaf(await reference.value(found, binds, info))
    assert parent is not None
    if get_named_type(definition.type).name == "ID":
        return ids.text(info.parent_type.extensions["strawberry-definition"].origin.PREFIX, parent.values["id"])
    return _leaf(parent.values[spec.python_name])


def _arguments(definition: Any, info: GraphQLResolveInfo[Any], binds: arguments.Binds) -> dict[str, Any]:
    nodes = {node.name.value: node.value for node in info.field_nodes[0].arguments or ()}
    found = {}
    for name, argument in definition.args.items():
        if name in nodes:
            value = arguments.convert(nodes[name], argument.type, info.variable_values, binds)
        else:
            value = arguments.constant(arguments.default(argument), argument.type, binds)
        if value is not None:
            found[arguments.python_name(name, argument)] = value
    return found


async def _read(
    reference: Reference, source: Read, definition: Any, parent: Any, given: dict[str, Any], binds: arguments.Binds,
    info: GraphQLResolveInfo[Any],
) -> Any:  # fmt: skip
    if permission_of(source, definition.type) not in reference.actor.permissions:
        return None
    result = _of_side(reference, source.select(parent, **given))
    if result is None:
        return None
    if isinstance(result, Lookup):
        return await _found(reference, result, binds, info)
    if isinstance(result, Paged):
        return await Slice.read(reference, result, binds, info)
    rows = await reference.rows(result, binds, info)
    if "[" in str(definition.type):
        return rows
    return rows[0] if rows else None


def _of_side(reference: Reference, result: Any) -> Any:
    """What lies in other tables for each side, as the caller's side has it."""
    if not isinstance(result, BySide):
        return result
    return next((choice for held, choice in result.choices.items() if held in reference.actor.permissions), None)


async def _found(reference: Reference, lookup: Lookup, binds: arguments.Binds, info: GraphQLResolveInfo[Any]) -> Any:
    many = isinstance(lookup.ids, IdsParam)
    values = info.variable_values.coerced
    if isinstance(lookup.ids, IdsParam):
        prefixes = binds.getters[lookup.ids.types.key](values)
        wanted = binds.getters[lookup.ids.values.key](values)
    elif isinstance(lookup.ids, Pointer):
        named = (lookup.ids.prefix, lookup.ids.value)
        prefix, value = [await reference.value(each, arguments.Binds(), info) for each in named]
        prefixes, wanted = [prefix], [value]
    else:
        prefixes, wanted = [lookup.ids.prefix], [binds.getters[lookup.ids.value.key](values)]
    found: list[Any] = []
    for prefix, value in zip(prefixes, wanted, strict=True):
        rows = []
        if prefix in lookup.kinds:
            name, find = lookup.kinds[prefix]
            rows = await reference.rows(_of_side(reference, find(UUID(str(value)))), arguments.Binds(), info)
            for row in rows:
                row.type_name = name
        found.append(rows[0] if rows else None)
    return found if many else found[0]


async def _computed(
    reference: Reference, source: Computed, parent: Any, given: dict[str, Any], binds: arguments.Binds,
    info: GraphQLResolveInfo[Any],
) -> Any:  # fmt: skip
    needs = source.needs(parent, **given)
    values = {name: _json(await reference.value(need, binds, info)) for name, need in needs.items()}
    return source.compute(values, Asking(reference.actor, Moment(clock.now()), ENGLISH))


@dataclass
class Slice:
    """A page cut in Python from the whole list."""

    rows: list[Frozen]
    whole: int
    before: bool
    after: bool
    cursors: list[str]

    @classmethod
    async def read(
        cls, reference: Reference, paged: Paged, binds: arguments.Binds, info: GraphQLResolveInfo[Any]
    ) -> "Slice":
        values = info.variable_values.coerced
        first, after, last, before = (
            None if item is None else binds.getters[item.key](values)
            for item in (paged.first, paged.after, paged.last, paged.before)
        )
        page, entity = paged.page, paging.columns_of(paged.page.select)
        found, beside = page.select.order_by(None), page.sorting.beside
        key = page.sorting.key(SimpleNamespace(**beside.columns) if beside else entity)
        order = (key.desc(), entity.id.desc()) if page.descending else (key, entity.id)
        found = beside.join(found, entity) if beside else found
        rows = await reference.rows(found.order_by(*order), binds, info)
        name = f"{page.sorting.name}.{'DESC' if page.descending else 'ASC'}"
        told = [
            select(key).where(journal.Placed.id == row.values["id"]).scalar_subquery()
            if beside
            else page.sorting.key(row)
            for row in rows
        ]
        keys = [await reference.value(_as_text(each), arguments.Binds(), info) for each in told]
        cursors = [
            _cursor(reference.secret, name, row.values["id"], text) for row, text in zip(rows, keys, strict=True)
        ]
        start = cursors.index(after) + 1 if after else 0
        end = cursors.index(before) if before else len(rows)
        stop = end if last is not None else min(end, start + (first or DEFAULT))
        cut = range(start if last is None else max(start, end - last), stop)
        more_after = cut.stop < end if last is None else before is not None
        more_before = after is not None if last is None else cut.start > start
        return cls([rows[i] for i in cut], len(rows), more_before, more_after, [cursors[i] for i in cut])

    def field(self, name: str) -> Any:
        if name == "nodes":
            return self.rows
        if name == "edges":
            return [
                SimpleNamespace(node=row, cursor=cursor) for row, cursor in zip(self.rows, self.cursors, strict=True)
            ]
        if name == "totalCount":
            return self.whole
        return SimpleNamespace(
            has_next_page=self.after,
            has_previous_page=self.before,
            start_cursor=self.cursors[0] if self.cursors else None,
            end_cursor=self.cursors[-1] if self.cursors else None,
        )


def _as_text(expression: Any) -> Any:
    return expression.cast(arguments.SQL_TYPES["String"])


def _cursor(secret: bytes, order: str, value: UUID, key: str) -> str:
    """RFC 2104 by the standard library, against the SQL that does the same with two hashes."""
    body = f"{order}|{value.hex}|{key}".encode()
    mac = hmac.new(hashlib.sha256(b"cursors" + secret).digest(), body, hashlib.sha256).hexdigest()[:32]
    return f"{base64.urlsafe_b64encode(body).decode().rstrip('=')}.{mac}"


def _leaf(value: Any) -> Any:
    """A column's value as graphql-core serialises it: the schema's enumerations go by their members."""
    if isinstance(value, Sequence | frozenset) and not isinstance(value, str):
        return [_leaf(item) for item in sorted(value)]
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _json(value: Any) -> Any:
    """A value as JSON made by the database would hold it."""
    if isinstance(value, frozenset):
        return sorted(str(item) for item in value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
