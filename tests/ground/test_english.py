"""English says one thing with one word: what was decided against is in no message, description or help text."""

import argparse
import re
from collections.abc import Iterator

import graphql
import pytest
from babel.messages import pofile

from portal.__main__ import _parser
from tests.frontend.world import SCHEMA
from tests.ground.terms import Term
from tests.ground.test_terms import CATALOGUES

PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")
PAGES = frozenset({"pages"})


TERMS = (
    Term(r"(?i)\b(some|no|any|every)body\b", "someone, no one, anyone, everyone"),
    Term(r"(?i)\bwhom?ever\b", "anyone who, the person who", r"^Whoever registered first comes first"),
    Term(r"(?i)\be-mails?\b", "email"),
    Term(r"(?i)\bmail(s|ed)?\b(?! server)", "email"),
    Term(
        r"(?i)\bletters?\b", "email",
        r"letters? (from two|and digits|or a digit|A to Z|are encoded|that look)|"
        r"(country|capital|single|one) letters?|\bLEI\b|([Tt]wo|three)-letter|[Ll]ower-case|Letter case",
    ),
    Term(r"(?i)\bprograms?\b", "app; API client in the API", r"program that checks it|program code"),
    Term(r"(?i)\b(the|a|has|holds?) pen\b", "turn, draft"),
    Term(r"(?i)\b(on|to) the table\b", "under negotiation; reopen"),
    Term(r"(?i)\bas (it|they) st(ands?|ood)\b", "without changes"),
    Term(r"(?i)\bdigests?\b", "fingerprint", where=PAGES),
    Term(r"(?i)\bauthorit(y|ies) to sign\b", "signing authority"),
    Term(r"(?i)\b(begins?|began|begun|beginning)\b", "start"),
    Term(r"(?i)\b(go|goes|going|went) on\b", "continue"),
    Term(r"(?i)\bcall(s|ed|ing)? ((the|an|this) \w+ )?off\b", "cancel", r"^Called off( by)?$"),
    Term(r"(?i)\bfetch(es|ed|ing)?\b", "download", where=PAGES),
    Term(r"(?i)\bswitch(es|ed|ing)? ((it|them) )?(on|off)\b", "turn on, turn off"),
    Term(r"(?i)\b(takes?|took|taken|taking) (\w+ ){0,3}back\b", "withdraw, cancel, revoke"),
    Term(r"(?i)\bat once\b", "immediately", r"everything at once"),
    Term(r"(?i)\bby (itself|themselves)\b", "automatically, on its own"),
    Term(r"(?i)\b(is|are|was|were) (already )?over\b", "has expired, has ended"),
    Term(r"(?i)\bplease\b", "the imperative alone"),
    Term(r"(?i)\bgood once\b|\bhalf saved\b|\bgoes no further\b|\bput right\b", "plain words"),
    Term(r"(?i)\b(un)?proven\b", "verified, confirmed, authenticated"),
    Term(r"(?i)\bmay not\b", "cannot"),
    Term(r"(?i)\bworking days?\b", "business days"),
    Term(r"(?i)(?<=[a-z])'(?=[a-z])", "’", where=PAGES),
)  # fmt: skip


def said() -> Iterator[tuple[str, str]]:
    """Where a text stands, and the text."""
    for name, locales in CATALOGUES.items():
        with (locales / "messages.pot").open("rb") as source:
            for message in pofile.read_po(source):
                ids = [message.id] if isinstance(message.id, str) else message.id
                yield from ((name, text) for text in ids if text)
    yield from (("API", text) for text in described(SCHEMA))


def described(schema: graphql.GraphQLSchema) -> Iterator[str]:
    """Every description of the schema."""
    for kind in schema.type_map.values():
        if kind.name.startswith("__"):
            continue
        yield kind.description or ""
        for member in {**getattr(kind, "fields", {}), **getattr(kind, "values", {})}.values():
            yield member.description or ""
            yield from (each.description or "" for each in getattr(member, "args", {}).values())


def helped(parser: argparse.ArgumentParser) -> Iterator[str]:
    """What the help of a command and of its parts says."""
    yield parser.description or ""
    for action in parser._actions:
        yield action.help or ""
        if isinstance(action, argparse._SubParsersAction):
            yield from (choice.help or "" for choice in action._choices_actions)
            for part in action.choices.values():
                yield from helped(part)


def wrong(where: str, text: str) -> list[str]:
    """What the text says that was decided against."""
    plain = PLACES.sub("…", text)
    terms = (term for term in TERMS if not term.where or where in term.where)
    return [f"{where}: {text!r}: write {term.write}" for term in terms if term.is_in(plain, text)]


def test_no_english_text_says_what_was_decided_against() -> None:
    assert [each for where, text in said() for each in wrong(where, text)] == []


def test_no_help_of_the_command_line_says_what_was_decided_against() -> None:
    texts = list(helped(_parser()))
    assert len(texts) > 50
    assert [each for text in texts for each in wrong("commands", text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Somebody was faster", "Your side holds the pen.", "The text is back on the table.", "Begin again",
        "Your programs end at once.", "Check your e-mail", "A letter is on its way.", "You may not do this",
        "Fetch the file", "Digest of the text", "Authority to sign", "Call the exit off", "Whoever signed it",
        "It's yours", "Renews by itself", "Take the proposal back", "Accept as it stands", "Switch it off",
    ],
)  # fmt: skip
def test_what_was_decided_against_is_found(text: str) -> None:
    assert wrong("pages", text)
