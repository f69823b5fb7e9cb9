"""What a dispute can start from, and what of it stands in the draft then."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from frontend_stub.pages.disputes import drafting
from frontend_stub.site import i18n
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json

Node = Mapping[str, Any]
EMPTY: Json = {
    "reason": "", "title": "", "contract": None, "partner": None, "currency": "EUR", "lines": [], "names": {},
    "clauses": [],
}  # fmt: skip
DOCUMENTS = {"INVOICE": ("INVOICE", ""), "ORDER_LINE": ("ORDER", "order")}
"""Which kind of document a subject of facts is, and which of its fields has the number."""


PLACES = {
    "Measurement": "measurements", "Subject": "subjects", "Breach": "breaches", "Obligation": "obligations",
    "Contract": "contracts", "Opportunity": "opportunities", "Fee": "fees",
}  # fmt: skip
NAMED = (
    "id", "name", "period", "key", "title", "expectation.title", "breach.id", "breach.expectation.title", "number",
    "customer.name", "orderReference",
)  # fmt: skip
"""What `place` and `named` read of a record."""


def begun_from(node: Node | None, clause: str) -> Json:
    """What the record fills in; nothing where there is none, or none of a kind that can be contested."""
    fill = FILLED.get(node["__typename"]) if node else None
    return EMPTY | (fill(node, clause) if fill and node else {})


def place(record: Node | None) -> str:
    """The address of a record that a line is about."""
    if record is None:
        return ""
    if record["__typename"] == "Consequence":
        return f"/breaches/{record['breach']['id']}#ledger" if record["breach"] else ""
    folder = PLACES.get(record["__typename"])
    return f"/{folder}/{record['id']}" if folder else ""


def named(record: Node | None) -> str:
    """What a record is called that a line is about."""
    kind = record["__typename"] if record else ""
    if record is None or kind not in FILLED:
        return _("Something you cannot see")
    if kind == "Measurement":
        told = {"promise": _promise(record["expectation"]), "period": record["period"]}
        return _("%(promise)s, %(period)s") % told
    if kind == "Partner":
        return _("Hold on the account of %(name)s") % {"name": record["name"]}
    if kind in {"Breach", "Consequence"}:
        owner = record if kind == "Breach" else record["breach"] or {"expectation": None}
        return _("Breach of “%(what)s”") % {"what": _promise(owner["expectation"])}
    if kind == "Opportunity":
        return _("Opportunity %(number)s: %(customer)s") % _of(record)
    if kind == "Fee":
        return _("Fee %(number)s: %(order)s") % _earned(record)
    return str(record["key"] if kind == "Subject" else record["title"])


def _of(opportunity: Node) -> Json:
    return {"number": opportunity["number"], "customer": opportunity["customer"]["name"]}


def _earned(fee: Node) -> Json:
    return {"number": fee["number"], "order": fee["orderReference"]}


def _promise(expectation: Node | None) -> str:
    return expectation["title"] if expectation else ""


def _contract(expectation: Node | None) -> Node | None:
    return expectation["contract"] if expectation else None


def _measurement(it: Node, _clause: str) -> Json:
    """Each line that the other side upheld against the reader; the whole value where there is none."""
    title = _("%(promise)s, %(period)s") % {"promise": _promise(it["expectation"]), "period": it["period"]}
    upheld = [
        each for each in it["contests"]
        if each["answer"] == "UPHOLD" and not each["withdrawnAt"] and each["subject"]
    ]  # fmt: skip
    found = [
        {"recordId": it["id"], "subjectKey": each["subject"]["key"], "text": each["claim"]} for each in upheld
    ] or [{"recordId": it["id"]}]
    return {
        "reason": "MEASUREMENT_WRONG", "title": title, "contract": _contract(it["expectation"]),
        "partner": it["partner"], "lines": found, "names": {it["id"]: title},
    }  # fmt: skip


def _subject(it: Node, _clause: str) -> Json:
    """A line of facts: what its document says of itself."""
    fields = {each["name"]: each["value"] for each in it["state"]}
    one: Json = {"recordId": it["id"]}
    if it["kind"] in DOCUMENTS:
        kind, named = DOCUMENTS[it["kind"]]
        one |= {"documentKind": kind, "documentNumber": fields.get(named) or it["key"]}
        one["documentOn"] = fields.get("issued_on") or fields.get("ordered_on")
    if fields.get("amount") and it["currency"]:
        one["claimed"] = {"amount": fields["amount"], "currency": it["currency"]}
    return {
        "title": it["key"], "partner": it["partner"], "lines": [one], "names": {it["id"]: it["key"]},
        "currency": it["currency"] or "EUR",
    }  # fmt: skip


def _breach(it: Node, _clause: str) -> Json:
    title = _("Breach of “%(what)s”") % {"what": _promise(it["expectation"])}
    return {
        "reason": "BREACH_DENIED", "title": title, "contract": _contract(it["expectation"]),
        "partner": it["partner"], "lines": [{"recordId": it["id"]}], "names": {it["id"]: title},
    }  # fmt: skip


def _consequence(it: Node, _clause: str) -> Json:
    breach = it["breach"] or {"expectation": None, "partner": None}
    title = _("What follows from the breach of “%(what)s”") % {"what": _promise(breach["expectation"])}
    return {
        "reason": "DEDUCTION_UNFOUNDED", "title": title, "contract": _contract(breach["expectation"]),
        "partner": breach["partner"], "currency": it["amount"]["currency"], "names": {it["id"]: title},
        "lines": [{"recordId": it["id"], "claimed": it["amount"]}],
    }  # fmt: skip


def _obligation(it: Node, _clause: str) -> Json:
    return {
        "reason": "OBLIGATION_NOT_DONE", "title": it["title"], "contract": it["contract"], "partner": it["partner"],
        "lines": [{"recordId": it["id"]}], "names": {it["id"]: it["title"]},
    }  # fmt: skip


def _opportunity(it: Node, _clause: str) -> Json:
    title = _("Opportunity %(number)s: %(customer)s") % _of(it)
    return {
        "reason": "REGISTRATION_REFUSED" if it["registration"] == "REJECTED" else "PROTECTION_IGNORED", "title": title,
        "contract": it["contract"], "partner": it["partner"], "names": {it["id"]: title},
        "lines": [{"recordId": it["id"], "documentKind": "OTHER", "documentNumber": it["number"]}],
    }  # fmt: skip


def _fee(it: Node, _clause: str) -> Json:
    """By which schedule it was counted on what; what is claimed is what it comes to, or came to before it was
    reversed."""
    title, schedule, base = _("Fee %(number)s: %(order)s") % _earned(it), it["schedule"], i18n.money(it["base"])
    accrued = [each["amount"] for each in it["entries"] if each["kind"] == "ACCRUAL"]
    line = {"recordId": it["id"], "documentKind": "OTHER", "documentNumber": it["number"]}
    line |= {"claimed": it["amount"] if Decimal(it["amount"]["amount"]) > 0 or not accrued else accrued[0]}
    if schedule:
        line["text"] = _("By the schedule from %(first)s (version %(version)s): %(rate)s of %(base)s.") % {
            "first": i18n.day(schedule["validFrom"], "long").striptags(), "version": schedule["version"],
            "rate": i18n.percent(it["rate"]), "base": base,
        }  # fmt: skip
    return {
        "reason": "FEE_WRONG", "title": title, "contract": schedule["contract"] if schedule else None,
        "partner": it["partner"], "currency": it["amount"]["currency"], "names": {it["id"]: title}, "lines": [line],
    }  # fmt: skip


def _hold(it: Node, _clause: str) -> Json:
    """Of an account that is on hold; nothing of any other."""
    if it["status"] != "ON_HOLD":
        return {"partner": it}
    title = _("Hold on the account of %(name)s") % {"name": it["name"]}
    return {
        "reason": "ACCESS_SUSPENDED", "title": title, "partner": it, "names": {it["id"]: title},
        "lines": [{"recordId": it["id"], "text": it["reason"]}],
    }  # fmt: skip


def _of_contract(it: Node, clause: str) -> Json:
    clauses = drafting.clauses(it["currentVersion"])
    called = dict(clauses).get(clause, "")
    title = _("%(contract)s, %(clause)s") % {"contract": it["title"], "clause": called} if called else it["title"]
    return {
        "reason": "CLAUSE_MEANING" if called else "", "title": title, "contract": it, "partner": it["partner"],
        "lines": [{"clauseKey": clause}] if called else [], "clauses": clauses,
    }  # fmt: skip


FILLED: Mapping[str, Callable[[Node, str], Json]] = {
    "Measurement": _measurement, "Subject": _subject, "Breach": _breach, "Consequence": _consequence,
    "Obligation": _obligation, "Opportunity": _opportunity, "Fee": _fee, "Contract": _of_contract, "Partner": _hold,
}  # fmt: skip
