"""Routes that test_late has loaded late."""

import threading
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

made: list[str] = []
begun, may_be_made = threading.Event(), threading.Event()


def routes(*, greeting: str) -> list[Route]:
    """Waits until it may; fails the first time if it is told to."""
    made.append(greeting)
    begun.set()
    may_be_made.wait(10)
    if greeting == "broken" and len(made) == 1:
        raise ImportError("something is missing")
    return [Route("/late/hello", _saying(greeting), methods=["GET"])]


def _saying(greeting: str) -> Callable[[Request], Awaitable[Response]]:
    async def hello(_: Request) -> Response:
        return PlainTextResponse(greeting)

    return hello
