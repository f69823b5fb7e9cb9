"""Statements of SQLAlchemy as the driver takes them: compiled once for each shape, with the values of this time."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Select, UpdateBase, inspect
from sqlalchemy.exc import NoInspectionAvailable
from sqlalchemy.sql.compiler import SQLCompiler

from portal.database import layouts
from portal.database.base import Record
from portal.database.layouts import DIALECT, Convert, Layout

SHAPES = 500
"""Compiled statements that are kept; the least recently used go first."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a statement asks for, and where it begins in a row: a record, or a value."""

    start: int
    layout: Layout | None
    take: Convert | None
    name: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement with its values."""

    sql: str
    values: Sequence[Any]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Lasting:
    """A statement that is made once of named parameters; what else it holds never changes."""

    sql: str
    names: tuple[str, ...]
    gives: tuple[Convert | None, ...]
    constants: Mapping[str, Any]
    parts: tuple[Part, ...]

    def ready(self, values: Mapping[str, Any]) -> Ready:
        found = [
            give(value) if give else value
            for name, give in zip(self.names, self.gives, strict=True)
            for value in (values[name] if name in values else self.constants[name],)
        ]
        return Ready(self.sql, found, self.parts)


_lasting: WeakKeyDictionary[Any, Lasting] = WeakKeyDictionary()
_shapes: OrderedDict[Any, tuple[SQLCompiler, tuple[Part, ...], Mapping[str, Convert | None]]] = OrderedDict()


def ready(statement: Any, params: Mapping[str, Any] | None) -> Ready:
    """A statement as the driver takes it; one that comes with parameters lasts, any other is known by its shape."""
    if params is None:
        return _of_its_shape(statement)
    found = _lasting.get(statement)
    if found is None:
        found = _lasting[statement] = _made_once(statement, params)
    return found.ready(params)


def _made_once(statement: Any, params: Mapping[str, Any]) -> Lasting:
    whole, parts = _laid_out(statement)
    compiled = whole.compile(dialect=DIALECT)
    state = compiled.construct_expanded_state(dict.fromkeys(params))
    kinds = {**_gives(compiled), **state.processors}
    names = tuple(state.positiontup or ())
    return Lasting(state.statement, names, tuple(kinds.get(name) for name in names), state.parameters, parts)


def _of_its_shape(statement: Any) -> Ready:
    # The library's own key of a statement's shape, and the values that it has this time: it has no other name for them.
    key = statement._generate_cache_key()  # noqa: SLF001
    found = _shapes.get(key.key)
    if found is None:
        whole, parts = _laid_out(statement)
        compiled = whole.compile(dialect=DIALECT, cache_key=key)
        found = _shapes[key.key] = compiled, parts, _gives(compiled)
        if len(_shapes) > SHAPES:
            _shapes.popitem(last=False)
    else:
        _shapes.move_to_end(key.key)
    compiled, parts, gives = found
    values: Mapping[str, Any] = compiled.construct_params(extracted_parameters=key.bindparams)
    if not compiled.post_compile_params:
        return Ready(compiled.string, _given(compiled.positiontup, values, gives), parts)
    state = compiled.construct_expanded_state(values)  # it has lists, which may have another length each time
    return Ready(state.statement, _given(state.positiontup, state.parameters, {**gives, **state.processors}), parts)


def _given(names: Sequence[str] | None, values: Mapping[str, Any], gives: Mapping[str, Any]) -> list[Any]:
    return [give(values[name]) if (give := gives.get(name)) else values[name] for name in names or ()]


def _gives(compiled: SQLCompiler) -> dict[str, Convert | None]:
    return {name: layouts.giving(parameter.type) for name, parameter in compiled.binds.items()}


def _laid_out(statement: Any) -> tuple[Any, tuple[Part, ...]]:
    """The statement with each record's columns in the order of its layout, and what stands where."""
    columns: list[Any] = []
    parts: list[Part] = []
    for told in _asked(statement):
        layout = _layout(told["expr"])
        if layout is None:
            parts.append(Part(len(columns), None, layouts.taking(told["type"]), told["name"]))
            columns.append(told["expr"])
        else:
            parts.append(Part(len(columns), layout, None, told["name"]))
            columns += [getattr(told["expr"], place.attribute) for place in layout.places]
    if any(part.layout for part in parts):
        arranged = (
            statement.with_only_columns(*columns) if isinstance(statement, Select) else statement.returning(*columns)
        )
        return arranged, tuple(parts)
    return statement, tuple(parts)


def _asked(statement: Any) -> Sequence[Mapping[str, Any]]:
    """What a question asks for, or what a change gives back."""
    name = "returning_column_descriptions" if isinstance(statement, UpdateBase) else "column_descriptions"
    found: Sequence[Mapping[str, Any]] = getattr(statement, name, ())
    return found


def _layout(asked: Any) -> Layout | None:
    """The layout of a class of records, or of another name for it; None for any other expression."""
    try:
        mapper = getattr(inspect(asked), "mapper", None)
    except NoInspectionAvailable:
        return None
    entity = mapper.class_ if mapper is not None and not hasattr(asked, "property") else None
    return layouts.of(entity) if entity is not None and issubclass(entity, Record) else None
