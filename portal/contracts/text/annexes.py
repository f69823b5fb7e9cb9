"""The annexes of an agreement: files that its text names by their digest, so that whoever signs the text signs them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal import errors, wording
from portal.contracts.text import bounds

MOST = 50
DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Annex:
    """One file: what it is called in the agreement, which no other annex is, its SHA-256 and its length in bytes."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class AnnexChange:
    """One annex that differs between two texts; a digest is "" where there was or is none."""

    name: str
    before: str
    after: str


def checked(annexes: Sequence[Annex], *, path: Sequence[str]) -> tuple[Annex, ...]:
    """The annexes with their names settled; Invalid, with the path, for what cannot be one."""
    if len(annexes) > MOST:
        raise errors.Invalid("An agreement can have at most {most} annexes.", most=MOST, path=path)
    settled = tuple(_checked(annex, (*path, str(index))) for index, annex in enumerate(annexes))
    if len({annex.name for annex in settled}) < len(settled):
        raise errors.Invalid("Two annexes have the same name. Rename one of the files.", path=path)
    return settled


def _checked(annex: Annex, path: Sequence[str]) -> Annex:
    name = wording.settle(annex.name, path=(*path, "name"), limit=bounds.LONGEST_LABEL)
    if not name.strip() or not DIGEST.fullmatch(annex.sha256) or annex.bytes < 1:
        raise errors.Invalid("An annex must have a name, and the digest and length of its file.", path=path)
    return Annex(name, annex.sha256, annex.bytes)


def plain(annexes: Sequence[Annex]) -> list[dict[str, Any]]:
    return [{"name": annex.name, "sha256": annex.sha256, "bytes": annex.bytes} for annex in annexes]


def changes(base: Sequence[Annex], head: Sequence[Annex]) -> tuple[AnnexChange, ...]:
    """What differs, by name: those that stay in the order of the newer text, then those that are gone."""
    before, after = ({annex.name: annex.sha256 for annex in each} for each in (base, head))
    names = dict.fromkeys((*after, *before))
    told = (AnnexChange(name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(change for change in told if change.before != change.after)
