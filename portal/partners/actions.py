"""What somebody could do now with an account, a relationship, a place, an authority or a document: the tables read."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from portal import situations
from portal.access import Actor, Side
from portal.clock import Moment
from portal.machine import Action, Waiting, roles_of
from portal.partners.documents import DECISIONS, DOCUMENT, KINDS, Document
from portal.partners.membership import AUTHORITY, MEMBERSHIP, Authority, Place
from portal.partners.rules import ACCOUNT, BOTH, RELATIONSHIP, Account, MembershipStatus, Relationship, Stage


def of_partner(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """The account's steps, then the relationship's, from `queries.account_of` and what the rooms above know."""
    account, relationship = situations.read(Account, values), situations.read(Relationship, values)
    return (
        *ACCOUNT.available(account, account.status, actor, now, situations.read(Waiting, values)),
        *RELATIONSHIP.available(relationship, Stage(values["stage"]), actor, now),
    )


def of_member(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """The steps of a place, from JSON values of `queries.place_of`; none in another partner's organisation."""
    if actor.side is Side.PARTNER and not values["is_own_organisation"]:
        return ()
    place = situations.read(Place, values)
    due_at = place.due_at if place.status is MembershipStatus.INVITED else None
    return MEMBERSHIP.available(place, place.status, actor, now, Waiting(waiting_on=BOTH, due_at=due_at))


def of_document(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """The steps of a document, from JSON values of `queries.document_facts`; a second person for a bank alone."""
    document = situations.read(Document, values)
    found = DOCUMENT.available(document, document.status, actor, now, situations.read(Waiting, values))
    return tuple(_by_kind(each, document, actor.side) for each in found if document.is_bank or each.name != "confirm")


def _by_kind(action: Action, document: Document, side: Side) -> Action:
    """Of those who decide about documents, only the ones who do about this kind are waited for."""
    if action.name not in DECISIONS:
        return action
    who = roles_of(KINDS[document.kind].may, side)
    return replace(action, roles=tuple(role for role in action.roles if role in who))


def of_authority(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """The steps of an authority to sign, from JSON values of `queries.authority_facts`."""
    authority = situations.read(Authority, values)
    return AUTHORITY.available(authority, authority.status, actor, now)
