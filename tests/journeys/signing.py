"""People who sign many contracts over HTTP, remember what was acknowledged and go on after the portal was lost."""

import asyncio
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from auth.models import Session
from portal import ids
from portal.access import Actor, Role, Side
from portal.contracts.rules import Status
from portal.contracts.text.terms import Renewal, Terms
from portal.partners.models import Membership
from tests import databases
from tests.journeys.doors import OURS, STEP
from tests.make import Make
from tests.people import session_row

FAR = datetime(2099, 1, 1, tzinfo=UTC)
TERMS = Terms(date(2099, 1, 1), None, Renewal.NONE, 30, None, "DE")
READ = "query ($by: ContractBy!) { contract(by: $by) { version digest signedBy } }"
SIGN = STEP.format(kind="ContractSignInput", name="contractSign")
WORKERS = 4
PATIENCE = 30.0


@dataclass
class Signing:
    """The work, shared by several people; `acknowledged` holds what the portal has said yes to."""

    todo: deque[UUID]
    cookies: dict[Side, str]
    acknowledged: list[tuple[UUID, Side]] = field(default_factory=list)
    failures: int = 0
    longest_wait: float = 0.0
    enough: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once `wanted` signatures are acknowledged."""
    wanted: int = 0

    async def go_on(self, url: str, *, until_lost: bool) -> None:
        """Signs until all is done; `until_lost` stops at the first answer that is none."""
        async with httpx.AsyncClient(base_url=url, headers=OURS, timeout=PATIENCE) as client:
            await asyncio.gather(*(self._work(client, until_lost) for _ in range(WORKERS)))

    async def _work(self, client: httpx.AsyncClient, until_lost: bool) -> None:
        lost_since = None
        while self.todo:
            contract = self.todo.popleft()
            try:
                await self._sign(client, contract)
            except (httpx.TransportError, ConnectionError):
                self.todo.appendleft(contract)
                self.failures += 1
                lost_since = lost_since or time.monotonic()
                waited = time.monotonic() - lost_since
                self.longest_wait = max(self.longest_wait, waited)
                if until_lost:
                    return
                assert waited < PATIENCE
                await asyncio.sleep(0.1)
            else:
                lost_since = None

    async def _sign(self, client: httpx.AsyncClient, contract: UUID) -> None:
        place = ids.text("ctr", contract)
        seen = (await self._ask(client, Side.HOST, READ, {"by": {"id": place}}))["contract"]
        version = seen["version"]
        for side in Side:
            if side.value in seen["signedBy"]:
                continue
            given = {
                "contractId": place, "expectedVersion": version, "expectedDigest": seen["digest"],
                "authority": "Director",
            }  # fmt: skip
            payload = (await self._ask(client, side, SIGN, {"input": given}))["contractSign"]
            assert payload["userErrors"] == []
            assert (contract, side) not in self.acknowledged, "what was acknowledged was lost and is done again"
            self.acknowledged.append((contract, side))
            if len(self.acknowledged) == self.wanted:
                self.enough.set()
            version = payload["contract"]["version"]

    async def _ask(self, client: httpx.AsyncClient, side: Side, query: str, variables: Any) -> dict[str, Any]:
        answer = await client.post(
            "/graphql", json={"query": query, "variables": variables}, headers={"cookie": self.cookies[side]}
        )
        if answer.is_server_error:
            raise ConnectionError(answer.text)
        assert list(answer.json()) == ["data", "extensions"], answer.text
        data: dict[str, Any] = answer.json()["data"]
        return data


async def prepare(url: str, count: int) -> Signing:
    """Contracts that are out for signature, and a signatory of each side who is signed in."""
    engine = create_async_engine(databases.asynchronous(url))
    async with AsyncSession(engine, expire_on_commit=False) as session:
        make = Make(session)
        partner = await make.partner()
        cookies = {
            Side.HOST: await _cookie(make, await make.actor(roles={Role.COMPANY_SIGNATORY})),
            Side.PARTNER: await _cookie(make, await make.actor(of=partner, roles={Role.PARTNER_SIGNATORY})),
        }
        owner = await make.member()
        contracts = [
            await make.contract(status=Status.OUT_FOR_SIGNATURE, partner=partner, owner=owner, terms=TERMS, due_at=FAR)
            for _ in range(count)
        ]
        await session.commit()
    await engine.dispose()
    return Signing(deque(contract.id for contract in contracts), cookies)


async def _cookie(make: Make, actor: Actor) -> str:
    value = secrets.token_urlsafe(32)
    here = (Membership.partner_id == actor.partner_id, Membership.person_id == actor.person_id)
    member = (await make.session.execute(select(Membership.id).where(*here))).scalar_one()
    await make.session.execute(insert(Session).values(session_row(actor, value.encode(), member_id=member)))
    return f"session={value}"


FACTS = """
SELECT c.id, c.status, c.version, c.signed_by,
  (SELECT array_agg(s.side ORDER BY s.side) FROM signature s WHERE s.contract_id = c.id AND s.sha256 = c.sha256),
  (SELECT array_agg(j.event ORDER BY j.id) FROM journal j WHERE j.record_id = c.id)
FROM contract c
"""
GIVEN = "contract.signature_given"
WHOLE = {
    0: ("OUT_FOR_SIGNATURE", []),
    1: ("OUT_FOR_SIGNATURE", [GIVEN]),
    2: ("SIGNED", [GIVEN] * 2 + ["contract.signed"]),
}


async def check(url: str, signing: Signing) -> dict[str, int]:
    """Every acknowledged signature is there, and no contract stands between two steps; how many are in each status."""
    engine = create_async_engine(databases.asynchronous(url))
    async with engine.connect() as connection:
        rows = (await connection.execute(text(FACTS))).all()
    await engine.dispose()
    found: dict[str, int] = {}
    there: set[tuple[UUID, Side]] = set()
    for contract, status, version, signed_by, sides, events in rows:
        assert signed_by == (sides or [])
        assert (status, events or []) == WHOLE[len(signed_by)]
        assert version == 1 + len(events or [])
        there |= {(contract, Side(side)) for side in signed_by}
        found[status] = found.get(status, 0) + 1
    assert set(signing.acknowledged) <= there
    assert len(signing.acknowledged) == len(set(signing.acknowledged))
    return found
