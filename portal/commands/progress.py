"""One line that says how far something is, where somebody looks on."""

import sys


def progress(text: str) -> None:
    """Writes over the line."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)


def clear() -> None:
    """Takes the line away."""
    if sys.stdout.isatty():
        print("\r\033[K", end="")
