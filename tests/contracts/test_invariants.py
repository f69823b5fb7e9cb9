"""What holds of a contract whatever is done to it, in whatever order, by whomever."""

import hashlib
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from portal import errors, ids
from portal.access import Role, Side
from portal.contracts import operations
from portal.contracts.models import Contract, Version
from portal.contracts.operations import Disposition
from portal.contracts.rules import BOTH, NOBODY, ChangeStatus, RoundStatus, Status
from portal.contracts.text import documents
from tests.contracts.scene import ADMIN, LEGAL, OUR_SIGNATORY, THEIR_SIGNATORY, Scene, replacing
from tests.make import NOW

FOR_EVER = ("contract_version", "acceptance", "signature", "journal")
OPEN = {RoundStatus.DRAFTING, RoundStatus.SUBMITTED}
STEPS = (
    "submit_for_review", "request_changes", "publish", "edit", "edit", "submit", "as_it_stands", "withdraw_round",
    "accept", "accept", "counter", "reopen", "start_approval", "sign", "sign", "decline", "withdraw", "wait",
)  # fmt: skip
WHO = {Side.HOST: (LEGAL, OUR_SIGNATORY), Side.PARTNER: (ADMIN, THEIR_SIGNATORY)}
"""Who takes a step for a side: one who negotiates, or one who signs."""
ONCE = settings(
    max_examples=6, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@pytest.mark.parametrize("table", FOR_EVER)
@pytest.mark.parametrize("statement", ["UPDATE {} SET partner_id = partner_id", "DELETE FROM {}"])
async def test_what_was_said_is_never_changed_or_deleted_not_even_by_the_owner(
    scene: Scene, table: str, statement: str
) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    await scene.propose(ADMIN, made, "All of it.")
    await scene.do(LEGAL, operations.accept_round, made, expected_digest=await scene.proposal_digest(made))
    made = await scene.do(LEGAL, operations.start_approval, made)
    await scene.do(OUR_SIGNATORY, operations.sign, made, expected_digest=made.sha256, authority="Director")
    before = await scene.everything()
    with pytest.raises(sqlalchemy.exc.DBAPIError, match=f"rows of {table} are never changed or deleted"):
        async with scene.make.session.begin_nested():
            await scene.make.session.execute(text(statement.format(table)))
    for role in (LEGAL, ADMIN, Role.SYSTEM):
        with pytest.raises(sqlalchemy.exc.DBAPIError, match=f"permission denied for table {table}"):
            async with scene.as_(await scene.actor(role)) as session:
                await session.execute(text(statement.format(table)))
    assert await scene.everything() == before


async def test_the_database_itself_refuses_a_version_under_another_digest(scene: Scene) -> None:
    made = await scene.contract(Status.AGREED)
    (first,) = await scene.versions(made)
    false = Version(
        partner_id=made.partner_id, id=ids.new(), contract_id=made.id, number=2, parent_sha256=first.sha256,
        sha256=first.sha256, document=first.document + " ", side=Side.HOST, created_at=NOW,
    )  # fmt: skip
    with pytest.raises(sqlalchemy.exc.IntegrityError, match="digest_of_document"):
        async with scene.make.session.begin_nested():
            await scene.make.add(false)
    assert len(await scene.versions(made)) == 1


class Walk:
    """One contract on its way, and what it looked like after each step."""

    def __init__(self, scene: Scene, made: Contract) -> None:
        self.scene, self.made, self.now = scene, made, NOW
        self.versions: dict[int, tuple[str, str]] = {}

    async def step(self, name: str, side: Side, words: str) -> None:
        """Takes the step; a refusal leaves every table as it was."""
        role = WHO[side][name in {"sign", "decline"}]
        await self.scene.actor(role)
        before, row = await self.scene.everything(), await self.scene.row(self.made)
        try:
            await self._take(name, role, words, row)
        except errors.Refused:
            assert await self.scene.everything() == before
        await self.look()

    async def _take(self, name: str, role: Role, words: str, row: Contract) -> None:
        if name == "wait":
            self.now = max(self.now, row.due_at or self.now)
            await self.scene.keep_time(row, self.now)
            assert await self.scene.keep_time(row, self.now) is False
            return
        inputs = await self._inputs(name, words, row)
        named = {"edit": "edit_round", "submit": "submit_round", "as_it_stands": "submit_round",
                 "accept": "accept_round", "counter": "counter_round"}  # fmt: skip
        await self.scene.do(role, getattr(operations, named.get(name, name)), row, now=self.now, **inputs)

    async def _inputs(self, name: str, words: str, row: Contract) -> dict[str, Any]:
        rounds = await self.scene.rounds(row)
        match name:
            case "request_changes" | "reopen" | "decline" | "withdraw":
                return {"reason": words}
            case "edit":
                return {"changes": [replacing(await self.scene.text(row), "payment", words)] if rounds else []}
            case "submit" | "as_it_stands":
                return {"expected_digest": row.sha256, "no_changes": name == "as_it_stands"}
            case "accept":
                return {"expected_digest": rounds[0].result_sha256 if rounds else ""}
            case "counter":
                changes = await self.scene.changes(row, row.round_number) if rounds else []
                return {"dispositions": [_answer(change.id, words) for change in changes]}
            case "sign":
                return {"expected_digest": row.sha256, "authority": words}
        return {}

    async def look(self) -> None:
        """Every invariant of the contract as it is now."""
        row, rounds = await self.scene.row(self.made), await self.scene.rounds(self.made)
        await self._texts(row)
        open_rounds = [found for found in rounds if found.status in OPEN]
        assert len(open_rounds) == (row.status is Status.IN_NEGOTIATION)
        assert (row.pen is None) == (row.status is not Status.IN_NEGOTIATION)
        if open_rounds:
            assert (open_rounds[0].side, open_rounds[0].number, open_rounds[0].status, open_rounds[0].due_at) == (
                row.pen, row.round_number, row.round_status, row.due_at,
            )  # fmt: skip
            assert row.accepted_by == (NOBODY if row.round_status is RoundStatus.DRAFTING else frozenset({row.pen}))
        if row.status in {Status.AGREED, Status.OUT_FOR_SIGNATURE}:
            assert row.accepted_by == BOTH
        assert (row.due_at is None) == (row.status in {Status.DRAFT, Status.WITHDRAWN, Status.EXPIRED})
        assert row.due_at is None or row.due_at > self.now
        assert len(await self.scene.journal(self.made)) == row.version - 1
        await self._answers(row)
        await self._signatures(row)

    async def _texts(self, row: Contract) -> None:
        versions: Sequence[Version] = await self.scene.versions(self.made)
        now = {version.number: (version.sha256, version.document) for version in versions}
        assert {number: now[number] for number in self.versions} == self.versions
        assert sorted(now) == list(range(1, row.version_number + 1))
        assert row.sha256 == (now[row.version_number][0] if now else None)
        for sha256, document in now.values():
            assert sha256 == hashlib.sha256(document.encode()).hexdigest()
            assert documents.canonical(documents.parse(document)) == document
        self.versions = now

    async def _answers(self, row: Contract) -> None:
        for found in await self.scene.rounds(row):
            if found.status in {RoundStatus.COUNTERED, RoundStatus.ACCEPTED}:
                changes = await self.scene.changes(row, found.number)
                assert ChangeStatus.PROPOSED not in {change.status for change in changes}

    async def _signatures(self, row: Contract) -> None:
        given = [item for item in await self.scene.signatures(row) if item.window == row.signature_window]
        if row.status in {Status.SIGNED, Status.ACTIVE, Status.EXPIRED}:
            assert {item.side for item in given} == BOTH == row.signed_by
        if row.signed_by:
            valid = [item for item in given if item.side in row.signed_by]
            assert [item.sha256 for item in valid] == [row.sha256] * len(row.signed_by)


def _answer(change_id: Any, words: str) -> Disposition:
    """Accepts, replaces or refuses, as the words begin."""
    replacement = words if words[0] == "b" else None
    return Disposition(change_id=change_id, accept=words[0] == "a", reason="Because.", replacement=replacement)


@given(
    st.sampled_from([Status.DRAFT, Status.IN_NEGOTIATION, Status.OUT_FOR_SIGNATURE]),
    st.lists(
        st.tuples(
            st.sampled_from(STEPS),
            st.sampled_from(Side),
            st.text("abc", min_size=1, max_size=5),
        ),
        min_size=12,
        max_size=18,
    ),
)
@ONCE
async def test_any_way_through_a_contract_keeps_its_texts_its_pen_and_its_signatures(
    scene: Scene, status: Status, steps: list[tuple[str, Side, str]]
) -> None:
    walk = Walk(scene, await scene.contract(status))
    for name, side, words in steps:
        await walk.step(name, side, words)


@given(st.text(max_size=70) | st.from_regex(r"[0-9a-f]{64}", fullmatch=True))
@ONCE
async def test_no_digest_but_the_right_one_signs_or_accepts_anything(scene: Scene, digest: str) -> None:
    out = await scene.contract(Status.OUT_FOR_SIGNATURE)
    proposed = await scene.contract(Status.IN_NEGOTIATION, round_status=RoundStatus.SUBMITTED)
    steps: list[tuple[Any, Role, Contract, dict[str, Any]]] = [
        (operations.sign, OUR_SIGNATORY, out, {"authority": "Director"}),
        (operations.accept_round, LEGAL, proposed, {}),
    ]
    for operation, role, made, inputs in steps:
        refusal = await scene.refused(role, operation, made, expected_digest=digest, **inputs)
        assert (refusal.code, refusal.path) == ("STALE_DIGEST", ("input", "expectedDigest"))
