"""A suggestion is taken as a registration or an offer, put aside for a while, and comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal import acting, errors
from portal.access import SYSTEM, Actor, Side
from portal.acting import Case
from portal.database.session import Session
from portal.money import Money
from portal.opportunities import queries
from portal.opportunities.models import Opportunity, Suggestion
from portal.opportunities.operations import registering
from portal.opportunities.operations.scope import Customer, Said
from portal.opportunities.rules.statuses import Source
from portal.opportunities.rules.suggestion import ASIDE, LIFE, Dismissal, SuggestionStatus
from portal.partners.models import Organisation
from portal.partners.operations import account


@dataclass(kw_only=True)
class OpenSuggestion(Case[Suggestion]):
    """A suggestion while somebody acts on it."""

    partner: Organisation

    @property
    def is_published(self) -> bool:
        """What too few customers stand behind is the company's alone."""
        return self.record.is_shown


def begun_suggestion(
    session: Session, actor: Actor, record: Suggestion, partner: Organisation, company: Organisation, *, now: datetime
) -> OpenSuggestion:
    """One that is under a row lock already."""
    return OpenSuggestion(
        session=session, actor=actor, record=record, clocks=account.clocks_of(partner, company), now=now,
        partner=partner,
    )  # fmt: skip


async def _opened(
    session: Session, actor: Actor, *, suggestion_id: UUID, expected_version: int | None, now: datetime
) -> OpenSuggestion:
    """The suggestion under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    record, partner, company, is_on_hold = await acting.locked(
        session,
        actor,
        queries.suggestion_to_act_on(suggestion_id),
        absent=errors.NotFound("There is no such suggestion.", path=("input", "suggestionId")),
        stale=errors.StaleVersion(
            "Someone changed the suggestion after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        ),
        expected_version=expected_version,
    )
    case = begun_suggestion(session, actor, record, partner, company, now=now)
    case.known |= {"is_on_hold": is_on_hold}
    return case


async def take_suggestion(
    session: Session, actor: Actor, *, suggestion_id: UUID, expected_version: int, estimate: Money,
    expected_close_on: date, now: datetime, regions: Sequence[str] = (), text: str = "",
) -> Suggestion:  # fmt: skip
    """The partner registers what is suggested, the company offers it to the partner; with the customer of the sale by
    which the partner knows it and, unless others are named, in its regions.

    Refuses as the step does, and as `register_at_once` or `draft` and `offer` do.
    """
    case = await _opened(session, actor, suggestion_id=suggestion_id, expected_version=expected_version, now=now)
    LIFE.take(case.situation(LIFE), case.record.status, "take", actor, now=now)
    sale: Opportunity = (await session.scalars(queries.source_of(case.record))).one()
    said = Said(
        customer=_customer(sale), products=[case.record.product], regions=regions or sale.regions, estimate=estimate,
        expected_close_on=expected_close_on, text=text,
    )  # fmt: skip
    made = await _became(session, actor, case, said, now)
    await session.flush()
    with case.step(LIFE, "take"):
        case.record.taken_id, case.record.decided_by_name = made.id, actor.name
    return case.record


async def _became(session: Session, actor: Actor, case: OpenSuggestion, said: Said, now: datetime) -> Opportunity:
    source = Source.SUGGESTED
    if actor.side is Side.PARTNER:
        return await registering.register_at_once(session, actor, said=said, now=now, source=source)
    drafted = await registering.draft(
        session, actor, said=said, now=now, partner_id=case.partner.id, source=source
    )  # fmt: skip
    return await registering.offer(
        session, actor, opportunity_id=drafted.id, expected_version=drafted.version, now=now
    )  # fmt: skip


def _customer(sale: Opportunity) -> Customer:
    return Customer(
        name=sale.customer_name, country=sale.customer_country, domain=sale.customer_domain, lei=sale.customer_lei,
        vat_number=sale.customer_vat, register_number=sale.customer_register,
    )  # fmt: skip


async def dismiss_suggestion(
    session: Session, actor: Actor, *, suggestion_id: UUID, expected_version: int, reason: Dismissal, now: datetime
) -> Suggestion:
    """Puts it aside for both sides; after 90 days it comes back, if it still follows."""
    case = await _opened(session, actor, suggestion_id=suggestion_id, expected_version=expected_version, now=now)
    with case.step(LIFE, "dismiss"):
        record = case.record
        record.dismissal, record.dismissed_until, record.decided_by_name = reason, now + ASIDE, actor.name
    return case.record


async def keep_suggestion_time(session: Session, *, suggestion_id: UUID, now: datetime) -> Suggestion | None:
    """What was put aside comes back; None if nothing was due. Running it twice moves nothing more."""
    case = await _opened(session, SYSTEM, suggestion_id=suggestion_id, expected_version=None, now=now)
    record = case.record
    if record.status is not SuggestionStatus.DISMISSED or record.due_at is None or record.due_at > now:
        return None
    with case.step(LIFE, "comeBack"):
        record.dismissal = record.dismissed_until = record.decided_by_name = None
    return record
