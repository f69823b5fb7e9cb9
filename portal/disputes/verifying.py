"""Whether a case file still says what both sides saw: python verify.py FILE.zip [--head HEAD] [--digest DIGEST]

Plain Python, nothing to install. HEAD is the end of the chain as a letter or the receipt names it; DIGEST is the one
that the portal's timeline names for the day on which the file was fetched. Each fault is named by its place.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from zipfile import BadZipFile, ZipFile

from portal.disputes import chain

SUMS, CASE, ENTRIES = "SHA256SUMS", "case.json", "entries.jsonl"


def faults_of(file: str, head: str | None = None, digest: str | None = None) -> Iterator[str]:
    """What does not hold, in words; nothing where all does."""
    try:
        with ZipFile(file) as made:
            content = {name: made.read(name) for name in made.namelist()}
    except (BadZipFile, OSError, EOFError, RuntimeError, ValueError, NotImplementedError) as fault:
        yield f"{file}: cannot be read ({type(fault).__name__})"
        return
    missing = [name for name in (SUMS, CASE, ENTRIES) if name not in content]
    yield from (f"{name}: missing" for name in missing)
    if not missing:
        yield from _of_sums(content, digest)
        yield from _of_case(content, head)


def _of_sums(content: dict[str, bytes], digest: str | None) -> Iterator[str]:
    lines = [line.partition("  ") for line in content[SUMS].decode("utf-8", "replace").splitlines()]
    listed = {name: sha256 for sha256, _, name in lines}
    if digest is not None and hashlib.sha256(content[SUMS]).hexdigest() != digest:
        yield f"{SUMS}: its digest differs"
    for name in sorted(listed.keys() | content.keys() - {SUMS}):
        if name not in content:
            yield f"{name}: missing"
        elif name not in listed:
            yield f"{name}: added"
        elif hashlib.sha256(content[name]).hexdigest() != listed[name]:
            yield f"{name}: changed"


def _of_case(content: dict[str, bytes], head: str | None) -> Iterator[str]:
    try:
        yield from _of_read(content, head)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        yield f"{CASE}, {ENTRIES}: cannot be read ({type(fault).__name__})"


def _of_read(content: dict[str, bytes], head: str | None) -> Iterator[str]:
    case = json.loads(content[CASE])
    entries = [json.loads(line) for line in content[ENTRIES].splitlines()]
    end, files = case["chainHead"], {each["sha256"]: each["path"] for each in case["files"]}
    if head is not None and end != head:
        yield f"{CASE}: the chain does not end at the given head"
    yield from (f"{ENTRIES}, entry {each.number}: {each.says}" for each in chain.faults(entries, end))
    for one in (json.loads(each["document"]) for each in entries):
        if one["kind"] == "EVIDENCE":
            yield from _of_file(content, files, one["content"]["sha256"], one["number"])
        if one["kind"] == "FILED" and "lines" in one["content"]:
            written = chain.written(one["content"]).encode()
            if hashlib.sha256(written).hexdigest() != case["receiptDigest"]:
                yield f"{CASE}: the receipt does not match what was filed"


def _of_file(content: dict[str, bytes], files: dict[str, str], sha256: str, number: int) -> Iterator[str]:
    path = files.get(sha256)
    if path is None:
        yield f"{CASE}: the file of entry {number} is missing"
    elif not path.endswith(".missing.txt") and hashlib.sha256(content.get(path, b"")).hexdigest() != sha256:
        yield f"{path}: not the file of entry {number}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--head")
    parser.add_argument("--digest")
    given = parser.parse_args()
    found = [*faults_of(given.file, given.head, given.digest)]
    for fault in found:
        print(fault)  # noqa: T201 - a command says what it finds
    print(f"{len(found)} faults." if found else "Nothing was changed.")  # noqa: T201
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
