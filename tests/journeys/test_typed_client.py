"""A partner's program and the company's, written with a client that was generated from the schema alone."""

import importlib
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import pytest_asyncio

from portal import clock, ids, work
from portal.app import Portal
from portal.database.pools import Database
from tests import peers
from tests.entering import Enter
from tests.journeys.doors import PUBLIC_URL
from tests.journeys.measured import FIRST, Desk, desk_of
from tests.make import Make

TYPED = Path(__file__).with_name("typed")
SCHEMA = Path(__file__).parents[2] / "schema" / "schema.graphql"
GENERATOR = "ariadne-codegen==0.19.0"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package that the generator writes, in an environment of its own, from the schema and the operations."""
    folder = tmp_path_factory.mktemp("typed")
    shutil.copytree(TYPED, folder, dirs_exist_ok=True)
    shutil.copy(SCHEMA, folder)
    peers.run_in_its_own("ariadne-codegen", GENERATOR, folder)
    sys.path.insert(0, str(folder))
    yield importlib.import_module("entente_client")
    sys.path.remove(str(folder))


@pytest_asyncio.fixture(loop_scope="session")
async def desk(make_committed: Make, enter: Enter, database: Database, application: Portal) -> AsyncIterator[Desk]:
    async with desk_of(make_committed, enter, database, application) as made:
        yield made


def lines(client: ModuleType, on_time: int, late: int) -> list[Any]:
    """Lines of orders: the fields are those that the description of LINE names."""
    rows = []
    for number in range(on_time + late):
        came = FIRST if number < on_time else FIRST + timedelta(days=5)
        told = {"agreed_on": FIRST, "ordered": 10, "received": 10, "received_on": came}
        values = [client.FactValueInput(name=name, value=str(value)) for name, value in told.items()]
        rows.append(client.FactInput(
            kind=client.SubjectKind.ORDER_LINE, statement=client.FactStatement.LINE, subject_key=f"4711 {number}",
            external_id=str(number), values=values,
        ))  # fmt: skip
    return rows


async def promised(typed: Any, desk: Desk, ours: Any, theirs: Any, paula: Any) -> str:
    """An expectation that the company's program proposed and a person of the partner agreed to; its id."""
    metric = next(each for each in (await ours.metrics()).metrics.nodes if each.code == "on_time")
    assert metric.sentence.startswith("The share of order lines that were complete by the agreed date.")
    terms = typed.ExpectationTermsInput(
        title="Deliveries on time", kind=typed.ExpectationKind.SLA, starts_on=FIRST, metric_id=metric.id,
        target=Decimal(95), floor=Decimal(80), rhythm=typed.PeriodInput(length=typed.PeriodLength.MONTH), lag_days=0,
    )  # fmt: skip
    drafted = (await ours.draft(typed.ExpectationDraftInput(
        partner_id=ids.text("org", desk.partner.id), code="on_time", obligor=typed.Side.PARTNER, terms=terms
    ))).expectation_draft  # fmt: skip
    assert drafted.user_errors == []
    place = {"expectation_id": drafted.expectation.id, "expected_version": drafted.expectation.version}
    proposed = (await ours.propose(typed.ExpectationProposeInput(**place))).expectation_propose.expectation
    read = (await theirs.promised(proposed.id)).expectation
    agreeing = typed.ExpectationAgreeInput(
        expectation_id=read.id, expected_version=read.version, expected_digest=read.digest
    )
    (refusal,) = (await theirs.agree(agreeing)).expectation_agree.user_errors
    assert (refusal.code, refusal.message) == (
        "NOT_PERMITTED",
        "Only a person can do this, not an app running on its own.",
    )
    assert (await paula.agree(agreeing)).expectation_agree.expectation.status is typed.ExpectationStatus.ACTIVE
    return str(read.id)


async def test_the_whole_story_of_a_promise_by_programs(client: ModuleType, desk: Desk) -> None:
    typed, url = client, f"{PUBLIC_URL}/graphql"
    ours, theirs, paula = (
        typed.Client(url=url, http_client=who.client) for who in (desk.ours, desk.theirs, desk.paula)
    )
    promise = await promised(typed, desk, ours, theirs, paula)

    sent = typed.FactsRecordInput(source="WMS", rows=lines(typed, 18, 4))
    assert (await theirs.record(sent)).facts_record.batch.accepted == 22
    await work.run_due(desk.database, clock.now())
    value = await last(theirs, promise)
    assert (value.status, value.value, value.sample_size) == (typed.MeasurementStatus.PROVISIONAL, Decimal("81.82"), 22)
    assert (value.waiting_on, value.contest_until > clock.now()) == ([typed.Side.PARTNER], True)

    contested = [
        typed.ContestLineInput(
            subject_id=each.id, reason=typed.ContestReason.CAUSED_BY_YOU, claim="There was no slot to unload."
        )
        for each in value.subjects.nodes[:2]
    ]
    place = {"measurement_id": value.id, "expected_version": value.version}
    made = (await theirs.contest(typed.MeasurementContestInput(**place, lines=contested))).measurement_contest
    assert made.user_errors == []

    value = await last(ours, promise)
    answers = [
        typed.ContestAnswerInput(contest_id=each.id, answer=typed.ContestAnswer.EXCLUDE, text="The gate log says so.")
        for each in value.contests
    ]
    place = {"measurement_id": value.id, "expected_version": value.version}
    ruled = (await ours.rule_on_facts(typed.MeasurementAnswerInput(**place, answers=answers))).measurement_rule_on_facts
    assert (ruled.measurement.status, ruled.measurement.value, ruled.measurement.sample_size) == (
        typed.MeasurementStatus.PROVISIONAL, Decimal(90), 20,
    )  # fmt: skip


async def last(client: Any, expectation_id: str) -> Any:
    return (await client.measured(expectation_id)).expectation.measurements.nodes[-1]
