"""A text that reads otherwise than it looks, on every page that shows it, and where it is signed."""

from typing import Any

import pytest

from portal import ids
from portal.access import Role, Side
from portal.contracts.rules import RoundStatus, Status
from portal.contracts.text.documents import Clause
from tests.entering import Enter
from tests.frontend import markup
from tests.journeys.doors import Visitor
from tests.make import Make

PRICE = "The price is EUR \u202e000,1\u202c per box, paid to \u0420\u0430ypal."
CLAUSES = (Clause("price", "1", "Price", PRICE, 0), Clause("place", "2", "Place", "As agreed.", 0))
TURNED = "A character turns the direction of reading: U+202E RIGHT-TO-LEFT OVERRIDE."
MIXED = "The word “Раypal” mixes letters from two scripts."
DIRECTIONS = set("\u202a\u202b\u202c\u202d\u202e")


async def shown(visitor: Visitor, path: str) -> str:
    answer = await visitor.client.get(path)
    assert answer.status_code == 200, answer.text
    assert markup.Page(answer.text).all_problems() == []
    return answer.text


@pytest.mark.parametrize(
    ("status", "side", "pages"),
    [
        (Status.OUT_FOR_SIGNATURE, Side.PARTNER, ("", "/print", "/sign")),
        (Status.OUT_FOR_SIGNATURE, Side.HOST, ("", "/print", "/sign")),
        (Status.DRAFT, Side.HOST, ("", "/print")),
        (Status.IN_NEGOTIATION, Side.PARTNER, ("", "/print")),
    ],
)
async def test_every_page_of_a_text_shows_what_nobody_sees_and_says_so(
    make_committed: Make, enter: Enter, status: Status, side: Side, pages: tuple[str, ...]
) -> None:
    partner = await make_committed.partner(name="Northgate")
    made = await make_committed.contract(status=status, partner=partner, clauses=CLAUSES, title="Boxes")
    roles: dict[Side, Any] = {
        Side.PARTNER: {Role.PARTNER_ADMIN, Role.PARTNER_SIGNATORY}, Side.HOST: {Role.LEGAL, Role.COMPANY_SIGNATORY},
    }  # fmt: skip
    of = partner if side is Side.PARTNER else None
    (reader,) = await enter(await make_committed.member(of, roles=roles[side]))
    for page in pages:
        told = await shown(reader, f"/contracts/{ids.text('ctr', made.id)}{page}")
        assert TURNED in told
        assert MIXED in told
        assert not DIRECTIONS & set(told)
        assert page == "/sign" or "EUR [U+202E]000,1[U+202C] per box" in told


async def test_a_proposal_is_shown_so_and_its_editor_keeps_what_was_typed(make_committed: Make, enter: Enter) -> None:
    partner = await make_committed.partner(name="Northgate")
    made = await make_committed.contract(
        status=Status.IN_NEGOTIATION, partner=partner, round_status=RoundStatus.DRAFTING, pen=Side.PARTNER
    )
    (paula,) = await enter(await make_committed.member(partner))
    here = f"/contracts/{ids.text('ctr', made.id)}"
    read = """query ($by: ContractBy!) { contract(by: $by) {
      version currentVersion { clauses { key digest } } } }"""
    (contract,) = (await paula.ask(read, by={"id": ids.text("ctr", made.id)})).values()
    clause = contract["currentVersion"]["clauses"][0]
    given = {
        "operation": "REPLACE", "clauseKey": clause["key"], "baseDigest": clause["digest"], "text": PRICE,
        "rationale": "Clearer.",
    }  # fmt: skip
    edited = await paula.step(
        "contractEditRound", "ContractEditRoundInput", contractId=ids.text("ctr", made.id), changes=[given],
        expectedVersion=contract["version"],
    )  # fmt: skip
    assert edited["userErrors"] == []
    for page in ("/propose", "/propose/review"):
        told = await shown(paula, here + page)
        assert "[U+202E]000,1[U+202C]" in told
        assert TURNED in told
        assert MIXED in told
        assert (PRICE in told) is (page == "/propose")
