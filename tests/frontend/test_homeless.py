"""A form that comes back says why, with what was typed, also where the page has no place for it any more: all forms."""

from typing import Any

import graphql
import pytest

from frontend_stub import app
from frontend_stub.site.page import Page
from tests.frontend import markup
from tests.frontend.posting import Form, forms_of
from tests.frontend.test_pages import address, side_of
from tests.frontend.world import SCHEMA, World, browser

MINE = "Words that only I have typed"
CODES = {"STALE_VERSION": "Someone else changed this first.", "WRONG_STATUS": "Someone else withdrew it."}
GONE = "Nothing was saved, because this is no longer possible here."
OF_PEOPLE = {"text", "search", "textarea"}


def over(code: str) -> dict[str, Any]:
    """An API in which nothing can be done any more, and which refuses everything for one reason."""
    kinds = [each for each in SCHEMA.type_map.values() if isinstance(each, graphql.GraphQLObjectType)]
    error = {"code": code, "message": CODES[code], "path": ["input"]}
    offered: dict[str, Any] = {
        f"{each.name}.availableActions": [] for each in kinds if "availableActions" in each.fields
    }
    refused = {f"{each.name}.userErrors": [error] for each in kinds if "userErrors" in each.fields}
    return {**offered, **refused, "Viewer.permissions": []}


def typed(form: Form) -> dict[str, Any]:
    """What a browser sends of it once somebody has typed into each field that takes words."""
    values: dict[str, Any] = {}
    for name, value in form.values:
        values.setdefault(name, []).append(value)
    return values | {name: MINE for name, kind in form.typed.items() if kind in OF_PEOPLE}


async def answers(page: Page, code: str, sent: list[dict[str, Any]]) -> list[Any]:
    async with browser(World(side=side_of(page), answers=over(code))) as client:
        return [await client.post(address(page), data=each) for each in sent]


async def forms(page: Page) -> list[Form]:
    async with browser(World(side=side_of(page))) as client:
        found = forms_of((await client.get(address(page))).text)
    return [each for each in found if each.method == "post" and not each.action and page.form(each.operation)]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("page", app.PAGES, ids=lambda page: page.path)
async def test_no_form_comes_back_in_silence_and_nothing_that_was_typed_is_lost(page: Page, code: str) -> None:
    found = await forms(page)
    for form, answer in zip(found, await answers(page, code, [typed(each) for each in found]), strict=True):
        if answer.status_code == 303:
            continue  # it leads to where one proves first that one is there
        shown = markup.Page(answer.text)
        assert shown.all_problems() == [], form.operation
        assert 'role="alert"' in answer.text, form.operation
        is_here = form.operation in {each.operation for each in forms_of(answer.text)}
        assert is_here or GONE in " ".join(" ".join(shown.text).split()), form.operation
        if form.typed and not is_here and {*form.typed.values()} & OF_PEOPLE:
            assert MINE in answer.text, form.operation
