"""Over thirty kinds of .docx from the file to its clauses: each is read right, or refused with the reason."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from tests.files.corpus import OLE
from tests.papers.making import FOOTNOTES, XMLNS, Paper, packed, paper, with_part
from tests.papers.taking import refused, taken

DRAWN = "http://schemas.openxmlformats.org/markup-compatibility/2006"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
LOOSE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def char(kind: str, settings: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{settings and f"<w:ffData>{settings}</w:ffData>"}</w:fldChar></w:r>'


def asked(words: str, settings: str, shown: str | None = None) -> str:
    """A field of a form behind some words."""
    result = "" if shown is None else char("separate") + run(shown)
    name = "<w:r><w:instrText>FORM</w:instrText></w:r>"
    return f"<w:p>{run(words)}{char('begin', settings)}{name}{result}{char('end')}</w:p>"


def block(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


def control(settings: str, words: str, of: Callable[[str], str] = block) -> str:
    return f"<w:sdt><w:sdtPr>{settings}</w:sdtPr><w:sdtContent>{of(words)}</w:sdtContent></w:sdt>"


def written(*steps: Callable[[Paper, int], object]) -> bytes:
    """Two clauses of a list, and what the steps add to the second."""

    def write(p: Paper) -> None:
        one = p.list("decimal|%1.", "decimal|%1.%2")
        p.add("Term", one)
        p.add("Price", one)
        for step in steps:
            step(p, one)

    return paper(write)


def blocks(*more: str) -> bytes:
    """The same two, and blocks of WordprocessingML."""

    def add(p: Paper, _one: int) -> None:
        for xml in more:
            p.raw(xml)

    return written(add)


def by_style(p: Paper) -> None:
    p.add("Term", style="List Number")
    p.add("Price", style="List Number")


def strict(parts: dict[str, bytes]) -> None:
    parts.update({n: each.replace(LOOSE, STRICT) for n, each in parts.items() if n != "[Content_Types].xml"})


def margins(p: Paper, _one: int) -> None:
    p.made.sections[0].header.paragraphs[0].text = "Draft of Harrow"
    p.made.sections[0].footer.paragraphs[0].text = "Page 1 of 3"


def table(p: Paper, _one: int) -> None:
    made = p.made.add_table(rows=2, cols=3)
    for place, text in enumerate(("Tier", "Units", "Fee", "1", "100", "5 %")):
        made.cell(place // 3, place % 3).text = text


def anew(p: Paper, one: int) -> None:
    p.add("Annex A", style="Heading 1")
    again = p.list(abstract=one, overrides='<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    p.add("Goods", again, style="Heading 2")


def comment(p: Paper, _one: int) -> None:
    made = p.add("It is fixed.")
    p.made.add_comment(made.runs, text="Really?", author="Paula")


def without(name: str, change: Callable[[bytes], bytes]) -> Callable[[dict[str, bytes]], None]:
    def do(parts: dict[str, bytes]) -> None:
        parts[name] = change(parts[name])

    return do


def document(change: Callable[[bytes], bytes]) -> bytes:
    return packed(blocks(), without("word/document.xml", change))


NOTE = '<w:p><w:r><w:t>Net</w:t></w:r><w:r><w:{}Reference w:id="2"/></w:r></w:p>'
NOTES = '<w:{0}s {1}><w:{0} w:id="2"><w:p><w:r><w:t>Without tax.</w:t></w:r></w:p></w:{0}></w:{0}s>'
BOX = f"<w:pict><w:txbxContent><w:p>{run('In a box')}</w:p></w:txbxContent></w:pict>"
TWICE = (
    f'<w:p><w:r><mc:AlternateContent xmlns:mc="{DRAWN}"><mc:Choice Requires="wps">{BOX}</mc:Choice>'
    f"<mc:Fallback>{BOX}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
)
CHANGED = (
    f'<w:p>{run("In ")}<w:del w:id="1" w:author="P"><w:r><w:delText>30</w:delText></w:r></w:del>'
    f'<w:ins w:id="2" w:author="P">{run("60")}</w:ins>{run(" days.")}</w:p>'
)
NESTED = (
    f'<w:p>{run("Paid ")}{char("begin")}<w:r><w:instrText>IF </w:instrText></w:r>{char("begin")}<w:r><w:instrText>'
    f'MERGEFIELD x</w:instrText></w:r>{char("separate")}{run("unseen")}{char("end")}{char("separate")}{run("yearly")}'
    f"{char('end')}</w:p>"
)  # fmt: skip
TICK, LIST = (
    '<w:checkBox><w:default w:val="0"/>{}</w:checkBox>',
    '<w:ddList>{}<w:listEntry w:val="monthly"/>{}</w:ddList>',
)
MORE = '<w:listEntry w:val="yearly"/>'
HIDDEN = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Not seen.</w:t></w:r></w:p>"
TURNED = "<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t>{}</w:t></w:r></w:p>"
CONTENTS = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
    f"<w:p>{run('1. Term 2')}</w:p></w:sdtContent></w:sdt>"
)
TWO = "1. Term 2. Price"
PLACE = "<w:showingPlcHdr/><w:text/>"

READ: dict[str, tuple[bytes, str, dict[str, int]]] = {
    "numbers by list": (written(lambda p, one: p.add("It is fixed.", one, 1)), f"{TWO} 2.1 It is fixed.", {}),
    "numbers by style": (
        paper(by_style), TWO, {},
    ),
    "numbers that begin anew": (written(anew), f"{TWO} Annex A 1. Goods", {}),
    "a table": (written(table), f"{TWO} Tier Units Fee 1 100 5 %", {"tables": 1}),
    "comments": (written(comment), f"{TWO} It is fixed.", {"comments": 1}),
    "footnotes": (
        with_part(
            blocks(NOTE.format("footnote")), "footnotes.xml", NOTES.format("footnote", XMLNS), "footnotes", FOOTNOTES
        ),
        f"{TWO} Net[1] [1] Without tax.", {"notes": 1},
    ),
    "endnotes": (
        with_part(
            blocks(NOTE.format("endnote")), "endnotes.xml", NOTES.format("endnote", XMLNS), "endnotes",
            FOOTNOTES.replace("foot", "end"),
        ),
        f"{TWO} Net[1] [1] Without tax.", {"notes": 1},
    ),
    "heads and feet": (written(margins), TWO, {"margins": 2}),
    "a text box drawn in two ways": (blocks(TWICE), f"{TWO} In a box", {}),
    "a place to write in": (blocks(asked("Name: ", "<w:textInput/>", "Harrow")), f"{TWO} Name: Harrow", {}),
    "a place where nobody wrote": (
        blocks(asked("Name: ", "<w:textInput/>", "\u2002" * 5)), f"{TWO} Name:", {"unfilled": 1},
    ),
    "a box that is ticked": (
        blocks(asked("Insured ", TICK.format("<w:checked/>")), asked("Taxed ", TICK.format(""))),
        f"{TWO} Insured ☒ Taxed ☐", {},
    ),
    "a list to choose from": (
        blocks(asked("Fee: ", LIST.format('<w:result w:val="1"/>', MORE)), asked("Tax: ", LIST.format("", MORE))),
        f"{TWO} Fee: yearly Tax: monthly", {},
    ),
    "a control with its words": (blocks(control("<w:text/>", "Harrow")), f"{TWO} Harrow", {}),
    "a control where nobody wrote": (
        blocks(control(PLACE, "Click here to write.")), f"{TWO} Click here to write.", {"unfilled": 1},
    ),
    "a control in a line": (
        blocks(f"<w:p>{run('To ')}{control('<w:comboBox/>', 'Harrow', run)}</w:p>"), f"{TWO} To Harrow", {},
    ),
    "a field within a field": (blocks(NESTED), f"{TWO} Paid yearly", {}),
    "a field without an end": (blocks(f"<w:p>{char('begin')}{NESTED[5:]}"), f"{TWO} Paid unseenyearly", {}),
    "hidden words": (blocks(HIDDEN), f"{TWO} Not seen.", {"hidden": 1}),
    "contents": (blocks(CONTENTS), TWO, {"contents": 1}),
    "Hebrew": (blocks(TURNED.format("המחיר קבוע")), f"{TWO} המחיר קבוע", {}),
    "Arabic": (blocks(TURNED.format("السعر ثابت")), f"{TWO} السعر ثابت", {}),
    "the strict dialect": (
        packed(blocks(), strict), TWO, {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("called", READ)
def test_a_file_is_read_with_every_word_in_its_place(called: str) -> None:
    content, expected, told = READ[called]

    assert taken(content, "DOCX") == (expected, told)


@pytest.mark.parametrize(("state", "days"), [("ACCEPTED", "60"), ("ORIGINAL", "30")])
def test_tracked_changes_count_as_somebody_says(state: str, days: str) -> None:
    assert taken(blocks(CHANGED), "DOCX", state) == (f"{TWO} In {days} days.", {"inserted": 1, "deleted": 1})


def crowded() -> bytes:
    held = BytesIO(blocks())
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as more:
        more.writestr("word/media/image.bin", bytes(30_000_000))
    return held.getvalue()


def macro() -> bytes:
    held = BytesIO(blocks())
    with zipfile.ZipFile(held, "a") as more:
        more.writestr("word/vbaProject.bin", b"x")
    return held.getvalue()


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a password": (lambda: OLE, "LOCKED"),
    "macros": (macro, "MACROS"),
    "an archive that unfolds": (crowded, "BOMB"),
    "a tower of elements": (
        lambda: document(lambda xml: xml.replace(b"<w:body>", b"<w:body>" + b"<w:p>" * 999 + b"</w:p>" * 999)), "BOMB",
    ),
    "tracked changes": (lambda: blocks(CHANGED), "CHANGES"),
    "entities": (lambda: document(lambda xml: re.sub(rb"\?>", b"?>" + LAUGHS, xml, count=1)), "DTD"),
    "markup that is cut": (lambda: document(lambda xml: xml[: len(xml) // 2]), "DAMAGED"),
    "an archive that is cut": (lambda: blocks()[:9_000], "DAMAGED"),
    "a part that is gone": (lambda: document(lambda _: b"<x/>"), "WRONG"),
    "a file within": (lambda: blocks('<w:altChunk r:id="rId9"/>'), "EMBEDDED"),
    "no words": (lambda: paper(lambda _: None), "EMPTY"),
    "bytes of nothing": (lambda: b" ", "WRONG"),
}  # fmt: skip


@pytest.mark.parametrize("called", REFUSED)
def test_a_file_that_is_not_read_is_refused_with_the_reason(called: str) -> None:
    content, verdict = REFUSED[called]

    assert refused(content(), "DOCX") == verdict
