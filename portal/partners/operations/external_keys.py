"""What other systems call a partner: set and taken back by those who enter partners."""

from datetime import datetime
from uuid import UUID

from portal import errors, ids, wording
from portal.access import Actor, Permission
from portal.database.session import Session
from portal.partners import queries
from portal.partners.models import ExternalKey, Organisation
from portal.partners.operations.account import OpenAccount, opened
from portal.sentences import say

LONGEST_SYSTEM, LONGEST_KEY = 50, 100
MOST_KEYS = 50
"""Keys of one organisation: a search looks at all of them."""


async def set_external_key(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, system: str, value: str, now: datetime
) -> Organisation:
    """Says what another system calls the partner. Refuses: NotFound, NotAllowed, StaleVersion, Invalid, Blocked.

    Setting the same again changes nothing.
    """
    actor.require(Permission.PARTNER_CREATE)
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    faults = errors.Faults()
    with faults:
        named = system_given(system)
    with faults:
        key = value_given(value)
    faults.refuse()
    here = (await session.scalars(queries.external_keys_of(case.partner))).all()
    if (named, key) in {(each.system, each.value) for each in here}:
        return case.partner
    if len(here) >= MOST_KEYS:
        raise errors.Blocked("The partner already has {most} external keys. Remove one first.", most=MOST_KEYS)
    added(case, named, key)
    await session.flush()
    return case.partner


async def remove_external_key(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, system: str, value: str, now: datetime
) -> Organisation:
    """Takes a key back. Refuses: NotFound, NotAllowed, StaleVersion."""
    actor.require(Permission.PARTNER_CREATE)
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    keys = (await session.scalars(queries.external_keys_of(case.partner))).all()
    found = next((each for each in keys if (each.system, each.value) == (system.strip(), value.strip())), None)
    if found is None:
        raise errors.NotFound("The partner has no such external key.", path=("input", "value"))
    with case.event("partner.external_key_removed", published=False, beside=True, note=f"{found.system} {found.value}"):
        await session.delete(found)
    return case.partner


def added(case: OpenAccount, system: str, value: str) -> None:
    """A key that is checked and that the partner has not."""
    with case.event("partner.external_key_set", published=False, beside=True):
        case.tell(external_keys=f"{system} {value}")
        case.session.add(
            ExternalKey(partner_id=case.partner.id, id=ids.new(), system=system, value=value, created_at=case.now)
        )


def system_given(typed: str) -> str:
    """The name of a system, such as SAP. Refuses: Invalid."""
    wanted = say("The name of the system must have 1 to {longest} characters.", longest=LONGEST_SYSTEM)
    return wording.line(typed, path=("input", "system"), wanted=wanted, longest=LONGEST_SYSTEM)


def value_given(typed: str) -> str:
    """What a system calls somebody. Refuses: Invalid."""
    wanted = say("The external key must have 1 to {longest} characters.", longest=LONGEST_KEY)
    return wording.line(typed, path=("input", "value"), wanted=wanted, longest=LONGEST_KEY)
