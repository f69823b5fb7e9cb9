"""What becomes of a file, without a process of its own: its words in clauses and what is told of it, or the refusal."""

import io
from typing import Any

from portal.contracts import papers
from portal.contracts.text.structuring import structured
from portal.papers import program
from portal.papers.told import read_back


def taken(content: bytes, kind: str, state: str = "UNSAID") -> tuple[str, dict[str, int]]:
    """The words of all clauses in order; and of what is told, how many of each."""
    answer = program.answer(io.BytesIO(content), kind, state)
    assert list(answer) == ["read"], answer
    read = read_back(answer["read"])
    clauses = structured(read).clauses
    words = " ".join(f"{each.number} {each.heading} {each.text}" for each in clauses).split()
    told = {name: _count(each) for name, each in read.plain().items() if name != "paragraphs" and each}
    return " ".join(words), told


def _count(each: Any) -> int:
    return each if isinstance(each, int) else len(each)


def refused(content: bytes, kind: str) -> str:
    """The word of why the file is not read; a sentence for people stands behind it."""
    answer = program.answer(io.BytesIO(content), kind, "UNSAID")
    verdict = str(answer["verdict"])
    assert verdict in papers.SENTENCES or verdict == "CHANGES"
    return verdict
