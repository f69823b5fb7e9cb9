"""Organisations by what people call them: the one that whoever has the machine means, and names that are taken."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from portal import errors, ids, threads
from portal.access import Side
from portal.database.session import Session
from portal.partners import names
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus
from portal.sentences import say

GONE = (AccountStatus.OFFBOARDED, AccountStatus.REJECTED)
BY_ITSELF = frozenset({AccountStatus.PROSPECT, AccountStatus.APPLIED, AccountStatus.INFO_REQUESTED})
TAKEN = say(
    "There is already an organisation with this name. Ask its administrator, or your contact there, to invite you."
)


async def the_one(session: Session, called: str) -> Organisation:
    """The organisation of an id or a name, as portal_system; a name in whichever way it is written.

    Refuses: NotFound; Invalid, with the ids, where several are called so, or one that came by itself and that nobody
    has approved: anybody may call themselves anything.
    """
    prefix, wanted = ids.parse(called)
    if prefix == Organisation.PREFIX:
        by_id: Sequence[Organisation] = (
            await session.scalars(select(Organisation).where(Organisation.id == wanted))
        ).all()
        if not by_id:
            raise errors.NotFound("There is no organisation with the ID {called}.", called=called)
        return by_id[0]
    all_of_them: Sequence[Organisation] = (
        await session.scalars(select(Organisation).order_by(Organisation.created_at, Organisation.id))
    ).all()
    same = await threads.apart(names.alike, called, [each.name for each in all_of_them])
    named = [each for each in all_of_them if each.name in same]
    some = [each for each in named if each.status not in GONE] or named
    if not some:
        raise errors.NotFound("There is no organisation named {called}.", called=called)
    if len(some) > 1:
        raise errors.Invalid(
            "Several organisations are called {called}. Use an ID instead: {found}.",
            called=called,
            found=_listed(some),
        )
    if came_by_itself(some[0]):
        raise errors.Invalid(
            "{called} applied without an invitation and is not approved yet. Use its ID instead: {found}.",
            called=called,
            found=_listed(some),
        )
    return some[0]


def came_by_itself(found: Organisation) -> bool:
    """Whether nobody of the company has entered, invited or approved it."""
    return found.consented_at is not None and found.invited_by is None and found.status in BY_ITSELF


def _listed(some: Sequence[Organisation]) -> str:
    return "; ".join(
        f"{ids.text(Organisation.PREFIX, each.id)} ({each.name}, {each.side.value.lower()}, {each.country}, "
        f"{each.status.value})"
        for each in some
    )


async def refuse_company(session: Session, name: str) -> None:
    """Refuses the company's own name, which everybody knows. Refuses: Invalid."""
    await _refuse(session, name, Organisation.side == Side.HOST)


async def refuse_taken(session: Session, name: str) -> None:
    """Refuses the name of an organisation that is here; of two who come at once the second. As portal_system.

    Refuses: Invalid. The country does not count: whoever applies says it themselves.
    """
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"named {names.normal(name)}", 0))))
    await _refuse(session, name, Organisation.status.not_in(GONE))


async def _refuse(session: Session, name: str, among: ColumnElement[bool]) -> None:
    here = (await session.scalars(select(Organisation.name).where(among))).all()
    if await threads.apart(names.alike, name, here):
        raise errors.Invalid.because(TAKEN, path=("organisation",))
