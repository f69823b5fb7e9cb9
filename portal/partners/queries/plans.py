"""What can be asked about plans: one Select a question."""

from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal import journal
from portal.access import Role
from portal.journal import Entry
from portal.partners import elsewhere
from portal.partners.models import ExitPlan, Membership, RelationshipPlan
from portal.partners.queries.documents import documents_changed_at, required_of
from portal.partners.queries.people import filtered_members
from portal.partners.rules import MembershipStatus

Row = Any
HANDED_OVER = "partner.data_handed_over"
"""The journal's word for a file of all that was agreed, fetched by somebody who may."""


def exit_plan_of(partner: Row) -> Select[Any]:
    """The plan of an exit that is neither finished nor called off."""
    return select(ExitPlan).where(ExitPlan.partner_id == partner.id, ExitPlan.ended_at.is_(None))


def plans_of(partner: Row) -> Select[Any]:
    """The relationship's plans, newest first."""
    found = select(RelationshipPlan).where(RelationshipPlan.partner_id == partner.id)
    return found.order_by(RelationshipPlan.number.desc())


def plan(value: Row) -> Select[Any]:
    return select(RelationshipPlan).where(RelationshipPlan.id == value)


def exit_plan(value: Row) -> Select[Any]:
    return select(ExitPlan).where(ExitPlan.id == value)


def agreed_plan_of(partner: Row) -> Select[Any]:
    """The plan that both sides agreed to last."""
    return plans_of(partner).where(RelationshipPlan.agreed_at.is_not(None)).limit(1)


def proposed_plan_of(partner: Row) -> Select[Any]:
    """The plan that waits for the other side's word; a newer one takes its place."""
    newer = aliased(RelationshipPlan)
    later = exists().where(newer.partner_id == RelationshipPlan.partner_id, newer.number > RelationshipPlan.number)
    return plans_of(partner).where(RelationshipPlan.agreed_at.is_(None), ~later)


def facts_of(partner: Row) -> dict[str, Any]:
    """What the rules of an account and a relationship look at beside the row: in plans, the journal and other rooms."""
    changed_at = func.greatest(elsewhere.changed_at(partner), documents_changed_at(partner))
    since = or_(changed_at.is_(None), Entry.at >= changed_at)
    wants_to_stay = exit_plan_of(partner).where(ExitPlan.stay_agreed_at.is_not(None)).exists()
    proposed = proposed_plan_of(partner).with_only_columns(RelationshipPlan.side)
    return {
        "wants_to_stay": wants_to_stay,
        "has_agreed_plan": agreed_plan_of(partner).exists(),
        "proposed_by": proposed.scalar_subquery(),
        "is_handed_over": handed_over(partner).where(since).exists(),
        "required": required_of(partner),
        **elsewhere.facts_of(partner),
    }


def sponsor_of(company: Row) -> Select[Any]:
    """The company's executive sponsor: of several the one who is there longest."""
    active = select(Membership).where(
        Membership.partner_id == company.id, Membership.status == MembershipStatus.ACTIVE
    )  # fmt: skip
    found = filtered_members(active, role=Role.EXECUTIVE_SPONSOR.value)
    return found.order_by(Membership.created_at, Membership.id).limit(1)


def handed_over(partner: Row) -> Select[Any]:
    """The times at which the data of a partner that is leaving was fetched since its exit began."""
    began_at = select(ExitPlan.made_at).where(ExitPlan.partner_id == Entry.partner_id, ExitPlan.ended_at.is_(None))
    return select(Entry.at).where(
        Entry.partner_id == partner.id,
        Entry.record_id == partner.id,
        Entry.event == HANDED_OVER,
        Entry.at >= began_at.scalar_subquery(),
    )


def timeline_of(partner: Row) -> Select[Any]:
    """What happened to the account and the relationship."""
    return journal.timeline(partner.id, partner.id)
