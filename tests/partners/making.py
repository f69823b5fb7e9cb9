"""Partners as tests find them; and all of one partner's world."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from portal import ids
from portal.access import Side
from portal.acting import Lived
from portal.partners.documents import DOCUMENT, DocumentKind, DocumentStatus
from portal.partners.membership import AUTHORITY, MEMBERSHIP, AuthorityStatus
from portal.partners.models import (
    ComplianceDocument,
    DocumentRequirement,
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
from tests.files import making as files
from tests.moment import NOW

PLAN = "Twice the volume in three years."
SEEN: dict[str, tuple[int | None, ...]] = {
    "external_key": (0, 1, 2, 2, 2, None),
    "compliance_document": (1, 1, 2, 2, 2, None),
    "document_requirement": (2, 2, 2, 2, 2, None),
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
    "exp": "exit_plan", "rpl": "relationship_plan", "doc": "compliance_document",
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
    place, paper = {"partner_id": partner.id}, document(partner, owner)
    brought = files.file(admin, record=(paper.PREFIX, paper.id), is_shared=True)
    paper.replaces_id, paper.file_id = paper.id, brought.id  # so that the proof has keys to try
    await make.add(
        brought,
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
            granted_by=ids.new(), granted_by_name="Robin", granted_at=NOW, updated_at=NOW, waiting_on=frozenset(Side),
        ),
        paper,
        requirement(kind=DocumentKind.INSURANCE),
    )  # fmt: skip


def document(partner: Organisation, owner: Membership, **columns: Any) -> ComplianceDocument:
    """An insurance that the partner was asked for; once it was brought, as `file`, it counts for a year."""
    status, file = columns.get("status", DocumentStatus.REQUESTED), columns.pop("file", None)
    values = {
        "id": ids.new(), "partner_id": partner.id, "kind": DocumentKind.INSURANCE, "version": 1,
        "company_id": owner.partner_id, "created_at": NOW, "updated_at": NOW,
        "due_at": NOW + timedelta(days=7) if status in DOCUMENT.deadlines else None,
    }  # fmt: skip
    if status is not DocumentStatus.REQUESTED:
        ends_at = columns.get("ends_at", NOW + timedelta(days=365))
        values |= {
            "uploaded_by": ids.new(), "uploaded_by_name": "Robin", "uploaded_side": Side.PARTNER, "uploaded_at": NOW,
            "valid_from": date(2025, 1, 1), "valid_until": ends_at.date(), "ends_at": ends_at, "owner_id": owner.id,
            "file_id": file.id, "sha256": file.sha256,
        }  # fmt: skip
    return ComplianceDocument(**{**values, **columns})


def requirement(**columns: Any) -> DocumentRequirement:
    """Mandatory for every partner unless said otherwise."""
    values = {
        "id": ids.new(), "version": 1, "countries": [], "is_mandatory": True, "made_by_name": "Robin", "made_at": NOW,
    }  # fmt: skip
    return DocumentRequirement(**{**values, **columns})


def _document() -> Lived:
    return ComplianceDocument(
        partner_id=ids.new(), id=ids.new(), version=1, kind=DocumentKind.INSURANCE, status=DocumentStatus.REQUESTED,
        waiting_on=frozenset(), created_at=NOW, updated_at=NOW,
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
        waiting_on=frozenset(Side), granted_at=NOW, updated_at=NOW,
    )  # fmt: skip


RECORDS = {
    ACCOUNT.name: organisation, RELATIONSHIP.name: organisation, MEMBERSHIP.name: _place, AUTHORITY.name: _authority,
    DOCUMENT.name: _document,
}  # fmt: skip
