"""What somebody could do with a contract now: the tables of the contract and of its open round, read together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal import errors
from portal.access import Actor, Side
from portal.contracts import rules
from portal.contracts.rules import RoundStatus, Situation, Status
from portal.partners.rules import AccountStatus


@dataclass(frozen=True, slots=True)
class Possible:
    """A step that somebody of the actor's side could take; `refusal` is what this actor would be told."""

    action: str
    of_round: bool
    refusal: errors.Refused | None
    due_at: datetime | None
    waiting_on: frozenset[Side]


def situation(values: Mapping[str, Any]) -> Situation:
    """The situation from JSON values of `queries.situation_of`."""
    return Situation(
        status=Status(values["status"]),
        round_status=RoundStatus(values["round_status"]) if values["round_status"] else None,
        pen=Side(values["pen"]) if values["pen"] else None,
        accepted_by=_sides(values["accepted_by"]),
        signed_by=_sides(values["signed_by"]),
        clause_count=values["clause_count"],
        partner_status=AccountStatus(values["partner_status"]),
        starts_on=date.fromisoformat(values["starts_on"]),
        ends_on=date.fromisoformat(values["ends_on"]) if values["ends_on"] else None,
        renewal=values["renewal"],
        zone=values["zone"],
    )


def possible(values: Mapping[str, Any], actor: Actor, now: datetime) -> tuple[Possible, ...]:
    """Every step open to the actor's side, in the order of the tables; the round's first."""
    at, waiting = situation(values), _sides(values["waiting_on"])
    due = datetime.fromisoformat(values["due_at"]) if values["due_at"] and actor.side in waiting else None
    of_round = () if at.round_status is None else rules.ROUND.available(at, at.round_status, actor, now)
    steps = [*((action, True) for action in of_round)]
    steps += [(action, False) for action in rules.LIFE.available(at, at.status, actor, now)]
    return tuple(Possible(action.name, own, action.refusal, due, waiting) for action, own in steps)


def _sides(values: list[str]) -> frozenset[Side]:
    return frozenset(Side(value) for value in values)
