"""Numbers as the reader's language writes them: what is read, what is refused with an example, what a field shows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.datastructures import FormData

from frontend_stub.pages.contracts import changes
from frontend_stub.site import i18n, typed
from tests.frontend.posting import fields_of
from tests.frontend.world import World, browser

SPACE = "\xa0"


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with i18n.reading(i18n.reader(request.param, "UTC", datetime(2026, 11, 22, tzinfo=UTC))):
        yield request.param


READ = [
    ("en", "1250", "EUR", "1250"),
    ("en", "1250.00", "EUR", "1250.00"),
    ("en", "1,250.00", "EUR", "1250.00"),
    ("en", "120,000", "EUR", "120000"),
    ("en", "1,234,567.5", "EUR", "1234567.5"),
    ("en", " 1 250.00 ", "EUR", "1250.00"),
    ("en", "1.250", "KWD", "1.250"),
    ("en", "0.125", "EUR", "0.125"),
    ("en", "-5", "EUR", "-5"),
    ("bg", "1250,50", "EUR", "1250.50"),
    ("bg", "12,50", "EUR", "12.50"),
    ("bg", "120 000", "EUR", "120000"),
    ("bg", f"1{SPACE}250{SPACE}000,5", "BGN", "1250000.5"),
    ("bg", "1,250", "KWD", "1.250"),
    ("hi", "1,20,000", "INR", "120000"),
    ("hi", "12,34,567.50", "INR", "1234567.50"),
    ("hi", "120,000", "INR", "120000"),
    ("hi", "१,२०,०००", "INR", "120000"),
    ("fil", "120,000.75", "PHP", "120000.75"),
]
REFUSED = [
    ("en", "1250,00", "EUR", "Enter an amount in digits, for example 1250.00."),
    ("en", "12,50", "EUR", "Enter an amount in digits, for example 1250.00."),
    ("en", "1,20,000", "EUR", "Enter an amount in digits, for example 1250.00."),
    ("en", "1.250,00", "EUR", "Enter an amount in digits, for example 1250.00."),
    ("en", "1e5", "EUR", "Enter an amount in digits, for example 1250.00."),
    ("en", "+5", "EUR", "Enter an amount in digits, for example 1250.00."),
    ("en", "five", "EUR", "Enter an amount in digits, for example 1250.00."),
    ("en", "1" * 31, "EUR", "Enter an amount in digits, for example 1250.00."),
    ("en", "120.000", "EUR", "It is not clear how much 120.000 is. Enter an amount such as 1,250.00 or 1250.00."),
    ("en", "1.250", "JPY", "It is not clear how much 1.250 is. Enter an amount such as 1,250.00 or 1250.00."),
    ("bg", "120.000", "EUR", "Въведете сума с цифри, например 1250,00."),
    ("bg", "1250.50", "EUR", "Въведете сума с цифри, например 1250,00."),
    ("bg", "1,250.00", "EUR", "Въведете сума с цифри, например 1250,00."),
    ("bg", "120,000", "EUR", "Не е ясно колко е 120,000. Въведете сума във вида 1 250,00 или 1250,00."),
    ("hi", "1250,00", "INR", "राशि अंकों में लिखें, जैसे 1250.00।"),
    ("hi", "120.000", "INR", "यह स्पष्ट नहीं है कि 120.000 कितनी राशि है। राशि 1,250.00 या 1250.00 की तरह लिखें।"),
    ("fil", "120.000", "PHP", "Hindi malinaw kung magkano ang 120.000. Maglagay ng halaga gaya ng 1,250.00 o 1250.00."),
]


@pytest.mark.parametrize(("language", "text", "currency", "value"), READ, indirect=["language"])
@pytest.mark.usefixtures("language")
def test_an_amount_is_read_as_the_readers_language_writes_it(text: str, currency: str, value: str) -> None:
    assert typed.amount(text, currency) == value


@pytest.mark.parametrize(("language", "text", "currency", "message"), REFUSED, indirect=["language"])
@pytest.mark.usefixtures("language")
def test_what_the_language_does_not_write_so_is_refused_with_an_example_of_its_own(
    text: str, currency: str, message: str
) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the sentence is compared
        typed.amount(text, currency)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [("en", "1,000", 1000), ("bg", "1 000", 1000), ("hi", "1,00,000", 100000), ("fil", "30", 30)],
    indirect=["language"],
)
@pytest.mark.usefixtures("language")
def test_so_is_every_other_number_of_a_form(text: str, value: int) -> None:
    assert typed.integer(text) == value


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "30.0"), ("en", "1.000"), ("bg", "1,000"), ("bg", "1.000"), ("hi", "30.5"), ("fil", "x"), ("en", "")],
    indirect=["language"],
)
@pytest.mark.usefixtures("language")
def test_a_number_of_days_is_whole(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any sentence
        typed.integer(text)


@pytest.mark.parametrize("language", i18n.LANGUAGES, indirect=True)
def test_what_a_field_shows_is_read_back_as_it_was(language: str) -> None:
    shown = typed.written("1234567.50")
    assert shown == ("1234567,50" if language == "bg" else "1234567.50")
    assert typed.amount(shown) == "1234567.50"
    assert typed.written(None) == ""


@pytest.mark.parametrize("language", ["bg"], indirect=True)
@pytest.mark.usefixtures("language")
def test_a_term_is_proposed_as_the_reader_writes_it_and_one_that_is_left_is_not() -> None:
    sent = FormData({
        "saved": "[]", "contractId": "ctr_1", "expectedVersion": "1000", "noticeDays": "1 000", "noticeDays-was": "90",
        "value": "1250,00", "value-was": "1250.00 EUR", "valueCurrency": "eur",
    })  # fmt: skip
    variables, wrong = changes.merged(sent)
    assert wrong == []
    assert variables["input"]["expectedVersion"] == 1000
    assert [(each["term"], each["termValue"]) for each in variables["input"]["changes"]] == [("notice_days", "1000")]
    unclear = FormData([*((name, text) for name, text in sent.multi_items() if name != "value"), ("value", "1.250")])
    assert [(each.name, each.message) for each in changes.merged(unclear)[1]] == [
        ("value", "Въведете сума с цифри, например 1250,00.")
    ]


DRAFT = {
    "operation": "ContractDraft", "writtenIn": "bg", "partnerId": "xyz_1", "title": "T", "kind": "SUPPLY",
    "startsOn": "2027-01-01", "renewal": "NONE", "noticeDays": "1 000", "value": "120 000,50", "valueCurrency": "EUR",
    "governingLaw": "DE", "text": "1. Scope",
}  # fmt: skip


async def test_a_form_reads_an_amount_in_the_language_that_it_was_shown_in() -> None:
    """Also when another language was chosen meanwhile, in another window."""
    answers = {"Viewer.language": "bg", "Viewer.permissions": ["contract:draft"], "ContractPayload.userErrors": []}
    world = World(answers=answers)
    async with browser(world) as client:
        shown = (await client.get("/contracts/new")).text
        answer = await client.post("/contracts/new", data=DRAFT, headers={"cookie": "language=en"})
    assert '<input type="hidden" name="writtenIn" value="bg">' in shown
    assert answer.status_code == 303
    terms = world.asked[-1]["variables"]["input"]["terms"]
    assert (terms["value"], terms["noticeDays"]) == ({"amount": "120000.50", "currency": "EUR"}, 1000)


async def test_a_field_shows_its_amount_as_the_reader_writes_it() -> None:
    answers = {"Viewer.language": "bg", "AvailableAction.name": "REDRAFT"}
    async with browser(World(answers=answers)) as client:
        shown = (await client.get("/contracts/xyz_1/edit")).text
    assert 'name="value" value="1234567,50"' in shown


async def test_a_form_that_comes_back_goes_on_in_the_language_that_it_was_written_in() -> None:
    """Also what nobody touched in it: the whole form is read in one language."""
    found: dict[str, Any] = {"AvailableAction.name": "REDRAFT", "Viewer.permissions": ["contract:draft"]}
    async with browser(World(answers=found | {"Viewer.language": "bg"})) as client:
        sent = fields_of((await client.get("/contracts/xyz_1/edit")).text, "ContractRedraft")
    stale = {
        "ContractPayload.userErrors": [
            {"code": "STALE_VERSION", "message": "Someone else changed this first.", "path": []}
        ]
    }
    async with browser(World(answers=found | stale | {"Viewer.language": "en"})) as client:
        back = await client.post("/contracts/xyz_1/edit", data=sent | {"title": "Castings"})
    again = fields_of(back.text, "ContractRedraft")
    assert back.status_code == 409
    assert "Someone else changed this to:" not in back.text
    assert (sent["value"], again["value"]) == ("1234567,50", "1234567,50")
    assert (again["title"], again["writtenIn"]) == ("Castings", "bg")
