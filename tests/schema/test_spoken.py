"""No refusal is English for whoever reads another language: none of the table, and none of the doors before it."""

import json
from typing import Any

import pytest
from starlette.requests import Request

from auth import answering, challenges, csrf, faults
from auth.endpoints import REFUSED
from auth.federation.desk import MESSAGES
from auth.reading import Unreadable
from portal import errors, journal, languages
from portal.access import Permission
from portal.commands import catalogue
from portal.database.outage import Undecided
from portal.sentences import Sentence, places
from schema.engine import refusals, streams
from schema.engine.errors import Code, RequestError, Told, Withheld
from schema.engine.throttle import Throttled
from schema.engine.withheld import Missing, Partly
from tests.ground.leftovers import is_english

OTHERS = sorted(set(languages.LANGUAGES) - {languages.ENGLISH})
TABLE = sorted({each.text for each in catalogue.said() if each.text and not each.context})
PARTS = [Missing(("contracts",), Permission.CONTRACT_READ)]
STOPPED: list[tuple[Code, Exception]] = [
    (Code.UNAUTHENTICATED, challenges.unknown()),
    (Code.FORBIDDEN, refusals.Stop(403, csrf.ELSEWHERE, code=Code.FORBIDDEN)),
    (Code.FORBIDDEN, refusals.Stop(403, csrf.SILENT, code=Code.FORBIDDEN)),
    (Code.FORBIDDEN, Withheld(frozenset({Permission.CONTRACT_READ}))),
    (Code.FORBIDDEN, Withheld(frozenset({Permission.CONTRACT_ACCEPT}))),
    (Code.FORBIDDEN, Partly({}, PARTS)),
    (Code.UNAUTHENTICATED, errors.ConfirmationNeeded("Confirm it is you first. A confirmation lasts five minutes.")),
    (Code.RATE_LIMITED, Throttled(5)),
    *((Code.RATE_LIMITED, Throttled(5, said)) for full in (streams.STREAMS, streams.CONNECTIONS) for said in full),
    (Code.TIMEOUT, TimeoutError()),
    (Code.UNAVAILABLE, OSError()),
    (Code.UNDECIDED, Undecided("lost")),
    (Code.INTERNAL_SERVER_ERROR, RuntimeError("broken")),
]
FOR_PROGRAMS = {
    Code.BAD_REQUEST, Code.BAD_USER_INPUT, Code.GRAPHQL_PARSE_FAILED, Code.GRAPHQL_VALIDATION_FAILED,
    Code.LIMIT_EXCEEDED, Code.OPERATION_RESOLUTION_FAILURE,
}  # fmt: skip
"""What a program sent wrong, which its developer reads."""


def request(language: str) -> Request:
    headers = [(b"accept-language", language.encode()), (b"accept", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/auth/session", "query_string": b"", "headers": headers}
    return Request(scope)


def messages(body: bytes | memoryview) -> list[str]:
    return [each["message"] for each in json.loads(bytes(body))["errors"]]


@pytest.mark.parametrize("language", OTHERS)
def test_no_refusal_of_the_table_is_english_in_another_language(language: str) -> None:
    assert len(TABLE) > 1_500
    said = {text: Sentence(text, dict.fromkeys(places(text), "7")) for text in TABLE}
    told = {text: Told(errors.Invalid.because(each), language).message for text, each in said.items()}
    assert {text: shown for text, shown in told.items() if is_english(shown)} == {}
    assert [text for text, shown in told.items() if shown == str(said[text]) and places(text) == set()] == []


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_english_alone_is_found_to_be_english(language: str) -> None:
    found = [each for each in TABLE if is_english(Sentence(each, dict.fromkeys(places(each), "7")).in_(language))]
    assert (len(found) > len(TABLE) * 0.8) is (language == languages.ENGLISH)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("kind", errors.KINDS, ids=lambda kind: kind.code)
def test_each_code_is_answered_in_the_language_of_the_request(kind: type[errors.Refused], language: str) -> None:
    refused = kind("The text is longer than {limit} characters.", limit=7)
    refused.also = (kind("Sign in."),)
    (first, second) = messages(answering.refused(request(language), refused).body)
    assert (is_english(first), second == "Sign in.") == (False, False)


@pytest.mark.parametrize("language", OTHERS)
def test_what_stops_a_request_to_the_api_is_said_in_its_language(language: str) -> None:
    scope: Any = request(language).scope
    for code, fault in STOPPED:
        _, body, _ = refusals.refusal(scope, fault, None, None)
        (error,) = json.loads(body)["errors"]
        assert error["extensions"]["code"] == code
        assert not is_english(error["message"]), error
        assert error["message"] != str(fault)


def test_every_code_of_the_api_is_said_to_people_or_meant_for_programs() -> None:
    assert {code for code, _ in STOPPED} | FOR_PROGRAMS == set(Code)
    assert {code for code, _ in STOPPED} & FOR_PROGRAMS == set()
    assert RequestError("Send a list.").json("bg")["message"] == "Send a list."


@pytest.mark.parametrize("language", OTHERS)
async def test_what_is_refused_at_the_sign_in_is_said_in_the_language_of_the_request(language: str) -> None:
    asked = request(language)
    answers = [
        answering.wait(asked, 7), answering.unauthenticated(asked),
        answering.refusal(asked, 401, "UNAUTHENTICATED", REFUSED),
        answering.unreadable(asked, Unreadable(413, Sentence("Send at most {limit} bytes.", {"limit": 7}))),
        *(answering.refusal(asked, 400, "SIGN_IN_FAILED", said) for said in MESSAGES.values()),
        *[await faults.answered(asked, fault) for fault in (OSError(), Undecided("lost"), RuntimeError("broken"))],
    ]  # fmt: skip
    told = [message for answer in answers for message in messages(answer.body)]
    assert len(told) == len(answers)
    assert [message for message in told if is_english(message)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_the_portal_notes_on_a_step_is_told_in_the_readers_language_and_words_of_people_as_they_are(
    language: str,
) -> None:
    own = (journal.FIRST_CONTRACT, journal.ACCOUNT_CLOSED, journal.NEW_DOCUMENT, journal.NOTHING_CAME)
    assert [each for each in own if is_english(journal.noted(str(each), language))] == []
    assert journal.noted("The plans have changed.", language) == "The plans have changed."
