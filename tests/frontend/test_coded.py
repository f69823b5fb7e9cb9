"""Codes of products and of countries and their parts stand on no page without what people call them."""

import re
from typing import Any

import graphql
import pytest

from frontend_stub import app
from frontend_stub.site import i18n, words
from frontend_stub.site.page import Page
from tests.frontend import markup
from tests.frontend.test_pages import address, side_of
from tests.frontend.world import SCHEMA, World, browser

CODE, NAME = "QX-7", "Quartz lamps"
TOLD: dict[str, Any] = {
    "products": [CODE], "product": CODE, "productName": NAME, "free": [f"{CODE} FR-IDF"], "regions": ["FR-IDF", "PT"],
    "calendars": ["FR-IDF", "PT"], "countries": ["PT"], "country": "PT", "customerCountry": "PT",
}  # fmt: skip
NAMED = {
    f"{kind}.{field}": value for kind in ("Product", "SoldProduct") for field, value in (("code", CODE), ("name", NAME))
}
TYPED = re.compile(r"<textarea.*?</textarea>", re.DOTALL)
BARE = re.compile(rf"(?<!{NAME} )(?<!{NAME} \(){CODE}|(?<!France \()FR-IDF|\bPT\b")


def told() -> dict[str, Any]:
    """What the API says in each field that has such codes, of whatever it is."""
    objects = [each for each in SCHEMA.type_map.values() if isinstance(each, graphql.GraphQLObjectType)]
    found = {
        f"{kind.name}.{name}": value
        for kind in objects
        for name, value in TOLD.items()
        if name in kind.fields
        and graphql.is_scalar_type(graphql.get_named_type(kind.fields[name].type))
        and isinstance(value, list) is graphql.is_list_type(graphql.get_nullable_type(kind.fields[name].type))
    }
    return found | NAMED | {"Contract.feeTerms": [{"term": "fee_products", "value": CODE}]}


def bare(html: str) -> list[str]:
    """Each code that stands alone in what a page says, with what is before it; what was typed stays as it is."""
    said = " ".join(" ".join(markup.Page(TYPED.sub("", html)).text).split())
    return [said[max(0, each.start() - 60) : each.end()] for each in BARE.finditer(said)]


@pytest.mark.parametrize("page", app.PAGES, ids=lambda page: page.path)
async def test_no_page_says_a_code_without_its_name(page: Page) -> None:
    async with browser(World(side=side_of(page), answers=told())) as client:
        answer = await client.get(address(page))
    assert answer.status_code == 200
    assert bare(answer.text) == []


@pytest.mark.parametrize(
    ("html", "alone"),
    [
        (f"<p>{NAME} ({CODE}), France (FR-IDF), Portugal</p><textarea>{CODE} PT</textarea>", 0),
        (f"<td>{NAME}</td><td>{CODE}</td>", 0),
        (f"<p>{CODE}</p>", 1),
        ("<p>Portugal, FR-IDF</p>", 1),
        ("<p>Portugal, PT</p>", 1),
    ],
)
def test_the_search_for_bare_codes_finds_them(html: str, alone: int) -> None:
    assert len(bare(html)) == alone


def test_a_code_is_said_with_its_name() -> None:
    assert [words.coded(NAME, CODE), words.coded(CODE, CODE), words.coded("", "")] == [f"{NAME} ({CODE})", CODE, ""]
    with i18n.reading(i18n.Reader(language="bg")):
        assert i18n.regions(["FR-IDF", "PT", "FR-ARA"]) == "Франция (FR-IDF, FR-ARA), Португалия"
        assert [i18n.regions([each]) for each in ("PT", "XX", "XX-1", "")] == ["Португалия", "XX", "XX (XX-1)", ""]
