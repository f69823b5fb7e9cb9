"""From plain text to clauses: by numbers, by titles, by paragraphs, and with nothing lost."""

import os
import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import errors
from portal.contracts.text import bounds, splitting
from portal.contracts.text.documents import Clause

FOLDER = os.environ.get("PORTAL_REAL_DATA")
REAL = sorted((Path(FOLDER) / "contracts").glob("*.txt")) if FOLDER else []
needs_real = pytest.mark.skipif(not REAL, reason="set PORTAL_REAL_DATA to a folder with contracts/*.txt")

PIECES = st.sampled_from(
    [
        "1.",
        "1.1",
        "2.",
        "ARTICLE I",
        "Section 1.1",
        "Exhibit A",
        "(a)",
        "\n",
        "\n\n",
        "  ",
        "TERM",
        "Price.",
        "the",
        "é",
        "7",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=60).map(" ".join)


def outline(clauses: tuple[Clause, ...]) -> list[tuple[int, str, str]]:
    return [(clause.depth, clause.number, clause.heading) for clause in clauses]


def letters(clauses: tuple[Clause, ...]) -> str:
    return "".join("".join(f"{clause.number} {clause.heading} {clause.text}".split()) for clause in clauses)


def test_articles_and_sections_nest() -> None:
    text = """SERVICE AGREEMENT

ARTICLE I DEFINITIONS

Section 1.1 Terms. As used in Section 1.2 below, words mean what they say.

Section 1.2 Headings. (a) They are for reference. (b) They bind nobody.

ARTICLE II FEES

2.1 The fee is 5 EUR.
"""
    clauses = splitting.split(text)
    assert outline(clauses) == [
        (0, "", ""),
        (0, "ARTICLE I", "DEFINITIONS"),
        (1, "Section 1.1", "Terms."),
        (1, "Section 1.2", "Headings."),
        (0, "ARTICLE II", "FEES"),
        (1, "2.1", ""),
    ]
    assert clauses[3] == Clause(
        "c4", "Section 1.2", "Headings.", "(a) They are for reference. (b) They bind nobody.", 1
    )


def test_headings_are_found_where_line_breaks_were_lost() -> None:
    text = (
        "The parties agree: 1. GRANT 1.1 We grant a right under Section 1.2 below. 1.2 You accept it within 1.5 days. "
        "2. TERM 2.1 The term is 2.5 years. 2.2 It ends then."
    )
    assert [clause.number for clause in splitting.split(text)] == ["", "1.", "1.1", "1.2", "2.", "2.1", "2.2"]


def test_a_table_of_contents_is_not_taken_for_the_clauses() -> None:
    contents = "TABLE OF CONTENTS\n\n1. Grant 2\n2. Term and Renewal .......... 3\n3. Our Duties 4\n4. Fees 6\n\n"
    body = "".join(
        f"{n}. {title}\n\nText of {title}.\n\n" for n, title in enumerate(["Grant", "Term", "Duties", "Fees"], 1)
    )
    assert outline(splitting.split(contents + body)) == [
        (0, "", ""),
        (0, "1.", "Grant"),
        (0, "2.", "Term"),
        (0, "3.", "Duties"),
        (0, "4.", "Fees"),
    ]


def test_an_exhibit_starts_its_own_numbering() -> None:
    text = "1. Price\n\nFive.\n\n2. Term\n\nSix.\n\nEXHIBIT A Services\n\n1. Help\n\nBy phone.\n\n2. Visits\n\nNone."
    assert [clause.number for clause in splitting.split(text)] == ["1.", "2.", "EXHIBIT A", "1.", "2."]


def test_titles_in_capitals_serve_where_there_are_no_numbers() -> None:
    text = "PURPOSE\n\nWe share.\n\nCONFIDENTIAL INFORMATION\n\nKeep it.\n\nGOVERNING LAW\n\nGermany's."
    assert [(clause.heading, clause.text) for clause in splitting.split(text)] == [
        ("PURPOSE", "We share."),
        ("CONFIDENTIAL INFORMATION", "Keep it."),
        ("GOVERNING LAW", "Germany's."),
    ]


def test_paragraphs_are_grouped_where_there_are_no_headings() -> None:
    paragraph = "we agree " * 60
    clauses = splitting.split("\n\n".join([paragraph.strip()] * 7))
    assert [len(clause.text.split()) for clause in clauses] == [240, 240, 240, 120]
    assert [clause.key for clause in clauses] == ["c1", "c2", "c3", "c4"]


def test_a_long_clause_goes_on_in_clauses_without_number() -> None:
    paragraph = "word " * 900
    text = "1. Long\n\n" + "\n\n".join([paragraph] * 6) + "\n\n2. Short\n\nA.\n\n3. One line\n\n" + "word " * 11_000
    clauses = splitting.split(text)
    assert [(clause.number, len(clause.text.split())) for clause in clauses] == [
        ("1.", 4500),
        ("", 900),
        ("2.", 1),
        ("3.", 5000),
        ("", 5000),
        ("", 1000),
    ]


@settings(deadline=None)
@given(TEXTS)
def test_no_letter_of_the_text_is_lost_or_moved(text: str) -> None:
    try:
        clauses = splitting.split(text)
    except errors.Invalid:
        assert re.search("[\x00-\x08\x0b-\x1f]", text)
        return
    assert letters(clauses) == "".join(unicodedata.normalize("NFC", text).split())
    assert [clause.key for clause in clauses] == [f"c{n + 1}" for n in range(len(clauses))]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 2_000_000,
        " " * 1_999_999 + "x",
        "1. " * 666_000,
        "1." * 1_000_000,
        "ABCD\n" * 400_000,
        "\n" * 1_999_999 + "x",
        ("e" + "\u0301\u0316" * 15) * 64_000,
        "Section " * 250_000,
        " ".join(f"{n}. Ab" for n in range(1, 180_000)),
    ],
    ids=["one word", "blanks", "numbers", "points", "titles", "lines", "marks", "sections", "sequence"],
)
def test_text_made_to_be_slow_is_split_in_linear_time(text: str) -> None:
    start = time.process_time()
    clauses = splitting.split(text)
    assert time.process_time() - start < 8
    assert len(clauses) <= bounds.MOST_CLAUSES
    assert max(len(clause.text) for clause in clauses) <= bounds.LONGEST_CLAUSE


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbfPrix: 5 \xe2\x82\xac", "Prix: 5 €"),
        (b"Prix: 5 \x80, \x93net\x94", "Prix: 5 €, “net”"),
        (b"one\r\ntwo\rthree\x0cfour", "one\ntwo\nthree\nfour"),
    ],
)
def test_a_file_is_read_in_either_encoding(tmp_path: Path, content: bytes, text: str) -> None:
    file = tmp_path / "contract.txt"
    file.write_bytes(content)
    assert splitting.read_text(file) == text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"PK\x03\x04\x00\x00", "zero bytes"),
        (b"\x81\x8d\x8f", "not text in UTF-8"),
        (b"bell \x07", "control character"),
    ],
)
def test_a_file_that_is_not_text_is_refused_with_the_reason(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "contract.txt"
    file.write_bytes(content)
    with pytest.raises(errors.Invalid, match=words) as refusal:
        splitting.read_text(file)
    assert refusal.value.path == ("input", "file")


@needs_real
def test_every_real_agreement_is_split_and_three_of_four_by_its_headings() -> None:
    headed = 0
    for file in REAL:
        text = splitting.read_text(file)
        clauses = splitting.split(text)
        # A number that stands at its title without a blank, 1.Term, is a word of its own then.
        assert letters(clauses) == "".join(text.split()), file.name
        assert max(len(clause.text.split()) for clause in clauses) <= splitting.LONGEST_WORDS
        headed += sum(bool(clause.number or clause.heading) for clause in clauses) >= 5
    assert headed >= len(REAL) * 3 / 4


@needs_real
def test_a_real_table_of_contents_is_not_taken_for_the_clauses() -> None:
    file = next(file for file in REAL if "SANDRIDGE" in file.name)
    clauses = splitting.split(splitting.read_text(file))
    assert [(clause.number, clause.heading) for clause in clauses[1:5]] == [
        ("ARTICLE I", "DEFINITIONS"),
        ("ARTICLE II", "ENGAGEMENT OF OPERATOR"),
        ("2.1", "Engagement."),
        ("2.2", "Independent Contractor."),
    ]
