"""Trying a promise on the facts that there are, before anybody proposes it. Nothing is written."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from portal import errors
from portal.access import Actor, Permission, Side
from portal.database.session import Session
from portal.expectations.metrics.evaluating import Tally
from portal.expectations.operations.measuring import terms_of
from portal.expectations.operations.opening import with_partner
from portal.expectations.operations.promising import Terms, promise_of
from portal.expectations.queries import trying
from portal.expectations.scores import trials
from portal.expectations.scores.days import day_at
from portal.expectations.scores.trials import Trial

USUAL = 8
"""Periods: two years of quarters."""


async def try_metric(
    session: Session,
    actor: Actor,
    *,
    terms: Terms,
    obligor: Side,
    now: datetime,
    partner_id: UUID | None = None,
    periods: int = USUAL,
) -> Trial:
    """What the terms would have come to in the last periods that are over, by the facts of today.

    A partner's own people try on their own facts. Refuses: NotAllowed, NotFound, Invalid.
    """
    actor.require(Permission.EXPECTATION_PROPOSE)
    if not 1 <= periods <= trials.MOST:
        raise errors.Invalid(
            "This must be from {least} to {most}.", least=1, most=trials.MOST, path=("input", "periods")
        )
    partner, company = await with_partner(session, actor, partner_id)
    bare = replace(
        terms, title=terms.title or "Trial", target=terms.target or "0", floor=terms.floor if terms.target else None,
        contract_id=None, clause_key=None, consequence=None,
    )  # fmt: skip
    promise = await promise_of(session, bare, code="trial", obligor=obligor, partner=partner, company=company, now=now)
    if promise.metric is None:
        raise errors.Invalid("Choose how it is measured.", path=("input", "terms", "metricId"))
    tried = trials.before(promise.rhythm, day_at(now, promise.zone), periods)
    rows = await session.execute(trying.tried(promise, terms_of(promise, now), partner.id, tried))
    tallies = {place: Tally(top, bottom, int(n)) for place, top, bottom, n in rows}
    target = promise.target if terms.target else None
    return trials.judged(promise.metric, tried, tallies, target=target, min_sample=promise.min_sample)
