"""The parts of a .docx: XML without document types, under the names of WordprocessingML alone."""

import posixpath
import xml.etree.ElementTree as ET
import zipfile
from typing import BinaryIO
from xml.etree.ElementTree import Element

from portal.papers.told import Refused

LARGEST_PART = 40_000_000
"""Unpacked bytes of one part: the text of an agreement takes a hundredth."""
WORDS = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
DEEPEST = 200
_START = "_rels/.rels"


class _Builder(ET.TreeBuilder):
    """Takes the prefix off the names of WordprocessingML, in its two dialects; others keep theirs."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise Refused("DTD")

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refused("BOMB")
        return super().start(_bare(tag), {_bare(name): value for name, value in attrs.items()})

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(_bare(tag))


def _bare(name: str) -> str:
    for prefix in WORDS:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name


class Package:
    """A .docx that is open."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file)
        self._names = set(self._zip.namelist())
        self.main = self._targets(_START, "").get("officeDocument", ["word/document.xml"])[0]
        folder, name = posixpath.split(self.main)
        self._related = self._targets(f"{folder}/_rels/{name}.rels", folder)

    def _targets(self, name: str, folder: str) -> dict[str, list[str]]:
        """The parts that a part leads to, by the last word of the kind of relation."""
        found: dict[str, list[str]] = {}
        root = self._tree(name)
        for each in root if root is not None else ():
            if each.get("TargetMode") == "External":
                continue
            path = posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
            found.setdefault(each.get("Type", "").rpartition("/")[2], []).append(path)
        return found

    def _tree(self, name: str) -> Element | None:
        """The part as a tree; None where there is none."""
        if name not in self._names:
            return None
        if self._zip.getinfo(name).file_size > LARGEST_PART:
            raise Refused("BOMB")
        parser = ET.XMLParser(target=_Builder())  # noqa: S314 - it refuses document types, and with them all entities
        with self._zip.open(name) as part:
            while piece := part.read(65_536):
                parser.feed(piece)
        tree: Element = parser.close()
        return tree

    def document(self) -> Element:
        """The main part. Refuses: WRONG where it is none."""
        tree = self._tree(self.main)
        body = tree.find("body") if tree is not None else None
        if body is None:
            raise Refused("WRONG")
        return body

    def part(self, relation: str) -> Element | None:
        """The part that the main part leads to by this relation; None where there is none."""
        return next(iter(self.parts(relation)), None)

    def parts(self, relation: str) -> list[Element]:
        found = (self._tree(name) for name in self._related.get(relation, ()))
        return [tree for tree in found if tree is not None]


def value(element: Element | None, path: str, name: str = "val") -> str | None:
    """The value of an element below one, None where it is not said."""
    found = element.find(path) if element is not None else None
    return found.get(name) if found is not None else None


def is_on(element: Element | None, path: str) -> bool:
    """Whether a switch is there and not off."""
    found = element.find(path) if element is not None else None
    return found is not None and found.get("val", "true") not in {"false", "0", "off", "none"}
