"""Boundaries as tests find them; and all of one partner's world."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from portal import ids
from portal.access import Side
from portal.acting import Lived
from portal.boundaries.models import Boundary, Crossing, Exposure, Override
from portal.boundaries.operations.opening import cells, fill
from portal.boundaries.rules.acts import ActKind
from portal.boundaries.rules.life import LIFE, Status
from portal.boundaries.rules.terms import Channel, Counted, Dealing, Kind, Terms
from portal.contracts.models import Contract
from portal.files.rules import InformationClass
from portal.money import Money
from portal.partners.models import Membership, Organisation
from tests.moment import NOW

SEEN: dict[str, tuple[int | None, ...]] = {
    "boundary": (3, 3, 6, 6, 6, None),
    "exclusive_cell": (1, 1, 2, 2, 2, None),
    "exposure": (1, 1, 2, 2, 2, None),
    "boundary_override": (1, 1, 2, 2, 2, None),
    "boundary_crossing": (1, 1, 2, 2, 2, None),
}
NODES = {"bnd": "boundary", "bov": "boundary_override", "bcr": "boundary_crossing"}
TERRITORY = Terms(kind=Kind.TERRITORY, valid_from=date(2026, 1, 1), regions=("AT", "DE"))
CHANNEL = Terms(kind=Kind.CHANNEL, valid_from=date(2026, 1, 1), channels=(Channel.RETAIL,))
EXCLUSIVITY = Terms(
    kind=Kind.EXCLUSIVITY, valid_from=date(2026, 1, 1), valid_until=date(2027, 12, 31), regions=("DE",),
    dealings=(Dealing.DISTRIBUTION,),
)  # fmt: skip
LIMIT = Terms(
    kind=Kind.CREDIT_LIMIT, valid_from=date(2026, 1, 1), limit=Money(100_000, "EUR"), counted=(Counted.ORDERS,)
)
SECRETS = Terms(
    kind=Kind.CONFIDENTIALITY, valid_from=date(2026, 1, 1), classes=(InformationClass.TECHNICAL,), nda_id=ids.NIL
)
EVERY = {each.kind: each for each in (TERRITORY, CHANNEL, EXCLUSIVITY, LIMIT, SECRETS)}
AGREED = frozenset({Status.AGREED, Status.ACTIVE, Status.ENDED})


def boundary(partner: Organisation, terms: Terms = TERRITORY, **columns: Any) -> Boundary:
    """In force, unless a `status` says otherwise; proposed by the company."""
    status = columns.get("status", Status.ACTIVE)
    is_agreed = status in AGREED
    values = {
        "partner_id": partner.id, "id": ids.new(), "version": 1, "kind": terms.kind, "status": status,
        "side": Side.HOST, "zone": "Europe/Berlin", "is_carried": False, "reason": "", "released_by": frozenset(),
        "waiting_on": frozenset({Side.PARTNER}) if status is Status.PROPOSED else frozenset(),
        "due_at": NOW + timedelta(days=14) if status is Status.PROPOSED else None,
        "proposed_by": ids.new(), "proposed_by_name": "Robin Example", "proposed_at": NOW,
        "agreed_by": ids.new() if is_agreed else None, "agreed_by_name": "Kim Example" if is_agreed else None,
        "agreed_at": NOW if is_agreed else None, "started_at": NOW if status is Status.ACTIVE else None,
        "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    made = Boundary(**{**values, **columns})
    fill(made, terms)
    return made


async def world(make: Any, partner: Organisation, owner: Membership, admin: Membership) -> None:
    """A row of every table of this room in one partner's world."""
    assert admin.partner_id == partner.id
    own = replace(EXCLUSIVITY, products=(partner.id.hex[-12:].upper(),))
    limit, exclusive = boundary(partner, LIMIT), boundary(partner, own)
    leave = Override(
        partner_id=partner.id, id=ids.new(), boundary_id=limit.id, act=ActKind.ORDER, act_digest=digest("the act"),
        reason="Once.", by_id=owner.person_id, by_name=owner.name, at=NOW,
    )  # fmt: skip
    asked, (cell,) = boundary(partner, status=Status.PROPOSED), cells(exclusive)
    contract_id = await make.session.scalar(select(Contract.id).where(Contract.partner_id == partner.id).limit(1))
    cell.is_held = False
    for each in (asked, limit, exclusive):  # so that the proof has keys to try
        each.replaces_id, each.contract_id, each.nda_id = each.id, contract_id, contract_id
    await make.add(asked, limit, exclusive)
    await make.add(leave, cell)
    await make.add(
        Crossing(
            partner_id=partner.id, id=ids.new(), boundary_id=limit.id, act=ActKind.ORDER, act_digest=digest("the act"),
            override_id=leave.id, is_late=False, at=NOW,
        ),
        Exposure(
            partner_id=partner.id, id=ids.new(), side=Side.PARTNER, counted=Counted.ORDERS, source_key="the same",
            number=1, act=ActKind.ORDER, amount_minor=100, currency="EUR", at=NOW, by_name="Robin",
        ),
    )  # fmt: skip


def digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _bare() -> Lived:
    """One that no database holds."""
    made = Boundary(
        partner_id=ids.new(), id=ids.new(), version=1, kind=Kind.TERRITORY, status=Status.PROPOSED, side=Side.HOST,
        zone="Europe/Berlin", is_carried=False, waiting_on=frozenset(), released_by=frozenset(), updated_at=NOW,
    )  # fmt: skip
    fill(made, TERRITORY)
    return made


RECORDS = {LIFE.name: _bare}
