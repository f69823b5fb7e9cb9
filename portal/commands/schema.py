"""python -m portal schema: the API's schema as text."""

import sys
from pathlib import Path

from schema import root

FILE = Path(root.__file__).with_name("schema.graphql")


def show(*, check: bool) -> int:
    """Prints it; `check` compares it with the committed file."""
    if not check:
        print(root.sdl(), end="")
        return 0
    same = FILE.read_text(encoding="utf-8") == root.sdl()
    if not same:
        print(f"{FILE.name} is out of date: write it with python -m portal schema", file=sys.stderr)
    return 0 if same else 1
