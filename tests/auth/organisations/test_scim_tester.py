"""The public compliance test of SCIM 2.0 over the whole application: discovery, and every operation on users."""

import asyncio
import uuid
from typing import Annotated

from pydantic import Field
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_models import CaseExact, Mutability, Required, ResourceType, ScimProvider, Uniqueness
from scim2_tester import Status, check_server

from auth.organisations import scim_schema
from portal.app import Portal
from portal.database.pools import Database
from tests.auth.organisations.directory import ADDRESS, bridge, directory_of, prove
from tests.entering import Enter
from tests.make import Make

ADDRESSES = [f"{uuid.uuid4().hex}@partner.example" for _ in range(20_000)]


class Role(scim_schema.Role):
    """A role that a partner's directory may give."""

    value: Annotated[str | None, Required.true] = Field(None, examples=["PARTNER_VIEWER", "PARTNER_MEMBER"])


class User(scim_schema.User):
    """Our resource, with what the test cannot guess: that a userName is an e-mail address."""

    user_name: Annotated[str | None, Uniqueness.server, Required.true, Mutability.immutable, CaseExact.false] = Field(
        None, examples=ADDRESSES
    )
    roles: Annotated[list[Role] | None, Required.true] = None  # type: ignore[assignment]


async def test_r76_the_compliance_test_finds_nothing(
    application: Portal, make_committed: Make, enter: Enter, database: Database
) -> None:
    admin = await make_committed.member(await make_committed.partner())
    await prove(make_committed, admin.partner_id, "partner.example")
    directory, _ = await directory_of(application, enter, database, admin)
    client = WSGISCIMClient(
        bridge(application, asyncio.get_running_loop()), ADDRESS,
        headers={"Authorization": f"Bearer {directory.token}"},
        provider=ScimProvider(models=[User], resource_types=[ResourceType.from_resource(User)]),
    )  # fmt: skip

    results = await asyncio.to_thread(check_server, client)

    told = [(result.status.name, result.title, result.reason) for result in results]
    assert [each for each in told if each[0] not in {Status.SUCCESS.name, Status.SKIPPED.name}] == []
    done = [result.title for result in results if result.status is Status.SUCCESS]
    assert len(done) > 30
    assert [each for each in told if each[0] == Status.SKIPPED.name] == []
