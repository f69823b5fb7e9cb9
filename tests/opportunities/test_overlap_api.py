"""Finding common customers through the API: every step of both sides, and that nobody reads what is not theirs."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import text

from portal import clock, ids
from portal.access import AccessClass
from portal.opportunities.operations import overlap as operations
from portal.opportunities.overlap import blinding, terms, wire
from portal.opportunities.overlap.blinding import Blinded
from tests.opportunities.overlap_desk import LOG, TERMS, Desk
from tests.opportunities.overlapping import domains


async def test_of_222_and_243_customers_each_side_is_told_its_own_135_and_nobody_a_key(overlaps: Desk) -> None:
    ours, theirs = domains(0, 222), domains(87, 330)
    at = await overlaps.agreed()
    made = await overlaps.answered(at, {"ours": ours, "company": theirs})
    counted = await overlaps.whole("ours", at)
    assert (counted["status"], counted["inCommon"], counted["positions"]) == ("COUNTED", "135", None)
    assert counted["waitingOn"] == ["HOST", "PARTNER"]
    for who in ("ours", "company"):
        assert (await overlaps.whole(who, at))["positions"] is None
        assert (await overlaps.takes(who, at, "Disclose"))["userErrors"] == []
    for who in ("ours", "company"):
        session = await overlaps.whole(who, at)
        assert (session["status"], session["inCommon"], session["companyPoints"]) == ("REVEALED", "135", None)
        assert {made[who].order[place] for place in session["positions"]} == set(ours) & set(theirs)
    await nowhere(overlaps, [*ours, *theirs], made)


async def nowhere(overlaps: Desk, keys: list[str], made: dict[str, Blinded]) -> None:
    """No table has a key, its value, a hash of one or the number of a side; and no points once it has ended."""
    async with overlaps.database.transaction(AccessClass.SYSTEM) as session:
        tables = (await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))).all()
        rows = list[str]()
        for table in tables:
            if await session.scalar(text(f"SELECT has_table_privilege('{table}', 'SELECT')")):
                rows += (await session.scalars(text(f"SELECT to_jsonb(t)::text FROM {table} t"))).all()
    content = "\n".join(rows)
    assert "135" in content
    marks = [each.number.hex() for each in made.values()]
    marks += [wire.written(each.points)[:40] for each in made.values()]
    for key in (*keys[:5], *keys[-5:]):
        for each in (key, key.partition(":")[2]):
            marks += [each, sha256(each.encode()).hexdigest()]
    assert [mark for mark in marks if mark in content] == []


async def test_a_number_alone_is_told_to_both_at_once_where_that_was_agreed(overlaps: Desk) -> None:
    at = await overlaps.agreed(mode="COUNT")
    await overlaps.answered(at, {"ours": domains(0, 20), "company": domains(10, 40)})
    for who in ("ours", "company"):
        session = await overlaps.whole(who, at)
        assert (session["status"], session["inCommon"], session["positions"]) == ("REVEALED", "10", None)


@pytest.mark.parametrize("common", [0, 1, 4])
@pytest.mark.parametrize("mode", ["COUNT", "ROWS"])
async def test_fewer_than_five_are_shown_the_same_to_both_and_no_row_is_told(
    overlaps: Desk, common: int, mode: str
) -> None:
    at = await overlaps.agreed(mode=mode)
    await overlaps.answered(at, {"ours": domains(0, 20), "company": domains(20 - common, 40)})
    for who in ("ours", "company"):
        session = await overlaps.whole(who, at)
        assert (session["status"], session["inCommon"], session["positions"]) == ("REVEALED", "<5", None)
        assert session["companyPoints"] is session["partnerPoints"] is None


async def test_a_row_that_either_side_keeps_back_is_told_to_neither(overlaps: Desk) -> None:
    keys = domains(0, 20)
    at = await overlaps.agreed()
    made = await overlaps.answered(at, {"ours": keys, "company": keys})
    hidden = {"ours": keys[3], "company": keys[7]}
    for who, key in hidden.items():
        assert (await overlaps.takes(who, at, "Disclose", keptBack=[made[who].order.index(key)]))["userErrors"] == []
    for who in hidden:
        session = await overlaps.whole(who, at)
        assert session["inCommon"] == "20"
        assert {made[who].order[each] for each in session["positions"]} == set(keys) - set(hidden.values())


async def test_whoever_keeps_all_but_a_few_back_learns_nothing(overlaps: Desk) -> None:
    keys = domains(0, 20)
    at = await overlaps.agreed()
    made = await overlaps.answered(at, {"ours": keys, "company": keys})
    back = [made["ours"].order.index(key) for key in keys[4:]]
    await overlaps.takes("ours", at, "Disclose", keptBack=back)
    await overlaps.takes("company", at, "Disclose")
    assert [(await overlaps.whole(who, at))["positions"] for who in ("ours", "company")] == [[], []]


async def test_either_side_ends_it_before_the_result_and_nothing_is_told(overlaps: Desk) -> None:
    for who in ("ours", "company"):
        at = await overlaps.agreed()
        await overlaps.answered(at, {"ours": domains(0, 20), "company": domains(0, 20)})
        await overlaps.takes("ours", at, "Disclose")
        assert (await overlaps.takes(who, at, "Cancel", reason="Not now."))["userErrors"] == []
        late = await overlaps.takes("company", at, "Disclose")
        assert [each["code"] for each in late["userErrors"]] == ["WRONG_STATUS"]
        session = await overlaps.whole("company", at)
        assert (session["status"], session["positions"], session["partnerPoints"]) == ("CANCELLED", None, None)


async def test_bad_points_are_refused_with_code_sentence_and_path(overlaps: Desk) -> None:
    at = await overlaps.agreed()
    agreed = terms.read((await overlaps.whole("ours", at))["terms"])
    good = list(blinding.blind(domains(0, 9), agreed.digest, agreed.band).points)
    cases = {
        "The points must be one line of base64url, without padding.": "no points",
        "The sides agreed on 1,000 points, but 999 arrived.": wire.written(good[:-1]),
        "Point 2 is 32 zero bytes, which would hide nothing.": wire.written([good[0], bytes(32), *good[2:]]),
        "Point 3 is the same as point 1.": wire.written([*good[:2], good[0], *good[3:]]),
        "Point 1 is not a canonically encoded ristretto255 point.": wire.written([b"\xff" * 32, *good[1:]]),
    }
    for said, line in cases.items():
        told = await overlaps.takes("ours", at, "Send", points=line)
        assert told["userErrors"] == [{"code": "INVALID", "message": said, "path": ["input", "points"]}]
    await overlaps.takes("ours", at, "Send", points=wire.written(good))
    told = await overlaps.takes("company", at, "Send", points=wire.written(good))
    assert told["userErrors"][0]["message"] == "Point 1 was already sent in this session by one of the sides."
    twice = await overlaps.takes("ours", at, "Send", points=wire.written(good))
    assert [each["code"] for each in twice["userErrors"]] == ["BLOCKED"]


async def test_ten_thousand_points_pass_and_an_answer_is_read_by_nobody(overlaps: Desk) -> None:
    at = await overlaps.agreed(sizeBand="UP_TO_10000")
    made = await overlaps.sent(at, {"ours": domains(0, 50), "company": domains(0, 50)})
    session = await overlaps.whole("company", at)
    assert len(session["partnerPoints"]) == 426_667
    points = wire.read(session["partnerPoints"], terms.read(session["terms"]).band)
    line = wire.written(blinding.answered(made["company"].number, points))
    assert (await overlaps.takes("company", at, "Answer", points=line))["userErrors"] == []
    for who in ("ours", "company"):
        told = json.dumps(await overlaps.whole(who, at))
        assert line[:60] not in told
        async with overlaps.database.acting(
            overlaps.callers[who].actor.access_class,
            overlaps.callers[who].token_sha256,
            overlaps.callers[who].actor.version,
        ) as session:
            kinds = (await session.scalars(text("SELECT kind FROM overlap_message"))).all()
        assert sorted(kinds) == ["POINTS", "POINTS"]


async def test_five_of_a_quarter_are_one_too_many_and_those_that_came_to_nothing_do_not_count(overlaps: Desk) -> None:
    first = await overlaps.does("ours", "Propose", **TERMS)
    await overlaps.takes("company", first["overlapSession"]["id"], "Cancel")
    for _ in range(4):
        assert (await overlaps.does("company", "Propose", partnerId=overlaps.partner, **TERMS))["userErrors"] == []
    told = await overlaps.does("ours", "Propose", **TERMS)
    said = "You and the other side have used all 4 sessions of this quarter. Each session lets both sides guess."
    assert [(each["code"], each["message"]) for each in told["userErrors"]] == [("BLOCKED", said)]
    assert (await overlaps.does("theirs", "Propose", **TERMS))["userErrors"] == []


async def test_other_terms_than_those_on_the_table_are_agreed_to_by_nobody(overlaps: Desk) -> None:
    made = await overlaps.does("ours", "Propose", **TERMS)
    at = made["overlapSession"]["id"]
    told = await overlaps.takes("company", at, "Agree", expectedDigest="0" * 64)
    assert told["userErrors"][0]["code"] == "STALE_DIGEST"
    own = (await overlaps.whole("ours", at))["termsDigest"]
    told = await overlaps.takes("ours", at, "Agree", expectedDigest=own)
    assert told["userErrors"][0]["message"] == "It is the other side's turn."
    told = await overlaps.takes("viewer", at, "Cancel")
    assert told["userErrors"][0]["code"] == "NOT_PERMITTED"


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"purpose": " "}, ["input", "purpose"]),
        ({"purpose": "x" * 501}, ["input", "purpose"]),
        ({"keyKinds": []}, ["input", "keyKinds"]),
        ({"expiresAt": "2000-01-01T00:00:00Z"}, ["input", "expiresAt"]),
        ({"expiresAt": (clock.now() + timedelta(days=8)).isoformat()}, ["input", "expiresAt"]),
    ],
)
async def test_terms_that_cannot_be_are_refused_with_their_place(
    overlaps: Desk, more: dict[str, Any], path: list[str]
) -> None:
    told = await overlaps.does("ours", "Propose", **{**TERMS, **more})
    assert [(each["code"], each["path"]) for each in told["userErrors"]] == [("INVALID", path)]


async def test_another_partner_finds_nothing_and_an_auditor_the_log_alone(overlaps: Desk) -> None:
    at = await overlaps.agreed()
    await overlaps.answered(at, {"ours": domains(0, 20), "company": domains(0, 20)})
    for who in ("theirs", "auditor"):
        assert await overlaps.whole(who, at) is None
        assert (await overlaps.ask(who, "{ overlapSessions { totalCount } }"))["overlapSessions"]["totalCount"] == 0
    digest = (await overlaps.whole("ours", at))["termsDigest"]
    told = await overlaps.does("theirs", "Agree", overlapSessionId=at, expectedVersion=2, expectedDigest=digest)
    assert [each["code"] for each in told["userErrors"]] == ["NOT_FOUND"]
    assert (await overlaps.ask("theirs", LOG))["overlapLog"]["nodes"] == []
    log = (await overlaps.ask("auditor", LOG))["overlapLog"]["nodes"]
    assert [(each["status"], each["inCommon"], each["by"]) for each in log] == [
        ("COUNTED", "20", "Entente"), ("ANSWERED", None, "Lee Legal"), ("SENT", None, "Lee Legal"),
        ("AGREED", None, "Lee Legal"), ("PROPOSED", None, "Paula Admin"),
    ]  # fmt: skip


async def test_when_its_time_is_over_the_clock_ends_it_and_deletes_what_was_sent(overlaps: Desk) -> None:
    at = await overlaps.agreed()
    await overlaps.sent(at, {"ours": domains(0, 20), "company": domains(0, 20)})
    later = clock.now() + timedelta(days=8)
    for expected in (True, False):
        async with overlaps.database.working(AccessClass.SYSTEM) as session:
            if expected:
                ended = await operations.keep_time(session, session_id=ids.parse(at)[1], now=later)
                assert ended is not None
            else:
                assert await operations.keep_time(session, session_id=ids.parse(at)[1], now=later) is None
    session = await overlaps.whole("ours", at)
    assert (session["status"], session["partnerPoints"], session["waitingOn"]) == ("EXPIRED", None, [])
