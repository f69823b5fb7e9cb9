"""By which numbers a partner knows the company's products is said by either side, and each sees what the other said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import errors, ids, journal
from portal.access import Actor, Permission, Side
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.models import Product, ProductNumber
from portal.opportunities.rules.numbers import MOST_NUMBERS, NUMBER_LONGEST, Meant, meant
from portal.room import PRODUCT_NAME
from portal.sentences import say
from portal.wording import line

NUMBER, PRODUCT = ("input", "number"), ("input", "productId")


async def set_product_number(
    session: Session, actor: Actor, *, number: str, now: datetime, partner_id: UUID | None = None,
    product_id: UUID | None = None, expected_version: int | None = None,
) -> ProductNumber:  # fmt: skip
    """Says which of the company's products a partner's number means; without one: none of them.

    Whoever changes what a number means says which version they saw; the same again changes nothing.

    Refuses: NotAllowed, NotFound, StaleVersion, Invalid for a number that means another product.
    """
    actor.require(Permission.PRODUCT_NUMBER)
    whose = await _partner(session, actor, partner_id)
    written, product = _number(number), await _product(session, product_id)
    found: ProductNumber | None = await session.scalar(
        queries.product_number_called(whose, written).with_for_update()
    )  # fmt: skip
    if found is not None and expected_version is not None:
        _check(found, expected_version)
    if found is not None and found.product_id == product_id:
        return found
    if found is not None and found.product_id is not None and expected_version is None:
        raise await _taken(session, found)
    return await _put(session, actor, whose, written, found, product, now)


async def change_product_number(
    session: Session, actor: Actor, *, product_number_id: UUID, expected_version: int, number: str, now: datetime
) -> ProductNumber:
    """Another number means the product now, and the one before means none; gives the new one.

    Refuses: NotAllowed, NotFound, StaleVersion, WrongStatus, Invalid for a number that means a product.
    """
    before = await _opened(session, actor, product_number_id, expected_version)
    product, written = await _product(session, before.product_id), _number(number)
    if written == before.number:
        return before
    found: ProductNumber | None = await session.scalar(
        queries.product_number_called(before.partner_id, written).with_for_update()
    )
    if found is not None and found.product_id is not None:
        raise await _taken(session, found)
    await _put(session, actor, before.partner_id, before.number, before, None, now)
    return await _put(session, actor, before.partner_id, written, found, product, now)


async def remove_product_number(
    session: Session, actor: Actor, *, product_number_id: UUID, expected_version: int, now: datetime
) -> ProductNumber:
    """The number means none of the products from now on. Refuses: NotAllowed, NotFound, StaleVersion, WrongStatus."""
    found = await _opened(session, actor, product_number_id, expected_version)
    return await _put(session, actor, found.partner_id, found.number, found, None, now)


async def products_meant(session: Session, partner_id: UUID | None, typed: Sequence[str]) -> Meant:
    """Which products are meant: by the company's codes, or by the numbers of the partner in whose world it is."""
    codes = frozenset((await session.scalars(queries.products_named(typed))).all())
    numbers = dict[str, str]()
    if partner_id is not None:
        rows: Sequence[Any] = (await session.execute(queries.codes_of_numbers(partner_id, typed))).all()
        numbers = {row.number: row.code for row in rows}
    return meant(typed, codes, numbers)


async def _partner(session: Session, actor: Actor, named: UUID | None) -> UUID:
    path = ("input", "partnerId")
    wanted = named or (actor.partner_id if actor.side is Side.PARTNER else None)
    if wanted is None:
        raise errors.Invalid("Name the partner.", path=path)
    is_other = actor.side is Side.PARTNER and wanted != actor.partner_id
    if is_other or (await session.execute(queries.both_sides(wanted))).one_or_none() is None:
        raise errors.NotFound("There is no such partner.", path=path)
    return wanted


def _number(typed: str) -> str:
    wanted = say("Enter the number, in 1 to {longest} characters.", longest=NUMBER_LONGEST)
    return line(typed, path=NUMBER, wanted=wanted, longest=NUMBER_LONGEST)


async def _product(session: Session, product_id: UUID | None) -> Product | None:
    if product_id is None:
        return None
    found: Product | None = await session.scalar(queries.product(product_id))
    if found is None:
        raise errors.NotFound("There is no such product.", path=PRODUCT)
    return found


async def _opened(session: Session, actor: Actor, number_id: UUID, expected_version: int) -> ProductNumber:
    """The number under a row lock, while it means a product."""
    actor.require(Permission.PRODUCT_NUMBER)
    found: ProductNumber | None = await session.scalar(queries.product_number(number_id).with_for_update())
    if found is None:
        raise errors.NotFound("There is no such product number.", path=("input", "productNumberId"))
    _check(found, expected_version)
    if found.product_id is None:
        raise errors.WrongStatus("This number has been removed. Add it again to use it.")
    return found


def _check(found: ProductNumber, expected_version: int) -> None:
    if found.version != expected_version:
        raise errors.StaleVersion(
            "Someone changed the number after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        )


async def _taken(session: Session, found: ProductNumber) -> errors.Invalid:
    product = (await session.scalars(queries.product_meant(found))).one()
    return errors.Invalid(
        "{number} is already the number for {product}. Change or remove it there first.",
        number=found.number, product=product.name, path=NUMBER,
    )  # fmt: skip


async def _put(
    session: Session, actor: Actor, partner_id: UUID, number: str, found: ProductNumber | None,
    product: Product | None, now: datetime,
) -> ProductNumber:  # fmt: skip
    """Writes it down, with who said so and when. Refuses: Invalid for what would be unclear or too many."""
    before: Product | None = (
        await session.scalar(queries.product_meant(found)) if found is not None and found.product_id else None
    )
    if product is not None:
        await _keep_clear(session, partner_id, number, product)
    if found is None:
        found = ProductNumber(partner_id=partner_id, id=ids.new(), version=0, number=number)
        session.add(found)
    found.product_id, found.version = None if product is None else product.id, found.version + 1
    found.side, found.made_by_name, found.made_at = actor.side, actor.name, now
    await session.flush()
    _tell(session, actor, found, before, product, now)
    return found


async def _keep_clear(session: Session, partner_id: UUID, number: str, product: Product) -> None:
    """What a registration names means one product, whether it is a code or a number."""
    other: Product | None = await session.scalar(queries.product_with(number.upper()))
    if other is not None and other.id != product.id:
        raise errors.Invalid(
            "{number} is the company's code for {product}. Enter a number that is no code of another product.",
            number=number, product=other.name, path=NUMBER,
        )  # fmt: skip
    if (await session.scalar(queries.count_numbers(partner_id, product.id)) or 0) >= MOST_NUMBERS:
        raise errors.Invalid(
            "A product can have at most {most} numbers of one partner. Remove one first.", most=MOST_NUMBERS,
            path=NUMBER,
        )  # fmt: skip


def _tell(
    session: Session, actor: Actor, number: ProductNumber, before: Product | None, after: Product | None, now: datetime
) -> None:  # fmt: skip
    """Writes it down for both sides, among what happens to the partner."""
    journal.write(
        session, actor, "product_number.set" if after else "product_number.removed", partner_id=number.partner_id,
        record_type=ProductNumber.PREFIX, record_id=number.id, now=now, about=("org", number.partner_id),
        changes=journal.difference(_told(before), {"number": number.number, **_told(after)}),
    )  # fmt: skip


def _told(product: Product | None) -> dict[str, object]:
    return {"product": product and product.code, PRODUCT_NAME: product and product.name}
