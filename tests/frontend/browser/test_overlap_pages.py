"""Finding common customers over the pages: one side in its browser, the other with files of the command line."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from frontend_stub.site import fetching
from portal.commands import overlap
from tests.frontend.browser.people import Person, signed_in
from tests.frontend.browser.test_documents import faults_of
from tests.frontend.browser.test_opportunities import comes_to
from tests.served import Served

OURS = [f"customer-{number}.example" for number in range(30)]
THEIRS = [f"customer-{number}.example" for number in range(20, 60)]


def proposed(person: Person) -> str:
    """By the company, without a script; gives its address."""
    person.page.goto(person.portal.address + "/overlaps/new")
    person.page.get_by_label("Partner", exact=True).select_option(label="Northgate Castings Ltd")
    person.page.get_by_label("Purpose of the search").fill("Visit common customers together.")
    person.page.get_by_label("Longest list").select_option("UP_TO_1000")
    person.page.get_by_label("Also which customers, if both sides agree again when the number is known").check()
    person.press("Propose the terms")
    assert "The terms are proposed." in person.page.content()
    return person.page.url


def fetched(person: Person, address: str, name: str, folder: Path) -> Path:
    """A file of the session, as a browser without a script gets it."""
    answer = person.page.context.request.get(f"{address}/files/{name}")
    assert answer.status == 200
    kept = folder / name
    kept.write_bytes(answer.body())
    return kept


def handed_in(person: Person, address: str, label: str, file: Path, button: str) -> None:
    person.page.goto(address)
    person.page.get_by_label(label).set_input_files(file)
    person.press(button)


def done_in(person: Person, address: str, button: str, said: str) -> None:
    """What the script does: it works, and sends the form by itself."""
    person.page.goto(address)
    person.page.get_by_role("button", name=button).click()
    expect(person.page.get_by_text(said)).to_be_visible()


def test_one_side_in_its_browser_and_one_at_the_command_line(
    browser: Browser, portal: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not (fetching.FOLDER / fetching.WANTED[0]).exists():
        pytest.skip("`python -m frontend_stub fetch` was not run: the script of the curve is not here.")
    paula = signed_in(browser, portal, "paula@northgate.example", script=True, inspect=True)
    company = signed_in(browser, portal, "leonie@larkfield.example", script=False, inspect=True)
    sent: list[bytes] = []
    paula.page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    at = proposed(company)
    paula.page.goto(at)
    paula.press("Agree to the terms")

    paula.page.get_by_label("Your customers, one per line").fill("\n".join([*OURS, "Acme Ltd"]))
    paula.page.get_by_role("button", name="Prepare here and send").click()
    expect(paula.page.get_by_text("Line 31: This is not a domain")).to_be_visible()
    paula.page.get_by_label("Your customers, one per line").fill("\n".join(OURS))
    paula.page.get_by_role("button", name="Prepare here and send").click()
    expect(paula.page.get_by_text("Your points are sent.")).to_be_visible()

    (tmp_path / "customers.txt").write_text("\n".join(THEIRS))
    terms, state = fetched(company, at, "terms.json", tmp_path), tmp_path / "customers.state"
    assert overlap.blind(path=tmp_path / "customers.txt", terms_path=terms, state=None, out=None, skip=False) == 0
    handed_in(company, at, "The file customers.points", tmp_path / "customers.points", "Send your points")
    assert "Your points are sent." in company.page.content()

    done_in(paula, at, "Answer here and send", "Your answer is sent.")
    assert overlap.answer(state=state, theirs=fetched(company, at, "theirs.points", tmp_path), out=None) == 0
    handed_in(company, at, "The file customers.answer", tmp_path / "customers.answer", "Answer the other side")
    assert "Your answer is sent." in company.page.content()

    comes_to(paula, at, "10 customers are common.")
    paula.page.get_by_label("Customers to leave out, one per line").fill(OURS[29])
    paula.page.get_by_role("button", name="Agree to show which customers").click()
    expect(paula.page.get_by_text("You agreed. When both sides have agreed")).to_be_visible()
    company.page.goto(at)
    company.press("Agree to show which customers")
    comes_to(paula, at, "Show which customers")
    paula.page.get_by_role("button", name="Show which customers").click()
    expect(paula.page.locator("[data-rows] li")).to_have_text(OURS[20:29])
    paula.look()
    capsys.readouterr()
    assert overlap.reveal(state=state, positions=fetched(company, at, "positions.json", tmp_path), out=None) == 0
    assert capsys.readouterr().out.splitlines() == OURS[20:29]
    assert [body for body in sent if b"customer-" in body] == []
    paula.page.get_by_role("button", name="Delete my list from this browser").click()
    assert paula.page.evaluate("localStorage.length") == 0
    assert [person.faults for person in (paula, company)] == [[], []]


def test_the_pages_of_common_customers_have_no_fault(browser: Browser, portal: Served) -> None:
    for email in ("paula@northgate.example", "leonie@larkfield.example"):
        person = signed_in(browser, portal, email, script=True, inspect=False)
        assert faults_of(person, ("/overlaps", "/overlaps/new")) == []
        person.page.context.close()
