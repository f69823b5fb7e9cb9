"""The language somebody wishes for, and a refusal's sentence in it with its values."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from portal import errors, languages
from portal.access import Permission, Role
from portal.money import Money
from portal.sentences import Argument, Sentence, say, together
from tests import tables

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (b"", "en"),
        (b"bg", "bg"),
        (b"hi-IN,en;q=0.5", "hi"),
        (b"de, fil;q=0.5, bg;q=0.9", "bg"),
        (b"bg;q=0, de", "en"),
        (b"en-GB, bg", "en"),
        (b"BG", "bg"),
        (b"*", "en"),
        (b"q=;;,,=", "en"),
        (b"\xff\xfe, fil", "fil"),
        (b"tl,en-US;q=0.7,en;q=0.3", "fil"),
        (b"tl-PH", "fil"),
        (b"TGL-Latn-PH;q=0.5, de", "fil"),
    ],
)
def test_the_answer_is_in_the_language_that_is_liked_best_of_ours(accept: bytes, language: str) -> None:
    assert languages.wished(accept) == language


@pytest.mark.parametrize(
    ("tag", "language"),
    [("tl", "fil"), ("tl-PH", "fil"), ("bg-BG", "bg"), ("hi_IN", "hi"), ("en-GB", "en"), ("de", "en"), ("", "en")],
)
def test_whoever_has_another_tag_of_one_of_our_languages_is_spoken_to_in_it(tag: str, language: str) -> None:
    assert languages.spoken(tag) == language


@pytest.mark.parametrize(
    ("tags", "language"), [("tl en", "fil"), ("de-AT bg-BG hi", "bg"), ("de fr", ""), ("", ""), ("  tl  ", "fil")]
)
def test_of_the_languages_that_a_program_names_the_first_of_ours_counts(tags: str, language: str) -> None:
    assert languages.first_of(tags) == language


@pytest.mark.parametrize(
    ("value", "said", "read"),
    [
        ("Ada {x} %s", ("Ada {x} %s", "Ada {x} %s", "Ada {x} %s", "Ada {x} %s"), "Ada {x} %s"),
        (1250000, ("1,250,000", "1\xa0250\xa0000", "12,50,000", "1,250,000"), "1250000"),
        (Decimal("0.5"), ("0.5", "0,5", "0.5", "0.5"), "0.5"),
        (
            date(2027, 3, 31),
            ("31 Mar 2027", f"31.03.2027{NARROW}г.", "31 मार्च 2027", "Mar 31, 2027"),
            "2027-03-31",
        ),
        (
            Money(123456750, "INR"),
            ("₹1,234,567.50", "1\xa0234\xa0567,50\xa0INR", "₹12,34,567.50", "₹1,234,567.50"),
            "1234567.50 INR",
        ),
        (
            Money(1234567, "IQD"),
            ("IQD1,234.567", "1\xa0234,567\xa0IQD", "IQD1,234.567", "IQD1,234.567"),
            "1234.567 IQD",
        ),
    ],
)
def test_a_value_is_written_as_the_language_writes_it(value: Argument, said: tuple[str, ...], read: str) -> None:
    assert tuple(say("{value}", value=value).in_(language) for language in languages.LANGUAGES) == said
    assert languages.plain(value) == read


def test_a_moment_names_its_zone() -> None:
    at = datetime(2027, 3, 31, 22, 30, tzinfo=UTC)
    for language in languages.LANGUAGES:
        assert languages.written(at, language).endswith("UTC")
    assert languages.plain(at) == "2027-03-31T22:30:00+00:00"


def test_what_is_no_value_of_a_sentence_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError):
        languages.written(None, "en")


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "Only these roles can do this: Legal, Company signatory, Executive sponsor."),
        ("bg", "Това могат да правят само следните роли: Юрист, Подписващ за компанията, Спонсор от ръководството."),
        ("hi", "यह केवल ये भूमिकाएँ कर सकती हैं: विधि अधिकारी, कंपनी हस्ताक्षरकर्ता, एग्ज़ीक्यूटिव स्पॉन्सर।"),
        ("fil", "Ang mga role na ito lang ang makakagawa nito: Legal, Signatory ng kumpanya, Executive sponsor."),
    ],
)
def test_somebody_without_the_role_reads_in_their_language_who_has_it(language: str, message: str) -> None:
    with pytest.raises(errors.NotAllowed) as refusal:
        tables.somebody(Role.PARTNER_VIEWER).require(Permission.CONTRACT_APPROVE)
    assert refusal.value.sentence.in_(language) == message
    assert languages.plain(refusal.value.sentence.arguments["roles"]) == "LEGAL,COMPANY_SIGNATORY,EXECUTIVE_SPONSOR"


def test_sentences_follow_each_other_whole() -> None:
    said = together([say("There is no open round."), say("The contract is a draft.")])
    assert said is not None
    assert said.in_("bg") == "Няма отворен кръг. Договорът е проект."
    assert str(said) == "There is no open round. The contract is a draft."
    assert [each.template for each in said] == ["There is no open round.", "The contract is a draft."]
    assert together([]) is None


def test_a_refusal_of_a_sentence_made_elsewhere_keeps_its_code_and_its_place() -> None:
    refusal = errors.NotFound.because(say("The text is longer than {limit} characters.", limit=2000), path=("input",))
    assert (refusal.code, refusal.path, str(refusal)) == (
        "NOT_FOUND", ("input",), "The text is longer than 2,000 characters.",
    )  # fmt: skip


def test_a_sentence_that_no_catalogue_has_is_said_in_english() -> None:
    assert Sentence("A new room says {count} things.", {"count": 2}).in_("hi") == "A new room says 2 things."


def test_a_value_with_its_own_full_stop_gets_no_second_one() -> None:
    ends = say("It ends on {day}.", day=date(2027, 3, 31))
    assert (ends.in_("en"), ends.in_("bg")) == ("It ends on 31 Mar 2027.", f"It ends on 31.03.2027{NARROW}г.")
    assert str(say("Ask {name}.", name="Acme Ltd.")) == "Ask Acme Ltd."
