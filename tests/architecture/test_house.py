"""The rules of the house: sizes, names, pins, the schema file, the drawings and what the project may not say."""

import ast
import importlib.metadata
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import settings
from portal.commands import drawings
from schema import root

TOP = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "schema", "auth", "frontend_stub", "tests")
OURS = {"portal", "schema", "auth", "frontend_stub"}
ALLOWED_TOP = OURS | {
    "tests", "pyproject.toml", "README.md", "CHANGELOG.md", ".ci", ".gitignore",
}  # fmt: skip
LONGEST_FILE, LONGEST_FUNCTION = 300, 50
BANNED_NAMES = re.compile(r"(utils?|helpers?|managers?|handlers?|services?|misc|common)\.py$")


def python_files() -> Iterator[Path]:
    for package in PACKAGES:
        for file in sorted((TOP / package).rglob("*.py")):
            if "versions" not in file.parts and "node_modules" not in file.parts:
                yield file


def lines_of(text: str) -> int:
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in text.splitlines())


def test_no_file_is_longer_than_300_lines() -> None:
    assert [str(file) for file in python_files() if lines_of(file.read_text()) > LONGEST_FILE] == []


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{file}:{node.lineno} {node.name}"
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_nothing_is_imported_inside_a_function() -> None:
    lazy = [
        f"{file}:{inner.lineno}"
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert lazy == []


def test_every_module_says_in_a_docstring_what_the_reader_will_find() -> None:
    assert [str(file) for file in python_files() if not ast.get_docstring(ast.parse(file.read_text()))] == []


def test_no_test_waits_only_as_long_as_a_library_thinks_fit() -> None:
    """A client over the network names its time-out (`tests.patience`); one over ASGI has none."""
    clients = {"httpx.Client", "httpx.AsyncClient", *(f"httpx.{verb}" for verb in ("get", "post", "request", "stream"))}
    impatient = [
        f"{file}:{node.lineno}"
        for file in python_files()
        if file.is_relative_to(TOP / "tests")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and (
            (ast.unparse(node.func) in clients and not {"timeout", "transport"} & {each.arg for each in node.keywords})
            or (ast.unparse(node.func).endswith(".new_context") and file.name != "people.py")
        )
    ]
    assert impatient == []


def test_no_file_is_named_after_a_drawer() -> None:
    assert [str(file) for file in python_files() if BANNED_NAMES.search(file.name)] == []


def test_the_top_level_holds_only_what_the_architecture_names() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=TOP, capture_output=True, text=True, check=True).stdout
    assert {line.split("/")[0] for line in tracked.splitlines()} <= ALLOWED_TOP


def test_the_schema_file_is_what_the_code_says() -> None:
    assert (TOP / "schema" / "schema.graphql").read_text() == root.sdl()


def test_the_drawings_are_those_of_the_tables() -> None:
    assert drawings.FILE.read_text() == drawings.drawn()


def test_no_dependency_brings_a_module_of_one_of_our_names() -> None:
    """Without this a library could be imported in our place, or we in its."""
    foreign = {
        name: distributions
        for name, distributions in importlib.metadata.packages_distributions().items()
        if name in OURS | {"tests"} and distributions
    }
    assert foreign == {}


def test_what_is_installed_is_what_is_pinned() -> None:
    pins = tomllib.loads((TOP / "pyproject.toml").read_text())["tool"]["uv"]["constraint-dependencies"]
    pinned = {name.lower().replace("_", "-"): version.split(" ;")[0].strip() for name, version in map(_split, pins)}
    installed = {
        each.name.lower().replace("_", "-"): each.version
        for each in importlib.metadata.distributions()
        if each.name.lower() not in {"entente", "pip", "setuptools", "uv", "wheel"}
    }
    assert {name: version for name, version in installed.items() if pinned.get(name) != version} == {}


def _split(pin: str) -> tuple[str, str]:
    name, _, version = pin.partition("==")
    return name, version


def test_every_setting_is_named_in_the_readme() -> None:
    named = set(re.findall(r"PORTAL_[A-Z_]+", settings.Settings.__doc__ or "")) | set(
        re.findall(r"PORTAL_[A-Z_]+", Path(settings.__file__).read_text())
    )
    readme = (TOP / "README.md").read_text()
    assert sorted(name for name in named if name not in readme) == []


@pytest.mark.parametrize("words", [r"https?://[^\s\"']+/(simple|packages)/", r"/work/", r"/root/"])
def test_the_project_names_no_registry_and_no_machine(words: str) -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=TOP, capture_output=True, text=True, check=True).stdout
    pattern = re.compile(words)
    found = [
        line
        for line in tracked.splitlines()
        if line != "tests/architecture/test_house.py"
        and (TOP / line).is_file()
        and pattern.search((TOP / line).read_text(errors="ignore"))
    ]
    assert found == []
