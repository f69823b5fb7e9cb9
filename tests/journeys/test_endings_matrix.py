"""Endings by credentials: each ending takes exactly what it says, at the very next call, and leaves all else."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import insert

from auth import people
from auth.federation.models import Connection
from auth.federation.rules import Authentication
from auth.organisations.models import ProvisioningToken, ScimKey
from portal import ids, unguessable
from portal.access import Role
from portal.app import Portal
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners.models import Membership
from tests.auth.server.provider import OURS, PASSWORD, Program, Provider
from tests.make import Make

VIEWER, SCHEMA = "{ viewer { organisation } }", "{ __schema { queryType { name } } }"
NOTHING = "mutation { __typename }"
SCOPES = ["openid", "contracts:read", "offline_access"]
SCIM_VALUE = "entp_" + "s" * 43

COOKIE = {"cookie", "cookie: schema", "cookie: no mutation"}
IN_PRESENCE = {"token", "token: schema", "token: introspection", "token: userinfo", "refresh", "refresh: introspection"}
AWAY = {f"away {name}" for name in IN_PRESENCE}
SIGN_IN = COOKIE | IN_PRESENCE
GRANTS = IN_PRESENCE | AWAY
OWN_TOKEN, OWN_SECRET, SCIM = {"own token", "own token: schema"}, {"own secret"}, {"scim"}
HERS = SIGN_IN | AWAY | OWN_TOKEN
EVERYTHING = HERS | OWN_SECRET | SCIM


@dataclass
class Scene:
    """Maya, who came through her organisation's provider: what she and what is hers holds, and who can end it."""

    provider: Provider
    application: Portal
    maya: Membership
    admin: Membership
    boss: Membership
    connection: Connection
    reader: Program
    keeper: Program
    browser: httpx.AsyncClient
    session_id: Any
    given: dict[str, dict[str, Any]]
    own: str

    async def _asked(self, by: httpx.AsyncClient, query: str, **headers: str) -> bool:
        answer = await by.post("/graphql", json={"query": query}, headers=OURS | headers)
        assert answer.status_code in {200, 401}, answer.text
        return answer.status_code == 200

    async def _token(self, token: str, path: str = "") -> bool:
        return (await self.provider.web.get(path, headers={"authorization": f"Bearer {token}"})).status_code == 200

    async def _is_active(self, token: str) -> bool:
        answer = await self.provider.web.post("/oauth/introspect", **self.reader.proven(token=token))
        return bool(answer.json().get("active"))

    async def _own_secret(self) -> bool:
        form = self.keeper.proven(grant_type="client_credentials")
        return (await self.provider.web.post("/oauth/token", **form)).status_code == 200

    async def _scim(self) -> bool:
        headers = {"authorization": f"Bearer {SCIM_VALUE}"}
        return (await self.provider.web.get("/scim/v2/Users", headers=headers)).status_code == 200

    def ways(self) -> dict[str, Callable[[], Awaitable[bool]]]:
        """Each credential, and whether it opens what it is for."""
        web, own = self.provider.web, f"Bearer {self.own}"
        found: dict[str, Callable[[], Awaitable[bool]]] = {
            "cookie: schema": lambda: self._asked(self.browser, SCHEMA),
            "cookie: no mutation": lambda: self._asked(self.browser, NOTHING),
            "cookie": lambda: self._asked(self.browser, VIEWER),
            "own token: schema": lambda: self._asked(web, SCHEMA, authorization=own),
            "own token": lambda: self._asked(web, VIEWER, authorization=own),
            "own secret": self._own_secret,
            "scim": self._scim,
        }
        for kind, tokens in self.given.items():
            found |= self._of_grant(kind, tokens["access_token"], tokens["refresh_token"])
        return found

    def _of_grant(self, kind: str, access: str, refresh: str) -> dict[str, Callable[[], Awaitable[bool]]]:
        async def renewed() -> bool:
            return (await self.provider.refresh(self.reader, refresh)).status_code == 200

        web, bearer = self.provider.web, f"Bearer {access}"
        return {
            f"{kind}token: schema": lambda: self._asked(web, SCHEMA, authorization=bearer),
            f"{kind}token: introspection": lambda: self._is_active(access),
            f"{kind}token: userinfo": lambda: self._token(access, "/oauth/userinfo"),
            f"{kind}token": lambda: self._asked(web, VIEWER, authorization=bearer),
            f"{kind}refresh: introspection": lambda: self._is_active(refresh),
            f"{kind}refresh": renewed,
        }

    async def ended(self, first: str) -> set[str]:
        """What is refused now, one of them asked before the others."""
        ways = self.ways()
        order = [first, *(name for name in ways if name != first)]
        return {name for name in order if not await ways[name]()}

    async def step(self, by: Membership, name: str, kind: str, **given: Any) -> None:
        """A step of somebody who signs in for it; it is not refused."""
        browser = await self.provider.signed_in(by)
        query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code message }} }} }}"
        answer = await browser.post("/graphql", json={"query": query, "variables": {"input": given}}, headers=OURS)
        assert answer.json() == {"data": {name: {"userErrors": []}}}, answer.text


@pytest_asyncio.fixture(loop_scope="session")
async def scene(application: Portal, database: Database, make_committed: Make) -> AsyncIterator[Scene]:
    application.keys._ring = None  # the rows are emptied with all else
    async with Provider(database, make_committed, application.keys, served=application) as provider:
        partner = await make_committed.partner()
        maya = await provider.person(of=partner, roles={Role.PARTNER_MEMBER})
        admin = await provider.person(of=partner)
        boss = await provider.person(of=await make_committed.company(), roles={Role.LEGAL, Role.PLATFORM_ADMIN})
        connection = await _provider_of(make_committed, maya, provider)
        reader, keeper = await provider.program(boss, scopes=SCOPES), await provider.program(maya)
        browser = await provider.signed_in(maya)
        [(session_id,)] = await provider.rows(
            "UPDATE auth.session SET connection_id = :connection, provider_session = 'theirs' RETURNING id",
            connection=connection.id,
        )
        given = {
            "": await provider.tokens(browser, reader, scope="openid contracts:read"),
            "away ": await provider.tokens(browser, reader, scope=" ".join(SCOPES), prompt="consent"),
        }
        form = keeper.proven(grant_type="client_credentials", scope="contracts:read")
        own = (await provider.web.post("/oauth/token", **form)).json()["access_token"]
        await _directory_of(database, make_committed, admin)
        made = Scene(
            provider, application, maya, admin, boss, connection, reader, keeper, browser, session_id, given, own
        )
        assert await made.ended("cookie") == set()  # and from now on this process knows them all
        yield made


async def _provider_of(make: Make, member: Membership, provider: Provider) -> Connection:
    made = Connection(
        partner_id=member.partner_id, id=ids.new(), name="Directory", issuer="https://idp.example", client_id="entente",
        version=1, authentication=Authentication.NONE, scopes=["openid"], acr_values=[], strong_values=[],
        max_age=None, default_roles=frozenset[Role](), created_at=provider.now(), disabled_at=None,
    )  # fmt: skip
    await make.add(made)
    return made


async def _directory_of(database: Database, make: Make, admin: Membership) -> None:
    token = ProvisioningToken(
        partner_id=admin.partner_id, id=ids.new(), name="Directory", member_id=admin.id, created_at=admin.created_at,
        version=1,
    )  # fmt: skip
    await make.add(token)
    async with database.transaction(AUTH) as session:
        await session.execute(insert(ScimKey).values(token_sha256=unguessable.digest(SCIM_VALUE), token_id=token.id))


def _member(scene: Scene) -> str:
    return ids.text("mem", scene.maya.id)


async def signs_out(scene: Scene) -> None:
    assert (await scene.browser.delete("/auth/session", headers=OURS)).status_code == 204


async def signed_out_by_a_program(scene: Scene) -> None:
    hint = scene.given[""]["id_token"]
    assert (await scene.browser.get("/oauth/logout", params={"id_token_hint": hint})).status_code == 303


async def ends_all_others(scene: Scene) -> None:
    """From another browser, to which she signed in with her password."""
    await scene.step(scene.maya, "sessionEndOthers", "SessionEndOthersInput")


async def ends_this_one(scene: Scene) -> None:
    await scene.step(scene.maya, "sessionEnd", "SessionEndInput", sessionId=ids.text("ses", scene.session_id))


async def somebody_else_signs_in_here(scene: Scene) -> None:
    cookie = scene.browser.cookies["__Host-session"]
    await scene.provider.signed_in(scene.admin, scene.browser)
    scene.browser.cookies.set("__Host-session", cookie, domain="portal.example")


async def administrator_ends_them(scene: Scene) -> None:
    await scene.step(scene.admin, "memberEndSessions", "MemberEndSessionsInput", memberId=_member(scene))


async def provider_switched_off(scene: Scene) -> None:
    given = {"providerId": ids.text("idp", scene.connection.id), "expectedVersion": 1}
    await scene.step(scene.admin, "identityProviderDisable", "IdentityProviderStepInput", **given)


async def suspended(scene: Scene) -> None:
    given = {"memberId": _member(scene), "expectedVersion": scene.maya.version, "reason": "On leave."}
    await scene.step(scene.admin, "memberSuspend", "MemberReasonInput", **given)


async def removed(scene: Scene) -> None:
    given = {"memberId": _member(scene), "expectedVersion": scene.maya.version}
    await scene.step(scene.admin, "memberRemove", "MemberStepInput", **given)


async def no_longer_active_in_the_directory(scene: Scene) -> None:
    operation = {"op": "replace", "path": "active", "value": False}
    kind = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    answer = await scene.provider.web.patch(
        f"/scim/v2/Users/{scene.maya.id}", json={"schemas": [kind], "Operations": [operation]},
        headers={"authorization": f"Bearer {SCIM_VALUE}", "content-type": "application/scim+json"},
    )  # fmt: skip
    assert answer.status_code == 204, answer.text


async def organisation_left(scene: Scene) -> None:
    await scene.provider.rows("UPDATE organisation SET status = 'OFFBOARDED' WHERE id = :id", id=scene.maya.partner_id)


async def organisation_rejected(scene: Scene) -> None:
    await scene.provider.rows("UPDATE organisation SET status = 'REJECTED' WHERE id = :id", id=scene.maya.partner_id)


async def new_password(scene: Scene) -> None:
    later = scene.provider.now() + timedelta(seconds=1)
    await people.set_password(scene.provider.database, scene.maya, f"{PASSWORD} again", now=later)


async def takes_it_back(scene: Scene) -> None:
    answer = await scene.browser.delete(f"/auth/applications/{scene.reader.client_id}", headers=OURS)
    assert answer.status_code == 204


async def program_disabled(scene: Scene) -> None:
    given = {"apiClientId": ids.text("cli", scene.keeper.record.id), "expectedVersion": 1}
    await scene.step(scene.admin, "apiClientDisable", "ApiClientDisableInput", **given)


async def directory_token_ended(scene: Scene) -> None:
    await scene.provider.rows("UPDATE provisioning_token SET ended_at = now()")


ENDINGS: dict[Callable[[Scene], Awaitable[None]], set[str]] = {
    signs_out: SIGN_IN,
    signed_out_by_a_program: SIGN_IN,
    ends_all_others: SIGN_IN,
    ends_this_one: SIGN_IN,
    somebody_else_signs_in_here: SIGN_IN,
    administrator_ends_them: HERS,
    provider_switched_off: SIGN_IN | AWAY,
    suspended: HERS | OWN_SECRET,
    removed: HERS | OWN_SECRET,
    no_longer_active_in_the_directory: HERS | OWN_SECRET,
    organisation_left: EVERYTHING,
    organisation_rejected: EVERYTHING,
    new_password: HERS,
    takes_it_back: GRANTS,
    program_disabled: OWN_TOKEN | OWN_SECRET,
    directory_token_ended: SCIM,
}


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
async def test_an_ending_takes_what_it_says_at_the_very_next_call_and_nothing_else(
    scene: Scene, ending: Callable[[Scene], Awaitable[None]]
) -> None:
    wanted = ENDINGS[ending]
    first = sorted(wanted)[list(ENDINGS).index(ending) % len(wanted)]

    await ending(scene)

    assert await scene.ended(first) == wanted
