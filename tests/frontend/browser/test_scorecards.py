"""A card and a breach by people with browsers, without a script: read in the first screen, proposed, agreed, cured."""

from playwright.sync_api import Browser, expect

from tests.frontend.browser.people import Person, signed_in
from tests.served import Served

TABS = 64
"""Pixels that the bar at the bottom takes on a phone."""


def is_on_the_first_screen(person: Person, *selectors: str) -> dict[str, bool]:
    """On a phone, without scrolling."""
    person.page.set_viewport_size({"width": 390, "height": 844})
    person.page.reload()
    boxes = {each: person.page.locator(each).first.bounding_box() for each in selectors}
    person.page.set_viewport_size({"width": 1280, "height": 900})
    return {each: bool(box and box["y"] + box["height"] <= 844 - TABS) for each, box in boxes.items()}


def proposes(legal: Person) -> str:
    """From the list to the proposal; gives the card's address."""
    page = legal.page
    legal.go("/scorecards")
    expect(page.get_by_role("heading", name="What partners owe, line by line")).to_be_visible()
    legal.follow("Propose a scorecard")
    page.get_by_label("Partner", exact=True).select_option(label="Northgate Castings Ltd")
    page.get_by_label("Whose promises").select_option(label="Owed to us")
    legal.press("Continue")
    page.get_by_label("Title").fill("Northgate from next year on")
    weights = page.locator("fieldset", has_text="Weight of each line").locator("input")
    was = weights.first.input_value()
    weights.first.fill("101")
    legal.press("Save the draft")
    expect(page.get_by_role("alert")).to_contain_text("They must add up to exactly 100.")
    weights.first.fill(was)
    legal.press("Save the draft")
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    legal.press("Propose")
    expect(page.get_by_text("The proposal is sent. The other side has ten business days.")).to_be_visible()
    return page.url.removeprefix(legal.portal.address)


def test_a_partner_reads_its_card_and_both_sides_agree_on_another(browser: Browser, portal: Served) -> None:
    legal = signed_in(browser, portal, "leonie@larkfield.example", script=False, inspect=True)
    paula = signed_in(browser, portal, "paula@northgate.example", script=False, inspect=True)
    paula.go("/scorecards")
    paula.page.locator("main .row-main > a").first.click()
    paula.look()
    first = (".whose-turn strong", ".whose-when", ".standing-word strong", ".score-value strong")
    assert is_on_the_first_screen(paula, *first) == dict.fromkeys(first, True)
    paula.page.locator(".score-name").first.click()
    paula.look()
    expect(paula.page.locator("h2#lines")).to_be_visible()

    address = proposes(legal)
    paula.go(address)
    paula.page.get_by_role("button", name="Agree", exact=True).focus()
    with paula.page.expect_navigation():
        paula.page.keyboard.press("Enter")
    expect(paula.page.get_by_text("You agreed. The scorecard counts from now on.")).to_be_visible()
    assert legal.faults + paula.faults == []


def test_a_plan_is_read_and_accepted_as_the_cure(browser: Browser, portal: Served) -> None:
    paula = signed_in(browser, portal, "paula@northgate.example", script=False, inspect=True)
    page = paula.page
    paula.go("/breaches")
    paula.follow("Accept as cured")
    expect(page.get_by_role("row", name="Prevention")).to_be_visible()
    cure = page.locator("#VERIFY_CURE")
    cure.get_by_label("Reason").fill("All of November was paid on time.")
    cure.get_by_role("button", name="Accept as cured").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("The breach has no consequences.", exact=False).first).to_be_visible()
    expect(page.locator(".record-bar .badge")).to_have_text("Cured")
    assert paula.faults == []
