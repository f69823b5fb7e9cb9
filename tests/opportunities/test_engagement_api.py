"""The rules of engagement through the API: both sides read every version, and one statement answers."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import pytest_asyncio

from portal import clock
from portal.access import Role
from portal.database.pools import Database
from schema import root
from schema.engine.context import Api
from tests.make import Make
from tests.opportunities.test_api import Caller, Desk
from tests.people import sign_in

READ = """{ rulesOfEngagement { totalCount nodes { number standing validFrom validUntil document digest publishedBy
  rules { rule meaning } } } }"""
PUBLISH = """mutation ($input: RulesOfEngagementPublishInput!) { rulesOfEngagementPublish(input: $input) {
  rules { number standing } userErrors { code message path } } }"""
READERS = {
    "partner": Role.PARTNER_VIEWER, "manager": Role.RELATIONSHIP_MANAGER, "legal": Role.LEGAL, "auditor": Role.AUDITOR,
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    make, made = make_committed, Desk(Api(root.schema(), database, b"a secret of 32 bytes for cursors"), database)
    partner = await make.partner(name="Northgate")
    for name, role in READERS.items():
        actor = await make.actor(await make.member(partner if name == "partner" else None, roles={role}, name=name))
        made.callers[name] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    await make.session.commit()
    return made


def given(days: int = 1) -> dict[str, Any]:
    return {
        "rules": ["SPLIT", "EARLIEST_FILING"],
        "validFrom": (clock.now() + timedelta(days=days)).date().isoformat(),
    }


async def test_both_sides_read_the_version_in_force_and_the_one_announced(desk: Desk) -> None:
    done = await desk.does("legal", PUBLISH, **given())
    assert done == {"rules": {"number": 2, "standing": "ANNOUNCED"}, "userErrors": []}
    told = [(await desk.ask(name, READ))["rulesOfEngagement"] for name in READERS]
    assert all(each == told[0] for each in told)
    announced, shipped = told[0]["nodes"]
    assert (announced["standing"], shipped["standing"]) == ("ANNOUNCED", "IN_FORCE")
    assert shipped["validUntil"] == clock.now().date().isoformat()
    assert (shipped["publishedBy"], announced["publishedBy"]) == (None, "legal")
    for each in told[0]["nodes"]:
        assert sha256(each["document"].encode()).hexdigest() == each["digest"]
        assert [rule["rule"] for rule in json.loads(each["document"])["rules"]] == [
            rule["rule"] for rule in each["rules"]
        ]  # fmt: skip


@pytest.mark.parametrize("who", ["partner", "manager", "auditor"])
async def test_others_publish_nothing(desk: Desk, who: str) -> None:
    done = await desk.does(who, PUBLISH, **given())
    assert [each["code"] for each in done["userErrors"]] == ["NOT_PERMITTED"]
    assert (await desk.ask(who, READ))["rulesOfEngagement"]["totalCount"] == 1


async def test_a_day_that_has_begun_is_too_early(desk: Desk) -> None:
    done = await desk.does("legal", PUBLISH, **given(days=0))
    assert [each["code"] for each in done["userErrors"]] == ["BLOCKED"]
