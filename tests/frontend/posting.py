"""The forms of a page as a browser would send them: what is filled in, chosen and ticked, and what could be typed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]


@dataclass
class Form:
    """One form: its method and address, what it sends as it is shown, and which fields one types or chooses in."""

    method: str
    action: str
    values: list[tuple[str, str]] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    """The fields to type in, with their type."""
    choices: dict[str, list[str]] = field(default_factory=dict)
    ticks: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    """Those that have a name."""

    @property
    def operation(self) -> str:
        return dict(self.values).get("operation", "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._area = ""
        self._option: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            # What begins with "?" is the page's own address.
            action = given.get("action", "")
            self._form = Form(given.get("method", "get"), "" if action.startswith("?") else action)
            self.forms.append(self._form)
        elif self._form and "readonly" not in given:
            self._field(self._form, tag, given)

    def _field(self, form: Form, tag: str, given: Attributes) -> None:
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "text")
        if tag == "button" and name:
            form.buttons.append((name, value))
        elif tag == "input" and kind in {"checkbox", "radio"}:
            form.ticks.append((name, value))
            form.values += [(name, value)] if "checked" in given else []
        elif tag == "input" and name:
            form.values.append((name, value))
            form.typed |= {} if kind == "hidden" else {name: kind}
        elif tag == "textarea" and name:
            self._area = name
            form.typed[name] = "textarea"
        elif tag == "select":
            self._select = name
            form.choices[name] = []
        elif tag == "option" and self._select:
            self._option = [given["value"]] if "value" in given else []
            if "selected" in given:
                form.values.append((self._select, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._form and self._area:
            self._form.values.append((self._area, data.removeprefix("\n")))
            self._area = ""
        if self._form and self._option is not None:
            code = self._option[0] if self._option else data.strip()
            self._form.choices[self._select].append(code)
            chosen = self._form.values
            if chosen and chosen[-1] == (self._select, "") and not self._option:
                chosen[-1] = (self._select, code)
            self._option = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._form and self._select:
            first = self._form.choices[self._select][:1]
            if self._select not in dict(self._form.values):
                self._form.values += [(self._select, code) for code in first]
            self._select = ""
        if tag == "form":
            self._form = None


def forms_of(html: str) -> list[Form]:
    """Every form of a page that is posted, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [form for form in reader.forms if form.method == "post"]


def fields_of(html: str, operation: str = "") -> dict[str, str]:
    """What the page's form sends as it is shown; of the operation named, else of the one with the most fields."""
    found = [form for form in forms_of(html) if form.operation and operation in {"", form.operation}]
    return dict(max(found, key=lambda form: len(form.values)).values) if found else {}
