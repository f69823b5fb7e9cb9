"""When a registration came in is the server's to say, and with whom, what and where it is stays, whoever asks how."""

import json
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type
from sqlalchemy import select

from portal import clock, reactions
from portal.access import Role
from portal.database.pools import Database
from portal.opportunities.models import Opportunity
from portal.opportunities.rules.statuses import OpportunityStatus
from schema import root
from tests.entering import Enter
from tests.journeys.doors import Visitor
from tests.make import NOW, Make
from tests.opportunities import making
from tests.opportunities.scene import Scene
from tests.opportunities.test_plainly import said, somebody

DAY = timedelta(days=1)
REGISTER = """mutation ($input: OpportunityRegisterInput!) { opportunityRegister(input: $input) {
  opportunity { id filedAt } userErrors { code message path } } }"""
SCOPE: dict[str, Any] = {
    "customer_name": "'Another GmbH'", "customer_country": "'AT'", "customer_domain": "'another.example'",
    "customer_lei": "'529900T8BM49AURSDO55'", "customer_vat": "'DE136695977'", "customer_register": "'HRB 1'",
    "customer_keys": "'{NAME:DE another}'", "products": "'{MG-SPECIAL}'", "regions": "'{AT}'",
    "source": "'SUGGESTED'", "filed_at": "filed_at - interval '1 day'", "filed_number": "filed_number - 1",
}  # fmt: skip
"""What a registration is about and when it came in, by column, each with something else."""


def deal(number: int) -> dict[str, Any]:
    return {
        "customer": {"name": f"Hartmann Werke {number} GmbH", "country": "DE"}, "products": [making.PRODUCT],
        "regions": ["DE"], "estimate": {"amount": "48000.00", "currency": "EUR"},
        "expectedCloseOn": (clock.now() + 200 * DAY).date().isoformat(),
    }  # fmt: skip


async def sent(who: Visitor, given: dict[str, Any], ahead: timedelta) -> Any:
    """A registration from a computer whose clock is wrong by so much, and says so wherever a computer can."""
    its_now = clock.now() + ahead
    headers = {
        "date": format_datetime(its_now.replace(microsecond=0), usegmt=True), "x-client-time": its_now.isoformat(),
        "if-unmodified-since": format_datetime(its_now.replace(microsecond=0), usegmt=True),
    }  # fmt: skip
    body = {"query": REGISTER, "variables": {"input": given}, "extensions": {"clientTime": its_now.isoformat()}}
    answer = await who.client.post("/graphql", json=body, headers=headers)
    told = json.loads(answer.text)["data"]["opportunityRegister"]
    assert told["userErrors"] == []
    return told["opportunity"]


@pytest.mark.parametrize("ahead", [-DAY, DAY])
async def test_a_computer_whose_clock_is_a_day_wrong_comes_in_when_the_server_says(
    database: Database, make_committed: Make, enter: Enter, ahead: timedelta
) -> None:
    """Also the one that says that it was a day before comes in second, and meets the first."""
    await make_committed.add(making.product())
    partners = [await make_committed.partner(), await make_committed.partner()]
    first, second = await enter(*[await make_committed.member(each) for each in partners])
    before = clock.now()
    made = [await sent(who, deal(1), wrong) for who, wrong in ((first, -ahead), (second, ahead))]
    await reactions.run(database, clock.now())
    rows = (await make_committed.session.scalars(select(Opportunity).order_by(Opportunity.filed_number))).all()
    assert [before <= each.filed_at <= clock.now() for each in rows if each.filed_at] == [True, True]
    assert [each.id.hex for each in rows] == [each["id"].partition("_")[2] for each in made]
    assert [each.status for each in rows] == [OpportunityStatus.SUBMITTED, OpportunityStatus.CONFLICT]


def moments(kind: Any, path: str) -> Iterator[str]:
    """The fields of an input that are moments, however deep."""
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if isinstance(inner, GraphQLInputObjectType):
            yield from moments(inner, f"{path}.{name}")
        elif inner.name == "DateTime":
            yield f"{path}.{name}"


def test_no_step_takes_a_moment_and_to_give_information_takes_nothing_but_a_text() -> None:
    fields = {name: each for name, each in root.schema().mutation_type.fields.items() if "pportunity" in name}  # type: ignore[union-attr]  # it has
    kinds = {name: get_named_type(each.args["input"].type) for name, each in fields.items()}
    assert [found for name, kind in kinds.items() for found in moments(kind, name)] == []
    assert set(kinds["opportunityGiveInfo"].fields) == {
        "opportunityId", "expectedVersion", "text", "idempotencyKey"
    }  # fmt: skip


@pytest.mark.parametrize("status", [each for each in OpportunityStatus if each not in making.UNFILED])
async def test_whom_and_what_it_is_about_and_when_it_came_in_stays_for_every_login(
    scene: Scene, status: OpportunityStatus
) -> None:
    more = {"filed_at": NOW, "filed_number": 7, "filed_by_name": "Kim", "shown_at": NOW}
    made = making.opportunity(scene.partner, await scene.make.company(), status=status, **more)
    await scene.make.add(made)
    for role in (Role.PARTNER_ADMIN, Role.RELATIONSHIP_MANAGER, Role.SALES, Role.SYSTEM):
        statements = [
            (f"UPDATE opportunity SET {column} = {other} WHERE id = :id", {"id": made.id})
            for column, other in SCOPE.items()
        ]
        found = await said(scene, await somebody(scene, role), *statements)
        assert [each for each in found if " stays" not in each and "permission denied" not in each] == [], (role, found)
