"""What somebody could do now with an account, a relationship, a place or an authority: the tables read for one row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal import errors
from portal.access import Actor, Side
from portal.machine import Action
from portal.partners.membership import AUTHORITY, MEMBERSHIP, Authority, AuthorityStatus, Place
from portal.partners.rules import ACCOUNT, RELATIONSHIP, Account, AccountStatus, MembershipStatus, Relationship, Stage


@dataclass(frozen=True, slots=True)
class Possible:
    """A step that somebody of the actor's side could take; `refusal` is what this actor would be told."""

    action: str
    refusal: errors.Refused | None
    due_at: datetime | None = None


def of_partner(values: Mapping[str, Any], actor: Actor, now: datetime) -> tuple[Possible, ...]:
    """The account's steps, then the relationship's, from JSON values of `queries.account_of`."""
    status, stage = AccountStatus(values["status"]), Stage(values["stage"])
    account = Account(
        status=status, invited_by=UUID(values["invited_by"]) if values["invited_by"] else None,
        has_manager=values["has_manager"], due_at=_instant(values["due_at"]), wants_to_stay=values["wants_to_stay"],
        contracts_in_force=values["contracts_in_force"], negotiations=values["negotiations"],
        is_handed_over=values["is_handed_over"],
    )  # fmt: skip
    relationship = Relationship(
        has_active_contract=values["has_active_contract"], has_agreed_plan=values["has_agreed_plan"],
        proposed_by=Side(values["proposed_by"]) if values["proposed_by"] else None,
        is_offboarded=status is AccountStatus.OFFBOARDED,
    )  # fmt: skip
    due = account.due_at if actor.side in values["waiting_on"] else None
    return (
        *_possible(ACCOUNT.available(account, status, actor, now), due),
        *_possible(RELATIONSHIP.available(relationship, stage, actor, now)),
    )


def of_member(values: Mapping[str, Any], actor: Actor, now: datetime) -> tuple[Possible, ...]:
    """The steps of a place, from JSON values of `queries.place_of`; none in another partner's organisation."""
    if actor.side is Side.PARTNER and UUID(values["partner_id"]) != actor.partner_id:
        return ()
    place = Place(
        status=MembershipStatus(values["status"]), side=Side(values["side"]), due_at=_instant(values["due_at"]),
        is_last_administrator=values["is_last_administrator"],
    )  # fmt: skip
    due = place.due_at if place.status is MembershipStatus.INVITED else None
    return _possible(MEMBERSHIP.available(place, place.status, actor, now), due)


def of_authority(values: Mapping[str, Any], actor: Actor, now: datetime) -> tuple[Possible, ...]:
    """The steps of an authority to sign, from JSON values of `queries.authority_facts`."""
    until = values["valid_until"]
    authority = Authority(
        status=AuthorityStatus(values["status"]), is_own=values["person_id"] == str(actor.person_id),
        is_granter=values["granted_by"] == str(actor.person_id),
        is_over=until is not None and date.fromisoformat(until) < now.date(),
    )  # fmt: skip
    return _possible(AUTHORITY.available(authority, authority.status, actor, now))


def _possible(actions: tuple[Action, ...], due_at: datetime | None = None) -> tuple[Possible, ...]:
    return tuple(Possible(action.name, action.refusal, due_at) for action in actions)


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
