"""What every record shares: named constraints, keys that carry the partner, text enumerations, and its policies."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Context, Decimal
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    MetaData,
    Numeric,
    Text,
    TypeDecorator,
    Uuid,
    inspect,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from portal import ids
from portal.database.policies import Policy

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Word(TypeDecorator[StrEnum]):
    """An enumeration stored as text; the CHECK stands among the table's constraints."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else str(value)

    def result_processor(self, _dialect: Dialect, _kind: object) -> Callable[[Any], Any]:
        known = _by_value(self.words)
        return lambda value: None if value is None else known[value]


class Words(TypeDecorator[frozenset[StrEnum]]):
    """A set of words stored as a sorted array of text."""

    impl = ARRAY(Text)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> list[str] | None:  # noqa: ARG002
        return None if value is None else sorted(str(word) for word in value)

    def result_processor(self, _dialect: Dialect, _kind: object) -> Callable[[Any], Any]:
        known = _by_value(self.words)
        return lambda value: None if value is None else frozenset(map(known.__getitem__, value))


def _by_value(words: type[StrEnum]) -> dict[str, StrEnum]:
    return {word.value: word for word in words}


_DIGITS = Context(prec=200)


class Exact(TypeDecorator[Decimal]):
    """An exact number; read without the zeros that a column's scale puts behind it: 95, not 95.000000."""

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int | None = None, scale: int | None = None) -> None:
        super().__init__(precision, scale)

    def result_processor(self, _dialect: Dialect, _kind: object) -> Callable[[Any], Any]:
        return lambda value: None if value is None else short(value)


def short(value: Decimal) -> Decimal:
    """The same number without zeros behind its point."""
    whole = value.to_integral_value(context=_DIGITS)
    return whole if whole == value else value.normalize(_DIGITS)


class Record(DeclarativeBase):
    """A row with a life of its own."""

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        UUID: Uuid(),
        datetime: DateTime(timezone=True),
        date: Date,
        int: BigInteger,
        list[str]: ARRAY(Text),
        list[UUID]: ARRAY(Uuid()),
        list[dict[str, Any]]: JSONB,
        dict[str, Any]: JSONB,
    }
    __policies__: ClassVar[tuple[Policy, ...]] = ()
    __append_only__: ClassVar[bool] = False
    """Rows are never changed or deleted: no grant allows it, and a trigger refuses it even to the owner.

    Each new row is noted for the chain of seals (portal.sealing), but of the chain itself.
    """
    __is_chain__: ClassVar[bool] = False

    def __init_subclass__(cls, **options: Any) -> None:
        """Every table of its own refuses what is neither a day nor an instant: "infinity" can be read by nobody."""
        super().__init_subclass__(**options)
        table: Any = cls.__table__
        times = [each.name for each in table.columns if isinstance(each.type, (Date, DateTime))]
        if times:
            table.append_constraint(check("times_are_finite", " AND ".join(f"isfinite({name})" for name in times)))

    def __init__(self, **values: Any) -> None:
        """A new record with these columns. Raises TypeError for another name.

        Nothing has been changed about it yet, so nobody is told of each value as it is put in.
        """
        if not values.keys() <= _columns(type(self)):
            raise TypeError(f"{type(self).__name__} has no {', '.join(values.keys() - _columns(type(self)))}")
        self.__dict__.update(values)


@cache
def _columns(kind: Any) -> frozenset[str]:
    return frozenset(inspect(kind).column_attrs.keys())


class PartnerOwned:
    """A row of one partner's world: the key begins with the partner, so a child never hangs on another's parent."""

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)


class Versioned:
    """A row that two people may change at once: the second is told."""

    version: Mapped[int] = mapped_column(default=1)


def words(column: str, enumeration: type[StrEnum]) -> CheckConstraint:
    """The column holds one of the enumeration's words, or null."""
    allowed = ", ".join(f"'{word.value}'" for word in enumeration)
    return CheckConstraint(f"{column} IN ({allowed})", name=f"{column}_known")


def many_words(column: str, enumeration: type[StrEnum]) -> CheckConstraint:
    """The array column holds only words of the enumeration."""
    allowed = ", ".join(f"'{word.value}'" for word in enumeration)
    return CheckConstraint(f"{column} <@ ARRAY[{allowed}]", name=f"{column}_known")


def check(name: str, condition: str) -> CheckConstraint:
    return CheckConstraint(condition, name=name)
