"""The sample company, its people and its partners."""

from dataclasses import dataclass

from portal.access import Role
from portal.partners.rules import AccountStatus, Kind, Stage

A, G, K, R = AccountStatus, Stage, Kind, Role


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody with roles; the e-mail address is made of the first name and the organisation's domain."""

    name: str
    title: str
    roles: tuple[Role, ...]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SamplePartner:
    """A partner organisation and its people; the first is its admin, the second its signatory."""

    name: str
    domain: str
    kinds: tuple[Kind, ...]
    country: str
    calendar: str
    zone: str
    stage: Stage
    status: AccountStatus
    manager: str
    people: tuple[SamplePerson, ...]
    reason: str = ""
    """What was said with the last step of its account."""


COMPANY = ("Larkfield Instruments GmbH", "larkfield.example", "DE", "DE-BY", "Europe/Berlin")

STAFF = (
    SamplePerson("Miriam Sample", "Key account manager", (R.RELATIONSHIP_MANAGER,)),
    SamplePerson("Jonas Sample", "Key account manager", (R.RELATIONSHIP_MANAGER,)),
    SamplePerson("Leonie Sample", "Head of legal", (R.LEGAL,)),
    SamplePerson("Farid Sample", "Legal counsel", (R.LEGAL,)),
    SamplePerson("Clara Sample", "Managing director", (R.COMPANY_SIGNATORY, R.EXECUTIVE_SPONSOR)),
    SamplePerson("Samuel Sample", "Sales", (R.SALES,)),
    SamplePerson("Doris Sample", "Dispute officer", (R.DISPUTE_OFFICER,)),
    SamplePerson("Emil Sample", "Head of finance", (R.EXECUTIVE_SPONSOR,)),
    SamplePerson("Ada Sample", "Platform administrator and auditor", (R.PLATFORM_ADMIN, R.AUDITOR)),
)


def _people(admin: str, signatory: str, *others: SamplePerson, language: str = "en") -> tuple[SamplePerson, ...]:
    return (
        SamplePerson(f"{admin} Sample", "Partner manager", (R.PARTNER_ADMIN,), language),
        SamplePerson(f"{signatory} Sample", "Director", (R.PARTNER_SIGNATORY,), language),
        *others,
    )


def _member(name: str) -> SamplePerson:
    return SamplePerson(f"{name} Sample", "Contracts", (R.PARTNER_MEMBER,))


def _viewer(name: str) -> SamplePerson:
    return SamplePerson(f"{name} Sample", "Accounts", (R.PARTNER_VIEWER,))


PARTNERS = (
    SamplePartner("Northgate Castings Ltd", "northgate.example", (K.SUPPLIER,), "GB", "GB-ENG", "Europe/London",
                  G.COMMITMENT, A.ACTIVE, "Miriam", _people("Paula", "Peter", _member("Maya"), _viewer("Vera"))),
    SamplePartner("Blue Mesa Distribution Inc.", "bluemesa.example", (K.DISTRIBUTOR,), "US", "US-AZ",
                  "America/Phoenix", G.EXPANSION, A.ACTIVE, "Miriam", _people("Alice", "Sidney", _member("Mark"))),
    SamplePartner("Deccan Precision Pvt Ltd", "deccan.example", (K.VENDOR, K.SUPPLIER), "IN", "IN-MH",
                  "Asia/Kolkata", G.EXPANSION, A.ACTIVE, "Jonas", _people("Asha", "Suresh", language="hi")),
    SamplePartner("Gulf Calibration FZE", "gulfcal.example", (K.VENDOR,), "AE", "AE", "Asia/Dubai",
                  G.AWARENESS, A.ACTIVE, "Jonas", _people("Amal", "Salim")),
    SamplePartner("Optique Rivage SAS", "rivage.example", (K.SUPPLIER,), "FR", "FR", "Europe/Paris",
                  G.COMMITMENT, A.ACTIVE, "Miriam", _people("Anaïs", "Sylvie")),
    SamplePartner("Wisła Components Sp. z o.o.", "wisla.example", (K.SUPPLIER,), "PL", "PL", "Europe/Warsaw",
                  G.EXPANSION, A.ACTIVE, "Jonas", _people("Agata", "Szymon")),
    SamplePartner("Rhodope Assembly EOOD", "rhodope.example", (K.VENDOR,), "BG", "BG", "Europe/Sofia",
                  G.AWARENESS, A.ACTIVE, "Jonas", _people("Anelia", "Stoyan", language="bg")),
    SamplePartner("Visayas Support Services", "visayas.example", (K.VENDOR, K.OTHER), "PH", "PH", "Asia/Manila",
                  G.AWARENESS, A.ON_HOLD, "Miriam", _people("Analyn", "Santiago", language="fil"),
                  "The data protection questionnaire of this year is missing."),
    SamplePartner("Kumo Optics KK", "kumo.example", (K.DISTRIBUTOR, K.SUPPLIER), "JP", "JP", "Asia/Tokyo",
                  G.COMMITMENT, A.ACTIVE, "Miriam", _people("Akari", "Shin")),
    SamplePartner("Serra Verde Distribuidora", "serraverde.example", (K.DISTRIBUTOR,), "BR", "BR-SP",
                  "America/Sao_Paulo", G.DISSOLUTION, A.OFFBOARDING, "Jonas", _people("Aline", "Sergio")),
    SamplePartner("Fjällvik Sensorer AB", "fjallvik.example", (K.SUPPLIER,), "SE", "SE", "Europe/Stockholm",
                  G.EXPLORATION, A.PROSPECT, "Miriam", _people("Astrid", "Sven")),
    SamplePartner("Altmarkt Logistik KG", "altmarkt.example", (K.OTHER,), "DE", "DE-SN", "Europe/Berlin",
                  G.AWARENESS, A.APPLIED, "Jonas", _people("Anton", "Silke")),
)  # fmt: skip
