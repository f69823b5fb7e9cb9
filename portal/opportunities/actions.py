"""What somebody could do with an opportunity now, from a statement's values."""

from collections.abc import Mapping
from typing import Any

from portal import situations
from portal.access import Actor
from portal.clock import Moment
from portal.machine import Action, Waiting
from portal.opportunities.rules import direct, overlap
from portal.opportunities.rules import opportunity as rules
from portal.opportunities.rules.opportunity import LIFE, Opportunity
from portal.opportunities.rules.suggestion import LIFE as SUGGESTION
from portal.opportunities.rules.suggestion import Suggestion


def possible(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """The steps that somebody of the actor's side could take, from JSON values of `queries.actions_of`."""
    at = situations.read(Opportunity, values)
    return LIFE.available(at, at.status, actor, now, situations.read(Waiting, values))


def possible_of_suggestion(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """The same of a suggestion, from JSON values of `queries.actions_of_suggestion`."""
    at = situations.read(Suggestion, values)
    return SUGGESTION.available(at, at.status, actor, now, situations.read(Waiting, values))


def otherwise_told(values: Mapping[str, Any], language: str) -> str | None:
    """What happens if nobody acts, for those who are waited for, in a language; None for nothing."""
    at = situations.read(Opportunity, values)
    said = rules.otherwise(at) if values["waiting_on"] else None
    return said.in_(language) if said else None


def possible_overlap(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """The steps of a session that somebody of the actor's side could take, from `queries.overlap_facts_of`."""
    at = situations.read(overlap.Overlap, values)
    return overlap.LIFE.available(at, at.status, actor, now, situations.read(Waiting, values))


def possible_of_direct_deal(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """The steps of a direct deal that somebody could take, from `queries.actions_of_direct_deal`."""
    at = situations.read(direct.DirectDeal, values)
    return direct.LIFE.available(at, at.status, actor, now, situations.read(Waiting, values))
