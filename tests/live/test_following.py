"""Who follows records is told of those that they may see, each step once, and of nothing else."""

from portal.access import Side
from portal.app import Portal
from tests.live.conftest import Place
from tests.live.listening import listening

CONTRACT = "subscription ($id: ID) { contractChanged(id: $id) { cursor occurredAt contract { id status } } }"


async def test_each_side_is_told_of_what_happened_with_the_partner_and_nobody_else(
    application: Portal, place: Place
) -> None:
    async with (
        listening(application, place.partner) as partner,
        listening(application, place.stranger) as stranger,
        listening(application, place.company) as company,
        listening(application, place.legal) as legal,
    ):
        ours = await place.happens()
        for each in (partner, company, legal):
            assert await each.ids() == [ours]
        others = await place.happens(place.others)
        for each in (stranger, company, legal):
            assert await each.ids() == [others]
        assert partner.is_silent
        assert stranger.is_silent


async def test_what_a_side_keeps_to_itself_the_other_is_not_told_of_and_no_cursor_says_so(
    application: Portal, place: Place
) -> None:
    async with (
        listening(application, place.partner) as partner,
        listening(application, place.company) as company,
        listening(application, place.partner, CONTRACT) as contracts,
    ):
        ours = await place.happens(side=Side.HOST)
        assert await company.ids() == [ours]
        ours = await place.happens(side=Side.PARTNER)
        assert await partner.ids() == [ours]
        assert (await contracts.next())["data"]["contractChanged"]["contract"]["id"] == ours
        await place.happens(side=Side.HOST)
        assert await company.ids() == [ours]
        assert partner.is_silent
        assert contracts.is_silent
        async with listening(application, place.partner, last=partner.cursor) as again:
            await place.happens(side=Side.HOST)
            assert await company.ids() == [ours]
            assert again.is_silent


async def test_who_comes_back_misses_nothing_and_hears_nothing_twice(application: Portal, place: Place) -> None:
    async with listening(application, place.legal) as listener:
        ours = await place.happens()
        assert await listener.ids() == [ours]
    others = await place.happens(place.others)
    async with listening(application, place.legal, last=listener.cursor) as again:
        assert await again.ids() == [others]
        ours = await place.happens()
        assert await again.ids() == [ours]
    async with listening(application, place.legal, after=again.cursor) as last:
        await place.happens(place.others)
        assert await last.ids() == [others]
        assert last.is_silent
