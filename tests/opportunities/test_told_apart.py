"""Whoever registers cannot tell by what their request does whether somebody holds the same: the very same messages go
to the database, in the same order, and the comparing is no part of it."""

import json
from collections.abc import Iterator
from hashlib import sha256

import pytest

from portal import clock, reactions
from portal.access import Role
from portal.database import logins
from portal.database.embedded import Server
from portal.database.policies import OWNER
from portal.database.pools import Database
from schema import root
from schema.engine.context import Api
from tests import databases, wire
from tests.make import Make
from tests.opportunities import making
from tests.opportunities.asking import Caller
from tests.opportunities.test_servers_clock import REGISTER, deal
from tests.people import sign_in
from tests.wire import Wire

ROUNDS = 12
OPEN = """mutation ($input: DirectDealOpenInput!) { directDealOpen(input: $input) {
  userErrors { code message path } } }"""
HELD = ("customer", "products", "regions", "estimate")
HEADER = 5
"""Bytes before each message: its kind and its length."""


@pytest.fixture(name="line")
def heard(server: Server) -> Iterator[Wire]:
    with wire.counting(server) as counted:
        yield counted


def messages(sent: bytes) -> list[str]:
    """The kinds of the messages in what a client has sent; of one that binds values the statement that it names."""
    found, place = list[str](), 0
    while place < len(sent):
        kind, length = chr(sent[place]), int.from_bytes(sent[place + 1 : place + HEADER])
        body = sent[place + HEADER : place + 1 + length]
        _, _, rest = body.partition(b"\0")
        found.append(f"{kind} {rest.partition(bytes(1))[0].decode()}" if kind == "B" else kind)
        place += 1 + length
    return found


@pytest.mark.parametrize("holder", ["a partner", "the company itself"])
async def test_a_registration_that_meets_another_does_the_very_same_as_one_that_is_free(
    line: Wire, make_committed: Make, databases_of_worker: tuple[str, str], holder: str
) -> None:
    make = make_committed
    await make.add(making.product())
    callers = []
    admins = [await make.member(await make.partner(), roles={Role.PARTNER_ADMIN}) for _ in range(2)]
    for member in (*admins, await make.member(roles={Role.SALES})):
        actor = await make.actor(member)
        callers.append(Caller(actor, sha256(await sign_in(make.session, actor)).digest()))
    await make.session.commit()
    owner_url = logins.url_of(line.server.url(databases_of_worker[1]), OWNER, databases.SECRET)
    database = Database(owner_url, databases.SECRET)
    api = Api(root.schema(), database, b"a secret of 32 bytes for cursors")
    theirs, ours, sales = callers
    document = api.documents.get(REGISTER)
    for number in range(0, ROUNDS, 2):  # so that somebody holds every other one
        if holder == "a partner":
            await api.do(theirs, document, document.operation(None), {"input": deal(number)})
            continue
        own, held = api.documents.get(OPEN), {name: deal(number)[name] for name in HELD}
        answer = json.loads(await api.do(sales, own, own.operation(None), {"input": held}))
        assert answer["directDealOpen"]["userErrors"] == []
    await reactions.run(database, clock.now())
    heard, told = list[tuple[int, list[str]]](), list[list[str]]()
    for number in range(ROUNDS):
        line.heard = bytearray()
        before = line.trips
        answer = json.loads(await api.do(ours, document, document.operation(None), {"input": deal(number)}))
        payload = answer["opportunityRegister"]
        assert payload["userErrors"] == []
        heard.append((line.trips - before, messages(bytes(line.heard))))
        told.append([f"{name} {type(value).__name__}" for name, value in payload["opportunity"].items()])
    await database.close()
    settled = heard[ROUNDS // 2 :]  # by then each statement is prepared
    assert len(settled[0][1]) > 10
    for place in range(0, len(settled), 2):
        assert settled[place] == settled[place + 1]
    assert told[0] == told[1]
