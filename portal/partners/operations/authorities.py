"""Who may sign for the organisation, up to which amount: given by one person, accepted by a second, revoked."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal import acting, errors, ids, journal
from portal.access import Actor, Permission, Side
from portal.acting import Case
from portal.database.session import Session
from portal.money import Money
from portal.partners import queries
from portal.partners.membership import AUTHORITY, SETTLEMENT, SIGNATORIES, AuthorityStatus
from portal.partners.models import Membership, SigningAuthority
from portal.partners.operations import place
from portal.partners.rules import MembershipStatus
from portal.sentences import say
from portal.wording import note_given


async def grant_authority(
    session: Session, actor: Actor, *, member_id: UUID, valid_from: date, now: datetime,
    valid_until: date | None = None, limit: Money | None = None, kinds: Iterable[str] = (),
) -> SigningAuthority:  # fmt: skip
    """Proposes that a member of the actor's own organisation may sign; nothing holds until a second person accepts.

    Refuses: NotFound, NotAllowed, WrongStatus unless the member is active, Invalid.
    """
    actor.require(Permission.MEMBER_MANAGE)
    member = await _member(session, actor, member_id)
    if member.status is not MembershipStatus.ACTIVE:
        raise errors.WrongStatus("Only an active member can have signing authority.")
    if valid_until is not None and valid_until < max(valid_from, now.date()):
        raise errors.Invalid(
            "The last day must be on or after the first day, and not in the past.", path=("input", "validUntil")
        )
    if limit is not None and limit.minor <= 0:
        raise errors.Invalid("The limit must be greater than zero.", path=("input", "limit", "amount"))
    made = SigningAuthority(
        partner_id=member.partner_id, id=ids.new(), membership_id=member.id, kinds=sorted(set(kinds)),
        limit_minor=limit.minor if limit else None, currency=limit.currency if limit else None,
        valid_from=valid_from, valid_until=valid_until, status=AuthorityStatus.PROPOSED, version=1,
        granted_by=actor.person_id, granted_by_name=actor.name, granted_at=now, updated_at=now,
        waiting_on=frozenset({member.side, Side.HOST}),
    )  # fmt: skip
    session.add(made)
    await session.flush()
    facts = acting.facts(made)
    told = {name: facts[name] for name in ("status", "limit", "valid_from", "valid_until")}
    journal.write(
        session, actor, "authority.proposed", partner_id=made.partner_id, record_type=SigningAuthority.PREFIX,
        record_id=made.id, now=now, changes=journal.difference({}, {"name": member.name} | told),
        published=member.side is Side.PARTNER,
    )  # fmt: skip
    return made


async def accept_authority(
    session: Session, actor: Actor, *, authority_id: UUID, expected_version: int, now: datetime
) -> SigningAuthority:
    """A second person agrees: the authority is in force, and the member has the signatory's role.

    Who may only settle disputes signs nothing, and has the role for that already or does without.
    """
    case = await _opened(session, actor, authority_id, expected_version, now)
    with case.step(AUTHORITY, "accept"):
        signs = await place.opened(session, actor, member_id=case.member.id, expected_version=None, now=now)
        if signs.member.status is not MembershipStatus.ACTIVE:
            raise errors.WrongStatus("The member who would sign is no longer active.")
        made = case.record
        made.accepted_by, made.accepted_by_name, made.accepted_at = actor.person_id, actor.name, now
    if SIGNATORIES[signs.member.side] not in signs.member.roles and made.kinds != [SETTLEMENT]:
        with signs.event("member.roles_changed"):
            signs.member.roles |= {SIGNATORIES[signs.member.side]}
    return made


async def refuse_authority(
    session: Session, actor: Actor, *, authority_id: UUID, expected_version: int, reason: str, now: datetime
) -> SigningAuthority:
    """The second person says no: it never holds. Both sides read the reason."""
    case = await _opened(session, actor, authority_id, expected_version, now)
    with case.step(AUTHORITY, "refuse", note=note_given(reason, say("Enter a reason."), "reason")):
        case.record.revoked_at = now
    return case.record


async def revoke_authority(
    session: Session, actor: Actor, *, authority_id: UUID, expected_version: int, now: datetime
) -> SigningAuthority:
    """Ends an authority, or takes back one that nobody accepted; a signatory without another one signs nothing more."""
    case = await _opened(session, actor, authority_id, expected_version, now)
    with case.step(AUTHORITY, "revoke"):
        case.record.revoked_at = now
    return case.record


@dataclass(kw_only=True)
class OpenAuthority(Case[SigningAuthority]):
    """An authority to sign while somebody acts on it."""

    member: Membership
    """The member who can sign."""

    @property
    def is_published(self) -> bool:
        return self.member.side is Side.PARTNER

    @contextmanager
    def event(self, name: str, **said: Any) -> Iterator[None]:
        """See `Case.event`; every row says who is to sign."""
        with super().event(name, **said):
            self.tell(name=self.member.name)
            yield


async def _member(session: Session, actor: Actor, member_id: UUID) -> Membership:
    member: Membership | None = await session.scalar(queries.member_by_id(member_id))
    if member is None or member.partner_id != actor.partner_id:
        raise errors.NotFound.because(place.ABSENT, path=("input", "memberId"))
    return member


async def _opened(
    session: Session, actor: Actor, authority_id: UUID, expected_version: int, now: datetime
) -> OpenAuthority:
    """Under a row lock, with the member. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    made, member = await acting.locked(
        session,
        actor,
        queries.authority_to_act_on(authority_id),
        absent=errors.NotFound("There is no such signing authority.", path=("input", "authorityId")),
        stale=errors.StaleVersion(
            "Someone changed this signing authority after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        ),
        expected_version=expected_version,
    )
    known = {"is_own": member.person_id == actor.person_id, "is_granter": made.granted_by == actor.person_id}
    known |= {"side": member.side}
    return OpenAuthority(session=session, actor=actor, record=made, clocks={}, now=now, known=known, member=member)
