"""How a field says where its value comes from: a column, a SQL expression, a Select, or Python over named columns."""

import inspect
import operator
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ForwardRef
from uuid import UUID

import strawberry
from graphql import GraphQLObjectType, get_named_type
from sqlalchemy import BindParameter, ColumnElement, Select
from strawberry.types.field import StrawberryField

from portal.access import Permission

Row = Any
"""The parent's row expression: columns as attributes."""

KEY, COST = "entente", "cost"
"""Among what a field says of itself: where its value comes from, and what it costs where that is not 0 or 1."""
LONG = 25
"""The cost of a whole text."""


@dataclass(frozen=True, slots=True)
class Read:
    """The field is another row, a list of rows or a page of rows: the method returns a Select (or a Page)."""

    select: Callable[..., Any]
    requires: Permission | None = None
    """A field of the root says it; below, None stands for what the type requires (REQUIRES)."""
    bounds: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Smallest and largest value of integer arguments."""


@dataclass(frozen=True, slots=True)
class Value:
    """The field is a SQL expression over the parent's row; for an object type, a Part."""

    expression: Callable[..., Any]
    requires: Permission | None = None
    """What somebody needs who reads it, beside what the object needs."""


@dataclass(frozen=True, slots=True)
class Column:
    """The field is the column of its own name, for who may more than read the object."""

    requires: Permission


@dataclass(frozen=True, slots=True)
class Computed:
    """The field is made by Python from named columns, after the statement."""

    needs: Callable[..., Mapping[str, Any]]
    """needs(row, **arguments): SQL expressions by the name under which `compute` finds their values."""
    compute: Callable[..., Any]
    is_long: bool = False
    """It goes through whole texts: a thread computes it."""
    is_kept: bool = False
    """Nothing but the values, the caller's rights and side, and the moment decides: the result is kept for a while."""
    is_refusals: bool = False
    """A list of what was refused: empty on success."""


@dataclass(frozen=True, slots=True)
class Part:
    """An object made of the parent's own columns; null where `absent` holds."""

    columns: Mapping[str, Any]
    absent: ColumnElement[bool] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """Columns that a list is sorted by and its own records do not have, and the join that brings them."""

    columns: Mapping[str, Any]
    join: Callable[[Select[Any], Any], Select[Any]]
    """From the list and its record's class to the rows of it that have them."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """One way to sort a list. Ties are broken by the id in the same direction."""

    name: str
    key: Callable[[Row], ColumnElement[Any]]
    """Never null: a missing key has a stand-in, so that a page can begin after it."""
    read: Callable[[str], Any]
    """Turns the key's text in a cursor back into a value."""
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A list that is read one page at a time."""

    select: Select[Any]
    sorting: Sorting
    descending: bool = False
    branches: tuple[Select[Any], ...] = ()
    """The Selects that the list is put together from, one after the other, where it is: each is cut by itself."""


@dataclass(frozen=True, slots=True)
class BySide:
    """What is read lies in other tables for one side than for the other: a choice for the permission of each.

    Nobody's statement names a table that their login may not read. Null for whoever holds none of them.
    """

    choices: Mapping[Permission, Any]

    def each(self, make: Callable[[Any], Any]) -> "BySide":
        """The same with something made of each choice."""
        return BySide({permission: make(choice) for permission, choice in self.choices.items()})

    def held(self, permissions: Collection[Permission]) -> Permission | None:
        """The first that the caller holds."""
        return next((permission for permission in self.choices if permission in permissions), None)


@dataclass(frozen=True, slots=True)
class IdParam:
    """A global id given as an argument: the type's prefix, known to the plan, and the UUID, a bind parameter."""

    prefix: str
    value: BindParameter[UUID]


@dataclass(frozen=True, slots=True)
class IdsParam:
    """A list of global ids: the prefixes that occur, and two arrays as bind parameters."""

    prefixes: frozenset[str]
    types: BindParameter[list[str]]
    values: BindParameter[list[str]]
    """As text: the driver has no array of UUIDs without asking the catalogue, which the logins may not."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Columns of a row that name another one, of whatever type: its prefix, its id and the partner whose it is."""

    prefix: ColumnElement[str]
    value: ColumnElement[UUID]
    partner: ColumnElement[UUID]


@dataclass(frozen=True, slots=True)
class Lookup:
    """Objects by their global ids: each prefix's GraphQL type and the Select that finds one of it."""

    ids: IdParam | IdsParam | Pointer
    kinds: Mapping[str, tuple[str, Callable[[Any], Select[Any] | BySide]]]


@dataclass(frozen=True, slots=True)
class Act:
    """A mutation: the operation, and how its input becomes the operation's keyword arguments."""

    operation: Callable[..., Awaitable[Any]]
    arguments: Callable[[Any], dict[str, Any]]
    requires: Permission
    subject: Callable[[Any], UUID | None] = field(default=lambda _: None)
    """The id of the record that the input names, shown as it is now when the operation is refused."""
    deployment: frozenset[str] = frozenset()
    """What the operation takes by name besides the input: facts of the deployment, as its settings say them."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A field of Query that no statement answers: an operation does, in a transaction that can change nothing."""

    operation: Callable[..., Awaitable[Any]]
    tell: Callable[[Any, Any, str], Any]
    """The payload: tell(what the operation found or None, its refusals, language)."""
    requires: Permission
    is_apart: bool = False
    """The operation asks the database nothing, so no connection is held while it works: operation(actor, …)."""


def permission_of(source: Read, kind: Any) -> Permission | None:
    """What somebody needs who reads the field: what it says itself, or else what the type of its objects requires."""
    if source.requires is not None:
        return source.requires
    kind = get_named_type(kind)
    if isinstance(kind, GraphQLObjectType) and "pageInfo" in kind.fields:
        kind = get_named_type(kind.fields["nodes"].type)
    return required(kind)


def required(kind: Any) -> Permission | None:
    """What somebody needs who reads objects of the type, wherever they stand."""
    found: Permission | None = getattr(kind.extensions["strawberry-definition"].origin, "REQUIRES", None)
    return found


def later(name: str, module: str) -> Any:
    """A type of a module that imports this one."""
    return operator.getitem(Annotated, (ForwardRef(name), strawberry.lazy(module)))


def nothing_needed(_row: Row) -> Mapping[str, Any]:
    """For a computed field that looks at no column."""
    return {}


def plain(
    description: str, *, requires: Permission | None = None, cost: int | None = None, **options: Any
) -> Any:  # fmt: skip
    """A field that is the column of its own name."""
    metadata: dict[Any, Any] = {KEY: Column(requires)} if requires else {}
    return strawberry.field(description=description, metadata=metadata | _costing(cost), **options)


def read(
    kind: Any, description: str, *, requires: Permission | None = None, **bounds: tuple[int, int]
) -> Callable[[Any], StrawberryField]:
    """A method that returns a Select of the rows that the field shows."""

    def declare(method: Callable[..., Any]) -> StrawberryField:
        return _field(
            resolver=method, graphql_type=kind, description=description, metadata={KEY: Read(method, requires, bounds)}
        )

    return declare


def value(
    kind: Any, description: str, *, requires: Permission | None = None, cost: int | None = None
) -> Callable[[Any], StrawberryField]:  # fmt: skip
    """A method that returns a SQL expression over the row."""

    def declare(method: Callable[..., Any]) -> StrawberryField:
        return _field(
            resolver=method,
            graphql_type=kind,
            description=description,
            metadata={KEY: Value(method, requires), **_costing(cost)},
        )

    return declare


def computed(
    kind: Any,
    description: str,
    *,
    needs: Callable[..., Mapping[str, Any]],
    is_long: bool = False,
    is_kept: bool = False,
    is_refusals: bool = False,
) -> Callable[[Any], StrawberryField]:
    """Python over the values of `needs`, whose arguments after the row are the field's: compute(values, caller)."""

    def declare(compute: Callable[..., Any]) -> StrawberryField:
        def resolver() -> None:
            """Stands for the field in the schema."""

        row, *own = inspect.signature(needs).parameters.values()
        resolver.__signature__ = inspect.Signature([row.replace(name="self"), *own])  # type: ignore[attr-defined]
        return _field(
            resolver=resolver,
            graphql_type=kind,
            description=description,
            metadata={
                KEY: Computed(needs, compute, is_long, is_kept, is_refusals),
                **_costing(LONG if is_long else None),
            },
        )

    return declare


def _costing(cost: int | None) -> dict[Any, Any]:
    return {} if cost is None else {COST: cost}


def _field(**options: Any) -> StrawberryField:
    made: StrawberryField = strawberry.field(**options)
    return made
