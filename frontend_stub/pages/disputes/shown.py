"""A dispute as its page shows it: how much, who had how long, its lines, papers and what was said."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from frontend_stub.pages.disputes import about, drafting
from frontend_stub.site import i18n, words
from frontend_stub.site.charts import spans
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json

Row = Mapping[str, Any]


def names(data: Row) -> dict[str, str]:
    """What the two sides are called, and whoever mediated last, where the page asks for that."""
    partner, company = data["dispute"]["partner"], data["company"]
    return {
        "HOST": company["name"] if company else words.word("HOST", "Side"),
        "PARTNER": partner["name"] if partner else words.word("PARTNER", "Side"),
        "NEUTRAL": next((each["name"] for each in reversed(data["dispute"].get("mediators") or [])), ""),
    }


def sides(data: Row) -> list[tuple[str, str]]:
    """The two sides to choose from, the company first."""
    called = names(data)
    return [(each, called[each]) for each in words.WORDS["Side"]]


def amounts(amount: Row | None) -> Json | None:
    """How the claim is shared out, as a bar and as (kind, words, money)."""
    if amount is None:
        return None
    told = [
        ("conceded", i18n.pgettext("amount", "Accepted"), amount["conceded"]),
        ("decided", i18n.pgettext("amount", "Decided"), amount["decided"]),
        ("open", i18n.pgettext("amount", "Open"), amount["open"]),
    ]  # fmt: skip
    rows = [each for each in told if each[0] != "decided" or Decimal(each[2]["amount"])]
    whole = Decimal(amount["claimed"]["amount"])
    return {
        "bars": spans.shares([(kind, Decimal(money["amount"])) for kind, _words, money in rows], whole),
        "rows": [("", i18n.pgettext("amount", "Claimed"), amount["claimed"]), *rows],
    }  # fmt: skip


def times(clocks: Iterable[Row], pauses: Iterable[Row], now: datetime) -> list[Json]:
    """Who had how long, oldest first, each as a bar with the times in which it stood."""
    stood: dict[int, list[Row]] = {}
    for each in pauses:
        stood.setdefault(each["clockNumber"], []).append(each)
    found = [each for each in clocks if each["dueAt"] or each["doneAt"] or stood.get(each["number"])]
    bars = spans.drawn([_span(each, stood.get(each["number"], ()), now) for each in found])
    return [
        {
            "it": each, "bars": drawn, "words": words.word(each["status"], "DisputeStatus"),
            "who": words.listed(each["waitingOn"], "Side"), "stood": stood.get(each["number"], []),
        }
        for each, drawn in zip(found, bars, strict=True)
    ]  # fmt: skip


def _span(clock: Row, pauses: Iterable[Row], now: datetime) -> spans.Span:
    begins = _instant(clock["startedAt"])
    until = max(_instant(clock["doneAt"] or clock["dueAt"] or now.isoformat()), begins)
    stands = [
        spans.Span(begins=_instant(each["beginsAt"]), until=min(_instant(each["endsAt"] or now.isoformat()), until),
                   kind="stands")
        for each in pauses if _instant(each["beginsAt"]) < until
    ]  # fmt: skip
    return spans.Span(begins=begins, until=until, kind="past" if clock["doneAt"] else "runs", stands=stands)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def lines(found: Iterable[Row]) -> list[Json]:
    """Each line with what it is about."""
    many = [*found]
    first = many[0]["position"] if many else 1
    return [
        {
            "it": each, "anchor": f"line-{first + place}", "href": about.place(each["record"]),
            "called": about.named(each["record"]) if each["recordId"] else "", "told": _told(each),
        }
        for place, each in enumerate(many)
    ]  # fmt: skip


def _told(line: Row) -> str:
    """ "Invoice INV-17, line 10 · 12 KGM"."""
    found = []
    if line["documentKind"]:
        told = {"kind": words.word(line["documentKind"], "DisputeDocumentKind"), "number": line["documentNumber"] or ""}
        found.append(told["number"] if line["documentKind"] == "OTHER" else _("%(kind)s %(number)s") % told)
    if line["subjectKey"]:
        found.append(_("line %(key)s") % {"key": line["subjectKey"]})
    if line["clauseKey"]:
        found.append(_("clause %(key)s") % {"key": line["clauseKey"]})
    if line["quantity"] is not None:
        found.append(f"{i18n.number(line['quantity'])} {line['unit'] or ''}".strip())
    return " · ".join(found)


def papers(groups: Iterable[Row]) -> list[Json]:
    return [{"name": drafting.either(each["anyOf"]), "standing": each["standing"]} for each in groups]


def kinds(groups: Sequence[Row]) -> list[tuple[str, str]]:
    """What a file can show: what is missing first."""
    missing = [kind for each in groups if each["standing"] == "MISSING" for kind in each["anyOf"]]
    asked = [kind for each in groups for kind in each["anyOf"] if kind not in missing]
    rest = [kind for kind in words.WORDS["DisputePaper"] if kind not in {*missing, *asked}]
    return words.options("DisputePaper", dict.fromkeys((*missing, *asked, *rest)))


def entries(found: Iterable[Row], it: Row, names: Mapping[str, str]) -> list[Json]:
    """What was said and done, newest first: by somebody of a side or by the portal itself, and what it is about."""
    offers, remedies = ({each["number"]: each for each in it[kind]} for kind in ("offers", "remedies"))
    return [
        {
            "it": each, "by": " · ".join(filter(None, (each["madeBy"], names.get(each["side"] or "", "")))),
            "kind": {"HOST": "by-host", "PARTNER": "by-partner"}.get(each["side"] or "", "by-system"),
            "lines": [_line(one) for one in each["said"]["lines"]],
            "offer": offer(offers[each["said"]["offer"]], names) if each["said"]["offer"] in offers else None,
            "does": [
                does(one, names)
                for one in (
                    *(remedies[number] for number in each["said"]["remedies"] if number in remedies),
                    *each["said"]["actions"],
                )
            ],
        }
        for each in reversed([*found])
    ]  # fmt: skip


def offer(it: Row, names: Mapping[str, str]) -> Json:
    """An offer by its number and side, which everybody may read."""
    return {"id": it["id"], "number": it["number"], "who": names[it["side"]]}


def does(one: Row, names: Mapping[str, str]) -> Markup:
    """ "Credit note for an amount · €120.00 · Northgate · until 15 Jan 2027": what a side has to do."""
    amount = i18n.money(one["amount"]) if one["amount"] else ""
    until = i18n.filled(_("until %(day)s"), {"day": i18n.day(one["dueOn"])})
    told = (words.word(one["kind"], "RemedyKind"), amount, names[one["obligor"]], until)
    return Markup(" · ").join(each for each in told if each)


def _line(one: Row) -> Json:
    for kind, enumeration in (("answer", "LineStanding"), ("refusal", "RefusalCode"), ("decision", "DecisionCode")):
        if one[kind]:
            return {"it": one, "word": words.word(one[kind], enumeration)}
    return {"it": one, "word": ""}
