"""Thirty kinds of .pdf from the file to its clauses: each is read right, or refused with the reason."""

from collections.abc import Callable

import pytest

from tests.files.corpus import locked_pdf, word
from tests.papers.making import Line, down, drawn, form, pdf, scanned, shown, stream
from tests.papers.taking import refused, taken

LONG = "The supplier delivers the goods to the place that the buyer names in its order and"
CLAUSES = ("1. Term", "It lasts a year.", "2. Price", "It is fixed.", "3. Law", "It is German.")
SAID = " ".join(CLAUSES)
LEFT = (
    "The supplier sells pumps that",
    "are made in its own plant to",
    "the buyer who uses them in a",
    "dairy near the lake for milk",
)
RIGHT = (
    "Each pump is tested before it",
    "leaves the plant of its maker",
    "and a report of the test goes",
    "with it to the buyer in print",
)
LAST = (
    "Nobody else may sell the same",
    "pumps in the place where the",
    "buyer has its dairy unless it",
    "agrees to that on a paper too",
)
TITLE: Line = (60, 730, "1. Supply of Pumps")
DESCRIBED = (
    b"<< /Type /FontDescriptor /FontName /ABCDEF+Foo /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800"
    b" /Descent -200 /CapHeight 700 /StemV 80 >>"
)
WIDTHS = b"/FirstChar 33 /LastChar 60 /Widths [%b] /FontDescriptor 6 0 R" % (b"500 " * 28)
NAMED = (
    b"<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+Foo " + WIDTHS + b" /Encoding << /Type /Encoding /Differences"
    b" [33 /%b] >> >>"
)
COMPOSITE = b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Foo /Encoding /Identity-H /DescendantFonts [7 0 R] %b>>"
DESCENDANT = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Foo /CIDSystemInfo << /Registry (Adobe)"
    b" /Ordering (Identity) /Supplement 0 >> /FontDescriptor 6 0 R /DW 500 >>"
)  # fmt: skip
MAP = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <0000> <FFFF>"
    " endcodespacerange {} endcmap end end"
)
TURNED = shown(*((200 + 16 * row, 100, text) for row, text in enumerate(CLAUSES)), turned=b"0 1 -1 0")
WRITTEN = "/FT /Tx /V (*)"
CHOSEN = "/FT /Ch /Ff 131072 /Opt [(monthly) (yearly)] /V (*)"
TICKED = "/FT /Btn /V /* /AS /* /AP << /N << /Yes << >> /Off << >> >> >>"


def columns(*columns: tuple[str, ...], step: float = 200, by_row: bool = False) -> bytes:
    """Columns beside each other below a title, drawn one after the other or row by row."""
    lines = [
        (60 + step * place, 700.0 - 16 * row, text)
        for place, each in enumerate(columns)
        for row, text in enumerate(each)
    ]
    return pdf([TITLE, *(sorted(lines, key=lambda line: (-line[1], line[0])) if by_row else lines)])


def composite(text: str, *, is_mapped: bool) -> bytes:
    """Text in a font of numbered shapes, which says what they mean or does not."""
    numbers = {sign: place for place, sign in enumerate(dict.fromkeys(text), 36)}
    pairs = " ".join(f"<{place:04X}> <{sign.encode('utf-16-be').hex()}>" for sign, place in numbers.items())
    table = MAP.format(f"{len(numbers)} beginbfchar {pairs} endbfchar").encode()
    codes = b"".join(b"%04x" % numbers[sign] for sign in text)
    more = [DESCRIBED, DESCENDANT, stream(table)]
    font = COMPOSITE % (b"/ToUnicode 8 0 R " if is_mapped else b"")
    return drawn(b"BT /F1 12 Tf 1 0 0 1 60 700 Tm <%b> Tj ET" % codes, font, more=more)


def paged(count: int, head: str, foot: str) -> bytes:
    """Pages of a clause each, with a head and a foot."""
    words = ("term", "price", "law", "place")
    pages = [
        [(60.0, 770.0, head), *down(f"{n + 1}. The {words[n]} is agreed."), (280.0, 30.0, foot.format(n + 1))]
        for n in range(count)
    ]
    return pdf(*pages)


READ: dict[str, tuple[bytes, str, dict[str, int]]] = {
    "one column": (pdf(down(*CLAUSES)), SAID, {}),
    "a packed page": (drawn(shown(*down(*CLAUSES)), is_packed=True), SAID, {}),
    "sentences over lines": (
        pdf(down("1. Term", LONG, "pays.", "2. Price", LONG, "so.")), f"1. Term {LONG} pays. 2. Price {LONG} so.", {},
    ),
    "a sentence over pages": (
        pdf(down("1. Term", LONG), down("pays.", "2. Price")), f"1. Term {LONG} pays. 2. Price", {},
    ),
    "two columns": (columns(LEFT, RIGHT), " ".join((TITLE[2], *LEFT, *RIGHT)), {}),
    "two columns by row": (columns(LEFT, RIGHT, by_row=True), " ".join((TITLE[2], *LEFT, *RIGHT)), {}),
    "three columns by row": (
        columns(LEFT, RIGHT, LAST, step=175, by_row=True), " ".join((TITLE[2], *LEFT, *RIGHT, *LAST)), {},
    ),
    "a table by row": (
        columns(("Tier", "One", "Two", "Three"), ("Units", "10", "20", "30"), ("Fee", "5", "4", "3"), by_row=True),
        "1. Supply of Pumps Tier Units Fee One 10 5 Two 20 4 Three 30 3", {},
    ),
    "heads and feet": (
        paged(4, "Supply Agreement", "Page {} of 4"),
        "1. The term is agreed. 2. The price is agreed. 3. The law is agreed. 4. The place is agreed.", {"margins": 2},
    ),
    "a page turned by a quarter": (drawn(shown(*down(*CLAUSES)), page=b"/Rotate 90"), SAID, {}),
    "a page turned by a half": (drawn(shown(*down(*CLAUSES)), page=b"/Rotate 180"), SAID, {}),
    "a page turned by three quarters": (drawn(shown(*down(*CLAUSES)), page=b"/Rotate 270"), SAID, {}),
    "a broad page": (
        drawn(TURNED, page=b"/Rotate 90"), SAID, {},
    ),
    "letters turned on an upright page": (
        drawn(TURNED), SAID, {},
    ),
    "shapes with names": (
        drawn(shown((60, 700, "%&'!\"#$")), NAMED % b"T /e /r /m /one /period /space", more=[DESCRIBED]), "1. Term", {},
    ),
    "shapes that say what they mean": (composite("1. Term and Price", is_mapped=True), "1. Term and Price", {}),
    "Greek": (composite("1. Διάρκεια", is_mapped=True), "1. Διάρκεια", {}),
    "Japanese": (composite("第一条 目的", is_mapped=True), "第一条 目的", {}),
    "Hebrew, as it is drawn": (composite("המחיר קבוע לשנה"[::-1], is_mapped=True), "המחיר קבוע לשנה", {}),
    "Arabic, as it is drawn": (composite("السعر ثابت لمدة سنة"[::-1], is_mapped=True), "السعر ثابت لمدة سنة", {}),
    "a layer behind a scan": (drawn(b"BT 3 Tr ET " + shown(*down(*CLAUSES))), SAID, {}),
    "remarks": (pdf(down(*CLAUSES), notes={0: "Text|Really?"}), SAID, {"comments": 1}),
    "a form": (
        form(
            [(60, 700, "1. Buyer:"), (60, 670, "2. Fee:"), (60, 640, "3. Insured"), (60, 610, "4. Taxed")],
            [(WRITTEN, (120, 698, "Lindqvist")), (CHOSEN, (120, 668, "yearly")), (TICKED, (120, 638, "Yes")),
             (TICKED, (120, 608, "Off"))],
        ),
        "1. Buyer: Lindqvist 2. Fee: yearly 3. Insured ☒ 4. Taxed ☐", {"filled": 4},
    ),
    "a form where nobody wrote": (form([(60, 700, "1. Buyer:")], [(WRITTEN, (120, 698, ""))]), "1. Buyer:", {}),
    "a broken word": (
        pdf(down(LONG, "an agreement.", "", f"{LONG} the agree-", "ment ends.")),
        f"{LONG} an agreement. {LONG} the agreement ends.", {},
    ),
    "a blank page": (pdf(down("1. Term"), [], down("2. Price")), "1. Term 2. Price", {}),
}  # fmt: skip


@pytest.mark.parametrize("called", READ)
def test_a_file_is_read_with_every_word_in_its_place(called: str) -> None:
    content, expected, told = READ[called]

    assert taken(content, "PDF") == (expected, told)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a password": (locked_pdf, "LOCKED"),
    "pictures of pages": (lambda: scanned(2), "SCANNED"),
    "no words": (lambda: drawn(b""), "EMPTY"),
    "shapes without a meaning": (lambda: composite("1. The supplier sells pumps", is_mapped=False), "UNREADABLE"),
    "shapes with names of their own": (
        lambda: drawn(shown((60, 700, "%&'!\"#$")), NAMED % b"g1 /g2 /g3 /g4 /g5", more=[DESCRIBED]), "UNREADABLE",
    ),
    "shapes that mean something else": (
        lambda: pdf(down("!\"#$%&' ()*+,!- ./01%&' \"#$%&/")), "UNREADABLE",
    ),
    "a file that is cut": (lambda: pdf(down(*CLAUSES))[:400], "DAMAGED"),
    "too many pages": (lambda: pdf(*[[]] * 1_001), "BOMB"),
    "an archive behind it": (lambda: pdf(down(*CLAUSES)) + word(), "TWO_KINDS"),
    "text under another name": (lambda: b"1. Term\n\n2. Price", "WRONG"),
}  # fmt: skip


@pytest.mark.parametrize("called", REFUSED)
def test_a_file_that_is_not_read_is_refused_with_the_reason(called: str) -> None:
    content, verdict = REFUSED[called]

    assert refused(content(), "PDF") == verdict
