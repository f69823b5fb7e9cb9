"""Nobody who reads another language meets an English sentence: not on any page, and not where any form is refused."""

import html
import re

import pytest
from babel import Locale

from frontend_stub import app
from frontend_stub.site import i18n
from frontend_stub.site.page import Page
from tests.frontend import markup
from tests.frontend.posting import Form, forms_of
from tests.frontend.test_pages import address, side_of
from tests.frontend.world import World, browser
from tests.ground.leftovers import is_english

OTHERS = sorted(set(i18n.LANGUAGES) - {i18n.SOURCE})
READ_OUT = re.compile(r'\b(?:aria-label|title|placeholder|alt|data-(?:confirm|said|told)[a-z-]*)="([^"]*)"')
FOR_PROGRAMS = re.compile(r"curl .*|-[dH] .*|\{.*|.*\bhttps?://.*", re.DOTALL)
"""What one copies into a terminal or a program."""


def english(answer: str, language: str) -> list[str]:
    """What of a page somebody reads or has read out to them is English; places are called what their language says."""
    places = {*map(str, Locale.parse(language).territories.values())}
    texts = [" ".join(each.split()) for each in markup.Page(answer).text]
    texts += [html.unescape(each) for each in READ_OUT.findall(answer)]
    return [each for each in texts if is_english(each) and each not in places and not FOR_PROGRAMS.fullmatch(each)]


def empty(form: Form) -> dict[str, str | list[str]]:
    """What is sent when somebody types and chooses nothing."""
    untouched = {*form.typed, *form.choices, *(name for name, _ in form.ticks)}
    return {name: value for name, value in form.values if name not in untouched}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("page", app.PAGES, ids=lambda page: page.path)
async def test_no_page_and_no_form_of_it_says_an_english_sentence(page: Page, language: str) -> None:
    world, here = World(side=side_of(page), answers={"Viewer.language": language}), address(page)
    async with browser(world, **{"accept-language": language}) as client:
        answers = [await client.get(here)]
        for form in forms_of(answers[0].text):
            to = form.action or here
            answers += [await client.post(to, data=empty(form)), await client.post(to, data=dict(form.values))]
    said = [answer.text for answer in answers if answer.headers.get("content-type", "").startswith("text/html")]
    assert f'lang="{language}"' in said[0]
    assert {each for text in said for each in english(text, language)} == set()


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 429, 500, 503])
async def test_no_page_of_what_went_wrong_says_one(status: int, language: str) -> None:
    world = World()
    world.status = status
    async with browser(world, **{"accept-language": language}) as client:
        answers = [
            await client.get(each) for each in ("/contracts", "/disputes/xyz_1", "/nowhere", "/contracts?after=1")
        ]
    said = [answer.text for answer in answers if answer.headers.get("content-type", "").startswith("text/html")]
    assert said
    assert {each for text in said for each in english(text, language)} == set()
