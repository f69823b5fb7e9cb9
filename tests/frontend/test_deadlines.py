"""Days, moments and deadlines: the same day for both sides, and a moment that names whose clock it is."""

from datetime import UTC, datetime

import pytest

from frontend_stub.site import deadlines, i18n
from tests.frontend import markup
from tests.frontend.world import World, browser

# The end of 30 November in Berlin.
DUE = "2026-11-30T22:59:59.000Z"
NOW = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)


def reading(zone: str, language: str = "en", now: datetime = NOW) -> i18n.Reader:
    return i18n.reader(language, zone, now, "Europe/Berlin")


@pytest.mark.parametrize(
    ("language", "zone", "told"),
    [
        ("en", "Europe/Berlin", "30 Nov 2026, 23:59 Berlin time"),
        ("en", "Europe/Madrid", "30 Nov 2026, 23:59 Berlin time"),
        ("en", "Asia/Kolkata", "30 Nov 2026, 23:59 Berlin time (1 Dec, 04:29 yours)"),
        ("en", "America/New_York", "30 Nov 2026, 23:59 Berlin time (17:59 yours)"),
    ],
)
def test_a_deadline_names_the_clock_it_is_counted_by_and_the_readers_where_it_differs(
    language: str, zone: str, told: str
) -> None:
    with i18n.reading(reading(zone, language)):
        assert deadlines.due(DUE, "Europe/Berlin").striptags() == told


@pytest.mark.parametrize(
    ("sides", "partner_zone", "counted"),
    [
        (["HOST"], "Asia/Kolkata", "Europe/Berlin"),
        (["PARTNER"], "America/New_York", "Europe/Berlin"),
        (["PARTNER", "HOST"], "Asia/Kolkata", "Europe/Berlin"),
        (["HOST", "PARTNER"], "", "Europe/Berlin"),
        ([], "Asia/Kolkata", "Europe/Berlin"),
    ],
)
def test_a_deadline_is_counted_where_the_side_lives_that_must_act(
    sides: list[str], partner_zone: str, counted: str
) -> None:
    with i18n.reading(reading("America/New_York")):
        assert deadlines.zone_of(DUE, sides, partner_zone) == counted


@pytest.mark.parametrize(
    ("at", "zone"), [("2026-11-30T18:29:59.000Z", "Asia/Kolkata"), ("2026-11-30T09:00:00.000Z", "Asia/Manila")]
)
def test_what_the_partner_must_do_is_counted_at_the_partners(at: str, zone: str) -> None:
    with i18n.reading(reading("Europe/Berlin")):
        assert deadlines.zone_of(at, ["PARTNER"], zone) == zone


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kolkata", "America/New_York"])
def test_both_sides_count_the_same_days_to_a_deadline(zone: str) -> None:
    with i18n.reading(reading(zone)):
        assert deadlines.days_until(DUE, "Europe/Berlin") == 3
        assert ">30 Nov<" in deadlines.month_day(DUE, "Europe/Berlin")
    with i18n.reading(reading(zone, now=datetime(2026, 11, 27, 23, 30, tzinfo=UTC))):
        assert deadlines.days_until(DUE, "Europe/Berlin") == 2


def test_a_day_of_business_begins_where_the_company_is() -> None:
    with i18n.reading(reading("America/New_York")):
        assert [str(i18n.today(datetime(2026, 11, 30, hour, tzinfo=UTC))) for hour in (22, 23)] == [
            "2026-11-30", "2026-12-01",
        ]  # fmt: skip


def test_a_calendar_day_is_the_same_for_everybody_and_an_instant_is_no_day() -> None:
    with i18n.reading(reading("Pacific/Kiritimati")):
        assert i18n.day("2026-12-31") == '<time datetime="2026-12-31">31 Dec 2026</time>'
        with pytest.raises(ValueError, match="Invalid isoformat"):
            i18n.day(DUE)


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York"])
async def test_the_page_of_a_contract_says_the_moment_in_the_zone_of_the_side_that_must_act(zone: str) -> None:
    answers = {
        "Viewer.zone": zone, "Company.zone": "Europe/Berlin", "Contract.waitingOn": ["HOST"], "Contract.dueAt": DUE,
    }  # fmt: skip
    async with browser(World(answers=answers)) as client:
        page = await client.get("/contracts/ctr_1")
        listed = await client.get("/contracts")
    told = " ".join(markup.Page(page.text).text)
    assert "Due in 8 days : 30 Nov 2026, 23:59 Berlin time (" in told
    assert "Due in 8 days" in " ".join(markup.Page(listed.text).text)
