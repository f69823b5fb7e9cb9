"""Routes that come with the first request to one of their addresses."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from portal.late import Late
from tests.ground import late_routes

NAME = "tests.ground.late_routes:routes"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    late_routes.made.clear()
    late_routes.begun.clear()
    late_routes.may_be_made.set()
    yield
    late_routes.may_be_made.set()


async def _here(_: Request) -> Response:
    return PlainTextResponse("here")


async def _otherwise(request: Request) -> Response:
    return PlainTextResponse(f"no {request.url.path}", 404)


def browser(greeting: str = "hello") -> httpx.AsyncClient:
    application = Starlette(
        routes=[
            Late(NAME, ("/late/",), greeting=greeting),
            Route("/here", _here),
            Mount("/", Starlette(routes=[Route("/{path:path}", _otherwise, methods=["GET", "POST"])])),
        ]
    )
    door = httpx.ASGITransport(application, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=door, base_url="http://test")


async def test_nothing_is_loaded_before_somebody_asks() -> None:
    async with browser() as asked:
        assert (await asked.get("/here")).text == "here"
        assert late_routes.made == []
        assert (await asked.get("/late/hello")).text == "hello"
        assert (await asked.get("/late/hello")).text == "hello"
    assert late_routes.made == ["hello"]


async def test_others_are_answered_while_it_is_loaded_and_all_who_wait_are_answered_after_one_load() -> None:
    late_routes.may_be_made.clear()
    async with browser() as asked:
        waiting = [asyncio.create_task(asked.get("/late/hello")) for _ in range(3)]
        await asyncio.to_thread(late_routes.begun.wait, 10)
        assert (await asked.get("/here")).text == "here"
        assert not any(each.done() for each in waiting)
        late_routes.may_be_made.set()
        assert [answer.text for answer in await asyncio.gather(*waiting)] == ["hello"] * 3
    assert late_routes.made == ["hello"]


async def test_what_is_none_of_its_addresses_is_answered_by_those_that_follow() -> None:
    async with browser() as asked:
        assert (await asked.get("/late/other")).text == "no /late/other"
        assert (await asked.post("/late/hello")).text == "no /late/hello"


async def test_what_cannot_be_loaded_is_tried_again_with_the_next_request() -> None:
    async with browser("broken") as asked:
        assert (await asked.get("/late/hello")).status_code == 500
        assert (await asked.get("/late/hello")).text == "broken"
