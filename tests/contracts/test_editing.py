"""What a person changes in a text before it is stored: no word of it is lost, added or moved by any edit."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import errors
from portal.contracts import papers
from portal.contracts.text import contents
from portal.contracts.text.documents import DEEPEST, Clause
from portal.contracts.text.editing import MOST_EDITS, Edit, EditKind, edited
from portal.contracts.text.pieces import Piece, Unsure

DATA = os.environ.get("PORTAL_REAL_DATA")
REAL = sorted((Path(DATA) / "contracts").glob("*.txt")) if DATA else []
WRITES = {EditKind.TITLE, EditKind.NUMBER, EditKind.RENUMBER}
LINES = st.sampled_from(
    [
        "1. Term", "1.1 The term is a year.", "2. PRICE", "2.1 Fixed. It is in euros.", "(a) pumps; and", "Чл. 3. Цена",
        "Article IV Law", "EXHIBIT A", "Annex 1 Prices", "TABLE OF CONTENTS", "1. Term ........ 3", "2. Price ...... 7",
        "3. Law .... 9", "4. Notices ... 12", "Between Northgate Ltd and Kestrel AD", "धारा 5 मूल्य",
        "Seksyon 6. Abiso", "as in Section 4.2 above, 30 days", "", "Dated 3 January 2027", "7. Notices. By email.",
    ]
)  # fmt: skip
TEXTS = st.lists(LINES, min_size=1, max_size=30).map("\n".join).filter(str.strip)
EDITS = st.lists(
    st.builds(Edit, st.sampled_from(EditKind), clause=st.integers(-1, 12), at=st.integers(0, 80), text=st.just("X 9")),
    max_size=12,
)  # fmt: skip


def words(pieces: tuple[Piece, ...], *, labels: bool = True) -> list[str]:
    said = (
        f"{each.clause.number} {each.clause.heading} {each.clause.text}" if labels else each.clause.text
        for each in pieces
    )  # fmt: skip
    return " ".join(said).split()


def piece(number: str = "", heading: str = "", text: str = "", depth: int = 0, *, out: bool = False) -> Piece:
    return Piece(Clause("c", number, heading, text, depth), out)


def told(pieces: tuple[Piece, ...]) -> list[tuple[str, str, str, int]]:
    return [(each.clause.number, each.clause.heading, each.clause.text, each.clause.depth) for each in pieces]


@given(TEXTS, EDITS)
@settings(max_examples=400, deadline=None)
def test_no_word_is_lost_added_or_moved_by_any_edit(text: str, edits: list[Edit]) -> None:
    pieces = papers.typed(text).pieces
    for edit in edits:
        before = pieces
        try:
            pieces = edited(pieces, [edit])
        except errors.Invalid:
            assert pieces == before
            continue
        assert words(pieces, labels=edit.kind not in WRITES) == words(before, labels=edit.kind not in WRITES)
        if edit.kind is EditKind.RENUMBER:
            assert [each.clause.heading for each in pieces] == [each.clause.heading for each in before]
        assert all(0 <= each.clause.depth <= DEEPEST for each in pieces)
        assert [each.clause.key for each in pieces] == [f"c{n}" for n in range(1, len(pieces) + 1)]


@pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA does not name a folder of real agreements")
@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_word_of_a_real_agreement_is_lost(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from([each for each in REAL if each.stat().st_size < 60_000]))
    pieces = papers.typed(file.read_text(encoding="utf-8", errors="replace").replace("\x0c", "\n")).pieces
    before = words(pieces)
    for kind in data.draw(st.lists(st.sampled_from(sorted(set(EditKind) - WRITES)), max_size=8)):
        place = data.draw(st.integers(0, len(pieces) - 1))
        breaks = [at for at, sign in enumerate(pieces[place].clause.text) if sign == "\n"]
        at = data.draw(st.sampled_from(breaks)) if breaks else 0
        try:
            pieces = edited(pieces, [Edit(kind, place, at)])
        except errors.Invalid:
            continue
    assert words(pieces) == before


def test_a_clause_is_split_where_a_person_says_and_has_its_own_number_and_title() -> None:
    one = piece("2.", "Price", "It is fixed.\n2.1 Payment\nThirty days.")

    assert told(edited([one], [Edit(EditKind.SPLIT, 0, 13)])) == [
        ("2.", "Price", "It is fixed.", 0), ("2.1", "Payment", "Thirty days.", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("at", [None, 0, 1, 12, 400, -3])
def test_no_word_is_cut_and_no_clause_is_empty(at: int | None) -> None:
    with pytest.raises(errors.Invalid, match="between two words"):
        edited([piece("1.", "Term", "A calendar y")], [Edit(EditKind.SPLIT, 0, 4 if at == 1 else at)])


def test_what_is_joined_goes_on_in_the_clause_before() -> None:
    pieces = [piece("1.", "Term", "A year."), piece("1.1", "Start", "In May.", 1), piece("2.", "Price")]

    assert told(edited(pieces, [Edit(EditKind.JOIN, 1)])) == [
        ("1.", "Term", "A year.\n1.1 Start\nIn May.", 0), ("2.", "Price", "", 0),
    ]  # fmt: skip


def test_levels_move_with_what_is_below_them() -> None:
    pieces = [piece("1."), piece("2."), piece("2.1", depth=1), piece("3.")]

    down = edited(pieces, [Edit(EditKind.INDENT, 1)])
    assert [each.clause.depth for each in down] == [0, 1, 2, 0]
    assert [each.clause.depth for each in edited(down, [Edit(EditKind.OUTDENT, 1)])] == [0, 0, 1, 0]


@pytest.mark.parametrize(
    ("edit", "words_"),
    [
        (Edit(EditKind.JOIN, 0), "before the first"), (Edit(EditKind.INDENT, 0), "above it"),
        (Edit(EditKind.INDENT, 2), "above it"), (Edit(EditKind.OUTDENT, 1), "top level"),
        (Edit(EditKind.JOIN, 3), "left out"), (Edit(EditKind.ANNEX, 1), "name of an annex"),
        (Edit(EditKind.CONTENTS, 1), "No table of contents"), (Edit(EditKind.LEAVE_OUT, 9), "no such clause"),
        (Edit(EditKind.TITLE, 1, text="x" * 2_001), "Enter at most 2,000"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_with_the_reason(edit: Edit, words_: str) -> None:
    pieces = [piece("1."), piece("2.", "Term"), piece("2.1", depth=1), piece("3.", out=True)]
    with pytest.raises(errors.Invalid, match=words_) as refused:
        edited(pieces, [edit])
    assert refused.value.path[:3] == ("input", "edits", "0")


def test_more_edits_than_anybody_makes_are_refused() -> None:
    with pytest.raises(errors.Invalid, match="at most 500 edits"):
        edited([piece("1.")], [Edit(EditKind.RENUMBER)] * (MOST_EDITS + 1))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["3.", "3.4", "(c)", "9", "Exhibit A", "7.", ""], ["1.", "1.1", "(a)", "2", "Exhibit A", "1.", ""]),
        (["Article II", "1.7", "Article V", "Article X"], ["Article I", "1.1", "Article II", "Article III"]),
        (["A.", "C.", "X.", "§ 9"], ["A.", "B.", "C.", "§ 4"]), (["Чл. 4.", "б)", "г)"], ["Чл. 1.", "а)", "б)"]),
        (["Item One,", "2.", "4.", "Item Six,", "1."], ["Item One,", "1.", "2.", "Item 2,", "1."]),
        (["Article One", "Article Four"], ["Article One", "Article 2"]), (["2)", "5)"], ["1)", "2)"]),
    ],
)  # fmt: skip
def test_numbers_count_on_in_their_own_style(before: list[str], after: list[str]) -> None:
    deep = {"3.4": 1, "(c)": 2, "1.7": 1, "б)": 1, "г)": 1}
    deep |= dict.fromkeys(("1.", "2.", "4."), 1) if "Item One," in before else {}
    pieces = [piece(number, depth=deep.get(number, 0)) for number in before]

    assert [each.clause.number for each in edited(pieces, [Edit(EditKind.RENUMBER)])] == after


def test_what_is_left_out_does_not_count_and_comes_back() -> None:
    pieces = [piece("1.", text="Contents"), piece("2.", "Term")]

    out = edited(pieces, [Edit(EditKind.LEAVE_OUT, 0), Edit(EditKind.RENUMBER)])
    assert [(each.clause.number, each.is_left_out) for each in out] == [("1.", True), ("1.", False)]
    assert not edited(out, [Edit(EditKind.TAKE_IN, 0)])[0].is_left_out


def test_a_table_of_contents_alone_is_left_out() -> None:
    entries = "TABLE OF CONTENTS\n1. Term .... 3\n2. Price .... 7\n3. Law .... 9"
    text = f"SUPPLY AGREEMENT\n{entries}\nBetween A and B it is agreed."

    out = edited([piece(text=text), piece("1.", "Term")], [Edit(EditKind.CONTENTS, 0)])

    assert [each.is_left_out for each in out] == [False, True, False, False]
    assert out[1].clause.text.split("\n")[0] == "TABLE OF CONTENTS"
    assert out[2].clause.text == "Between A and B it is agreed."
    assert contents.is_list(out[1].clause.text)
    assert not contents.is_list(out[2].clause.text)


@pytest.mark.parametrize(
    ("given_", "found"),
    [
        (("", "", "Exhibit A Prices\nIn euros."), ("Exhibit A", "Prices", "In euros.")),
        (("", "Приложение 2 Цени", ""), ("Приложение 2", "Цени", "")),
        (("Annex 1", "Prices", ""), ("Annex 1", "Prices", "")),
        (("9.", "Annex 3", "Words."), ("9. Annex 3", "", "Words.")),
    ],
)  # fmt: skip
def test_an_annex_is_named_by_the_words_it_begins_with(
    given_: tuple[str, str, str], found: tuple[str, str, str]
) -> None:
    out = edited([piece("1."), piece(*given_, depth=1)], [Edit(EditKind.ANNEX, 1)])

    assert told(out)[1] == (*found, 0)


def test_a_title_that_a_person_wrote_is_no_longer_unsure() -> None:
    guessed = Piece(Clause("c", "1.", "Term", "It lasts.", 0), unsure=(Unsure.LEAD, Unsure.INSIDE))

    (out,) = edited([guessed], [Edit(EditKind.TITLE, 0, text="  Duration ")])

    assert (out.clause.heading, out.unsure) == ("Duration", (Unsure.INSIDE,))
