"""The portal as people reach it: over HTTP, signed in with a password."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

PUBLIC_URL = "https://portal.example"
PASSWORD = "correct horse battery"
OURS = {"sec-fetch-site": "same-origin"}
TRIES = int(os.environ.get("PORTAL_TRIES", "20"))
"""How often a race is run: a few times in the suite, hundreds of times when somebody wants to be sure."""

STEP = "mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code path }} contract {{ version }} }} }}"


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in, with a browser of their own."""

    client: httpx.AsyncClient

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an operation that is answered without errors."""
        answer = await self.client.post("/graphql", json={"query": query, "variables": variables})
        body: dict[str, Any] = answer.json()
        assert answer.status_code == 200, answer.text
        assert list(body) == ["data", "extensions"], body
        data: dict[str, Any] = body["data"]
        return data

    async def step(self, name: str, kind: str, **given: Any) -> dict[str, Any]:
        """The payload of a mutation of a contract."""
        payload: dict[str, Any] = (await self.ask(STEP.format(kind=kind, name=name), input=given))[name]
        return payload

    async def close(self) -> None:
        await self.client.aclose()


async def sign_in(client: httpx.AsyncClient, email: str) -> Visitor:
    """Types the address and the password; the client keeps the cookie."""
    answer = await client.post("/auth/session", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 204, answer.text
    return Visitor(client)


def codes(payload: Mapping[str, Any]) -> list[str]:
    return [refusal["code"] for refusal in payload["userErrors"]]
