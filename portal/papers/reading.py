"""From the bytes of a file to what was read; see `told`."""

from collections.abc import Callable, Mapping
from typing import BinaryIO

from portal.papers import docx, pdf
from portal.papers.told import Read, State

READERS: Mapping[str, Callable[[BinaryIO, State | None], Read]] = {"DOCX": docx.read, "PDF": pdf.read}


def read(file: BinaryIO, kind: str, state: State | None = None) -> Read:
    """What a DOCX or PDF says. Raises told.Refused, and anything for a file that is damaged."""
    return READERS[kind](file, state)
