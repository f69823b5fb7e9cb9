"""Whatever ends a person's place, a program or an organisation ends all that was issued: at the very next request."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio

from portal import ids
from portal.access import Role
from portal.app import Portal
from portal.database.pools import Database
from portal.partners.models import Membership
from portal.partners.rules import AccountStatus
from tests.auth.server.provider import OURS, PASSWORD, Program, Provider
from tests.make import Make

VIEWER = {"query": "{ viewer { organisation } }"}
OPEN: dict[str, Any] = {
    "pages": 200, "refresh": "", "code": "", "introspect": True, "introspect refresh": True, "userinfo": 200,
    "api": 200, "own api": 200, "own token": "",
}  # fmt: skip
SHUT: dict[str, Any] = {
    "pages": 401, "refresh": "invalid_grant", "code": "invalid_grant", "introspect": {"active": False},
    "introspect refresh": {"active": False}, "userinfo": 401, "api": 401, "own api": 401, "own token": "invalid_client",
}  # fmt: skip


@dataclass
class Scene:
    """Maya, a member of a partner: in a browser, in the company's program, and behind a program of her own."""

    provider: Provider
    maya: Membership
    admin: Membership
    boss: Membership
    reader: Program
    keeper: Program
    browser: httpx.AsyncClient
    tokens: dict[str, Any]
    code: str
    own: str

    async def ask(self, by: httpx.AsyncClient, **headers: str) -> int:
        return (await by.post("/graphql", json=VIEWER, headers=OURS | headers)).status_code

    async def doors(self) -> dict[str, Callable[[], Awaitable[Any]]]:
        """Each way in, and what it answers now: a status, OAuth's word for a refusal ("" for none), or what is said."""
        provider, access, refresh = self.provider, self.tokens["access_token"], self.tokens["refresh_token"]

        async def error(answer: Awaitable[httpx.Response]) -> Any:
            return (await answer).json().get("error", "")

        async def said(token: str) -> Any:
            found = (await provider.web.post("/oauth/introspect", **self.reader.proven(token=token))).json()
            return True if found.get("active") else found.get("error", found)

        async def status(path: str) -> int:
            answer = await provider.web.get(path, headers={"authorization": f"Bearer {access}"})
            return answer.status_code

        form = self.keeper.proven(grant_type="client_credentials")
        return {
            "pages": lambda: self.ask(self.browser),
            "api": lambda: self.ask(provider.web, authorization=f"Bearer {access}"),
            "own api": lambda: self.ask(provider.web, authorization=f"Bearer {self.own}"),
            "userinfo": lambda: status("/oauth/userinfo"),
            "introspect": lambda: said(access),
            "introspect refresh": lambda: said(refresh),
            "refresh": lambda: error(provider.refresh(self.reader, refresh)),
            "code": lambda: error(provider.redeem(self.reader, self.code)),
            "own token": lambda: error(provider.web.post("/oauth/token", **form)),
        }

    async def found(self, first: str) -> dict[str, Any]:
        """What all the doors answer, one of them asked before the others."""
        doors = await self.doors()
        order = [first, *(name for name in doors if name != first)]
        return {name: await doors[name]() for name in order}

    async def step(self, by: Membership, name: str, kind: str, **given: Any) -> None:
        """A step of somebody who signs in for it; it is not refused."""
        browser = await self.provider.signed_in(by)
        query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code message }} }} }}"
        answer = await browser.post("/graphql", json={"query": query, "variables": {"input": given}}, headers=OURS)
        assert answer.json() == {"data": {name: {"userErrors": []}}, "extensions": answer.json()["extensions"]}, (
            answer.text
        )


@pytest_asyncio.fixture(loop_scope="session")
async def scene(application: Portal, database: Database, make_committed: Make) -> AsyncIterator[Scene]:
    application.keys._ring = None  # the rows are emptied with all else
    async with Provider(database, make_committed, application.keys, served=application) as provider:
        partner = await make_committed.partner()
        maya = await provider.person(of=partner, roles={Role.PARTNER_MEMBER})
        admin = await provider.person(of=partner)
        boss = await provider.person(of=await make_committed.company(), roles={Role.LEGAL, Role.PLATFORM_ADMIN})
        reader, keeper = await provider.program(boss), await provider.program(maya)
        browser = await provider.signed_in(maya)
        tokens = await provider.tokens(browser, reader)
        code = await provider.code(browser, reader)
        form = keeper.proven(grant_type="client_credentials", scope="contracts:read")
        own = (await provider.web.post("/oauth/token", **form)).json()["access_token"]
        yield Scene(provider, maya, admin, boss, reader, keeper, browser, tokens, code, own)


async def suspended(scene: Scene) -> None:
    given = {"memberId": ids.text("mem", scene.maya.id), "expectedVersion": scene.maya.version, "reason": "On leave."}
    await scene.step(scene.admin, "memberSuspend", "MemberReasonInput", **given)


async def removed(scene: Scene) -> None:
    given = {"memberId": ids.text("mem", scene.maya.id), "expectedVersion": scene.maya.version}
    await scene.step(scene.admin, "memberRemove", "MemberStepInput", **given)


async def rejected(scene: Scene) -> None:
    partner = scene.maya.partner_id
    await scene.provider.rows(
        "UPDATE organisation SET status = :status, due_at = now() WHERE id = :id",
        status=AccountStatus.APPLIED.value,
        id=partner,
    )
    given = {"partnerId": ids.text("org", partner), "expectedVersion": 1, "reason": "No such company."}
    await scene.step(scene.boss, "partnerReject", "PartnerReasonInput", **given)


async def offboarded(scene: Scene) -> None:
    """As the last step of an exit leaves the row; its plan and the way there have tests of their own."""
    await scene.provider.rows(
        "UPDATE organisation SET status = :status WHERE id = :id", status=AccountStatus.OFFBOARDED.value,
        id=scene.maya.partner_id,
    )  # fmt: skip


async def disabled(scene: Scene) -> None:
    given = {"apiClientId": ids.text("cli", scene.reader.record.id), "expectedVersion": 1}
    await scene.step(scene.boss, "apiClientDisable", "ApiClientDisableInput", **given)


async def test_while_nothing_is_ended_every_door_is_open(scene: Scene) -> None:
    assert await scene.found("pages") == OPEN


@pytest.mark.parametrize(
    ("end", "first"),
    [*((suspended, door) for door in OPEN), (removed, "refresh"), (rejected, "api"), (offboarded, "userinfo")],
)
async def test_r24_r49_r80_who_has_no_place_any_more_is_refused_at_every_door_at_once(
    scene: Scene, end: Callable[[Scene], Awaitable[None]], first: str
) -> None:
    await end(scene)

    assert await scene.found(first) == SHUT
    assert await scene.provider.live_tokens() == 0
    asked = {"email": scene.maya.email, "password": PASSWORD}
    assert (await scene.provider.browser().post("/auth/session", json=asked, headers=OURS)).status_code == 401


@pytest.mark.parametrize("first", ["api", "refresh"])
async def test_r49_a_program_that_is_disabled_is_out_with_all_it_was_given_and_nobody_else_is(
    scene: Scene, first: str
) -> None:
    await disabled(scene)

    unknown = dict.fromkeys(("introspect", "introspect refresh", "refresh", "code"), "invalid_client")
    assert await scene.found(first) == {**OPEN, **unknown, "userinfo": 401, "api": 401}


async def test_r49_what_ended_with_a_suspension_stays_ended_when_the_place_is_given_back(scene: Scene) -> None:
    await suspended(scene)
    given = {"memberId": ids.text("mem", scene.maya.id), "expectedVersion": scene.maya.version + 1}
    await scene.step(scene.admin, "memberRestore", "MemberStepInput", **given)

    assert await scene.found("refresh") == {**SHUT, "own token": ""}
    assert await scene.ask(await scene.provider.signed_in(scene.maya)) == 200
