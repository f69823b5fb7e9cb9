"""Text files in other encodings: read right where only one fits, else refused with the likeliest; never garbled."""

import itertools
import random
import time
from pathlib import Path

import pytest

from portal import errors
from portal.contracts.text import decoding, splitting

TEXTS = {
    "Bulgarian": "ДОГОВОР\n\nЧл. 1. Предмет\n\nДоставчикът доставя машини, а Възложителят плаща цената.",
    "German": "VERTRAG\n\n§ 1 Gegenstand\n\nDie Käuferin übernimmt die Maschinen. Gerichtsstand ist Nürnberg.",
    "French": "CONTRAT\n\n1. Objet\n\nLe vendeur livre à l'acheteuse les pièces prévues à l'annexe où elles sont.",
    "Polish": "UMOWA\n\n§ 1 Przedmiot\n\nSprzedający dostarczy części, a Kupująca zapłaci cenę w ciągu miesiąca.",
    "Greek": "ΣΥΜΒΑΣΗ\n\nΆρθρο 1. Αντικείμενο\n\nΟ πωλητής παραδίδει τα μηχανήματα.",
    "Japanese": "契約書\n\n第一条 目的\n\n売主は機械を買主に引き渡す。",
    "Chinese": "合同\n\n第一条 标的\n\n卖方向买方交付机器，买方付款。",
    "Hebrew": "הסכם\n\n1. מטרה\n\nהמוכר מוסר את המכונות לקונה.",
    "English": "AGREEMENT\n\n1. Scope\n\nThe Seller’s machines – “presses” – are sold.",
    "Hindi": "अनुबंध\n\n१. उद्देश्य\n\nविक्रेता मशीनें देगा।",
}
ENCODINGS = (
    "utf-8-sig", "utf-16", "utf-32", "cp1251", "cp1252", "cp1250", "cp1253", "cp1255", "koi8_r", "iso8859_1",
    "iso8859_2",
    "iso8859_5", "iso8859_7", "mac_roman", "mac_cyrillic", "cp866", "cp850", "cp932", "euc_jp", "gb18030", "big5",
)  # fmt: skip


def written() -> list[tuple[str, str]]:
    """Each text in each encoding that has its letters."""
    found = []
    for (name, text), encoding in itertools.product(TEXTS.items(), ENCODINGS):
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            continue
        found.append((name, encoding))
    return found


@pytest.mark.parametrize(("name", "encoding"), written())
def test_a_text_is_read_right_or_refused_with_the_likeliest_and_read_when_that_is_named(
    tmp_path: Path, name: str, encoding: str
) -> None:
    file = tmp_path / "agreement.txt"
    file.write_bytes(TEXTS[name].encode(encoding))
    text, refused = read(file)
    if refused is not None:
        assert "--encoding" in refused.message
        assert refused.path == ("input", "file")
        text = splitting.read_text(file, encoding=encoding)
    assert text == TEXTS[name]


def read(file: Path) -> tuple[str, errors.Invalid | None]:
    try:
        return splitting.read_text(file), None
    except errors.Invalid as refused:
        return "", refused


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1251"])
def test_what_is_certain_is_read_without_a_word(encoding: str) -> None:
    assert decoding.text_of(TEXTS["Bulgarian"].encode(encoding)) == TEXTS["Bulgarian"]


def test_a_named_encoding_does_not_overrule_the_mark_at_the_beginning() -> None:
    assert decoding.text_of("Цена".encode("utf-16"), "cp1251") == "Цена"


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\r", "\r\n", "\x0b", "\x0c"])
def test_every_sign_that_ends_a_line_ends_a_line(tmp_path: Path, end: str) -> None:
    file = tmp_path / "agreement.txt"
    file.write_bytes(f"1. Scope{end}We sell.{end}2. Law{end}Italy's.".encode())
    assert splitting.read_text(file) == "1. Scope\nWe sell.\n2. Law\nItaly's."


@pytest.mark.parametrize(
    ("content", "encoding", "words"),
    [
        ("Prix: équipé\n".encode() * 3 + b"d\x96", "", "a byte in line 4 is invalid"),
        ("été".encode() + b"\x96", "utf-8", "not text in the encoding utf-8"),
        (b"abc", "klingon", "no encoding called klingon"),
        ("AB".encode("utf-16-le"), "", "zero bytes"),
        ("A\0B".encode("utf-16"), "", "zero bytes"),
        (b"A\0B", "cp1251", "zero bytes"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(content: bytes, encoding: str, words: str) -> None:
    with pytest.raises(errors.Invalid, match=words):
        decoding.text_of(content, encoding)


def test_bytes_without_sense_are_refused_and_not_slowly() -> None:
    content = bytes(random.Random(7).choices(range(32, 256), k=4_000_000))
    start = time.process_time()
    with pytest.raises(errors.Invalid, match="is uncertain"):
        decoding.text_of(content)
    assert time.process_time() - start < 3
