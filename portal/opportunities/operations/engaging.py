"""The company publishes a version of the rules of engagement, by which what comes in from a day on is judged."""

from collections.abc import Sequence
from datetime import date, datetime

from portal import canonical, errors, ids, journal
from portal.access import AccessClass, Actor
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.models import EngagementRules
from portal.opportunities.rules import publishing
from portal.opportunities.rules.engagement import Rule
from portal.opportunities.rules.publishing import LIFE, Standing, Version


async def publish_rules(
    session: Session, actor: Actor, *, rules: Sequence[Rule], valid_from: date, now: datetime
) -> EngagementRules:
    """The next version, which nobody changes any more. Refuses: NotAllowed, Blocked by the table's guard."""
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors can read everything and change nothing.")
    await session.execute(queries.one_version_at_a_time())
    newest: EngagementRules = (await session.scalars(queries.newest_engagement_rules())).one()
    at = Version(
        rules=tuple(rules), valid_from=valid_from, last_rules=tuple(Rule(each) for each in newest.rules),
        last_from=newest.valid_from,
    )  # fmt: skip
    announced = newest.valid_from > now.date()
    step = LIFE.take(at, Standing.ANNOUNCED if announced else Standing.IN_FORCE, "publish", actor, now=now)
    made = _version(newest.number + 1, at, actor, now)
    session.add(made)
    _note(session, actor, made, step.event, now)
    await session.flush()
    return made


def _version(number: int, at: Version, actor: Actor, now: datetime) -> EngagementRules:
    written = publishing.document(number, at.rules, at.valid_from)
    return EngagementRules(
        id=ids.new(), number=number, valid_from=at.valid_from, rules=[each.value for each in at.rules],
        document=written, sha256=canonical.sha256(written), published_by_name=actor.name, published_at=now,
    )  # fmt: skip


def _note(session: Session, actor: Actor, made: EngagementRules, event: str, now: datetime) -> None:
    """In the company's own journal, whose rows are sealed."""
    told = {name: getattr(made, name) for name in ("number", "valid_from", "sha256")}
    journal.write(
        session, actor, event, partner_id=actor.partner_id, record_type=EngagementRules.PREFIX, record_id=made.id,
        now=now, changes=journal.difference({}, told), published=False,
    )  # fmt: skip
