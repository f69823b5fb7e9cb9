"""Two people act on the same contract at the same moment: one is first, the other is told, and nothing is lost."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

import pytest_asyncio
from sqlalchemy import text

from portal import ids
from portal.access import Role, Side
from portal.contracts.models import Contract
from portal.contracts.rules import RoundStatus, Status
from portal.contracts.text import documents
from portal.partners.models import Organisation
from tests.entering import Enter
from tests.journeys.doors import TRIES, Visitor, codes
from tests.make import CLAUSES, Make

LATE = {"STALE_VERSION", "STALE_DIGEST"}
ROUND = "query ($by: ContractBy!) { contract(by: $by) { version openRound { resultDigest changes { id } } } }"


@dataclass
class Table:
    """The people around it, two of each kind, and the rows that lie on it."""

    make: Make
    partner: Organisation
    legal: Visitor
    admins: list[Visitor]
    signatories: list[Visitor]
    ours: Visitor

    async def contract(self, status: Status, **columns: Any) -> Contract:
        return await self.make.contract(status=status, partner=self.partner, **columns)

    async def proposed(self) -> tuple[Contract, dict[str, Any]]:
        """A contract with a proposal of the company, and what the partner's page shows of it."""
        made = await self.contract(Status.IN_NEGOTIATION, pen=Side.HOST)
        place = {"contractId": ids.text("ctr", made.id)}
        change = {
            "operation": "REPLACE", "clauseKey": "payment", "text": "Within 45 days.",
            "baseDigest": documents.clause_digest(CLAUSES[1]),
        }  # fmt: skip
        saved = await self.legal.step(
            "contractEditRound", "ContractEditRoundInput", **place, expectedVersion=1, changes=[change]
        )
        sent = await self.legal.step(
            "contractSubmitRound", "ContractSubmitRoundInput", **place, expectedVersion=2, expectedDigest=made.sha256
        )
        assert codes(saved) + codes(sent) == []
        return made, (await self.admins[0].ask(ROUND, by={"id": place["contractId"]}))["contract"]

    async def rows(self, made: Contract) -> dict[str, int]:
        """How many rows of each kind the contract has, and how often each event was told."""
        counts = {
            table: f"SELECT count(*) FROM {table} WHERE contract_id = :id"
            for table in ("contract_version", "acceptance", "signature", "negotiation_round")
        }
        found = {
            table: int((await self.make.session.execute(text(query), {"id": made.id})).scalar_one())
            for table, query in counts.items()
        }
        told = text("SELECT event, count(*) FROM journal WHERE record_id = :id GROUP BY event")
        events = (await self.make.session.execute(told, {"id": made.id})).all()
        return {**found, **{str(event): int(number) for event, number in events}}

    async def status(self, made: Contract) -> tuple[str, int]:
        query = text("SELECT status, version FROM contract WHERE id = :id")
        status, version = (await self.make.session.execute(query, {"id": made.id})).one()
        return status, version


@pytest_asyncio.fixture(loop_scope="session")
async def table(make_committed: Make, enter: Enter) -> Table:
    make = make_committed
    partner = await make.partner()
    legal = await make.member(roles={Role.LEGAL})
    ours = await make.member(roles={Role.COMPANY_SIGNATORY})
    theirs = [
        await make.member(partner, roles={role})
        for role in (Role.PARTNER_ADMIN, Role.PARTNER_ADMIN, Role.PARTNER_SIGNATORY, Role.PARTNER_SIGNATORY)
    ]
    visitors = await enter(legal, ours, *theirs)
    return Table(make, partner, visitors[0], visitors[2:4], visitors[4:6], visitors[1])


def accept(who: Visitor, made: Contract, seen: dict[str, Any]) -> Awaitable[dict[str, Any]]:
    return who.step(
        "contractAcceptRound", "ContractDigestInput", contractId=ids.text("ctr", made.id),
        expectedVersion=seen["version"], expectedDigest=seen["openRound"]["resultDigest"],
    )  # fmt: skip


def counter(who: Visitor, made: Contract, seen: dict[str, Any]) -> Awaitable[dict[str, Any]]:
    answers = [{"changeId": change["id"], "accept": True} for change in seen["openRound"]["changes"]]
    return who.step(
        "contractCounterRound", "ContractCounterRoundInput", contractId=ids.text("ctr", made.id),
        expectedVersion=seen["version"], dispositions=answers,
    )  # fmt: skip


def sign(who: Visitor, made: Contract, **more: Any) -> Awaitable[dict[str, Any]]:
    return who.step(
        "contractSign", "ContractSignInput", contractId=ids.text("ctr", made.id), expectedVersion=1,
        expectedDigest=made.sha256, authority="Director", **more,
    )  # fmt: skip


async def winner(*acts: Awaitable[dict[str, Any]]) -> int:
    """Which of the two was first; the other was told that it came late."""
    found = [codes(payload) for payload in await asyncio.gather(*acts)]
    assert Counter(map(len, found)) == {0: 1, 1: 1}, found
    assert {code for each in found for code in each} <= LATE
    return found.index([])


SENT = {"negotiation.draft_saved": 1, "negotiation.round_submitted": 1}
ACCEPTED = {
    **SENT, "contract_version": 2, "acceptance": 2, "signature": 0, "negotiation_round": 1,
    "negotiation.round_accepted": 1, "contract.agreed": 1,
}  # fmt: skip
COUNTERED = {
    **SENT, "contract_version": 2, "acceptance": 1, "signature": 0, "negotiation_round": 2,
    "negotiation.round_countered": 1,
}  # fmt: skip


async def test_of_two_acceptances_at_once_one_counts(table: Table) -> None:
    for _ in range(TRIES):
        made, seen = await table.proposed()
        await winner(*(accept(admin, made, seen) for admin in table.admins))
        assert await table.rows(made) == ACCEPTED
        assert await table.status(made) == ("AGREED", 5)


async def test_of_two_counters_at_once_one_takes_the_pen(table: Table) -> None:
    for _ in range(TRIES):
        made, seen = await table.proposed()
        await winner(*(counter(admin, made, seen) for admin in table.admins))
        assert await table.rows(made) == COUNTERED
        assert await table.status(made) == ("IN_NEGOTIATION", 4)


async def test_of_an_acceptance_and_a_counter_at_once_one_is_told_that_it_came_late(table: Table) -> None:
    for turn in range(TRIES):
        made, seen = await table.proposed()
        first, second = table.admins if turn % 2 else reversed(table.admins)
        acts = [accept(first, made, seen), counter(second, made, seen)]
        won = await winner(*(acts if turn % 2 else reversed(acts)))
        has_accepted = won == (0 if turn % 2 else 1)
        assert await table.rows(made) == (ACCEPTED if has_accepted else COUNTERED)


async def test_a_proposal_is_taken_back_or_accepted_but_never_both(table: Table) -> None:
    for _ in range(TRIES):
        made, seen = await table.proposed()
        place = {"contractId": ids.text("ctr", made.id), "expectedVersion": seen["version"]}
        back = table.legal.step("contractWithdrawRound", "ContractStepInput", **place)
        won = await winner(back, accept(table.admins[0], made, seen))
        taken_back = {
            **SENT, "contract_version": 1, "acceptance": 1, "signature": 0, "negotiation_round": 2,
            "negotiation.round_withdrawn": 1,
        }  # fmt: skip
        assert await table.rows(made) == (ACCEPTED if won else taken_back)


async def test_two_signatories_of_one_side_sign_once(table: Table) -> None:
    for _ in range(TRIES):
        made = await table.contract(Status.OUT_FOR_SIGNATURE)
        await winner(*(sign(who, made) for who in table.signatories))
        assert await table.rows(made) == {
            "contract_version": 1, "acceptance": 0, "signature": 1, "negotiation_round": 1,
            "contract.signature_given": 1,
        }  # fmt: skip
        assert await table.status(made) == ("OUT_FOR_SIGNATURE", 2)


async def test_of_both_sides_signing_at_once_the_second_looks_again_and_signs_then(table: Table) -> None:
    for _ in range(TRIES):
        made = await table.contract(Status.OUT_FOR_SIGNATURE)
        both = [table.ours, table.signatories[0]]
        won = await winner(*(sign(who, made) for who in both))
        assert await table.status(made) == ("OUT_FOR_SIGNATURE", 2)
        again = await both[1 - won].step(
            "contractSign", "ContractSignInput", contractId=ids.text("ctr", made.id), expectedVersion=2,
            expectedDigest=made.sha256, authority="Director",
        )  # fmt: skip
        assert codes(again) == []
        rows = await table.rows(made)
        assert (rows["signature"], rows["contract.signature_given"], rows["contract.signed"]) == (2, 2, 1)


async def test_one_request_that_is_sent_twice_at_once_is_carried_out_once_and_answered_twice(table: Table) -> None:
    for turn in range(TRIES):
        made = await table.contract(Status.OUT_FOR_SIGNATURE)
        key = f"sent twice {turn}"
        answers = await asyncio.gather(*(sign(table.ours, made, idempotencyKey=key) for _ in range(2)))
        assert answers == [{"userErrors": [], "contract": {"version": 2}}] * 2
        assert (await table.rows(made))["signature"] == 1


async def test_two_drafters_at_once_keep_one_list_of_changes(table: Table) -> None:
    for _ in range(TRIES):
        made = await table.contract(Status.IN_NEGOTIATION, round_status=RoundStatus.DRAFTING)
        place = {"contractId": ids.text("ctr", made.id), "expectedVersion": 1}
        change = {"operation": "SET_TERM", "term": "notice_days", "termValue": "60"}
        await winner(*(
            admin.step("contractEditRound", "ContractEditRoundInput", **place, changes=[change] * (1 + index))
            for index, admin in enumerate(table.admins)
        ))  # fmt: skip
        found = text("SELECT count(*) FROM clause_change WHERE contract_id = :id")
        kept = (await table.make.session.execute(found, {"id": made.id})).scalar_one()
        assert kept in {1, 2}
        assert (await table.rows(made))["negotiation.draft_saved"] == 1
