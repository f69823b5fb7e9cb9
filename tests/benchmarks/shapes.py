"""Each peer's answer to each operation as the same plain value, so that answers can be compared before any timing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any


def _id(value: str) -> str:
    """A contract's key without prefix and dashes."""
    return value.removeprefix("ctr_").replace("-", "")


def _instant(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _title(contract: Any) -> str:
    """By whatever name it was asked for."""
    (found,) = (value for name, value in contract.items() if name.startswith("title"))
    title: str = found
    return title


def _contracts(data: Any) -> list[Any]:
    return [
        (_id(each["id"]), _title(each), each["status"], each["partner"]["name"]) for each in data["contracts"]["nodes"]
    ]


def _q1(data: Any) -> Any:
    return data["viewer"], _contracts(data)


def _q4(data: Any) -> Any:
    one = data["contract"]
    return {**one, "id": _id(one["id"]), "createdAt": _instant(one["createdAt"])}


def _nested(data: Any) -> Any:
    below = [
        (
            [(each["number"], each["digest"], _instant(each["createdAt"])) for each in node["versions"]],
            node["openRound"] and {**node["openRound"], "dueAt": _instant(node["openRound"]["dueAt"])},
        )
        for node in data["contracts"]["nodes"]
    ]
    return list(zip(_contracts(data), below, strict=True))


def _their_contracts(data: Any) -> list[Any]:
    return [
        (_id(each["rowId"]), _title(each), each["status"], each["organisationByPartnerId"]["name"])
        for each in data["allContracts"]["nodes"]
    ]


def _their_q1(data: Any) -> Any:
    place = data["membershipByPartnerIdAndRowId"]
    viewer = {**place["personByPersonId"], "organisation": place["organisationByPartnerId"]["name"]}
    return viewer, _their_contracts(data)


def _their_q4(data: Any) -> Any:
    one = dict(data["contractByPartnerIdAndRowId"])
    return {
        **{name: one[name] for name in ("number", "title", "kind", "status", "startsOn", "endsOn", "renewal")},
        "id": _id(one["rowId"]),
        "noticeDays": int(one["noticeDays"]),
        "governingLaw": one["governingLaw"],
        "digest": one["sha256"],
        "createdAt": _instant(one["createdAt"]),
        "partner": one["organisationByPartnerId"],
    }


def _their_round(found: list[Any]) -> Any:
    if not found:
        return None
    (one,) = found
    return {**one, "number": int(one["number"]), "dueAt": _instant(one["dueAt"])}


def _their_nested(data: Any) -> Any:
    below = [
        (
            [
                (int(each["number"]), each["sha256"], _instant(each["createdAt"]))
                for each in node["contractVersionsByPartnerIdAndContractId"]["nodes"]
            ],
            _their_round(node["negotiationRoundsByPartnerIdAndContractId"]["nodes"]),
        )
        for node in data["allContracts"]["nodes"]
    ]
    return list(zip(_their_contracts(data), below, strict=True))


def _actions(data: Any) -> Any:
    """Without the actions: they are made by Python, which the same SQL alone does not run."""
    below = [[(each["number"], each["digest"]) for each in node["versions"]] for node in data["contracts"]["nodes"]]
    return list(zip(_contracts(data), below, strict=True))


def _days(data: Any) -> Any:
    """Without the titles, which Python says in the reader's language."""
    found = data["bindingDays"]["nodes"]
    return [(each["kind"], each["day"], each["number"], each["subject"], each["partner"]["name"]) for each in found]


def _home(data: Any) -> Any:
    """Without what Python makes: titles, sentences, and what there is to do."""
    columns = ("number", "waitingOn", "since", "dueAt", "subject", "partner")
    return (
        [[[each[name] for name in columns] for each in data[root]["nodes"]] for root in ("mine", "side", "other")],
        _days(data),
        [[each[name] for name in ("id", "at", "name", "subject")] for each in data["activity"]["nodes"]],
        [data["viewer"][name] for name in ("name", "language", "zone", "organisation", "unreadNotifications")],
        data["unread"],
    )


PRODUCT: Mapping[str, Callable[[Any], Any]] = {
    "q1": _q1, "q4": _q4, "nested": _nested, "fresh": _q1, "actions": _actions, "home": _home,
    "days": _days,
}  # fmt: skip
POSTGRAPHILE: Mapping[str, Callable[[Any], Any]] = {
    "q1": _their_q1, "q4": _their_q4, "nested": _their_nested, "fresh": _their_q1,
}  # fmt: skip
