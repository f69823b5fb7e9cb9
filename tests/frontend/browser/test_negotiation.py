"""A whole negotiation by people with browsers: from the draft to both signatures, without a script and with one."""

import pytest
from playwright.sync_api import Browser, expect

from tests.frontend.browser.people import Person, signed_in
from tests.served import Served

TEXT = """1. Purpose
This agreement says what the parties expect of each other.

2. Payment
Invoices are paid within 30 days of receipt.

3. Delivery
Goods are delivered within 15 business days of an order.

4. Confidentiality
What one party learns of the other it keeps to itself.
"""
OWN_WORDS = "Goods are delivered within 12 business days of an order."


def drafts_and_publishes(legal: Person, title: str) -> str:
    """The company's draft, from the empty form to version 1; gives the contract's address."""
    page = legal.page
    legal.go("/contracts")
    legal.follow("Draft a contract")
    page.get_by_label("Partner", exact=True).select_option(label="Northgate Castings Ltd")
    page.get_by_label("Title").fill("Working title")
    page.get_by_label("Kind").select_option(label="Supply")
    page.get_by_label("First day").fill("2027-04-01")
    page.get_by_label("Notice period in days").fill("soon")
    page.get_by_label("Governing law").fill("Germany")
    page.get_by_label("Text", exact=True).fill(TEXT)
    legal.press("Save the draft")
    expect(page.get_by_role("heading", name="How the text is taken apart")).to_be_focused()
    taken = page.locator("li.piece")
    legal.press("Level down")
    expect(taken.nth(1)).to_contain_text("Level 2")
    legal.press("Level up")
    legal.press("Save the draft")
    expect(page.get_by_role("alert")).to_contain_text("Notice period in days: Enter a whole number, for example 30.")
    page.get_by_label("Notice period in days").fill("30")
    legal.press("Save the draft")
    address = page.url.removeprefix(legal.portal.address)
    expect(page.get_by_role("heading", name="Draft text")).to_be_visible()
    legal.also("Edit the draft")
    page.get_by_label("Title").fill(title)
    legal.press("Save the draft")
    legal.follow("Submit for review")
    legal.press("Submit for review")
    legal.also("Request changes")
    legal.go(address)
    legal.follow("Publish to partner")
    legal.press("Publish version 1")
    expect(page.get_by_role("heading", name="Text, version 1")).to_be_visible()
    return address


def proposes(partner: Person, title: str) -> None:
    """The partner's first proposal: a clause reworded, one removed, one added, and a term."""
    page = partner.page
    partner.go("/contracts?waitingOn=PARTNER")
    partner.follow(title)
    partner.also("Accept without changes")
    partner.go(page.url.removeprefix(partner.portal.address).removesuffix("/accept"))
    payment = page.locator("li.clause", has_text="Payment")
    payment.get_by_text("Change this clause").click()
    payment.get_by_label("Text of the clause").fill("Invoices are paid within 45 days of receipt.")
    payment.get_by_label("Why?").fill("Our own suppliers give us 45 days.")
    partner.press("Save the draft")
    expect(page.locator("ins")).to_contain_text("45")
    delivery = page.locator("li.clause", has_text="Delivery")
    delivery.get_by_text("Change this clause").click()
    delivery.get_by_label("Text of the clause").fill("Goods are delivered within 5 business days of an order.")
    delivery.get_by_label("Why?").fill("Our stores are small.")
    page.locator("summary", has_text="Key terms").click()
    page.get_by_label("Notice period in days").fill("90")
    page.locator("summary", has_text="Add a clause").click()
    added = page.locator("details", has=page.locator("summary", has_text="Add a clause"))
    added.get_by_label("Heading").fill("Disputes")
    added.get_by_label("Text of the clause").fill("The people in charge talk first.")
    partner.press("Save and review")
    expect(page.get_by_text("Your proposal changes 4 things in version 1.")).to_be_visible()
    page.get_by_label("Message to the other side").fill("Four points.")
    partner.press("Submit the proposal")
    expect(page.get_by_text("Larkfield Instruments GmbH must answer your proposal by")).to_be_visible()


def answers(legal: Person, address: str) -> None:
    """Each change gets an answer; the own words become the company's next proposal."""
    page = legal.page
    legal.go(address)
    expect(page.get_by_text("4 changes are proposed.")).to_be_visible()
    legal.follow("Answer the proposal")
    legal.press("Send answers and start your turn")
    expect(page.get_by_role("alert")).to_contain_text("Choose to accept it, reject it or suggest other wording.")
    change = {name: page.locator("li.answer", has_text=name) for name in ("Payment", "Delivery", "Notice", "Disputes")}
    for name in ("Payment", "Disputes"):
        change[name].get_by_label("Accept", exact=True).check()
    change["Notice"].get_by_label("Reject").check()
    change["Notice"].get_by_label("Reason").fill("Ninety days are too many for us.")
    change["Delivery"].get_by_label("Suggest other wording").check()
    change["Delivery"].get_by_label("Reason").fill("Five days cannot be kept.")
    change["Delivery"].get_by_label("Your wording").fill(OWN_WORDS)
    legal.press("Send answers and start your turn")
    expect(page.get_by_text("Your changes build on version 2.")).to_be_visible()
    legal.follow("Review and submit")
    expect(page.get_by_text("Your proposal changes one thing in version 2.")).to_be_visible()
    legal.press("Submit the proposal")


def agrees(partner: Person, address: str) -> None:
    page = partner.page
    partner.go(address)
    partner.follow("Answer the proposal")
    partner.follow("Accept everything and agree")
    expect(page.locator(".digest")).to_have_count(1)
    partner.press("Accept and agree")
    expect(page.get_by_text("No one can edit the agreed text")).to_be_visible()
    expect(page.get_by_text(OWN_WORDS)).to_be_visible()
    partner.also("Reopen")


def is_too_late(partner: Person, legal: Person, address: str) -> None:
    """The partner has the page to reopen before them while the company goes on: nothing is saved."""
    legal.go(address)
    legal.follow("Start approval")
    legal.press("Start the approval")
    partner.page.get_by_label("Reason").fill("One more point,\nafter all.")
    with partner.page.expect_navigation() as answer:
        partner.page.get_by_role("button", name="Reopen the negotiation").click()
    assert answer.value.status == 409
    expect(
        partner.page.get_by_label("You typed this for something that is no longer here. You can copy it:")
    ).to_have_value("One more point,\nafter all.")


def signs(signatory: Person, address: str, authority: str) -> None:
    page = signatory.page
    signatory.go(address)
    signatory.also("Decline to sign")
    signatory.go(address)
    signatory.follow("Sign")
    page.get_by_label("In what capacity are you signing?").fill(authority)
    signatory.press("Sign version 3")
    expect(page.get_by_role("alert")).to_contain_text("Read the text first, then tick this box.")
    page.get_by_label("I have read version 3 of this text and agree to it.").check()
    signatory.press("Sign version 3")
    signatory.follow("History")
    expect(page.locator("blockquote", has_text=authority)).to_be_visible()


@pytest.mark.parametrize("script", [False, True], ids=["without a script", "with a script"])
def test_a_contract_goes_from_the_draft_to_both_signatures(browser: Browser, portal: Served, script: bool) -> None:
    title = f"Castings {'with' if script else 'without'} a script"

    def enter(email: str) -> Person:
        return signed_in(browser, portal, email, script=script, inspect=not script)

    legal, partner = enter("leonie@larkfield.example"), enter("paula@northgate.example")
    address = drafts_and_publishes(legal, title)
    proposes(partner, title)
    answers(legal, address)
    agrees(partner, address)
    is_too_late(partner, legal, address)
    director, owner = enter("clara@larkfield.example"), enter("peter@northgate.example")
    signs(director, address, "Managing director")
    signs(owner, address, "Director, alone")
    owner.go(address)
    expect(owner.page.get_by_text("Both sides have signed. The contract applies from its first day.")).to_be_visible()
    owner.go(f"{address}/compare?base=1&head=3")
    expect(owner.page.get_by_text("3 clauses differ.")).to_be_visible()
    owner.go(f"{address}/print")
    expect(owner.page.locator(".signature")).to_have_count(2)
    people = (legal, partner, director, owner)
    assert [fault for person in people for fault in person.faults] == []
    for person in people:
        person.page.context.close()
