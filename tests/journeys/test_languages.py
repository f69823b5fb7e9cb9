"""Somebody who is refused reads why in their own language: through the API, at the sign-in and on the pages."""

from typing import Any

import httpx
import pytest

from portal import ids
from portal.access import Role
from portal.contracts.rules import Status
from tests.entering import Enter
from tests.journeys.doors import PUBLIC_URL, Visitor
from tests.make import Make

WITHDRAW = """
mutation ($input: ContractReasonInput!) {
  contractWithdraw(input: $input) {
    userErrors { code message template path arguments { name value } }
    contract { availableActions { name blockedBy { code message template arguments { name value } } } }
  }
}
"""
STEPS = "query ($id: ID!) { contract(by: {id: $id}) { availableActions { name blockedBy { message } } } }"
ROLES = {
    "en": "Only these roles can do this: Partner administrator, Legal.",
    "bg": "Това могат да правят само следните роли: Администратор на партньора, Юрист.",
    "hi": "यह केवल ये भूमिकाएँ कर सकती हैं: पार्टनर प्रशासक, विधि अधिकारी।",
    "fil": "Ang mga role na ito lang ang makakagawa nito: Administrator ng partner, Legal.",
}
STATUS = {
    "en": "You cannot do this now. The contract is in force.",
    "bg": "Това не е възможно сега. Договорът е в сила.",
    "hi": "यह अभी संभव नहीं है। अनुबंध लागू है।",
    "fil": "Hindi ninyo ito magagawa ngayon. May bisa ang kontrata.",
}


async def asked(visitor: Visitor, query: str, language: str, **variables: Any) -> Any:
    headers = {"accept-language": f"{language};q=0.9, de"} if language != "en" else {}
    answer = await visitor.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    assert list(answer.json()) == ["data", "extensions"], answer.text
    return answer.json()["data"]


def blocked(contract: Any, action: str) -> Any:
    return next(each["blockedBy"] for each in contract["availableActions"] if each["name"] == action)


async def entered(make: Make, enter: Enter, status: Status, **person: Any) -> tuple[Visitor, str]:
    """A viewer of the partner of a contract, and the contract's id."""
    partner = await make.partner()
    contract = await make.contract(status=status, partner=partner)
    member = await make.member(partner, roles=frozenset({Role.PARTNER_VIEWER}), **person)
    await make.session.commit()
    (visitor,) = await enter(member)
    return visitor, ids.text("ctr", contract.id)


async def test_a_refusal_is_in_the_language_asked_for_with_what_a_program_needs_for_its_own(
    make_committed: Make, enter: Enter
) -> None:
    visitor, contract_id = await entered(make_committed, enter, Status.IN_NEGOTIATION)
    given = {"contractId": contract_id, "expectedVersion": 1, "reason": "The plans have changed."}
    for language, message in ROLES.items():
        payload = (await asked(visitor, WITHDRAW, language, input=given))["contractWithdraw"]
        told = {
            "code": "NOT_PERMITTED", "message": message, "template": "Only these roles can do this: {roles}.",
            "arguments": [{"name": "roles", "value": "PARTNER_ADMIN,LEGAL"}],
        }  # fmt: skip
        assert payload["userErrors"] == [told | {"path": []}]
        assert blocked(payload["contract"], "WITHDRAW") == told


async def test_what_may_be_done_is_told_each_in_their_language_though_it_is_kept_for_all(
    make_committed: Make, enter: Enter
) -> None:
    visitor, contract_id = await entered(make_committed, enter, Status.IN_NEGOTIATION)
    for language in (*ROLES, *ROLES):
        contract = (await asked(visitor, STEPS, language, id=contract_id))["contract"]
        assert blocked(contract, "WITHDRAW")["message"] == ROLES[language]


async def test_a_status_that_does_not_allow_it_is_a_whole_sentence_in_each_language(
    make_committed: Make, enter: Enter
) -> None:
    partner = await make_committed.partner()
    contract = await make_committed.contract(status=Status.ACTIVE, partner=partner)
    member = await make_committed.member(partner)
    await make_committed.session.commit()
    (visitor,) = await enter(member)
    given = {"contractId": ids.text("ctr", contract.id), "expectedVersion": 1, "reason": "The plans have changed."}
    for language, message in STATUS.items():
        payload = (await asked(visitor, WITHDRAW, language, input=given))["contractWithdraw"]
        assert [(each["code"], each["message"]) for each in payload["userErrors"]] == [("WRONG_STATUS", message)]


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "A password must have 8 to 256 characters. We recommend 15 or more."),
        ("bg", "Паролата трябва да е от 8 до 256 знака; препоръчително е да са 15 или повече."),
    ],
)
async def test_so_are_the_refusals_of_the_sign_in(
    make_committed: Make, enter: Enter, language: str, message: str
) -> None:
    visitor, _ = await entered(make_committed, enter, Status.IN_NEGOTIATION)
    answer = await visitor.client.post(
        "/auth/password", json={"old": "correct horse battery", "password": "short"},
        headers={"accept-language": language},
    )  # fmt: skip
    assert answer.json()["errors"][0]["message"] == message


async def test_a_page_says_why_not_in_the_language_of_the_profile_from_the_first_page_on(
    make_committed: Make, enter: Enter
) -> None:
    visitor, contract_id = await entered(make_committed, enter, Status.IN_NEGOTIATION)
    await asked(visitor, 'mutation { profileChange(input: {language: "bg"}) { userErrors { code } } }', "en")
    assert "language" not in visitor.client.cookies
    first = await visitor.client.get(f"/contracts/{contract_id}/withdraw")
    assert ROLES["bg"] in first.text
    assert ROLES["bg"] in (await visitor.client.get(f"/contracts/{contract_id}/withdraw")).text


async def test_a_page_without_a_profile_goes_by_the_browser(application: Any) -> None:
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        sent = {
            "organisation": "Acme", "kinds": "SUPPLIER", "country": "DE", "calendar": "DE-BY", "zone": "Nowhere/Land",
            "name": "Ada", "email": "ada@acme.example", "consent": "on",
        }  # fmt: skip
        answer = await client.post(
            "/register", data=sent, headers={"sec-fetch-site": "same-origin", "accept-language": "fil"}
        )
    assert "Ang time zone ay dapat pangalan, gaya ng Europe/Berlin." in answer.text
