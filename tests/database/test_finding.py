"""What is typed and what it is looked for in are folded alike: any case, any normal form, with accents or without."""

from typing import Any

import pytest
from sqlalchemy import func, select, text

from tests.make import Make

ALIKE = (
    ("Café", "cafe"), ("CAFE\u0301", "cafe"), ("Łódź", "lodz"), ("Straße", "STRASSE"), ("GROẞ", "gross"),
    ("İstanbul", "istanbul"), ("ISTANBUL", "ıstanbul"), ("Þór & Æsa", "thor & aesa"), ("Ὀδυσσεύς", "ΟΔΥΣΣΕΥΣ"),
    ("ёлка", "ЕЛКА"), ("Йод", "и\u0306од"), ("\u0958\u093eनून", "क\u093cानून"), ("क़ानून", "कानून"),
    ("मार्क\u200dेट", "मार्केट"), ("ﬁnal №\u00a05", "final no 5"), ("２０２６", "2026"), ("co\u00adoperate", "cooperate"),
    ("d’accord – oui", "d'accord - oui"), ("Peñafrancia", "PEÑAFRANCIA"), ("Việt Nam", "viet nam"),
)  # fmt: skip
APART = (("दिन", "दीन"), ("किताब", "कताब"), ("мед", "мет"), ("ano", "uno"))

EVERY = """
WITH letters AS (SELECT chr(n) AS one FROM generate_series(1, 195101) n WHERE n NOT BETWEEN 55296 AND 57343),
forms AS (SELECT one, unnest(ARRAY[normalize(one, NFC), normalize(one, NFD), normalize(one, NFKC), normalize(one, NFKD),
                                   fold(one)]) AS form FROM letters)
SELECT coalesce(string_agg(DISTINCT one, ' '), '') FROM forms WHERE fold(form) <> fold(one)
"""


async def sorted_words(make: Make, words: Any) -> list[str]:
    return sorted((await make.session.execute(select(words))).scalar_one())


@pytest.mark.parametrize(("one", "other"), ALIKE)
async def test_two_ways_to_write_a_word_are_found_by_each_other(make: Make, one: str, other: str) -> None:
    found = (await make.session.execute(select(func.fold(one), func.fold(other)))).one()
    assert found[0] == found[1]


@pytest.mark.parametrize(("one", "other"), APART)
async def test_other_words_stay_other_words(make: Make, one: str, other: str) -> None:
    found = (await make.session.execute(select(func.fold(one), func.fold(other)))).one()
    assert found[0] != found[1]


async def test_every_character_is_the_same_in_every_normal_form(make: Make) -> None:
    assert await make.session.scalar(text(EVERY)) == ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", []), (" \t\u00a0\u3000\n", []), ("Supply of  CAFÉ supply", ["cafe", "of", "supply"]),
        ("Müller & Söhne", ["muller", "sohne"]), ("&", ["&"]), ("% _", ["%", "_"]), ("C-2026/7", ["c-2026/7"]),
        ("\u0301", []), ("ab " * 10_000, ["ab"]), ("x" * 500, ["x" * 200]),
    ],
)  # fmt: skip
async def test_what_is_typed_is_its_words_each_once(make: Make, typed: str, words: list[str]) -> None:
    assert await sorted_words(make, func.words_typed(typed)) == words


async def test_of_many_words_ten_count(make: Make) -> None:
    typed = " ".join(f"w{number}" for number in range(40))
    assert len(await sorted_words(make, func.words_typed(typed))) == 10


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("§ 4.2: Net-30, (payment).", ["2", "30", "4", "net", "payment"]), ("अनुबंध। भुगतान॥", ["अनुबंध", "भुगतान"]),
        ("„Срок“ – 30 дни", ["30", "дни", "срок"]), ("a'b \"c\" d:e | f & !g <-> h*\\", list("abcdefgh")), ("…", []),
        ("y" * 60, ["y" * 50]),
    ],
)  # fmt: skip
async def test_the_words_of_a_text_are_letters_and_digits_alone(make: Make, content: str, words: list[str]) -> None:
    assert await sorted_words(make, func.words_in(content)) == words


@pytest.mark.parametrize("table", ["contract", "organisation", "membership"])
async def test_what_a_record_is_found_by_follows_it_whatever_is_written(make: Make, table: str) -> None:
    await make.contract(title="Café")
    await make.session.execute(text(f"UPDATE {table} SET folded = 'another'"))
    column = "title" if table == "contract" else "name"
    assert await make.session.scalar(text(f"SELECT count(*) FROM {table} WHERE folded = 'another'")) == 0
    await make.session.execute(text(f"UPDATE {table} SET {column} = 'ÉTÉ 7'"))
    stray = f"SELECT count(*) FROM {table} WHERE strpos(folded, 'ete 7') = 0"
    assert await make.session.scalar(text(stray)) == 0
