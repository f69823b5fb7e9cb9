"""The rules of the house: sizes, names, pins, the schema file, the drawings and what the project may not say."""

import ast
import importlib.metadata
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from portal import migrations, settings
from portal.commands import drawings
from schema import root
from tests.architecture.sources import TOP, Source, read

OURS = {"portal", "schema", "auth", "frontend_stub"}
ALLOWED_TOP = OURS | {
    "tests", "pyproject.toml", "README.md", "CHANGELOG.md", ".ci", ".gitignore",
}  # fmt: skip
LONGEST_FILE, LONGEST_FUNCTION = 300, 50
HALF_MERGED = re.compile(r"^(<{7}|\|{7}|>{7})( |$)|^={7}$", re.MULTILINE)
"""What a merge leaves where both sides changed the same lines."""
BANNED_NAMES = re.compile(r"(utils?|helpers?|managers?|handlers?|services?|misc|common)\.py$")


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return read()


@pytest.fixture(scope="module")
def tracked() -> dict[str, str]:
    """Every file that git keeps and that is there, by its name."""
    names = subprocess.run(["git", "ls-files"], cwd=TOP, capture_output=True, text=True, check=True).stdout.splitlines()
    return {name: (TOP / name).read_text(errors="ignore") for name in names if (TOP / name).is_file()}


def lines_of(text: str) -> int:
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in text.splitlines())


def test_no_file_is_longer_than_300_lines(sources: list[Source]) -> None:
    assert [str(each.file) for each in sources if lines_of(each.text) > LONGEST_FILE] == []


def test_no_function_is_longer_than_50_lines(sources: list[Source]) -> None:
    long = [
        f"{each.file}:{function.lineno} {function.name}"
        for each in sources
        for function in each.functions
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_nothing_is_imported_inside_a_function(sources: list[Source]) -> None:
    assert [f"{each.file}:{lazy.lineno}" for each in sources for lazy in each.lazy] == []


def test_every_module_says_in_a_docstring_what_the_reader_will_find(sources: list[Source]) -> None:
    assert [str(each.file) for each in sources if not each.docstring] == []


def test_what_tests_share_is_made_once_for_all_that_ask_for_it(sources: list[Source]) -> None:
    """pytest makes a fixture anew for each module that imports it, and keeps one of a whole session until its end."""
    tests = [each for each in sources if each.is_test]
    shared = {
        (each.file.relative_to(TOP).with_suffix("").as_posix().replace("/", "."), function.name)
        for each in tests
        for function in each.functions
        if _is_fixture(function)
    }
    imported = [
        f"{each.file}: {name.name}"
        for each in tests
        if each.file.name != "conftest.py"
        for line in ast.parse(each.text).body
        if isinstance(line, ast.ImportFrom)
        for name in line.names
        if (line.module, name.name) in shared
    ]
    assert imported == []


def test_whoever_is_told_to_stop_hears_it(sources: list[Source]) -> None:
    """`asyncio.wait_for` of Python 3.11 loses a cancellation that comes as it ends; `asyncio.timeout` loses none."""
    deaf = [
        f"{each.file}:{call.lineno}"
        for each in sources
        if not each.is_test
        for call in each.calls
        if ast.unparse(call.func).endswith("wait_for")
    ]
    assert deaf == []


def _is_fixture(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("fixture" in ast.unparse(each) for each in function.decorator_list)


def test_no_test_waits_only_as_long_as_a_library_thinks_fit(sources: list[Source]) -> None:
    """A client over the network names its time-out (`tests.patience`); one over ASGI has none."""
    clients = {"httpx.Client", "httpx.AsyncClient", *(f"httpx.{verb}" for verb in ("get", "post", "request", "stream"))}
    impatient = [
        f"{each.file}:{call.lineno}"
        for each in sources
        if each.is_test
        for call in each.calls
        if (ast.unparse(call.func) in clients and not {"timeout", "transport"} & {named.arg for named in call.keywords})
        or (ast.unparse(call.func).endswith(".new_context") and each.file.name != "people.py")
    ]
    assert impatient == []


def test_no_file_is_named_after_a_drawer(sources: list[Source]) -> None:
    assert [str(each.file) for each in sources if BANNED_NAMES.search(each.file.name)] == []


def test_the_top_level_holds_only_what_the_architecture_names(tracked: dict[str, str]) -> None:
    assert {name.split("/")[0] for name in tracked} <= ALLOWED_TOP


def test_no_file_was_left_half_merged(tracked: dict[str, str]) -> None:
    assert [name for name, text in tracked.items() if HALF_MERGED.search(text)] == []


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
def test_the_project_names_no_registry_and_no_machine(tracked: dict[str, str], words: str) -> None:
    pattern = re.compile(words)
    this = "tests/architecture/test_house.py"
    assert [name for name, text in tracked.items() if name != this and pattern.search(text)] == []


def test_the_revisions_of_the_schema_are_one_line() -> None:
    """Two that were written side by side have one number: whoever comes second takes the next."""
    numbers = migrations.revisions()
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
