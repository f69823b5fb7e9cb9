"""Who may sign for the organisation, up to which amount: given by one person, accepted by a second, revoked."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal import errors, ids, journal, situations
from portal.access import AccessClass, Actor, Permission, Side
from portal.money import Money
from portal.partners import queries
from portal.partners.membership import AUTHORITY, SIGNATORIES, Authority, AuthorityStatus
from portal.partners.models import Membership, SigningAuthority
from portal.partners.operations import place
from portal.partners.rules import MembershipStatus
from portal.wording import note_given

JOURNALLED = ("status", "limit_minor", "currency", "valid_from", "valid_until")


async def grant_authority(
    session: AsyncSession, actor: Actor, *, member_id: UUID, valid_from: date, now: datetime,
    valid_until: date | None = None, limit: Money | None = None, kinds: Iterable[str] = (),
) -> SigningAuthority:  # fmt: skip
    """Proposes that a member of the actor's own organisation may sign; nothing holds until a second person accepts.

    Refuses: NotFound, NotAllowed, WrongStatus unless the member is active, Invalid.
    """
    actor.require(Permission.MEMBER_MANAGE)
    member = await _member(session, actor, member_id)
    if member.status is not MembershipStatus.ACTIVE:
        raise errors.WrongStatus("Only an active member can be given an authority to sign.")
    if valid_until is not None and valid_until < max(valid_from, now.date()):
        raise errors.Invalid(
            "The last day must not lie before the first, nor in the past.", path=("input", "validUntil")
        )
    if limit is not None and limit.minor <= 0:
        raise errors.Invalid("The limit must be more than nothing.", path=("input", "limit", "amount"))
    made = SigningAuthority(
        partner_id=member.partner_id, id=ids.new(), membership_id=member.id, kinds=sorted(set(kinds)),
        limit_minor=limit.minor if limit else None, currency=limit.currency if limit else None,
        valid_from=valid_from, valid_until=valid_until, status=AuthorityStatus.PROPOSED, version=1,
        granted_by=actor.person_id, granted_by_name=actor.name, granted_at=now,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    _write(session, actor, "authority.proposed", made, member, before={}, now=now)
    return made


async def accept_authority(
    session: AsyncSession, actor: Actor, *, authority_id: UUID, expected_version: int, now: datetime
) -> SigningAuthority:
    """A second person agrees: the authority is in force, and the member has the signatory's role."""
    made, member, before = await _opened(session, actor, authority_id, expected_version)
    step = AUTHORITY.take(_situation(made, member, actor), made.status, "accept", actor, now=now)
    case = await place.opened(session, actor, member_id=member.id, expected_version=None, now=now)
    if case.member.status is not MembershipStatus.ACTIVE:
        raise errors.WrongStatus("The member who is to sign is not active any more.")
    made.status = AuthorityStatus(step.target)
    made.accepted_by, made.accepted_by_name, made.accepted_at = actor.person_id, actor.name, now
    _write(session, actor, step.event, made, member, before=before, now=now)
    if SIGNATORIES[member.side] not in case.member.roles:
        was = place.facts(case.member)
        case.member.roles |= {SIGNATORIES[member.side]}
        case.member.version += 1
        place.write(session, actor, "member.roles_changed", case.member, before=was, now=now)
    return made


async def refuse_authority(
    session: AsyncSession, actor: Actor, *, authority_id: UUID, expected_version: int, reason: str, now: datetime
) -> SigningAuthority:
    """The second person says no: it never holds. Both sides read the reason."""
    made, member, before = await _opened(session, actor, authority_id, expected_version)
    step = AUTHORITY.take(_situation(made, member, actor), made.status, "refuse", actor, now=now)
    note = note_given(reason, "Please give a reason.", "reason")
    made.status, made.revoked_at = AuthorityStatus(step.target), now
    _write(session, actor, step.event, made, member, before=before, note=note, now=now)
    return made


async def revoke_authority(
    session: AsyncSession, actor: Actor, *, authority_id: UUID, expected_version: int, now: datetime
) -> SigningAuthority:
    """Ends an authority, or takes back one that nobody accepted; a signatory without another one signs nothing more."""
    made, member, before = await _opened(session, actor, authority_id, expected_version)
    step = AUTHORITY.take(_situation(made, member, actor), made.status, "revoke", actor, now=now)
    made.status, made.revoked_at = AuthorityStatus(step.target), now
    _write(session, actor, step.event, made, member, before=before, now=now)
    return made


async def _member(session: AsyncSession, actor: Actor, member_id: UUID) -> Membership:
    member: Membership | None = await session.scalar(queries.member_by_id(member_id))
    if member is None or member.partner_id != actor.partner_id:
        raise errors.NotFound(place.ABSENT, path=("input", "memberId"))
    return member


async def _opened(
    session: AsyncSession, actor: Actor, authority_id: UUID, expected_version: int
) -> tuple[SigningAuthority, Membership, dict[str, object]]:
    """Under a row lock, with the member and what a journal row tells of it. Refuses: NotFound, NotAllowed, Stale."""
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors read everything and change nothing.")
    made: SigningAuthority | None = await session.scalar(queries.authority(authority_id).with_for_update())
    if made is None:
        raise errors.NotFound("There is no such authority to sign.", path=("input", "authorityId"))
    if made.version != expected_version:
        raise errors.StaleVersion(
            "Somebody changed this authority after you opened it; please look at it again.",
            path=("input", "expectedVersion"),
        )
    member: Membership = (await session.scalars(queries.member_of(made))).one()
    made.version += 1
    return made, member, _facts(made)


def _situation(made: SigningAuthority, member: Membership, actor: Actor) -> Authority:
    is_own, is_granter = member.person_id == actor.person_id, made.granted_by == actor.person_id
    return situations.of(Authority, made, is_own=is_own, is_granter=is_granter)


def _facts(made: SigningAuthority) -> dict[str, object]:
    return {field: getattr(made, field) for field in JOURNALLED}


def _write(
    session: AsyncSession, actor: Actor, event: str, made: SigningAuthority, member: Membership, *,
    before: dict[str, object], now: datetime, note: str = "",
) -> None:  # fmt: skip
    journal.write(
        session, actor, event, partner_id=made.partner_id, record_type=queries.AUTHORITY, record_id=made.id, now=now,
        note=note, changes=journal.difference(before, {"name": member.name, **_facts(made)}),
        published=member.side is Side.PARTNER,
    )  # fmt: skip
