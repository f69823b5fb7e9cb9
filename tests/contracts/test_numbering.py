"""Numbers that count on open clauses, in whatever style and script; what only looks like one opens none."""

import os
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import errors
from portal.contracts.text import numerals, splitting

FOLDER = os.environ.get("PORTAL_REAL_DATA")
REAL = sorted((Path(FOLDER) / "contracts").glob("*.txt")) if FOLDER else []
needs_real = pytest.mark.skipif(not REAL, reason="set PORTAL_REAL_DATA to a folder with contracts/*.txt")

TITLES = ("Purpose", "Goods", "Price", "Term", "Law")


def numbers(text: str) -> list[str]:
    return [clause.number for clause in splitting.split(text) if clause.number]


def headings(text: str) -> list[tuple[str, str]]:
    return [(clause.number, clause.heading) for clause in splitting.split(text) if clause.number]


def letters(text: str) -> str:
    clauses = splitting.split(text)
    return "".join("".join(f"{clause.number} {clause.heading} {clause.text}".split()) for clause in clauses)


def agreement(written: list[str]) -> str:
    """An agreement with a heading for each number."""
    parts = (f"{number} {title}\n\nThe parties keep to it." for number, title in zip(written, TITLES, strict=True))
    return "AGREEMENT\n\n" + "\n\n".join(parts) + "\n"


STYLES = {
    "figures": ["1.", "2.", "3.", "4.", "5."],
    "figures alone": ["1", "2", "3", "4", "5"],
    "figures with nought": ["1.0", "2.0", "3.0", "4.0", "5.0"],
    "one bracket": ["1)", "2)", "3)", "4)", "5)"],
    "brackets": ["(1)", "(2)", "(3)", "(4)", "(5)"],
    "capitals": ["A.", "B.", "C.", "D.", "E."],
    "small letters": ["(a)", "(b)", "(c)", "(d)", "(e)"],
    "Roman": ["I.", "II.", "III.", "IV.", "V."],
    "small Roman": ["i.", "ii.", "iii.", "iv.", "v."],
    "sections": ["Section 1.01", "Section 1.02", "Section 1.03", "Section 2.01", "Section 2.02"],
    "articles": ["ARTICLE I", "ARTICLE II", "ARTICLE III", "ARTICLE IV", "ARTICLE V"],
    "articles in words": ["Article One", "Article Two", "Article Three", "Article Four", "Article Five"],
    "short": ["Art. 1", "Art. 2", "Art. 3", "Art. 4", "Art. 5"],
    "parts": ["Part I", "Part II", "Part III", "Part IV", "Part V"],
    "parts in letters": ["PART A", "PART B", "PART C", "PART D", "PART E"],
    "clauses": ["CLAUSE 1:", "CLAUSE 2:", "CLAUSE 3:", "CLAUSE 4:", "CLAUSE 5:"],
    "paragraph signs": ["§1", "§2", "§3", "§4", "§5"],
    "Bulgarian": ["Чл. 1.", "Чл. 2.", "Чл. 3.", "Чл. 4.", "Чл. 5."],
    "Bulgarian in full": ["Член 1", "Член 2", "Член 3", "Член 4", "Член 5"],
    "Bulgarian parts": ["Раздел I.", "Раздел II.", "Раздел III.", "Раздел IV.", "Раздел V."],
    "Hindi": ["अनुच्छेद 1", "अनुच्छेद 2", "अनुच्छेद 3", "अनुच्छेद 4", "अनुच्छेद 5"],
    "Hindi figures": ["धारा १.", "धारा २.", "धारा ३.", "धारा ४.", "धारा ५."],
    "Filipino": ["Seksyon 1.", "Seksyon 2.", "Seksyon 3.", "Seksyon 4.", "Seksyon 5."],
    "Filipino articles": ["Artikulo I", "Artikulo II", "Artikulo III", "Artikulo IV", "Artikulo V"],
    "Chinese": ["第一条", "第二条", "第三条", "第四条", "第五条"],
    "a word of no list": ["Pykälä 1", "Pykälä 2", "Pykälä 3", "Pykälä 4", "Pykälä 5"],
}


@pytest.mark.parametrize("written", STYLES.values(), ids=STYLES.keys())
def test_whatever_counts_on_through_the_text_opens_clauses(written: list[str]) -> None:
    assert headings(agreement(written)) == list(zip(written, TITLES, strict=True))


@pytest.mark.parametrize("between", ["", " ", "\u202f", "\xa0", "\ufeff", "\u200b", "\t", "\n"])
@pytest.mark.parametrize("style", ["{}.", "Section {}.", "{}.1"])
def test_what_stands_between_number_and_title_changes_nothing(between: str, style: str) -> None:
    titles = list(enumerate(TITLES, 1))
    text = "\n\n".join(f"{style.format(n)}{between}{title}\n\nThe text." for n, title in titles)
    found = [(number, heading.strip("\ufeff\u200b")) for number, heading in headings(text)]
    assert found == [(style.format(n), title) for n, title in titles]
    assert letters(text) == "".join(text.split())


@pytest.mark.parametrize(
    "written",
    [
        ["1.", "2.", "2A.", "3.", "4."],
        ["7.", "7A.", "7B.", "8.", "9."],
        ["1.", "2.", "7.", "8.", "9."],
        ["1.", "2.", "3.", "16.", "17."],
        ["Чл. 1.", "Чл. 2.", "Чл. 5.", "Чл. 6.", "Чл. 9."],
    ],
)
def test_numbers_may_jump_and_one_may_be_put_between(written: list[str]) -> None:
    assert numbers(agreement(written)) == written


@pytest.mark.parametrize(
    "line",
    [
        "3 Harbour Street", "3 May 2026", "3. May 2026", "3 ACME CONFIDENTIAL", "3", "Page 3", "Page 3 of 9", "- 3 -",
        "within\n3 days", "as Section 3 says, and", "3.5 percent", "$3. It is", "By: ____ 3. ____",
    ],
)  # fmt: skip
def test_addresses_dates_pages_and_references_open_no_clause(line: str) -> None:
    text = (
        f"1. Scope\n\nWe sell.\n\n2. Notices\n\nIt goes to\n{line}\nand on.\n\n3. Term\n\nA year.\n\n4. Law\n\nItaly's."
    )
    assert headings(text) == [("1.", "Scope"), ("2.", "Notices"), ("3.", "Term"), ("4.", "Law")]
    assert letters(text) == "".join(text.split())


CONTENTS = {
    "with pages": "CONTENTS\n\n1. Purpose 1\n2. Goods 2\n3. Price 2\n4. Term 3\n5. Law 9\n\n",
    "with leaders": "CONTENTS\n\n1. Purpose....1\n2. Goods .... 2\n3. Price....2\n4. Term . . . . 3\n5. Law....9\n\n",
    "without pages": "CONTENTS\n\n1. Purpose\n2. Goods\n3. Price\n4. Term\n5. Law\n\n",
    "without a title": "1. Purpose\n2. Goods\n3. Price\n4. Term\n5. Law\n\n",
    "Bulgarian": "СЪДЪРЖАНИЕ\n\n1. Purpose\n2. Goods\n3. Price\n4. Term\n5. Law\n\n",
    "in one line": "CONTENTS 1. Purpose 1 2. Goods 2 3. Price 2 4. Term 3 5. Law 9\n\n",
    "with an annex": "CONTENTS\n\n1. Purpose\n2. Goods\n3. Price\n4. Term\n5. Law\nAnnex A Goods in full\n\n",
}


@pytest.mark.parametrize("contents", CONTENTS.values(), ids=CONTENTS.keys())
def test_a_table_of_contents_opens_no_clause(contents: str) -> None:
    text = contents + agreement(["1.", "2.", "3.", "4.", "5."]) + "\nANNEX A\nGOODS IN FULL\n\nBolts."
    clauses = splitting.split(text)
    assert [(clause.number, clause.heading) for clause in clauses] == [
        ("", ""), *zip(["1.", "2.", "3.", "4.", "5."], TITLES, strict=True), ("ANNEX A", "GOODS IN FULL"),
    ]  # fmt: skip
    assert clauses[0].text.endswith("AGREEMENT")


def test_headings_in_one_line_are_found_in_order_and_one_missed_loses_nothing() -> None:
    text = (
        "SUPPLY OF BOLTS 1. Scope. We sell. 2. Price. Five, under Section 3 and clause 4. 3. Notices. To Jo Example "
        "4. Term. A year. 6. Law. Italy's. 7. End. None."
    )
    assert numbers(text) == ["1.", "2.", "3.", "4.", "6.", "7."]
    assert letters(text) == "".join(text.split())


def test_a_title_before_its_number_belongs_to_it() -> None:
    text = (
        "Scope 1. We sell bolts. Duties 2. They are bought in boxes. Price 3. Five is paid for each. Law 4. It is here."
    )
    assert numbers(text) == ["Scope 1.", "Duties 2.", "Price 3.", "Law 4."]
    assert letters(text) == "".join(text.split())


def test_a_number_on_its_own_line_has_the_title_below() -> None:
    text = "AGREEMENT\n\n1\nSALE\n\nWe sell.\n\n2\nTAX\n\nYou pay.\n\n3\nLAW\n\nItaly's.\n"
    assert headings(text) == [("1", "SALE"), ("2", "TAX"), ("3", "LAW")]


def test_capital_titles_of_three_letters_serve_where_there_are_no_numbers() -> None:
    text = "TAX\n\nYou pay.\n\nLAW\n\nItaly's.\n\nEND\n\nNone.\n\nBOLTS GMBH\n"
    assert [clause.heading for clause in splitting.split(text)] == ["TAX", "LAW", "END", "BOLTS GMBH"]


def test_few_openings_in_a_long_text_are_grouped_at_paragraphs() -> None:
    paragraph = "we keep to what we have said here and elsewhere " * 10
    text = "AGREEMENT\n\n1. Scope\n\n" + "\n\n".join([paragraph.strip()] * 12)
    clauses = splitting.split(text)
    assert [(clause.number, len(clause.text.split())) for clause in clauses] == [
        ("", 1), ("1.", 300), ("", 300), ("", 300), ("", 300),
    ]  # fmt: skip


def test_sections_count_below_articles_and_letters_stay_in_their_section() -> None:
    text = "ARTICLE I\nSALE\n\n1.1Goods. (a) Bolts. (b) Nuts.\n\n1.2Price. Five.\n\nARTICLE II\nLAW\n\n2.1Place. Rome."
    found = [(clause.depth, clause.number, clause.heading) for clause in splitting.split(text)]
    assert found == [
        (0, "ARTICLE I", "SALE"), (1, "1.1", "Goods."), (1, "1.2", "Price."), (0, "ARTICLE II", "LAW"),
        (1, "2.1", "Place."),
    ]  # fmt: skip


def test_a_title_in_a_line_may_stand_behind_a_number_without_a_sign() -> None:
    text = (
        "1 Purpose. We sell.\n\n2 Price. It is five.\n\n3 Law. It is Italian.\n\nSo it is. 4 TERM AND END 4.1 Term. "
        "A year. 4.2 End. None. 5 NOTICES 5.1 Place. Rome."
    )
    assert numbers(text) == ["1", "2", "3", "4", "4.1", "4.2", "5", "5.1"]


def test_numbers_begin_again_below_a_title_without_a_number() -> None:
    parts = (
        "Goods   1. Bolts are sold. 2. Nuts are sold.",
        "Price   1. Five is paid. 2. It is paid late.",
        "Law   1. Italy's.",
    )
    assert numbers("   ".join(parts)) == ["1.", "2.", "1.", "2.", "1."]


def test_an_annex_may_go_on_in_the_line_of_its_title() -> None:
    text = (
        agreement(["1.", "2.", "3.", "4.", "5."])
        + "\nEXHIBIT A GOODS IN FULL The goods are those that "
        + "we list " * 9
    )
    assert numbers(text)[-1] == "EXHIBIT A"


@pytest.mark.parametrize("number", range(1, 400))
def test_a_roman_numeral_is_read_as_it_is_written(number: int) -> None:
    assert numerals.roman(numerals.written(number)) == number


PIECES = st.sampled_from(
    [
        "1.", "2.", "2A.", "3", "1.1", "2.1Title", "(1)", "(2)", "A.", "B.", "i.", "ii.", "§ 1", "Чл. 1.",
        "Чл. 2.", "Article One",
        "ARTICLE II", "Section 1.01", "EXHIBIT A", "CONTENTS", "Title", "the", "e\u0301", "第一条", "अनुच्छेद 1",
        "\u200b", "\ufeff",
        "\u202f", "\u2028", "\x85", "\n", "\n\n", "   ", ".", "Law 4.", "10.", "____", "3 May 2026",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES | st.text(max_size=4), max_size=60).map(" ".join) | st.lists(PIECES).map("".join))
def test_no_letter_is_lost_or_moved_in_any_style(text: str) -> None:
    try:
        found = letters(text)
    except errors.Invalid:
        assert re.search("[\x00-\x08\x0b-\x1f]", text)
        return
    assert found == "".join(unicodedata.normalize("NFC", text).split())


@needs_real
def test_of_the_real_agreements_hardly_one_that_is_long_has_few_clauses() -> None:
    texts = [splitting.read_text(file) for file in REAL]
    long = [text for text in texts if len(text.split()) > 1_000]
    assert sum(len(splitting.split(text)) < 5 for text in long) <= len(long) * 0.02


def test_items_in_words_and_a_blank_before_the_full_stop_open_clauses() -> None:
    text = (
        "A and B agree.   Item One, Scope   1. The goods are pumps.   2. They are blue.   Item Two, Price   1. It is"
        " fixed.   2. It is in euros.   Item Three, Law   1. Bulgarian law applies.   2. In Sofia."
    )
    assert [each.number for each in splitting.split(text)][1:] == [
        "Item One,", "1.", "2.", "Item Two,", "1.", "2.", "Item Three,", "1.", "2.",
    ]  # fmt: skip
    text = "1. SCOPE. Pumps are sold.   2. PRICE. It is fixed.   3 .TERM. A year it is.   4. LAW. It is German."
    assert [each.number for each in splitting.split(text)] == ["1.", "2.", "3 .", "4."]
