"""One record of the room while somebody acts on it, with the two sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from portal import acting, errors
from portal.access import Actor, Side
from portal.acting import Case, Lived
from portal.database.session import Session
from portal.expectations import queries
from portal.machine import Machine
from portal.partners.models import Organisation
from portal.partners.operations import account
from portal.sentences import Sentence, say
from portal.wording import note_given

R = TypeVar("R", bound=Lived)
GONE = say("There is no such record.")
GIVE_A_REASON = say("Enter a reason.")


@dataclass(kw_only=True)
class Opened(Case[R], Generic[R]):
    """A record while somebody acts on it."""

    partner: Organisation
    company: Organisation

    @property
    def is_published(self) -> bool:
        """Nobody of the other side is told of what has not been proposed to it."""
        return getattr(self.record, "proposed_at", self.now) is not None

    @property
    def calendars(self) -> tuple[str, str]:
        return self.company.calendar, self.partner.calendar


async def opened(
    session: Session, actor: Actor, kind: type[R], record_id: UUID, *, expected_version: int | None, now: datetime,
    path: Sequence[str], absent: Sentence = GONE,
) -> Opened[R]:  # fmt: skip
    """The record under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    wanted: Any = kind
    record, partner, company = await acting.locked(
        session,
        actor,
        queries.to_act_on(wanted),
        {"record_id": record_id},
        absent=errors.NotFound.because(absent, path=path),
        stale=errors.StaleVersion(
            "Someone changed this after you opened it. Check the latest version.", path=("input", "expectedVersion")
        ),
        expected_version=expected_version,
    )
    return begun(session, actor, record, partner, company, now=now)


def begun(
    session: Session, actor: Actor, record: R, partner: Organisation, company: Organisation, *, now: datetime,
    **known: Any,
) -> Opened[R]:  # fmt: skip
    """The same for a record that the transaction has made or locked itself."""
    return Opened(
        session=session, actor=actor, record=record, clocks=account.clocks_of(partner, company), now=now,
        known={"partner_status": partner.status, **known}, partner=partner, company=company,
    )  # fmt: skip


def answered(case: Opened[R], machine: Machine[Any, Any], action: str, reason: str) -> R:
    """A step with a reason that both sides read and that stands on the record. Refuses also Invalid without one."""
    note = note_given(reason, GIVE_A_REASON, "reason")
    with case.step(machine, action, note=note):
        case.record.reason = note  # type: ignore[attr-defined]  # every record of the room has one
    return case.record


async def with_partner(
    session: Session, actor: Actor, partner_id: UUID | None, *, path: Sequence[str] = ("input", "partnerId")
) -> tuple[Organisation, Organisation]:
    """A partner and the company, neither locked; a partner's people need not name their own. Refuses: NotFound."""
    if partner_id is None and actor.side is Side.HOST:
        raise errors.Invalid("Name the partner.", path=path)
    wanted = partner_id or actor.partner_id
    row = (await session.execute(queries.both_sides(wanted))).one_or_none()
    if row is None:
        raise errors.NotFound("There is no such partner.", path=path)
    return row[0], row[1]
