"""Ending letters of a kind from the letter itself: nobody has to sign in for it, and the token does nothing else."""

from typing import Any

from starlette.routing import Route

from auth.login.endpoints import Asking, Endpoint
from auth.login.gate import Gate
from portal.notifications import leaving

LONGEST = 400


async def end(gate: Gate, asking: Asking) -> Any:
    """{"token"}: what stands behind the letter's address; gives of which families no letters come any more."""
    return {"families": sorted(await leaving.leave(gate.database, asking.text("token", most=LONGEST)))}


def routes(gate: Gate) -> list[Route]:
    return [Route("/auth/letters/end", Endpoint(gate, end).answer, methods=["POST"])]
