"""XML of others: nothing is fetched, nothing is expanded, and nothing is larger or deeper than it may be."""

import pytest

from portal import errors
from portal.expectations.facts.ubl import markup
from portal.expectations.facts.ubl.markup import AGGREGATES, BASICS, SPACE

ROOT = f'xmlns="{SPACE}Order-2" xmlns:b="{BASICS}" xmlns:a="{AGGREGATES}"'


def order(inside: str, head: str = "") -> bytes:
    return f"{head}<Order {ROOT}>{inside}</Order>".encode()


def refused(content: bytes) -> str:
    with pytest.raises(errors.Invalid) as caught:
        markup.read(content)
    assert caught.value.path == ("input", "file")
    return caught.value.message


LAUGHS = '<!DOCTYPE Order [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
FILE = '<!DOCTYPE Order [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
FAR = '<!DOCTYPE Order SYSTEM "http://127.0.0.1:9/order.dtd">'


@pytest.mark.parametrize("head", [LAUGHS, FILE, FAR, "<!DOCTYPE Order>"])
def test_a_document_with_a_dtd_is_not_taken(head: str) -> None:
    assert refused(order("<b:ID>&b;&file;</b:ID>", head)) == "Documents with a DTD are not accepted."


@pytest.mark.parametrize(
    "content",
    [
        b"", b"ID,Order", b"<Order", order("<b:ID>"), order("<b:ID>&unknown;</b:ID>"), order("<b:ID>\0</b:ID>"),
        order("<c:ID/>"), b"\xff\xfe", b'<?xml version="1.0" encoding="nowhere"?><Order/>',
        order("<b:ID>\xe9</b:ID>").decode().encode("latin-1"),
    ],
)  # fmt: skip
def test_what_is_no_xml_says_at_which_line(content: bytes) -> None:
    assert refused(content).startswith("The XML cannot be read. Check line ")


@pytest.mark.parametrize("content", [b"<Order/>", b"<html/>", f'<Order xmlns="{SPACE}Invoice-2"/>'.encode()])
def test_what_is_no_ubl_is_refused(content: bytes) -> None:
    assert refused(content) == "This is not a UBL document."


@pytest.mark.parametrize(
    "inside",
    [
        "<a:Item>" * 45 + "</a:Item>" * 45,
        "<b:ID/>" * 200_001,
        "<b:ID " + " ".join(f'x{number}="1"' for number in range(30)) + "/>",
        "<x:y xmlns:x='urn:x'>" + "<x:y>" * 45 + "</x:y>" * 45 + "</x:y>",
    ],
)
def test_a_document_has_so_many_elements_and_no_more(inside: str) -> None:
    assert refused(order(inside)) == "The document has too many elements, or nests them too deeply."


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert refused(b" " * 10_000_001) == "The file is larger than 10 MB."


def test_prefixes_do_not_matter_and_what_is_no_ubl_is_left_out_with_all_in_it() -> None:
    strange = "<x:Extra xmlns:x='urn:x'><b:ID>2</b:ID></x:Extra>"
    root = markup.read(order(f"{strange}<b:ID> 1 </b:ID><a:Item><b:Name>A &amp; B</b:Name></a:Item>"))
    assert (root.said("ID"), root.said("Item/Name"), root.said("Item/Nothing")) == ("1", "A & B", "")
    assert [each.name for each in root.children] == ["ID", "Item"]


def test_attributes_are_read_and_long_texts_are_cut() -> None:
    root = markup.read(order(f'<b:Quantity unitCode="KGM">5</b:Quantity><b:Note>{"x" * 47_000}</b:Note>'))
    assert root.said("Quantity@unitCode") == "KGM"
    assert len(root.said("Note")) == 1_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_encodings_that_xml_names_are_read(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><Order {ROOT}><b:ID>Grün</b:ID></Order>'
    assert markup.read(text.encode(encoding)).said("ID") == "Grün"
