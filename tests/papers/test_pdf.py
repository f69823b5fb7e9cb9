"""The text layer of a PDF: lines joined to paragraphs, heads and feet of pages left out, and no word lost."""

import io
from collections.abc import Callable

import pytest

from portal.papers import reading
from portal.papers.told import Read, Refused
from tests.papers.making import Line, down, pdf, scanned

LONG = "The supplier delivers the goods to the place that the buyer names in its order and"
FULL = "which nobody else may change without the consent of both sides in writing before"
UNREADABLE = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <00> <FF>"
    " endcodespacerange 1 beginbfrange <20> <7E> <E020> endbfrange endcmap end end"
)


def read(content: bytes) -> Read:
    return reading.read(io.BytesIO(content), "PDF")


def texts(content: bytes) -> list[str]:
    return [each.text for each in read(content).paragraphs]


def paged(count: int, foot: Callable[[int], str], head: str = "") -> list[list[Line]]:
    """Pages with a head and a foot, and other words on each."""
    words = ("apples", "pears", "plums", "cherries", "quinces")
    return [
        [(60, 770, head), *down(f"{page}. The parties agree on {words[page]}."), (280, 30, foot(page))]
        if head
        else [*down(f"{page}. The parties agree on {words[page]}."), (280, 30, foot(page))]
        for page in range(1, count + 1)
    ]


THREE = ["1. The parties agree on pears.", "2. The parties agree on plums.", "3. The parties agree on cherries."]

READ: dict[str, tuple[bytes, list[str]]] = {
    "one line": (pdf(down("1. Term")), ["1. Term"]),
    "lines that go on": (pdf(down(f"1. {LONG}", "pays the carriage.")), [f"1. {LONG} pays the carriage."]),
    "numbers open paragraphs": (
        pdf(down(f"1. {LONG}", "1.1 Price", f"1.2 {LONG}", "more.")), [f"1. {LONG}", "1.1 Price", f"1.2 {LONG} more."],
    ),
    "letters in brackets open paragraphs": (
        pdf(down("2. Goods are", "(a) pumps and", "(b) pipes")), ["2. Goods are", "(a) pumps and", "(b) pipes"],
    ),
    "a gap": (pdf(down(f"{LONG}", "pays.", "", "Another One")), [f"{LONG} pays.", "Another One"]),
    "a short line ends a paragraph": (
        pdf(down(f"{LONG}", "pays.", "Notices go to", f"T{FULL}")), [f"{LONG} pays.", "Notices go to", f"T{FULL}"],
    ),
    "two pages": (pdf(down("1. Term"), down("2. Price")), ["1. Term", "2. Price"]),
    "a sentence over two pages": (
        pdf(down(f"1. {LONG}"), down("pays the carriage.")), [f"1. {LONG} pays the carriage."],
    ),
    "a page that begins anew": (
        pdf(down("It ends here."), down("Another begins.")), ["It ends here.", "Another begins."],
    ),
    "the same head on each page": (pdf(*paged(3, lambda _: "", "Supply Agreement")), THREE),
    "numbers of pages": (pdf(*paged(3, str)), THREE),
    "numbers of pages in words": (pdf(*paged(3, lambda page: f"Page {page} of 3")), THREE),
    "numbers of pages between dashes": (pdf(*paged(3, lambda page: f"- {page} -")), THREE),
    "a head and a foot": (pdf(*paged(3, lambda page: f"{page}/3", "Draft of 3 May")), THREE),
    "numbers on two pages": (pdf(*paged(2, str)), THREE[:2]),
    "a broken word that is known": (
        pdf(down(f"{LONG}", "an agreement.", "", f"{FULL} the agree-", "ment ends.")),
        [f"{LONG} an agreement.", f"{FULL} the agreement ends."],
    ),
    "a broken word that is not known": (
        pdf(down(f"{FULL} the agree-", "ment ends.")), [f"{FULL} the agree-ment ends."],
    ),
    "an article": (pdf(down("ARTICLE I", "Article II")), ["ARTICLE I", "Article II"]),
    "a larger title": (pdf([*down("Supply"), (60, 600, "1. Term")]), ["Supply", "1. Term"]),
    "a blank page": (pdf(down("1. Term"), [], down("2. Price")), ["1. Term", "2. Price"]),
    "brackets and accents": (pdf(down("1. Café (the “Shop”)")), ["1. Café (the “Shop”)"]),
}  # fmt: skip


@pytest.mark.parametrize("called", READ)
def test_the_text_of_a_pdf_is_its_paragraphs(called: str) -> None:
    content, expected = READ[called]

    assert texts(content) == expected


def test_what_is_left_out_is_told() -> None:
    found = read(pdf(*paged(3, lambda page: f"Page {page} of 3", "Supply Agreement")))

    assert sorted(found.margins) == ["Page 1 of 3", "Supply Agreement"]


def test_a_word_with_a_doubtful_hyphen_is_told() -> None:
    assert read(READ["a broken word that is not known"][0]).hyphened == ["agree-ment"]


@pytest.mark.parametrize(("kind", "said"), [("Text", "Really?"), ("StrikeOut", ""), ("FreeText", "No!")])
def test_remarks_are_listed(kind: str, said: str) -> None:
    found = read(pdf(down("1. Term"), notes={0: f"{kind}|{said}"}))

    assert [(each.author, each.text) for each in found.comments] == [("Paula", said or "—")]
    assert [each.text for each in found.paragraphs] == ["1. Term"]


def test_pictures_of_pages_are_no_text() -> None:
    with pytest.raises(Refused, match="SCANNED"):
        read(scanned(2))


def test_letters_that_are_no_text_are_refused() -> None:
    with pytest.raises(Refused, match="UNREADABLE"):
        read(pdf(down("1. Term and more"), to_unicode=UNREADABLE))
