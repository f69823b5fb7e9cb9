"""No text is glued to text: whatever is said with a value is one message with a place for it, in every template."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from jinja2 import nodes

from frontend_stub.site import assets, i18n, render

ENVIRONMENT = render.environment(assets.own())
MESSAGES = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
ELEMENTS = {"badges", "dues", "icon", "parts", "form", "passkey"}
"""Macros that make an element of their own, which stands beside a text and is no part of it."""
TAG, OPEN = re.compile(r"<[^>]*>"), re.compile(r"^[^<]*>|<[^>]*$")


def is_message(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in MESSAGES


def is_element(node: nodes.Node) -> bool:
    target = node.node if isinstance(node, nodes.Call) else None
    return isinstance(target, nodes.Getattr) and isinstance(target.node, nodes.Name) and target.node.name in ELEMENTS


def is_sentence(node: nodes.Node) -> bool:
    """A message that ends as a sentence: another may follow it."""
    return is_message(node) and str(next(each.value for each in node.find_all(nodes.Const))).endswith((".", "?", "!"))


def glued(file: str) -> Iterator[str]:
    """Each place where punctuation follows a value, or a value a message, with nothing of the markup between."""
    source, _, _ = ENVIRONMENT.loader.get_source(ENVIRONMENT, file)  # type: ignore[union-attr]
    for output in ENVIRONMENT.parse(source).find_all(nodes.Output):
        for place, node in enumerate(output.nodes):
            if isinstance(node, nodes.TemplateData):
                pieces = TAG.sub("\0", OPEN.sub("\0", node.data) if "<" in node.data or ">" in node.data else node.data)
                if any(html.unescape(piece).strip() in {*".,;:"} for piece in pieces.split("\0")):
                    yield f"{file}:{node.lineno} {node.data.strip()!r}"
                continue
            beside = output.nodes[place + 1 : place + 3]
            if len(beside) < 2 or not isinstance(beside[0], nodes.TemplateData):
                continue
            is_apart = html.unescape(beside[0].data).strip() or any(map(is_element, (node, beside[1])))
            if not is_apart and (is_message(node) or is_message(beside[1])) and not is_sentence(node):
                yield f"{file}:{node.lineno}"


@pytest.mark.parametrize("file", sorted(ENVIRONMENT.list_templates(extensions=["html"])))
def test_no_text_is_glued_to_text(file: str) -> None:
    assert list(glued(file)) == [], (
        "Make it one message with places: _('granted by %(name)s on %(day)s', name=…, day=…)"
    )


@pytest.mark.parametrize(
    ("source", "is_glue"),
    [
        ('<p>{{ _("last used") }} {{ day }}</p>', True),
        ('<p>{{ _("Until %(day)s", day=day) }}.</p>', True),
        ("<p>{{ name }}, {{ day }}</p>", True),
        ('<p>{{ _("last used %(day)s", day=day) }} · {{ name }}</p>', False),
        ('<p>{{ _("It is signed.") }} {{ _("It cannot be taken back.") }}</p>', False),
        ('<dt>{{ _("Day") }}</dt><dd>{{ day }}</dd>', False),
    ],
)
def test_the_search_for_glue_finds_it(source: str, is_glue: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ENVIRONMENT.loader, "get_source", lambda *_: (source, None, None))
    assert bool(list(glued("planted"))) is is_glue


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", 'The link works until <time datetime="2027-03-31">31 Mar 2027</time>.'),
        ("bg", 'Връзката е валидна до <time datetime="2027-03-31">31.03.2027\u202fг.</time>'),
    ],
)
def test_a_day_with_its_own_full_stop_gets_no_second_one(language: str, said: str) -> None:
    with i18n.reading(i18n.reader(language, "UTC", datetime(2026, 11, 22, tzinfo=UTC))):
        shown = ENVIRONMENT.from_string('{{ _("The link works until %(day)s.", day="2027-03-31"|day) }}').render()
    assert shown == said


def test_a_name_with_its_own_full_stop_gets_no_second_one_either_and_is_escaped() -> None:
    assert i18n.filled("For %(name)s.", {"name": "<Acme> Ltd."}) == "For &lt;Acme&gt; Ltd."
    assert i18n.filled("For %(name)s. Or %(name)s, as %(n)s.", {"name": "Co.", "n": 3}) == "For Co. Or Co., as 3."
