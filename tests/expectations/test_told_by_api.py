"""Definitions in the API: each is called something and says what it measures, in the reader's language."""

import json
from dataclasses import dataclass
from hashlib import sha256

from portal import ids
from portal.access import Actor, Role, Side
from portal.database.pools import Database
from portal.expectations.metrics import shipped, writing
from portal.expectations.models import Metric
from schema import root
from schema.engine.context import Api
from tests.make import NOW, Make
from tests.people import sign_in

ASKED = "{ metrics(first: 50) { nodes { code title sentence } } }"


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


async def test_a_definition_says_what_it_measures(database: Database, make_committed: Make) -> None:
    make, definition = make_committed, shipped.DEFINITIONS["on_time"]
    partner = await make.partner(name="Northgate")
    member = await make.member(partner, roles={Role.PARTNER_ADMIN})
    metric = Metric(
        id=ids.new(), owner_id=partner.id, code=definition.code, number=1, kind=definition.kind,
        document=writing.text(definition), sha256=writing.digest(definition), side=Side.PARTNER, made_by_name="Robin",
        created_at=NOW,
    )  # fmt: skip
    await make.add(metric)
    actor = await make.actor(member)
    caller = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    api = Api(root.schema(), database, b"a secret of 32 bytes for cursors")
    document = api.documents.get(ASKED)
    answer = await api.answer(caller, api.question(document, document.operation(None), {}))
    found = [each for each in json.loads(answer)["metrics"]["nodes"] if each["code"] == "on_time"]
    assert found[0] == {
        "code": "on_time", "title": "On time",
        "sentence": "The share of order lines that were complete by the agreed date. A line that has not arrived by"
                    " then counts as late. Cancellations by the other side do not count.",
    }  # fmt: skip
