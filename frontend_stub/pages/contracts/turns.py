"""Whose turn a contract is, for the reader: what they can do, whom their own side waits for, or the other side."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from frontend_stub.site import steps

Json = dict[str, Any]

# The page on which each step is taken.
STEP_PAGES = {
    "REDRAFT": "edit",
    "AMEND": "amend",
    "SUBMIT_FOR_REVIEW": "submit-for-review",
    "REQUEST_CHANGES": "request-changes",
    "PUBLISH": "publish",
    "WITHDRAW": "withdraw",
    "EDIT_ROUND": "propose",
    "SUBMIT_ROUND": "propose/review",
    "WITHDRAW_ROUND": "take-back",
    "COUNTER_ROUND": "answer",
    "ACCEPT_ROUND": "accept",
    "REOPEN": "reopen",
    "START_APPROVAL": "start-approval",
    "SIGN": "sign",
    "DECLINE": "decline",
}
ONWARD = (
    "COUNTER_ROUND", "EDIT_ROUND", "ACCEPT_ROUND", "SUBMIT_FOR_REVIEW", "PUBLISH", "REQUEST_CHANGES",
    "START_APPROVAL", "SIGN", "REDRAFT",
)  # fmt: skip
"""The steps that move a contract on: the first one that is allowed is the main button."""


def place(contract_id: str, step: str = "") -> str:
    """The address of a contract or of one of its pages."""
    return f"/contracts/{quote(contract_id, safe='')}" + (f"/{step}" if step else "")


def turn(contract: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """See `steps.turn`; `data` has the viewer and the colleagues."""
    return steps.turn(
        contract, data["viewer"], steps.colleagues_in(data), onward=ONWARD, kind="ContractAction",
        address=lambda name: place(contract["id"], STEP_PAGES[name]),
    )  # fmt: skip


def turns(contracts: Iterable[Mapping[str, Any]], data: Mapping[str, Any]) -> dict[str, Json]:
    """The turn of each contract by its id."""
    return {contract["id"]: turn(contract, data) for contract in contracts}
