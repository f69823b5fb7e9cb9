"""XML as others write it, read without entities, without DTD and without anything from elsewhere; bounded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from portal import errors
from portal.sheets.table import MOST_BYTES, PATH

MOST_ELEMENTS, DEEPEST, LONGEST_TEXT, MOST_ATTRIBUTES = 200_000, 40, 1_000, 20
NONE: Mapping[str, str] = {}
SPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
AGGREGATES, BASICS = f"{SPACE}CommonAggregateComponents-2", f"{SPACE}CommonBasicComponents-2"


@dataclass(slots=True)
class Element:
    """One element by its name without its namespace; elements of other namespaces are left out with all in them."""

    name: str
    attributes: Mapping[str, str]
    text: str = ""
    children: "list[Element]" = field(default_factory=list)

    def all(self, path: str) -> "Iterator[Element]":
        """The elements at a path such as `Item/Name`, in their order."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                yield from child.all(rest) if rest else (child,)

    def said(self, path: str) -> str:
        """The first text at a path, or the attribute of `Quantity@unitCode`; "" for none."""
        names, _, attribute = path.partition("@")
        found = (each.attributes.get(attribute, "") if attribute else each.text for each in self.all(names))
        return next((text.strip() for text in found if text.strip()), "")


def read(content: bytes) -> Element:
    """The root of a UBL document. Refuses: Invalid."""
    if len(content) > MOST_BYTES:
        raise errors.Invalid("The file is larger than {most} MB.", most=MOST_BYTES // 1_000_000, path=PATH)
    parser, builder = expat.ParserCreate(namespace_separator=" "), Builder()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.say
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, UnicodeError, LookupError, ValueError) as fault:
        line = getattr(fault, "lineno", parser.CurrentLineNumber)
        raise errors.Invalid("The XML cannot be read. Check line {line}.", line=str(line), path=PATH) from fault
    if builder.root is None:
        raise errors.Invalid("This is not a UBL document.", path=PATH)
    return builder.root


def _refuse_dtd(*_: object) -> None:
    raise errors.Invalid("Documents with a DTD are not accepted.", path=PATH)


class Builder:
    """Makes elements of what the parser finds."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._depth = self._count = 0
        self._left_out: int | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth, self._count = self._depth + 1, self._count + 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS or len(attributes) > MOST_ATTRIBUTES:
            raise errors.Invalid("The document has too many elements, or nests them too deeply.", path=PATH)
        space, _, bare = name.rpartition(" ")
        if self.root is None and space != f"{SPACE}{bare}-2":
            raise errors.Invalid("This is not a UBL document.", path=PATH)
        if self._left_out is not None:
            return
        if self.root is not None and space not in {AGGREGATES, BASICS}:
            self._left_out = self._depth
            return
        found = Element(bare, attributes or NONE)
        if self._open:
            self._open[-1].children.append(found)
        self.root = self.root or found
        self._open.append(found)

    def end(self, _name: str) -> None:
        self._depth -= 1
        if self._left_out is None:
            self._open.pop()
        elif self._left_out == self._depth + 1:
            self._left_out = None

    def say(self, text: str) -> None:
        """Text is kept as far as any field may be long: whole files lie in some documents."""
        if self._left_out is None and self._open and len(self._open[-1].text) < LONGEST_TEXT:
            self._open[-1].text += text[:LONGEST_TEXT]
