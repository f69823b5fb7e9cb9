"""Whatever somebody writes into the address of a page, the answer is a page: never a fault."""

import itertools
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest_asyncio
from starlette.routing import BaseRoute, Mount, Route

import frontend_stub
from frontend_stub.site import live
from portal import ids
from portal.access import Role, Side
from portal.app import Portal
from portal.contracts.rules import Status
from tests.entering import Enter
from tests.frontend.markup import Page
from tests.journeys import odd
from tests.journeys.doors import Visitor
from tests.make import Make

TRIES = int(os.environ.get("PORTAL_TRIES", "40"))
"""Odd values for each address; somebody who wants to be sure tries thousands."""
READS = re.compile(r"""(?:query|query_params)\.(?:get|getlist)\("(\w+)"|\(visit, "(\w+)\"""")
LATE = (
    "/oauth/authorize", "/oauth/end-session", "/auth/connections/{id}/callback", "/auth/connections/{id}",
    "/scim/v2/Users", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server",
)  # fmt: skip
"""Addresses whose routes are loaded with the first request."""
ENDLESS = frozenset({live.PATH})
"""Streams: an answer to one ends when somebody goes; tests/live and tests/frontend/test_live.py have theirs."""
STAFF = frozenset({role for role in Role if role.side is Side.HOST} - {Role.AUDITOR, Role.SYSTEM})
PROGRAMS = ("/auth/", "/oauth/", "/scim/", "/.well-known/", "/static/", "/developers/schema")
PLACE = re.compile(r"\{(\w+)(?::\w+)?\}")


@dataclass
class World:
    """Somebody of each side with every role, and what their addresses name."""

    application: Portal
    visitors: tuple[Visitor, ...]
    contract: str
    partner: str
    member: str

    def named(self, path: str) -> str:
        """What stands at a place of a path when it leads somewhere."""
        if path.startswith(("/partners", "/org")):
            return self.partner
        return self.member if path.startswith(("/people", "/members", "/team")) else self.contract


@pytest_asyncio.fixture(loop_scope="session")
async def world(make_committed: Make, application: Portal, enter: Enter) -> World:
    make = make_committed
    partner = await make.partner()
    staff = await make.member(roles=STAFF)
    theirs = await make.member(partner, roles={role for role in Role if role.side is Side.PARTNER})
    contract = await make.contract(status=Status.IN_NEGOTIATION, partner=partner, owner=staff)
    for _ in range(30):
        await make.contract(status=Status.ACTIVE, partner=partner, owner=staff)
        await make.partner()
    visitors = tuple(await enter(staff, theirs))
    return World(
        application, visitors, ids.text("ctr", contract.id), ids.text("org", partner.id), ids.text("mem", theirs.id)
    )


def addresses(routes: list[BaseRoute]) -> Iterator[str]:
    for route in routes:
        if isinstance(route, Mount):
            yield from addresses(list(route.routes))
        elif isinstance(route, Route) and "GET" in (route.methods or ()):
            yield route.path


def parameters() -> list[str]:
    """What the pages read of their addresses, wherever one does."""
    sources = Path(frontend_stub.__file__).parent.rglob("*.py")
    found = {name for source in sources for pair in READS.findall(source.read_text("utf-8")) for name in pair if name}
    assert {"after", "before", "status", "text", "next", "request", "token", "clause"} <= found
    return sorted(found | {"kept", "unknown"})


def odd_ones(path: str, world: World) -> Iterator[tuple[str, bytes]]:
    """The address with an odd value in one of its places, each in turn: those of its path, and what is asked."""
    inside = PLACE.findall(path)
    places = [*inside, *(f"?{name}={{{name}}}" for name in parameters())]
    right = dict.fromkeys(inside, world.named(path))
    # Each begins elsewhere, so that every value meets every place on some page.
    turns = itertools.islice(itertools.cycle(places), sum(path.encode()), None)
    for place, value in zip(turns, odd.values(path, TRIES), strict=False):
        plain = PLACE.sub(r"{\1}", path + (place if place.startswith("?") else ""))
        wrong = PLACE.findall(place)[0] if place.startswith("?") else place
        yield plain.format_map(right | {wrong: odd.escaped(value)}), value


async def test_no_odd_value_in_any_address_is_a_fault(world: World) -> None:
    paths = [each for each in dict.fromkeys((*addresses(world.application._rest.routes), *LATE)) if each not in ENDLESS]
    assert len(paths) > 60
    faults = []
    for path in paths:
        for number, (address, value) in enumerate(odd_ones(path, world)):
            visitor = world.visitors[number % len(world.visitors)]
            answer = await visitor.client.get(address)
            # What programs ask for passes over what it does not know.
            has_nul = b"\0" in value and not path.startswith(PROGRAMS)
            if answer.status_code >= 500 or (has_nul and answer.status_code < 400):
                faults.append((answer.status_code, address))
    assert faults == []
    for visitor in world.visitors:
        assert (await visitor.client.get("/")).status_code == 200


async def test_a_place_that_is_not_in_the_list_leads_to_its_first_page(world: World) -> None:
    staff = world.visitors[0].client
    foreign = await world.visitors[0].ask("{ contracts(first: 1, orderBy: {field: TITLE}) { pageInfo { endCursor } } }")
    cursor = foreign["contracts"]["pageInfo"]["endCursor"]
    for path in ("/contracts", "/partners"):
        for name in ("after", "before"):
            for value in ("zzz", cursor, cursor[:-1] + "x", "\N{FISH}", "a" * 5_000):
                answer = await staff.get(f"{path}?{urlencode({'order': 'due', name: value, 'text': 'a b'})}")
                page = Page(answer.text)
                assert (answer.status_code, page.all_problems()) == (400, [])
                assert f"{path}?order=due&text=a+b" in page.links
                assert (await staff.get(f"{path}?order=due&text=a+b")).status_code == 200


async def test_a_nul_in_what_is_asked_leads_to_the_page_without_it(world: World) -> None:
    answer = await world.visitors[0].client.get("/contracts?text=a%00b&order=due")
    page = Page(answer.text)
    assert (answer.status_code, page.all_problems(), "/contracts" in page.links) == (400, [], True)
