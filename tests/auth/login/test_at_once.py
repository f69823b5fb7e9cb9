"""Two at the same moment at the door: a code, a challenge, a link and a proof each count for one of them."""

import asyncio
import collections

from portal.access import Role
from tests.auth.browser import EMAIL, PASSWORD, Portal
from tests.auth.login.test_reset import link
from tests.auth.login.visitor import Visitor, enrolled

ROUNDS, AT_ONCE = 12, 5
LIVE = "SELECT count(*) FROM auth.session WHERE ended_at IS NULL"


async def signing_in(portal: Portal) -> list[Visitor]:
    visitors = [Visitor.of(portal) for _ in range(AT_ONCE)]
    for visitor in visitors:
        assert (await visitor.password()).status_code == 200
    return visitors


async def test_r71_a_recovery_code_used_at_once_in_many_browsers_lets_one_in(portal: Portal) -> None:
    await portal.person(roles={Role.PARTNER_MEMBER})
    visitor = Visitor.of(portal)
    await visitor.password()
    codes = (await visitor.asked("login/enrolment/codes"))["codes"]
    for number, each in enumerate(codes[:5]):
        visitors = await signing_in(portal)
        answers = await asyncio.gather(*(one.post("login/code", code=each) for one in visitors))
        found = collections.Counter(answer.status_code for answer in answers)
        assert (found[204], found[403] + found[429]) == (1, 4)
        await portal.rows("DELETE FROM auth.attempt RETURNING 1")  # those who came too late are not slowed down here
        assert await portal.rows(LIVE) == [(number + 1,)]


async def test_r72_an_answer_of_a_passkey_sent_at_once_signs_in_once(portal: Portal) -> None:
    _, device = await enrolled(portal)
    visitor = Visitor.of(portal)
    for _ in range(ROUNDS):
        await visitor.password()
        answer = device.get(await visitor.asked("login/challenge"))
        before = (await portal.rows(LIVE))[0][0]
        answers = await asyncio.gather(*(visitor.post("login/passkey", credential=answer) for _ in range(AT_ONCE)))
        assert collections.Counter(each.status_code for each in answers)[204] == 1
        assert (await portal.rows(LIVE))[0][0] <= before + 1


async def test_r72_a_confirmation_sent_at_once_renews_the_session_once(portal: Portal) -> None:
    visitor, device = await enrolled(portal)
    for _ in range(ROUNDS):
        answer = device.get(await visitor.asked("confirm/challenge"))
        cookie = visitor.cookie
        headers = {"cookie": cookie.decode()}
        answers = await asyncio.gather(
            *(
                visitor.client.post("/auth/confirm", json={"credential": answer}, headers=headers)
                for _ in range(AT_ONCE)
            )
        )
        assert collections.Counter(each.status_code for each in answers)[204] == 1
        assert await portal.rows(LIVE) == [(1,)]
        assert await visitor.caller() is not None


async def test_r73_of_five_who_use_a_link_at_once_one_sets_the_password(portal: Portal) -> None:
    await enrolled(portal)
    for number in range(4):  # each costs a dozen hashes
        await portal.rows("DELETE FROM auth.attempt")
        await Visitor.of(portal).post("reset", email=EMAIL)
        token = await link(portal)
        wanted = [f"a different one {number} {each}" for each in range(AT_ONCE)]
        visitors = [Visitor.of(portal) for _ in wanted]
        answers = await asyncio.gather(
            *(one.post("reset/password", token=token, password=new) for one, new in zip(visitors, wanted, strict=True))
        )
        assert sorted(answer.status_code for answer in answers) == [204, 404, 404, 404, 404]
        good = [(await Visitor.of(portal).password(password=each)).status_code for each in (*wanted, PASSWORD)]
        assert sorted(good) == [200, 401, 401, 401, 401, 401]
