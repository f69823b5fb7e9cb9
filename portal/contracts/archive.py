"""All that was agreed with a partner as one ZIP file that anybody can check with sha256sum alone."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SUMS, README = "SHA256SUMS", "README.txt"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The same for every entry, so that equal contents give an equal file."""

TEXT = """What {company} and {partner} agreed in the portal, as both sides see it, and what was said about it.

contracts/…/contract.json     what the contract is, and where it stands
contracts/…/version-N.json    the text of version N, byte for byte as its SHA-256 was computed and signed
contracts/…/annexes/…         the files that texts name under "annexes", called by their SHA-256
contracts/…/signatures.json   who signed which SHA-256, when and in which capacity; void ones are marked
contracts/…/timeline.jsonl    what happened, oldest first, one JSON object a line
documents/…/document.json     a compliance document: what it is, for which days it counts, what became of it
documents/…/files/…           every file that was brought for it, called by its SHA-256
documents/…/timeline.jsonl    what happened to it, as above
boundaries/….jsonl            boundaries, Legal's leaves, crossings, and what counts towards a limit
obligations/….jsonl           what either side owes by a day, with the digests of its terms and of its evidence
expectations/….jsonl          what was promised, each fact, measurement, contested line, breach and scorecard
expectations/definitions/…    each definition, byte for byte as its SHA-256, its name, was computed and agreed
notes/shared.jsonl            notes and tasks that both sides read, oldest first, one JSON object a line
notes/internal.jsonl          those that the side keeps to itself for whom this file was made; the other's has its own

To check that nothing was changed since it was fetched, unpack the file and run in its folder

    sha256sum -c SHA256SUMS
    sha256sum SHA256SUMS

The first command must end without a warning. The second must print the digest that the portal's timeline names for
the day on which this file was fetched. The SHA-256 of a version is the "digest" in signatures.json:

    sha256sum contracts/*/version-*.json

The SHA-256 of an annex is its name, and stands in each version that has it, so whoever signed the version signed it:

    sha256sum contracts/*/annexes/*

An amendment is a contract of its own whose contract.json names in "amends" the contract, and in "base_number" the
version, that it amends. Once it is in force, the next version of that contract is the amendment's text with the title
and the first day that stand there under "amends", and without "amends": the signatures are under the amendment. What
becomes of obligations and expectations on clauses that it changes is signed as well: "amends" has it as "answers".

What is agreed about expectations, obligations and scorecards is the "document" or the "terms" of their lines, whose
SHA-256 stands beside it. The SHA-256 of a fact is that of {{"kind", "statement", "subject", "values"}} as JSON by
RFC 8785, where "subject" is its "subject_key" and "values" its "document".

The portal's program computes each value again from the facts in this file, without its database or a network:

    uv run python -m portal recompute FILE.zip
"""


class Archive:
    """A ZIP file in the making; each entry is hashed as it is written. Compressing takes time: call it in a thread."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED)
        self._sums: list[str] = []

    def add(self, path: str, *pieces: bytes) -> None:
        """An entry made of these pieces."""
        with self.entry(path) as take:
            for piece in pieces:
                take(piece)

    @contextmanager
    def entry(self, path: str) -> Iterator[Callable[[bytes], None]]:
        """An entry whose bytes come piece by piece: what is to be called with each of them."""
        whole = hashlib.sha256()
        with self._zip.open(_entry(path), "w") as entry:

            def take(piece: bytes) -> None:
                whole.update(piece)
                entry.write(piece)

            yield take
        self._sums.append(f"{whole.hexdigest()}  {path}\n")

    def add_json(self, path: str, value: object) -> None:
        self.add(path, as_json(value) + b"\n")

    def close(self, text: str) -> str:
        """Writes the text that says how to check it, and the list of digests; gives the SHA-256 of the list."""
        self.add(README, text.encode())
        sums = "".join(self._sums).encode()
        self._zip.writestr(_entry(SUMS), sums)
        self._zip.close()
        return hashlib.sha256(sums).hexdigest()


def _entry(path: str) -> ZipInfo:
    entry = ZipInfo(path, EARLIEST)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def folder(place: int, number: str) -> str:
    """A contract's folder; the place, from 1, keeps two numbers apart that only differ in letters no file name has."""
    return f"contracts/{place:04d}-{re.sub('[^A-Za-z0-9-]', '_', number)[:80]}"


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()
