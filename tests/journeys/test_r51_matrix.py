"""Every type of object of another organisation over HTTP: by its id, in lists and as the subject of a step."""

from typing import Any

import pytest
from sqlalchemy import select, text

from portal import ids
from portal.access import Role
from portal.app import Portal
from portal.partners.models import Membership
from schema.engine import mutations, nodes
from tests import databases
from tests.entering import Enter
from tests.isolation import worlds
from tests.journeys import plausible
from tests.make import Make
from tests.opportunities import making as opportunities
from tests.rooms import MAKING

COMPANYS = {"dir", "drq", "imp", "imr", "prd", "roe"}
"""What is in no organisation's world: what the company has for all of them, or before there is one."""
TABLES = {
    "jrn": "journal", "cli": "api_client", "prv": "provisioning_token", "idp": "identity_connection",
    "dom": "mail_domain", "ses": "auth.session", "stb": "setback", "ntf": "notification",
    **{prefix: table for making in MAKING for prefix, table in making.NODES.items() if prefix not in COMPANYS},
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
NAMED = {mutations.camel(name): prefix for name, prefix in nodes.REGISTER.named_by.items()} | {"id": "itm"}
"""What an input names a thing by, and the type of the thing."""
GIVEN: dict[str, Any] = {
    "expectedVersion": 1, "jwks": None, "redirectUris": [], "postLogoutRedirectUris": [], "idTokenAlg": "RS256",
    "scopes": ["contracts:read"], "grantTypes": ["client_credentials"], "issuer": "https://idp.example",
    "rhythm": None,
}  # fmt: skip
ALONE: dict[str, dict[str, Any]] = {"notificationMarkRead": {"recordId": None}}
"""What an input does not hold beside the thing that it names."""
LOOKED_FOR = {
    "partner": {
        "memberSuspend", "memberRemove", "memberRevoke", "memberRestore", "memberChangeRoles", "memberEndSessions",
        "memberInvite", "signingAuthorityAccept", "signingAuthorityRefuse", "signingAuthorityRevoke", "partnerApply",
        "partnerSupplyInfo", "contractWithdraw", "contractSubmitRound", "contractAcceptRound", "apiClientDisable",
        "identityProviderDisable", "mailDomainRemove", "provisioningTokenEnd", "sessionEnd",
    },
    "manager": {
        "partnerInvite", "partnerRequestInfo", "partnerReject", "relationshipAdvance", "relationshipRegress",
        "relationshipDissolve", "contractDraft", "contractRedraft", "contractSubmitForReview", "contractWithdraw",
        "contractEditRound", "contractSubmitRound", "contractWithdrawRound", "contractCounterRound",
        "contractStartApproval", "sessionEnd",
    },
}  # fmt: skip
"""Steps that the role may take with what is theirs."""


async def of(make: Make, partner_id: Any) -> dict[str, list[str]]:
    """The global ids of everything in one organisation's world, by type."""
    found = {}
    for prefix, table in TABLES.items():
        column = {"organisation": "id", "metric": "owner_id"}.get(table, "partner_id")
        rows = await make.session.execute(text(f"SELECT id FROM {table} WHERE {column} = :id"), {"id": partner_id})
        found[prefix] = [ids.text(prefix, row) for row in rows.scalars()]
    return found


def test_r51_the_matrix_names_every_type_that_has_an_id() -> None:
    assert set(nodes.kinds()) <= set(TABLES) | COMPANYS


@pytest.mark.parametrize("who", ["partner", "manager"])
async def test_r51_nothing_of_another_organisation_is_read_listed_found_or_changed(
    application: Portal, make_committed: Make, enter: Enter, who: str
) -> None:
    filled = await worlds.fill(make_committed)
    await make_committed.add(opportunities.product())
    world = filled.ours if who == "partner" else filled.company
    member, stranger = [
        (await make_committed.session.scalars(select(Membership).where(Membership.person_id == people[0]))).one()
        for people in (world.people, filled.foreign.people)
    ]
    assert (Role.PARTNER_ADMIN if who == "partner" else Role.RELATIONSHIP_MANAGER) in member.roles
    [visitor, _] = await enter(member, stranger)
    ours, foreign = await of(make_committed, filled.ours.id), await of(make_committed, filled.foreign.id)
    assert all(foreign.values()), [name for name, found in foreign.items() if not found]
    own = (await visitor.ask(NODES, ids=[*ours["org"], *ours["mem"], *ours["aut"]]))["nodes"]
    assert None not in own
    every = [each for listed in foreign.values() for each in listed]
    for start in range(0, len(every), 100):
        assert set(map(str, (await visitor.ask(NODES, ids=every[start : start + 100]))["nodes"])) == {"None"}
    for each in (foreign["org"][0], foreign["mem"][0]):
        assert set((await visitor.ask(ONE, id=each)).values()) == {None}
    lists = await visitor.ask(LISTS, id=foreign["org"][0])
    assert all(found == {"totalCount": 0, "nodes": []} for found in lists.values()), lists
    before = await databases.contents(make_committed.session)
    theirs = {field: (foreign.get(prefix) or [ids.text(prefix, ids.new())])[0] for field, prefix in NAMED.items()}
    nobodys = {field: ids.text(prefix, ids.new()) for field, prefix in NAMED.items()}
    missing = set()
    for name, kind in plausible.mutations(application.api.schema):
        if not NAMED.keys() & kind.fields.keys():
            continue
        query = plausible.document(name, kind)
        refused = [
            (await visitor.ask(query, input=plausible.plausible(kind, {**GIVEN, **named, **ALONE.get(name, {})})))[
                name
            ]["userErrors"]
            for named in (theirs, nobodys)
        ]
        assert refused[0] == refused[1], name  # the same as for what is not there at all
        assert len(refused[0]) == 1, (name, refused[0])
        (code,) = [each["code"] for each in refused[0]]
        assert code == "NOT_FOUND" or refused[0][0]["message"].startswith("Only these roles can do this: "), (
            name,
            refused,
        )
        missing |= {name} if code == "NOT_FOUND" else set()
    assert missing >= LOOKED_FOR[who]
    assert await databases.contents(make_committed.session) == before
