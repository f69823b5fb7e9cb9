"""One boundary while somebody acts on it: its terms put on the table, its scope held, what it replaces ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal import acting, errors, ids
from portal.access import AccessClass, Actor, Side
from portal.acting import Case
from portal.boundaries import queries
from portal.boundaries.models import Boundary, ExclusiveCell
from portal.boundaries.rules.life import LIFE, Status
from portal.boundaries.rules.terms import Kind, Terms, point, stretch
from portal.database.session import Session
from portal.partners.models import Organisation
from portal.partners.operations.account import clocks_of


@dataclass(kw_only=True)
class OpenBoundary(Case[Boundary]):
    """A boundary while somebody acts on it, with the two sides."""

    partner: Organisation
    company: Organisation

    def entered(self) -> None:
        if self.record.status is Status.ACTIVE:
            self.record.started_at = self.now
        elif self.record.status is Status.ENDED:
            self.record.ended_at = self.now

    def put(self, terms: Terms, *, is_carried: bool) -> None:
        """Inside a step: these terms are on the table, in the actor's name, and the other side is asked."""
        record, actor = self.record, self.actor
        record.side, record.proposed_by, record.proposed_by_name = actor.side, actor.person_id, actor.name
        record.proposed_at, record.is_carried = self.now, is_carried
        fill(record, terms)
        self.wait(LIFE)
        if is_carried:  # it waits as long as the contract is negotiated
            record.due_at = record.due_calendar = None

    def expect(self, digest: str) -> None:
        """Refuses with StaleDigest unless the caller means the terms that are on the table."""
        if digest != self.record.sha256:
            raise errors.StaleDigest(
                "The current boundary is not the one you are acting on. Read it again.",
                path=("input", "expectedDigest"),
            )

    async def settle(self) -> None:
        """After a step: the scope is held while the boundary counts, and what it replaces ends as it starts."""
        record = self.record
        await self.session.flush()
        if record.status in {Status.AGREED, Status.ACTIVE}:
            await self._hold()
        else:
            for cell in (await self.session.scalars(queries.cells_of(record))).all():
                cell.is_held = False
        if record.status is Status.ACTIVE and record.replaces_id is not None:
            await self._supersede(record.replaces_id)
        await self.session.flush()

    async def _hold(self) -> None:
        """Refuses with Blocked where somebody else holds a part: see `clashes`."""
        if (
            self.record.kind is not Kind.EXCLUSIVITY
            or (await self.session.scalars(queries.cells_of(self.record))).all()
        ):
            return
        await self.session.execute(select(queries.ONE_AT_A_TIME))
        self.session.add_all(cells(self.record))

    async def _supersede(self, replaced_id: UUID) -> None:
        other = await opened(self.session, self.actor, boundary_id=replaced_id, expected_version=None, now=self.now)
        if other.record.status is Status.ACTIVE:
            other.follow(LIFE, "supersede", is_replaced=True)
            await other.settle()


def fill(record: Boundary, terms: Terms) -> None:
    """The terms as the columns of the record."""
    for name in (
        "valid_from",
        "valid_until",
        "contract_id",
        "clause_key",
        "wording",
        "is_passive_warned",
        "orderer",
        "nda_id",
    ):
        setattr(record, name, getattr(terms, name))
    record.regions, record.products = list(terms.regions), list(terms.products)
    for name in ("channels", "dealings", "counted", "classes"):
        setattr(record, name, frozenset(getattr(terms, name)))
    for name, amount in (("limit", terms.limit), ("minimum", terms.minimum)):
        setattr(record, f"{name}_minor", amount and amount.minor)
        setattr(record, f"{name}_currency", amount and amount.currency)
    record.binds, record.sha256 = terms.binds, terms.digest


def cells(record: Boundary) -> list[ExclusiveCell]:
    """The parts of an exclusivity's scope: each kind of contract in each region for each product."""
    terms = record.terms
    made = []
    for dealing in terms.dealings:
        for region in terms.regions or ("",):
            for product in terms.products or ("",):
                places = {"dealing": point(dealing), "region": stretch(region), "product": point(product)}
                ends = {
                    f"{name}_{end}": at
                    for name, two in places.items()
                    for end, at in zip(("from", "to"), two, strict=True)
                }
                made.append(
                    ExclusiveCell(
                        holder_id=record.partner_id, id=ids.new(), boundary_id=record.id, is_held=True,
                        valid_from=record.valid_from, valid_until=record.valid_until, **ends,
                    )
                )  # fmt: skip
    return made


async def opened(
    session: Session, actor: Actor, *, boundary_id: UUID, expected_version: int | None, now: datetime
) -> OpenBoundary:
    """The boundary under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    if actor.access_class is not AccessClass.AUDITOR:
        await session.scalars(queries.limits_beside(boundary_id))  # all limits are locked in one order
    record, partner, company, contract_status = await acting.locked(
        session,
        actor,
        queries.boundary_to_act_on(boundary_id),
        absent=errors.NotFound("There is no such boundary.", path=("input", "boundaryId")),
        stale=errors.StaleVersion(
            "Someone changed the boundary after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        ),
        expected_version=expected_version,
    )
    return begun(session, actor, record, partner, company, now=now, contract_status=contract_status)


def begun(
    session: Session, actor: Actor, record: Boundary, partner: Organisation, company: Organisation, *, now: datetime,
    contract_status: str | None,
) -> OpenBoundary:  # fmt: skip
    """The same for a boundary that the transaction has made itself."""
    known: dict[str, Any] = {"contract_status": contract_status}
    return OpenBoundary(
        session=session, actor=actor, record=record, clocks=clocks_of(partner, company), now=now, known=known,
        partner=partner, company=company,
    )  # fmt: skip


def new(partner: Organisation, company: Organisation, actor: Actor, terms: Terms, *, now: datetime) -> Boundary:
    """A boundary that nobody has been asked about yet; its first row makes it version 1."""
    made = Boundary(
        partner_id=partner.id, id=ids.new(), kind=terms.kind, status=Status.PROPOSED, version=0, zone=company.zone,
        waiting_on=frozenset[Side](), released_by=frozenset[Side](), reason="", is_carried=False, created_at=now,
        updated_at=now, side=actor.side, proposed_by=actor.person_id, proposed_by_name=actor.name, proposed_at=now,
    )  # fmt: skip
    fill(made, terms)
    return made
