"""Who reads what one side and the mediator say to each other: whoever negotiates for that side now, and no one else."""

from typing import Any

from portal.access import SYSTEM, Role, Side
from portal.disputes import operations, queries
from portal.disputes.models import Dispute
from portal.disputes.operations import mediator
from portal.journal import Entry
from portal.partners import operations as partners
from portal.partners.models import Membership
from tests.disputes.scene import Scene, secret_of
from tests.disputes.test_mediating import at, by_mediator, serving
from tests.disputes.test_sealed import change, renewed
from tests.moment import NOW

ADMIN, LEGAL, MANAGER = Role.PARTNER_ADMIN, Role.LEGAL, Role.RELATIONSHIP_MANAGER


async def confided(scene: Scene) -> Dispute:
    """Something said to each side alone, and one answer."""
    made, seat = await serving(scene)
    for side in Side:
        asks: dict[str, Any] = {"seat_id": seat.id, "side": side, "text": "Would 60?", "secret_of": secret_of}
        await by_mediator(scene, mediator.speak, **asks, now=at(made))
    made = await scene.now(made)
    said = {"text": "70 would do.", "secret_of": secret_of, "now": at(made)}
    return await scene.act(ADMIN, operations.tell_mediator, made, **said)


async def reads(scene: Scene, member: Membership, made: Dispute) -> int:
    """How many of the texts somebody reads; all of them are with one side."""
    async with scene.as_(await scene.actor(await scene.row(member))) as session:
        rows = (await session.scalars(queries.caucus_of(made))).all()
    assert len({row.side for row in rows}) <= 1
    return len(rows)


async def test_who_joins_a_sides_negotiators_reads_it_and_who_leaves_them_does_not(scene: Scene) -> None:
    made = await confided(scene)
    paula, lee = await scene.one(ADMIN), await scene.one(LEGAL)
    pia = await scene.make.member(scene.partner, roles={ADMIN}, name="Pia Second")
    petra = await scene.make.member(scene.partner, roles={Role.PARTNER_VIEWER}, name="Petra Viewer")
    assert [await reads(scene, each, made) for each in (paula, lee, pia, petra)] == [2, 1, 0, 0]
    await change(scene, pia, partners.change_roles, petra, roles={ADMIN})
    await renewed(scene, "member.roles_changed")
    assert [await reads(scene, each, made) for each in (paula, lee, pia, petra)] == [2, 1, 2, 2]
    await change(scene, pia, partners.change_roles, paula, roles={Role.PARTNER_MEMBER})
    await renewed(scene, "member.roles_changed")
    await change(scene, pia, partners.suspend, petra, reason="She is away.")
    await renewed(scene, "member.suspended")
    assert [await reads(scene, each, made) for each in (paula, lee, pia)] == [0, 1, 2]
    said = {"text": "Again.", "secret_of": secret_of}
    assert (await scene.refused(paula, operations.tell_mediator, **await scene.place(made, **said)))[0] == (
        "NOT_PERMITTED"
    )


async def test_another_relationship_manager_takes_over_what_the_company_and_the_mediator_say(scene: Scene) -> None:
    made = await confided(scene)
    first, second = await scene.one(MANAGER), await scene.make.member(name="Mara Manager")
    assert [await reads(scene, each, made) for each in (first, second)] == [1, 0]
    await scene.sql("UPDATE organisation SET manager_id = :id WHERE id = :of", id=second.id, of=scene.partner.id)
    async with scene.as_(SYSTEM) as session:
        entry = Entry(partner_id=scene.partner.id, event="partner.manager_assigned")
        await operations.renew_readers(session, SYSTEM, entry, NOW)
    assert [await reads(scene, each, made) for each in (first, second)] == [0, 1]
