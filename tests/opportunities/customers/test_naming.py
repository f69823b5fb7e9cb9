"""One key for all the ways to write a company's name, in any script, and no key for two companies."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.opportunities.customers import naming

SPELLINGS = {
    "northwind": "Northwind B.V.|NORTHWIND BV|Northwind, B. V.|* NORTHWIND B .V.|Northwind N,V,|NorthwindB.V.",
    "northwindsteel": "Northwind Steel GmbH & Co. KG|NORTHWIND-STEEL GMBH|Northwind Steel mit beschränkter Haftung",
    "hollmann": "Hollmann, S.A., PARIS, FR|Hollmann SA (FR|S.A.R.L. Hollmann|Société Anonyme Hollmann",
    "tqm": "T.Q.M. N.V.|T Q M N. V.|TQM N.V., HEERLEN, NL|N.V. TQM, HEERLEN|TQM, Inc., a Texas firm",
    "zamecnik": "Zámečník, s. r. o.|ZAMECNIK spol. s r.o.|Zámečník Sp. z o.o.|Zamecnik sp. z o. o. sp. k.",
    "grupobarra": "Grupo Barra, S.A.B. de C.V.|GRUPO BARRA SA DE CV|Grupo Barra S. de R.L. de C.V.",
    "orstedbrothers": "Ørsted & Brothers A/S|Orsted and Brothers ApS|ORSTED &AMP; BROTHERS|Ｏｒｓｔｅｄ Brothers™",
    "bintang": "PT Bintang Tbk|PT. Bintang (Persero)|Bintang Sdn. Bhd.|Bintang (P) Ltd|Bintang Private Limited",
    "ромашка": 'ООО «Ромашка»|РОМАШКА, ООО|Общество с ограниченной ответственностью Ромашка|ТОВ"Ромашка"',
    "хоризонт": "„Хоризонт“ ЕООД|ХОРИЗОНТ Е.О.О.Д.|Хоризонт АД, София|ЕТ Хоризонт",
    "αιγαιο": "Αιγαίο Α.Ε.|ΑΙΓΑΙΟ ΑΕ|Αιγαίο Ανώνυμη Εταιρεία|Αιγαιο Ε.Π.Ε.",
    "गंगाविद्युत्": "गंगा विद्युत् प्राइवेट लिमिटेड|गंगा विद्युत् प्रा. लि.|गंगा विद्युत् लिमिटेड|गंगा विद्युत्",
    "النور": "شركة النور ذ.م.م|شركه النّور ذ م م|النور شركة مساهمة|شركة النور المحدودة",
    "青空电气": "青空电气有限公司|青空电气股份有限公司|青空电气有限责任公司|青空电气",
    "青空工業": "株式会社青空工業|㈱青空工業|青空工業(株)|㍿青空工業",
    "하늘전자": "하늘전자 주식회사|(주)하늘전자|㈜하늘전자",
    "שמיים": 'שמיים בע"מ|שמיים בע״מ|שמיים',
}  # fmt: skip
DISTINCT = (
    ("Hollmann Limited", "Hollmann Holdings Limited"),
    ("S.C. Carver & Son, Inc.", "Carver & Son, Inc."), ("A.B. Fisk Company", "Fisk Company"),
    ("AG Baker", "Baker AG"), ("AS Garner Ltd", "Garner Ltd"), ("SAS Academy Inc.", "Academy Inc."),
    ("Smith & Co, Solicitors", "Smith & Co, Builders"), ("Acme Ltd., Beta Ltd.", "Acme Ltd., Gamma Ltd."),
    ("U.S.A. Steel Inc", "U Steel Inc"), ("Co-op Group", "Op Group"), ("ガス工業", "カス工業"), ("शिक्षा", "शक्षा"),
)  # fmt: skip
FORMS_ALONE = {
    "COOP": "coop", "A.M.B.A.": "amba", "AAT": "aat", "AMBA": "amba", "The Limited": "thelimited", "S.A.": "sa",
    "有限公司": "有限公司", "Ltd. & Co.": "ltdco", "The Company": "thecompany", "ООО": "ооо",
}  # fmt: skip


@pytest.mark.parametrize("key", SPELLINGS)
def test_all_spellings_of_a_name_have_one_key(key: str) -> None:
    assert {spelt: naming.key(spelt) for spelt in SPELLINGS[key].split("|")} == dict.fromkeys(
        SPELLINGS[key].split("|"), key
    )


@pytest.mark.parametrize(("one", "other"), DISTINCT)
def test_what_only_looks_like_a_legal_form_stays_in_the_key(one: str, other: str) -> None:
    assert naming.key(one) != naming.key(other)


@pytest.mark.parametrize("name", FORMS_ALONE)
def test_a_name_of_legal_forms_alone_is_kept_whole(name: str) -> None:
    assert naming.key(name) == FORMS_ALONE[name]


@pytest.mark.parametrize("name", ["", " ", "\0", "...", "\u0301\u0301", "\u200b", "\ud800", "«»"])
def test_a_name_without_letters_and_digits_has_no_key_and_is_like_none(name: str) -> None:
    read = naming.read(name)
    assert (read.key, read.words, read.beginnings) == ("", (), ())
    assert naming.likeness(read, read) == naming.likeness(read, naming.read("Northwind")) == 0


@pytest.mark.parametrize(
    "name", ["A" * 10_000, "e" + "\u0301" * 10_000, "\ufdfa" * 10_000, "b v " * 2_500, "(,;" * 3_333]
)
def test_the_longest_name_costs_a_few_milliseconds_and_has_a_short_key(name: str) -> None:
    begun = time.perf_counter()
    assert len(naming.key(name)) <= naming.LONGEST_KEY
    assert time.perf_counter() - begun < 1


def test_long_names_that_differ_at_the_end_have_two_keys() -> None:
    assert naming.key("A" * 9_999 + "B") != naming.key("A" * 10_000)
    assert naming.key("\ufdfa" * 399 + "a") != naming.key("\ufdfa" * 399 + "b")


@given(st.text(max_size=60))
def test_a_key_is_its_own_key_in_capitals_and_in_small_letters(name: str) -> None:
    key = naming.key(name)
    assert naming.key(name.upper().lower()) == naming.key(name.lower().upper().lower())
    assert " " not in key
    assert key == key.casefold()


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_has_no_direction_and_is_1_for_one_key_alone(one: str, other: str) -> None:
    a, b = naming.read(one), naming.read(other)
    likeness = naming.likeness(a, b)
    assert likeness == naming.likeness(b, a)
    assert 0 <= likeness <= 1
    assert (likeness == 1) == (a.key == b.key != "")


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Hollmann Electronics N.V.", "Holmann Electronics N.V.", 0.9487),
        ("HOLLMANN GMBH ROBERT", "Robert Hollmann GmbH", 0.9999),
        ("IBW Corp.", "International Bright Works Corp.", 0.55),
        ("Omega Europe B.V.", "Delta Europe B.V.", 0.4545),
    ],
)
def test_mistakes_another_order_and_initials_are_looked_at(one: str, other: str, likeness: float) -> None:
    assert naming.likeness(naming.read(one), naming.read(other)) == likeness


def test_a_name_is_found_by_the_first_letters_of_its_words_its_key_and_its_initials() -> None:
    assert naming.read("The International Bright-Works Co., Ltd.").beginnings == ("brig", "ibw", "inte", "work")
