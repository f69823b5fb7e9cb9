"""What a mutation answers: any selection of its payload, as a query would answer it."""

from typing import Any

from portal import ids
from portal.app import Portal
from portal.contracts.rules import Status
from tests.entering import Enter
from tests.journeys.doors import Visitor
from tests.make import Make

WITHDRAW = """
mutation Withdraw($input: ContractReasonInput!, $result: Int!, $withTitle: Boolean!) {
  contractWithdraw(input: $input) {
    userErrors { code }
    contract { status title @include(if: $withTitle) versions(last: $result) { number } }
  }
}
"""


async def withdraw(visitor: Visitor, contract_id: str, **variables: Any) -> Any:
    given = {"contractId": contract_id, "expectedVersion": 1, "reason": "The plans have changed."}
    answer = await visitor.client.post("/graphql", json={"query": WITHDRAW, "variables": {"input": given, **variables}})
    return answer.json()


async def test_a_payload_is_compiled_once_for_its_switches_and_takes_its_arguments_from_the_variables(
    application: Portal, make_committed: Make, enter: Enter
) -> None:
    partner = await make_committed.partner()
    made = [
        ids.text("ctr", (await make_committed.contract(status=Status.IN_NEGOTIATION, partner=partner)).id)
        for _ in range(3)
    ]
    member = await make_committed.member(partner)
    await make_committed.session.commit()
    (visitor,) = await enter(member)

    answers = [
        await withdraw(visitor, made[0], result=3, withTitle=True),
        await withdraw(visitor, made[1], result=1, withTitle=False),
        await withdraw(visitor, made[2], result=2, withTitle=False),
    ]

    assert [answer["data"]["contractWithdraw"]["contract"] for answer in answers] == [
        {"status": "WITHDRAWN", "title": "Supply of parts", "versions": [{"number": 1}]},
        {"status": "WITHDRAWN", "versions": [{"number": 1}]},
        {"status": "WITHDRAWN", "versions": [{"number": 1}]},
    ]
    assert len(application.api.documents.get(WITHDRAW).plans) == 2


async def test_an_argument_out_of_bounds_is_refused_before_anything_is_done(make_committed: Make, enter: Enter) -> None:
    partner = await make_committed.partner()
    made = await make_committed.contract(status=Status.IN_NEGOTIATION, partner=partner)
    member = await make_committed.member(partner)
    await make_committed.session.commit()
    (visitor,) = await enter(member)
    contract_id = ids.text("ctr", made.id)

    refused = await withdraw(visitor, contract_id, result=1_000, withTitle=False)
    found = await visitor.ask("query ($id: ID!) { contract(by: {id: $id}) { status } }", id=contract_id)

    assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert found["contract"]["status"] == "IN_NEGOTIATION"
