"""A fee that is contested: the way from its page to the draft, what both sides read of it, and what is settled on."""

from typing import Any

import pytest
from starlette.datastructures import FormData

from frontend_stub.pages.disputes import settling
from tests.frontend.test_disputes import shown
from tests.frontend.world import World

EUR = {"amount": "3600.00", "currency": "EUR"}
FEE: dict[str, Any] = {
    "id": "fee_1", "version": 3, "number": "F-2026-7KQ2MX", "status": "ACCRUED", "orderReference": "PO 4711",
    "wonOn": "2026-03-02", "amount": EUR, "balance": EUR, "base": {"amount": "45000.00", "currency": "EUR"},
    "rate": "0.08", "share": 10000, "isDisputed": False, "disputedIn": None, "availableActions": [], "note": "",
    "disputes": {"nodes": []}, "entries": [],
}  # fmt: skip
OPEN = {"id": "dsp_1", "number": "D-2026-7KQ2MX", "title": "Our fee", "status": "SUBMITTED"}
FILES = ["dispute:read", "dispute:file"]


def world(side: str = "PARTNER", permissions: list[str] | None = None, **more: Any) -> World:
    told = {f"Fee.{name}": value for name, value in {**FEE, **more}.items()}
    return World(side=side, answers={**told, "Viewer.permissions": FILES if permissions is None else permissions})


@pytest.mark.parametrize("side", ["PARTNER", "HOST"])
async def test_both_sides_contest_a_fee_from_its_page_where_they_may_file(side: str) -> None:
    html, said = await shown(world(side), "/fees/fee_1")
    assert ("/disputes/new?about=fee_1" in html, "Contest this fee" in said) == (True, True)
    assert ("&amp;partner=" in html) is (side == "HOST")
    html, said = await shown(world(side, permissions=["dispute:read"]), "/fees/fee_1")
    assert ("/disputes/new" in html, "Contest this fee" in said) == (False, False)


async def test_a_fee_that_is_disputed_says_so_and_by_which_dispute() -> None:
    held = world(status="HELD", isDisputed=True, disputedIn=OPEN["number"], disputes={"nodes": [OPEN]})
    html, said = await shown(held, "/fees/fee_1")
    assert "Held while dispute D-2026-7KQ2MX is open: it is neither approved nor paid." in said
    assert ('href="/disputes/dsp_1"' in html, "/disputes/new" in html) == (True, False)
    _, said = await shown(held, "/fees")
    assert "In dispute: D-2026-7KQ2MX" in said
    _, said = await shown(world(), "/fees")
    assert "In dispute" not in said


async def test_a_fee_that_was_corrected_shows_the_row_and_the_dispute_that_has_ended() -> None:
    row = {
        "kind": "ADJUSTMENT", "cause": "DISPUTE", "text": OPEN["number"], "madeBy": "", "payout": None,
        "madeAt": "2026-03-02T09:00:00.000Z",
        "amount": {"amount": "400.00", "currency": "EUR"},
    }  # fmt: skip
    ended = world(entries=[row], disputes={"nodes": [{**OPEN, "status": "RESOLVED"}]})
    html, said = await shown(ended, "/fees/fee_1")
    assert "Settled or decided in a dispute · D-2026-7KQ2MX" in said
    assert "/disputes/new?about=fee_1" in html


@pytest.mark.parametrize(("amount", "claimed"), [("3600.00", "3600.00"), ("0.00", "3500.00")])
async def test_the_draft_says_by_which_schedule_the_fee_was_counted_on_what(amount: str, claimed: str) -> None:
    node = {
        "__typename": "Fee", **{name: FEE[name] for name in ("id", "number", "orderReference", "rate", "base")},
        "amount": {"amount": amount, "currency": "EUR"},
        "entries": [{"kind": "ACCRUAL", "amount": {"amount": "3500.00", "currency": "EUR"}}],
        "partner": {"id": "org_1", "name": "Northgate Castings"},
        "schedule": {"validFrom": "2016-01-01", "version": 1, "contract": {"id": "ctr_1", "title": "Frame"}},
    }  # fmt: skip
    reason = {"code": "FEE_WRONG", "category": "CHANNEL", "leastText": 0, "papers": []}
    told = {"Query.node": node, "DisputeReasonCodes.reasons": [reason], "Viewer.permissions": FILES}
    html, _ = await shown(World(side="PARTNER", answers=told), "/disputes/new?about=fee_1")
    for part in ("Fee F-2026-7KQ2MX: PO 4711", "F-2026-7KQ2MX", "1 January 2016 (version 1): 8% of €45,000.00.",
                 f'value="{claimed}"', 'value="fee_1"'):  # fmt: skip
        assert part in html, part


LINES = {"nodes": [{"recordId": "fee_1", "record": {"__typename": "Fee", **FEE}}, {"recordId": None, "record": None}]}


async def test_an_offer_names_the_fee_that_the_dispute_is_about() -> None:
    told = {
        "Dispute.id": "dsp_1", "Dispute.status": "NEGOTIATION", "Dispute.currency": "EUR", "Dispute.offers": [],
        "Dispute.lines": LINES, "Viewer.permissions": [*FILES, "dispute:settle"],
    }  # fmt: skip
    html, said = await shown(World(side="PARTNER", answers=told), "/disputes/dsp_1/offer")
    assert ('<option value="fee_1">Fee F-2026-7KQ2MX: PO 4711</option>' in html, "Fee paid" in said) == (True, True)
    assert settling.MAKING.build
    typed = {"disputeId": "dsp_1", "expectedVersion": "1", "validUntil": "2026-03-20", "currency": "EUR",
             "do-1": "PAY_FEE", "by-1": "HOST", "until-1": "2026-03-20", "sum-1": "400.00",
             "of-1": "fee_1"}  # fmt: skip
    made, errors = settling.MAKING.build(FormData(typed))
    assert errors == []
    assert made["input"]["actions"] == [{
        "kind": "PAY_FEE", "obligor": "HOST", "dueOn": "2026-03-20", "recordId": "fee_1",
        "amount": {"amount": "400.00", "currency": "EUR"},
    }]  # fmt: skip
    again = typed | {"was-1": "PAY_FEE", "had-1": "fee_1", "do-1": "CREDIT_AMOUNT"}
    other, _ = settling.MAKING.build(FormData(again))
    assert "recordId" not in other["input"]["actions"][0]
