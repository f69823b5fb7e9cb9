"""Two at the same moment: of everything that counts once, one gets it, however often it is tried."""

import asyncio
from typing import Any

import httpx

from tests.auth.server.provider import OURS, Provider, answer_of
from tests.auth.server.test_pushed import by_name, push

ROUNDS, AT_ONCE = 12, 5


def codes_of(answers: list[httpx.Response]) -> list[dict[str, str]]:
    """What the program got of those that were sent back to it; who came too late may be told so on a page of text."""
    ways = [answer.headers.get("location") or _location(answer) for answer in answers]
    return [answer_of(way) for way in ways if way.startswith("https://app.example/")]


def _location(answer: httpx.Response) -> str:
    return str(answer.json().get("location", "")) if "json" in answer.headers["content-type"] else ""


async def test_r10_of_five_who_allow_one_request_at_once_one_gets_a_code(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    for number in range(ROUNDS):
        asked = await provider.authorize(browser, program, prompt="consent")
        name = answer_of(asked)["request"]
        shown = (await browser.get(f"/auth/authorizations/{name}")).json()
        sent = {"decision": "allow", "session": shown["member"]["session"]}
        answers = await asyncio.gather(
            *(browser.post(f"/auth/authorizations/{name}", json=sent, headers=OURS) for _ in range(AT_ONCE))
        )
        given = [each["code"] for each in codes_of(answers) if "code" in each]
        assert len(given) == 1
        assert await provider.rows("SELECT count(*) FROM auth.client_grant") == [(number + 1,)]
        assert (await provider.redeem(program, given[0])).status_code == 200


async def test_r35_a_pushed_request_that_is_used_at_once_gives_one_code(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    await provider.tokens(browser, program)
    for number in range(ROUNDS):
        name = (await push(provider, program)).json()["request_uri"]
        answers = await asyncio.gather(*(by_name(browser, program, name) for _ in range(AT_ONCE)))
        assert {answer.status_code for answer in answers} <= {303, 400}
        assert sum("code" in each for each in codes_of(answers)) == 1
        assert await provider.rows("SELECT count(*) FROM auth.client_grant") == [(number + 2,)]


async def test_r30_a_token_that_is_given_back_while_it_is_renewed_leaves_nothing_alive(provider: Provider) -> None:
    browser = await provider.signed_in(await provider.person())
    programs = [await provider.public(), await provider.program()]
    for number in range(ROUNDS):
        program = programs[number % 2]
        token = (await provider.tokens(browser, program))["refresh_token"]
        back = provider.web.post("/oauth/revoke", **program.proven(token=token))
        told: list[Any] = await asyncio.gather(*(provider.refresh(program, token) for _ in range(2)), back)
        assert told[-1].status_code == 200
        assert await provider.live_tokens() == 0
        assert (await provider.refresh(program, token)).status_code == 400
