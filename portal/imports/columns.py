"""What a column of a list can be, and the headings by which it is recognised in four languages."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum

from portal.imports.rules import Kind


class Column(StrEnum):
    NAME = "NAME"
    COUNTRY = "COUNTRY"
    KINDS = "KINDS"
    REGISTER_NUMBER = "REGISTER_NUMBER"
    VAT_NUMBER = "VAT_NUMBER"
    LEI = "LEI"
    EMAIL = "EMAIL"
    CONTACT = "CONTACT"
    CALENDAR = "CALENDAR"
    ZONE = "ZONE"
    MANAGER = "MANAGER"
    SYSTEM = "SYSTEM"
    EXTERNAL_ID = "EXTERNAL_ID"
    ORGANISATION = "ORGANISATION"
    ROLES = "ROLES"
    LANGUAGE = "LANGUAGE"
    TITLE = "TITLE"


C = Column
OF: Mapping[Kind, tuple[Column, ...]] = {
    Kind.PARTNERS: (
        C.NAME, C.COUNTRY, C.KINDS, C.REGISTER_NUMBER, C.VAT_NUMBER, C.LEI, C.EMAIL, C.CONTACT, C.CALENDAR, C.ZONE,
        C.MANAGER, C.SYSTEM, C.EXTERNAL_ID,
    ),
    Kind.PEOPLE: (
        C.NAME, C.EMAIL, C.ORGANISATION, C.SYSTEM, C.EXTERNAL_ID, C.ROLES, C.LANGUAGE, C.TITLE,
    ),
}  # fmt: skip
NEEDED: Mapping[Kind, tuple[Column, ...]] = {Kind.PARTNERS: (C.NAME,), Kind.PEOPLE: (C.NAME, C.EMAIL)}
"""Without these no row could be taken in."""
DEFAULTS: Mapping[Kind, tuple[Column, ...]] = {
    Kind.PARTNERS: (C.COUNTRY, C.KINDS, C.CALENDAR, C.ZONE, C.SYSTEM),
    Kind.PEOPLE: (C.SYSTEM, C.ROLES, C.LANGUAGE),
}
"""What may be said once for all rows whose cell is empty or that have no such column."""

_USUAL: Mapping[Column, str] = {
    C.NAME: """name|legal name|company name|company|supplier|supplier name|vendor|vendor name|partner|partner name|
        organisation name|organization name|business name|account name|full name|contact name|firm|
        име|наименование|фирма|дружество|доставчик|име на фирмата|име на доставчика|партньор|
        नाम|कंपनी|कंपनी का नाम|आपूर्तिकर्ता|विक्रेता|पूरा नाम|
        pangalan|kumpanya|pangalan ng kumpanya|tagapagtustos|supplier|kasosyo|buong pangalan""",
    C.COUNTRY: """country|country code|country/region|country region|iso country|land|
        държава|страна|код на държавата|देश|देश कोड|bansa|code ng bansa""",
    C.KINDS: """kind|kinds|type|partner type|supplier type|category|relationship|вид|тип|категория|प्रकार|श्रेणी|
        uri|kategorya""",
    C.REGISTER_NUMBER: """register number|registration number|company number|company registration number|reg no|
        reg number|commercial register|crn|еик|булстат|регистрационен номер|पंजीकरण संख्या|कंपनी संख्या|cin|
        numero sa rehistro|sec number""",
    C.VAT_NUMBER: """vat|vat number|vat no|vat id|vat reg no|tax id|tax number|tin|gstin|ддс|ддс номер|
        номер по ддс|инддс|वैट नंबर|जीएसटी|जीएसटी नंबर|कर संख्या|numero ng vat|numero ng buwis""",
    C.LEI: "lei|lei code|legal entity identifier|леи|एलईआई",
    C.EMAIL: """email|e-mail|email address|e-mail address|mail|contact email|contact e-mail|имейл|е-поща|
        електронна поща|имейл адрес|ईमेल|ई-मेल|ईमेल पता|email address ng kontak""",
    C.CONTACT: """contact|contact person|contact name|person|лице за контакт|контакт|संपर्क|संपर्क व्यक्ति|
        kontak|taong kokontakin""",
    C.CALENDAR: "calendar|holiday calendar|календар|कैलेंडर|kalendaryo",
    C.ZONE: "zone|time zone|timezone|часова зона|समय क्षेत्र|sona ng oras|time zone ng kasosyo",
    C.MANAGER: """manager|relationship manager|owner|buyer|account manager|responsible|отговорник|мениджър|
        отговорно лице|प्रबंधक|संबंध प्रबंधक|tagapamahala|namamahala""",
    C.SYSTEM: "system|source|source system|система|източник|सिस्टम|स्रोत|sistema|pinagmulan",
    C.EXTERNAL_ID: """external id|external key|id|supplier id|supplier number|supplier no|vendor id|vendor number|
        vendor no|vendor code|supplier code|partner id|account number|erp id|sap id|creditor|creditor number|
        organisation id|company id|външен ключ|номер на доставчик|код на доставчик|код|номер|बाहरी कुंजी|
        आपूर्तिकर्ता संख्या|विक्रेता कोड|आईडी|panlabas na susi|numero ng supplier""",
    C.ORGANISATION: """organisation|organization|company|company name|partner|supplier|vendor|employer|
        организация|фирма|дружество|партньор|संगठन|कंपनी|organisasyon|kumpanya|kasosyo""",
    C.ROLES: "role|roles|роля|роли|भूमिका|भूमिकाएँ|papel|tungkulin|mga papel",
    C.LANGUAGE: "language|lang|език|भाषा|wika",
    C.TITLE: "title|job title|position|длъжност|позиция|पद|पदनाम|posisyon|titulo",
}
_SIGNS = re.compile(r"[\s_.:*#()/-]+")


def _bare(heading: str) -> str:
    return _SIGNS.sub(" ", unicodedata.normalize("NFKC", heading).casefold()).strip()


USUAL: Mapping[Column, frozenset[str]] = {
    column: frozenset(_bare(each) for each in text.split("|")) for column, text in _USUAL.items()
}


def recognised(kind: Kind, headings: Iterable[str]) -> dict[str, Column]:
    """The column that each heading usually is; each column once, the first heading that is called so."""
    found: dict[str, Column] = {}
    for heading in headings:
        free = (column for column in OF[kind] if column not in found.values())
        usual = next((column for column in free if _bare(heading) in USUAL[column]), None)
        if usual is not None and heading:
            found[heading] = usual
    return found
