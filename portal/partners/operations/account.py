"""One partner's account while somebody acts on it, with the company that it is an account with."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal import acting, calendars, errors
from portal.access import SYSTEM, Actor, Side
from portal.acting import Case, Clock
from portal.database.session import Session
from portal.partners import documents, queries
from portal.partners.documents import DocumentKind
from portal.partners.models import Organisation
from portal.partners.rules import ACCOUNT
from portal.sentences import say

NOON = time(12)


@dataclass(kw_only=True)
class OpenAccount(Case[Organisation]):
    """A partner while somebody acts on its account or its relationship."""

    company: Organisation

    @property
    def partner(self) -> Organisation:
        return self.record

    @contextmanager
    def account_step(
        self, action: str, *, note: str = "", held_for: frozenset[DocumentKind] = frozenset(), **said: Any
    ) -> Iterator[None]:
        """A step of the account, whose note stands at the account until the next; see `Case.step`."""
        with self.step(ACCOUNT, action, note=note, **said):
            self.record.reason, self.record.held_for = note, held_for
            yield

    @property
    def due_step(self) -> str:
        """What the clock does when the present date is over. Refuses: WrongStatus where it does nothing."""
        deadline = ACCOUNT.deadlines.get(self.record.status)
        if deadline is None or deadline.step is None:
            raise errors.WrongStatus.because(
                say("There is nothing to do now.").then(ACCOUNT.in_words[self.record.status])
            )
        return deadline.step

    def take_account_step(self, action: str, *, note: str = "", **said: Any) -> None:
        with self.account_step(action, note=note, **said):
            pass

    def end_of(self, day: date) -> datetime:
        """See `end_of`."""
        return end_of(day, self.clocks)


def end_of(day: date, clocks: Mapping[Side, Clock]) -> datetime:
    """The last second of a day, in the zone where it comes later."""
    both = tuple(clock.calendar for clock in clocks.values())
    return max(
        calendars.due_at(datetime.combine(day, NOON, ZoneInfo(clock.zone)), 0, both, clock.zone)
        for clock in clocks.values()
    )


def clocks_of(partner: Organisation, company: Organisation) -> Mapping[Side, Clock]:
    return {Side.HOST: Clock(company.calendar, company.zone), Side.PARTNER: Clock(partner.calendar, partner.zone)}


async def opened(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int | None, now: datetime
) -> OpenAccount:
    """The partner under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    partner, company = await acting.locked(
        session,
        actor,
        queries.partner_to_act_on(partner_id),
        absent=errors.NotFound("There is no such partner.", path=("input", "partnerId")),
        stale=errors.StaleVersion(
            "Someone changed the partner after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        ),
        expected_version=expected_version,
    )
    return begun(session, actor, partner, company, now=now)


def begun(
    session: Session, actor: Actor, partner: Organisation, company: Organisation, *, now: datetime
) -> OpenAccount:
    """The same for a partner that the transaction has made itself."""
    clocks = clocks_of(partner, company)
    own = {"is_own_invitation": partner.invited_by == actor.person_id}
    return OpenAccount(session=session, actor=actor, record=partner, clocks=clocks, now=now, company=company, known=own)


async def known_of(case: OpenAccount) -> dict[str, Any]:
    """The facts that rules look at beside the partner's row."""
    facts = queries.facts_of(Organisation)
    found = select(*(fact.label(name) for name, fact in facts.items())).where(Organisation.id == case.partner.id)
    known: dict[str, Any] = (await case.session.execute(found)).one()._asdict()
    return known | {"open_items": tuple(known["open_items"]), "required": documents.read(known["required"])}


async def due(session: Session, *, partner_id: UUID, now: datetime) -> OpenAccount | None:
    """The partner whose deadline is over, for the clock; None if somebody was faster."""
    case = await opened(session, SYSTEM, partner_id=partner_id, expected_version=None, now=now)
    return case if case.partner.due_at is not None and case.partner.due_at <= now else None
