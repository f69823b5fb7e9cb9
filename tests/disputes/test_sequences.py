"""Both sides do anything in any order, and the clock runs: what holds of a dispute holds after every step.

Amounts are the sums of their lines and actions (10); a decision has reasons, by somebody new (19); the level only
rises, and a dispute is sent back once from each (20); what is closed has its cause and what prevents it (22). The clock
moves nothing the second time. Whoever waits for the company reads for whom, until when, and what happens otherwise.
"""

import os
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Any

import pytest

from portal import errors
from portal.access import Role, Side
from portal.disputes import actions, operations, queries
from portal.disputes.models import Dispute, DisputeEntry
from portal.disputes.operations import Answer, Decided, Refusal
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.offer import OfferStatus
from portal.disputes.rules.remedy import RemedyStatus
from portal.disputes.rules.statuses import ENDED, CauseCategory, DecisionCode, DisputeStatus, LineAnswer, RefusalCode
from portal.money import Money
from portal.reasons import Evidence
from tests import tables
from tests.disputes.scene import DAY, TALK, Scene, credit, secret_of
from tests.disputes.test_deciding import under
from tests.disputes.test_rules import TABLE
from tests.moment import NOW

S = DisputeStatus
TRIES = int(os.environ.get("PORTAL_TRIES", "6"))
STEPS = 14
NAMES = {
    "discard": "discard", "file": "file", "askInfo": "ask_info", "giveInfo": "give_info", "refuse": "refuse",
    "refile": "refile", "objectToRefusal": "object_to_refusal", "admit": "admit", "concede": "concede",
    "respond": "respond", "askPause": "ask_pause", "agreePause": "agree_pause", "escalate": "escalate",
    "sendBack": "send_back", "decide": "decide", "appeal": "appeal", "reopen": "reopen", "recordCause": "record_cause",
    "close": "close", "recordOutcome": "record_outcome", "withdraw": "withdraw",
}  # fmt: skip
BESIDE = ("offer", "accept", "reject", "claim", "confirm", "not done", "evidence", "wait", "wait", "wait")
ROLES = [role for role in Role if role is not Role.SYSTEM]


@dataclass
class Walk:
    """One dispute on its way; `done` are the steps that were taken."""

    scene: Scene
    chance: Random
    made: Dispute
    now: datetime = NOW
    done: list[str] = field(default_factory=list)

    async def step(self) -> None:
        """Anything, more often something that could be."""
        before = await self.scene.now(self.made)
        people = {role.value for role in ROLES}
        likely = [
            row for row in TABLE.values() if row.source == before.status and row.action in NAMES and row.who & people
        ]  # fmt: skip
        if likely and self.chance.random() < 0.6:
            row = self.chance.choice(likely)
            name, role = row.action, Role(self.chance.choice(sorted(row.who & people)))
        else:
            name, role = self.chance.choice([*NAMES, *BESIDE]), self.chance.choice(ROLES)
        try:
            await self._take(name, role, before)
            self.done.append(f"{name} by {role}")
        except errors.Refused:
            after = await self.scene.now(self.made)
            assert (after.version, after.status, after.level) == (before.version, before.status, before.level)
        await self.look(before)

    async def _take(self, name: str, role: Role, row: Dispute) -> None:
        if name == "wait":
            self.now = max(self.now, row.due_at or self.now)
            await self.scene.tick(row, self.now)
            return
        actor = replace(await self.scene.actor(await self.scene.one(role)), confirmed_at=self.now)
        operation, inputs = await self._what(name, row, role)
        async with self.scene.as_(actor) as session:
            await operation(session, actor, now=self.now, **inputs)

    async def _what(self, name: str, row: Dispute, role: Role) -> tuple[Any, dict[str, Any]]:
        place = {"dispute_id": row.id, "expected_version": row.version}
        if name in NAMES:
            return getattr(operations, NAMES[name]), {**place, **await self._inputs(name, row)}
        if name == "evidence":
            given = [operations.GivenFile(file_id=await self.scene.file(role), kind=Evidence.ORDER, is_shared=True)]
            return operations.add_evidence, {**place, "given": given}
        if name == "offer":
            until = (self.now + 10 * DAY).date()
            gives = [credit(self.chance.choice((20, 70)), due_on=until)]
            return operations.make_offer, {
                **place, "actions": gives, "text": TALK, "valid_until": until, "secret_of": secret_of,
            }  # fmt: skip
        if name in {"accept", "reject"}:
            found = [each for each in await self.all(queries.offers_of(row)) if each.status is OfferStatus.OPEN]
            if not found:
                raise errors.NotFound("There is no offer.")
            one = {"offer_id": found[0].id, "expected_version": found[0].version}
            more = {"expected_digest": found[0].sha256, "secret_of": secret_of} if name == "accept" else {}
            return getattr(operations, f"{name}_offer"), {**one, **more}
        wanted = RemedyStatus.OPEN if name == "claim" else RemedyStatus.CLAIMED
        pending = [each for each in await self.scene.remedies(row) if each.status is wanted]
        if not pending:
            raise errors.NotFound("There is no remedy.")
        one = {"remedy_id": pending[0].id, "expected_version": pending[0].version}
        return {
            "claim": (operations.claim_done, {**one, "note": "Done."}), "confirm": (operations.confirm, one),
            "not done": (operations.refuse_remedy, {**one, "reason": "It is not."}),
        }[name]  # fmt: skip

    async def _inputs(self, name: str, row: Dispute) -> dict[str, Any]:
        lines, pick = await self.scene.lines(row), self.chance.choice
        match name:
            case "refuse":
                return {"refusals": [Refusal(line_id=each.id, code=pick([*RefusalCode]), text="No.") for each in lines]}
            case "respond":
                half = Money(max(1, lines[0].claimed_minor // 2), "EUR") if lines else None
                one = pick([LineAnswer.PART, LineAnswer.CONTEST])
                return {"answers": [Answer(line_id=each.id, answer=one, text="No.", conceded=half) for each in lines]}
            case "decide":
                return {"decisions": [
                    Decided(line_id=each.id, code=pick([*DecisionCode]), text="So it is.", amount=Money(50, "EUR"))
                    for each in lines
                ]}  # fmt: skip
            case "askInfo":
                return {"items": ["The order"]}
            case "giveInfo":
                return {"text": "It is attached."}
            case "sendBack":
                return {"instructions": "Look again."}
            case "askPause":
                return {"until": (self.now + 7 * DAY).date(), "reason": "We are away."}
            case "recordCause":
                return {
                    "category": CauseCategory.INVOICE,
                    "whys": "Old.",
                    "planned": [],
                    "no_prevention_reason": "Gone.",
                }
            case "recordOutcome":
                return {"outcome": "An award."}
        return {"reason": "Because."} if name in {"objectToRefusal", "escalate", "appeal", "reopen", "withdraw"} else {}

    async def all(self, found: Any) -> list[Any]:
        return [*(await self.scene.make.session.scalars(found.execution_options(populate_existing=True))).all()]

    async def look(self, before: Dispute) -> None:
        """Every invariant of the dispute as it is now."""
        row, lines = await self.scene.now(self.made), await self.scene.lines(self.made)
        for name in ("claimed_minor", "conceded_minor", "decided_minor"):
            assert getattr(row, name) == sum(getattr(each, name) for each in lines), name
        assert all(0 <= each.conceded_minor + each.decided_minor <= each.claimed_minor for each in lines)
        remedies = await self.scene.remedies(row)
        for offer in await self.all(queries.offers_of(row)):
            if offer.status is OfferStatus.ACCEPTED:
                assert offer.total_minor == sum(
                    each.amount_minor or 0 for each in remedies if each.offer_id == offer.id
                )
        assert row.level >= before.level
        if (before.status, row.status) == (S.ESCALATED, S.NEGOTIATION):
            assert (before.sent_back_at != before.level, row.sent_back_at) == (True, before.level)
        if row.status is S.CLOSED:
            assert row.outcome or row.is_dismissed or (row.cause and (row.preventions or row.no_prevention_reason))
        if row.status is S.DECIDED:
            await self._decided(row)
        if row.status not in {S.DRAFT, *ENDED}:
            self._waited_for(row)
        await self.scene.chained(row)

    async def _decided(self, row: Dispute) -> None:
        assert all(each.decision and each.decision_text for each in await self.scene.lines(row))
        entries: list[DisputeEntry] = await self.all(queries.entries_of(row))
        last = max(place for place, each in enumerate(entries) if each.kind == "DECISION")
        earlier = {each.person_id for each in entries[:last]}
        manager = await self.scene.actor(await self.scene.one(Role.RELATIONSHIP_MANAGER))
        assert entries[last].person_id not in {*earlier, manager.person_id}

    def _waited_for(self, row: Dispute) -> None:
        """Nobody waits for the company without knowing for whom, until when, and what happens otherwise."""
        assert (row.company_owner_id is not None, row.partner_owner_id is not None) == (True, True)
        assert row.due_at is not None
        if Side.HOST in row.waiting_on:
            assert actions.otherwise(DISPUTE, row.status) is not None


def test_every_status_that_waits_for_the_company_says_what_happens_otherwise() -> None:
    for status, deadline in DISPUTE.deadlines.items():
        if deadline.step is not None and status is not S.SETTLED:  # which goes on by itself in the same breath
            assert deadline.otherwise is not None, status
    assert {*DISPUTE.deadlines} == {*S} - {*DISPUTE.terminal}
    assert tables.reachable("DRAFT", TABLE) >= {status.value for status in DISPUTE.deadlines}


@pytest.mark.parametrize("seed", range(0, TRIES, 2))
async def test_whatever_both_sides_do_what_holds_of_a_dispute_holds(scene: Scene, seed: int) -> None:
    for role in (Role.PARTNER_ADMIN, Role.RELATIONSHIP_MANAGER, Role.LEGAL, Role.EXECUTIVE_SPONSOR):
        await scene.may_settle(role)
    said = await under(scene, {"dispute_decider": "EXECUTIVE", "dispute_days_0": "6"})
    for number in (seed, seed + 1):
        chance = Random(number)
        by = chance.choice((Role.PARTNER_ADMIN, Role.RELATIONSHIP_MANAGER))
        begin = chance.choice((scene.drafted, scene.filed, scene.admitted, scene.answered))
        walk = Walk(scene, chance, await begin(by, said=said))
        for _ in range(STEPS):
            await walk.step()
