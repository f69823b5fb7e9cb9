"""A dispute of as many lines as one may have, answered on its page with one reason for all of them."""

from typing import Any

from portal.access import Role
from tests.disputes.test_redacted import DRAFT, FILE, STEP, done
from tests.entering import Enter
from tests.frontend.posting import forms_of
from tests.make import Make

LINES = 500
PAGE = """query ($id: ID!, $after: String) { dispute(id: $id) { status lines(first: 100, after: $after) {
  totalCount nodes { position answer answerText } pageInfo { hasNextPage endCursor } } } }"""


async def test_five_hundred_lines_are_answered_on_the_page_at_once(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    partner = await make.partner(name="Northgate")
    paula, doris, leonie = await enter(
        await make.member(partner, name="Paula"), await make.member(roles={Role.DISPUTE_OFFICER}, name="Doris"),
        await make.member(roles={Role.LEGAL}, name="Leonie"),
    )  # fmt: skip
    lines = [{"documentKind": "INVOICE", "documentNumber": f"INV-{each}", "text": "Too dear"} for each in range(LINES)]
    case = await done(paula, DRAFT, reasonCode="OTHER", title="Prices", text="x" * 60, lines=lines)
    case = await done(paula, FILE, disputeId=case["id"], expectedVersion=case["version"])
    admit = STEP.format("DisputeStepInput", "disputeAdmit")
    case = await done(doris, admit, disputeId=case["id"], expectedVersion=case["version"])

    here = f"/disputes/{case['id']}"
    assert f'href="{here}/steps/respond"' in (await leonie.client.get(here)).text
    shown = await leonie.client.get(f"{here}/steps/respond")
    (form,) = [each for each in forms_of(shown.text) if each.operation]
    fields: dict[str, Any] = {}
    for name, value in form.values:
        fields.setdefault(name, []).append(value)
    own = fields["line"][2]
    said = {"code": "CONTEST", "text": "The new prices hold.", f"code-{own}": "ACCEPT"}
    answer = await leonie.client.post(f"{here}/steps/respond", data=fields | said)
    assert (answer.status_code, answer.headers["location"]) == (303, here)

    found, after = [], None
    while True:
        seen = (await paula.ask(PAGE, id=case["id"], after=after))["dispute"]
        found += seen["lines"]["nodes"]
        if not seen["lines"]["pageInfo"]["hasNextPage"]:
            break
        after = seen["lines"]["pageInfo"]["endCursor"]
    assert (seen["status"], len(found)) == ("NEGOTIATION", LINES)
    assert [each["position"] for each in found if each["answer"] == "ACCEPT"] == [3]
    assert {each["answerText"] for each in found if each["answer"] == "CONTEST"} == {"The new prices hold."}
