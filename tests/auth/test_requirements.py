"""The numbered requirements of who is asking: each is a test whose name carries its number."""

import re
from pathlib import Path

REQUIREMENTS = range(1, 86)
NAMED = re.compile(r"(?:def test_|^    \")r(\d\d)_", re.MULTILINE)
"""A test's own name, or that of one of its cases."""


def test_every_requirement_is_a_test() -> None:
    files = Path(__file__).parents[1].rglob("test_*.py")
    tested = {int(number) for file in files for number in NAMED.findall(file.read_text())}
    assert sorted(set(REQUIREMENTS) - tested) == []
