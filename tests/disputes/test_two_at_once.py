"""Two at one offer at once, people or the clock: one has done it, the other is told so, and the chain holds."""

import asyncio
import os
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from portal import errors, ids
from portal.access import AccessClass, Actor, Role, Side
from portal.database.pools import Database
from portal.disputes import chain, operations, queries, sealing
from portal.disputes.models import Dispute, DisputeEntry, SealedText, SettlementOffer
from portal.disputes.operations import GivenAction
from portal.disputes.operations.sealed import plain
from portal.disputes.rules.offer import OfferStatus
from portal.disputes.rules.remedy import RemedyKind
from portal.disputes.rules.statuses import DisputeStatus
from portal.partners.models import Membership
from tests.disputes.making import dispute, entry, offer
from tests.disputes.scene import secret_of
from tests.make import NOW, Make
from tests.people import sign_in

TRIES = int(os.environ.get("PORTAL_TRIES", "2"))
LATER = NOW + timedelta(days=20)
NOTHING = GivenAction(kind=RemedyKind.NOTHING, obligor=Side.HOST, due_on=(NOW + timedelta(days=1)).date())
COUNTER = {
    "actions": [NOTHING], "text": "", "valid_until": (NOW + timedelta(days=5)).date(), "secret_of": secret_of,
}  # fmt: skip
O = OfferStatus  # noqa: E741 - as the table names it
STEPS: dict[str, tuple[Any, Role, dict[str, Any], OfferStatus]] = {
    "accepted": (operations.accept_offer, Role.LEGAL, {"secret_of": secret_of}, O.ACCEPTED),
    "rejected": (operations.reject_offer, Role.RELATIONSHIP_MANAGER, {}, O.REJECTED),
    "countered": (operations.counter_offer, Role.LEGAL, COUNTER, O.SUPERSEDED),
    "withdrawn": (operations.withdraw_offer, Role.PARTNER_ADMIN, {}, O.WITHDRAWN),
}
PAIRS = [
    ("accepted", "accepted"), ("accepted", "withdrawn"), ("accepted", "countered"), ("accepted", "rejected"),
    ("accepted", "clock"), ("countered", "countered"), ("countered", "withdrawn"), ("withdrawn", "clock"),
    ("rejected", "withdrawn"),
]  # fmt: skip


async def there(make: Make) -> tuple[SettlementOffer, dict[Role, Membership]]:
    """An offer of the partner that nothing is to be done, with its negotiators on both sides."""
    manager = await make.member(roles={Role.RELATIONSHIP_MANAGER})
    partner, company = await make.partner(manager=manager), await make.company()
    people = {
        Role.RELATIONSHIP_MANAGER: manager, Role.LEGAL: await make.member(roles={Role.LEGAL}),
        Role.PARTNER_ADMIN: await make.member(partner),
    }  # fmt: skip
    first = entry(dispute(partner, company))
    case = dispute(
        partner, company, due_at=NOW + timedelta(days=60), company_owner_id=manager.id, entries=1,
        partner_owner_id=people[Role.PARTNER_ADMIN].id, chain_head=first.chain,
    )  # fmt: skip
    first.dispute_id = case.id
    actions = [plain(kind=NOTHING.kind, obligor=NOTHING.obligor, due_on=NOTHING.due_on)]
    made = offer(case, side=Side.PARTNER)
    seal = sealing.seal(secret_of, case.id, made.id, {"actions": actions})
    made.sha256 = seal.sha256
    hidden = SealedText(
        partner_id=partner.id, id=ids.new(), dispute_id=case.id, offer_id=made.id, nonce=seal.nonce,
        ciphertext=seal.ciphertext, reader_ids=[str(each.id) for each in people.values()], company_gives_minor=0,
        partner_gives_minor=0, currency=None,
    )  # fmt: skip
    for row in (case, first, made, hidden):
        await make.add(row)
    await make.session.commit()
    return made, people


async def somebody(make: Make, member: Membership) -> tuple[Actor, bytes]:
    actor = await make.actor(member)
    token = await sign_in(make.session, actor)
    await make.session.commit()
    return replace(actor, confirmed_at=NOW), sha256(token).digest()


async def done(database: Database, made: SettlementOffer, name: str, who: tuple[Actor, bytes] | None) -> bool:
    """Whether it was done; whoever comes second is told that somebody was there before."""
    if who is None:
        async with database.working(AccessClass.SYSTEM) as session:
            return await operations.keep_offer_time(session, offer_id=made.id, now=LATER) is not None
    actor, token = who
    operation, _, said, _ = STEPS[name]
    if name == "accepted":
        said = {**said, "expected_digest": made.sha256}
    try:
        async with database.acting(actor.access_class, token, actor.version) as session:
            await operation(session, actor, offer_id=made.id, expected_version=1, now=NOW, **said)
    except (errors.StaleVersion, errors.WrongStatus):
        return False
    return True


@pytest.mark.parametrize(("one", "other"), PAIRS)
async def test_of_two_at_once_one_is_done(database: Database, make_committed: Make, one: str, other: str) -> None:
    for _ in range(TRIES):
        made, members = await there(make_committed)
        people = [
            None if name == "clock" else await somebody(make_committed, members[STEPS[name][1]])
            for name in (one, other)
        ]
        pairs = [*zip((one, other), people, strict=True)]
        found = await asyncio.gather(*(done(database, made, name, who) for name, who in pairs))
        assert sorted(found) == [False, True], found
        winner = (one, other)[found.index(True)]
        async with database.transaction(AccessClass.SYSTEM) as session:
            after = (await session.scalars(select(SettlementOffer).where(SettlementOffer.id == made.id))).one()
            case = (await session.scalars(select(Dispute).where(Dispute.id == made.dispute_id))).one()
            entries: list[DisputeEntry] = [*(await session.scalars(queries.entries_of(case)))]
        assert after.status is (O.EXPIRED if winner == "clock" else STEPS[winner][3])
        assert (case.status is DisputeStatus.RESOLVED) == (winner == "accepted")
        links = [{"document": each.document, "chain": each.chain} for each in entries]
        assert [*chain.faults(links, case.chain_head)] == []
