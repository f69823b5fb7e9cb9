"""Every step of a session in every status, for both sides, through the API; two at once; what the database keeps."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from portal import clock, ids
from portal.access import AccessClass, Side
from portal.opportunities.models import OverlapSession
from portal.opportunities.operations import overlap as operations
from portal.opportunities.overlap import blinding, wire
from portal.opportunities.overlap.blinding import Band
from portal.opportunities.rules.overlap import LIFE, OverlapStatus
from portal.partners.models import Organisation
from tests.make import Make
from tests.opportunities import making
from tests.opportunities.overlap_desk import TERMS, Desk
from tests.opportunities.overlapping import domains

S = OverlapStatus
STEPS = ("Agree", "Send", "Answer", "Disclose", "Cancel")
WHO = {Side.HOST: "company", Side.PARTNER: "ours"}
WRITTEN = """INSERT INTO overlap_message (partner_id, id, session_id, side, kind, text, at)
  SELECT partner_id, gen_random_uuid(), id, '{side}', '{kind}', '', now() FROM overlap_session WHERE id = '{session}'"""
LEADS: dict[tuple[OverlapStatus, str], tuple[Side, ...]] = {
    (S.PROPOSED, "Agree"): (Side.HOST,),
    **{(each, "Cancel"): tuple(Side) for each in (S.PROPOSED, S.AGREED, S.SENT, S.ANSWERED, S.COUNTED)},
    (S.AGREED, "Send"): tuple(Side),
    (S.SENT, "Answer"): tuple(Side),
    (S.COUNTED, "Disclose"): tuple(Side),
}
"""Who may take which step of a session that the partner proposed; everything else is refused."""


def _line() -> str:
    return wire.written(blinding.blind(domains(0, 5), "0" * 64, Band.UP_TO_1000).points)


async def _made(make: Make, overlaps: Desk, status: OverlapStatus, **columns: Any) -> str:
    partner = await make.session.get(Organisation, ids.parse(overlaps.partner)[1])
    assert partner is not None
    now = clock.now()
    times = {"created_at": now, "updated_at": now, "expires_at": now + timedelta(days=7)}
    sides: dict[str, Any] = {"answered": frozenset()} if status is S.SENT else {}
    row = making.overlap(partner, await make.company(), status=status, **{**times, **sides, **columns})
    await make.add(row)
    await make.session.commit()
    return ids.text("ovl", row.id)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("status", OverlapStatus)
async def test_every_cell_of_the_table(
    overlaps: Desk, make_committed: Make, status: OverlapStatus, step: str, side: Side
) -> None:
    at = await _made(make_committed, overlaps, status)
    given: dict[str, Any] = {
        "Agree": {"expectedDigest": "0" * 64}, "Send": {"points": _line()}, "Answer": {"points": _line()},
    }.get(step, {})  # fmt: skip
    told = await overlaps.takes(WHO[side], at, step, **given)
    if side in LEADS.get((status, step), ()):
        assert told["userErrors"] == []
        return
    code = "NOT_PERMITTED" if (status, step) == (S.PROPOSED, "Agree") else "WRONG_STATUS"
    assert [each["code"] for each in told["userErrors"]] == [code]
    assert told["overlapSession"]["status"] == status


def test_the_table_has_no_step_of_people_that_is_not_tried_here() -> None:
    tried = {(status, step.lower()) for status, step in LEADS}
    rows = {(S(row.source), row.action) for row in LIFE.rows() if row.who not in {"", "SY"}}
    assert tried == rows


@pytest.mark.parametrize("step", ["Send", "Answer", "Disclose"])
async def test_no_step_is_taken_once_its_time_is_over(overlaps: Desk, make_committed: Make, step: str) -> None:
    status = {"Send": S.AGREED, "Answer": S.SENT, "Disclose": S.COUNTED}[step]
    past = clock.now() - timedelta(days=8)
    at = await _made(
        make_committed, overlaps, status, created_at=past, updated_at=past, expires_at=past + timedelta(days=7)
    )
    told = await overlaps.takes("ours", at, step, **({} if step == "Disclose" else {"points": _line()}))
    assert [(each["code"], each["message"]) for each in told["userErrors"]] == [("BLOCKED", "Its time has run out.")]


async def test_of_two_who_propose_the_fourth_at_once_one_is_refused(overlaps: Desk) -> None:
    for _ in range(3):
        assert (await overlaps.does("ours", "Propose", **TERMS))["userErrors"] == []
    both = await asyncio.gather(
        overlaps.does("ours", "Propose", **TERMS),
        overlaps.does("company", "Propose", partnerId=overlaps.partner, **TERMS),
    )
    assert sorted(len(each["userErrors"]) for each in both) == [0, 1]


async def test_of_two_sides_who_send_at_once_one_looks_again_and_nothing_is_lost(overlaps: Desk) -> None:
    at = await overlaps.agreed()
    version = (await overlaps.whole("ours", at))["version"]
    lines = {who: _line() for who in WHO.values()}
    same = {"overlapSessionId": at, "expectedVersion": version}
    told = await asyncio.gather(*(overlaps.does(who, "Send", points=line, **same) for who, line in lines.items()))
    codes = [each["code"] for payload in told for each in payload["userErrors"]]
    assert codes == ["STALE_VERSION"]
    (late,) = [who for who, payload in zip(lines, told, strict=True) if payload["userErrors"]]
    assert (await overlaps.takes(late, at, "Send", points=lines[late]))["userErrors"] == []
    session = await overlaps.whole("ours", at)
    assert (session["status"], session["sentBy"]) == ("SENT", ["HOST", "PARTNER"])
    assert {session["companyPoints"], session["partnerPoints"]} == set(lines.values())


async def test_a_cancelled_session_is_not_revealed_by_what_was_on_its_way(overlaps: Desk) -> None:
    at = await overlaps.agreed()
    keys = domains(0, 9)
    await overlaps.answered(at, {"ours": keys, "company": keys})
    version = (await overlaps.whole("ours", at))["version"]
    same = {"overlapSessionId": at, "expectedVersion": version}
    await asyncio.gather(overlaps.does("ours", "Disclose", **same), overlaps.does("company", "Cancel", **same))
    status = (await overlaps.whole("ours", at))["status"]
    if status == "COUNTED":  # the other was first
        await overlaps.takes("company", at, "Cancel")
    assert (await overlaps.whole("ours", at))["status"] == "CANCELLED"
    assert [(await overlaps.whole(who, at))["positions"] for who in ("ours", "company")] == [None, None]


async def test_neither_side_can_write_for_the_other_nor_change_what_ran(overlaps: Desk) -> None:
    at = await overlaps.agreed()
    caller = overlaps.callers["ours"]
    one = ids.parse(at)[1]
    tries = (
        WRITTEN.format(side="HOST", kind="POINTS", session=one),
        WRITTEN.format(side="PARTNER", kind="MET", session=one),
        f"UPDATE overlap_session SET shown = '135' WHERE id = '{one}'",
        f"UPDATE overlap_session SET sent = '{{HOST}}' WHERE id = '{one}'",
        f"UPDATE overlap_session SET disclosed = '{{HOST,PARTNER}}' WHERE id = '{one}'",
        f"UPDATE overlap_session SET status = 'REVEALED' WHERE id = '{one}'",
        f"UPDATE overlap_session SET terms = '' WHERE id = '{one}'",
        "DELETE FROM overlap_message",
        "UPDATE overlap_log SET shown = '135'",
        "DELETE FROM overlap_log",
    )
    for statement in tries:
        with pytest.raises(ProgrammingError):
            async with overlaps.database.acting(
                caller.actor.access_class, caller.token_sha256, caller.actor.version
            ) as session:
                await session.execute(text(statement))


async def test_what_the_portal_goes_on_with_twice_is_once(overlaps: Desk) -> None:
    at = await overlaps.agreed(mode="COUNT")
    await overlaps.answered(at, {"ours": domains(0, 9), "company": domains(0, 9)})
    version = (await overlaps.whole("ours", at))["version"]
    async with overlaps.database.working(AccessClass.SYSTEM) as session:
        row = await session.get(OverlapSession, (ids.parse(overlaps.partner)[1], ids.parse(at)[1]))
        assert row is not None
        assert await operations.keep_time(session, session_id=row.id, now=clock.now()) is None
    assert (await overlaps.whole("ours", at))["version"] == version
