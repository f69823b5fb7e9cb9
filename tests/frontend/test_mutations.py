"""Forms over HTTP: sent, refused, stale, forbidden and done."""

import re
from typing import Any

import pytest

from frontend_stub.site import sending, serve
from tests.frontend import markup
from tests.frontend.world import World, browser

FORM = {
    "operation": "PartnerCreate",
    "idempotencyKey": "k" * 32,
    "name": "Meridian Fasteners GmbH",
    "kinds": ["SUPPLIER", "VENDOR"],
    "country": "DE",
    "calendar": "DE-BY",
    "zone": "Europe/Berlin",
}


def refusing(code: str, path: list[str], message: str = "That name is taken.") -> World:
    error = {"code": code, "message": message, "path": path}
    return World(answers={"PartnerPayload.userErrors": [error], "PartnerPayload.partner": None})


async def sent(world: World, form: dict[str, Any], **headers: str) -> Any:
    async with browser(world, **headers) as client:
        return await client.post("/partners/new", data=form)


async def test_a_form_that_is_accepted_leads_to_what_it_made() -> None:
    world = World(answers={"PartnerPayload.userErrors": []})
    answer = await sent(world, FORM)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/partners/xyz_0198f3c2"
    assert [(asked["operationName"], asked["variables"]) for asked in world.asked] == [
        (
            "PartnerCreate",
            {
                "input": {
                    "name": "Meridian Fasteners GmbH",
                    "kinds": ["SUPPLIER", "VENDOR"],
                    "country": "DE",
                    "calendar": "DE-BY",
                    "zone": "Europe/Berlin",
                    "idempotencyKey": "k" * 32,
                }
            },
        )
    ]


async def test_a_refused_form_keeps_what_was_typed_and_points_at_the_field() -> None:
    answer = await sent(refusing("INVALID", ["input", "name"]), FORM)
    assert answer.status_code == 422
    page = markup.Page(answer.text)
    assert page.all_problems() == []
    assert "#PartnerCreate-name" in page.links
    assert 'value="Meridian Fasteners GmbH"' in answer.text
    assert 'aria-describedby="PartnerCreate-name-error" aria-invalid="true"' in " ".join(answer.text.split())
    assert "Legal name: That name is taken." in page.text
    assert page.text.count("That name is taken.") == 1
    assert answer.text.count(" checked") == 2
    assert "k" * 32 not in answer.text


async def test_a_refusal_of_the_whole_form_stands_in_the_summary_alone() -> None:
    answer = await sent(refusing("NOT_PERMITTED", ["input"], "Only sales may add partners."), FORM)
    assert answer.status_code == 422
    assert markup.Page(answer.text).text.count("Only sales may add partners.") == 1


async def test_missing_fields_are_named_without_asking_the_api_to_change_anything() -> None:
    world = World()
    answer = await sent(world, {"operation": "PartnerCreate", "name": "A"})
    assert answer.status_code == 422
    assert [asked["operationName"] for asked in world.asked] == ["PartnerNew"]
    text = markup.Page(answer.text).text
    assert [line for line in text if line.endswith(": This field is required.")] == [
        "Kind of partner: This field is required.",
        "Country: This field is required.",
        "Holiday calendar: This field is required.",
        "Time zone: This field is required.",
    ]


async def test_somebody_who_was_faster_leads_to_the_conflict_page_with_the_text_kept() -> None:
    for code in ("STALE_VERSION", "STALE_DIGEST"):
        answer = await sent(refusing(code, ["input"]), FORM | {"name": "two\nlines"})
        assert answer.status_code == 409
        assert markup.Page(answer.text).all_problems() == []
        assert "two\nlines" in answer.text


@pytest.mark.parametrize("operation", ["", "ContractSign", "Home"])
async def test_a_form_this_page_does_not_have_is_refused(operation: str) -> None:
    world = World()
    answer = await sent(world, FORM | {"operation": operation})
    assert answer.status_code == 400
    assert world.asked == []


async def test_a_mutation_without_a_payload_is_an_error_page() -> None:
    answer = await sent(World(answers={"Mutation.partnerCreate": None}), FORM)
    assert answer.status_code == 502


async def test_a_form_over_the_limit_is_refused_in_words_and_nothing_is_asked() -> None:
    world = World()
    answer = await sent(world, FORM | {"name": "x" * sending.MAX_BODY})
    assert (answer.status_code, heading(answer)) == (413, "That is too long")
    assert world.asked == []


async def test_what_is_too_long_for_the_api_is_refused_in_the_same_words() -> None:
    world = World()
    world.status = 413
    answer = await sent(world, FORM)
    assert (answer.status_code, heading(answer)) == (413, "That is too long")
    assert markup.Page(answer.text).all_problems() == []


def heading(answer: Any) -> str:
    return str(re.findall("<h1>(.*?)</h1>", answer.text)[0])


async def test_a_form_with_more_fields_than_any_page_has_is_refused() -> None:
    world = World()
    answer = await sent(world, FORM | {"kinds": ["SUPPLIER"] * serve.MAX_FIELDS})
    assert answer.status_code == 400
    assert world.asked == []


@pytest.mark.parametrize("address", ["/login", "/display"])
async def test_a_form_without_a_text_may_not_be_long(address: str) -> None:
    async with browser(World()) as client:
        answer = await client.post(address, data={"email": "x" * serve.SHORT_BODY})
    assert answer.status_code == 413
