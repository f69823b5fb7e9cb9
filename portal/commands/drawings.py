"""python -m portal drawings: the state machines as Mermaid, in one file."""

from pathlib import Path

from portal.rooms import MACHINES

FILE = Path(__file__).parents[1] / "machines.md"


def write() -> int:
    """Writes every machine as the tables say."""
    FILE.write_text(drawn(), encoding="utf-8")
    return 0


def drawn() -> str:
    """Every machine's drawing and table."""
    parts = ["# The state machines\n\nWritten from the tables by `python -m portal drawings`; a test compares them.\n"]
    for machine in MACHINES:
        rows = "\n".join(f"| {' | '.join(row)} |" for row in machine.rows())
        head = "| from | action | to | who | needs | by when | event |\n|---|---|---|---|---|---|---|"
        parts.append(f"\n## {machine.name}\n\n```mermaid\n{machine.drawing()}\n```\n\n{head}\n{rows}\n")
    return "".join(parts)
