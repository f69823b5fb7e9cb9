"""What happened at the door, one row each: who, how, with what outcome and why, from where; never a secret."""

import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from auth import headers, throttle
from auth.models import Event
from auth.rules import Action, Outcome
from portal.database.session import Session
from portal.languages import ENGLISH

AGENT_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """Where and when a request came in."""

    address: str
    agent: str
    now: datetime
    request_id: str = ""
    """Shown with a refusal, so that somebody can find the row."""
    language: str = ENGLISH
    """In which the answer is read, and a letter to whoever has no account."""

    @property
    def origin(self) -> str:
        """What a transaction tells the database's triggers of it: see portal.database.pools."""
        return f"{self.request_id} {self.address}"

    @classmethod
    def of(cls, scope: MutableMapping[str, Any], now: datetime) -> Self:
        """The server tells the address; behind a proxy it is the server that is told which proxy to believe."""
        client = scope.get("client")
        agents = [value.decode("latin-1") for name, value in scope["headers"] if name == b"user-agent"]
        address, agent = _plain(client[0]) if client else "", _plain(" ".join(agents))
        return cls(address, agent, now, secrets.token_hex(6), headers.language(scope))


def _plain(text: str) -> str:
    return "".join(letter for letter in text[:AGENT_LONGEST] if letter.isprintable())


def write(
    session: Session,
    visit: Visit,
    action: Action,
    outcome: Outcome,
    *,
    reason: str,
    method: str = "password",
    person_id: UUID | None = None,
    partner_id: UUID | None = None,
    member_id: UUID | None = None,
    session_id: UUID | None = None,
    client_id: str | None = None,
    connection_id: UUID | None = None,
) -> None:
    """Adds one row to the transaction, as portal_auth. `reason` is a word of ours, never what somebody typed."""
    session.add(
        Event(
            at=visit.now,
            action=action,
            method=method,
            outcome=outcome,
            reason=reason,
            person_id=person_id,
            partner_id=partner_id,
            member_id=member_id,
            session_id=session_id,
            client_id=client_id,
            connection_id=connection_id,
            request_id=visit.request_id,
            address=visit.address,
            network=throttle.network(visit.address),
            agent=visit.agent,
        )
    )
