"""Every form that is posted names where: one that does not takes the fragment of the page's address with it."""

import re
from datetime import UTC, datetime

from starlette.datastructures import QueryParams

from frontend_stub.site import i18n, render
from frontend_stub.site.assets import Assets

FORM = re.compile(r"<form\b[^>]*>")
READER = i18n.reader("en", "UTC", datetime(2026, 11, 22, tzinfo=UTC))


def unaddressed(source: str) -> list[str]:
    return [form for form in FORM.findall(source) if 'method="post"' in form and " action=" not in form]


def test_no_form_goes_to_the_address_of_its_page_with_the_fragment() -> None:
    sources = {str(path): path.read_text(encoding="utf-8") for path in render.TEMPLATES.rglob("*.html")}
    assert {name: found for name, source in sources.items() if (found := unaddressed(source))} == {}
    assert sum(source.count('method="post"') for source in sources.values()) > 40
    assert unaddressed('<form class="form" method="post">') == ['<form class="form" method="post">']


def test_a_page_goes_to_itself_with_what_was_asked() -> None:
    page = render.environment(Assets()).from_string("{{ itself() }}")
    assert page.render() == "?"
    asked = QueryParams("about=opp_1&a=1%22&a=2")
    with i18n.reading(READER), render.at(asked):
        assert page.render() == "?about=opp_1&amp;a=1%22&amp;a=2"
    assert page.render() == "?"
