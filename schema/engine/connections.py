"""Lists read a page at a time: their types, how a field is declared to be one, and cursors that cannot be forged."""

import base64
import binascii
import hashlib
import hmac
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import strawberry
from sqlalchemy import BindParameter, Text, cast, func, literal_column, type_coerce
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.field import StrawberryField

from portal import ids
from portal.access import Permission
from schema.engine.errors import BadInput
from schema.engine.fields import COST, KEY, BySide, Page, Read

DEFAULT, MOST = 25, 100
_LONGEST_CURSOR = 4_000
"""Characters: the longest key is a title or a name of 200 letters, each of up to four bytes."""
LISTED, COUNTED = 2, 5
"""What a list costs besides its items, and what their number does."""
_BLOCK = 64
_MAC = 32

T = TypeVar("T")


@strawberry.type(description="Position of a page in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="True if there are more items after `endCursor`.")
    has_previous_page: bool = strawberry.field(description="True if there are more items before `startCursor`.")
    start_cursor: str | None = strawberry.field(description="First cursor.")
    end_cursor: str | None = strawberry.field(description="Last cursor.")


@strawberry.type(description="An item in a page.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Opaque cursor.")
    node: T = strawberry.field(description="The item.")


@strawberry.type(description="A list, one page at a time.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="Page items with cursors.", metadata={COST: 0})
    nodes: list[T] = strawberry.field(description="Page items.")
    page_info: PageInfo = strawberry.field(description="Information about this page.")
    total_count: int = strawberry.field(
        description="Total number of items that the caller can see.", metadata={COST: COUNTED}
    )


@dataclass(frozen=True, slots=True)
class Paged:
    """A page and where it was asked to begin and end."""

    page: Page
    first: BindParameter[int] | None
    after: BindParameter[str] | None
    last: BindParameter[int] | None
    before: BindParameter[str] | None


def _paging(name: str, kind: Any, description: str) -> inspect.Parameter:
    said = Annotated[kind | None, strawberry.argument(description=description)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=strawberry.UNSET, annotation=said)


_PAGING = (
    _paging(
        "first",
        int,
        f"Number of items from the start of the list, or after the cursor `after`; 1-{MOST}, {DEFAULT} if absent.",
    ),
    _paging("after", str, "Only items after this cursor."),
    _paging(
        "last",
        int,
        f"Number of items from the end of the list, or before the cursor `before`, instead of `first`; 1-{MOST}.",
    ),
    _paging("before", str, "Only items before this cursor."),
)


def connection(kind: Any, description: str, *, requires: Permission | None = None) -> Callable[[Any], StrawberryField]:
    """A method that returns a Page; `first`, `after`, `last` and `before` are added to its own arguments."""

    def declare(method: Callable[..., Any]) -> StrawberryField:
        def select(
            row: Any, *, first: Any = None, after: Any = None, last: Any = None, before: Any = None, **own: Any
        ) -> Paged | BySide:
            def paged(page: Page) -> Paged:
                return Paged(page, first, after, last, before)

            found = method(row, **own)
            return found.each(paged) if isinstance(found, BySide) else paged(found)

        def resolver() -> None:
            """Stands for the method in the schema; the compiler calls `select`."""

        own = inspect.signature(method).parameters.values()
        resolver.__signature__ = inspect.Signature([*own, *_PAGING])  # type: ignore[attr-defined]
        made: Any = strawberry.field(
            resolver=resolver,
            graphql_type=kind,
            description=description,
            metadata={KEY: Read(select, requires, {"first": (1, MOST), "last": (1, MOST)}), COST: LISTED},
        )
        field: StrawberryField = made
        return field

    return declare


class CursorKeys:
    """The key that signs cursors, as the two padded blocks of HMAC (RFC 2104), so that SQL can sign as well."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.sha256(b"cursors" + secret).digest()
        block = self._key.ljust(_BLOCK, b"\0")
        self.inner = bytes(byte ^ 0x36 for byte in block)
        self.outer = bytes(byte ^ 0x5C for byte in block)

    def in_sql(self, order: str, place: ColumnElement[Any], key: ColumnElement[Any]) -> ColumnElement[Any]:
        """A cursor of this order: base64url of a row's id and key, a point, the first 32 digits of its HMAC-SHA256."""
        hexadecimal = _word("hex")
        digits = func.encode(func.uuid_send(place), hexadecimal, type_=Text())
        body = func.convert_to(_word(f"{order}|") + digits + _word("|") + cast(key, Text()), _word("UTF8"))
        inner = func.sha256(type_coerce(self.inner, BYTEA()).op("||")(body))
        mac = func.encode(func.sha256(type_coerce(self.outer, BYTEA()).op("||")(inner)), hexadecimal)
        encoded = func.translate(func.encode(body, _word("base64")), "+/=\n", "-_", type_=Text())
        return encoded + _word(".") + func.left(mac, _MAC, type_=Text())

    def opened(self, cursor: str, order: str) -> tuple[str, UUID]:
        """The key's text and the id in a cursor of this order. Refuses: BadInput for any other text."""
        body, _, mac = cursor.partition(".")
        try:
            payload = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)) if len(cursor) < _LONGEST_CURSOR else b""
            genuine = hmac.compare_digest(hmac.new(self._key, payload, hashlib.sha256).hexdigest()[:_MAC], mac)
            made_for, value, key = payload.decode().split("|", 2) if genuine else ("", "", "")
        except (binascii.Error, ValueError, TypeError) as fault:
            raise BadInput("The cursor is not one of this list.") from fault
        if made_for != order:
            raise BadInput("The cursor is not one of this list in this order.")
        return key, ids.parse(f"row_{value}")[1]


def _word(text: str) -> ColumnElement[Any]:
    return literal_column(f"'{text}'", Text())
