"""What the READMEs tell a newcomer to type works as it stands: files, commands and queries, in their order."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

import httpx
import pytest

from portal.__main__ import _parser
from tests import patience
from tests.served import TOP, Served, served, without_settings

READMES = ("README.md", "portal/README.md", "schema/README.md", "auth/README.md", "frontend_stub/README.md")
BLOCK = re.compile(r"^( *)```(\w+)(?: (\S+))?\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"python -m portal ((?:[^`#\n]|\\\n)+)")
ADDRESS = "http://localhost:8000"
PAULA = "paula@northgate.example"
STARTS = "uv run python -m portal demo "
"""The block of the two first commands: the tests themselves are the second, and the other tests here run the first."""
SHELL = """
set -eu -o pipefail
uv() {{ shift 2; {python} "$@"; }}
curl() {{
  case " $* " in
    *" -sSN "*) command curl --max-time {seconds} "$@" || [ $? = 28 ] ;;  # a stream goes on until somebody ends it
    *) command curl --fail-with-body "$@" ;;
  esac
}}
"""


@dataclass(frozen=True)
class Block:
    """One in a README: its language, the file that it is to be saved as, if any, and its text."""

    readme: str
    language: str
    file: str
    text: str


def blocks(readme: str) -> list[Block]:
    """In their order; those inside a list stand without its indent."""
    found = BLOCK.findall((TOP / readme).read_text())
    return [
        Block(readme, language, file, "\n".join(line.removeprefix(indent) for line in text.split("\n")))
        for indent, language, file, text in found
    ]


def commands(readme: str) -> list[list[str]]:
    """Every `python -m portal …`, in a block or a sentence, as the shell takes it apart."""
    typed = COMMAND.findall((TOP / readme).read_text().replace("\\\n", " "))
    return [words(each.split(" > ")[0]) for each in typed]


def words(line: str) -> list[str]:
    return subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {line.strip()}"], check=True, capture_output=True, text=True
    ).stdout.splitlines()


@pytest.fixture(scope="module")
def portal() -> Iterator[Served]:
    with served() as started:
        yield started


def run(portal: Served, folder: Path, block: Block, secret: str) -> str:
    """What a block of commands prints, in the folder where the files were saved. Raises AssertionError if it fails."""
    text = block.text.replace(ADDRESS, portal.address).replace("PASSWORD=…", f"PASSWORD={portal.password}")
    prelude = SHELL.format(python=quote(sys.executable), seconds=5)
    done = subprocess.run(
        ["bash", "-c", prelude + text.replace("SECRET=…", f"SECRET={secret}")],
        cwd=folder, capture_output=True, text=True, check=False, timeout=patience.SECONDS,
        env={**without_settings(), "PORTAL_DATA_DIR": str(portal.data_dir), "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.returncode == 0, (block.text, done.stdout, done.stderr)
    return done.stdout


def saved(folder: Path, block: Block) -> None:
    place = folder / block.file
    place.parent.mkdir(exist_ok=True)
    place.write_text(block.text)


@pytest.mark.parametrize("readme", READMES)
def test_files_and_commands_of_a_readme_work_as_they_stand(portal: Served, readme: str, tmp_path: Path) -> None:
    printed = ""
    for block in blocks(readme):
        if block.file:
            saved(tmp_path, block)
        elif block.language == "sh" and not block.text.startswith(STARTS):
            secret = re.findall(r"its secret is (\S+)", printed)
            printed += run(portal, tmp_path, block, secret[-1] if secret else "")
    assert '"errors"' not in printed
    assert {
        "README.md": "Northgate Castings Ltd", "portal/README.md": "1 imported", "schema/README.md": ":\n\n",
        "auth/README.md": '"program":', "frontend_stub/README.md": "",
    }[readme] in printed  # fmt: skip


def pages(answer: Any) -> Iterator[list[Any]]:
    """The first list of each field of the query."""
    for value in answer.values():
        if isinstance(value, dict) and "nodes" in value:
            yield value["nodes"]


@pytest.mark.parametrize("readme", READMES)
def test_each_query_of_a_readme_finds_something_for_the_account_it_names(portal: Served, readme: str) -> None:
    queries = [block.text for block in blocks(readme) if block.language == "graphql"]
    with httpx.Client(base_url=portal.address, headers={"origin": portal.address}, timeout=patience.SECONDS) as client:
        client.post("/auth/session", json={"email": PAULA, "password": portal.password}).raise_for_status()
        for query in queries:
            answer = client.post("/graphql", json={"query": query}).json()
            assert "errors" not in answer
            assert [bool(nodes) for nodes in pages(answer["data"])] == [True]


@pytest.mark.parametrize("readme", READMES)
def test_each_command_that_a_readme_names_is_one(readme: str) -> None:
    for typed in commands(readme):
        given = [word for word in typed if word != "…"]
        try:
            _parser().parse_args(given)
        except SystemExit as ended:
            pytest.fail(f"{given}: {ended.code}")


@pytest.mark.parametrize("readme", READMES)
def test_each_place_that_a_readme_leads_to_is_there(readme: str) -> None:
    here = (TOP / readme).parent
    for target in re.findall(r"\]\(([^)]+)\)", (TOP / readme).read_text()):
        path, _, title = target.partition("#")
        if target.startswith("https://"):
            continue
        place = here / path if path else TOP / readme
        assert place.exists(), target
        headings = re.findall(r"^#+ (.+)$", place.read_text(), re.MULTILINE) if title else []
        assert not title or title in {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}
