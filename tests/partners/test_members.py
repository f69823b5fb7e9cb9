"""What an administrator does with her people, what the clock does, and that access ends in the same transaction."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import exc, text

from auth.models import Event
from auth.rules import Action, Outcome
from portal import ids
from portal.access import Role
from portal.database.session import Session
from portal.partners import operations
from portal.partners.models import Membership
from portal.partners.rules import MembershipStatus
from tests.make import NOW
from tests.partners.scene import Scene
from tests.people import sign_in

LAST = "This is the organisation's last active administrator. Make someone else an administrator first."
DAYS = timedelta(days=1)
SECOND = timedelta(seconds=1)


async def signed_in(scene: Scene, member: Membership) -> None:
    await sign_in(scene.make.session, await scene.actor(member))
    assert await scene.live_sessions(member) == 1


@pytest.mark.parametrize("action", ["suspend", "remove"])
async def test_who_is_suspended_or_removed_has_no_session_any_more_in_the_same_transaction(
    scene: Scene, action: str
) -> None:
    maya = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER}, name="Maya")
    await signed_in(scene, maya)
    more = {"reason": "A lost laptop."} if action == "suspend" else {}
    await scene.do(scene.admin, getattr(operations, action), member_id=maya.id, expected_version=1, **more)
    row: Membership = await scene.row(maya)
    status = MembershipStatus.SUSPENDED if action == "suspend" else MembershipStatus.REMOVED
    assert (row.status, row.version, row.due_at) == (status, 2, None)
    assert await scene.live_sessions(maya) == 0
    assert await scene.events(maya) == [(f"member.{status.lower()}", "Paula Admin", more.get("reason", ""), True)]


async def test_who_is_restored_signs_in_anew(scene: Scene) -> None:
    maya = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER}, status=MembershipStatus.SUSPENDED)
    await scene.do(scene.admin, operations.restore, member_id=maya.id, expected_version=1)
    row: Membership = await scene.row(maya)
    assert (row.status, row.version, row.due_at) == (MembershipStatus.ACTIVE, 2, NOW + 90 * DAYS)
    assert await scene.live_sessions(maya) == 0


async def test_other_roles_count_from_the_next_request_and_make_an_older_actor_stale(scene: Scene) -> None:
    maya = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER})
    await signed_in(scene, maya)
    changed = {"member_id": maya.id, "roles": {Role.PARTNER_VIEWER}}
    await scene.do(scene.admin, operations.change_roles, expected_version=1, **changed)
    row: Membership = await scene.row(maya)
    assert (set(row.roles), row.version, row.status) == ({Role.PARTNER_VIEWER}, 2, MembershipStatus.ACTIVE)
    versions = "SELECT actor_version FROM auth.session WHERE member_id = :id AND ended_at IS NULL"
    assert (await scene.sql(versions, id=maya.id)).scalars().all() == [2]
    stale = await scene.refused(scene.admin, operations.change_roles, expected_version=1, **changed)
    assert stale[:2] == ("STALE_VERSION", "input.expectedVersion")


async def test_r75_an_administrator_gives_no_role_that_she_lacks(scene: Scene) -> None:
    maya = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER})
    for roles, place in (
        ({Role.PARTNER_MEMBER, Role.PARTNER_SIGNATORY}, "input.roles"),
        ({Role.LEGAL}, "input.roles"),
        (set(), "input.roles"),
    ):
        refusal = await scene.refused(
            scene.admin, operations.change_roles, member_id=maya.id, expected_version=1, roles=roles
        )
        assert refusal[0] in {"NOT_PERMITTED", "INVALID"}
        assert refusal[1] == place


async def test_r75_nobody_gives_roles_to_themselves(scene: Scene) -> None:
    refusal = await scene.refused(
        scene.admin, operations.change_roles, member_id=scene.admin.id, expected_version=1,
        roles={Role.PARTNER_ADMIN, Role.PARTNER_MEMBER},
    )  # fmt: skip
    assert refusal == (
        "NOT_PERMITTED", "input.roles", "You cannot add roles to yourself. Ask a colleague.",
    )  # fmt: skip
    platform = await scene.make.member(roles={Role.PLATFORM_ADMIN})
    roles = {Role.PLATFORM_ADMIN, Role.LEGAL}
    own = {"member_id": platform.id, "expected_version": 1, "roles": roles}
    assert (await scene.refused(platform, operations.change_roles, **own))[0] == "NOT_PERMITTED"


async def test_a_signatorys_role_is_taken_away_by_the_administrator(scene: Scene) -> None:
    peter = await scene.make.member(scene.partner, roles={Role.PARTNER_SIGNATORY, Role.PARTNER_VIEWER})
    kept = {"member_id": peter.id, "roles": {Role.PARTNER_SIGNATORY, Role.PARTNER_MEMBER}}
    await scene.do(scene.admin, operations.change_roles, expected_version=1, **kept)
    await scene.do(
        scene.admin, operations.change_roles, expected_version=2, member_id=peter.id, roles={Role.PARTNER_MEMBER}
    )
    row: Membership = await scene.row(peter)
    assert set(row.roles) == {Role.PARTNER_MEMBER}


@pytest.mark.parametrize("action", ["suspend", "remove", "change_roles"])
async def test_r75_the_last_active_administrator_stays_an_administrator(scene: Scene, action: str) -> None:
    await scene.make.member(scene.partner, status=MembershipStatus.SUSPENDED)
    await scene.make.member(scene.partner, status=MembershipStatus.INVITED)
    both = {Role.PARTNER_ADMIN, Role.PARTNER_MEMBER}
    await scene.sql("UPDATE membership SET roles = '{PA,PM}' WHERE id = :id", id=scene.admin.id)
    more: dict[str, Any] = {
        "suspend": {"reason": "Risk."},
        "remove": {},
        "change_roles": {"roles": both - {Role.PARTNER_ADMIN}},
    }
    refusal = await scene.refused(
        scene.admin, getattr(operations, action), member_id=scene.admin.id, expected_version=1, **more[action]
    )
    assert refusal == ("BLOCKED", "", LAST)


async def test_r75_an_administrator_steps_down_once_there_is_another(scene: Scene) -> None:
    await scene.make.member(scene.partner, name="Second")
    down = {"member_id": scene.admin.id, "expected_version": 1}
    with_role = {**down, "roles": {Role.PARTNER_ADMIN}}
    await scene.do(scene.admin, operations.change_roles, **with_role)
    await scene.do(scene.admin, operations.remove, **{**down, "expected_version": 2})
    row: Membership = await scene.row(scene.admin)
    assert row.status is MembershipStatus.REMOVED


@pytest.mark.parametrize(
    "change",
    ["status = 'REMOVED'", "status = 'SUSPENDED'", "roles = ARRAY['PM']", "status = 'REMOVED', roles = '{PV}'"],
)
async def test_r75_the_database_itself_keeps_the_last_administrator(scene: Scene, change: str) -> None:
    async def by_hand(session: Session, _actor: object, **_: object) -> None:
        await session.execute(text(f"UPDATE membership SET {change} WHERE id = '{scene.admin.id}'"))

    with pytest.raises(exc.IntegrityError, match="the last active administrator of an organisation stays"):
        await scene.do(scene.admin, by_hand)
    row: Membership = await scene.row(scene.admin)
    assert (row.status, set(row.roles)) == (MembershipStatus.ACTIVE, {Role.PARTNER_ADMIN})


@pytest.mark.parametrize("action", ["revoke", "suspend", "restore", "remove", "change_roles"])
async def test_r75_the_people_of_another_organisation_do_not_exist(scene: Scene, action: str) -> None:
    needed: dict[str, Any] = {"suspend": {"reason": "Risk."}, "change_roles": {"roles": {Role.PARTNER_VIEWER}}}
    more = needed.get(action, {})
    foreign = await scene.make.member(await scene.make.partner())
    staff = await scene.make.member(roles={Role.LEGAL})
    for member in (foreign, staff):
        refusal = await scene.refused(
            scene.admin, getattr(operations, action), member_id=member.id, expected_version=1, **more
        )
        assert refusal == ("NOT_FOUND", "input.memberId", "There is no such member.")


@pytest.mark.parametrize("role", [Role.PARTNER_MEMBER, Role.PARTNER_SIGNATORY, Role.PARTNER_VIEWER])
async def test_r75_only_the_administrator_manages_people(scene: Scene, role: Role) -> None:
    member = await scene.make.member(scene.partner, roles={role})
    refusal = await scene.refused(member, operations.remove, member_id=scene.admin.id, expected_version=1)
    assert refusal == (
        "NOT_PERMITTED",
        "",
        "Only these roles can do this: Partner administrator, Platform administrator.",
    )


async def test_an_auditor_changes_nobody(scene: Scene) -> None:
    auditor = await scene.make.member(roles={Role.AUDITOR})
    assert (await scene.refused(auditor, operations.remove, member_id=scene.admin.id, expected_version=1))[0] == (
        "NOT_PERMITTED"
    )


async def test_the_clock_ends_an_invitation_once_at_the_very_second(scene: Scene) -> None:
    made = await scene.do(
        scene.admin, operations.invite_member, email="m@northgate.example", name="M", roles={Role.PARTNER_VIEWER}
    )
    over = NOW + 7 * DAYS
    assert await scene.by_clock(operations.keep_member_time, member_id=made.id, now=over - SECOND) is None
    assert await scene.by_clock(operations.keep_member_time, member_id=made.id, now=over) is not None
    assert await scene.by_clock(operations.keep_member_time, member_id=made.id, now=over) is None
    row: Membership = await scene.row(made)
    assert (row.status, row.due_at) == (MembershipStatus.EXPIRED, None)
    assert [event for event, *_ in await scene.events(made)] == ["member.invited", "member.invite_expired"]


async def test_the_clock_suspends_who_was_not_seen_for_ninety_days_and_leaves_the_others(scene: Scene) -> None:
    idle = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER}, due_at=NOW, created_at=NOW - 90 * DAYS)
    busy = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER}, due_at=NOW)
    seen = NOW - 89 * DAYS
    scene.make.session.add(
        Event(
            id=ids.new(), at=seen, action=Action.SIGN_IN, method="password", outcome=Outcome.ACCEPTED,
            reason="right_password", person_id=busy.person_id, member_id=busy.id, address="", network="", agent="",
        )
    )  # fmt: skip
    await scene.make.session.flush()
    assert await scene.by_clock(operations.keep_member_time, member_id=idle.id) is not None
    assert await scene.by_clock(operations.keep_member_time, member_id=busy.id) is None
    row, other = await scene.row(idle), await scene.row(busy)
    assert (row.status, other.status, other.due_at) == (
        MembershipStatus.SUSPENDED, MembershipStatus.ACTIVE, seen + 90 * DAYS,
    )  # fmt: skip
    assert await scene.events(idle) == [("member.suspended", "Entente", "Not seen for 90 days.", True)]
    assert await scene.events(busy) == []


async def test_the_clock_leaves_the_last_administrator_and_looks_again(scene: Scene) -> None:
    await scene.sql("UPDATE membership SET due_at = :now WHERE id = :id", now=NOW, id=scene.admin.id)
    assert await scene.by_clock(operations.keep_member_time, member_id=scene.admin.id) is None
    row: Membership = await scene.row(scene.admin)
    assert (row.status, row.due_at) == (MembershipStatus.ACTIVE, NOW + 7 * DAYS)
