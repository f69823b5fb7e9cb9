"""Thirty texts in six scripts, each in the ten encodings that can hold it: read right or refused, never garbled."""

import itertools

import pytest

from portal import errors
from portal.contracts.text import decoding

TEXTS = {
    "English": (
        "1. Scope. The Seller’s pumps – “presses” – are sold.\n2. Price. It is £100 a year.\n3. Law. England’s."
    ),
    "German": (
        "§ 1 Gegenstand\nDie Käuferin übernimmt die Maschinen.\n§ 2 Preis\nEr beträgt 100 € jährlich, zuzüglich Maß."
    ),
    "French": (
        "1. Objet\nLe vendeur livre à l’acheteuse les pièces prévues.\n2. Durée\nElle est d’une année, renouvelée."
    ),
    "Spanish": (
        "Cláusula 1. Objeto\nEl vendedor entregará las máquinas en España.\nCláusula 2. Precio\n¿Cuánto? Cien al año."
    ),
    "Polish": (
        "§ 1 Przedmiot\nSprzedający dostarczy części zamienne.\n"
        "§ 2 Cena\nKupująca zapłaci ją w ciągu miesiąca, łącznie."
    ),
    "Bulgarian": (
        "Чл. 1. Предмет\nДоставчикът доставя машини на Възложителя.\nЧл. 2. Цена\nТя се плаща в срок от един месец."
    ),
    "Russian": (
        "1. Предмет\nПоставщик передаёт покупателю насосы.\n2. Цена\nОна уплачивается в течение месяца после поставки."
    ),
    "Ukrainian": (
        "1. Предмет\nПостачальник передає покупцеві насоси.\n2. Ціна\nЇї сплачують протягом місяця після поставки."
    ),
    "Serbian": (
        "Члан 1. Предмет\nПродавац испоручује пумпе купцу.\nЧлан 2. Цена\nПлаћа се у року од једног месеца од испоруке."
    ),
    "Macedonian": (
        "Член 1. Предмет\nПродавачот му ги испорачува пумпите на купувачот.\nЧлен 2. Цена\nСе плаќа во рок од месец."
    ),
    "Hindi of goods": ("धारा 1. विषय\nविक्रेता पंप देगा।\nधारा 2. मूल्य\nक्रेता एक माह में भुगतान करेगा।"),
    "Hindi of services": ("1. सेवाएँ\nसेवादाता रखरखाव करेगा।\n2. अवधि\nयह करार एक वर्ष तक रहेगा।"),
    "Hindi of secrets": ("1. गोपनीयता\nपक्ष कोई जानकारी प्रकट नहीं करेंगे।\n2. विधि\nभारत की विधि लागू होगी।"),
    "Marathi": ("1. विषय\nविक्रेता पंप देईल.\n2. किंमत\nखरेदीदार एका महिन्यात पैसे देईल."),
    "Nepali": ("1. विषय\nबिक्रेताले पम्प दिनेछ।\n2. मूल्य\nक्रेताले एक महिनाभित्र तिर्नेछ।"),
    "Greek of goods": (
        "Άρθρο 1. Αντικείμενο\nΟ πωλητής παραδίδει τις αντλίες.\nΆρθρο 2. Τίμημα\nΚαταβάλλεται σε έναν μήνα."
    ),
    "Greek of services": (
        "1. Υπηρεσίες\nΗ εταιρεία συντηρεί τα μηχανήματα του πελάτη.\n2. Διάρκεια\nΗ σύμβαση διαρκεί ένα έτος."
    ),
    "Greek of secrets": (
        "1. Εχεμύθεια\nΤα μέρη δεν αποκαλύπτουν πληροφορίες.\n2. Δίκαιο\nΕφαρμόζεται το ελληνικό δίκαιο."
    ),
    "Greek of rent": (
        "1. Μίσθιο\nΟ εκμισθωτής παραχωρεί το κτίριο.\n2. Μίσθωμα\nΠληρώνεται κάθε μήνα έως την πέμπτη ημέρα."
    ),
    "Greek of agents": ("1. Εντολή\nΟ αντιπρόσωπος βρίσκει πελάτες.\n2. Προμήθεια\nΕίναι δέκα τοις εκατό της αξίας."),
    "Japanese of goods": ("第一条 目的\n売主は機械を買主に引き渡す。\n第二条 代金\n買主は一か月以内に支払う。"),
    "Japanese of services": ("第一条 業務\n受託者は設備の保守を行う。\n第二条 期間\n本契約の期間は一年とする。"),
    "Japanese of secrets": ("第一条 秘密保持\n当事者は情報を漏らしてはならない。\n第二条 準拠法\n日本法による。"),
    "Chinese of goods": ("第一条 标的\n卖方向买方交付机器，买方付款。\n第二条 价格\n价格在一个月内支付。"),
    "Chinese of services": ("第一条 服务\n服务方负责设备的维护。\n第二条 期限\n本合同有效期为一年。"),
    "Hebrew of goods": ("1. מטרה\nהמוכר מוסר את המשאבות לקונה.\n2. מחיר\nהקונה משלם בתוך חודש אחד."),
    "Hebrew of services": ("1. שירותים\nהחברה מתחזקת את המכונות של הלקוח.\n2. תקופה\nההסכם בתוקף לשנה אחת."),
    "Arabic of goods": ("1. الموضوع\nيسلم البائع المضخات إلى المشتري.\n2. السعر\nيدفع المشتري خلال شهر واحد."),
    "Arabic of services": ("1. الخدمات\nتقوم الشركة بصيانة معدات العميل.\n2. المدة\nيسري هذا العقد لمدة سنة."),
    "Persian": ("1. موضوع\nفروشنده پمپ‌ها را به خریدار تحویل می‌دهد.\n2. قیمت\nخریدار ظرف یک ماه می‌پردازد."),
}
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "cp1251", "koi8_r", "cp1253", "cp1256", "gb18030",
)  # fmt: skip
CERTAIN = ("utf-8", "utf-8-sig", "utf-16", "utf-32")


def written() -> list[tuple[str, str]]:
    """Each text in each encoding that has its letters."""
    return [
        (name, encoding)
        for (name, text), encoding in itertools.product(TEXTS.items(), ENCODINGS)
        if text.encode(encoding, "ignore").decode(encoding) == text
    ]


def test_there_are_thirty_texts_and_ten_encodings() -> None:
    assert (len(TEXTS), len(ENCODINGS)) == (30, 10)
    assert len(written()) >= 30 * len(CERTAIN) + 30  # one more at least for each: gb18030 holds all letters
    assert {encoding for _, encoding in written()} == set(ENCODINGS)


@pytest.mark.parametrize(("name", "encoding"), written())
def test_it_is_read_right_or_refused_with_a_guess_and_read_when_it_is_named(name: str, encoding: str) -> None:
    text, content = TEXTS[name], TEXTS[name].encode(encoding)
    try:
        assert decoding.text_of(content) == text
    except errors.Invalid as refused:
        assert encoding not in CERTAIN
        assert "It may be" in refused.message or "looks like UTF-8" in refused.message  # noqa: PT017
    assert decoding.text_of(content, encoding) == text
