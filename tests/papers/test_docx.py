"""A .docx is read as its readers see it: numbers are counted as word processors count them, and nothing is lost."""

import io
from collections.abc import Callable

import pytest
from docx.oxml import parse_xml

from portal.papers import reading
from portal.papers.told import Read, Refused, State
from tests.papers.making import FOOTNOTES, XMLNS, Paper, packed, paper, with_part

Write = Callable[[Paper], None]


def read(content: bytes, state: State | None = None) -> Read:
    return reading.read(io.BytesIO(content), "DOCX", state)


def lines(content: bytes, state: State | None = None) -> list[str]:
    return [f"{each.number}|{each.text}" if each.number else each.text for each in read(content, state).paragraphs]


def levels(p: Paper) -> None:
    one = p.list("decimal|%1.", "decimal|%1.%2", "decimal|%1.%2.%3", "lowerLetter|(%4)")
    for text, level in (("A", 0), ("B", 1), ("C", 2), ("D", 3), ("E", 3), ("F", 1), ("G", 2), ("H", 0), ("I", 1)):
        p.add(text, one, level)


def articles(p: Paper) -> None:
    one = p.list("upperRoman|Article %1", "decimal|Section %1.%2", more='<w:pStyle w:val="Heading1"/>')
    p.add("Term", one)
    p.add("Length", one, 1)
    p.add("Price", one)


def in_figures(p: Paper) -> None:
    one = p.list("upperRoman|%1.", "decimal|%1.%2")
    numbering = p.made.part.numbering_part.element
    level = numbering[0][1]
    level.insert(2, p.made.element.makeelement(f"{{{XMLNS[9:-1]}}}isLgl"))
    for text, depth in (("A", 0), ("B", 0), ("C", 1)):
        p.add(text, one, depth)


def letters(p: Paper) -> None:
    one = p.list("upperLetter|%1)", "lowerRoman|(%2)")
    for text, level in (("A", 0), ("B", 1), ("C", 1), ("D", 1), ("E", 1), ("F", 0)):
        p.add(text, one, level)


def words(p: Paper) -> None:
    one, two, three = p.list("ordinalText|%1"), p.list("decimalZero|%1."), p.list("ordinal|%1")
    for text, each in (("A", one), ("B", one), ("C", two), ("D", three), ("E", three)):
        p.add(text, each)


def anew(p: Paper) -> None:
    one = p.list("decimal|%1.")
    again = p.list(
        abstract=one, overrides='<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    )  # fmt: skip
    for text, each in (("A", one), ("B", one), ("C", again), ("D", again)):
        p.add(text, each)


def going_on(p: Paper) -> None:
    one = p.list("decimal|%1.")
    other = p.list(abstract=one)
    for text, each in (("A", one), ("B", other), ("C", one)):
        p.add(text, each)


def from_five(p: Paper) -> None:
    one = p.list("decimal|%1.")
    p.made.part.numbering_part.element[0][0][0].set(f"{{{XMLNS[9:-1]}}}val", "5")
    p.add("A", one)
    p.add("B", one)


def never_anew(p: Paper) -> None:
    one = p.list("decimal|%1.", "decimal|%2)")
    level = p.made.part.numbering_part.element[0][1]
    restart = level.makeelement(f"{{{XMLNS[9:-1]}}}lvlRestart", {f"{{{XMLNS[9:-1]}}}val": "0"})
    level.insert(2, restart)
    for text, depth in (("A", 0), ("B", 1), ("C", 0), ("D", 1)):
        p.add(text, one, depth)


def by_style(p: Paper) -> None:
    p.add("A", style="List Number")
    p.add("B", style="List Number")
    p.add("C", style="List Bullet")
    p.add("D", style="List Number")


def by_based_style(p: Paper) -> None:
    style = p.made.styles.add_style("Clause", 1)
    style.base_style = p.made.styles["List Number"]
    p.add("A", style="Clause")
    p.add("B", style="List Number")


def by_heading(p: Paper) -> None:
    one = p.list("decimal|%1.", "decimal|%1.%2", more='<w:pStyle w:val="Heading1"/>')
    told = f'<w:numPr {XMLNS}><w:numId w:val="{one}"/></w:numPr>'
    for name in ("Heading 1", "Heading 2"):
        style = p.made.styles[name].element
        style.get_or_add_pPr().append(parse_xml(told))
    p.made.part.numbering_part.element[0][1].insert(2, parse_xml(f'<w:pStyle {XMLNS} w:val="Heading2"/>'))
    p.add("Term", style="Heading 1")
    p.add("Length", style="Heading 2")
    p.add("Price", style="Heading 1")


def taken_out(p: Paper) -> None:
    one = p.list("decimal|%1.")
    p.add("A", one)
    p.add("B", 0, style="List Number")
    p.add("C", one)


def table(p: Paper) -> None:
    made = p.made.add_table(rows=2, cols=2)
    for place, text in enumerate(("Product", "Price", "Pump", "5")):
        made.cell(place // 2, place % 2).text = text
    p.add("After")


def framed(p: Paper) -> None:
    one = p.list("decimal|%1.")
    p.add("A", one)
    cell = p.made.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "B"
    cell.add_paragraph("C")
    p.add("D", one)


def nested(p: Paper) -> None:
    made = p.made.add_table(rows=1, cols=2)
    made.cell(0, 0).text = "Out"
    inner = made.cell(0, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "in", "side"


def hyphens(p: Paper) -> None:
    p.raw(
        "<w:p><w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>stop</w:t><w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t></w:r></w:p>"
    )


def linked(p: Paper) -> None:
    p.raw('<w:p><w:hyperlink w:anchor="x"><w:r><w:t>here</w:t></w:r></w:hyperlink><w:r><w:t> and</w:t></w:r></w:p>')


def fields(p: Paper) -> None:
    p.raw(
        '<w:p><w:r><w:t xml:space="preserve">See </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
        '<w:instrText>REF _Ref1</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>4.2</w:t>'
        '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )  # fmt: skip


def boxed(p: Paper) -> None:
    p.raw(
        "<w:p><w:r><w:t>Before</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
    )


def controlled(p: Paper) -> None:
    p.raw("<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>Chosen</w:t></w:r></w:p></w:sdtContent></w:sdt>")


READ: dict[str, tuple[Write, list[str]]] = {
    "levels": (levels, ["1.|A", "1.1|B", "1.1.1|C", "(a)|D", "(b)|E", "1.2|F", "1.2.1|G", "2.|H", "2.1|I"]),
    "articles": (articles, ["Article I|Term", "Section I.1|Length", "Article II|Price"]),
    "figures below Roman numerals": (in_figures, ["I.|A", "II.|B", "2.1|C"]),
    "letters and small Roman numerals": (letters, ["A)|A", "(i)|B", "(ii)|C", "(iii)|D", "(iv)|E", "B)|F"]),
    "numbers in words": (words, ["First|A", "Second|B", "01.|C", "1st|D", "2nd|E"]),
    "a list begun anew": (anew, ["1.|A", "2.|B", "1.|C", "2.|D"]),
    "a list that goes on": (going_on, ["1.|A", "2.|B", "3.|C"]),
    "a list from five": (from_five, ["5.|A", "6.|B"]),
    "a level that never begins anew": (never_anew, ["1.|A", "1)|B", "2.|C", "2)|D"]),
    "a list by style": (by_style, ["1.|A", "2.|B", "•|C", "3.|D"]),
    "a list by a style based on another": (by_based_style, ["1.|A", "2.|B"]),
    "headings that are counted": (by_heading, ["1.|Term", "1.1|Length", "2.|Price"]),
    "a paragraph taken out of its list": (taken_out, ["1.|A", "B", "2.|C"]),
    "a table": (table, ["Product\tPrice", "Pump\t5", "After"]),
    "a table that is a frame": (framed, ["1.|A", "B", "C", "2.|D"]),
    "a table in a table": (nested, ["Out\tin\tside"]),
    "hyphens, tabs and breaks": (hyphens, ["non‑stop\ta\nb"]),
    "a link": (linked, ["here and"]),
    "a field": (fields, ["See 4.2"]),
    "a text box": (boxed, ["Before", "In a box"]),
    "a content control": (controlled, ["Chosen"]),
}


@pytest.mark.parametrize("called", READ)
def test_a_file_is_read_as_its_readers_see_it(called: str) -> None:
    write, expected = READ[called]

    assert lines(paper(write)) == expected


CHANGED = (
    '<w:p><w:r><w:t xml:space="preserve">Pay within </w:t></w:r>'
    '<w:del w:id="1" w:author="P"><w:r><w:delText>30</w:delText></w:r></w:del>'
    '<w:ins w:id="2" w:author="P"><w:r><w:t>60</w:t></w:r></w:ins>'
    '<w:r><w:t xml:space="preserve"> days.</w:t></w:r></w:p>'
)
MOVED = (
    '<w:p><w:moveFrom w:id="1" w:author="P"><w:r><w:t>Here</w:t></w:r></w:moveFrom><w:r><w:t>One</w:t></w:r></w:p>'
    '<w:p><w:r><w:t>Two</w:t></w:r><w:moveTo w:id="2" w:author="P"><w:r><w:t>Here</w:t></w:r></w:moveTo></w:p>'
)
JOINED = (
    '<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="P"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">One </w:t></w:r>'
    "</w:p><w:p><w:r><w:t>two</w:t></w:r></w:p>"
)
ROW = (
    '<w:tbl><w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr><w:tr><w:trPr><w:ins'
    ' w:id="1" w:author="P"/></w:trPr><w:tc><w:p><w:r><w:t>B</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>'
)  # fmt: skip


@pytest.mark.parametrize(
    ("xml", "accepted", "original", "counts"),
    [
        (CHANGED, ["Pay within 60 days."], ["Pay within 30 days."], (1, 1, 0)),
        (MOVED, ["One", "TwoHere"], ["HereOne", "Two"], (0, 0, 1)),
        (JOINED, ["One two"], ["One", "two"], (0, 1, 0)),
        (ROW, ["A", "B"], ["A"], (1, 0, 0)),
    ],
    ids=["words", "moved", "a paragraph's end", "a row"],
)
def test_somebody_says_which_text_counts_where_changes_are_tracked(
    xml: str, accepted: list[str], original: list[str], counts: tuple[int, int, int]
) -> None:
    def write(p: Paper) -> None:
        for block in [xml] if xml.startswith("<w:tbl") else [f"{each}</w:p>" for each in xml.split("</w:p>") if each]:
            p.raw(block)

    content = paper(write)

    with pytest.raises(Refused) as refused:
        read(content)

    assert refused.value.verdict == "CHANGES"
    assert tuple(refused.value.numbers.values()) == counts
    assert lines(content, State.ACCEPTED) == accepted
    assert lines(content, State.ORIGINAL) == original


def test_comments_are_listed_and_stand_in_no_text() -> None:
    def write(p: Paper) -> None:
        made = p.add("The price is fixed.")
        p.made.add_comment(made.runs, text="Really?", author="Paula")

    found = read(paper(write))

    assert [(each.author, each.text) for each in found.comments] == [("Paula", "Really?")]
    assert [each.text for each in found.paragraphs] == ["The price is fixed."]


def test_a_note_stands_behind_the_paragraph_it_is_about() -> None:
    def write(p: Paper) -> None:
        p.raw('<w:p><w:r><w:t>Price</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>')
        p.add("Next")

    notes = (
        f'<w:footnotes {XMLNS}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2"><w:p>'
        "<w:r><w:footnoteRef/></w:r><w:r><w:t>Without tax.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    found = read(with_part(paper(write), "footnotes.xml", notes, "footnotes", FOOTNOTES))

    assert [each.text for each in found.paragraphs] == ["Price[1]", "[1] Without tax.", "Next"]
    assert found.notes == 1


def test_heads_and_feet_of_pages_are_left_out_and_told() -> None:
    def write(p: Paper) -> None:
        p.made.sections[0].header.paragraphs[0].text = "Confidential"
        p.made.sections[0].footer.paragraphs[0].text = "Page 1 of 3"
        p.add("Text")

    found = read(paper(write))

    assert [each.text for each in found.paragraphs] == ["Text"]
    assert sorted(found.margins) == ["Confidential", "Page 1 of 3"]


def test_a_table_of_contents_is_left_out_and_counted() -> None:
    def write(p: Paper) -> None:
        p.raw(
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
            "<w:sdtContent><w:p><w:r><w:t>1. Term 2</w:t></w:r></w:p><w:p><w:r><w:t>2. Price 3</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        )
        p.made.styles.add_style("toc 1", 1)
        p.add("3. Law 4", style="toc 1")
        p.add("Text")

    found = read(paper(write))

    assert [each.text for each in found.paragraphs] == ["Text"]
    assert found.contents == 3


def test_hidden_words_are_kept_and_told() -> None:
    def write(p: Paper) -> None:
        p.add("Seen ").add_run("not seen").font.hidden = True

    found = read(paper(write))

    assert [each.text for each in found.paragraphs] == ["Seen not seen"]
    assert found.hidden == ["not seen"]


def test_a_bold_beginning_is_known() -> None:
    def write(p: Paper) -> None:
        made = p.add()
        made.add_run("Term.").bold = True
        made.add_run(" It lasts a year.")

    found = read(paper(write)).paragraphs[0]

    assert found.text[: found.lead] == "Term."


def test_a_file_within_the_file_is_not_passed_over() -> None:
    with pytest.raises(Refused, match="EMBEDDED"):
        read(paper(lambda p: p.raw('<w:altChunk r:id="rId99"/>')))


def test_entities_are_not_unfolded() -> None:
    def change(parts: dict[str, bytes]) -> None:
        told = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        xml = parts["word/document.xml"]
        end = xml.index(b"?>") + 2
        parts["word/document.xml"] = xml[:end] + told + xml[end:]

    with pytest.raises(Refused, match="DTD"):
        read(packed(paper(levels), change))


def test_a_tower_of_elements_is_refused() -> None:
    def change(parts: dict[str, bytes]) -> None:
        body = b"<w:p>" * 5_000 + b"</w:p>" * 5_000
        parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + body)

    with pytest.raises(Refused, match="BOMB"):
        read(packed(paper(levels), change))


def test_a_file_without_words_is_refused() -> None:
    with pytest.raises(Refused, match="EMPTY"):
        read(paper(lambda _: None))
