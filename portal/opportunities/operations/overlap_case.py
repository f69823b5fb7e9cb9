"""One session that finds common customers while somebody acts on it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from portal import acting, errors, ids
from portal.access import Actor, Side
from portal.acting import Case
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.models import OverlapLog, OverlapMessage, OverlapSession
from portal.opportunities.overlap import wire
from portal.opportunities.rules.overlap import ENDED, MessageKind, OverlapStatus
from portal.partners.models import Organisation
from portal.partners.operations import account
from portal.partners.rules import AccountStatus


@dataclass(kw_only=True)
class OpenOverlap(Case[OverlapSession]):
    """A session while somebody acts on it; each new status goes into the log."""

    logged: OverlapStatus | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.logged = self.record.status

    def entered(self) -> None:
        record = self.record
        if record.status in ENDED:
            record.ended_at = record.ended_at or self.now
        if record.status is not self.logged:
            self.log()

    def log(self) -> None:
        record = self.record
        self.logged = record.status
        self.session.add(
            OverlapLog(
                partner_id=record.partner_id, id=ids.new(), session_id=record.id, number=record.number,
                status=record.status, purpose=record.purpose, kinds=record.kinds, band=record.band, mode=record.mode,
                terms_sha256=record.terms_sha256, shown=record.shown, by_name=self.actor.name, at=self.now,
            )
        )  # fmt: skip

    async def take_over(self) -> None:
        """Whoever acts answers for it on their side from now on."""
        place = await self.session.scalar(queries.place_of(self.actor.partner_id, self.actor.person_id))
        if place is not None and self.actor.side is Side.HOST:
            self.record.company_owner_id = place
        elif place is not None:
            self.record.partner_owner_id = place

    def keep(self, kind: MessageKind, side: Side, text: str) -> None:
        record = self.record
        self.session.add(
            OverlapMessage(
                partner_id=record.partner_id, id=ids.new(), session_id=record.id, side=side, kind=kind, text=text,
                at=self.now,
            )
        )  # fmt: skip

    async def points(self, side: Side, kind: MessageKind = MessageKind.POINTS) -> tuple[bytes, ...]:
        """What a side sent, as it was read then; nothing where it has not."""
        text = await self.session.scalar(queries.overlap_text(self.record, side, kind))
        return () if text is None else wire.taken_apart(text, self.record.band)[0]


async def opened(
    session: Session, actor: Actor, *, overlap_session_id: UUID, expected_version: int | None, now: datetime
) -> OpenOverlap:
    """The session under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    record, partner, company = await acting.locked(
        session, actor, queries.overlap_to_act_on(overlap_session_id),
        absent=errors.NotFound("There is no such session.", path=("input", "overlapSessionId")),
        stale=errors.StaleVersion(
            "Someone changed the session after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        ),
        expected_version=expected_version,
    )  # fmt: skip
    return begun(session, actor, record, partner, company, now=now)


def begun(
    session: Session, actor: Actor, record: OverlapSession, partner: Organisation, company: Organisation, *,
    now: datetime,
) -> OpenOverlap:  # fmt: skip
    """The same for a session that the transaction has made itself."""
    return OpenOverlap(
        session=session, actor=actor, record=record, clocks=account.clocks_of(partner, company), now=now,
        known={"is_on_hold": partner.status is not AccountStatus.ACTIVE},
    )  # fmt: skip
