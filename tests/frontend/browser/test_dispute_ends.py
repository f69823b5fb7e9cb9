"""Two ends of a dispute that are not the first: decided, appealed and decided for good; settled, not done, and done."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Browser, expect

from portal.access import Side
from portal.demo.arguing import Argument
from portal.demo.disputed import Claim, Line
from portal.disputes import operations
from portal.disputes.operations import DocumentKind
from portal.disputes.rules.remedy import RemedyKind
from portal.disputes.rules.statuses import LineAnswer
from portal.reasons import Evidence
from tests.frontend.browser.arguing import argued, shows, time_goes_by
from tests.frontend.browser.people import Person, signed_in
from tests.frontend.browser.test_disputes import PHONE, day, led, reads, sent, step
from tests.served import Served

BONUS = Claim(
    partner=8, contract="Distribution in Japan", reason="FEE_WRONG", title="Bonus of the third quarter", filed=20,
    text="The statement leaves out two orders of September.", currency="JPY", papers=(Evidence.ACCRUAL_STATEMENT,),
    lines=(
        Line(kind=DocumentKind.ORDER, number="LF-O 9102", amount="90000", text="Confirmed on 28 September."),
        Line(kind=DocumentKind.ORDER, number="LF-O 9107", amount="60000", text="Confirmed on 30 September."),
    ),
)  # fmt: skip
FREIGHT = Claim(
    partner=1, contract="Distribution in the south-west", reason="EXTENSION_WRONG", title="Freight added twice",
    filed=12, text="The freight is in the sum and in a line of its own.", currency="USD", papers=(Evidence.INVOICE,),
    lines=(Line(kind=DocumentKind.INVOICE, number="LF-78004", amount="320.00", text="Freight, twice."),),
)  # fmt: skip
BEING_DONE, NEXT_LEVEL = (
    "The settlement or decision is being carried out.",
    "The dispute is being reviewed one level higher.",
)
DONE = "Report the remedy as done"


async def risen(case: Argument) -> None:
    """Both lines are contested, and the partner has taken it to the next level."""
    no = (LineAnswer.CONTEST, "", "Both came in after the quarter was closed.")
    await case.respond(no, no)
    await case.go(case.side(Side.PARTNER), operations.escalate, days=8, reason="The dates stand on the orders.")


async def settled(case: Argument) -> None:
    """The company credits it within three weeks."""
    await case.respond((LineAnswer.PART, "160.00", "Half of it was express freight."))
    credit = case.owes(RemedyKind.CREDIT_AMOUNT, Side.HOST, "Credit note for the freight.", "240.00")
    await case.offer(Side.HOST, "Three quarters of it, and we are done.", credit)
    await case.accept(Side.PARTNER)


def decides(person: Person, address: str, found: Sequence[tuple[str, str, str]]) -> None:
    """What each line is found to be, how much of it, and why."""
    person.go(address.removeprefix(person.portal.address))
    form = led(person, "Decide every line")
    lines = [each.get_attribute("value") for each in form.locator("[name=line]").all()]
    for line, (code, amount, text) in zip(lines, found, strict=True):
        form.locator(f"[name=code-{line}][value={code}]").check()
        form.locator(f"[name=amount-{line}]").fill(amount)
        form.locator(f"[name=text-{line}]").fill(text)
    sent(person, form, "Decide every line")
    expect(person.page.get_by_text("Every line is decided.").first).to_be_visible()


def reasons(person: Person, address: str) -> str:
    """What is not possible now, and why."""
    reads(person, address)
    return " ".join((person.page.locator(".reasons").text_content() or "").split())


def put_right(company: Person, partner: Person, address: str, note: str) -> None:
    reads(company, address)
    step(company, DONE, DONE, {"note": note})
    reads(partner, address)
    step(partner, "Confirm the remedy", "Confirm the remedy")
    assert "Resolved" in reads(partner, address)


def by_name(browser: Browser, portal: Served, *emails: str, **more: Any) -> list[Person]:
    return [signed_in(browser, portal, each, **{"script": False, "inspect": True, **more}) for each in emails]


def test_a_decision_is_appealed_once_and_the_second_one_by_somebody_else_stands(
    browser: Browser, portal: Served
) -> None:
    address = argued(portal, BONUS, risen)
    clara, emil, legal, akari = by_name(
        browser, portal, "clara@larkfield.example", "emil@larkfield.example", "leonie@larkfield.example",
        "akari@kumo.example",
    )  # fmt: skip
    late, too_late = "It came before the quarter was over.", "It came in after five."
    decides(clara, address, [("PARTLY_FOUNDED", "30000", late), ("UNFOUNDED", "", too_late)])
    assert "Either side can appeal once." in reads(akari, address)
    expect(akari.page.locator("[aria-labelledby=lines]")).to_contain_text(too_late)
    step(akari, "APPEAL", "Appeal", {"reason": "Midnight in Tokyo is five in the afternoon in Berlin."})
    expect(akari.page.get_by_text("The appeal is at the next level.").first).to_be_visible()
    assert "Decide every line – You are involved in this case, so someone else must do this." in reasons(clara, address)

    decides(emil, address, [("FOUNDED", "", late), ("UNFOUNDED", "", "The order names October.")])
    assert "Appeal – The decision was appealed once." in reasons(akari, address)
    assert akari.page.locator("#APPEAL").count() == 0
    time_goes_by(portal, address)
    shows(akari, address, BEING_DONE)
    expect(akari.page.locator("[aria-labelledby=remedies]")).to_contain_text("90,000")
    put_right(legal, akari, address, "It is in the statement of this month.")
    assert [fault for each in (clara, emil, legal, akari) for fault in each.faults] == []


def test_what_is_settled_and_not_done_in_time_goes_to_the_next_level_and_is_done_there(
    browser: Browser, portal: Served
) -> None:
    address = argued(portal, FREIGHT, settled)
    legal, alice = by_name(browser, portal, "leonie@larkfield.example", "alice@bluemesa.example")
    for person in (legal, alice):
        person.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # what it takes, by its name
        assert BEING_DONE in reads(person, address)
    assert "Report that it was not remedied – No remedy is overdue." in reasons(alice, address)
    time_goes_by(portal, address)
    for person in (legal, alice):
        shows(person, address, NEXT_LEVEL)
        person.look()
        expect(person.page.locator("[aria-labelledby=remedies]")).to_contain_text("Not done")
        shows(person, f"{portal.address}/notifications", "A remedy was not done in time")
        expect(person.page.locator("main")).to_contain_text(FREIGHT.title)

    reads(legal, address)
    what = {"do-1": "CREDIT_AMOUNT", "by-1": "HOST", "until-1": day(5), "sum-1": "240", "validUntil": day(3)}
    sent(legal, led(legal, "Make an offer"), "Make the offer", {**what, "text": "It lay on a desk. This week."})
    reads(alice, address)
    sent(alice, led(alice, "Answer the offer"), "Accept the offer")
    put_right(legal, alice, address, "Credit note CN-4410.")
    expect(alice.page.locator("[aria-labelledby=remedies] .line")).to_have_count(2)
    assert legal.faults + alice.faults == []
