"""A program by itself does what its responsible member may: nobody gets a colleague's powers through its secret."""

import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey

from auth.organisations import clients
from auth.server.models import Client, ClientAuthentication
from portal import errors
from portal.access import Actor, Role
from portal.partners.models import Membership
from tests import databases
from tests.auth.organisations.test_clients import As, admin, registered
from tests.make import NOW, Make

WIDE = ["partners:read", "partners:write"]
KEY = ECKey.generate_key("P-256").as_dict(private=False)


async def of_a_manager(make: Make, as_: As) -> tuple[Membership, Client]:
    """A program of an administrator who manages relationships too, and may therefore do what others may not."""
    member, actor = await admin(make, roles={Role.PLATFORM_ADMIN, Role.RELATIONSHIP_MANAGER})
    return member, await registered(as_, actor, scopes=WIDE)


async def plain_admin(make: Make) -> Actor:
    return (await admin(make, roles={Role.PLATFORM_ADMIN}))[1]


async def test_r75_no_program_is_registered_for_a_colleague_who_may_more(make: Make, as_: As) -> None:
    member, _ = await of_a_manager(make, as_)
    actor = await plain_admin(make)
    before = await databases.contents(make.session)

    with pytest.raises(errors.NotAllowed) as refused:
        await registered(as_, actor, scopes=WIDE, member_id=member.id)

    assert refused.value.path == ("input", "memberId")
    assert await databases.contents(make.session) == before


async def test_r75_a_colleagues_program_is_not_taken_over_by_a_new_secret_or_other_keys(make: Make, as_: As) -> None:
    _, made = await of_a_manager(make, as_)
    actor = await plain_admin(make)
    before = await databases.contents(make.session)
    which: dict[str, Any] = {"api_client_id": made.id, "expected_version": 1, "now": NOW}
    keys: dict[str, Any] = {"authentication": ClientAuthentication.KEY, "jwks": '{"keys": [' + json.dumps(KEY) + "]}"}

    async with as_(actor) as session:
        for attempt in (
            clients.secret_made(session, actor, old_until=NOW + timedelta(days=7), **which),
            clients.change_client(session, actor, **keys, **which),
            clients.change_client(session, actor, authentication=ClientAuthentication.POST, **which),
        ):
            with pytest.raises(errors.NotAllowed):
                await attempt

    assert await databases.contents(make.session) == before


async def test_r75_a_colleagues_program_can_still_be_renamed_narrowed_and_disabled(make: Make, as_: As) -> None:
    _, made = await of_a_manager(make, as_)
    actor = await plain_admin(make)

    async with as_(actor) as session:
        await clients.change_client(
            session, actor, api_client_id=made.id, expected_version=1, name="Narrow", scopes=["partners:read"], now=NOW
        )
        left = await clients.disable_client(session, actor, api_client_id=made.id, expected_version=2, now=NOW)

    assert (left.name, left.scopes, left.disabled_at) == ("Narrow", ["partners:read"], NOW)


async def test_r75_who_may_as_much_exchanges_the_secret_of_a_colleagues_program(make: Make, as_: As) -> None:
    _, made = await of_a_manager(make, as_)
    _, actor = await admin(make, roles={Role.PLATFORM_ADMIN, Role.RELATIONSHIP_MANAGER})

    async with as_(actor) as session:
        left = await clients.secret_made(
            session, actor, api_client_id=made.id, expected_version=1, old_until=NOW + timedelta(days=7), now=NOW
        )

    assert left.secret_made_at == NOW
