"""The changelog says one change on each line, under the kind of change that it is, in the words of the pages."""

import re
from pathlib import Path

import pytest

from tests.ground.test_english import wrong

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"
KINDS = ["Added", "Changed", "Fixed", "Removed"]
MENDED = {
    "width": "Keep a line within 120 characters: say less, or make it two changes.",
    "form": "A line is a heading or `- One change.`",
    "clauses": "Write two lines, or two short sentences, in place of a semicolon.",
    "sentences": "Write one line for each change: a line has at most two sentences.",
    "twice": "This line stands twice.",
}
CODE = re.compile(r"`[^`]*`")


def faults(lines: list[str]) -> list[str]:
    """What is wrong with lines below a release's heading, each with how to mend it."""
    found = []
    for number, line in enumerate(lines):
        words = CODE.sub("x", line)
        kinds = {
            "width": len(line) > 120,
            "form": not re.fullmatch(r"- [^\s].*\.|#{3,4} [A-Z].*[^.]", line),
            "clauses": ";" in words,
            "sentences": len(re.findall(r"\.(?= |$)", words)) > 2,
            "twice": line in lines[:number],
        }
        found += [f"{line!r}: {MENDED[kind]}" for kind, is_so in kinds.items() if is_so]
    return found


def released() -> list[list[str]]:
    """The lines of each release that are not empty, newest release first."""
    _, *releases = re.split(r"^## .+$", CHANGELOG.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [[line for line in each.splitlines() if line] for each in releases]


def test_each_change_is_one_line_under_its_kind() -> None:
    for lines in released():
        assert faults(lines) == []
        kinds = [line.removeprefix("### ") for line in lines if line.startswith("### ")]
        assert kinds == [kind for kind in KINDS if kind in kinds]
        assert lines[0].startswith("### ")


def test_no_heading_stands_above_nothing() -> None:
    for lines in released():
        pairs = zip(lines, [*lines[1:], "## the end"], strict=True)
        hollow = [line for line, below in pairs if line.startswith("#") and not deeper(line, below)]
        assert hollow == []


def deeper(heading: str, below: str) -> bool:
    """Whether the line below a heading belongs to it."""
    return below.startswith(("- ", heading.split(maxsplit=1)[0] + "#"))


def test_the_changelog_has_the_words_of_the_pages() -> None:
    assert [each for lines in released() for line in lines for each in wrong("API", CODE.sub("x", line))] == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("- Files come; they go; they stay.", "clauses"), ("- One. Two. Three.", "sentences"),
        ("- No full stop", "form"), ("  which goes on from the line above", "form"), (f"- {'long ' * 24}.", "width"),
    ],
)  # fmt: skip
def test_what_is_no_change_on_one_line_is_found(line: str, kind: str) -> None:
    assert f"{line!r}: {MENDED[kind]}" in faults([line])
