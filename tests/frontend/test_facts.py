"""A fact taken back from the page of what it is about, and facts that cannot be counted."""

import json
from typing import Any

from tests.frontend import markup
from tests.frontend.test_expectations import sent, shown
from tests.frontend.world import World

HERE = "/subjects/sbj_1"


def fact(id_: str, side: str = "PARTNER", **more: Any) -> dict[str, Any]:
    told = {"id": id_, "side": side, "source": "ERP", "externalId": id_, "revision": 1, "statement": "RECEIPT"}
    return told | {"document": '{"received":"5"}', "reason": ""} | more


def about(*facts: dict[str, Any], aside: Any = None) -> World:
    return World(side="PARTNER", answers={
        "Viewer.permissions": ["fact:record"], "Subject.facts": list(facts), "Subject.other": None,
        "Subject.aside": aside and json.dumps(aside), "FactBatchPayload.userErrors": [],
        "FactConnection.nodes": [{"subject": {"id": "sbj_1"}}],
    })  # fmt: skip


async def test_only_facts_of_ones_own_side_as_they_are_now_can_be_taken_back() -> None:
    page = await shown(about(
        fact("fct_own"), fact("fct_theirs", "HOST"), fact("fct_portal", source="portal"),
        fact("fct_old", externalId="4711"), fact("fct_new", externalId="4711", revision=2),
        fact("fct_gone", document="", revision=3, reason="Sent twice."),
    ), HERE)  # fmt: skip
    offered = [each for each in ("own", "theirs", "portal", "old", "new", "gone") if f'value="fct_{each}"' in page]
    assert offered == ["own", "new"]
    assert "Withdrawn" in markup.Page(page).text


async def test_a_fact_is_taken_back_with_a_reason() -> None:
    form = {"operation": "FactWithdraw", "factId": "fct_own", "reason": "Sent twice."}
    status, asked = await sent(about(fact("fct_own")), HERE, form)
    assert (status, asked) == (303, {"factId": "fct_own", "reason": "Sent twice."})
    status, told = await sent(about(fact("fct_own")), HERE, form | {"reason": ""})
    assert status == 422
    assert any("This field is required." in each for each in told)


async def test_what_cannot_be_counted_is_named_with_why() -> None:
    page = await shown(about(aside=[["ERP", "4711-1", "UNIT"], ["", "received", "LARGE"]]), HERE)
    told = markup.Page(page).text
    for each in ("ERP · 4711-1", "Its unit cannot be converted into that of the others.", "Received",
                 "It has become too large to be stored."):  # fmt: skip
        assert each in told


async def test_what_the_portal_has_told_itself_leads_to_the_record_that_it_is_about() -> None:
    record = f"opp_{'0' * 32}"
    for key, leads in ((f"{record} HOST 1", True), (record, True), ("4711/10", False), (f"xyz_{'0' * 32}", False)):
        world = about()
        world.answers["Subject.key"] = key
        assert (f'href="/opportunities/{record}"' in await shown(world, HERE)) is leads
