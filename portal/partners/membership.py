"""The life of a place in an organisation and of an authority to sign, and which roles somebody may give."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.access import SYSTEM, Actor, Permission, Role, Side
from portal.clock import Moment
from portal.machine import Deadline, Machine, Reason, Step, not_known
from portal.partners.rules import MembershipStatus
from portal.sentences import say
from portal.situations import ForClock

INVITATION = timedelta(days=7)
"""How long somebody has to accept a place."""
IDLE = timedelta(days=90)
"""Who has not been seen for so long is suspended by the clock."""
LOOKED_AGAIN = timedelta(days=7)
"""When the clock looks again at somebody idle whom it could not suspend."""

ADMINISTRATORS = {Side.PARTNER: Role.PARTNER_ADMIN, Side.HOST: Role.PLATFORM_ADMIN}
SIGNATORIES = {Side.PARTNER: Role.PARTNER_SIGNATORY, Side.HOST: Role.COMPANY_SIGNATORY}
"""Nobody gives these by themselves: they come with an authority to sign that a second person accepted."""

SETTLEMENT = "SETTLEMENT"
"""The kind of an authority that disposes of what is disputed; it signs no contract, and one for every contract none."""

WAITING = frozenset({MembershipStatus.PREPARED, MembershipStatus.INVITED})
"""Nobody has come yet."""
LIVING = WAITING | {MembershipStatus.ACTIVE, MembershipStatus.SUSPENDED}
"""Somebody has at most one such place in an organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the table looks at: the place, and who else administers the organisation."""

    status: MembershipStatus
    side: Side
    is_last_administrator: bool = False
    """Active, and the only active one who may manage the organisation's people."""
    due_at: datetime | None = None
    is_invited_person: bool = False
    """Whoever asks holds the mailed link and has proved to be whom it was sent to."""
    is_vouched_for: bool = False
    """The organisation's directory says who it is, under a mail domain that the organisation has proven."""
    is_idle: ForClock[bool] = False


def _by_the_invited(at: Place, _actor: Actor, now: Moment) -> Reason:
    if not at.is_invited_person and not at.is_vouched_for:
        return say("Only the invited person can accept, using the link in the email.")
    if at.due_at is None or now.has_reached(at.due_at):
        return say("The invitation has expired. Ask for a new one.")
    return None


def _over(at: Place, _actor: Actor, now: Moment) -> Reason:
    return None if at.due_at is not None and now.has_reached(at.due_at) else say("The invitation has not expired yet.")


def _somebody_stays(at: Place, _actor: Actor, _now: Moment) -> Reason:
    if at.is_last_administrator:
        return say("This is the organisation's last active administrator. Make someone else an administrator first.")
    return None


def _may_be_suspended(at: Place, actor: Actor, now: Moment) -> Reason:
    if actor is SYSTEM and not at.is_idle:
        return say("The person has been active here within 90 days.")
    return _somebody_stays(at, actor, now)


P = Permission
M = MembershipStatus


MEMBERSHIP: Machine[MembershipStatus, Place] = Machine(
    "Membership",
    MembershipStatus,
    Place,
    initial=M.PREPARED,
    steps=(
        Step("invite", frozenset({M.PREPARED}), M.INVITED, P.MEMBER_MANAGE, "member.invited", clock_too=True,
             needs="a link is emailed; or the partner is invited to apply"),
        Step("accept", frozenset({M.INVITED}), M.ACTIVE, P.READ, "member.joined", guard=_by_the_invited,
             needs="within 7 days: the invited person, using the emailed link; or a directory, if the domain is"
                   " verified"),
        Step("expire", frozenset({M.INVITED}), M.EXPIRED, P.CLOCK, "member.invite_expired", guard=_over,
             needs="7 days"),
        Step("revoke", WAITING, M.REMOVED, P.MEMBER_MANAGE, "member.removed"),
        Step("changeRoles", frozenset({M.ACTIVE}), M.ACTIVE, P.MEMBER_MANAGE, "member.roles_changed",
             needs="only roles that the actor has; not the last active administrator's own"),
        Step("suspend", frozenset({M.ACTIVE}), M.SUSPENDED, P.MEMBER_MANAGE, "member.suspended",
             guard=_may_be_suspended, clock_too=True,
             needs="risk, or 90 days idle; not the last active administrator"),
        Step("restore", frozenset({M.SUSPENDED}), M.ACTIVE, P.MEMBER_MANAGE, "member.restored"),
        Step("remove", frozenset({M.ACTIVE, M.SUSPENDED}), M.REMOVED, P.MEMBER_MANAGE, "member.removed",
             guard=_somebody_stays,
             needs="not the last active administrator; sessions and tokens end in the same transaction"),
    ),
    deadlines={
        M.INVITED: Deadline("expire", lambda at: frozenset({at.side}), after=INVITATION,
                            otherwise=say("Otherwise the invitation expires.")),
        M.ACTIVE: Deadline("suspend", lambda _: frozenset(), after=IDLE,
                           otherwise=say("Someone who is inactive for that long is suspended.")),
    },
    in_words={
        M.PREPARED: say("The membership is prepared. No invitation has been sent yet."),
        M.INVITED: say("The invitation is waiting for an answer."),
        M.ACTIVE: say("The member is active."),
        M.SUSPENDED: say("The member is suspended."),
        M.EXPIRED: say("The invitation has expired."),
        M.REMOVED: say("The member was removed."),
    },
)  # fmt: skip


def grantable(actor: Actor, side: Side) -> frozenset[Role]:
    """The roles that the actor may give to somebody else on a side.

    A partner's administrator gives what she holds herself and never more, her program what its scopes let through of
    that; the platform's administrator gives every
    role of the company's staff but the signatory's, and a partner its administrator.
    """
    if P.MEMBER_MANAGE not in actor.permissions:
        return frozenset()
    if actor.side is Side.HOST:
        staff = frozenset(role for role in Role if role.side is Side.HOST) - {Role.SYSTEM, Role.COMPANY_SIGNATORY}
        return staff if side is Side.HOST else frozenset({Role.PARTNER_ADMIN})
    return frozenset(role for role in Role if role.side is side is actor.side and actor.holds(role))


class AuthorityStatus(StrEnum):
    PROPOSED = "PROPOSED"
    IN_FORCE = "IN_FORCE"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """What the table looks at: who is to sign, who said so, until when."""

    status: AuthorityStatus
    is_own: bool
    """The actor is the one who is to sign."""
    is_granter: bool
    valid_until: date | None
    """Its last day, by the days of UTC."""
    side: ForClock[Side] = Side.HOST
    """The side that it is to sign for."""


def _second_person(at: Authority, _actor: Actor, now: Moment) -> Reason:
    if at.is_own or at.is_granter:
        return say("A second person must accept it: not the person who granted it, and not the person who will sign.")
    is_over = at.valid_until is not None and now.day("UTC") > at.valid_until
    return say("Its last day has passed.") if is_over else None


def _not_who_gave_it(at: Authority, _actor: Actor, _now: Moment) -> Reason:
    return say("You granted this yourself. Revoke it instead.") if at.is_granter else None


def second_persons(at: Authority) -> frozenset[Side]:
    """Where the second person can be: a partner's second administrator, or the company's legal."""
    return frozenset({at.side, Side.HOST})


A = AuthorityStatus

AUTHORITY: Machine[AuthorityStatus, Authority] = Machine(
    "SigningAuthority",
    AuthorityStatus,
    Authority,
    initial=A.PROPOSED,
    steps=(
        Step("accept", frozenset({A.PROPOSED}), A.IN_FORCE, P.AUTHORITY_ACCEPT, "authority.accepted",
             guard=_second_person, barred=not_known,
             needs="a second administrator or the company's legal team; gives the signatory role"),
        Step("refuse", frozenset({A.PROPOSED}), A.REVOKED, P.AUTHORITY_ACCEPT, "authority.refused",
             guard=_not_who_gave_it, barred=not_known,
             needs="a second administrator or the company's legal team, with the reason"),
        Step("revoke", frozenset({A.PROPOSED, A.IN_FORCE}), A.REVOKED, P.MEMBER_MANAGE, "authority.revoked"),
    ),
    deadlines={A.PROPOSED: Deadline(None, second_persons)},
    in_words={
        A.PROPOSED: say("The signing authority is waiting for a second person to accept it."),
        A.IN_FORCE: say("The signing authority is in force."),
        A.REVOKED: say("The signing authority was revoked."),
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """Days in a row; without a last one it goes on."""

    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)
