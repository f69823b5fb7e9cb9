"""Whole words are marked in every script, no word that stays is, and a change that nobody would see is named."""

import random
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.contracts.text import redline, words
from portal.contracts.text.redline import Op, Segment

SCRIPTS = {
    "Latin": "the seller delivers each month whole boxes to the buyer’s warehouse in Łódź 1,250.00 2026-07-03 5/7/2026",
    "Cyrillic": "продавачът доставя всеки месец цели кутии в склада на купувача 1250 03.07.2026 й",
    "Greek": "ο πωλητής παραδίδει κάθε μήνα ολόκληρα κιβώτια στην αποθήκη του αγοραστή ΐ",
    "Devanagari": "विक्रेता हर महीने पूरे डिब्बे क्रेता के गोदाम में देगा करेंगी क्षमता १२५० किमी",
    "Arabic": "يسلّم البائع كلَّ شهرٍ صناديق كاملة إلى مستودع المشتري ١٢٥٠",
    "Hebrew": "הַמּוֹכֵר מוסר בכל חודש קופסאות שלמות למחסן הקונה",
    "Tamil": "விற்பவர் ஒவ்வொரு மாதமும் முழு பெட்டிகளை வாங்குபவரின் கிடங்கிற்கு வழங்குகிறார்",
    "Hangul": "판매자는 매달 구매자의 창고로 온전한 상자를 인도한다",
}
WITHOUT_BLANKS = {
    "Thai": ("ผู้ขายส่งมอบสินค้าให้ผู้ซื้อทุกเดือน", "ผู้ขายส่งมอบสินค้าให้ผู้ซื้อทุกปี"),
    "Khmer": ("អ្នកលក់ប្រគល់ទំនិញរៀងរាល់ខែ", "អ្នកលក់ប្រគល់ទំនិញរៀងរាល់ឆ្នាំ"),
    "Chinese": ("卖方每月向买方交付货物。", "卖方每年向买方交付货物。"),
    "Japanese": ("売主は毎月商品を買主に引き渡す。", "売主は毎年商品を買主に引き渡す。"),
}
PAIRS = [(script, seed) for script in SCRIPTS for seed in range(25)]


def marked(segments: Sequence[Segment], op: Op) -> list[str]:
    return [word for segment in segments if segment.op is op for word in segment.text.split()]


def text(segments: Sequence[Segment], other: Op) -> str:
    return "".join(segment.text for segment in segments if segment.op is not other)


@pytest.mark.parametrize(("script", "seed"), PAIRS)
def test_what_is_marked_are_the_words_that_changed_and_no_others(script: str, seed: int) -> None:
    chance = random.Random(seed)
    vocabulary = SCRIPTS[script].split()
    old = [word for _ in range(4) for word in chance.sample(vocabulary, len(vocabulary))]
    places = sorted(chance.sample(range(len(old)), 5))
    new = list(old)
    for place in places:
        new[place] = old[place] + vocabulary[0][:2] + str(place)
    blank = chance.choice([" ", "  ", "\n", "\xa0"])
    segments = redline.word_changes(blank.join(old), blank.join(new))
    # Where the same word stands on both sides of a change, either may be the one that stays.
    assert sorted(marked(segments, Op.DELETED)) == sorted(old[place] for place in places)
    assert marked(segments, Op.INSERTED) == [new[place] for place in places]
    assert (text(segments, Op.INSERTED), text(segments, Op.DELETED)) == (blank.join(old), blank.join(new))


@pytest.mark.parametrize(("old", "new"), WITHOUT_BLANKS.values(), ids=WITHOUT_BLANKS.keys())
def test_where_words_have_no_blanks_a_sign_is_marked_with_all_that_belongs_to_it(old: str, new: str) -> None:
    segments = redline.word_changes(old, new)
    assert (text(segments, Op.INSERTED), text(segments, Op.DELETED)) == (old, new)
    assert not any(unicodedata.category(segment.text[0])[0] == "M" for segment in segments)
    assert sum(len(segment.text) for segment in segments if segment.op is Op.EQUAL) >= len(old) / 2


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Pay EUR 5", "Pay EUR\xa05", [
            (Op.DELETED, " ", "U+0020 SPACE"), (Op.INSERTED, "\xa0", "U+00A0 NO-BREAK SPACE"),
        ]),
        ("Pay now", "Pay no\u200bw", [(Op.INSERTED, "\u200b", "U+200B ZERO WIDTH SPACE")]),
        ("Pay\u00ad now", "Pay now", [(Op.DELETED, "\u00ad", "U+00AD SOFT HYPHEN")]),
        ("Pay now", "Pay\nnow", [(Op.DELETED, " ", "U+0020 SPACE"), (Op.INSERTED, "\n", "U+000A LINE FEED")]),
        ("Pay now", "Pay now ", [(Op.INSERTED, " ", "U+0020 SPACE")]),
        ("5 000 now", "5\u202f000 now", [
            (Op.DELETED, " ", "U+0020 SPACE"), (Op.INSERTED, "\u202f", "U+202F NARROW NO-BREAK SPACE"),
        ]),
        ("caf\u00e9 bar", "cafe\u0301 bar", [
            (Op.DELETED, "\u00e9", "U+00E9 LATIN SMALL LETTER E WITH ACUTE"),
            (Op.INSERTED, "e\u0301", "U+0065 LATIN SMALL LETTER E, U+0301 COMBINING ACUTE ACCENT"),
        ]),
    ],
)  # fmt: skip
def test_a_change_that_nobody_would_see_is_named(old: str, new: str, told: list[tuple[Op, str, str]]) -> None:
    segments = redline.word_changes(old, new)
    assert [(each.op, each.text, each.unseen) for each in segments if each.op is not Op.EQUAL] == told


def test_a_change_that_can_be_seen_needs_no_name() -> None:
    assert not any(segment.unseen for segment in redline.word_changes("Pay EUR 5 now", "Pay EUR 6 then"))


@pytest.mark.parametrize(
    "unit",
    [
        "1,250.00", "1 250 000", "1\u202f250,50", "03.07.2026", "2026-07-03", "5/7/2026", "10:30",
        "the third day of January 2027", "3 January 2027", "January 3, 2027", "the 3rd day of January, 2027",
        "the thirty-first day of December\n2026", "3 януари 2027 г.", "3 май 2027г.", "трети януари 2027 година",
        "3 जनवरी 2027", "३ जनवरी २०२७", "ika-3 ng Enero 2027", "ikatlong araw ng Enero 2027", "Enero 3, 2027",
    ],
)  # fmt: skip
def test_a_number_or_date_is_one_word(unit: str) -> None:
    for around in ("on {} it is", "на {} е"):
        assert unit in [word.text for word in words.words(around.format(unit))]


@pytest.mark.parametrize(
    "words_", ["the second party may 5 times", "May 2027", "in 2027", "3 times 2027", "the third day of January"]
)
def test_what_is_no_date_stays_in_words(words_: str) -> None:
    assert [word.text for word in words.words(words_)] == words_.split()


def test_another_day_is_another_date() -> None:
    segments = redline.word_changes("It starts on 3 January 2027 in Sofia.", "It starts on 4 January 2027 in Sofia.")
    assert [(each.op, each.text) for each in segments if each.op is not Op.EQUAL] == [
        (Op.DELETED, "3 January 2027"), (Op.INSERTED, "4 January 2027"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [("One clause\n\nand more", "One clause", "\n\nand more"), ("a b c", "a c", "b "), ("a", "b", "a")],
)
def test_what_is_gone_is_marked_without_the_word_before_it(old: str, new: str, gone: str) -> None:
    segments = redline.word_changes(old, new)
    assert [segment.text for segment in segments if segment.op is Op.DELETED] == [gone]


@given(st.text() | st.text(alphabet="ae\u0301 \n\u200b1.กำ中"))
def test_the_words_make_up_the_text(whole: str) -> None:
    assert "".join("".join(word) for word in words.words(whole)) == whole
