"""Forms with repeated lines: what is refused of a line is said at the field that it was read from, on every page."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from starlette.datastructures import FormData

from frontend_stub.site import forms, i18n
from frontend_stub.site.lines import Line, field_at
from tests.frontend.opened import Readers, every_form, filled, pairs, readers
from tests.frontend.world import NOW

READER = i18n.reader("en", "UTC", NOW, "UTC")
WITH_LINES = {
    "BreachSubmitPlan", "ContractCounterRound", "ContractDraft", "ContractEditRound", "ContractRedraft",
    "DisputeDecide", "DisputeRecordCause", "DisputeRefuse", "DisputeRespond", "ExpectationDraft", "ExpectationEdit",
    "ImportJobMap", "MeasurementContest",
    "MeasurementRuleOnFacts", "NotificationChoose", "PartnerSupplyInfo", "ScorecardDraft", "ScorecardEdit",
}  # fmt: skip
TAKEN_ALONG = frozenset({"changes", "facts", "consequence", "rates"})
"""Lists that a form carries, or that hold one thing alone."""


def lines_of(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Line]]:
    """Every line in the variables of a step, with its path. Raises for a list of things that are none."""
    if isinstance(value, Line):
        yield path, value
    for name, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        here = (*path, str(name))
        is_bare = isinstance(value, list) and isinstance(part, dict) and not isinstance(part, Line)
        assert not is_bare or TAKEN_ALONG & set(path), f"{here} is no line of a form"
        yield from lines_of(part, here)


def refused_at(html: str, operation: str, field: str, message: str) -> bool:
    """Whether it is said in the summary with a link, and at the field."""
    return html.count(message) >= 2 and f'href="#{operation}-{field}"' in html and f'id="{operation}-{field}"' in html


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def both() -> AsyncIterator[Readers]:
    async with readers() as made:
        yield made


async def test_every_value_of_every_line_is_refused_at_its_own_field(both: Readers) -> None:
    faults, seen = [], set()
    for shown in [each async for each in every_form()]:
        form, typed = shown.page.form(shown.form.operation), filled(shown.form)
        if form is None or form.build is None:
            continue
        with i18n.reading(READER):
            variables, errors = forms.read(form, FormData(list(pairs(typed))))
        at = {field_at(variables, (*path, name)): (*path, name) for path, line in lines_of(variables) for name in line}
        if not at or errors:
            continue
        seen.add(form.operation)
        desk, client = both[shown.side]
        desk.shows(shown.page)
        desk.refuses(*(
            {"code": "INVALID", "message": f"Not {field}, please.", "path": list(path)} for field, path in at.items()
        ))  # fmt: skip
        answer = await client.post(shown.action, data=typed)
        faults += [
            f"{shown.here} {form.operation} {path}: not at {field}"
            for field, path in at.items()
            if not refused_at(answer.text, form.operation, field, f"Not {field}, please.")
        ]
    assert faults == []
    assert seen == WITH_LINES


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (("input", "lines", "1", "weight"), "weight-b"), (("input", "lines", "1"), "weight-b"),
        (("input", "lines", "7", "weight"), ""), (("input", "lines"), ""), ((), ""),
        (("input", "bands", "0", "effects", "2"), "e"),
        (("input", "parameters", "early_days"), "parameter-early_days"), (("input", "title"), ""),
    ],
)  # fmt: skip
def test_a_place_leads_to_the_field_of_its_line(path: tuple[str, ...], field: str) -> None:
    variables = {"input": {
        "title": "words",
        "lines": [Line({"weight": "1"}, {"": "weight-a"}), Line({"weight": "2"}, {"": "weight-b"})],
        "bands": [Line({"since": "0", "effects": ["A"]}, {"": "since-GOOD", "effects": "e"})],
        "parameters": [Line({"name": "early_days", "value": "1"}, {"": "parameter-early_days"})],
    }}  # fmt: skip
    assert field_at(variables, path) == field
