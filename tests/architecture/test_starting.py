"""What a process loads when it starts: what its requests need, and nothing that few of them do."""

import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
OURS = ("portal", "schema", "auth", "frontend_stub")
SERVING = """
from pathlib import Path
from portal import app
from portal.settings import Settings
app.create_app(Settings(Path(), None, "http://localhost", b"a secret of the tests"), "postgresql://nobody@localhost/none")
"""
LATER = (
    "scim2_models", "scim2_server", "pydantic", "authlib", "webauthn", "OpenSSL", "dns", "zxcvbn", "httpx", "rich",
    "alembic", "mako", "portal.migrations", "portal.records", "portal.commands", "portal.demo", "portal.importing",
    "auth.organisations.scim", "auth.federation.flow", "auth.server.endpoints", "auth.login.ceremonies",
    "frontend_stub.site.remote", "frontend_stub.site.check", "rbcl",
)  # fmt: skip
NEVER = ("tests", "pytest", "_pytest", "hypothesis", "playwright", "xdist", "mypy", "ruff")
MOST_OF_OTHERS = 960
"""Modules of Python's and of libraries: with what is loaded late they would be 1,400."""


def loaded(code: str) -> set[str]:
    """The modules of a fresh process after some code."""
    told = f"{code}\nimport json, sys\nprint(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-c", told], cwd=TOP, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def of(modules: set[str], names: tuple[str, ...]) -> list[str]:
    return sorted(
        module for module in modules if module.startswith(tuple(f"{name}." for name in names)) or module in names
    )


@pytest.fixture(scope="module")
def serving() -> set[str]:
    return loaded(SERVING)


def test_a_process_that_serves_loads_nothing_of_the_tests(serving: set[str]) -> None:
    assert of(serving, NEVER) == []


def test_a_process_that_serves_loads_nothing_that_few_requests_need(serving: set[str]) -> None:
    assert of(serving, LATER) == []


def test_a_process_that_serves_loads_few_modules_of_others(serving: set[str]) -> None:
    others = serving - set(of(serving, OURS))
    assert len(others) <= MOST_OF_OTHERS, len(others)


def test_the_command_line_loads_no_more_than_it_has_to_say() -> None:
    asked = loaded("from portal import __main__ as line; line._parser()")
    assert of(asked, ("sqlalchemy", "asyncpg", "starlette", "graphql", "strawberry", "portal.app", *LATER)) == []


def _named() -> list[str]:
    """Everything in our code that is loaded by its name."""
    names = {f"portal.commands.{name}" for name in re.findall(r'run="(\w+:\w+)"', _text("portal/__main__.py"))}
    for package in OURS:
        for file in (TOP / package).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            if "deferred" in text or "Late(" in text:
                names |= set(re.findall(r'"((?:auth|portal|zxcvbn)[\w.]*:\w+|auth\.[\w.]+)"', text))
    return sorted(names)


def _text(path: str) -> str:
    return (TOP / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", _named())
def test_whatever_is_loaded_by_its_name_is_there(name: str) -> None:
    module, _, attribute = name.partition(":")
    assert not attribute or hasattr(import_module(module), attribute)
