"""Each role by itself: every step it asks for with what is theirs is taken or refused, and is never a fault."""

import secrets
from typing import Any

import pytest

from portal import ids
from portal.access import Role, Side
from portal.app import Portal
from portal.contracts.rules import Status
from portal.partners.models import Membership, Organisation
from portal.partners.rules import AccountStatus
from tests.entering import Enter
from tests.journeys import plausible
from tests.make import Make

SCENES: tuple[tuple[AccountStatus, Status, str], ...] = (
    (AccountStatus.ACTIVE, Status.DRAFT, ""),
    (AccountStatus.ACTIVE, Status.IN_NEGOTIATION, "contractId"),
    (AccountStatus.ACTIVE, Status.OUT_FOR_SIGNATURE, "contractId"),
    (AccountStatus.APPLIED, Status.DRAFT, "partnerId"),
)
"""How things stand, and the field of the inputs that are tried then; "" for all."""


async def of(make: Make, role: Role, account: AccountStatus) -> tuple[Organisation, Membership]:
    """A partner and somebody who holds the role there or, for a role of the company, looks after it."""
    if role.side is Side.HOST:
        member = await make.member(roles={role})
        return await make.partner(status=account, manager=member), member
    partner = await make.partner(status=account)
    return partner, await make.member(partner, roles={role})


def given(**more: Any) -> dict[str, Any]:
    """What inputs hold that can be taken by chance."""
    some = secrets.token_hex(4)
    return {
        "expectedVersion": 1, "idempotencyKey": f"once {some}", "name": f"New {some}", "email": f"{some}@new.example",
        "redirectUris": ["https://app.example/cb"], "issuer": "https://idp.example", "jwks": None,
        "grantTypes": ["client_credentials"], "scopes": ["contracts:read"],
        "registerNumber": None, "vatNumber": None, "lei": None, **more,
    }  # fmt: skip


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
async def test_a_role_alone_meets_no_fault(application: Portal, make_committed: Make, enter: Enter, role: Role) -> None:
    faults, taken = [], set()
    for account, status, field in SCENES:
        partner, member = await of(make_committed, role, account)
        colleague = await make_committed.member(partner, roles={Role.PARTNER_MEMBER})
        owner = member if role.side is Side.HOST else None
        contract = await make_committed.contract(status=status, partner=partner, owner=owner)
        await make_committed.session.commit()
        (visitor,) = await enter(member)
        named = {
            "contractId": ids.text("ctr", contract.id), "partnerId": ids.text("org", partner.id),
            "memberId": ids.text("mem", colleague.id), "managerId": ids.text("mem", member.id),
            "expectedDigest": contract.sha256 or "0" * 64, "id": ids.text("ctr", ids.new()),
        }  # fmt: skip
        for name, kind in plausible.mutations(application.api.schema):
            if field and field not in kind.fields:
                continue
            sent = {"input": plausible.plausible(kind, given(**named))}
            query = {"query": plausible.document(name, kind), "variables": sent}
            answer = (await visitor.client.post("/graphql", json=query)).json()
            if "errors" in answer:
                faults.append((account.value, status.value, name, answer["errors"][0]["message"]))
            elif answer["data"][name]["userErrors"] == []:
                taken.add(name)

    assert faults == []
    assert "sessionEndOthers" in taken
    assert ("partnerCreate" in taken) == (role in {Role.RELATIONSHIP_MANAGER, Role.SALES})
