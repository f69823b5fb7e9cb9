"""Files of whoever runs a command on their own machine: read whole, never written over, and private."""

import os
import re
from pathlib import Path

from portal import errors


def text(path: Path, longest: int) -> str:
    """What the file says. Refuses: Invalid for a file that is missing, empty, too large or no text."""
    try:
        with path.open("rb") as file:
            content = file.read(longest + 1)
    except FileNotFoundError:
        raise errors.Invalid("There is no file {file}.", file=str(path)) from None
    except OSError as fault:
        raise errors.Invalid("{file} cannot be read: {reason}.", file=str(path), reason=_reason(fault)) from None
    if len(content) > longest:
        raise errors.Invalid("The file is larger than {most} MB.", most=longest // 1_000_000)
    try:
        said = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = "\0"
    if "\0" in said:
        raise errors.Invalid("{file} is not text in UTF-8. Save it as UTF-8, and try again.", file=str(path))
    if not said.strip():
        raise errors.Invalid("{file} is empty.", file=str(path))
    return said


def refuse_to_write_over(path: Path) -> None:
    if path.exists():
        raise errors.Invalid("{file} already exists. Move it away, or choose another name.", file=str(path))


def write(path: Path, said: str) -> None:
    """Makes the file, for its owner alone. Refuses: Invalid, with nothing left behind."""
    refuse_to_write_over(path)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(said)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        if not isinstance(fault, FileExistsError):
            path.unlink(missing_ok=True)
        raise errors.Invalid("{file} cannot be written: {reason}.", file=str(path), reason=_reason(fault)) from None


def write_inside(path: Path, name: str, old: str, new: str) -> None:
    """Puts one text of a JSON file in place of another of the same length, where it stands: so the old one is gone."""
    place = re.compile(rb'"%s"\s*:\s*"(%s)"' % (re.escape(name.encode()), re.escape(old.encode())))
    try:
        with path.open("r+b") as file:
            found = place.search(file.read())
            if found is None or len(old) != len(new):
                raise ValueError(name)
            file.seek(found.start(1))
            file.write(new.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise errors.Invalid("{file} cannot be written: {reason}.", file=str(path), reason=_reason(fault)) from None


def _reason(fault: OSError) -> str:
    return fault.strerror or type(fault).__name__
