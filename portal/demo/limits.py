"""The sample boundaries: what was agreed, what Legal let through, a sale that was warned of, and one that crossed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal.access import AccessClass, Role, Side
from portal.boundaries import operations
from portal.boundaries.models import Boundary
from portal.boundaries.rules.acts import Act, ActKind
from portal.boundaries.rules.terms import Channel, Counted, Dealing, Kind, Terms
from portal.contracts import queries as contracts
from portal.contracts.models import Contract
from portal.contracts.text import documents
from portal.demo.stage import Stage
from portal.files.rules import InformationClass
from portal.money import Money

DAY = timedelta(days=1)
ADMIN, LEGAL = Role.PARTNER_ADMIN.value, Role.LEGAL.value
GULF, MESA, KUMO = 3, 1, 8
"""Places in the cast."""
HOME = ("US-AZ", "US-NM", "US-NV")
LET = "The hospital group in Denver buys centrally for Phoenix as well. We agree to this one offer."
OVER = "The year's stock of probes is ordered at once; accounts receivable has the guarantee of the bank."


async def play(stage: Stage) -> None:
    """Each step by somebody who may, through the operations that people use and the guards that acts come by."""
    await _mesa(stage)
    since = (stage.now - 690 * DAY).date()
    await _agreed(stage, KUMO, "Distribution in Japan", "Territory", 680, Terms(
        kind=Kind.EXCLUSIVITY, valid_from=since, dealings=(Dealing.DISTRIBUTION, Dealing.RESELLER), regions=("JP",),
        minimum=Money(12_000_000, "JPY"), wording="For as long as Kumo buys at least the agreed minimum each year.",
    ))  # fmt: skip
    place = await _place(stage, GULF, "Mutual confidentiality", "What is confidential")
    await _agreed(stage, GULF, "Mutual confidentiality", "What is confidential", 60, Terms(
        kind=Kind.CONFIDENTIALITY, valid_from=(stage.now - 60 * DAY).date(), nda_id=place["contract_id"],
        classes=(InformationClass.TECHNICAL, InformationClass.STRATEGIC),
    ))  # fmt: skip


async def _mesa(stage: Stage) -> None:
    """A distributor's territory and credit limit, and what came near them."""
    title, since = "Distribution in the south-west", (stage.now - 400 * DAY).date()
    territory = await _agreed(stage, MESA, title, "Territory", 400, Terms(
        kind=Kind.TERRITORY, valid_from=since, regions=HOME, is_passive_warned=True,
    ))  # fmt: skip
    limit = await _agreed(stage, MESA, title, "Prices", 380, Terms(
        kind=Kind.CREDIT_LIMIT, valid_from=since, limit=Money(120_000_00, "USD"), counted=(Counted.ORDERS,),
    ))  # fmt: skip
    for key, dollars, days in (("PO 7718", 38_400, 60), ("PO 7731", 27_150, 41), ("PO 7752", 31_800, 19)):
        await _done(stage, Act(**_by_mesa(stage), kind=ActKind.ORDER, key=key, money=Money(dollars * 100, "USD")), days)
    big = Act(**_by_mesa(stage), kind=ActKind.ORDER, key="PO 7760", money=Money(34_600_00, "USD"))
    await _let(stage, limit, big, OVER, 6)
    texas = Act(**_by_mesa(stage), kind=ActKind.OFFER, key="Quote 2291", regions=("US-TX",), is_passive=True)
    await _done(stage, texas, 12)
    denver = Act(**_by_mesa(stage), kind=ActKind.OFFER, key="Quote 2304", regions=("US-CO",))
    await _let(stage, territory, denver, LET, 9)
    boise = Act(**_by_mesa(stage), kind=ActKind.OFFER, key="Quote 2317", regions=("US-ID",))
    await _done(stage, boise, 3, guard=operations.record)
    await _proposed(stage, MESA, title, "Marketing", 4, Terms(
        kind=Kind.CHANNEL, valid_from=(stage.now + 30 * DAY).date(), channels=(Channel.DIRECT, Channel.TENDER),
        wording="Not through marketplaces on the internet.",
    ))  # fmt: skip


def _by_mesa(stage: Stage) -> dict[str, Any]:
    return {"partner_id": stage.partners[MESA][0].id, "side": Side.PARTNER}


async def _agreed(stage: Stage, place: int, title: str, clause: str, days: int, terms: Terms) -> Boundary:
    """Proposed by the company, agreed to by the partner, in force."""
    made = await _proposed(stage, place, title, clause, days, terms)
    theirs = stage.partners[place][1][ADMIN]
    agreed: Boundary = await stage.act(
        theirs, operations.agree, boundary_id=made.id, expected_version=made.version, expected_digest=made.sha256,
        now=stage.now - (days - 1) * DAY,
    )  # fmt: skip
    while agreed.due_at is not None and agreed.due_at <= stage.now:
        async with stage.database.working(AccessClass.SYSTEM) as session:
            kept = await operations.keep_time(session, boundary_id=agreed.id, now=max(agreed.due_at, agreed.updated_at))
        if kept is None:
            break
        agreed = kept
    return agreed


async def _proposed(stage: Stage, place: int, title: str, clause: str, days: int, terms: Terms) -> Boundary:
    where = await _place(stage, place, title, clause)
    partner = stage.partners[place][0]
    return await stage.act(
        stage.staff[LEGAL], operations.propose, terms=replace(terms, **where), partner_id=partner.id,
        now=stage.now - days * DAY,
    )  # fmt: skip


async def _place(stage: Stage, place: int, title: str, clause: str) -> dict[str, Any]:
    """A contract and the clause of it with a heading."""
    found = contracts.contracts_of(stage.partners[place][0]).where(Contract.title == title)
    async with stage.database.working(AccessClass.SYSTEM) as session:
        contract = (await session.scalars(found)).one()
        version = (await session.scalars(contracts.current_version_of(contract))).one()
    key = next(each.key for each in documents.parse(version.document).clauses if each.heading == clause)
    return {"contract_id": contract.id, "clause_key": key}


async def _let(stage: Stage, boundary: Boundary, act: Act, reason: str, days: int) -> None:
    """Legal lets one act through, and it happens the day after."""
    async with stage.database.working(AccessClass.SYSTEM) as session:
        version = await session.scalar(select(Boundary.version).where(Boundary.id == boundary.id))
    await stage.act(
        stage.staff[LEGAL], operations.override, boundary_id=boundary.id, expected_version=version, act=act.kind,
        act_key=act.key, reason=reason, now=stage.now - days * DAY,
    )  # fmt: skip
    await _done(stage, act, days - 1)


async def _done(stage: Stage, act: Act, days: int, guard: Any = operations.require) -> None:
    await stage.act(stage.partners[MESA][1][ADMIN], guard, act=act, now=stage.now - days * DAY)
