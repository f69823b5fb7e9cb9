"""Partners as tests find them; and all of one partner's world."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from portal import ids
from portal.access import Side
from portal.acting import Lived
from portal.partners.membership import AUTHORITY, MEMBERSHIP, AuthorityStatus
from portal.partners.models import (
    ExitPlan,
    ExternalKey,
    Invitation,
    Membership,
    Organisation,
    RelationshipPlan,
    RequestedItem,
    SigningAuthority,
)
from portal.partners.rules import ACCOUNT, RELATIONSHIP, AccountStatus, Stage
from tests.moment import NOW

PLAN = "Twice the volume in three years."
SEEN: dict[str, tuple[int | None, ...]] = {
    "external_key": (0, 1, 2, 2, 2, None),
    "exit_plan": (1, 1, 2, 2, 2, None),
    "invitation": (None, None, None, None, 2, None),
    "membership": (5, 5, 7, 7, 7, 7),
    "organisation": (2, 2, 3, 3, 3, 3),
    "person": (1, 1, 1, 1, 7, 7),
    "relationship_plan": (1, 1, 2, 2, 2, None),
    "requested_item": (1, 1, 2, 2, 2, None),
    "signing_authority": (1, 1, 2, 2, 2, None),
}
NODES = {
    "org": "organisation", "mem": "membership", "itm": "requested_item", "aut": "signing_authority",
    "exp": "exit_plan", "rpl": "relationship_plan",
}  # fmt: skip


def organisation(**columns: Any) -> Organisation:
    made_id = ids.new()
    values = {
        "id": made_id, "side": Side.PARTNER, "name": f"Partner {made_id.hex[-6:]}", "kinds": frozenset(),
        "country": "DE", "calendar": "DE", "zone": "Europe/Berlin", "status": AccountStatus.ACTIVE,
        "stage": Stage.EXPLORATION, "company_id": None, "manager_id": None, "created_at": NOW, "updated_at": NOW,
        "version": 1,
        "due_at": NOW + timedelta(days=7) if columns.get("status") in ACCOUNT.deadlines else None,
    }  # fmt: skip
    return Organisation(**{**values, **columns})


async def world(make: Any, partner: Organisation, owner: Membership, admin: Membership) -> None:
    """A row of every table of this room in one partner's world, beside its people."""
    assert owner.side is Side.HOST
    place = {"partner_id": partner.id}
    await make.add(
        Invitation(**place, membership_id=admin.id, sha256=b"the same", expires_at=NOW),
        RequestedItem(**place, question="A certificate", asked_by="Robin", asked_at=NOW),
        ExternalKey(**place, system="SAP", value=partner.id.hex, created_at=NOW),
        ExitPlan(
            **place, ends_on=NOW.date(), arrangement="All is sent back.", side=Side.HOST,
            made_by=ids.new(), made_by_name="Robin", made_at=NOW,
        ),
        RelationshipPlan(
            **place, number=1, text=PLAN, sha256=sha256(PLAN.encode()).hexdigest(),
            side=Side.HOST, proposed_by=ids.new(), proposed_by_name="Robin", proposed_at=NOW,
        ),
        SigningAuthority(
            **place, membership_id=admin.id, kinds=[], valid_from=NOW.date(), version=1,
            granted_by=ids.new(), granted_by_name="Robin", granted_at=NOW, updated_at=NOW,
        ),
    )  # fmt: skip


def _place() -> Lived:
    return Membership(
        partner_id=ids.new(), id=ids.new(), version=1, side=Side.PARTNER, name="Robin", roles=frozenset(),
        waiting_on=frozenset(), created_at=NOW, updated_at=NOW,
    )  # fmt: skip


def authority(member: Membership) -> SigningAuthority:
    """In force since long ago, for every contract."""
    return SigningAuthority(
        partner_id=member.partner_id, id=ids.new(), membership_id=member.id, kinds=[], valid_from=date(2020, 1, 1),
        version=2, status=AuthorityStatus.IN_FORCE, granted_by=ids.new(), granted_by_name="Robin", granted_at=NOW,
        accepted_by=ids.new(), accepted_by_name="Kim", accepted_at=NOW, updated_at=NOW,
    )  # fmt: skip


def _authority() -> Lived:
    return SigningAuthority(
        partner_id=ids.new(), id=ids.new(), version=1, status=AuthorityStatus.PROPOSED, kinds=[],
        waiting_on=frozenset(), granted_at=NOW, updated_at=NOW,
    )  # fmt: skip


RECORDS = {
    ACCOUNT.name: organisation, RELATIONSHIP.name: organisation, MEMBERSHIP.name: _place, AUTHORITY.name: _authority,
}  # fmt: skip
