"""A page of all charts with sample data, as a page of the site has them: for looking at it and for measuring it."""

from decimal import Decimal
from typing import Any

from frontend_stub.site import assets, i18n, render
from frontend_stub.site.charts import bars, bullets, heat, lines, meters, strips
from frontend_stub.site.charts.measured import Measured
from frontend_stub.site.measures import Measure

PERCENT, DAYS = Measure(), Measure("DAYS", 1, "LOWER")
NAMES = [f"Q{quarter} {year}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)]
PAGE = """
{% import "_macros/charts.html" as charts %}
<!doctype html>
<html lang="{{ lang }}" data-theme="{{ theme }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Charts</title>
<link rel="stylesheet" href="{{ asset('app.css') }}">
<link rel="stylesheet" href="{{ asset('charts.css') }}">
</head>
<body>
<main class="page">
<h1>Charts</h1>
<section class="card card-pad">{{ charts.standing(standing, "Larkfield owes us", waits) }}</section>
<section class="card card-pad">{{ charts.standing(unscored, "We owe Larkfield") }}</section>
<section class="card card-pad">
<h2>Delivery on time</h2>
{{ charts.line_chart(line, "line", "Delivery on time, by quarter") }}
</section>
<section class="card card-pad">
<h2>Lines</h2>
{{ charts.bar_chart(bars, "bars", "Order lines, by quarter") }}
</section>
<section class="card card-pad">
<h2>Days to pay</h2>
{{ charts.line_chart(days, "days", "Days to pay, by month") }}
</section>
<section class="card"><ol>{% for each in lines %}{{ charts.score_line(**each) }}{% endfor %}</ol></section>
{{ charts.strip_key() }}
{{ charts.heat_map(heat, "Partners by lines") }}
</main>
</body>
</html>
"""


def quarter(place: int, met: int = 0, missed: int = 0, **other: Any) -> Measured:
    """A share of some lines; none where nothing was counted."""
    of = met + missed
    value = Decimal(100 * met) / of if of else None
    half = Decimal(196) * (Decimal(met * missed) / Decimal(of**3)).sqrt() if of else Decimal(0)
    around = (max(value - half, Decimal(0)), min(value + half, Decimal(100))) if value is not None else (None, None)
    given = {
        "name": NAMES[place], "short": NAMES[place][:3] + NAMES[place][5:], "value": value, "low": around[0],
        "high": around[1], "target": Decimal(95), "tolerance": Decimal(2), "floor": Decimal(80), "definition": "one",
        "met": met, "missed": missed, "href": f"/measurements/mea_{place}",
    }  # fmt: skip
    return Measured(**{**given, **other})


POINTS = [
    quarter(0, 262, 30, verdict="MISSED"),
    quarter(1, 301, 14, verdict="UNSURE", excluded=4),
    quarter(2, 280, 28, verdict="MISSED"),
    quarter(3),
    quarter(4, 312, 12, verdict="UNSURE"),
    quarter(5, 340, 5, verdict="MET"),
    quarter(6, 338, 4, verdict="MET", excluded=11),
    quarter(7, 310, 9, verdict="MET", target=Decimal(96)),
    quarter(8, 305, 30, verdict="MISSED", definition="two", target=Decimal(96)),
    quarter(9, 322, 8, verdict="UNSURE", definition="two", target=Decimal(96)),
    quarter(10, 289, 20, verdict="MISSED", definition="two", target=Decimal(96), status="CONTESTED"),
    quarter(11, 280, 50, verdict="MISSED", definition="two", target=Decimal(96), status="PROVISIONAL", excluded=6),
]
MONTHS = [
    Measured(
        name=f"{month} 2026", short=month, value=Decimal(days), verdict="MET" if days <= 30 else "MISSED",
        target=Decimal(30), floor=Decimal(60), definition="one", met=days * 3, missed=days,
    )
    for month, days in zip(("Jan", "Feb", "Mar", "Apr", "May"), (41, 38, 33, 29, 28), strict=True)
]  # fmt: skip


BANDS = [
    meters.Band(Decimal(0), Decimal(60), "Poor", "bad"), meters.Band(Decimal(60), Decimal(80), "Fair", "warn"),
    meters.Band(Decimal(80), Decimal(100), "Good", "ok"),
]  # fmt: skip


def score(name: str, points: list[Measured], measure: Measure, turn: Any = None) -> dict[str, Any]:
    """What the macro of a scorecard's line takes."""
    return {
        "name": name,
        "href": points[-1].href or "/measurements/mea_1",
        "at": bullets.bullet(points[-1], measure),
        "periods": strips.strip(points, measure),
        "turn": turn,
    }


def shown() -> dict[str, Any]:
    """What the page shows."""
    mine = {"kind": "ACT", "href": "/measurements/mea_11/contest", "verb": "Answer 2 contested lines"}
    cells = [
        heat.Cell(POINTS[11], PERCENT, Decimal("32.33")),
        heat.Cell(MONTHS[4], DAYS, Decimal(100)),
        heat.Cell(POINTS[3], PERCENT),
        heat.Cell(None, PERCENT),
        heat.Cell(POINTS[9], PERCENT, Decimal("99.99")),
        heat.Cell(POINTS[0], PERCENT, Decimal("64.84")),
        heat.Cell(POINTS[2], PERCENT, Decimal("12.5")),
    ]
    names = ("Larkfield Components Ltd", "Bundesdruckerei Süd GmbH", "S. Buys")
    return {
        "waits": "2 things wait for you until Fri, 14 Nov.",
        "standing": meters.Standing(
            bands=BANDS,
            score=Decimal("84.00"),
            standing="Good",
            trend="BETTER",
            reason="12.1 points more than in Q2 2026",
            covered="1 of 3 lines not scored, 70 of 100 weight",
        ),
        "unscored": meters.Standing(bands=BANDS, covered="3 of 3 lines not scored, 0 of 100 weight"),
        "line": lines.line(POINTS, PERCENT),
        "bars": bars.bars(POINTS),
        "days": lines.line(MONTHS, DAYS),
        "lines": [
            score("Delivery on time", POINTS, PERCENT, mine),
            score("Days to pay", MONTHS, DAYS, {"kind": "OTHER"}),
            score("Fill rate", POINTS[:4], PERCENT),
            score("Perfect order", POINTS[2:7], PERCENT),
        ],
        "heat": heat.HeatMap(
            ["On time", "Days to pay", "Fill rate", "Rejects", "Perfect order", "Answers", "Forecast"],
            [heat.Row(name, f"/scorecards/par_{n}", cells[n:] + cells[:n]) for n, name in enumerate(names)],
        ),
    }


def page(language: str = "en", theme: str = "light") -> str:
    """The page for a reader."""
    with i18n.reading(i18n.Reader(language=language, catalogue=i18n.translations(language))):
        template = render.environment(assets.own()).from_string(PAGE.strip())
        return template.render(shown(), lang=language, theme=theme)
