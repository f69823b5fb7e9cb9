"""Every type of object of another organisation over HTTP: by its id, in lists and as the subject of a step."""

from typing import Any

import pytest
from sqlalchemy import select, text

from portal import ids
from portal.access import Role
from portal.partners.models import Membership
from schema.contract_queries import KINDS
from tests import databases
from tests.isolation import worlds
from tests.journeys.conftest import Enter
from tests.make import Make

TABLES = {
    "org": "organisation", "mem": "membership", "itm": "requested_item", "aut": "signing_authority", "ctr": "contract",
    "ver": "contract_version", "rnd": "negotiation_round", "chg": "clause_change", "sig": "signature", "jrn": "journal",
    "cli": "api_client", "prv": "provisioning_token",
}  # fmt: skip
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
ONE = "query ($id: ID!) { node(id: $id) { id } member(id: $id) { id } partner(by: { id: $id }) { id } }"
LISTS = """
query ($id: ID!) {
  members(organisationId: $id) { totalCount nodes { id } }
  invitations(organisationId: $id) { totalCount nodes { id } }
  signingAuthorities(organisationId: $id) { totalCount nodes { id } }
  contracts(filter: { partnerId: $id }) { totalCount nodes { id } }
}
"""
STEPS: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    ("memberSuspend", "MemberReasonInput", "memberId", "mem", {"reason": "x"}),
    ("memberRemove", "MemberStepInput", "memberId", "mem", {}),
    ("memberRevoke", "MemberStepInput", "memberId", "mem", {}),
    ("memberRestore", "MemberStepInput", "memberId", "mem", {}),
    ("memberChangeRoles", "MemberChangeRolesInput", "memberId", "mem", {"roles": ["PARTNER_VIEWER"]}),
    ("signingAuthorityAccept", "SigningAuthorityStepInput", "authorityId", "aut", {}),
    ("signingAuthorityRefuse", "SigningAuthorityRefuseInput", "authorityId", "aut", {"reason": "No."}),
    ("signingAuthorityRevoke", "SigningAuthorityStepInput", "authorityId", "aut", {}),
    ("partnerApply", "PartnerApplyInput", "partnerId", "org", {"consent": True}),
    ("partnerSupplyInfo", "PartnerSupplyInfoInput", "partnerId", "org", {"answers": []}),
    ("contractWithdraw", "ContractReasonInput", "contractId", "ctr", {"reason": "x"}),
)


async def of(make: Make, partner_id: Any) -> dict[str, list[str]]:
    """The global ids of everything in one organisation's world, by type."""
    found = {}
    for prefix, table in TABLES.items():
        column = "id" if table == "organisation" else "partner_id"
        rows = await make.session.execute(text(f"SELECT id FROM {table} WHERE {column} = :id"), {"id": partner_id})
        found[prefix] = [ids.text(prefix, row) for row in rows.scalars()]
    return found


def test_r51_the_matrix_names_every_type_that_has_an_id() -> None:
    assert set(KINDS) <= set(TABLES)


@pytest.mark.parametrize("who", ["partner", "manager"])
async def test_r51_nothing_of_another_organisation_is_read_listed_found_or_changed(
    make_committed: Make, enter: Enter, who: str
) -> None:
    filled = await worlds.fill(make_committed)
    world = filled.ours if who == "partner" else filled.company
    people = select(Membership).where(Membership.person_id == world.people[0])
    member = (await make_committed.session.scalars(people)).one()
    assert (Role.PARTNER_ADMIN if who == "partner" else Role.RELATIONSHIP_MANAGER) in member.roles
    [visitor] = await enter(member)
    ours, foreign = await of(make_committed, filled.ours.id), await of(make_committed, filled.foreign.id)
    assert all(foreign.values()), foreign
    own = (await visitor.ask(NODES, ids=[*ours["org"], *ours["mem"], *ours["aut"]]))["nodes"]
    assert None not in own
    every = [each for listed in foreign.values() for each in listed]
    for start in range(0, len(every), 100):
        assert set(map(str, (await visitor.ask(NODES, ids=every[start : start + 100]))["nodes"])) == {"None"}
    for each in (foreign["org"][0], foreign["mem"][0]):
        assert set((await visitor.ask(ONE, id=each)).values()) == {None}
    lists = await visitor.ask(LISTS, id=foreign["org"][0])
    assert all(found == {"totalCount": 0, "nodes": []} for found in lists.values()), lists
    if who == "manager":
        return
    before = await databases.contents(make_committed.session)
    for name, kind, field, prefix, more in STEPS:
        query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}"
        given = {field: foreign[prefix][0], "expectedVersion": 1, **more}
        payload = (await visitor.ask(query, input=given))[name]
        assert payload["userErrors"] == [{"code": "NOT_FOUND"}], name
    assert await databases.contents(make_committed.session) == before
