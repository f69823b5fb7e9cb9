"""How agreements write the numbers of their clauses: figures, Roman and Chinese numerals, letters and words."""

# Words that stand before the number of a clause. Any other word counts as well where it counts on
# through the whole text: see `numbering`.
CLAUSES = (
    "article", "section", "clause", "part", "chapter", "title", "paragraph", "division", "item",
    "член", "раздел", "глава", "част", "статья", "точка", "пункт",
    "अनुच्छेद", "धारा", "खंड", "खण्ड", "भाग", "अध्याय", "शर्त",
    "seksyon", "artikulo", "bahagi", "kabanata", "talata", "sugnay",
    "artikel", "abschnitt", "ziffer", "teil", "kapitel", "paragraf", "artículo", "articulo", "cláusula", "clausula",
    "sección", "seccion", "capítulo", "capitulo", "articolo", "artigo", "artykuł", "rozdział", "madde",
    "bölüm", "άρθρο",
    "chapitre", "titre", "стаття", "розділ", "pasal", "điều",
)  # fmt: skip
SHORT = ("art", "sec", "sect", "para", "par", "cl", "чл", "ст", "т", "kap", "abs")
"""Those that end with a full stop."""
ANNEXES = (
    "exhibit", "schedule", "annex", "annexure", "annexe", "appendix", "attachment", "addendum", "приложение", "анекс",
    "अनुलग्नक", "परिशिष्ट", "अनुसूची", "kalakip", "apendise", "iskedyul", "anlage", "anhang", "anexo", "allegato",
    "додаток", "załącznik",
)  # fmt: skip
# What counts on through a text and is no clause.
NEITHER = frozenset(
    (
        "page", "pg", "pages", "стр", "страница", "pahina", "पृष्ठ", "seite", "página", "pagina", "strona", "no",
        "figure",
        "table", "line", "tel", "fax", "box", "suite", "room", "floor", "january", "february", "march", "april", "may",
        "june", "july", "august", "september", "october", "november", "december", "source", "version", "draft",
    )
)  # fmt: skip
CONTENTS = frozenset(
    (
        "contents", "table of contents", "index", "съдържание", "содержание", "विषय सूची", "विषय-सूची",
        "विषयसूची", "अनुक्रमणिका",
        "nilalaman", "talaan ng nilalaman", "mga nilalaman", "inhalt", "inhaltsverzeichnis", "índice", "sommaire",
        "table des matières", "indice", "table of articles", "list of contents", "目录",
    )
)  # fmt: skip
SAID = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
        "първи втори трети четвърти пети шести седми осми девети десети",
        "isa dalawa tatlo apat lima anim pito walo siyam sampu",
        "एक दो तीन चार पाँच छह सात आठ नौ दस",
        "uno dos tres cuatro cinco seis siete ocho nueve diez",
        "primera segunda tercera cuarta quinta sexta séptima octava novena décima",
    )
    for number, word in enumerate(words.split(), 1)
}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_HAN = {sign: number for number, sign in enumerate("〇一二三四五六七八九十")}


def roman(figures: str) -> int:
    """The value of a Roman numeral below 400; 0 for letters in an order in which nobody writes one."""
    values = [_ROMAN[figure] for figure in figures.upper()]
    number = sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )
    return number if written(number) == figures.upper() else 0


def written(number: int) -> str:
    """The Roman numeral of a number from 1 to 399; "" for others."""
    if not 0 < number < 4 * _ROMAN["C"]:
        return ""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    forms = ("", "1", "11", "111", "15", "5", "51", "511", "5111", "10")
    signs = (("I", "V", "X"), ("X", "L", "C"))
    low, high = (
        forms[digit].replace("10", one + ten).replace("1", one).replace("5", five)
        for digit, (one, five, ten) in zip((ones, tens), signs, strict=True)
    )
    return "C" * hundreds + high + low


def han(signs: str) -> int:
    """The value of a Chinese numeral below 100, or of figures."""
    if signs.isdecimal():
        return int(signs)
    tens, ten, ones = signs.partition("十")
    if not ten:
        return _HAN.get(signs, 0)
    return _HAN.get(tens, 1 if not tens else 0) * 10 + _HAN.get(ones, 0)


def letter(sign: str) -> int:
    """The place of a Latin letter in the alphabet, or of a Cyrillic one in the Bulgarian."""
    sign = sign.lower()
    return ord(sign) - ord("a") + 1 if sign.isascii() else "абвгдежзийклмнопрстуфхцчшщъьюя".find(sign) + 1


def dotted(number: str) -> tuple[int, ...]:
    """The parts of a number such as 3.2 or 3.2.A; 3.0 is 3."""
    parts = tuple(int(part) if part.isdecimal() else letter(part) for part in number.split("."))
    return parts[:1] if len(parts) == 2 and parts[1] == 0 else parts  # noqa: PLR2004 - 3.0
