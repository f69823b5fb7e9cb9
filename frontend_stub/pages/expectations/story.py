"""The story of a promise: how it is said in a sentence, and what changes with the one that takes its place."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from frontend_stub.pages.measurements import values
from frontend_stub.site import i18n, words
from frontend_stub.site.i18n import gettext_ as _

Change = tuple[str, str, str]
"""(what it is called, what it was, what it is)"""
PLAIN = ("minSample", "lagDays", "cureDays")
COMPARED = (
    *values.MEASURE, "minSample", "lagDays", "cureDays", "text", "zone", "consequence", "definition.title",
    "definition.version", "parameters.label", "parameters.value", "scope.field", "scope.words", "period.length",
    "period.startsIn", "period.months",
)  # fmt: skip
"""What is read here of a promise and of the one in whose place it comes."""

BINDS = frozenset({"AGREED", "ACTIVE", "SUSPENDED"})
UNDER_WAY = frozenset({"DRAFT", "PROPOSED"})


def often(period: Mapping[str, Any]) -> str:
    """How often it is measured, as a part of a sentence: "each quarter"."""
    if period["length"] != "TRAILING":
        return words.word(period["length"], "PeriodEach")
    told = i18n.ngettext(
        "each month, over the last %(num)s month", "each month, over the last %(num)s months", period["months"]
    )
    return told % {"num": i18n.number(period["months"])}


def sentence(it: Mapping[str, Any], data: Mapping[str, Any]) -> Markup:
    """The promise in words; of a rule, whose it is."""
    partner = it["partner"]["name"] if it["partner"] else words.word("PARTNER", "Side")
    company = data["company"]["name"] if data.get("company") else words.word("HOST", "Side")
    who, whom = (company, partner) if it["obligor"] == "HOST" else (partner, company)
    measure = values.measure(it)
    told = {"who": Markup("<strong>{}</strong>").format(who), "whom": whom}
    if measure is None or it["target"] is None:
        return i18n.filled(i18n.pgettext("promise", "%(who)s promises %(whom)s:"), told)
    said = (
        i18n.pgettext("promise", "%(who)s promises %(whom)s at least %(target)s for “%(what)s”, measured %(often)s.")
        if measure.direction == "HIGHER"
        else i18n.pgettext(
            "promise", "%(who)s promises %(whom)s at most %(target)s for “%(what)s”, measured %(often)s."
        )
    )
    target = Markup("<strong>{}</strong>").format(measure.agreed(it["target"]))
    return i18n.filled(said, told | {"what": it["definition"]["title"], "target": target, "often": often(it["period"])})


def changes(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Change]:
    """What is agreed otherwise than before; none without a promise before it."""
    if old is None:
        return []
    before, after = dict(_terms(old)), dict(_terms(new))
    labels = dict.fromkeys((*after, *before))
    found = ((label, before.get(label, "–"), after.get(label, "–")) for label in labels)
    return [(label, was, now) for label, was, now in found if was != now]


def _terms(it: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is agreed, each thing by its name and as people read it."""
    measure = values.measure(it)
    if measure and it["definition"]:
        yield _("Definition"), f"{it['definition']['title']}, {it['definition']['version']}"
        for name, label in (
            ("target", _("Target")),
            ("tolerance", _("Tolerance")),
            ("floor", _("Value that scores 0")),
        ):
            if it[name] is not None:
                yield label, measure.agreed(it[name])
        yield _("Measured"), often(it["period"])
        if it["period"]["startsIn"] and it["period"]["length"] in {"QUARTER", "HALF", "YEAR"}:
            yield _("The year starts in"), i18n.month(it["period"]["startsIn"])
        for each in it["parameters"]:
            yield each["label"], i18n.number(each["value"])
        for each in it["scope"]:
            yield words.word(each["field"], "SubjectField"), ", ".join(each["words"])
        labels = (_("Minimum number for a value"), _("Days for late facts"), _("Days to cure a breach"))
        for name, label in zip(PLAIN, labels, strict=True):
            yield label, i18n.number(it[name])
        yield _("Time zone"), it["zone"]
    if it["text"]:
        yield _("What it is for") if measure else _("What is promised"), it["text"]
    if it["consequence"]:
        yield _("What a breach costs"), it["consequence"]


def can_follow(it: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    """Whether the reader may write what comes in its place, and nothing is under way already."""
    may = "expectation:propose" in data["viewer"]["permissions"]
    after = it["replacedBy"]
    return may and it["status"] in BINDS and (after is None or after["status"] not in UNDER_WAY)
