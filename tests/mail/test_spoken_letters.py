"""No letter that the sign-in or a dispute sends says anything in English to whoever reads another language."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from portal import languages
from portal.commands.catalogue import TOP
from portal.disputes.operations import FOR_MEDIATORS, mediator_letters
from portal.mail import SUBJECT_LONGEST, Letter
from portal.sentences import Sentence
from tests.ground.leftovers import is_english

OTHERS = sorted(set(languages.LANGUAGES) - {languages.ENGLISH})
SENDING = {"portal/mail.py", "portal/notifications/sending.py"}
"""Where a letter is sent as text: it was composed in the language of its reader before."""
WALKED = ("portal.partners.operations.", "auth.federation.reproving")
"""Whose letters tests/partners/test_letters.py walks, with everybody who has them sent."""
NEWS = {str(said): said for said, _ in mediator_letters.TOLD.values()}
LINK = "https://portal.example/x/3k9"


def trees() -> Iterator[tuple[str, ast.Module]]:
    for package in ("portal", "auth", "schema"):
        for path in sorted((TOP / package).rglob("*.py")):
            yield path.relative_to(TOP).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def composers() -> Iterator[tuple[str, str]]:
    """Every function that makes a letter: its module and name, found where it stands."""
    for file, tree in trees():
        module = ".".join(Path(file).with_suffix("").parts)
        taken = {
            alias.name
            for each in ast.walk(tree)
            if isinstance(each, ast.ImportFrom) and each.module == "portal.mail"
            for alias in each.names
        }
        for each in ast.walk(tree):
            match each:
                case ast.FunctionDef(name=name, returns=ast.Name(id="Letter")) if (
                    "Letter" in taken and not module.startswith(WALKED)
                ):
                    yield module, name


def letters(module: str, name: str) -> Iterator[Letter]:
    """Those that the function makes, of each of the sentences that it can be given."""
    compose: Any = getattr(importlib.import_module(module), name)
    hints = get_type_hints(compose)
    given = {each: LINK if each in {"link", "public_url"} else "7" for each in inspect.signature(compose).parameters}
    spoken = [each for each in given if hints[each] is Sentence]
    for said in NEWS.values() if spoken else [None]:
        yield compose(**given | dict.fromkeys(spoken, said))


WRITTEN = [*composers()]
ALL = [letter for each in WRITTEN for letter in letters(*each)]


def lines(letter: Letter, language: str) -> list[str]:
    return [letter.titled(language), *letter.text(language).splitlines()]


def test_each_letter_of_the_sign_in_and_of_disputes_is_walked() -> None:
    assert {name for module, name in WRITTEN if module.startswith("auth.")} == {
        "new_password", "password_changed", "passkey_added", "send_application",
    }  # fmt: skip
    assert {name for module, name in WRITTEN if module.startswith("portal.disputes.")} == {"proposed", "linked", "news"}
    assert len(ALL) >= len(WRITTEN) - 1 + len(NEWS) > 12
    assert set(FOR_MEDIATORS) == {mediator_letters.PROPOSED, mediator_letters.LINKED, *mediator_letters.TOLD}


def test_nothing_is_sent_but_what_was_composed() -> None:
    """A text goes by `mail.send` only where it is composed for its reader; whatever else is sent is a Letter."""
    found = set()
    for file, tree in trees():
        for each in ast.walk(tree):
            match each:
                case (
                    ast.Call(func=ast.Attribute(value=ast.Name(id="mail"), attr="send"))
                    | ast.Call(func=ast.Name(id="send"), keywords=[ast.keyword(arg="partner_id"), *_])
                ):
                    found.add(file)
    assert {"portal/mail.py", "portal/notifications/sending.py"} <= found <= SENDING


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("letter", ALL, ids=lambda letter: str(letter.subject))
def test_no_line_of_a_letter_is_english_in_another_language(letter: Letter, language: str) -> None:
    told, english = lines(letter, language), lines(letter, languages.ENGLISH)
    assert len(told) == len(english)
    assert [line for line in told if line != LINK and is_english(line)] == []
    same = {line for line in told if line in english} - {"", LINK, f"{mediator_letters.HOME}/join/{LINK}"}
    assert same <= {mediator_letters.HOME, "{portal}/register/" + LINK, "Mediation: 7"}


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_a_letter_greets_by_name_and_its_subject_is_a_heading_that_is_not_too_long(language: str) -> None:
    for letter in ALL:
        subject, greeting = letter.titled(language), letter.text(language).splitlines()[0]
        assert (subject[-1] in ".।", greeting[-1], "7" in greeting) == (False, ",", bool(letter.name))
    named = mediator_letters.proposed("Dr. Mara Jr.", "x" * 250, "A", "B", LINK)
    assert len(named.titled(language)) == SUBJECT_LONGEST
    assert named.text(language).splitlines()[0].endswith("Dr. Mara Jr.,")
