"""What the company sells, and who of it carries a sales quota."""

from datetime import datetime
from uuid import UUID

from portal import errors, ids
from portal.access import Actor, Permission
from portal.database.clashes import PRODUCT_LISTED
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.models import Product, SalesQuota
from portal.opportunities.rules.statuses import CODE_LONGEST, NAME_LONGEST
from portal.partners import queries as partners
from portal.sentences import say
from portal.wording import line


async def add_product(session: Session, actor: Actor, *, code: str, name: str, now: datetime) -> Product:
    """Something that can be registered from now on. Refuses: NotAllowed, Invalid, also for a code that is taken."""
    actor.require(Permission.PRODUCT_MANAGE)
    faults, said = errors.Faults(), dict[str, str]()
    with faults:
        wanted = say("Write the code in 1 to {longest} characters.", longest=CODE_LONGEST)
        said["code"] = line(code, path=("input", "code"), wanted=wanted, longest=CODE_LONGEST).upper()
    with faults:
        wanted = say("Write the name in 1 to {longest} characters.", longest=NAME_LONGEST)
        said["name"] = line(name, path=("input", "name"), wanted=wanted, longest=NAME_LONGEST)
    faults.refuse()
    if await session.scalar(queries.product_with(said["code"])) is not None:
        raise errors.Invalid.because(PRODUCT_LISTED, path=("input", "code"))
    made = Product(id=ids.new(), version=1, **said, made_by_name=actor.name, made_at=now, ended_at=None)
    session.add(made)
    await session.flush()
    return made


async def end_product(
    session: Session, actor: Actor, *, product_id: UUID, expected_version: int, now: datetime
) -> Product:
    """Nothing new is registered with it from now on. Refuses: NotAllowed, NotFound, StaleVersion."""
    actor.require(Permission.PRODUCT_MANAGE)
    found: Product | None = await session.scalar(queries.product(product_id).with_for_update())
    if found is None:
        raise errors.NotFound("There is no such product.", path=("input", "productId"))
    if found.version != expected_version:
        raise errors.StaleVersion(
            "Somebody changed the product after you opened it; please look at it again.",
            path=("input", "expectedVersion"),
        )
    found.ended_at, found.version = found.ended_at or now, found.version + 1
    return found


async def set_quota(session: Session, actor: Actor, *, member_id: UUID, carries: bool, now: datetime) -> UUID:
    """Says whether somebody of the company is measured by what they sell. Refuses: NotAllowed, NotFound."""
    actor.require(Permission.MEMBER_MANAGE)
    member = await session.scalar(partners.member_by_id(member_id))
    if member is None or member.partner_id != actor.partner_id:
        raise errors.NotFound("There is no such person in your company.", path=("input", "memberId"))
    found = await session.scalar(queries.quota_of(member.partner_id, member.id))
    if carries and found is None:
        session.add(SalesQuota(partner_id=member.partner_id, id=member.id, made_by_name=actor.name, made_at=now))
    elif found is not None and not carries:
        await session.delete(found)
    await session.flush()
    return member_id
