"""Reading an agreement: a program of its own, run for one file in a process that may take little.

    python program.py DOCX|PDF ACCEPTED|ORIGINAL|UNSAID < FILE

prints a JSON object: {"read": …} as `told.Read.plain` gives it, or {"verdict": …, "numbers": {…}} for what is wrong.
What `portal/files/opinion.py` says of the file comes first: types, damage, passwords, macros, bombs.
"""

import contextlib
import importlib.util
import io
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

if sys.platform != "win32":
    import resource

MEMORY, SECONDS = 300_000_000, 8
"""Bytes of address space, and of processor time, that reading one agreement may take."""
ROOT = Path(__file__).resolve().parents[2]


def answer(file: BinaryIO, kind: str, state: str) -> dict[str, Any]:
    """What was read, or the verdict."""
    verdict, _ = _opinion().opinion(file, kind)
    if verdict is not None:
        return {"verdict": verdict, "numbers": {}}
    told: Any = importlib.import_module("portal.papers.told")
    reading: Any = importlib.import_module("portal.papers.reading")
    file.seek(0)
    try:
        said = None if state == "UNSAID" else told.State(state)
        return {"read": reading.read(file, kind, said).plain()}
    except told.Refused as refused:
        return {"verdict": refused.verdict, "numbers": refused.numbers}
    except MemoryError:
        return {"verdict": "BOMB", "numbers": {}}
    except Exception:  # noqa: BLE001 - whatever the reader stumbles over: it cannot be read
        return {"verdict": "DAMAGED", "numbers": {}}


def _opinion() -> ModuleType:
    """The program that says what a file is, from its file: its package would bring much of the portal along."""
    spec = importlib.util.spec_from_file_location("opinion", ROOT / "portal" / "files" / "opinion.py")
    if spec is None or spec.loader is None:
        raise ImportError("opinion")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _confine() -> None:
    """This process may take so much memory and time, and write no file."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def main() -> None:
    _confine()
    sys.path.append(str(ROOT))
    file = io.BufferedReader(io.FileIO(0))
    print(json.dumps(answer(file, *sys.argv[1:3])))  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
