"""An administrator ends every session of one of their people on the person's page."""

from portal import ids
from portal.access import Role
from portal.database.pools import Database
from tests.entering import Enter
from tests.frontend.test_authorities import confirm, shown
from tests.make import Make


async def test_somebody_is_signed_out_everywhere_by_their_administrator_alone(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    partner = await make_committed.partner()
    maya = await make_committed.member(partner, roles={Role.PARTNER_MEMBER}, name="Maya")
    paula, member, colleague = await enter(
        await make_committed.member(partner, name="Paula"), maya,
        await make_committed.member(partner, roles={Role.PARTNER_MEMBER}),
    )  # fmt: skip
    await confirm(database)
    place = f"/org/members/{ids.text('mem', maya.id)}"
    sent = {"operation": "MemberEndSessions", "memberId": place.rpartition("/")[2]}

    assert "MemberEndSessions" not in await shown(colleague, place)
    assert (await colleague.client.post(place, data=sent)).status_code == 422
    assert (await member.client.get("/profile")).status_code == 200
    assert "MemberEndSessions" in await shown(paula, place)
    done = await paula.client.post(place, data=sent)

    assert (done.status_code, done.headers["location"]) == (303, "/org/members")
    assert (await member.client.get("/profile")).headers["location"].startswith("/login")
    assert (await paula.client.get("/profile")).status_code == 200


async def test_the_profile_shows_the_sessions_used_last_and_says_how_many_more_there_are(
    make_committed: Make, enter: Enter
) -> None:
    member = await make_committed.member(await make_committed.partner())
    visitors = await enter(*[member] * 11)

    page = (await visitors[-1].client.get("/profile")).text

    assert page.count('name="sessionId"') == 3
    assert "this browser" in page
    assert "7 more." in page
