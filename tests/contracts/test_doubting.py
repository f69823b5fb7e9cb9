"""Where it is unsure how a text is taken apart, a person is told why, and about which clause."""

from collections.abc import Sequence

from portal.contracts import papers
from portal.contracts.text.editing import Edit, EditKind

INLINE = (
    "Terms. 1. Scope. Goods. 2. Price. Fixed. 3. Term. A year. 4. Law. German. 5. Notices. By email. 6. Costs. None."
)


def doubts(text: str, edits: Sequence[Edit] = ()) -> list[tuple[str, int | None]]:
    return [(each.code, each.clause) for each in papers.changed(papers.typed(text), edits).doubts]


def said(text: str, code: str, edits: Sequence[Edit] = ()) -> list[str]:
    found = papers.changed(papers.typed(text), edits).doubts
    return [each.sentence.in_("en") for each in found if each.code == code]


def test_numbers_found_inside_lines_throughout_are_told_for_the_whole_text() -> None:
    found = doubts(INLINE)

    assert ("LINES", None) in found
    assert "INSIDE" not in {code for code, _ in found}


def test_one_number_found_inside_a_line_is_told_with_its_clause() -> None:
    text = "1. Term\n\nA year. 2. Price. Fixed.\n\n3. Law\n\nGerman.\n\n4. Costs\n\nNone."

    assert [clause for code, clause in doubts(text) if code == "INSIDE"] == [1]
    assert said(text, "INSIDE") == [
        "Number 2. was found inside a line. If no clause starts there, join it with the clause before."
    ]


def test_many_of_one_kind_are_told_at_once() -> None:
    text = "\n\n".join(f"{n}. Title. Words of clause {n}." for n in range(1, 9))

    assert said(text, "LEAD") == ["8 titles are the first words of a line that continues. Check them."]


def test_a_title_taken_from_the_beginning_of_a_line_is_told() -> None:
    text = "1. Scope. The goods are pumps.\n\n2. Price. It is fixed.\n\n3. Law\n\nGerman."

    assert [clause for code, clause in doubts(text) if code == "LEAD"] == [0, 1]


def test_contents_before_the_first_clause_are_told_and_what_is_left_out_too() -> None:
    text = (
        "SUPPLY AGREEMENT\nTABLE OF CONTENTS\n1. Term .... 3\n2. Price .... 7\n3. Law .... 9\n4. Costs .... 11\n\n"
        "Between A and B.\n\n1. Term\n\nA year.\n\n2. Price\n\nFixed.\n\n3. Law\n\nGerman.\n\n4. Costs\n\nNone."
    )  # fmt: skip
    assert ("CONTENTS", 0) in doubts(text)
    edits = [Edit(EditKind.CONTENTS, 0)]
    assert said(text, "LEFT_OUT", edits)[0].startswith("Left out as a table of contents: “TABLE OF CONTENTS")
    assert not said(text, "CONTENTS", edits)


def test_words_of_the_contract_are_not_left_out_in_silence() -> None:
    text = "1. Term\n\nA year.\n\n2. Price\n\nFixed.\n\n3. Law\n\nGerman."

    edits = [Edit(EditKind.LEAVE_OUT, 1)]
    assert said(text, "LEFT_OUT", edits) == ["Words of the contract are left out: “2. Price Fixed.”, 3 words in all."]
    assert said(text, "JUMP", edits) == ["The numbering jumps from 1. to 3."]
    assert not said(text, "JUMP", [*edits, Edit(EditKind.RENUMBER)])


def test_references_are_told_to_be_as_they_were_after_numbers_are_put_in_order() -> None:
    assert said("1. Term\n\nA year.", "RENUMBERED", [Edit(EditKind.RENUMBER)])


def test_numbers_that_begin_again_below_a_title_are_no_gap() -> None:
    first, second = "1. Goods\n\nPumps.\n\n2. Place\n\nHere.", "1. Sum\n\nFive.\n\n3. Tax\n\nNone."
    text = f"ARTICLE I\nScope\n\n{first}\n\nARTICLE II\nPrice\n\n{second}"

    assert said(text, "JUMP") == ["The numbering jumps from 1. to 3."]
