"""Two hundred changes in eight scripts: what is marked is what was changed, and none begins within a sign.

What was changed is known from the change itself, which is made at random places of these texts.
"""

import random
import unicodedata
from itertools import pairwise

import pytest

from portal.contracts.text import shortest
from portal.contracts.text.redline import Op, Segment, word_changes

SCRIPTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "Latin": (
        " ", "The supplier’s café delivers naïve pumps to the buyer within thirty days of an order in Zürich",
        ("valves", "crème", "e\u0301tage", "Łódź", "O’Brien", "1,250.00"),
    ),
    "Cyrillic": (
        " ", "Доставчикът предава на купувача помпите в срок от тридесет дни след поръчката по чл. 7 от договора",
        ("клапани", "Й\u0306ога", "цѝ", "щастие", "обект", "15"),
    ),
    "Devanagari": (
        " ", "विक्रेता क्रेता को आदेश के तीस दिनों के भीतर पंप देगा और मूल्य प्रत्येक माह चुकाया जाएगा",
        ("वाल्व", "क्ष्मा", "ज्ञान", "स्त्री", "श्रृंखला", "हूँ"),
    ),
    "Greek": (
        " ", "Ο πωλητής παραδίδει στον αγοραστή τις αντλίες εντός τριάντα ημερών από την παραγγελία του",
        ("βαλβίδες", "α\u0301ρα", "ῥυθμός", "ϊχνη", "ὦμος", "12,5"),
    ),
    "Arabic": (
        " ", "يسلم البائع المضخات إلى المشتري خلال ثلاثين يوما من تاريخ الطلب بموجب هذا العقد",
        ("صمامات", "مُحَمَّد", "شَهْر", "لِلّٰه", "قطع", "٢٥"),
    ),
    "Hebrew": (
        " ", "המוכר מוסר את המשאבות לקונה בתוך שלושים ימים מיום ההזמנה לפי הסכם זה",
        ("שסתומים", "שָׁלוֹם", "צה״ל", "מַיִם", "חוזה", "40"),
    ),
    "Thai": (
        "", "ผู้ขาย ส่งมอบ เครื่องสูบน้ำ ให้ ผู้ซื้อ ภายใน สามสิบ วัน นับจาก คำสั่งซื้อ",
        ("ฏฐ", "ฌ", "ฬี่", "ฎู้", "ฆ์", "ฒิ"),
    ),
    "Chinese": (
        "", "卖方 在 三十 天 内 向 买方 交付 水泵 买方 于 收到 货物 后 支付 价款",
        ("阀门", "齿轮", "电缆", "钢管", "轴承", "葛\U000e0100"),
    ),
}  # fmt: skip
EACH = 25


def change(script: str, seed: int) -> tuple[str, str, str, str]:
    """A text before and after one to three changes, and the letters that went and came."""
    blank, text, others = SCRIPTS[script]
    chance = random.Random(f"{script} {seed}")
    old = text.split()
    fresh = chance.sample(others, 3)
    before, after, gone, come = list[str](), list[str](), list[str](), list[str]()
    places = dict(zip(chance.sample(range(len(old)), chance.randint(1, 3)), fresh, strict=False))
    for place, word in enumerate(old):
        sign = "; " if place % 5 == 4 else blank
        kind = chance.choice(("replace", "delete", "insert")) if place in places else "keep"
        before.append(word + sign)
        if kind in {"replace", "delete"}:
            gone.append(word)
        if kind in {"replace", "insert"}:
            come.append(places[place])
            after.append(places[place] + (blank if kind == "insert" else sign))
        if kind in {"keep", "insert"}:
            after.append(word + sign)
    return "".join(before), "".join(after), "".join(gone), "".join(come)


def marked(segments: tuple[Segment, ...], op: Op) -> str:
    """The letters and figures of all segments of this kind."""
    return letters("".join(each.text for each in segments if each.op is op))


def letters(text: str) -> str:
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LMN")


def splits(text: str, place: int) -> bool:
    """Whether what readers see as one sign is cut at the place: a mark from its letter, a letter from what joins it."""
    before, behind = text[place - 1 : place], text[place : place + 1]
    if not before or not behind:
        return False
    is_joined = before == "\u200d" or (unicodedata.combining(before) == 9 and behind.isalpha())
    return is_joined or unicodedata.category(behind)[0] == "M" or behind == "\u200d"


@pytest.mark.parametrize("seed", range(EACH))
@pytest.mark.parametrize("script", SCRIPTS)
def test_what_was_changed_is_marked_and_nothing_else(script: str, seed: int) -> None:
    before, after, gone, come = change(script, seed)

    segments = word_changes(before, after)

    for text, other in ((before, Op.INSERTED), (after, Op.DELETED)):
        own = [each.text for each in segments if each.op is not other]
        assert "".join(own) == text
        ends = [sum(map(len, own[:count])) for count in range(len(own))]
        assert not [end for end in ends if splits(text, end)]
    assert (marked(segments, Op.DELETED), marked(segments, Op.INSERTED)) == (letters(gone), letters(come))
    assert all(one.op is not two.op for one, two in pairwise(segments))


@pytest.mark.parametrize("script", SCRIPTS)
def test_long_texts_are_compared_like_short_ones(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table serves texts that are not long; what serves long ones marks as little."""
    pairs = [change(script, seed)[:2] for seed in range(EACH)]
    short = [[marked(word_changes(*pair), op) for op in Op] for pair in pairs]
    monkeypatch.setattr(shortest, "LARGEST_TABLE", 0)

    assert [[marked(word_changes(*pair), op) for op in Op] for pair in pairs] == short
