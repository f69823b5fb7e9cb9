"""Forms with files that do not go through: what was typed, ticked and chosen stands there again, on every page."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio

from frontend_stub import app
from frontend_stub.site import sending
from tests.frontend import markup
from tests.frontend.opened import Readers, Shown, every_form, filled, pairs, readers
from tests.frontend.posting import Form, forms_of

OWN = frozenset({"idempotencyKey", "opened", "expectedVersion", "expectedDigest", "saved", "again"})
"""Fields that say how things stand, and not what somebody thinks."""
WITH_FILES = {
    "BreachSubmitPlan", "ContractDraft", "ContractEditRound", "ContractRedraft", "DocumentAdd", "DocumentReplace",
    "DocumentUpload", "ExpectationAttest", "FactImportStart", "ImportJobCreate", "MeasurementContest", "NoteWrite",
    "ObligationClaimDone", "OpportunityRegisterSheet", "RemedyClaimDone",
}  # fmt: skip
STALE = {"code": "STALE_VERSION", "message": "Someone else changed this first.", "path": ["input", "expectedVersion"]}
WRONG = {"code": "INVALID", "message": "Not like this.", "path": ["input"]}
CONTENT = b"%PDF-1.7"
LOST = "Files were not kept. Choose them again: Paper.pdf"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def shown() -> list[Shown]:
    # What is sealed is kept for nobody, whoever comes back: it says so at once.
    sealed = {form.operation for page in app.PAGES for form in page.forms if form.is_sealed}
    return [each async for each in every_form() if each.files and each.form.operation not in sealed]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def both() -> AsyncIterator[Readers]:
    async with readers() as made:
        yield made


async def sent(client: httpx.AsyncClient, form: Shown, typed: dict[str, list[str]]) -> httpx.Response:
    papers = [(name, ("Paper.pdf", CONTENT)) for name in form.files]
    return await client.post(form.action, data=typed, files=papers)


def lost_of(form: Shown, typed: dict[str, list[str]], html: str) -> set[tuple[str, str]]:
    """What was typed and is not there again."""
    back = form.again(html)
    there = {(name, value.replace("\r\n", "\n")) for name, value in back.values}
    return {(name, value) for name, value in pairs(typed) if name not in OWN} - there


def uploaded(form: Shown, back: Form) -> bool:
    """Whether every file that was chosen is kept by the form."""
    named = {name for name, value in back.values if value}
    return all({name, f"{name}-name"} <= named for name in form.files)


def problems(form: Shown, typed: dict[str, list[str]], answer: httpx.Response) -> list[str]:
    found = [*markup.Page(answer.text).all_problems(), *map(str, sorted(lost_of(form, typed, answer.text)))]
    return [f"{form.here} {form.form.operation} {answer.status_code}: {each}" for each in found]


def test_every_form_that_takes_files_is_among_them(shown: list[Shown]) -> None:
    assert {each.form.operation for each in shown} == WITH_FILES


async def test_what_met_the_sign_in_is_there_again_but_for_the_files(shown: list[Shown], both: Readers) -> None:
    faults = []
    for form in shown:
        (desk, client), typed = both[form.side], filled(form.form)
        desk.shows(form.page)
        desk.is_out = True
        led = urlsplit((await sent(client, form, typed)).headers["location"])
        desk.is_out = False
        answer = await client.get(parse_qs(led.query)["next"][0])
        faults += [] if LOST in answer.text else [f"{form.here} does not say which files are lost"]
        faults += problems(form, typed, answer)
    assert faults == []


async def test_what_nobody_is_known_to_have_typed_is_there_again_after_signing_in(
    shown: list[Shown], both: Readers
) -> None:
    faults = []
    for form in shown:
        (desk, client), typed = both[form.side], filled(form.form)
        desk.shows(form.page)
        desk.is_out = desk.is_nobody = True
        out = await sent(client, form, typed)
        assert (out.status_code, "You are signed out" in out.text) == (401, True), form.here
        desk.is_out = desk.is_nobody = False
        (kept,) = forms_of(out.text)
        answer = await client.post(kept.action, data=dict(_grouped(kept)))
        faults += [] if LOST in answer.text else [f"{form.here} does not say which files are lost"]
        faults += problems(form, typed, answer)
    assert faults == []


def _grouped(form: Form) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in form.values:
        values.setdefault(name, []).append(value)
    return values


@pytest.mark.parametrize("error", [STALE, WRONG], ids=["conflict", "refusal"])
async def test_what_was_refused_is_there_again_with_its_files(
    shown: list[Shown], both: Readers, error: dict[str, object]
) -> None:
    faults = []
    for form in shown:
        (desk, client), typed = both[form.side], filled(form.form)
        desk.shows(form.page)
        desk.refuses(error)
        answer = await sent(client, form, typed)
        is_held = form.form.operation == "ImportJobCreate" or uploaded(form, form.again(answer.text))
        if form.files == [sending.LOOKED_AT]:  # nobody keeps it: it is named, to be chosen again
            is_held = LOST in answer.text
        if form.files == [sending.TABLE]:  # its rows stand in the form from then on, in place of those typed
            typed["content"] = [CONTENT.decode()]
            is_held = ("content", CONTENT.decode()) in form.again(answer.text).values
        faults += [] if is_held else [f"{form.here} {form.form.operation} has lost its files"]
        faults += problems(form, typed, answer)
        assert answer.status_code in {409, 422}, form.here
    assert faults == []
