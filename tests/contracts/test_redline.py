"""What changed between two versions: clauses first, then words, exactly and never slowly."""

import itertools
import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.contracts.text import redline, splitting
from portal.contracts.text.documents import Clause, Document, Renewal, Terms
from portal.contracts.text.redline import Kind, Op, Segment
from portal.money import Money

FOLDER = os.environ.get("PORTAL_REAL_DATA")
LARGEST = [
    file
    for name in ("GOOSEHEAD*", "Verizon*")
    for file in (sorted((Path(FOLDER) / "contracts").glob(name)) if FOLDER else [])
]
needs_real = pytest.mark.skipif(len(LARGEST) < 2, reason="set PORTAL_REAL_DATA to a folder with contracts/*.txt")

T = TypeVar("T")
TERMS = Terms(date(2026, 1, 1), None, Renewal.NONE, 30, Money(100, "EUR"), "Germany")
WORDS = st.lists(
    st.sampled_from(["the ", "the", "price ", "\n", "is", ", ", "5.00 ", "É"]) | st.text(max_size=3), max_size=50
)
TEXTS = WORDS.map("".join)
VERSIONS = st.dictionaries(st.sampled_from("abcdefgh"), TEXTS).flatmap(
    lambda texts: st.permutations(sorted(texts.items()))
)


def version(*clauses: tuple[str, str]) -> Document:
    return Document("Supply", "SUPPLY", (), TERMS, tuple(Clause(key, "", "", text, 0) for key, text in clauses))


def before(segments: tuple[Segment, ...]) -> str:
    return "".join(segment.text for segment in segments if segment.op is not Op.INSERTED)


def after(segments: tuple[Segment, ...]) -> str:
    return "".join(segment.text for segment in segments if segment.op is not Op.DELETED)


def test_each_clause_says_what_became_of_it() -> None:
    base = version(("a", "One."), ("b", "Two."), ("c", "Three."), ("d", "Four."), ("e", "Five."))
    head = version(("n", "New."), ("a", "One."), ("e", "Five."), ("b", "Two, now."), ("d", "Four."))
    assert [(diff.key, diff.kind) for diff in redline.redline(base, head)] == [
        ("n", Kind.INSERTED),
        ("a", Kind.UNCHANGED),
        ("e", Kind.MOVED),
        ("b", Kind.CHANGED),
        ("c", Kind.DELETED),
        ("d", Kind.UNCHANGED),
    ]


def test_a_clause_that_stands_elsewhere_and_reads_differently_is_moved_and_changed() -> None:
    base = version(("a", "One."), ("b", "Two."), ("c", "Three."), ("d", "Four."))
    head = version(("d", "Four, now."), ("a", "One."), ("b", "Two, now."), ("c", "Three."))
    found = [(diff.key, diff.kind, diff.is_moved) for diff in redline.redline(base, head)]
    assert found == [
        ("d", Kind.CHANGED, True), ("a", Kind.UNCHANGED, False), ("b", Kind.CHANGED, False),
        ("c", Kind.UNCHANGED, False),
    ]  # fmt: skip


def test_words_are_marked_inside_a_changed_clause() -> None:
    segments = redline.word_changes("Pay within thirty (30) days of delivery.", "Pay within ninety (90) days of order.")
    assert [(segment.op, segment.text) for segment in segments] == [
        (Op.EQUAL, "Pay within "),
        (Op.DELETED, "thirty (30"),
        (Op.INSERTED, "ninety (90"),
        (Op.EQUAL, ") days of "),
        (Op.DELETED, "delivery"),
        (Op.INSERTED, "order"),
        (Op.EQUAL, "."),
    ]


def test_a_figure_is_one_word() -> None:
    segments = redline.word_changes("It is 1,250.00 EUR.", "It is 1,350.00 EUR.")
    assert [segment.text for segment in segments] == ["It is ", "1,250.00", "1,350.00", " EUR."]


def test_a_new_heading_alone_is_a_change_that_shows_both() -> None:
    base = version(("a", "One."))
    head = replace(base, clauses=(replace(base.clauses[0], number="2.", heading="Price"),))
    (diff,) = redline.redline(base, head)
    assert (diff.kind, diff.number_before, diff.heading_before, diff.number, diff.heading) == (
        Kind.CHANGED,
        "",
        "",
        "2.",
        "Price",
    )
    assert diff.segments == (Segment(Op.EQUAL, "One."),)


def test_terms_are_compared_as_people_write_them() -> None:
    base = version()
    head = replace(base, terms=replace(TERMS, ends_on=date(2027, 1, 1), value=Money(250, "EUR")))
    assert redline.term_changes(base, head) == (
        redline.TermChange("ends_on", "", "2027-01-01"),
        redline.TermChange("value", "1.00 EUR", "2.50 EUR"),
    )
    assert redline.term_changes(base, base) == ()


@given(TEXTS, TEXTS)
def test_the_segments_hold_both_texts_exactly(old: str, new: str) -> None:
    segments = redline.word_changes(old, new)
    assert (before(segments), after(segments)) == (old, new)
    assert all(segment.text for segment in segments)
    assert all(one.op is not two.op for one, two in itertools.pairwise(segments))


@given(VERSIONS, VERSIONS)
def test_the_clauses_hold_both_versions_exactly(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> None:
    diffs = redline.redline(version(*old), version(*new))
    kept = {diff.key: before(diff.segments) for diff in diffs if diff.kind is not Kind.INSERTED}
    assert kept == dict(old)
    assert [(diff.key, after(diff.segments)) for diff in diffs if diff.kind is not Kind.DELETED] == new
    assert {diff.key for diff in diffs if diff.kind is Kind.INSERTED} == dict(new).keys() - dict(old).keys()
    # What is neither moved, changed nor new still stands in the old order.
    still = [diff.key for diff in diffs if diff.kind is Kind.UNCHANGED]
    assert still == [key for key, _ in old if key in still]


def quickest(act: Callable[[], T]) -> tuple[T, float]:
    """What it gives, and its CPU seconds: of three times, as the memory of all tests before is swept meanwhile."""
    times = []
    for _ in range(3):
        start = time.process_time()
        found = act()
        times.append(time.process_time() - start)
    return found, min(times)


def edited(words: list[str], edits: int) -> str:
    chance = random.Random(7)
    changed = list(words)
    for place in chance.sample(range(len(words)), edits):
        changed[place] = f"edit{place}"
    return " ".join(changed)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" ".join(["word"] * 47_000), edited(["word"] * 46_999, 0)),
        (" ".join(["word"] * 47_000), edited(["word"] * 46_999, 60)),
        (" ".join(["word"] * 47_000), edited(["word"] * 46_999, 6_000)),
        ("a b " * 23_500, "b a a " * 15_600),
        (" ".join(f"w{n}" for n in range(47_000)), " ".join(f"w{n}" for n in reversed(range(47_000)))),
    ],
    ids=["shorter", "some edits", "many edits", "two words", "reversed"],
)
def test_text_made_to_be_slow_is_compared_in_a_second(old: str, new: str) -> None:
    segments, seconds = quickest(lambda: redline.word_changes(old, new))
    assert seconds < 1
    assert (before(segments), after(segments)) == (old, new)


def test_some_edits_in_repetitive_text_are_still_shown_word_by_word() -> None:
    segments = redline.word_changes(" ".join(["word"] * 47_000), edited(["word"] * 47_000, 40))
    inserted = [segment.text.strip() for segment in segments if segment.op is Op.INSERTED]
    assert len(inserted) == 40
    assert all(text.startswith("edit") and " " not in text for text in inserted)


@needs_real
@pytest.mark.parametrize("file", LARGEST, ids=lambda file: file.name[:9])
def test_the_largest_agreements_are_compared_in_a_twentieth_of_a_second(file: Path) -> None:
    chance = random.Random(7)
    base = replace(version(), clauses=splitting.split(splitting.read_text(file)))
    chosen = set(chance.sample(range(len(base.clauses)), len(base.clauses) // 20))
    head = replace(
        base,
        clauses=tuple(
            replace(clause, text=" ".join("new" if chance.random() < 0.05 else word for word in clause.text.split(" ")))
            if place in chosen
            else clause
            for place, clause in enumerate(base.clauses)
        ),
    )
    diffs, seconds = quickest(lambda: redline.redline(base, head))
    assert seconds < 0.05
    assert sum(diff.kind is Kind.CHANGED for diff in diffs) > 0
    assert [after(diff.segments) for diff in diffs] == [clause.text for clause in head.clauses]
