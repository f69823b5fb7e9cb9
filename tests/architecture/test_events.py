"""Whatever the journal tells has its sentence, in every language, beside its room."""

import ast
import re
from collections.abc import Iterator

import pytest

from portal import languages
from portal.events import EVENTS, Happening, facts_of
from portal.money import Money
from portal.rooms import MACHINES, ROOMS
from tests.architecture import sources

EVENT = re.compile(r"[a-z]+\.[a-z_]+")


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _given(call: ast.Call, writers: set[str]) -> Iterator[ast.expr]:
    if _name(call) in writers:
        yield from (*call.args, *(each.value for each in call.keywords))


def _hands_on(function: sources.Function, writers: set[str]) -> bool:
    """It is given an event, and gives it to somebody who writes the row."""
    calls = (each for each in ast.walk(function) if isinstance(each, ast.Call))
    given = (each for call in calls for each in _given(call, writers))
    takes = {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}
    return "event" in takes and any(isinstance(each, ast.Name) and each.id == "event" for each in given)


def _written() -> set[str]:
    """The events that the code hands to the journal, directly or through functions of its own."""
    files = [each for each in sources.read() if each.file.relative_to(sources.TOP).parts[0] in {"portal", "auth"}]
    writers = {"write", "event"}
    writers |= {each.name for file in files for each in file.functions if _hands_on(each, writers)}
    given = (each for file in files for call in file.calls for each in _given(call, writers))
    constants = (each.value for part in given for each in ast.walk(part) if isinstance(each, ast.Constant))
    return {each for each in constants if isinstance(each, str) and EVENT.fullmatch(each)}


def test_every_event_of_every_table_and_of_every_row_that_is_written_has_its_sentence() -> None:
    of_tables = {step.event for machine in MACHINES for step in machine.steps}
    written = _written()
    assert {"partner.created", "client.registered", "connection.created", "member.provisioned"} <= written
    assert {"domain.lapsed", "partner.manager_assigned", "authority.proposed", "contract.drafted"} <= written
    assert (of_tables | written) - EVENTS.keys() == set()


def test_no_two_rooms_have_a_sentence_for_the_same_event() -> None:
    assert len(EVENTS) == sum(len(room.events) for room in ROOMS)


@pytest.mark.parametrize("language", languages.LANGUAGES)
@pytest.mark.parametrize("event", sorted(EVENTS))
def test_an_event_is_told_in_one_whole_sentence_whatever_the_row_knows(event: str, language: str) -> None:
    for facts in ({}, {"round": "2", "name": "Ada"}):
        told = Happening(event=event, name="Mara", organisation="Northgate", facts=facts).in_(language)
        assert told[0] == told[0].upper()
        assert told.endswith(("।", ".")), told
        assert "{" not in told
        assert event not in told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Mara (Northgate) countered round 2."),
        ("bg", "Mara (Northgate) отговори с насрещно предложение на кръг 2."),
        ("fil", "Sumagot si Mara (Northgate) ng kontra-panukala sa round 2."),
        ("hi", "Mara (Northgate) ने दौर 2 पर प्रति-प्रस्ताव दिया।"),
    ],
)
def test_a_sentence_says_who_of_which_side_and_which_round(language: str, told: str) -> None:
    facts = facts_of([{"field": "round", "before": None, "after": "2"}])
    happened = Happening(event="negotiation.round_countered", name="Mara", organisation="Northgate", facts=facts)
    assert happened.in_(language) == told


def test_what_followed_by_itself_was_done_by_the_portal_and_a_newer_event_is_called_by_its_name() -> None:
    rejected = Happening(event="partner.rejected", name="Entente", is_system=True)
    assert rejected.in_("en") == "The portal rejected the application."
    assert rejected.in_("fil") == "Tumanggi ang portal sa aplikasyon."
    assert Happening(event="contract.sent_to_moon", name="Ada").in_("en") == "Ada: sent to moon."


@pytest.mark.parametrize(
    ("language", "amount"), [("en", "€1,250.50"), ("bg", "1\xa0250,50\xa0€"), ("fil", "€1,250.50"), ("hi", "€1,250.50")]
)
def test_an_amount_is_told_as_the_language_writes_money(language: str, amount: str) -> None:
    facts = facts_of([{"field": "amount", "before": None, "after": languages.plain(Money(125050, "EUR"))}])
    assert amount in Happening(event="fee.accrued", name="Mara", facts=facts).in_(language)


@pytest.mark.parametrize(
    ("language", "parts"),
    [("en", "GTX Pro (GTX-PRO) – Germany (DE-BY), MG, long – Austria"),
     ("bg", "GTX Pro (GTX-PRO) – Германия (DE-BY), MG, long – Австрия")],
)  # fmt: skip
def test_what_was_protected_is_told_with_the_names_of_regions(language: str, parts: str) -> None:
    facts = {"pairs": "GTX Pro (GTX-PRO) DE-BY, MG, long AT"}
    assert parts in Happening(event="opportunity.split", name="Mara", facts=facts).in_(language)
