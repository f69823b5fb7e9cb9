"""A promise by people with browsers, without a script: proposed, agreed, measured, contested, answered, final."""

import time
from typing import Any

from playwright.sync_api import Browser, expect

from tests import patience
from tests.frontend.browser.people import Person, signed_in
from tests.served import Served

TITLE = "Castings on the day"
RECORD = """mutation ($input: FactsRecordInput!) { factsRecord(input: $input) {
  userErrors { message } batch { accepted refused } } }"""


def rows() -> list[dict[str, Any]]:
    """22 order lines of a quarter before all sample data, four of which came a week late."""
    made = []
    for number in range(22):
        told = {"order": f"PO-{number}", "agreed_on": "2024-05-11", "ordered": "10", "received": "10",
                "received_on": "2024-05-18" if number < 4 else "2024-05-11"}  # fmt: skip
        made.append({
            "kind": "ORDER_LINE", "statement": "LINE", "subjectKey": f"PO-{number:02}", "externalId": f"x{number}",
            "values": [{"name": name, "value": value} for name, value in told.items()],
        })  # fmt: skip
    return made


def proposes(legal: Person) -> str:
    """From the empty form to the proposal; gives its address."""
    page = legal.page
    legal.go("/expectations")
    legal.follow("Propose an expectation")
    page.get_by_label("What is measured").select_option(label="Order lines: On time")
    page.get_by_label("Partner", exact=True).select_option(label="Northgate Castings Ltd")
    legal.press("Continue")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("First day", exact=True).fill("2024-04-01")
    page.get_by_label("Last day (optional)").fill("2024-06-30")
    page.get_by_label("Target, at least").fill("about 95")
    legal.press("Save the draft")
    expect(page.get_by_role("alert")).to_contain_text("Target, at least: Enter an amount in digits")
    page.get_by_label("Target, at least").fill("95")
    legal.press("Save the draft")
    address = page.url.removeprefix(legal.portal.address)
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    legal.press("Propose")
    expect(page.get_by_text("The proposal is sent. The other side has ten business days.")).to_be_visible()
    return address


def brings_facts(person: Person) -> None:
    """Through the API, as a program of the company would."""
    partners = asked(person, "{ partners(first: 20) { nodes { id name } } }")["partners"]["nodes"]
    north = next(each["id"] for each in partners if each["name"].startswith("Northgate"))
    given = {"partnerId": north, "source": "ERP of the journey", "rows": rows()}
    assert asked(person, RECORD, input=given)["factsRecord"]["batch"] == {"accepted": 22, "refused": 0}


def asked(person: Person, query: str, **variables: Any) -> dict[str, Any]:
    answer = person.page.request.post(
        person.portal.address + "/graphql", data={"query": query, "variables": variables},
        headers={"sec-fetch-site": "same-origin", "origin": person.portal.address},
    )  # fmt: skip
    data: dict[str, Any] = answer.json()["data"]
    return data


def sees_the_value(partner: Person, address: str) -> None:
    """Once the clock has measured the quarter; its page is one click away."""
    until = time.monotonic() + patience.SECONDS
    value = partner.page.get_by_role("row", name="Q2 2024").get_by_text("81.82")
    while time.monotonic() < until:
        partner.page.goto(partner.portal.address + address)
        if value.count():
            break
        time.sleep(1)
    expect(value).to_be_visible()
    partner.follow("Q2 2024")


def contests(partner: Person) -> None:
    """Three of the four late lines, one of them for a reason of its own."""
    page = partner.page
    expect(page.get_by_text("of 22, agreed 95%, 95% interval")).to_be_visible()
    partner.press("Contest these lines")
    expect(page.get_by_role("alert")).to_contain_text("Tick the lines that you contest.")
    for key in ("PO-00", "PO-01", "PO-02"):
        page.get_by_role("checkbox", name=key, exact=True).check()
    other = page.locator("li.line", has=page.get_by_role("checkbox", name="PO-02", exact=True))
    other.get_by_text("Another reason for this line").click()
    other.get_by_label("Why? (optional)").select_option(label="The date is wrong")
    other.get_by_label("Problem (optional)").fill("It came on the 12th.")
    page.get_by_label("Why?", exact=True).select_option(label="The other side caused it")
    page.get_by_label("Problem", exact=True).fill("There was no slot to unload.")
    partner.press("Contest these lines")
    expect(page.get_by_text("Waiting for the other side.")).to_be_visible()
    expect(page.locator("#contests")).to_have_text("Contested lines 3")


def answers(manager: Person, address: str) -> None:
    """One is left out, one is corrected, one stays."""
    page = manager.page
    manager.go(address)
    manager.follow("Answer the contested lines")
    page.get_by_label("Reason for all lines without one of their own").fill("We looked at the gate's list.")
    for key, word in (("PO-00", "Leave it out"), ("PO-01", "Leave unchanged"), ("PO-02", "Correct it")):
        page.locator("section", has_text=key).get_by_label(word).check()
    corrected = page.locator("section", has_text="PO-02")
    corrected.get_by_text("To correct it").click()
    corrected.get_by_label("Received on (optional)").fill("2024-05-11")
    manager.press("Send the answers")
    expect(page.locator(".standing-word strong")).to_have_text("90.48%")


def test_from_a_promise_to_a_final_value_that_both_sides_have_settled(browser: Browser, portal: Served) -> None:
    legal = signed_in(browser, portal, "leonie@larkfield.example", script=False, inspect=False)
    manager = signed_in(browser, portal, "miriam@larkfield.example", script=False, inspect=False)
    partner = signed_in(browser, portal, "paula@northgate.example", script=False, inspect=True)
    address = proposes(legal)
    partner.go(address)
    partner.press("Agree")
    expect(partner.page.get_by_text("You agreed. The expectation is in force from its first day.")).to_be_visible()
    brings_facts(manager)
    sees_the_value(partner, address)
    value = partner.page.url.removeprefix(portal.address).partition("?")[0]
    contests(partner)
    answers(manager, value)
    partner.go(value)
    expect(partner.page.get_by_text("Left unchanged").first).to_be_visible()
    partner.page.get_by_text("The value is right", exact=True).first.click()
    partner.press("The value is right")
    expect(partner.page.get_by_text("The value stays.")).to_be_visible()
    assert legal.faults + manager.faults + partner.faults == []
