"""Which passwords are refused, each with a sentence; any others are welcome, whatever is in them."""

import pytest

from auth import passwords
from auth.login import choosing
from portal import errors

ABOUT = ("mira.long@northgate.example", "Mira Long-Fellow", "Northgate Castings")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery", "x" * 3 + "8 letters", "пароль на кириллице", "😀😁😂🤣😃😄😅😆", "        y",
        "tab\tin it!", "a" * 255 + "!", "MiraMiraMira and then some more", "\u200bhidden space",
    ],
)  # fmt: skip
def test_r68_any_characters_and_up_to_256_of_them_are_welcome(password: str) -> None:
    choosing.refuse_weak(password, about=ABOUT)
    assert passwords.check(passwords.hashed(password), password).is_right


@pytest.mark.parametrize("password", ["", "seven77", "x" * 257, "with\0nul"])
def test_r68_less_than_8_and_more_than_256_characters_are_refused_and_15_advised(password: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        choosing.refuse_weak(password, about=ABOUT)
    assert refusal.value.message == "A password must have 8 to 256 characters. We recommend 15 or more."
    assert refusal.value.path == ("password",)


@pytest.mark.parametrize(
    "password", ["password", "PASSWORD", "Password1!", "123456789", "qwertyuiop", "!iloveyou!", "1234iloveyou4321"]
)
def test_r68_passwords_known_from_breaches_are_refused_in_any_case_and_with_something_around_them(
    password: str,
) -> None:
    with pytest.raises(errors.Invalid, match="known from breaches"):
        choosing.refuse_weak(password, about=ABOUT)


@pytest.mark.parametrize("password", ["northgate2026", "Mira.Long1999", "castings-mira", "Entente!2026", "longfellow7"])
def test_r68_words_about_the_person_the_organisation_and_the_product_are_no_password(password: str) -> None:
    with pytest.raises(errors.Invalid, match="or organisation"):
        choosing.refuse_weak(password, about=ABOUT)


def test_r68_the_list_is_long_and_on_this_machine() -> None:
    assert len(choosing.breached()) == 30_000
    assert all(each == each.casefold() for each in choosing.breached())
