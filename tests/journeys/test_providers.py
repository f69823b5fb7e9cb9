"""An administrator sets up the organisation's provider and domains through the API; nobody else sees any of it."""

from typing import Any

from sqlalchemy import text

from portal.access import Role
from tests.entering import Enter
from tests.make import Make

PROVIDER = "provider { id version name disabledAt domains { domain } }"
STEP = "mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code path }} {shown} }} }}"
LISTS = """{ identityProviders { totalCount nodes { name issuer clientId authentication idTokenAlg scopes acrValues
strongValues maxAge defaultRoles } } mailDomains { nodes {
domain recordName recordText verifiedAt provider { name } } } }"""
GIVEN: dict[str, Any] = {
    "name": "Directory", "issuer": "https://idp.example", "clientId": "entente", "authentication": "PRIVATE_KEY_JWT",
    "defaultRoles": ["PARTNER_MEMBER"], "maxAge": 60, "strongValues": ["phr"],
}  # fmt: skip


async def test_a_provider_and_its_domain_from_nothing_to_switched_off(make_committed: Make, enter: Enter) -> None:
    partner = await make_committed.partner()
    people = [await make_committed.member(partner), await make_committed.member(partner, roles={Role.PARTNER_MEMBER})]
    stranger = await make_committed.member(await make_committed.partner())
    admin, member, other = await enter(*people, stranger)
    await make_committed.session.execute(text("UPDATE auth.session SET confirmed_at = now()"))
    await make_committed.session.commit()

    async def step(act: str, kind: str, shown: str = PROVIDER, **given: Any) -> dict[str, Any]:
        answer = await admin.ask(STEP.format(name=act, kind=kind, shown=shown), input=given)
        payload: dict[str, Any] = answer[act]
        return payload

    made = await step("identityProviderCreate", "IdentityProviderCreateInput", **GIVEN)
    assert made["userErrors"] == []
    key = made["provider"]["id"]
    added = await step(
        "mailDomainAdd", "MailDomainAddInput", "domain { id domain recordName }", providerId=key, domain="A.example"
    )
    assert added["domain"]["recordName"] == "_entente-challenge.a.example"
    seen = await admin.ask(LISTS)
    assert seen["identityProviders"]["nodes"] == [
        {
            **GIVEN, "idTokenAlg": "RS256", "scopes": ["openid", "email", "profile"], "acrValues": [],
        }
    ]  # fmt: skip
    assert [(each["domain"], each["verifiedAt"]) for each in seen["mailDomains"]["nodes"]] == [("a.example", None)]

    off = await step("identityProviderDisable", "IdentityProviderStepInput", providerId=key, expectedVersion=1)
    assert (off["provider"]["version"], off["provider"]["disabledAt"] is None) == (2, False)
    stale = await step("identityProviderEnable", "IdentityProviderStepInput", providerId=key, expectedVersion=1)
    assert stale["userErrors"] == [{"code": "STALE_VERSION", "path": ["input", "expectedVersion"]}]
    assert stale["provider"]["version"] == 2
    gone = await step("mailDomainRemove", "MailDomainRemoveInput", domainId=added["domain"]["id"])
    assert gone["provider"]["domains"] == []

    hidden = await other.ask("query ($id: ID!) { identityProvider(id: $id) { name } }", id=key)
    assert hidden == {"identityProvider": None}
    assert (await other.ask(LISTS))["identityProviders"] == {"totalCount": 0, "nodes": []}
    refused = await member.client.post("/graphql", json={"query": LISTS})
    assert refused.json()["data"] == {"identityProviders": None, "mailDomains": None}
