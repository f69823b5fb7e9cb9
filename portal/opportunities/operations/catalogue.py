"""What the company sells, and who of it carries a sales quota."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from portal import errors, ids
from portal.access import Actor, Permission, Side
from portal.database.clashes import PRODUCT_LISTED
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.models import Product, SalesQuota
from portal.opportunities.rules.statuses import CODE_LONGEST, NAME_LONGEST
from portal.partners.models import Membership
from portal.partners.operations import place
from portal.sentences import coded, say
from portal.wording import line


async def called(session: Session, codes: Collection[str]) -> Mapping[str, str]:
    """What sentences call products, by their codes; one that is not in the list is called by its code."""
    found = (await session.execute(queries.named_products(codes))).all()
    return {code: code for code in codes} | {code: coded(name, code) for code, name in found}


async def add_product(session: Session, actor: Actor, *, code: str, name: str, now: datetime) -> Product:
    """Something that can be registered from now on. Refuses: NotAllowed, Invalid, also for a code that is taken."""
    actor.require(Permission.PRODUCT_MANAGE)
    faults, said = errors.Faults(), dict[str, str]()
    with faults:
        wanted = say("Enter the code, in 1 to {longest} characters.", longest=CODE_LONGEST)
        said["code"] = line(code, path=("input", "code"), wanted=wanted, longest=CODE_LONGEST).upper()
    with faults:
        said["name"] = _name(name)
    faults.refuse()
    if await session.scalar(queries.product_with(said["code"])) is not None:
        raise errors.Invalid.because(PRODUCT_LISTED, path=("input", "code"))
    made = Product(id=ids.new(), version=1, **said, made_by_name=actor.name, made_at=now, ended_at=None)
    session.add(made)
    await session.flush()
    return made


async def rename_product(
    session: Session, actor: Actor, *, product_id: UUID, expected_version: int, name: str,
    now: datetime,  # noqa: ARG001
) -> Product:  # fmt: skip
    """Calls it something else; the code stays. Refuses: NotAllowed, NotFound, StaleVersion, Invalid."""
    found = await _listed(session, actor, product_id, expected_version)
    found.name, found.version = _name(name), found.version + 1
    return found


async def end_product(
    session: Session, actor: Actor, *, product_id: UUID, expected_version: int, now: datetime
) -> Product:
    """Nothing new is registered with it from now on. Refuses: also WrongStatus where it has ended."""
    found = await _listed(session, actor, product_id, expected_version)
    if found.ended_at is not None:
        raise errors.WrongStatus("This product is already closed for new registrations.")
    found.ended_at, found.version = now, found.version + 1
    return found


def _name(typed: str) -> str:
    wanted = say("Enter the name, in 1 to {longest} characters.", longest=NAME_LONGEST)
    return line(typed, path=("input", "name"), wanted=wanted, longest=NAME_LONGEST)


async def _listed(session: Session, actor: Actor, product_id: UUID, expected_version: int) -> Product:
    """The product under a row lock."""
    actor.require(Permission.PRODUCT_MANAGE)
    found: Product | None = await session.scalar(queries.product(product_id).with_for_update())
    if found is None:
        raise errors.NotFound("There is no such product.", path=("input", "productId"))
    if found.version != expected_version:
        raise errors.StaleVersion(
            "Someone changed the product after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        )
    return found


async def set_quota(session: Session, actor: Actor, *, member_id: UUID, carries: bool, now: datetime) -> Membership:
    """Says whether somebody of the company is measured by what they sell; the journal keeps who said so.

    Who decides conflicts is who carries none, so nobody takes their own away. The same again: nothing more. Refuses:
    NotAllowed, also on the partner's side, NotFound.
    """
    actor.require(Permission.MEMBER_MANAGE)
    case = await place.opened(session, actor, member_id=member_id, expected_version=None, now=now)
    if actor.side is not Side.HOST:
        raise errors.NotAllowed("Only the company can decide who carries a sales quota.")
    member = case.member
    if member.partner_id != actor.partner_id:
        raise errors.NotFound("There is no such person in your company.", path=("input", "memberId"))
    found = await session.scalar(queries.quota_of(member.partner_id, member.id))
    if carries is (found is not None):
        return member
    if not carries and member.person_id == actor.person_id:
        raise errors.NotAllowed("Someone else must remove your sales quota.")
    # The place itself stays as it is, or whoever has it would have to sign in again.
    with case.event("member.quota_set" if carries else "member.quota_ended", beside=True):
        if found is None:
            session.add(SalesQuota(partner_id=member.partner_id, id=member.id, made_by_name=actor.name, made_at=now))
        else:
            await session.delete(found)
    await session.flush()
    return member
