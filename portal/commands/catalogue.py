"""python -m portal catalogue: what of the portal's own sentences is to be translated, found where they are raised."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog

from frontend_stub.site import catalogue
from portal import errors, languages

TOP = Path(__file__).parents[2]
PACKAGES = ("portal", "auth", "schema")
SENTENCES = frozenset({"say", *(kind.__name__ for kind in errors.KINDS), "Taken"})
"""What is called with a sentence as its first argument."""
WORD = "word"
"""Is called with what kind of thing it names, and the word."""


@dataclass(frozen=True, slots=True)
class Said:
    """One call with a sentence or a word."""

    file: Path
    line: int
    text: str | None
    """None where the code does not write it out, so that nobody could translate it."""
    context: str | None = None
    places: frozenset[str] = frozenset()
    """The names of the arguments given."""


def write() -> int:
    """Writes the template and brings each language's catalogue to it."""
    catalogue.written(messages(), languages.LOCALES)
    return 0


def messages() -> Catalog:
    """Every sentence and word, with where it stands."""
    made = Catalog(project="Entente", charset="utf-8", fuzzy=False)
    for each in said():
        if each.text:
            made.add(each.text, None, [(each.file.as_posix(), each.line)], context=each.context)
    return made


def said() -> Iterator[Said]:
    """Every call that says something, file by file."""
    for package in PACKAGES:
        for path in sorted((TOP / package).rglob("*.py")):
            if "versions" not in path.parts:
                yield from _in(path.relative_to(TOP), ast.parse(path.read_text(encoding="utf-8")))


def _in(file: Path, tree: ast.Module) -> Iterator[Said]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = frozenset(each.arg for each in call.keywords if each.arg and each.arg != "path")
        if name in SENTENCES:
            yield Said(file, call.lineno, _literal(call.args[0]), places=given)
        elif name == WORD and len(call.args) > 1:  # of two: other things are called so as well
            yield Said(file, call.lineno, _literal(call.args[1]), _literal(call.args[0]))


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
