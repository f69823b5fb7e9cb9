"""What each scope lets a token do at the API, what it keeps back, and that nothing is open by default."""

from datetime import timedelta
from typing import Any

import pytest
import strawberry

from auth import scopes
from portal import ids
from portal.access import GRANTS, PERSONAL, Actor, Permission, Role, Side
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.journal import Entry
from portal.partners.models import Membership, Organisation
from portal.sentences import say
from schema import root
from schema.engine.fields import KEY, Act, Read, Rehearsal, plain, read
from schema.shared.nodes import Node
from tests import databases
from tests.auth.site import Site, challenge


async def _ask(site: Site, scope: str, query: str, *, member: Membership | None = None, alone: bool = True) -> Any:
    """The answer to a program with these scopes: by itself, or for the member."""
    member = member or await site.member()
    client = await site.programs.client(member, scopes=list(scopes.SCOPES))
    grant = None if alone else await site.programs.grant(client, member)
    token = await site.programs.token(client, grant=grant, scopes=scope.split())
    return await site.bearer(token, query)


ROOTS = {
    "contracts": ("contracts:read", "{ contracts { totalCount } }"),
    "contract": ("contracts:read", '{ contract(by: { number: "C-1" }) { title } }'),
    "partners": ("partners:read", "{ partners { nodes { name } } }"),
    "partner": ("partners:read", '{ partner(by: { name: "Nobody" }) { name } }'),
    "activity": ("activity:read", "{ activity { nodes { event } } }"),
    "apiClients": ("clients:write", "{ apiClients { totalCount } }"),
    "identityProviders": ("connections:write", "{ identityProviders { totalCount } }"),
    "mailDomains": ("connections:write", "{ mailDomains { totalCount } }"),
}


@pytest.mark.parametrize("field", ROOTS)
async def test_r50_each_root_field_needs_its_scope_and_the_refusal_names_it(site: Site, field: str) -> None:
    scope, query = ROOTS[field]
    others = " ".join(
        name for name in scopes.SCOPES if not scopes.SCOPES[name].permissions & scopes.SCOPES[scope].permissions
    )

    allowed, refused = await _ask(site, scope, query), await _ask(site, others, query)

    assert (allowed.status_code, list(allowed.json())) == (200, ["data", "extensions"])
    assert allowed.json()["data"].keys() == {field}
    said = challenge(refused, 403)
    assert 'error="insufficient_scope"' in said
    assert f'scope="{scope}"' in said


NESTED = {
    "contracts of a partner": (
        "partners:read", "contracts:read", "{ partners { nodes { contracts { totalCount } } } }",
    ),
    "people of a partner": ("partners:read", "members:read", "{ partners { nodes { members { nodes { name } } } } }"),
    "the manager of a partner": ("partners:read", "members:read", "{ partners { nodes { manager { name } } } }"),
    "the partner of a contract": ("contracts:read", "partners:read", "{ contracts { nodes { partner { name } } } }"),
    "the owner of a contract": (
        "contracts:read", "members:read", "{ contracts { edges { node { owner { name } } } } }",
    ),
    "contracts of the journal": ("activity:read", "contracts:read", "{ activity { nodes { contract { title } } } }"),
    "partners of the journal": ("activity:read", "partners:read", "{ activity { nodes { partner { name } } } }"),
    "a fragment": (
        "partners:read", "contracts:read",
        "{ partners { nodes { ...P } } } fragment P on Partner { contracts { nodes { title } } }",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", NESTED)
async def test_r50_what_is_reached_through_something_else_needs_its_own_scope(site: Site, way: str) -> None:
    first, second, query = NESTED[way]
    member = await _with_all_to_see(site)

    in_part = await _ask(site, first, query, member=member)
    allowed = await _ask(site, f"{first} {second}", query, member=member)

    assert (in_part.status_code, list(in_part.json())) == (200, ["data", "errors", "extensions"])
    for error in in_part.json()["errors"]:
        assert (error["message"], error["extensions"]) == (f"The token also needs: {second}.", {"code": "FORBIDDEN"})
    assert list(allowed.json()) == ["data", "extensions"]
    lost = _nulls(in_part.json()["data"]) - _nulls(allowed.json()["data"])
    named = {tuple(error["path"]) for error in in_part.json()["errors"]}
    assert lost
    assert lost <= named <= _nulls(in_part.json()["data"])


async def _with_all_to_see(site: Site) -> Membership:
    """Somebody whose organisation has a contract, a manager and something that happened to both."""
    make = site.programs.make
    manager = await make.member()
    partner = await make.partner(manager=manager)
    member = await make.member(partner)
    contract = await make.contract(partner=partner, status=Status.ACTIVE, owner=manager)
    for kind, record in ((Contract.PREFIX, contract.id), (Organisation.PREFIX, partner.id)):
        entry = Entry(
            partner_id=partner.id, id=ids.new(), record_type=kind, record_id=record, event="contract.activated",
            at=site.programs.now(), by_id=ids.new(), by_name="Robin", side=Side.HOST, is_system=False,
            is_published=True, note="", changes=[],
        )  # fmt: skip
        await make.add(entry)
    return member


def _nulls(data: Any, path: tuple[Any, ...] = ()) -> set[tuple[Any, ...]]:
    if data is None:
        return {path}
    each = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return set().union(*(_nulls(value, (*path, name)) for name, value in each))


@pytest.mark.parametrize("field", ["node(id: $)", "nodes(ids: [$])"])
async def test_r50_an_id_is_no_way_round(site: Site, field: str) -> None:
    member = await site.member()
    partner = await site.programs.make.session.get(Organisation, member.partner_id)
    contract: Contract = await site.programs.make.contract(partner=partner, status=Status.ACTIVE)
    asked = f"{{ {field} {{ ... on Contract {{ title }} }} }}".replace("$", f'"ctr_{contract.id.hex}"')

    refused = await _ask(site, "partners:read members:read", asked, member=member)
    allowed = await _ask(site, "contracts:read", asked, member=member)

    if field.startswith("nodes"):
        error = {"message": "The token also needs: contracts:read.", "extensions": {"code": "FORBIDDEN"}}
        assert refused.json()["data"] == {"nodes": [None]}
        assert refused.json()["errors"] == [{**error, "path": ["nodes", 0]}]
    else:
        assert 'scope="contracts:read"' in challenge(refused, 403)
    assert "Supply of parts" in allowed.text


async def test_r50_the_timeline_of_a_contract_comes_with_the_contract(site: Site) -> None:
    answer = await _ask(site, "contracts:read", "{ contracts { nodes { timeline { nodes { event at } } } } }")

    assert answer.json() == {"data": {"contracts": {"nodes": []}}, "extensions": answer.json()["extensions"]}


async def test_all_scopes_that_are_missing_are_named_at_once(site: Site) -> None:
    counts = "partners { totalCount } contracts { totalCount }"

    said = challenge(await _ask(site, "openid", f"{{ {counts} }}"), 403)
    in_part = await _ask(site, "openid", f"{{ viewer {{ side }} {counts} }}")

    assert 'scope="contracts:read partners:read"' in said
    assert in_part.json()["data"] == {"viewer": {"side": "PARTNER"}, "partners": None, "contracts": None}
    assert [(error["path"], error["message"], error["extensions"]) for error in in_part.json()["errors"]] == [
        (["partners"], "The token also needs: partners:read.", {"code": "FORBIDDEN"}),
        (["contracts"], "The token also needs: contracts:read.", {"code": "FORBIDDEN"}),
    ]


async def test_r50_a_role_is_never_widened_by_a_scope(site: Site) -> None:
    viewer = await site.member(roles={Role.PARTNER_VIEWER})

    answer = await _ask(
        site,
        " ".join(scopes.SCOPES),
        "{ viewer { permissions } apiClients { totalCount } }",
        member=viewer,
        alone=False,
    )

    reads = sorted(GRANTS[Role.PARTNER_VIEWER] - {Permission.OWN_ACCESS})
    assert answer.json() == {
        "data": {"viewer": {"permissions": reads}, "apiClients": None},
        "extensions": answer.json()["extensions"],
    }


@pytest.mark.parametrize("field", ["sessions { id }", "passkeys { id }", "applications { name }", "recoveryCodes"])
async def test_no_scope_shows_a_program_the_persons_own_door(site: Site, field: str) -> None:
    answer = await _ask(site, " ".join(scopes.SCOPES), f"{{ viewer {{ {field} }} }}", alone=False)

    said = challenge(answer, 403)
    assert 'error="insufficient_scope", error_description="No client can do this."' in said


async def test_no_scope_lets_a_program_end_the_persons_sessions(site: Site) -> None:
    step = "mutation { sessionEndOthers(input: {}) { userErrors { code } } }"

    answer = await _ask(site, " ".join(scopes.SCOPES), step, alone=False)

    assert 'error="insufficient_scope"' in challenge(answer, 403)


@pytest.mark.parametrize(
    ("field", "scope"), [("name", "profile"), ("language", "profile"), ("zone", "profile"), ("email", "email")]
)
async def test_r50_a_program_knows_of_the_person_what_its_scopes_say_and_of_nobody_when_it_asks_by_itself(
    site: Site, field: str, scope: str
) -> None:
    query, others = f"{{ viewer {{ side {field} }} }}", " ".join({"profile", "email"} - {scope})

    in_part = await _ask(site, f"openid contracts:read {others}", query, alone=False)
    allowed = await _ask(site, f"openid {scope}", query, alone=False)
    alone = await _ask(site, "contracts:read members:read", query)

    assert allowed.json()["data"]["viewer"][field]
    for answer in (in_part, alone):
        assert answer.status_code == 200
        assert answer.json()["data"] == {"viewer": {"side": "PARTNER", field: None}}
        [error] = answer.json()["errors"]
        assert (error["path"], error["extensions"]) == (["viewer", field], {"code": "FORBIDDEN"})
        assert error["message"] == "This needs a token that a person has allowed."


async def test_the_viewer_tells_a_token_what_it_is(site: Site) -> None:
    member = await site.member(name="Mira Holm")
    query = "{ viewer { name organisation program scopes permissions } }"

    answer = await _ask(site, "contracts:read openid profile", query, member=member, alone=False)

    said = answer.json()["data"]["viewer"]
    assert (said["name"], said["program"]) == ("Mira Holm", "Stock keeper")
    assert (said["scopes"], said["permissions"]) == (
        ["contracts:read", "openid", "profile"],
        ["contract:read", "internal:read", "own:name", "partner:export", "portal:read"],
    )
    assert said["organisation"].startswith("Partner ")


SIGN = """mutation {{ contractSign(input: {{ contractId: "{id}", expectedVersion: 1, expectedDigest: "{digest}",
  authority: "Director" }}) {{ contract {{ id }} userErrors {{ code message }} }} }}"""


async def _to_sign(site: Site) -> tuple[Membership, str]:
    """Somebody who may sign, and what they could sign now."""
    member = await site.member(roles={Role.PARTNER_SIGNATORY})
    partner = await site.programs.make.session.get(Organisation, member.partner_id)
    made = await site.programs.make.contract(partner=partner, status=Status.OUT_FOR_SIGNATURE)
    return member, SIGN.format(id=f"ctr_{made.id.hex}", digest=made.sha256)


async def _changed(site: Site, before: dict[str, str]) -> set[str]:
    after = await databases.contents(site.programs.make.session)
    return {name for name in after if after[name] != before[name]}


async def test_r50_a_step_needs_its_scope_before_anything_is_done(site: Site) -> None:
    member, sign = await _to_sign(site)
    before = await databases.contents(site.programs.make.session)

    answer = await _ask(site, "contracts:write", sign, member=member, alone=False)

    assert 'scope="contracts:sign"' in challenge(answer, 403)
    assert await _changed(site, before) == {"api_client"}  # the test's own program


async def test_r53_a_program_by_itself_never_signs(site: Site) -> None:
    member, sign = await _to_sign(site)
    before = await databases.contents(site.programs.make.session)

    answer = await _ask(site, "contracts:sign contracts:write", sign, member=member)

    [error] = answer.json()["data"]["contractSign"]["userErrors"]
    assert error == {"code": "NOT_PERMITTED", "message": "Only a person can do this, not an app running on its own."}
    assert await _changed(site, before) == {"api_client"}


async def test_r53_no_personal_act_is_ever_a_programs_own() -> None:
    everything = scopes.permissions(scopes.SCOPES)

    for role in Role:
        actor = Actor(ids.NIL, "", role.side, ids.NIL, frozenset({role}), is_present=False, allowed=everything)
        assert not actor.permissions & PERSONAL
        assert actor.permissions <= GRANTS[role]


async def test_a_person_signs_through_a_program_within_five_minutes_of_their_proof(site: Site) -> None:
    member, sign = await _to_sign(site)
    client = await site.programs.client(member)
    old = site.programs.now() - timedelta(minutes=6)
    stale = await site.programs.grant(client, member, confirmed_at=old, authenticated_at=old)
    fresh = await site.programs.grant(client, member)
    query = sign.replace("userErrors { code message }", "userErrors { code }")

    refused = await site.bearer(await site.programs.token(client, grant=stale, scopes=["contracts:sign"]), query)
    signed = await site.bearer(await site.programs.token(client, grant=fresh, scopes=["contracts:sign"]), query)

    said = challenge(refused, 401)
    assert 'error="insufficient_user_authentication"' in said
    assert 'acr_values="phr", max_age="300"' in said
    assert signed.json()["data"]["contractSign"]["userErrors"] == []


@strawberry.type(description="Planted.")
class Secret(Node):
    PREFIX = "xyz"


@strawberry.type(description="Planted.")
class Closed(Node):
    PREFIX = "xyz"
    REQUIRES = Permission.CONTRACT_READ

    name: str = plain("Name.")


def _schema(query: type, mutation: type | None = None) -> Any:
    return strawberry.Schema(query, mutation)._schema


def test_r50_a_root_field_that_says_nothing_keeps_the_portal_from_starting() -> None:
    @strawberry.type
    class Query:
        @read(Closed | None, "Open to all.")
        def closed(self: Any) -> Any:
            """Reads nothing."""

    with pytest.raises(TypeError, match="the root field closed does not say which permission it requires"):
        root.guarded(_schema(Query))


def test_r50_a_plain_root_field_keeps_the_portal_from_starting() -> None:
    @strawberry.type
    class Query:
        hello: str = plain("Open to all.")

    with pytest.raises(TypeError, match="the root field hello does not say which permission it requires"):
        root.guarded(_schema(Query))


def test_r50_a_field_below_whose_type_says_nothing_keeps_the_portal_from_starting() -> None:
    @strawberry.type
    class Holder(Node):
        REQUIRES = Permission.READ

        @read(Secret | None, "Open to all who hold.")
        def secret(self: Any) -> Any:
            """Reads nothing."""

    @strawberry.type
    class Query:
        @read(Holder | None, "Said.", requires=Permission.READ)
        def holder(self: Any) -> Any:
            """Reads nothing."""

    with pytest.raises(TypeError, match=r"Holder\.secret does not say which permission it requires, nor does its type"):
        root.guarded(_schema(Query))


def test_r50_the_portals_own_schema_says_it_everywhere() -> None:
    whole = root.guarded(root.schema())

    assert whole.query_type
    assert whole.mutation_type
    for kind in (whole.query_type, whole.mutation_type):
        for field in kind.fields.values():
            source = field.extensions["strawberry-definition"].metadata[KEY]
            assert isinstance(source, Read | Act | Rehearsal)
            assert isinstance(source.requires, Permission)


def test_every_scope_lets_something_through_or_tells_who_signs_in() -> None:
    empty = {name for name, scope in scopes.SCOPES.items() if not scope.permissions}
    granted = frozenset[Permission]().union(*GRANTS.values())

    assert empty == {"openid", "offline_access"} < scopes.PERSONAL
    assert all(scope.permissions <= granted and scope.sentence.endswith(".") for scope in scopes.SCOPES.values())
    assert (
        scopes.permissions([])
        == scopes.permissions(["openid", "unknown"])
        == {Permission.READ, Permission.COMPANY_READ, Permission.INTERNAL_READ}
    )


CAN = frozenset({"contracts:read", "members:write", "profile"})


@pytest.mark.parametrize("permission", [each for each in Permission if each is not Permission.CLOCK])
def test_a_hint_names_only_scopes_that_the_program_can_have(permission: Permission) -> None:
    found = scopes.hint([permission], CAN)
    able = {name for name, scope in scopes.SCOPES.items() if permission in scope.permissions}

    assert set(found.scope.split()) <= CAN & able
    assert bool(found.scope) is bool(CAN & able)
    if not able:
        assert str(found.said) == "No client can do this."
    elif not CAN & able and able <= scopes.PERSONAL:
        assert str(found.said) == "This needs a token that a person has allowed."
    elif not CAN & able:
        assert "not registered for this" in str(found.said)
        assert str(found.said).partition("add: ")[2].removesuffix(".") in able


def test_a_hint_for_several_things_is_given_only_where_all_of_them_can_be_had() -> None:
    both = [Permission.CONTRACT_READ, Permission.PARTNER_READ]

    assert scopes.hint(both, {"contracts:read", "partners:read"}).scope == "contracts:read partners:read"
    assert scopes.hint(both, {"contracts:read"}) == scopes.Hint(
        say("The client is not registered for this. Ask its administrator to add: {scopes}.", scopes="partners:read")
    )
