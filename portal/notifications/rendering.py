"""A letter as HTML from its template, and as text from that HTML: both say the same."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jinja2

TEMPLATES = Path(__file__).parent / "templates"
ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
    lstrip_blocks=True, auto_reload=False,
)  # fmt: skip
BLOCKS = frozenset({"p", "h1", "h2", "ul", "li", "blockquote", "div", "main", "footer"})
QUOTED = "  > "
UNSEEN = frozenset({"style", "title"})


def html(values: Mapping[str, Any]) -> str:
    """The letter; whatever people have typed is escaped."""
    return ENVIRONMENT.get_template("letter.html").render(values)


def text(document: str) -> str:
    """The same without marks: a link's address stands below it, what somebody said behind ">"."""
    reader = _Reader()
    reader.feed(document)
    return reader.written()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = [""]
        self._unseen = 0
        self._links: list[str] = []
        self._before = ""
        self._is_quoting = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._unseen += 1
        if tag in BLOCKS:
            self._break(is_apart=tag in {"h1", "h2", "footer"})
        if tag == "li":
            self._before = "- "
        if tag == "blockquote":
            self._before, self._is_quoting = QUOTED, True
        if tag == "a":
            self._links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen -= 1
        if tag == "blockquote":
            self._before, self._is_quoting = "", False
        if tag == "a":
            self._break()
            self._lines[-1] = self._links.pop()
            self._break()
        if tag in BLOCKS:
            self._break(is_apart=tag in {"ul", "div"})

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        for number, line in enumerate(data.split("\n")):
            if number:
                self._break()
                self._before = QUOTED if self._is_quoting else self._before
            said = re.sub(r"\s+", " ", line)
            if self._before and said.strip():
                self._lines[-1], self._before = self._lines[-1] + self._before, ""
            self._lines[-1] += said if self._lines[-1] else said.lstrip()

    def _break(self, *, is_apart: bool = False) -> None:
        if self._lines[-1].strip():
            self._lines.append("")
        else:
            self._lines[-1] = ""
        if is_apart and len(self._lines) > 1 and self._lines[-2]:
            self._lines.append("")

    def written(self) -> str:
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in self._lines)).strip() + "\n"
