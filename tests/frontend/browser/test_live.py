"""Two people at one case: what one does the other sees without loading anew, and what they had typed is still there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from portal.demo.arguing import Argument
from portal.demo.disputed import Claim, Line
from portal.disputes.operations import DocumentKind
from portal.reasons import Evidence
from tests.frontend.browser.arguing import argued
from tests.frontend.browser.people import Person, signed_in, window
from tests.frontend.browser.standing import ADA, Site
from tests.frontend.speaking import Speaking
from tests.served import Served

CLAIM = Claim(
    partner=0, contract="Castings, framework", reason="DISCOUNT_WRONG", title="Discount of week 39 twice",
    text="It is in the unit price.", currency="GBP", papers=(Evidence.INVOICE, Evidence.CLAUSE), filed=4,
    lines=(Line(kind=DocumentKind.INVOICE, number="NGC-4512", amount="96.00", text="4 % of 2,400.00, twice."),),
)  # fmt: skip
PAULA, LEONIE = "paula@northgate.example", "leonie@larkfield.example"
CHANGED = "This has changed. Reload to see it."
HALF = "We have looked at the call-off and"


async def admitted(case: Argument) -> None:
    await case.admit()


def is_stream(answer: Response) -> bool:
    return "/events" in answer.url


def listening(page: Page, address: str) -> None:
    """The page is open, and hears of what happens from now on."""
    with page.expect_response(is_stream):
        page.goto(address)


def says(person: Person, address: str, words: str) -> None:
    person.page.goto(address)
    person.page.locator("#SAY summary").click()
    person.page.get_by_label("Your message").fill(words)
    person.press("Send")


@pytest.fixture(scope="module")
def leonie(browser: Browser, portal: Served) -> Iterator[Person]:
    person = signed_in(browser, portal, LEONIE, script=True, inspect=False)
    yield person
    person.page.context.close()


@pytest.fixture(scope="module")
def paula(browser: Browser, portal: Served) -> Iterator[Person]:
    person = signed_in(browser, portal, PAULA, script=True, inspect=False)
    yield person
    person.page.context.close()


@pytest.fixture(scope="module")
def case(portal: Served, leonie: Person) -> str:
    """Its address; it comes up on the list and the first page of somebody who looks at them."""
    lists, home = leonie.page, leonie.page.context.new_page()
    listening(lists, portal.address + "/disputes")
    home.goto(portal.address)
    address = argued(portal, CLAIM, admitted)
    expect(lists.get_by_role("link", name=CLAIM.title)).to_be_visible()
    expect(home.get_by_role("link", name=CLAIM.title).first).to_be_visible()
    home.close()
    return address


def test_what_one_says_the_other_reads_at_once_and_half_a_sentence_stays(
    leonie: Person, paula: Person, case: str
) -> None:
    page = leonie.page
    listening(page, case)
    page.locator("#SAY summary").click()
    field = page.get_by_label("Your message")
    field.fill(HALF)
    page.evaluate("window.isTheSame = true")
    says(paula, case, "The order confirmation is in the papers.")
    expect(page.locator(".feed > li").first).to_contain_text("The order confirmation is in the papers.")
    expect(page.locator("#SAY [data-note]")).to_have_text(CHANGED)
    expect(page.locator("[data-news]")).to_have_text(CHANGED)
    expect(field).to_have_value(HALF)
    expect(field).to_be_focused()
    assert page.evaluate("window.isTheSame")
    page.keyboard.type(" find it right.")
    expect(field).to_have_value(f"{HALF} find it right.")
    expect(paula.page.locator(".done")).to_be_visible()
    assert leonie.faults + paula.faults == []


def test_all_pages_of_a_browser_share_a_stream_and_another_goes_on_with_it(
    leonie: Person, paula: Person, case: str
) -> None:
    streams: list[str] = []
    leonie.page.context.on("request", lambda asked: streams.append(asked.url) if "/events" in asked.url else None)
    listening(leonie.page, case)
    first, second, third = leonie.page, *(leonie.page.context.new_page() for _ in range(2))
    for page in (second, third):
        page.goto(case)
    says(paula, case, "Both of us count the same flanges.")
    for page in (first, second, third):
        expect(page.locator(".feed > li").first).to_contain_text("Both of us count the same flanges.")
        expect(page.locator("[data-news]")).to_have_text("This page shows what has just changed.")
    assert len(streams) == 1
    with leonie.page.context.expect_event("response", is_stream):
        first.goto("about:blank")
    says(paula, case, "We wait for your answer.")
    for page in (second, third):
        expect(page.locator(".feed > li").first).to_contain_text("We wait for your answer.")
    assert len(streams) == 2
    assert not streams[1].endswith("after=")
    second.close()
    third.close()


def test_where_the_session_ends_the_page_says_so_and_keeps_what_was_typed(
    browser: Browser, portal: Served, case: str
) -> None:
    leonie = signed_in(browser, portal, LEONIE, script=True, inspect=False)
    page, other = leonie.page, leonie.page.context.new_page()
    listening(page, case)
    page.locator("#SAY summary").click()
    field = page.get_by_label("Your message")
    field.fill(HALF)
    other.goto(portal.address + "/profile")
    other.get_by_role("button", name="Sign out").first.click()
    told = page.locator("[data-over]")
    expect(told).to_be_visible()
    expect(field).to_have_value(HALF)
    with page.context.expect_page() as opened:
        told.get_by_role("link", name="Sign in again").click()
    again = opened.value
    again.get_by_label("Email").fill(LEONIE)
    again.get_by_label("Password").fill(portal.password)
    again.get_by_role("button", name="Sign in", exact=True).click()
    expect(told).to_have_count(0)
    expect(field).to_have_value(HALF)
    page.context.close()


def test_after_a_server_was_away_a_page_asks_what_it_has_missed(browser: Browser) -> None:
    world = Speaking(answers=ADA)
    page = window(browser).new_page()
    site = Site(world)
    with site:
        listening(page, f"{site.address}/disputes/dsp_1")
    world.fill = "long"
    with site:
        expect(page.locator("[data-news]")).to_have_text("This page shows what has just changed.")
    page.context.close()


def test_a_page_that_answers_a_form_only_says_that_something_changed(leonie: Person, paula: Person, case: str) -> None:
    page = leonie.page
    page.goto(case)
    page.locator("#SAY summary").click()
    with page.expect_response(is_stream):
        leonie.press("Send")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_visible()
    says(paula, case, "Please say more.")
    expect(page.locator("[data-note]")).to_have_text(CHANGED)
    expect(summary).to_be_visible()
