"""Reads a page as a browser would and lists what is wrong with its markup."""

from html.parser import HTMLParser

VOID = frozenset(
    {"meta", "link", "input", "img", "br", "hr", "use", "path", "source", "col", "wbr", "circle", "line", "rect"}
)
FIELDS = frozenset({"input", "select", "textarea"})


class Page(HTMLParser):
    """Elements, ids, labels and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[tuple[str, bool]] = []
        self.headings: list[str] = []
        self.landmarks: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []
        self.pointers: list[str] = []
        self._open: list[str] = []
        self._is_said = True
        self.feed(html)
        self.close()
        if self._open:
            self.problems.append(f"left open: {self._open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if len(given) != len(attrs):
            self.problems.append(f"<{tag}> has an attribute twice")
        if "style" in given or any(name.startswith("on") for name in given):
            self.problems.append(f"<{tag}> has inline style or script")
        self.ids += [given["id"]] if "id" in given else []
        self.pointers += given.get("aria-describedby", "").split() + given.get("aria-labelledby", "").split()
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])
        if tag in FIELDS and given.get("type") != "hidden":
            self.fields.append((given.get("id", ""), "label" in self._open or "aria-label" in given))
        self.headings += [tag] if tag == "h1" else []
        self.landmarks += [tag] if tag in {"main", "nav", "header"} else []
        self.links += [given["href"]] if tag == "a" else []
        self._is_said = self._is_said and tag != "th"
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.problems.append(f"<{tag}/> closes itself")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"</{tag}> at {self.getpos()} closes something else")
        if tag == "th" and not self._is_said:
            self.problems.append(f"the head of a row or column at {self.getpos()} says nothing")

    def handle_data(self, data: str) -> None:
        self._is_said = self._is_said or bool(data.strip())
        if data.strip() and not {"script", "style"} & set(self._open):
            self.text.append(data.strip())

    def all_problems(self) -> list[str]:
        twice = {each for each in self.ids if self.ids.count(each) > 1}
        nameless = [each for each, named in self.fields if not named and each not in self.labelled]
        lost = [each for each in self.pointers if each not in self.ids]
        found = list(self.problems)
        found += [f"ids used twice: {sorted(twice)}"] if twice else []
        found += [f"fields without a label: {nameless}"] if nameless else []
        found += [f"described by nothing: {lost}"] if lost else []
        found += [f"{len(self.headings)} first headings"] if len(self.headings) != 1 else []
        found += ["no main landmark"] if self.landmarks.count("main") != 1 else []
        return found
