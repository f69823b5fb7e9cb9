"""Each language says one thing with one word: the words that were decided against occur nowhere."""

import re
from pathlib import Path

import pytest
from babel.messages import pofile

from frontend_stub.site import i18n
from portal import languages
from tests.ground.terms import Term

CATALOGUES = {"pages": i18n.LOCALES, "sentences": languages.LOCALES}
ALONE = r"(?<![\u0900-\u097f])(?:{})(?![\u0900-\u097f])"  # \b ends a Devanagari word before its vowel sign

HINDI = (
    Term("भागीदार|साझेदार", "पार्टनर"), Term("डाइजेस्ट|फ़िंगरप्रिंट", "हैश मान"), Term("कलम", "संपादन की बारी"),
    Term("निमंत्र", "आमंत्रण"), Term("समापन|बाहर निकल", "निकास, निकास प्रक्रिया"),
    Term("दर्शक", "केवल देखने के लिए"), Term(ALONE.format("मंच"), "प्लेटफ़ॉर्म"),
    Term("विधि विभाग|कानूनी (टीम|विभाग)", "विधि टीम"), Term("नियत", "अंतिम दिन, समय-सीमा"),
    Term("अतिदेय|व्यपगत", "समय-सीमा पार, समय-सीमा बीती"), Term("(?<![\u0900-\u097f])(बातचीत|चर्चा)", "वार्ता"),
    Term("सूचना (अवधि|दी गई|दें|दी|वापस)", "नोटिस", r"conflict|told|[Ss]aid|Say that|[Rr]eport"),
    Term("मंज़ूर", "अनुमोदन"), Term("स्वीकृत कर", "स्वीकार करना, अनुमोदन करना"),
    Term("(?<![\u0900-\u097f])(ठुकरा|फ़ैसल)", "अस्वीकार, निर्णय"), Term("(गोपनीय|गुप्त) शब्द", "सीक्रेट"),
    Term("साबित|सिद्ध", "सत्यापित, प्रमाणीकरण, पुष्टि"), Term("प्रावधान", "प्रोविज़निंग"), Term("मुखपृष्ठ", "होम"),
    Term(ALONE.format("पत्र|पत्रों|डाक|ईमेल"), "ई-मेल"), Term("(?<![\u0900-\u097f-])मेल (डोमेन|सर्वर)", "ई-मेल"),
    Term("व्यवस्थापक|एडमिनिस्ट्रेटर", "प्रशासक"), Term("संबंध प्रबंधक", "रिलेशनशिप मैनेजर"),
    Term("कार्यकारी प्रायोजक", "एग्ज़ीक्यूटिव स्पॉन्सर"), Term("लेखा परीक्षक", "ऑडिटर"), Term("मुहर", "सील"),
    Term("बीजक|चालान", "इनवॉइस"), Term("अपने-आप|स्वतः", "अपने आप"), Term("कार्य[ -]दिवस", "कार्यदिवस"),
    Term("(?<![\u0900-\u097f])(जवाब(?!देह)|सवाल)", "उत्तर, प्रश्न"), Term("(?<![\u0900-\u097f])तिथि", "तारीख"),
    Term("(?<![\u0900-\u097f])(आखिरी|सिर्फ़|नतीज|अदालत)", "अंतिम, केवल, परिणाम, न्यायालय"),
    Term("ज़्यादा से ज़्यादा|अधिक से अधिक", "अधिकतम"), Term("(रीडायरेक्ट|वापसी का) पता", "रीडायरेक्ट URI"),
    Term("प्रोग्राम", "ऐप", r"checks it|program code|this program knows"), Term("विशिष्ट अधिकार", "अनन्य अधिकार"),
    Term("रोक (लग|रख|पर)|खाता रोक", "होल्ड"), Term(ALONE.format("संस्था|संस्थाएँ"), "संगठन"),
    Term("पेज(?![\u0900-\u097f])", "पृष्ठ", "web page"), Term("शामिल हुए|सहमत हुए", "ने …, which fits women and men"),
    Term(r"[\u0900-\u097f]\.(\s|$)", "।"), Term("[०-९]", "0 to 9"),
)  # fmt: skip
BULGARIAN = (
    Term("писалк", "право на редакция"), Term(r"\bна масата", "в преговори"), Term(r"\bфирм", "компания"),
    Term("указател", "директория"), Term("пощенск", "имейл", "mail server"), Term(r"\bписм(о|а)(то|та)?\b", "имейл"),
    Term(r"\bдоказан|се доказва\b", "потвърден, удостоверява се", r"proves? "), Term("заявлени", "кандидатура"),
    Term(r"\bпода[вд]", "изпращане", r"\b[Ff]il(e|ed|es|ing)\b"), Term(r"\b(взаимо)?отношени", "партньорство"),
    Term("идентичност", "самоличност"), Term(r"контролн\w* сум|\bхеш", "цифров отпечатък", "checksum"),
    Term(r"ключов\w* услови", "основно условие"), Term(r"(вход|влиза)\w* през\b", "чрез"),
    Term(r"\b(човек|хора|хорат\w*)\b", "потребител",
         r"person|[Pp]eople|mention|[Ss]ome(body|one)|who (work|negotiate)"),
    Term(r"\b(излизан|влизан)\w*\b(?! в сила)", "изход, вход, напускане"), Term(r"\bмениджър", "отговорник"),
    Term(r"договорен\w* (текст|договор)", "съгласуван"), Term(r"\bна ход\b|\b([Вв]аш|[Тт]ехен) ред\b", "на ред"),
    Term(r"изпълнителн\w* спонсор", "спонсор от ръководството"), Term(r"\bпрофил", "акаунт", "profile"),
    Term("от само себе си", "автоматично"), Term(r"(тайна|идентификатор)\w* на клиента", "клиентска тайна"),
    Term(r"^(Първи|Последен) ден$", "начална дата, крайна дата", r"^(?!(First|Last) day$)"),
    Term(r"\bсъглас(ен|на) с\b", "приемам, which fits women and men"), Term(r"\b[Мм]оля\b", "the imperative alone"),
    Term(r"[Вв]ъзмож(ен|ни) партньор", "потенциален партньор"), Term(r"[а-я,] В(ие|и|ас|аш\w*)\b", "вие, ви, ваш"),
    Term(r"\bспоразумени", "договор", r"(?i)settle|agreement|\bterms\b|mediation"),
    Term(r"\bприложени(е|я|ето|ята)\b", "програма", r"[Aa]nnex"), Term("страни четат|(страна|артньорът) чете", "вижда"),
    Term(r"[\"'«»]", "„“", r"\{\{"),
)  # fmt: skip
FILIPINO = (
    Term(r"(?i)\bkasosyo|\bkatuwang", "partner (kasosyo = co-owner)"),
    Term(r"(?i)\bkompanya", "kumpanya"),
    Term(r"(?i)\bburador", "draft"),
    Term(r"(?i)\bsugnay", "clause"),
    Term(r"(?i)\bpanulat", "nag-e-edit, turno (the pen)"),
    Term(r"(?i)\bmesa\b", "negosasyon (the table)"),
    Term(r"(?i)\bsesyon", "session"),
    Term(r"(?i)\bsala(ang?|in|ng)\b", "filter (salang = sins)"),
    Term(r"(?i)\badministrador|\btagapangasiwa", "administrator"),
    Term(
        r"(?i)\b(pumi|pag|luma|ni)?lagda(an|ng|ang)?\b|\blumalagda|\bnilagdaan", "pirma; signature for tokens and keys"
    ),
    Term(r"(?i)\btagapirma", "signatory"),
    Term(r"(?i)\btungkulin|\bpapel\b", "role; dokumento", r"paper|Print"),
    Term(r"(?i)\btagapamagitan|\bpamamagitan\b(?! ng\b| nito\b| niyon\b)", "mediator, mediation", r"SCIM 2\.0"),
    Term(r"(?i)\be-mail|\bliham|\bkoreo\b|\bmga sulat\b", "email"),
    Term(r"(?i)\bsikreto", "secret"),
    Term(r"(?i)\blihim", "secret", r"secret number"),
    Term(r"(?i)\bsusi(ng)?\b", "key"),
    Term(r"(?i)\bpuwesto", "membership, miyembro, access; ranggo"),
    Term(r"(?i)\btakdang (oras|araw)|\blampas na sa takda", "deadline, due date, overdue"),
    Term(r"(?i)\b(i|ini|ina|na|mai)?lathala", "i-publish"),
    Term(r"(?i)\bpaglabas\b|\bpag-alis (ng|ni|ay)\b", "exit", r"[Rr]emov|[Dd]eduction|waive|take|off"),
    Term(r"(?i)\bnakabinbin|\bpinipigil|\bpagpigil (sa|ng) account", "hold, naka-hold"),
    Term(r"(?i)\bpagtatapat\b|\bpaggalugad", "commitment; paunang pag-uusap"),
    Term(r"(?i)\bnakapatay|\bpinatay", "naka-off"),
    Term(r"(?i)\bnakatago (rito|dito)", "nakatala rito (nakatago = hidden)", r"hidden in it"),
    Term(r"(?i)\bkolum|\bhanay|\bhilera", "column, row"),
    Term(r"(?i)\bkliyente", "customer; client of OAuth"),
    Term(r"(?i)\bsalapi|\bpera ng\b", "currency", r"money|MONEY"),
    Term(r"(?i)\bbersyon|\bakses\b|\baksyon|\bproteksyon|\bpwede", "bersiyon, access, aksiyon, proteksiyon, puwede"),
    Term(r"(?i)\balitan|\bhindi pagkakasundo", "dispute"),
    Term(r"(?i)\bpaki|\bmangyaring|\bpo\b", "the imperative alone"),
    Term(r"(?i)\bpangunahing kondisyon", "pangunahing tuntunin (key terms)"),
    Term(r"(?i)\bprograma", "app", r"program that checks|program knows|this program"),
    Term(r"(?i)\bpagtuklas\b|\bpagtatala ng mga tao", "discovery; provisioning"),
    Term(
        r"(?i)\bhanggang sa tapusin ito|\btapusin ang (app|token|awtoridad)",
        "i-deactivate an app, bawiin a token or authority",
    ),
    Term(r"(?i)\bminsan lang", "isang beses lang (minsan = sometimes)"),
    Term(r"\b(ni|si|kay) \{who\}", "{who} brings its own si"),
    Term(
        r"(?i)\b(t|k|b|s|p|d|g|h|l)?in\w*(an|in|a)? \{who\} ang\b", "an event has actor focus: nag-apruba {who} sa ..."
    ),
)
DECIDED: dict[str, tuple[Term, ...]] = {"bg": BULGARIAN, "fil": FILIPINO, "hi": HINDI}


def translated(language: str, locales: Path) -> list[tuple[str, str]]:
    """Each English message beside each of its translations."""
    with (locales / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        catalogue = pofile.read_po(source, locale=language)
    return [
        (message.id if isinstance(message.id, str) else message.id[0], text)
        for message in catalogue
        if message.id
        for text in ([message.string] if isinstance(message.string, str) else message.string or ())
    ]


def test_every_language_has_its_table() -> None:
    assert set(DECIDED) == set(i18n.LANGUAGES) - {i18n.SOURCE}


@pytest.mark.parametrize("catalogue", list(CATALOGUES))
@pytest.mark.parametrize("language", list(DECIDED))
def test_no_word_occurs_that_was_decided_against(language: str, catalogue: str) -> None:
    wrong = [
        f"{term.write}: {english} | {text}"
        for english, text in translated(language, CATALOGUES[catalogue])
        for term in DECIDED[language]
        if term.is_in(text, english)
    ]
    assert wrong == []


def test_a_word_that_was_decided_against_is_found_as_it_was_written() -> None:
    found = {term.write for term in HINDI if re.search(term.wrong, "साझेदार को पत्र 10 कार्य दिवस में मिला.")}
    assert found == {"पार्टनर", "ई-मेल", "कार्यदिवस", "।"}
    assert not [term for term in HINDI if re.search(term.wrong, "प्रमाणपत्र मेल नहीं खाता और जवाबदेही सहमति से है।")]


def test_a_bulgarian_word_that_was_decided_against_is_found_as_it_was_written() -> None:
    text = "Вашата фирма подава заявлението и двете страни четат писмото, ако Вие сте на ход."
    found = {term.write for term in BULGARIAN if re.search(term.wrong, text)}
    assert found == {"компания", "изпращане", "кандидатура", "вижда", "имейл", "вие, ви, ваш", "на ред"}
    right = "Подписката, формата и писмеността остават; влизане в сила от началната дата."
    assert not [term for term in BULGARIAN if re.search(term.wrong, right)]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Hawak ng kasosyo ang panulat", {"partner (kasosyo = co-owner)", "nag-e-edit, turno (the pen)"}),
        ("Inaprubahan ni {who} ang fee.", {"{who} brings its own si"}),
        ("Tinanggap {who} ang alok.", {"an event has actor focus: nag-apruba {who} sa ..."}),
        ("Tumanggap {who} sa alok. Nasa partner na ang turno, sa pamamagitan ng API.", set()),
    ],
)
def test_a_filipino_sentence_that_was_decided_against_is_found(wrong: str, right: set[str]) -> None:
    assert {term.write for term in FILIPINO if re.search(term.wrong, wrong)} == right
