"""What registered deals are expected to come to: a currency at a time, by month and stage; each number is a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from frontend_stub.site import i18n, words
from frontend_stub.site.charts import spans, stacks
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.measures import Measure
from frontend_stub.site.page import Json, Page, Visit

PATH = "/opportunities/pipeline"
AHEAD = 12
"""Months from this one on that are shown one by one; what is expected before or after stands in a row each."""
NAUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """So many deals, for so much."""

    number: int = 0
    amount: Decimal = NAUGHT

    def __add__(self, other: "Part") -> "Part":
        return Part(self.number + other.number, self.amount + other.amount)

    def __sub__(self, other: "Part") -> "Part":
        return Part(self.number - other.number, self.amount - other.amount)


@dataclass(frozen=True, slots=True)
class Both:
    """Deals that are protected, and all of them."""

    whole: Part = Part()
    protected: Part = Part()

    def __add__(self, other: "Both") -> "Both":
        return Both(self.whole + other.whole, self.protected + other.protected)

    @property
    def undecided(self) -> Part:
        return self.whole - self.protected

    @property
    def parts(self) -> list[tuple[str, Decimal]]:
        """As charts draw them."""
        return [("decided", self.protected.amount), ("open", self.undecided.amount)]


def both(told: Mapping[str, Any]) -> Both:
    whole = Part(told["number"], Decimal(told["estimate"]["amount"]))
    return Both(whole, Part(told["protected"], Decimal(told["protectedEstimate"]["amount"])))


def _variables(visit: Visit) -> Json:
    return {"partner": visit.query.get("partner", "").strip()[:200] or None}


def _shown(visit: Visit, data: Json) -> Json:
    found = (data["opportunityPipeline"] or {"currencies": []})["currencies"]
    asked = visit.query.get("currency", "")
    chosen = next((each for each in found if each["currency"] == asked), found[0] if found else None)
    partners = (data["partners"] or {"nodes": []})["nodes"]
    return {
        "firms": [(each["id"], each["name"]) for each in partners] if data["viewer"]["side"] == "HOST" else [],
        "all": [_row(each["currency"], both(each["whole"]), each["currency"], visit) for each in found],
        "chosen": chosen and chosen["currency"],
        **(_one(chosen, visit) if chosen else {}),
    }


def _one(told: Mapping[str, Any], visit: Visit) -> Json:
    """The chosen currency: its months as columns and rows, its stages as rows with a bar each."""
    currency = told["currency"]
    months = _months([(date.fromisoformat(each["month"]), both(each["sum"])) for each in told["months"]], visit)
    stages = [(each["stage"], both(each["sum"])) for each in told["stages"]]
    most = max((sums.whole.amount for _stage, sums in stages), default=NAUGHT)
    columns = [stacks.Column(name=name, short=short, parts=sums.parts) for name, short, _, sums in months]
    return {
        "columns": stacks.stacks(columns, Measure("MONEY", 2, currency=currency), _summary(columns, currency)),
        "months": [_row(name, sums, currency, visit, **limits) for name, _, limits, sums in months],
        "stages": [
            {
                **_row(words.word(stage, "OpportunityStage"), sums, currency, visit, stage=stage),
                "bars": spans.shares(sums.parts, most),
            }
            for stage, sums in stages
        ],
    }


Month = tuple[str, str, dict[str, str], Both]
"""Name, short name, the limits of its list, and what it comes to."""


def _months(found: list[tuple[date, Both]], visit: Visit) -> list[Month]:
    """What should have been ordered before this month, each month until the last with something, and what is later."""
    first = i18n.today(visit.now).replace(day=1)
    end, known = _after(first, AHEAD), dict(found)
    before = sum((sums for month, sums in found if month < first), Both())
    later = sum((sums for month, sums in found if month >= end), Both())
    last = max((month for month, _sums in found if month < end), default=first)
    rows: list[Month] = []
    if before.whole.number:
        rows.append((_("Overdue"), _("Overdue"), {"closesBefore": first.isoformat()}, before))
    for month in (_after(first, many) for many in range(AHEAD)):
        if month <= last or later.whole.number:
            limits = {"closesFrom": month.isoformat(), "closesBefore": _after(month, 1).isoformat()}
            rows.append((i18n.month_of(month), i18n.month_of(month, "yMMM"), limits, known.get(month, Both())))
    if later.whole.number:
        rows.append((_("Later"), _("Later"), {"closesFrom": end.isoformat()}, later))
    return rows


def _after(month: date, many: int) -> date:
    years, place = divmod(month.month - 1 + many, 12)
    return month.replace(year=month.year + years, month=place + 1)


def _row(name: str, sums: Both, currency: str, visit: Visit, **limits: str) -> Json:
    """A row of a table: its name, and for each part its number, its amount and the list behind it."""
    partner = {key: visit.query[key] for key in ("partner",) if visit.query.get(key)}
    cells = [
        (key, part, f"/opportunities?{urlencode({'status': status, 'currency': currency, **limits, **partner})}")
        for key, status, part in (
            ("protected", "PROTECTED", sums.protected), ("undecided", "undecided", sums.undecided),
            ("whole", "registered", sums.whole),
        )
    ]  # fmt: skip
    return {
        "name": name, "href": f"{PATH}?{urlencode({'currency': currency, **partner})}", "currency": currency,
        **{
            key: {
                "number": part.number, "href": href,
                "money": {"amount": format(part.amount, "f"), "currency": currency},
            }
            for key, part, href in cells
        },
    }  # fmt: skip


def _summary(columns: list[stacks.Column], currency: str) -> str:
    """What the columns show, for who does not see them: the highest one, in words."""
    amounts = {each.name: sum((amount for _kind, amount in each.parts), NAUGHT) for each in columns}
    name = max(amounts, key=lambda each: amounts[each], default="")
    most = i18n.money({"amount": format(amounts.get(name, NAUGHT), "f"), "currency": currency})
    return _("The highest amount is expected for %(name)s: %(most)s.") % {"name": name, "most": most}


_SUM = ("number", "estimate.amount", "protected", "protectedEstimate.amount")
_ROOT = "opportunityPipeline.currencies"
PAGES = (
    Page(
        path=PATH,
        operation="OpportunityPipeline",
        template="opportunities/pipeline.html",
        variables=_variables,
        extras=_shown,
        reads=(
            f"{_ROOT}.currency", f"{_ROOT}.stages.stage", f"{_ROOT}.months.month", "partners.nodes.id",
            "partners.nodes.name",
            *(f"{_ROOT}.{part}.{each}" for part in ("whole", "stages.sum", "months.sum") for each in _SUM),
        ),
    ),
)  # fmt: skip
