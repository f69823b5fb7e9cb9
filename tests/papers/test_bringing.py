"""A file is read by a process that may take little; each that is not taken is refused with why."""

import contextlib
import io
import json
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from portal import errors
from portal.contracts import papers
from portal.papers import program
from portal.papers.told import State
from tests.files.corpus import OLE, WORD_MACROS, locked_pdf, word
from tests.papers.making import agreement, changed, down, packed, paper, pdf, scanned

SOURCE = Path(program.__file__).read_text()


def entities(parts: dict[str, bytes]) -> None:
    xml = parts["word/document.xml"]
    end = xml.index(b"?>") + 2
    parts["word/document.xml"] = xml[:end] + b'<!DOCTYPE x [<!ENTITY a "a">]>' + xml[end:]


def packed_anew(content: bytes, name: str) -> bytes:
    held = io.BytesIO(content)
    with zipfile.ZipFile(held, "a") as more:
        more.writestr(name, b"x")
    return held.getvalue()


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a locked .docx": ("a.docx", lambda: OLE, "LOCKED"),
    "macros": ("a.docx", lambda: packed_anew(paper(agreement), "word/vbaProject.bin"), "MACROS"),
    "macros by its type": ("a.docx", lambda: word(kind=WORD_MACROS), "MACROS"),
    "macros by its name": ("a.docm", lambda: paper(agreement), "MACROS"),
    "a bomb": ("a.docx", lambda: word(("word/media/image.bin", bytes(50_000_000))), "BOMB"),
    "entities": ("a.docx", lambda: packed(paper(agreement), entities), "DTD"),
    "a cut .docx": ("a.docx", lambda: paper(agreement)[:9_000], "DAMAGED"),
    "text called .docx": ("a.docx", lambda: b"1. Term", "WRONG"),
    "an empty .docx": ("a.docx", lambda: paper(lambda _: None), "EMPTY"),
    "a .docx called .pdf": ("a.pdf", lambda: paper(agreement), "WRONG"),
    "a locked .pdf": ("a.pdf", locked_pdf, "LOCKED"),
    "a scanned .pdf": ("a.pdf", scanned, "SCANNED"),
    "a cut .pdf": ("a.pdf", lambda: pdf(down("1. Term"))[:300], "DAMAGED"),
    "a .pdf and an archive": ("a.pdf", lambda: pdf(down("1. Term")) + word(), "TWO_KINDS"),
}


@pytest.mark.parametrize("called", REFUSED)
async def test_what_is_not_taken_is_refused_with_why(called: str, tmp_path: Path) -> None:
    name, content, verdict = REFUSED[called]
    file = tmp_path / "file"
    file.write_bytes(content())

    with pytest.raises(errors.Invalid) as refused:
        await papers.read(file, name)

    assert (refused.value.sentence, refused.value.path) == (papers.SENTENCES[verdict], ("input", "file"))


@pytest.mark.parametrize(("name", "content"), [("a.doc", b"x"), ("a", b"x"), ("a.txt", b"PK\x00\x00"), ("a.md", b"  ")])
async def test_other_files_are_refused_at_once(name: str, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)

    with pytest.raises(errors.Invalid) as refused:
        await papers.read(file, name)

    assert refused.value.path == ("input", "file")


async def test_an_agreement_is_taken_apart_by_its_own_numbers(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(paper(agreement))

    found = await papers.read(file, "Supply.DOCX")

    assert [(each.number, each.heading, each.text, each.depth) for each in found.clauses] == [
        ("", "", "Supply Agreement", 0), ("1.", "Term", "", 0), ("1.1", "", "It lasts a year.", 1),
        ("2.", "Price", "", 0),
    ]  # fmt: skip
    assert [each.code for each in found.doubts] == ["PREAMBLE"]


async def test_a_file_with_tracked_changes_waits_for_which_text_counts(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(paper(changed))

    with pytest.raises(errors.Invalid, match="1 inserted, 0 deleted, 0 moved") as refused:
        await papers.read(file, "a.docx")
    accepted = await papers.read(file, "a.docx", state=State.ACCEPTED)
    original = await papers.read(file, "a.docx", state=State.ORIGINAL)

    assert refused.value.path == ("input", "state")
    assert "New" in accepted.clauses[-1].text
    assert "New" not in original.clauses[-1].text
    assert {each.code for each in accepted.doubts} == {"PREAMBLE", "CHANGES"}


async def test_markdown_says_itself_where_clauses_begin(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text(
        "# Supply\n\nBetween A and B.\n\n## 1. Term\n\n**Length.** A year\nor two.\n\n## 2. Price\n\nFixed.\n"
    )

    found = await papers.read(file, "a.md")

    assert [(each.number, each.heading, each.text) for each in found.clauses] == [
        ("", "Supply", "Between A and B."), ("1.", "Term", "Length. A year or two."), ("2.", "Price", "Fixed."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass", "BOMB"),
        ("held = bytearray(400_000_000)", "DAMAGED"),
        ("open('more', 'w').write('x' * 9_000_000)", "DAMAGED"),
    ],
    ids=["time", "memory", "the disk"],
)
async def test_who_reads_takes_no_more_than_it_may(
    code: str, verdict: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, eating = tmp_path / "file", tmp_path / "eating.py"
    file.write_bytes(b"x")
    confined = SOURCE.partition("def main()")[0]
    eating.write_text(f"{confined}\n_confine()\nimport os; os.chdir({str(tmp_path)!r})\n{code}\n")
    monkeypatch.setattr(papers, "PROGRAM", eating)

    with pytest.raises(errors.Invalid) as refused:
        await papers.read(file, "a.pdf")

    assert refused.value.sentence == papers.SENTENCES[verdict]


def test_the_longest_agreement_is_read_in_time_and_in_little_memory(tmp_path: Path) -> None:
    """Twenty thousand paragraphs of 15 words, which are nearly 2,000,000 characters."""
    file = tmp_path / "file"
    text = " ".join(["agreement"] * 9)
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    body = (
        f"<w:p>{numbered}<w:r><w:rPr><w:b/></w:rPr><w:t>Term.</w:t></w:r><w:r><w:t> {text}</w:t></w:r></w:p>" * 20_000
    )

    def change(parts: dict[str, bytes]) -> None:
        parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + body.encode())

    # A part that is the same over and over would be a bomb: something that cannot be packed stands beside it.
    content = packed(paper(agreement), change)
    file.write_bytes(content)
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    file.write_bytes(held.getvalue())
    started = time.monotonic()

    with file.open("rb") as given:
        told = subprocess.run(
            [sys.executable, "-I", program.__file__, "DOCX", "UNSAID"], stdin=given, capture_output=True, check=True
        )

    assert len(json.loads(told.stdout)["read"]["paragraphs"]) == 20_004
    assert time.monotonic() - started < papers.SECONDS
    assert program.MEMORY <= 300_000_000  # above which the system gives the process none


async def test_no_cut_or_changed_byte_gets_past_a_refusal(tmp_path: Path) -> None:
    """Broken files of all kinds are read or refused, and nothing else happens."""
    chance = random.Random(7)
    file = tmp_path / "file"
    for place in range(12):
        content = bytearray(paper(agreement) if place % 2 else pdf(down("1. Term", "2. Price")))
        for _ in range(chance.randrange(1, 40)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        file.write_bytes(content)
        with contextlib.suppress(errors.Invalid):
            assert await papers.read(file, "a.docx" if place % 2 else "a.pdf")
