"""Folding: the same facts give the same state, in any order and however often; lots, forecasts and answers."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import canonical
from portal.expectations.facts import fact, folding, typed
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.kinds import KINDS, SubjectKind, Type
from portal.expectations.facts.statements import SHAPES, Field, Statement
from portal.expectations.facts.typed import Value
from tests.expectations.facts.making import told

K = SubjectKind
DAYS = [date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3)]
VALUES: dict[Type, list[str]] = {
    Type.DAY: [day.isoformat() for day in DAYS],
    Type.INSTANT: [f"2026-05-0{day}T{hour}:00:00Z" for day in (1, 2) for hour in ("08", "12")],
    Type.NUMBER: ["0", "3", "5", "2.5"], Type.AMOUNT: ["0", "40", "100"], Type.TRUTH: ["true", "false"],
    Type.WORD: ["EUR", "KGM", "GRM", "A"],
}  # fmt: skip
WORDS = {"currency": ["EUR", "USD"], "unit": ["KGM", "GRM", "LTR"]}


def valued(name: str, field: Field) -> st.SearchStrategy[str]:
    given_ = sorted(field.words) or WORDS.get(name) or VALUES[field.type]
    may_be_less = field.type in {Type.NUMBER, Type.AMOUNT} and field.least is None
    return st.sampled_from([*given_, *(["-2"] if may_be_less else [])])


@st.composite
def facts_about(draw: st.DrawFn, kind: SubjectKind) -> list[Fact]:
    found = []
    for number in range(draw(st.integers(1, 7))):
        statement = draw(st.sampled_from(sorted(SHAPES[kind])))
        fields = SHAPES[kind][statement].fields
        chosen = {name for name, field in fields.items() if field.is_needed or draw(st.booleans())}
        chosen |= {field.needs for name in chosen if (field := fields[name]).needs}
        values = {name: draw(valued(name, fields[name])) for name in sorted(chosen)}
        source = draw(st.sampled_from(["erp", "carrier"]))
        found.append(Fact(kind, statement, "1", source, f"{number}", fact.told(kind, statement, values)))
    return found


@pytest.mark.parametrize("kind", [*K])
@settings(max_examples=150, deadline=None)
@given(data=st.data(), seed=st.integers(0, 1_000))
def test_any_order_and_any_repetition_of_facts_gives_the_same_state(
    kind: SubjectKind, data: st.DataObject, seed: int
) -> None:
    facts = data.draw(facts_about(kind))
    shuffled = [*facts, *facts[:3]]
    random.Random(seed).shuffle(shuffled)
    state, again = (folding.fold(kind, each, primary=("erp",)) for each in (facts, shuffled))
    assert (again.text(), again.other, again.aside) == (state.text(), state.other, state.aside)
    assert state.sha256 == again.sha256
    for name, value in state.values.items():
        assert isinstance(value, PYTHON[KINDS[kind].fields[name]])


PYTHON: dict[Type, type] = {
    Type.DAY: date, Type.INSTANT: date, Type.NUMBER: Decimal, Type.AMOUNT: Decimal, Type.TRUTH: bool, Type.WORD: str,
}  # fmt: skip


@pytest.mark.parametrize("kind", [*K])
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_what_is_kept_of_a_fact_is_read_again_as_the_same_values(kind: SubjectKind, data: st.DataObject) -> None:
    for each in data.draw(facts_about(kind)):
        assert fact.again(kind, each.statement, typed.texts(each.values)) == each.values


def test_a_digest_is_of_what_counts_and_not_of_what_the_other_side_tells() -> None:
    ours = told("INSPECTION", inspected_on="2026-05-01", quantity="10", rejected="1")
    theirs = told("INSPECTION", inspected_on="2026-05-01", quantity="10", rejected="0", source="lab")
    alone, beside = (folding.fold(K.LOT, facts, primary=("erp",)) for facts in ([ours], [ours, theirs]))
    assert (alone.sha256, beside.other) == (beside.sha256, {"lab": {"rejected": "0"}})


def test_a_lot_is_as_it_was_inspected_last() -> None:
    first = told("INSPECTION", inspected_on="2026-05-01", quantity="10", defects="3", result="REJECTED")
    second = told("INSPECTION", inspected_on="2026-05-03", quantity="10", result="ACCEPTED")
    assert typed.texts(folding.fold(K.LOT, [second, first]).values) == {
        "inspected_on": "2026-05-03", "owed_by": "PARTNER", "quantity": "10", "result": "ACCEPTED",
    }  # fmt: skip


def forecast(made_on: str, quantity: str) -> Fact:
    return told("FORECAST", starts_on="2026-05-01", made_on=made_on, forecast=quantity, unit="KGM")


def values_of(*facts: Fact) -> dict[str, Value]:
    return dict(folding.fold(K.FORECAST, facts).values)


def test_the_last_forecast_made_by_the_first_day_counts_and_what_came_adds_up() -> None:
    came = [
        told("ACTUAL", starts_on="2026-05-01", came_on=f"2026-05-1{day}", actual=quantity, unit=unit)
        for day, quantity, unit in [(1, "40", "KGM"), (2, "20000", "GRM"), (3, "-5", "KGM")]
    ]
    made = [forecast("2026-03-01", "100"), forecast("2026-05-01", "80"), forecast("2026-05-02", "55")]
    assert values_of(*made, *came) == {
        "starts_on": date(2026, 5, 1), "unit": "KGM", "forecast": 80, "actual": 55, "owed_by": "HOST",
    }  # fmt: skip
    assert "forecast" not in values_of(forecast("2026-05-02", "55"), *came)


def test_a_row_with_forecast_and_actual_is_one_cell() -> None:
    cell = told("FORECAST", starts_on="2026-05-01", forecast="100", actual="0", unit="KGM")
    assert values_of(cell)["actual"] == 0
    assert "actual" not in values_of(forecast("2026-04-01", "100"))


def test_an_answer_is_the_first_one_and_says_who_owed_it() -> None:
    asked = told(
        "QUESTION", asked_at="2026-05-01T08:00:00Z", due_at="2026-05-04T08:00:00Z", topic="round", owed_by="HOST"
    )
    replies = [told("ANSWER", kind=K.ANSWER, answered_at=f"2026-05-0{day}T09:00:00Z") for day in (3, 2)]
    assert typed.texts(folding.fold(K.ANSWER, [asked, *replies]).values) == {
        "answered_at": "2026-05-02T09:00:00Z", "asked_at": "2026-05-01T08:00:00Z", "due_at": "2026-05-04T08:00:00Z",
        "is_cancelled": "false", "owed_by": "HOST", "topic": "round",
    }  # fmt: skip


def test_every_field_of_a_state_comes_from_some_statement_or_is_counted() -> None:
    counted = {
        "first_promised_on", "received_by_agreed", "first_received_on", "last_received_on", "completed_on",
        "rejected_by_agreed", "last_despatched_on", "is_cancelled",
    }  # fmt: skip
    for kind, shapes in SHAPES.items():
        told_of = {name for shape in shapes.values() for name in shape.fields} | counted
        assert set(KINDS[kind].fields) <= told_of, kind
        assert all(shape.moment in shape.fields for shape in shapes.values())


def test_a_subject_without_facts_has_a_state_of_its_own_for_each_kind() -> None:
    for kind in K:
        assert folding.fold(kind, []).counted_on is None
    assert Statement.LINE not in SHAPES[K.INVOICE]


def test_however_many_sources_tell_and_however_often_a_ticket_stands_what_is_kept_has_an_end() -> None:
    def words(letter: str) -> dict[str, str]:
        return dict.fromkeys(("site", "product", "product_group", "order_type"), letter * 200)

    told_of = [
        told("LINE", source=f"source {number}", external_id=f"{number}", **words('"' if number else "a"))
        for number in range(30)
    ]
    state = folding.fold(K.ORDER_LINE, told_of, primary=("source 0",))
    assert 1 <= len(state.other) < 10
    assert len(canonical.text(state.other)) <= 8_000

    opened = datetime(2026, 5, 4, tzinfo=UTC)
    steps = [
        told(statement, kind=K.TICKET, external_id=f"{number}{field}", **{field: typed.text(opened + after * number)})
        for number in range(1, 600)
        for statement, field, after in (
            ("PAUSE", "paused_at", timedelta(hours=2)), ("RESUME", "resumed_at", timedelta(hours=2, seconds=1)),
        )
    ]  # fmt: skip
    ticket = folding.fold(K.TICKET, [told("TICKET", opened_at=typed.text(opened)), *steps])
    assert (len(ticket.pauses), ticket.aside) == (300, [("", "pauses", "LARGE")])
    assert ticket.values["paused_hours"] > Decimal("0.1")  # type: ignore[operator]
