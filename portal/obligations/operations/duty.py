"""One obligation while somebody acts on it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal import acting, errors
from portal.access import Actor, Side
from portal.acting import Case
from portal.database.session import Session
from portal.obligations import queries
from portal.obligations.models import Obligation
from portal.partners.models import Organisation
from portal.partners.operations import account


@dataclass(kw_only=True)
class OpenObligation(Case[Obligation]):
    """An obligation while somebody acts on it, with the two sides."""

    partner: Organisation
    company: Organisation

    def expect(self, digest: str) -> None:
        """Refuses with StaleDigest unless the caller means what was proposed."""
        if digest != self.record.sha256:
            raise errors.StaleDigest(
                "The current obligation is not the one you are acting on. Read it again.",
                path=("input", "expectedDigest"),
            )

    def decided(self, reason: str = "") -> None:
        self.record.decided_by_name, self.record.decided_at = self.actor.name, self.now
        self.record.reason = reason

    async def take_over(self) -> None:
        """Whoever acts answers for it on their side from now on."""
        place = await self.session.scalar(queries.place_of(self.actor.partner_id, self.actor.person_id))
        if place is None:
            return
        if self.actor.side is Side.HOST:
            self.record.company_owner_id = place
        else:
            self.record.partner_owner_id = place


async def opened(
    session: Session, actor: Actor, *, obligation_id: UUID, expected_version: int | None, now: datetime
) -> OpenObligation:
    """The obligation under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    record, partner, company, is_contract_over, is_readable = await acting.locked(
        session,
        actor,
        queries.to_act_on(obligation_id),
        absent=errors.NotFound("There is no such obligation.", path=("input", "obligationId")),
        stale=errors.StaleVersion(
            "Someone changed the obligation after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        ),
        expected_version=expected_version,
    )
    case = begun(session, actor, record, partner, company, now=now)
    case.known |= {"is_contract_over": is_contract_over, "is_readable": is_readable}
    return case


def begun(
    session: Session, actor: Actor, record: Obligation, partner: Organisation, company: Organisation, *, now: datetime
) -> OpenObligation:
    """The same for an obligation that the transaction has made itself."""
    return OpenObligation(
        session=session, actor=actor, record=record, clocks=account.clocks_of(partner, company), now=now,
        partner=partner, company=company,
    )  # fmt: skip
