"""What the next page says once a step was taken."""

from typing import Any

import pytest

from frontend_stub import app
from frontend_stub.site import done, i18n
from tests.frontend import markup
from tests.frontend.world import World, browser

FORM = {
    "operation": "PartnerCreate", "name": "Meridian Fasteners GmbH", "kinds": ["SUPPLIER"], "country": "DE",
    "calendar": "DE-BY", "zone": "Europe/Berlin",
}  # fmt: skip
TAKEN: dict[str, Any] = {"PartnerPayload.userErrors": []}


FORMS = sorted({form.operation for page in app.PAGES for form in page.forms if not form.asked_in})
"""Those that do something; what is only asked is answered beside the form."""


@pytest.mark.parametrize("operation", FORMS)
def test_every_form_has_its_sentence_in_every_language(operation: str) -> None:
    context, sentence = done.DONE[operation]
    assert context == "done"
    for language in i18n.LANGUAGES:
        said = i18n.translations(language).pgettext(context, sentence)
        assert (said == sentence) == (language == i18n.SOURCE)


async def test_the_next_page_says_what_was_done_and_the_one_after_does_not() -> None:
    async with browser(World(answers=TAKEN)) as client:
        sent = await client.post("/partners/new", data=FORM)
        cookie = {"cookie": f"__Host-session=s1; {sent.headers['set-cookie'].partition(';')[0]}"}
        first = await client.get(sent.headers["location"], headers=cookie)
        second = await client.get(sent.headers["location"])
    assert "The partner is added." in markup.Page(first.text).text
    assert 'class="notice ok done" role="status"' in first.text
    assert "done=" in first.headers["set-cookie"]
    assert "Max-Age=0" in first.headers["set-cookie"]
    assert "The partner is added." not in second.text


async def test_a_cookie_of_somebody_elses_making_says_nothing() -> None:
    async with browser(World(), cookie="__Host-session=s1; done=<b>Won!</b>") as client:
        page = await client.get("/")
    assert "Won!" not in page.text
    assert "notice ok done" not in page.text
