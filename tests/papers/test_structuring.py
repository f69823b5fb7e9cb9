"""From paragraphs to clauses: what the file counts itself comes before any guess, and every word stays in its place."""

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.contracts.text.structuring import plain, structured
from portal.papers import markdown
from portal.papers.told import Paragraph, Read

TEXTS = st.sampled_from(
    ["Term", "Term. It lasts.", "1.1 typed", "A\tB", "one\ntwo", "It is so, and", "é", "", "(a) x", "X. y"]
)
PARAGRAPHS = st.lists(
    st.builds(
        Paragraph, TEXTS, number=st.sampled_from(["", "1.", "2.", "1.1", "(a)", "•", "Article I", "Schedule 1"]),
        level=st.integers(0, 3), heading=st.integers(0, 3), lead=st.integers(0, 6), series=st.sampled_from(["a", "b"]),
        opens=st.booleans(), kind=st.sampled_from(["TEXT", "ROW", "NOTE"]),
    ),
    max_size=30,
)  # fmt: skip


@given(PARAGRAPHS)
@settings(max_examples=500, deadline=None)
def test_no_word_is_lost_and_none_is_added(paragraphs: list[Paragraph]) -> None:
    found = structured(Read(paragraphs))

    words = " ".join(f"{each.number} {each.heading} {each.text}" for each in found.clauses).split()
    assert words == plain(paragraphs).split()


@given(st.text(alphabet=st.sampled_from("#* \n1.aB_-)"), max_size=120))
@settings(max_examples=300, deadline=None)
def test_no_letter_of_markdown_is_lost(text: str) -> None:
    said = plain(markdown.read(text).paragraphs)

    assert [each for each in said if each.isalnum()] == [each for each in text if each.isalnum()]


def numbered(number: str, text: str = "Term", *, series: str = "a", level: int = 0) -> Paragraph:
    return Paragraph(text, number, level, series=series, opens=True)


def numbers(*paragraphs: Paragraph) -> list[str]:
    return [each.number for each in structured(Read(list(paragraphs))).clauses]


def test_a_number_of_the_file_wins_over_numbers_in_its_words() -> None:
    found = structured(Read([numbered("1.", "Term. See\n2. Price below."), numbered("2.", "Price")]))

    assert [each.number for each in found.clauses] == ["1.", "2."]
    assert [each.code for each in found.doubts] == ["TYPED"]


def test_letters_in_brackets_stay_in_their_clause() -> None:
    inner = [Paragraph("pumps", "(a)", 1, series="a"), Paragraph("pipes", "(b)", 1, series="a")]

    found = structured(Read([numbered("1.", "Goods"), *inner, numbered("2.", "Price")])).clauses

    assert [(each.number, each.text) for each in found] == [("1.", "(a) pumps\n(b) pipes"), ("2.", "")]


def test_a_short_list_within_a_clause_opens_none() -> None:
    clauses = [numbered(f"{each}.") for each in range(1, 5)]
    inner = [numbered("1.", "pumps", series="b"), numbered("2.", "pipes", series="b")]

    assert numbers(*clauses[:2], *inner, *clauses[2:]) == ["1.", "2.", "3.", "4."]


def test_the_depth_follows_from_the_number_or_else_from_the_level() -> None:
    found = structured(Read([numbered("Article I"), numbered("1.1.1"), numbered("(x)", level=2)])).clauses

    assert [each.depth for each in found] == [0, 2, 2]


def test_numbers_that_jump_and_words_before_the_first_are_told() -> None:
    found = structured(
        Read([Paragraph("Between A and B"), numbered("1."), numbered("3."), numbered("3.1"), numbered("4.")])
    )

    assert [(each.code, each.clause) for each in found.doubts] == [("PREAMBLE", 0), ("JUMP", 2)]
    assert found.doubts[1].sentence.in_("en") == "The numbering jumps from 1. to 3."


def test_headings_without_numbers_open_clauses() -> None:
    found = structured(
        Read([Paragraph("Term", heading=1), Paragraph("A year."), Paragraph("Length", heading=2)])
    ).clauses

    assert [(each.heading, each.text, each.depth) for each in found] == [("Term", "A year.", 0), ("Length", "", 1)]


def test_text_without_structure_is_guessed_and_told_so() -> None:
    found = structured(Read([Paragraph("1. Term"), Paragraph("2. Price"), Paragraph("3. Law")]))

    assert [each.number for each in found.clauses] == ["1.", "2.", "3."]
    assert [each.code for each in found.doubts] == ["GUESSED"]


def test_a_bold_beginning_is_the_heading() -> None:
    one = Paragraph("Term. It lasts a year.", "1.", lead=5, series="a", opens=True)

    found = structured(Read([one, numbered("2.")])).clauses[0]

    assert (found.heading, found.text) == ("Term.", "It lasts a year.")
