"""What many disputes come to: for whom, of what, how long, in time or not; a partner's figures are its own alone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from portal import ids
from portal.access import Role, Side
from portal.database.pools import Database
from portal.disputes import chain
from portal.disputes.models import DisputeClock
from portal.disputes.rules import figures
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.figures import Dimension
from portal.disputes.rules.statuses import CauseCategory, DisputeStatus
from tests.disputes import making
from tests.disputes.asking import STRANGER, Desk, desk
from tests.make import Make

ADMIN, LEGAL = Role.PARTNER_ADMIN, Role.LEGAL
S = DisputeStatus
DAY = timedelta(days=1)
MAY = datetime.fromisoformat("2026-05-04T09:00:00Z")
ASK = """query ($period: DisputePeriod!, $partner: ID, $claimant: Side) {
  disputeStatistics(period: $period, partnerId: $partner, claimant: $claimant) { since until partner { name }
    figures { dimension key number ended sums { currency claimed { amount } conceded { amount } decided { amount } }
      toAnswer { median mean } toEnd { median mean } }
    punctuality { side number within share } } }"""
YEAR = {"since": "2026-01-01", "until": "2026-12-31"}


@pytest_asyncio.fixture(loop_scope="session", name="desk")
async def at_the_desk(database: Database, make_committed: Make) -> Desk:
    return await desk(database, make_committed)


async def of(desk: Desk, who: Any, **variables: Any) -> Any:
    return (await desk.ask(who, ASK, **{"period": YEAR, **variables}))["disputeStatistics"]


async def ended(desk: Desk, days: int, answered: int | None, **columns: Any) -> None:
    """A case that was filed in May and ended after so many days."""
    company, id_ = await desk.make.company(), ids.new()
    partner = columns.pop("partner", desk.partner)
    given = {
        "id": id_, "status": S.RESOLVED, "filed_at": MAY, "ended_at": MAY + days * DAY, "currency": "EUR",
        "claimed_minor": 10_000, "conceded_minor": 4_000, "reason_code": "PRICE_DIFFERS", **columns,
    }  # fmt: skip
    people = {"partner_owner_id": desk.people[ADMIN].id, "company_owner_id": desk.people[LEGAL].id}
    case = making.dispute(partner, company, **(people if partner is desk.partner else {}), **given)
    amounts = {"claimed_minor": given["claimed_minor"], "conceded_minor": given["conceded_minor"]}
    connection = await desk.make.session.connection()
    await connection.exec_driver_sql(
        "SET session_replication_role = replica"
    )  # its amounts are its line's, which follows
    await desk.make.add(case, making.line(case, **amounts))
    await connection.exec_driver_sql("RESET session_replication_role")
    if answered is not None:
        at = MAY + answered * DAY
        said = chain.entry(number=1, kind="ANSWER", side="HOST", by="Lee", at=at, content={})
        await desk.make.add(making.entry(case, kind=EntryKind.ANSWER, made_at=at, document=chain.written(said)))
        await desk.make.add(clock(case, at, late=answered > 10))
    await desk.make.session.commit()


def clock(case: Any, done_at: datetime, *, late: bool) -> DisputeClock:
    return DisputeClock(
        partner_id=case.partner_id, id=ids.new(), dispute_id=case.id, number=1, status="AWAITING_RESPONSE", level=0,
        waiting_on=["HOST"], started_at=MAY, due_at=done_at - DAY if late else done_at + DAY, due_calendar=None,
        done_at=done_at,
    )  # fmt: skip


async def test_figures_are_counted_by_reason_cause_level_and_outcome_in_one_answer(desk: Desk) -> None:
    await ended(desk, 10, 2, settlement_sha256="0" * 64)
    await ended(desk, 20, 12, status=S.CLOSED, cause=CauseCategory.INVOICE, cause_text="Old.", cause_by_name="Lee",
                cause_at=MAY, no_prevention_reason="Gone.", level=1)  # fmt: skip
    await ended(desk, 5, None, status=S.WITHDRAWN, currency=None, claimed_minor=0, conceded_minor=0,
                reason_code="OTHER", claimant=Side.HOST)  # fmt: skip
    await ended(desk, 0, 4, status=S.NEGOTIATION, ended_at=None, currency="USD", due_at=MAY + 400 * DAY)
    found = await of(desk, LEGAL)
    whole, *rest = found["figures"]
    assert whole == {
        "dimension": "ALL", "key": "", "number": 4, "ended": 3, "sums": [
            {"currency": "EUR", "claimed": {"amount": "200.00"}, "conceded": {"amount": "80.00"},
             "decided": {"amount": "0.00"}},
            {"currency": "USD", "claimed": {"amount": "100.00"}, "conceded": {"amount": "40.00"},
             "decided": {"amount": "0.00"}},
        ],
        "toAnswer": {"median": "4.0", "mean": "6.0"}, "toEnd": {"median": "10.0", "mean": "11.7"},
    }  # fmt: skip
    assert [(each["dimension"], each["key"], each["number"]) for each in rest] == [
        ("REASON", "PRICE_DIFFERS", 3), ("REASON", "OTHER", 1), ("CAUSE", "", 3), ("CAUSE", "INVOICE", 1),
        ("LEVEL", "0", 3), ("LEVEL", "1", 1), ("OUTCOME", "CONCEDED", 1), ("OUTCOME", "DECIDED", 1),
        ("OUTCOME", "OPEN", 1), ("OUTCOME", "WITHDRAWN", 1),
    ]  # fmt: skip
    assert found["punctuality"] == [
        {"side": "HOST", "number": 3, "within": 2, "share": "66.7"},
        {"side": "PARTNER", "number": 0, "within": 0, "share": None},
    ]


async def test_the_days_that_are_asked_for_and_the_side_that_filed_narrow_them(desk: Desk) -> None:
    await ended(desk, 10, None)
    await ended(desk, 10, None, claimant=Side.HOST)
    on_the_day = {"since": "2026-05-04", "until": "2026-05-04"}
    assert (await of(desk, LEGAL, period=on_the_day))["figures"][0]["number"] == 2
    assert (await of(desk, LEGAL, period=on_the_day, claimant="PARTNER"))["figures"][0]["number"] == 1
    before = {"since": "2026-05-01", "until": "2026-05-03"}
    (whole,) = (await of(desk, LEGAL, period=before))["figures"]
    assert (whole["number"], whole["sums"], whole["toEnd"]["mean"]) == (0, [], None)


async def test_a_partner_reads_its_own_figures_and_the_company_those_of_all_or_of_one(desk: Desk) -> None:
    await ended(desk, 10, None)
    other = await desk.make.partner(name="Third Ltd")
    owner = await desk.make.member(other, name="Theo Third")
    await ended(desk, 10, None, partner=other, partner_owner_id=owner.id, company_owner_id=desk.people[LEGAL].id)
    named = {name: ids.text("org", one.id) for name, one in (("own", desk.partner), ("other", other))}
    counted = {
        (who, name): (await of(desk, who, partner=named.get(name)))["figures"][0]["number"]
        for who in (LEGAL, ADMIN, STRANGER, Role.RELATIONSHIP_MANAGER) for name in ("all", "own", "other")
    }  # fmt: skip
    assert counted == {
        (LEGAL, "all"): 2, (LEGAL, "own"): 1, (LEGAL, "other"): 1,
        (ADMIN, "all"): 1, (ADMIN, "own"): 1, (ADMIN, "other"): 0,
        (STRANGER, "all"): 0, (STRANGER, "own"): 0, (STRANGER, "other"): 0,
        (Role.RELATIONSHIP_MANAGER, "all"): 1, (Role.RELATIONSHIP_MANAGER, "own"): 1,
        (Role.RELATIONSHIP_MANAGER, "other"): 0,
    }  # fmt: skip
    assert (await of(desk, ADMIN, partner=named["own"]))["partner"] == {"name": "Northgate Castings"}
    assert (await of(desk, ADMIN, partner=named["other"]))["partner"] is None


def test_the_mask_of_a_row_says_by_what_it_is_counted() -> None:
    nothing = [None, None, None, None]
    rows: list[list[Any]] = [
        [31, None, None, None, None, None, 2, 1, 5, 0, 0, *nothing],
        [30, None, None, None, None, "JPY", 2, 1, 5, 0, 0, *nothing],
        [30, None, None, None, None, None, 1, 1, 0, 0, 0, *nothing],
        [27, None, None, 2, None, None, 2, 1, 5, 0, 0, "1.5", "2.0", *nothing[:2]],
    ]  # fmt: skip
    whole, level = figures.figures(rows)
    assert (whole.dimension, whole.key, [str(each.claimed.currency) for each in whole.sums]) == (
        Dimension.ALL, "", ["JPY"],
    )  # fmt: skip
    assert (level.dimension, level.key, str(level.to_answer.mean), level.sums) == (Dimension.LEVEL, "2", "2.0", ())


@pytest.mark.parametrize(("told", "share"), [([0, 0], None), ([3, 2], "66.7"), ([1, 1], "100.0")])
def test_a_share_is_of_the_times_that_are_over(told: list[int], share: str | None) -> None:
    (own, _) = figures.punctuality({Side.HOST: told, Side.PARTNER: [0, 0]})
    assert (own.share is None) if share is None else (str(own.share) == share)
