"""The statement of a month: what was owed before, each row, what is owed after; what can be paid now; payouts."""

from typing import Any

from frontend_stub.pages.fees import months
from frontend_stub.site import forms, i18n
from frontend_stub.site.page import Json, Page, Visit, paging

PATH = "/fees/statement"
PAYS = "fee:pay"
SIZE = 20
LONGEST = 200
"""Characters of an id in an address."""


def variables(visit: Visit) -> Json:
    """Of whom, in which currency, and in which month."""
    query = visit.query
    wanted = {"partner": query.get("partner", "")[:LONGEST], "currency": query.get("currency", "")[:3].upper()}
    month = months.chosen(query.get("month", ""), visit.now)
    return {name: value for name, value in wanted.items() if value} | {"period": months.period(month)}


def _asked(visit: Visit) -> Json:
    return variables(visit) | paging(visit, SIZE) | {"isChosen": bool(visit.query.get("partner"))}


def _shown(visit: Visit, data: Json) -> Json:
    month = months.chosen(visit.query.get("month", ""), visit.now)
    found: Json = data["feeStatement"] or {}
    account = found.get("account") or {}
    return {
        "month": month, "months": months.options(month, visit.now), "month_called": months.called(month),
        "mine": data["viewer"]["side"], "accounts": _accounts(found),
        "may_pay": PAYS in data["viewer"]["permissions"] and _is_above(account.get("payable")),
        "owes": _is_below(account.get("payable")), "today": i18n.today(visit.now).isoformat(),
        "to_pay": _to_pay(data.get("fees")), "path": PATH,
    }  # fmt: skip


def _accounts(found: Json) -> list[str]:
    """The currencies in which there is a ledger."""
    of: Json = found.get("partner") or {}
    known = {each["currency"] for each in of.get("feeAccounts") or []}
    return sorted(known | ({found["currency"]} if found else set()))


def _is_above(value: Any) -> bool:
    return bool(value) and not value["amount"].startswith("-") and value["amount"].strip("0.") != ""


def _is_below(value: Any) -> bool:
    return bool(value) and value["amount"].startswith("-")


def _to_pay(fees: Any) -> list[Json]:
    """Partners of whom a fee is approved, each once for each currency."""
    found: dict[tuple[str, str], Json] = {}
    for each in (fees or {"nodes": []})["nodes"]:
        if each["partner"]:
            key = (each["partner"]["id"], each["balance"]["currency"])
            found.setdefault(key, {"id": key[0], "name": each["partner"]["name"], "currency": key[1]})
    return list(found.values())


def _back(payload: Json) -> str:
    paid = payload["payout"]
    return f"/fees/payouts/{paid['id']}"


PAY = forms.Form(
    operation="FeePay", then=_back,
    fields=(
        forms.taking("partnerId", required=True), forms.taking("payable", "amount", "amount", required=True),
        forms.taking("currency", "amount", "currency", required=True), forms.taking("reference", required=True),
        forms.taking("paidOn", read=forms.calendar_day, required=True),
    ),
)  # fmt: skip


def _payout(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _mine(_visit: Visit, data: Json) -> Json:
    return {"mine": data["viewer"]["side"]}


_STATED = (
    "opening", "accrued", "reversed", "adjusted", "paid", "closing", "partner.payouts.nodes.amount", "account.balance",
    "account.awaitingApproval", "account.held", "account.payable", "account.payableFees.balance",
)  # fmt: skip
_MONEY = tuple(
    f"{of}.{part}" for of in (
        *(f"feeStatement.{each}" for each in _STATED), "fees.nodes.balance", "feeStatementEntries.nodes.amount",
        "feeStatementEntries.nodes.base",
    )
    for part in ("amount", "currency")
)  # fmt: skip
PAGES = (
    Page(
        path=PATH, operation="FeeStatement", template="fees/statement.html", variables=_asked, extras=_shown,
        forms=(PAY,),
        reads=(
            "viewer.permissions", "feeStatement.currency", "feeStatement.partner.feeAccounts.currency",
            "fees.nodes.partner.id", "fees.nodes.partner.name", *_MONEY,
        ),
    ),
    Page(
        path="/fees/payouts/{id}", operation="PayoutDetail", template="fees/payout.html", variables=_payout,
        required=("payout",), extras=_mine,
        reads=(
            "payout.id", *(f"payout.{of}{part}" for of in ("amount.", "entries.amount.", "entries.fee.amount.")
                           for part in ("amount", "currency")),
        ),
    ),
)  # fmt: skip
