"""A mediation in the browsers of three people: from the level at which both sides need somebody to what is put right.

The demonstration has the case; the partner's administrator has a phone, and neither side has JavaScript.
"""

import re
import time
from collections.abc import Iterator
from email import message_from_bytes, policy

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests import patience
from tests.frontend.browser.people import Person, signed_in, watch, window
from tests.frontend.browser.test_disputes import PHONE, day, led, reads, sent, step
from tests.frontend.browser.test_passkeys import with_device
from tests.served import Served

TITLE = "Windows for the fair came too late"
MARA = {"name": "Mara Mediates", "email": "mara@mediators.example"}
LINK = re.compile(r"/mediation/join/[\w-]+")
HOME = "/mediation"


def link_mailed(portal: Served, number: int) -> str:
    """The path in the letter to the mediator, once so many of them have been sent."""
    until = time.monotonic() + patience.SECONDS
    while time.monotonic() < until:
        files = sorted((portal.data_dir / "mail").glob("*.eml"))
        letters = [message_from_bytes(each.read_bytes(), policy=policy.default) for each in files]
        hers = [each for each in letters if MARA["email"] in str(each["To"])]
        texts = [body.get_content() for each in hers if (body := each.get_body(("plain",)))]
        found = [match[0] for match in map(LINK.search, texts) if match]
        if len(found) == number:
            return found[-1]
        time.sleep(0.5)
    raise AssertionError("no letter with a link has come")


def begun(portal: Served, dispute_id: str) -> None:
    """The officer hands the case over, by the API."""
    with httpx.Client(base_url=portal.address, headers={"origin": portal.address}, timeout=patience.SECONDS) as client:
        client.post("/auth/session", json={"email": "doris@larkfield.example", "password": portal.password})
        asked = {"query": "query ($id: ID!) { dispute(id: $id) { version } }", "variables": {"id": dispute_id}}
        version = client.post("/graphql", json=asked).json()["data"]["dispute"]["version"]
        query = """mutation ($input: DisputeStepInput!) {
          disputeMediate(input: $input) { userErrors { message } } }"""
        given = {"input": {"disputeId": dispute_id, "expectedVersion": version}}
        answer = client.post("/graphql", json={"query": query, "variables": given}).json()
        assert answer["data"]["disputeMediate"]["userErrors"] == []


def joined(mara: Person, path: str) -> None:
    """Comes by the link and makes a passkey."""
    mara.go(path)
    mara.page.get_by_role("button", name="Create a passkey").click()
    mara.page.wait_for_url(mara.portal.address + HOME)
    mara.look()


def says(mara: Person, fold: str, button: str, text: str) -> None:
    form = mara.page.locator(f"#{fold}")
    if form.evaluate("it => it.tagName === 'DETAILS' && !it.open"):
        form.locator("summary").click()
    form.locator("textarea").fill(text)
    with mara.page.expect_navigation(wait_until="load"):
        form.get_by_role("button", name=button, exact=True).click()


def top(mara: Person) -> str:
    """Opens the page as it is now; gives what stands at its top."""
    mara.go(HOME)
    return " ".join(mara.page.locator("header.record").inner_text().split())


@pytest.fixture
def people(browser: Browser, portal: Served) -> Iterator[tuple[Person, Person, Person]]:
    """The partner's administrator, the company's lawyer, and somebody whom neither knows."""
    anais = signed_in(browser, portal, "anais@rivage.example", script=False, inspect=False)
    anais.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # what it takes, by its name
    leonie = signed_in(browser, portal, "leonie@larkfield.example", script=False, inspect=False)
    mara = Person(window(browser).new_page(), portal, inspect=True)
    watch(mara.page, mara.faults)
    with_device(mara.page)
    yield anais, leonie, mara
    for each in (anais, leonie, mara):
        each.page.context.close()


def accepted(anais: Person, leonie: Person, mara: Person) -> str:
    """Proposed by one side, declared, accepted by both; gives the case's address."""
    anais.go("/disputes")
    anais.page.get_by_role("link", name=TITLE).first.click()
    address = anais.page.url
    step(anais, "PROPOSE_MEDIATOR", "Propose a mediator", MARA)
    assert "The mediator gets a link." in anais.page.content()
    joined(mara, link_mailed(mara.portal, 1))
    assert "It is your turn. Declare what connects you with either side" in top(mara)
    mara.page.get_by_label("No", exact=True).check()
    says(mara, "declare", "Declare it", "I know neither of them.")
    assert "Waiting for the two sides." in top(mara)
    assert TITLE not in mara.page.content()
    for each in (anais, leonie):
        reads(each, address)
        assert "I know neither of them." in each.page.content()
        step(each, "ACCEPT_MEDIATOR", "Accept the mediator")
    assert "Both sides have accepted you." in top(mara)
    return address


def spoken(anais: Person, leonie: Person, mara: Person, address: str) -> None:
    """To both; with one side alone, which the other does not read; and what was typed outlives the session."""
    assert re.search(
        r"The mediation is under way\. Tell both sides how .*Otherwise it ends without a settlement\.", top(mara)
    )
    mara.page.context.clear_cookies()
    says(mara, "say", "Send to both sides", "Let us look at the dates first.")
    expect(mara.page.get_by_text("Your session has ended")).to_be_visible()
    mara.page.get_by_role("button", name="Use your passkey").click()
    expect(mara.page.locator("#passkey-works")).to_be_hidden()
    mara.press("Send to both sides")
    expect(mara.page.get_by_text("Your entry is recorded.")).to_be_visible()
    says(mara, "say-PARTNER", "Send only to Optique Rivage SAS", "Would half of it do?")
    reads(anais, address)
    step(anais, "Write only to the mediator", "Send to the mediator", {"text": "Half, and no word of it."})
    reads(leonie, address)
    assert "Let us look at the dates first." in leonie.page.content()
    for said in ("Would half of it do?", "Half, and no word of it."):
        assert said not in leonie.page.content()
    assert "There is 1 new entry since your last one." in top(mara)
    mara.page.get_by_role("link", name="Read the case").click()
    expect(mara.page.locator("#say-PARTNER")).to_contain_text("Half, and no word of it.")
    assert "Half" not in mara.page.locator("#say-HOST").inner_text()


def shown(anais: Person, leonie: Person, mara: Person, address: str) -> None:
    """An offer that the mediator reads once both sides let them, and no more once one takes that back."""
    words = "Half, once and for all."
    what = {"do-1": "CREDIT_AMOUNT", "by-1": "PARTNER", "until-1": day(20), "validUntil": day(10), "sum-1": "3000"}
    reads(anais, address)
    sent(anais, led(anais, "Make an offer"), "Make the offer", {**what, "text": words})
    step(anais, "SHOW_OFFERS", "Allow the mediator to read the offers")
    assert words not in (top(mara), mara.page.content())[1]
    reads(leonie, address)
    step(leonie, "SHOW_OFFERS", "Allow the mediator to read the offers")
    assert words in (top(mara), mara.page.locator("[aria-labelledby=offers]").inner_text())[1]
    reads(anais, address)
    step(anais, "HIDE_OFFERS", "Stop the mediator reading the offers")
    assert words not in (top(mara), mara.page.content())[1]


def linked_again(anais: Person, mara: Person, address: str) -> None:
    """Who has lost the passkey comes in by another link, and by nothing that there was before."""
    reads(anais, address)
    step(anais, "SEND_LINK_AGAIN", "Send the mediator a new link")
    mara.go(HOME)
    mara.page.get_by_role("button", name="Use your passkey").click()
    expect(mara.page.locator("#passkey-trouble")).to_contain_text(
        "We could not confirm it is you. Check what you entered."
    )
    joined(mara, link_mailed(mara.portal, 2))


def settled(anais: Person, leonie: Person, mara: Person, address: str) -> None:
    """What they have come to is accepted and put right; the mediator reads on for a while."""
    says(mara, "settled", "Tell both sides", "Half of the windows, and nothing for the stand.")
    reads(leonie, address)
    assert "Half of the windows, and nothing for the stand." in leonie.page.content()
    sent(leonie, led(leonie, "Answer the offer"), "Accept the offer")
    assert "You no longer mediate this case. You can read it until" in top(mara)
    assert mara.page.locator("textarea").count() == 0
    reads(anais, address)
    step(anais, "Report the remedy as done", "Report the remedy as done", {"note": "Credit note CN-9 is sent."})
    reads(leonie, address)
    step(leonie, "Confirm the remedy", "Confirm the remedy")
    assert "Resolved" in reads(anais, address)


def test_three_people_mediate_a_dispute_from_a_name_to_what_is_put_right(
    people: tuple[Person, Person, Person], portal: Served
) -> None:
    anais, leonie, mara = people
    address = accepted(anais, leonie, mara)
    begun(portal, address.rpartition("/")[2])
    spoken(anais, leonie, mara, address)
    shown(anais, leonie, mara, address)
    linked_again(anais, mara, address)
    settled(anais, leonie, mara, address)
    assert [each for person in people for each in person.faults] == []
