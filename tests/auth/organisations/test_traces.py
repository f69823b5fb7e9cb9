"""What ends because something else changed leaves an event that says from where the change came (R84)."""

from sqlalchemy import text

from portal import ids
from portal.access import AccessClass, Role
from portal.partners.models import Membership
from tests.auth.organisations.directory import Scene, confirm
from tests.entering import Enter

SUSPEND = """mutation ($input: MemberReasonInput!) { memberSuspend(input: $input) { userErrors { code } } }"""
ENDED = (
    "SELECT action, method, reason, person_id, session_id IS NOT NULL, client_id, request_id, address FROM auth.event "
    "WHERE person_id = :person AND action IN ('END_SESSION', 'REVOKE_GRANT') ORDER BY action"
)
GRANT = """INSERT INTO auth.client_grant (id, client_id, program, organisation, person_id, member_id, partner_id,
  scopes, resource, strength, authenticated_at, session_id, created_at, expires_at, revoked_because)
SELECT gen_random_uuid(), 'stock', 'Stock', 'Us', person_id, id, partner_id, '{}', '', 'pwd', now(), id, now(),
  now() + interval '1 day', '' FROM membership WHERE id = :id"""


async def working(scene: Scene, enter: Enter) -> Membership:
    """Somebody with a session, who allowed a program something."""
    member = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER})
    await enter(member)
    await scene.make.session.execute(text(GRANT), {"id": member.id})
    await scene.make.session.commit()
    return member


async def test_r84_what_ends_with_a_member_says_which_request_of_whom_ended_it(scene: Scene, enter: Enter) -> None:
    member = await working(scene, enter)
    await confirm(scene.database)
    given = {"memberId": ids.text("mem", member.id), "expectedVersion": member.version, "reason": "Left."}

    payload = await scene.visitor.ask(SUSPEND, input=given)

    assert payload["memberSuspend"]["userErrors"] == []
    session, grant = await scene.rows(ENDED, person=member.person_id)
    request_id, address = session[-2:]
    assert (len(request_id), address) == (12, "127.0.0.1")
    assert session == ("END_SESSION", "change", "member", member.person_id, True, None, request_id, address)
    assert grant == ("REVOKE_GRANT", "change", "member", member.person_id, False, "stock", request_id, address)


async def test_r84_what_a_directory_ends_bears_the_same_reference_as_what_it_did(scene: Scene, enter: Enter) -> None:
    member = await working(scene, enter)

    change = {"op": "replace", "path": "active", "value": False}
    assert (await scene.directory.patch(str(member.id), change)).status_code == 204

    provisioned = await scene.rows("SELECT request_id, address FROM auth.event WHERE action = 'PROVISION'")
    assert len(provisioned) == 1
    assert [row[-2:] for row in await scene.rows(ENDED, person=member.person_id)] == provisioned * 2


async def test_r84_what_ends_without_a_request_came_from_nowhere(scene: Scene, enter: Enter) -> None:
    member = await working(scene, enter)
    status = text("UPDATE membership SET status = 'SUSPENDED', due_at = NULL, version = version + 1 WHERE id = :id")
    async with scene.database.transaction(AccessClass.SYSTEM) as session:  # as the clock does
        await session.execute(status, {"id": member.id})

    assert [row[-2:] for row in await scene.rows(ENDED, person=member.person_id)] == [("", "")] * 2


async def test_r84_the_next_transaction_of_the_same_connection_knows_nothing_of_the_last(scene: Scene) -> None:
    async with scene.database.transaction(AccessClass.SYSTEM) as session:
        await scene.database.comes_from(session, "0123456789ab 192.0.2.1")
        assert (await session.execute(text("SELECT current_request(), current_address()"))).one() == (
            "0123456789ab", "192.0.2.1",
        )  # fmt: skip
    for _ in range(5):
        async with scene.database.transaction(AccessClass.SYSTEM) as session:
            found = (await session.execute(text("SELECT current_request(), current_address()"))).one()
            assert found == ("", "")
