"""Whose turn it is, for this reader: what they can do, whom of their own side it waits for, or the other side."""

from typing import Any

import pytest

from frontend_stub.site import steps
from tests.frontend.world import World, browser

VIEWER = {"side": "PARTNER"}
ANA = {"id": "mem_1", "name": "Ana", "roles": ["PARTNER_SIGNATORY"]}
BEN = {"id": "mem_2", "name": "Ben", "roles": ["PARTNER_VIEWER"]}


def offered(name: str, code: str = "") -> dict[str, Any]:
    blocked = {"code": code} if code else None
    return {"name": name, "allowed": not code, "blockedBy": blocked, "roles": ["PARTNER_SIGNATORY"], "notFor": []}


def turn(
    *actions: dict[str, Any], waiting: str = "PARTNER", colleagues: tuple[dict[str, Any], ...] = (ANA, BEN)
) -> Any:
    record = {"waitingOn": [waiting] if waiting else [], "availableActions": list(actions)}
    return steps.turn(
        record, VIEWER, colleagues, onward=("SIGN", "DECLINE"), address="/step/{}".format, kind="ContractAction"
    )


def test_what_the_reader_can_do_is_a_link_to_the_step() -> None:
    found = turn(offered("DECLINE"), offered("SIGN"))
    assert found == {"kind": "ACT", "href": "/step/SIGN", "verb": "Sign"}


@pytest.mark.parametrize(
    ("colleagues", "told"),
    [
        ((ANA, BEN), "Ana"),
        ((ANA, ANA | {"name": "Eva"}), "Ana or Eva"),
        ((BEN,), "Partner signatory"),
        (tuple(ANA | {"name": str(n)} for n in range(4)), "Partner signatory"),
    ],
)
def test_what_the_reader_may_not_do_waits_for_those_of_their_side_who_may(
    colleagues: tuple[dict[str, Any], ...], told: str
) -> None:
    assert turn(offered("SIGN", "NOT_PERMITTED"), colleagues=colleagues) == {"kind": "SIDE", "who": told}


@pytest.mark.parametrize(
    ("barred", "told"), [(["mem_1"], "Eva"), (["mem_1", "mem_3"], "Partner signatory"), (None, "Partner signatory")]
)
def test_nobody_is_named_for_whom_the_step_is_not(barred: list[str] | None, told: str) -> None:
    step = offered("SIGN", "NOT_PERMITTED") | {"notFor": barred}
    eva = ANA | {"id": "mem_3", "name": "Eva"}
    assert turn(step, colleagues=(ANA, BEN, eva)) == {"kind": "SIDE", "who": told}


def test_what_nobody_of_the_side_can_do_yet_names_nobody() -> None:
    assert turn(offered("SIGN", "BLOCKED")) == {"kind": "SIDE", "who": ""}


def test_what_waits_for_the_other_side_is_not_the_readers_even_where_a_step_is_open() -> None:
    assert turn(offered("DECLINE"), waiting="HOST") == {"kind": "OTHER"}
    assert turn(offered("DECLINE"), waiting="") == {"kind": ""}


async def test_the_list_leads_to_the_step() -> None:
    answers = {
        "Contract.waitingOn": ["HOST"], "Contract.id": "ctr_1",
        "Contract.availableActions": [
            {"name": "COUNTER_ROUND", "allowed": True, "blockedBy": None, "roles": ["LEGAL"], "notFor": []}
        ],
    }  # fmt: skip
    async with browser(World(answers=answers)) as client:
        page = await client.get("/contracts")
    assert '<a class="turn mine" href="/contracts/ctr_1/answer">Answer the proposal</a>' in page.text
