"""Charts: exact geometry, nothing drawn that was not measured, and nothing said by colour alone."""

import gzip
import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from frontend_stub.site import i18n
from frontend_stub.site.assets import STATIC
from frontend_stub.site.charts import bars, bullets, heat, lines, meters, scale, strips
from frontend_stub.site.charts.measured import Measured, summary
from frontend_stub.site.charts.shapes import Box, Mark, Stroke
from frontend_stub.site.measures import Measure
from tests.frontend import charting

PERCENT, DAYS = charting.PERCENT, charting.DAYS


def period(value: str | None = None, **other: Any) -> Measured:
    """A period that met its target of 95 %, unless something else is said."""
    given = {"name": "Q3 2026", "short": "Q3", "verdict": "MET", "target": Decimal(95), "definition": "one"}
    return Measured(**{**given, "value": None if value is None else Decimal(value), **other})


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        (["84.85", "98.83"], ["80%", "85%", "90%", "95%", "100%"]),
        (["0", "100"], ["0%", "25%", "50%", "75%", "100%"]),
        (["99.97", "99.99"], ["99.97%", "99.975%", "99.98%", "99.985%", "99.99%"]),
        (["100"], ["90%", "92.5%", "95%", "97.5%", "100%"]),
        (["0"], ["0%", "0.25%", "0.5%", "0.75%", "1%"]),
        (["95", "120"], ["90%", "100%", "110%", "120%"]),
        ([], ["0%", "0.25%", "0.5%", "0.75%", "1%"]),
    ],
)
def test_an_axis_has_few_round_marks_and_holds_every_value(values: list[str], ticks: list[str]) -> None:
    known = [Decimal(each) for each in values]
    axis = scale.axis(known, height=100, least=Decimal(0), most=Decimal(100))
    assert [each.text for each in axis.ticks(PERCENT)] == ticks
    assert all(axis.low <= each <= axis.high for each in known)
    assert (axis.y(axis.high), axis.y(axis.low)) == (8, 108)


@pytest.mark.parametrize(("most", "ticks"), [(0, "0 1 2 3 4"), (5, "0 2 4 6"), (9, "0 5 10"), (1234, "0 500 1k 1.5k")])
def test_what_is_counted_has_whole_marks(most: int, ticks: str) -> None:
    frame = bars.bars([period(met=most)]).frame
    assert " ".join(each.text for each in frame.ticks) == ticks


def test_a_line_chart_draws_what_was_measured_exactly() -> None:
    drawn = lines.line(
        [
            period("90", low=Decimal(85), high=Decimal(94), verdict="MISSED", tolerance=Decimal(2)),
            period("95", tolerance=Decimal(2)),
            period(None, tolerance=Decimal(2)),
            period("100", target=Decimal(96)),
        ],
        PERCENT,
    )
    assert [(each.y, each.text) for each in drawn.frame.ticks] == [
        ("188", "85%"), ("128", "90%"), ("68", "95%"), ("8", "100%"),
    ]  # fmt: skip
    assert drawn.marks == [Mark("12.5", "128", "missed"), Mark("37.5", "68", "met"), Mark("87.5", "8", "met")]
    assert drawn.line == [Stroke("12.5", "128", "37.5", "68")]
    assert drawn.whiskers == [Stroke("12.5", "80", "12.5", "188")]
    assert drawn.targets == [Stroke("0", "68", "75", "68"), Stroke("75", "56", "100", "56")]
    assert drawn.bands == [Box("0", "68", "75", "24", "band")]
    assert (drawn.gaps, drawn.breaks) == (["62.5"], [])


def test_the_tolerance_lies_on_the_worse_side_of_the_target() -> None:
    slow = [period("31", target=Decimal(30), tolerance=Decimal(10)), period("50", target=None)]
    drawn = lines.line(slow, DAYS)
    (band,) = drawn.bands
    target, edge = drawn.targets[0].y1, str(float(band.y) + float(band.height))
    assert (target, band.y, edge) == ("188", "98", "188.0")  # 30 at the bottom, 40 above it
    assert band.width == drawn.targets[0].x2 == "50"


def test_the_line_breaks_where_nothing_was_measured_or_in_another_way() -> None:
    drawn = lines.line(
        [period("90"), period(None), period("92"), period("93"), period("94", definition="two"),
         period("95", definition="two", status="PROVISIONAL")],
        PERCENT,
    )  # fmt: skip
    assert [(each.x1, each.x2, each.kind) for each in drawn.line] == [
        ("41.67", "58.33", ""), ("75", "91.67", "open"),
    ]  # fmt: skip
    assert drawn.breaks == ["66.67"]
    assert [each.kind for each in drawn.marks] == ["met", "met", "met", "met", "met open"]
    assert drawn.kinds == {"met", "open", "target", "break", "gap"}


@pytest.mark.parametrize("status", ["COLLECTING", "PROVISIONAL", "CONTESTED", "DISPUTED"])
def test_what_may_still_change_is_hollow_and_says_so(status: str) -> None:
    point = period("90", status=status, verdict="MISSED")
    assert lines.line([point], PERCENT).marks[0].kind == "missed open"
    assert point.result.startswith("Missed, ")


def test_bars_stand_on_one_another_and_what_is_nothing_is_not_drawn() -> None:
    drawn = bars.bars([period(met=60, missed=20, excluded=20), period(met=0), period(met=50, excluded=50)])
    assert drawn.boxes == [
        Box("6.33", "52", "20.67", "66", "met"), Box("6.33", "30", "20.67", "22", "missed"),
        Box("6.33", "8", "20.67", "22", "excluded"),
        Box("73", "63", "20.67", "55", "met"), Box("73", "8", "20.67", "55", "excluded"),
    ]  # fmt: skip
    assert drawn.frame.summary == "Q3 2026: met 50, missed 0, left out 50"


def test_a_strip_shows_twelve_periods_with_a_bar_and_a_sign_each() -> None:
    floor = {"floor": Decimal(75)}
    points = [period("95", **floor)] * 10 + [
        period("95", **floor), period("85", verdict="MISSED", **floor), period("75", verdict="MISSED", **floor),
        period("99", verdict="UNSURE", status="PROVISIONAL", **floor), period(None),
    ]  # fmt: skip
    drawn = strips.strip(points, PERCENT)
    assert (len(drawn.points), drawn.width, drawn.height) == (12, 192, 34)
    paths = {each.kind: each.d for each in drawn.bars}
    assert paths["met"].startswith("M2.5 0h11v20h-11zM18.5 0h11v20h-11z")
    assert (
        paths["missed"] == "M130.5 8.5h11v11.5h-11zM146.5 17h11v3h-11z"
    )  # half the way from floor to target, and none
    assert paths["unsure open"] == "M163.25 0.75h9.5v18.5h-9.5z"
    assert {each.kind: each.d.count("M") for each in drawn.signs} == {"met": 8, "missed": 2, "unsure": 1, "none": 1}
    assert len({each.d[each.d.index("5") :] for each in drawn.signs}) == 4


def test_a_strip_without_floor_or_target_has_whole_bars() -> None:
    drawn = strips.strip([period("12", target=None)], PERCENT)
    assert [each.d for each in drawn.bars] == ["M2.5 0h11v20h-11z"]


@pytest.mark.parametrize(
    ("point", "measure", "drawn"),
    [
        (
            period("90", low=Decimal(85), high=Decimal(100), floor=Decimal(80), tolerance=Decimal(5)),
            PERCENT,
            (("72.5", "27.5"), ("50", "22.5"), ("27.5", "95"), "72.5", "50"),
        ),
        (
            period("20", target=Decimal(30), floor=Decimal(60), tolerance=Decimal(10)),
            DAYS,
            (("0", "27.5"), ("27.5", "22.5"), None, "27.5", "5"),
        ),
        (period(None, floor=Decimal(85)), PERCENT, (("95", "5"), None, None, "95", None)),
        (period("42", target=None), PERCENT, (None, None, None, None, "5")),
        (period(None, target=None), PERCENT, (None, None, None, None, None)),
    ],
)
def test_a_value_lies_between_its_floor_and_its_target(point: Measured, measure: Measure, drawn: Any) -> None:
    found = bullets.bullet(point, measure)
    assert (found.good, found.near, found.whisker, found.target, found.value) == drawn


@pytest.mark.parametrize(
    ("score", "at"), [("84.50", "84.5"), ("0", "0"), ("100.00", "100"), ("101", "100"), (None, None)]
)
def test_a_score_lies_among_its_bands(score: str | None, at: str | None) -> None:
    found = meters.Standing(
        bands=charting.BANDS, score=None if score is None else Decimal(score), standing="Fair", trend="WORSE"
    )
    assert (found.at, found.edges, found.tone, found.arrow) == (at, ["60", "80"], "warn", "▼")
    assert [(each.x, each.width) for each in found.bands] == [("0", "60"), ("60", "20"), ("80", "20")]


@pytest.mark.parametrize("trend", ["UNCLEAR", "NEW_DEFINITION", "NONE", ""])
def test_an_arrow_is_drawn_only_where_it_is_earned(trend: str) -> None:
    assert meters.Standing(bands=charting.BANDS, trend=trend).arrow == ""


@pytest.mark.parametrize(
    ("score", "tint"),
    [
        (None, ""),
        ("0", "h0"),
        ("24.99", "h0"),
        ("25", "h1"),
        ("50", "h2"),
        ("75", "h3"),
        ("99.99", "h3"),
        ("100", "h4"),
    ],
)
def test_the_tint_of_a_cell_follows_its_score(score: str | None, tint: str) -> None:
    assert heat.Cell(period("1"), PERCENT, None if score is None else Decimal(score)).tint == tint


def test_there_are_few_names_under_an_axis_and_always_the_last() -> None:
    shown = scale.labels([period(name=f"W{n}", short=f"W{n}") for n in range(1, 54)])
    assert [each.text for each in shown if not each.is_wide] == ["W8", "W23", "W38", "W53"]
    assert len(shown) == 11
    assert [each.anchor for each in shown if each.text == "W53"] == ["end"]
    few = scale.labels([period(name=f"M{n}", short="") for n in range(1, 6)])
    assert [(each.text, each.is_wide) for each in few] == [
        ("M1", False), ("M2", True), ("M3", False), ("M4", True), ("M5", False),
    ]  # fmt: skip


def test_long_names_under_an_axis_stand_further_apart() -> None:
    shown = scale.labels([period(name=f"Q{n % 4 + 1} 2025/26", short="") for n in range(10)])
    assert [(each.text, each.is_wide) for each in shown] == [
        ("Q2 2025/26", False), ("Q4 2025/26", True), ("Q2 2025/26", False), ("Q4 2025/26", True), ("Q2 2025/26", False),
    ]  # fmt: skip


def test_nothing_at_all_is_drawn_as_nothing() -> None:
    assert lines.line([], PERCENT).frame.summary == "No data"
    assert bars.bars([]).boxes == []
    assert strips.strip([], PERCENT).bars == []


def test_a_chart_is_said_in_words() -> None:
    points = [period("90"), period(None), period("84.85", verdict="MISSED", status="PROVISIONAL")]
    assert summary(points, PERCENT) == (
        "Q3 2026: 84.85%, Missed, provisional. 2 periods with a value, from 84.85% to 90.00%."
    )
    with i18n.reading(i18n.Reader(language="bg", catalogue=i18n.translations("bg"))):
        assert summary(points[2:], PERCENT) == (
            "Q3 2026: 84,85%, Неизпълнено, предварително. 1 период със стойност, от 84,85% до 84,85%."
        )


@pytest.mark.parametrize(
    ("measure", "language", "written", "agreed"),
    [
        (PERCENT, "en", "84.85%", "95%"),
        (PERCENT, "bg", "84,85%", "95%"),
        (Measure("PPM", 0), "en", "85 ppm", "95 ppm"),
        (Measure("DAYS", 1), "en", "84.8 days", "95 days"),
        (Measure("DAYS", 1), "fil", "84.8 araw", "95 araw"),
        (Measure("HOURS", 2), "bg", "84,85 часа", "95 часа"),
        (Measure("HOURS", 2), "hi", "84.85 घंटे", "95 घंटे"),
        (Measure("COUNT", 0), "en", "85", "95"),
        (Measure("MONEY", 2, currency="EUR"), "en", "€84.85", "€95"),
    ],
)
def test_values_are_written_as_the_reader_writes_them(
    measure: Measure, language: str, written: str, agreed: str
) -> None:
    with i18n.reading(i18n.Reader(language=language)):
        assert (measure.written("84.85"), measure.agreed("95.00")) == (written, agreed)


def body(language: str = "en") -> ET.Element:
    """The page as a tree: what is drawn must be well-formed."""
    page = charting.page(language).replace("<!doctype html>", "")
    return ET.fromstring(re.sub(r"<(meta|link)([^>]*)>", r"<\1\2/>", page))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_chart_has_its_words_and_every_table_every_value(language: str) -> None:
    page = body(language)
    drawn = [each for each in page.iter("div") if each.get("role") == "img"]
    assert len(drawn) == len([each for each in page.iter("details") if each.get("class") == "chart-table"]) == 3
    assert all((each.get("aria-label") or "").strip(" .") for each in drawn)
    tables = [list(each.iter("tr")) for each in page.iter("table") if each.get("class") == "table"]
    assert [len(rows) - 1 for rows in tables] == [12, 12, 5]
    values = ["".join(cell.itertext()) for row in tables[0][1:] for cell in list(row)[1:2]]
    with i18n.reading(i18n.Reader(language=language)):
        assert values == ["–" if each.value is None else PERCENT.written(each.value) for each in charting.POINTS]


def test_what_is_drawn_alone_is_hidden_from_who_listens_and_said_beside_it() -> None:
    page = body()
    assert all(each.get("aria-hidden") == "true" for each in page.iter("svg"))
    said = ["".join(each.itertext()) for each in page.iter("ol") if each.get("class") == "hidden"]
    assert said[4] == "Q1 2024: 89.73%, MissedQ2 2024: 95.56%, UnsureQ3 2024: 90.91%, MissedQ4 2024: No data"
    words = ["".join(each.itertext()) for each in page.iter("p") if each.get("class") == "score-said"]
    assert [" ".join(each.split()) for each in words] == [
        "of 330, agreed 96%, 95% interval 80.98% – 88.72%",
        "of 112, agreed 30 days",
        "0 counted, too few; agreed 95%",
        "of 342, agreed 95%, 95% interval 97.69% – 99.97%",
    ]  # fmt: skip


def test_every_cell_of_a_heat_map_says_its_result_in_words() -> None:
    (table,) = [each for each in body().iter("table") if each.get("class") == "heat"]
    cells = [["".join(cell.itertext()).strip() for cell in row] for row in table.iter("tr")]
    assert cells[1][1:] == [
        "84.85%Missed, provisional", "28.0 daysMet", "No data", "Not agreed", "97.58%Unsure", "89.73%Missed",
        "90.91%Missed",
    ]  # fmt: skip


def test_all_charts_together_are_light_and_carry_no_style_of_their_own() -> None:
    page = charting.page()
    assert len(gzip.compress(page.encode(), 9)) <= 5 * 1024
    assert "style=" not in page
    assert "<script" not in page


def test_the_style_of_charts_names_nothing_that_the_site_names_already() -> None:
    names = [set(re.findall(r"\.([a-z][a-z0-9-]+)", (STATIC / file).read_text())) for file in ("app.css", "charts.css")]
    assert names[0] & names[1] == {"hidden"}
    assert len(gzip.compress((STATIC / "charts.css").read_bytes(), 9)) <= 2 * 1024
