"""A program invites for its organisation: where its scopes say so, and whom they let through."""

import pytest
from sqlalchemy import text

from portal.access import Role
from tests.auth.site import Site, challenge

READS = "contracts:read partners:read members:read activity:read notes:read expectations:read obligations:read"
READS += " boundaries:read disputes:read opportunities:read fees:read"
WRITES = "contracts:write notes:write files:write documents:write expectations:write facts:write obligations:write"
WRITES += " disputes:write opportunities:write fees:write"
INVITE = """mutation { memberInvite(input: { email: "new@partner.example", name: "New", roles: [ROLE] }) {
  userErrors { code message path } member { status roles } } }"""
REFUSED = {
    "code": "NOT_PERMITTED", "path": ["input", "roles"],
    "message": "An app can only assign roles whose rights its token's scopes allow.",
}  # fmt: skip
SIGNS = {**REFUSED, "message": "The signatory role comes only with a signing authority that a second person accepts."}


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize(
    ("scope", "role", "refusal"),
    [
        (f"{READS} members:write", Role.PARTNER_VIEWER, None),
        (f"{READS} members:write", Role.PARTNER_MEMBER, REFUSED),
        (f"{READS} members:write {WRITES}", Role.PARTNER_MEMBER, None),
        (f"{READS} members:write contracts:write contracts:sign", Role.PARTNER_SIGNATORY, SIGNS),
        ("members:write", Role.PARTNER_VIEWER, REFUSED),
    ],
)
async def test_a_program_invites_whom_its_scopes_let_through(
    site: Site, alone: bool, scope: str, role: Role, refusal: dict[str, object] | None
) -> None:
    member = await site.member()
    client = await site.programs.client(member, scopes=scope.split())
    grant = None if alone else await site.programs.grant(client, member, scopes=scope.split())
    token = await site.programs.token(client, grant=grant, scopes=scope.split())

    payload = (await site.bearer(token, INVITE.replace("ROLE", role.name))).json()["data"]["memberInvite"]

    assert payload["userErrors"] == ([refusal] if refusal else [])
    assert payload["member"] == (None if refusal else {"status": "INVITED", "roles": [role.name]})
    invited = await site.programs.make.session.execute(text("SELECT count(*) FROM membership WHERE status = 'INVITED'"))
    assert invited.scalar_one() == (0 if refusal else 1)


async def test_without_the_scope_the_whole_step_is_refused_and_the_hint_can_be_followed(site: Site) -> None:
    member = await site.member()
    client = await site.programs.client(member, scopes=[*READS.split(), "members:write"])
    token = await site.programs.token(client, scopes=READS.split())

    said = challenge(await site.bearer(token, INVITE.replace("ROLE", "PARTNER_VIEWER")), 403)

    assert 'scope="members:write"' in said
