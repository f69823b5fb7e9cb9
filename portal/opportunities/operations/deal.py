"""One opportunity while somebody acts on it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal import acting, errors
from portal.access import Actor, Side
from portal.acting import Case
from portal.boundaries import operations as boundaries
from portal.boundaries.rules.acts import Act, ActKind, Result
from portal.boundaries.rules.terms import Counted
from portal.database.session import Session
from portal.money import Money
from portal.opportunities import queries
from portal.opportunities.models import Opportunity
from portal.opportunities.rules.statuses import ENDED
from portal.partners.models import Organisation
from portal.partners.operations import account


@dataclass(kw_only=True)
class OpenOpportunity(Case[Opportunity]):
    """An opportunity while somebody acts on it, with the two sides."""

    partner: Organisation
    company: Organisation

    @property
    def is_published(self) -> bool:
        """A draft is its own side's alone."""
        return self.record.shown_at is not None

    def entered(self) -> None:
        """What has ended says when, and what was asked for in it is no more."""
        record = self.record
        if record.status in ENDED and record.ended_at is None:
            record.ended_at = self.now
            record.extension_asked_at = record.extension_by = None
            if record.ends_at is not None:
                record.ends_at = min(record.ends_at, self.now)

    async def take_over(self) -> None:
        """Whoever acts answers for it on their side from now on."""
        place = await self.session.scalar(queries.place_of(self.actor.partner_id, self.actor.person_id))
        if place is not None:
            self.own(place)

    def own(self, place: UUID) -> None:
        if self.actor.side is Side.HOST:
            self.record.company_owner_id = place
        else:
            self.record.partner_owner_id = place

    async def keep_within(self, kind: ActKind, *, money: Money | None = None, side: Side = Side.PARTNER) -> None:
        """Refuses with Blocked what a boundary forbids the side that would do it."""
        await boundaries.require(self.session, self.actor, self.act(kind, money=money, side=side), self.now)

    async def look_within(self, kind: ActKind) -> None:
        """The same without writing anything down, of what is not done yet."""
        findings = await boundaries.check(self.session, self.actor, self.act(kind), self.now)
        for each in findings:
            if each.result is Result.BLOCK:
                raise errors.Blocked.because(each.sentence)

    def act(self, kind: ActKind, *, money: Money | None = None, side: Side = Side.PARTNER) -> Act:
        """What is done with it, as boundaries look at it."""
        record = self.record
        return Act(
            kind=kind, partner_id=record.partner_id, side=side, key=acting_key(record),
            regions=tuple(record.regions), products=tuple(record.products), money=money, counted=Counted.WON_DEALS,
        )  # fmt: skip


def acting_key(record: Opportunity) -> str:
    """Names the deal wherever a boundary counts it."""
    return f"{record.PREFIX} {record.id}"


async def opened(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int | None, now: datetime
) -> OpenOpportunity:
    """The opportunity under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    record, partner, company, is_on_hold, has_quota, owns_rival = await acting.locked(
        session,
        actor,
        queries.to_act_on(opportunity_id),
        absent=errors.NotFound("There is no such opportunity.", path=("input", "opportunityId")),
        stale=errors.StaleVersion(
            "Someone changed the opportunity after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        ),
        expected_version=expected_version,
    )
    case = begun(session, actor, record, partner, company, now=now)
    case.known |= {"is_on_hold": is_on_hold, "has_quota": has_quota, "owns_rival": owns_rival}
    return case


def begun(
    session: Session, actor: Actor, record: Opportunity, partner: Organisation, company: Organisation, *, now: datetime
) -> OpenOpportunity:
    """The same for an opportunity that the transaction has made itself."""
    return OpenOpportunity(
        session=session, actor=actor, record=record, clocks=account.clocks_of(partner, company), now=now,
        partner=partner, company=company,
    )  # fmt: skip
