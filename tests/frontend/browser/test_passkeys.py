"""Passkeys in a real browser with a device of its own: made, used to sign in, asked for before signing, removed."""

from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.frontend.browser.people import Person, signed_in
from tests.served import Served

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
PAULA = "paula@northgate.example"


def with_device(page: Page) -> CDPSession:
    """Gives the page's browser a device that keeps passkeys and knows its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable", {"enableUI": False})
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session


def add_passkey(person: Person, name: str) -> None:
    person.go("/profile/passkey")
    person.page.get_by_label("Name of this device").fill(name)
    person.page.get_by_role("button", name="Create a passkey").click()
    person.page.wait_for_url(person.portal.address + "/profile")
    expect(person.page.get_by_text(name, exact=True)).to_be_visible()


def sign_in_by_passkey(person: Person) -> None:
    person.page.context.clear_cookies()
    person.page.goto(person.portal.address + "/login")
    person.page.get_by_role("button", name="Sign in with a passkey").click()


def test_a_passkey_is_made_signs_in_and_signs_nobody_in_once_it_is_removed(browser: Browser, portal: Served) -> None:
    paula = signed_in(browser, portal, PAULA, script=True, inspect=True)
    with_device(paula.page)
    add_passkey(paula, "Work laptop")
    paula.look()

    sign_in_by_passkey(paula)
    paula.page.wait_for_url(portal.address + "/")
    paula.go("/profile")
    paula.go("/confirm?next=/contracts")
    paula.page.get_by_role("button", name="Use your passkey").click()
    paula.page.wait_for_url(portal.address + "/contracts")
    paula.go("/profile")
    expect(paula.page.get_by_text("Confirmation", exact=False).first).to_be_visible()
    paula.page.get_by_role("button", name="Remove the passkey Work laptop").click()
    expect(paula.page.get_by_text("You have no passkey.")).to_be_visible()
    expect(paula.page.get_by_text("Passkey removed")).to_be_visible()

    sign_in_by_passkey(paula)
    expect(paula.page.locator("#passkey-trouble")).to_contain_text(
        "We could not confirm it is you. Check what you entered."
    )
    assert paula.page.url == portal.address + "/login"
    assert paula.faults == []
    paula.page.context.close()
