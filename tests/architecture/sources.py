"""The project's files, each read, parsed and walked once for all the rules that look at them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "schema", "auth", "frontend_stub", "tests")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Source:
    """One file and what stands in it, wherever it stands."""

    file: Path
    text: str
    docstring: str | None
    functions: list[Function] = field(default_factory=list)
    calls: list[ast.Call] = field(default_factory=list)
    lazy: list[ast.Import | ast.ImportFrom] = field(default_factory=list)
    """Imports inside of functions."""

    @property
    def is_test(self) -> bool:
        return self.file.is_relative_to(TOP / "tests")


def read() -> list[Source]:
    """All but migrations, which stay as they were written."""
    return [_source(file) for package in PACKAGES for file in _files(TOP / package)]


def _files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*.py")):
        if "versions" not in file.parts and "node_modules" not in file.parts:
            yield file


def _source(file: Path) -> Source:
    text = file.read_text()
    tree = ast.parse(text)
    made = Source(file, text, ast.get_docstring(tree))
    waiting: list[tuple[ast.AST, bool]] = [(tree, False)]
    while waiting:
        node, is_inside = waiting.pop()
        if isinstance(node, Function):
            made.functions.append(node)
            is_inside = True
        elif isinstance(node, ast.Call):
            made.calls.append(node)
        elif isinstance(node, ast.Import | ast.ImportFrom) and is_inside:
            made.lazy.append(node)
        waiting += [(child, is_inside) for child in ast.iter_child_nodes(node)]
    return made
