"""What the API tells of a change: the names of its own fields, and values as it writes them."""

from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type

from portal import acting, ids
from portal.access import Role
from portal.acting import Lived
from portal.contracts.rules import Status
from portal.journal import Entry
from portal.machine import Machine
from portal.rooms import MACHINES
from schema import root
from schema.engine import nodes
from tests.entering import Enter
from tests.make import NOW, Make
from tests.rooms import MAKING

RECORDS = {name: made for making in MAKING for name, made in making.RECORDS.items()}
ASKED = "query ($by: ContractBy!) { contract(by: $by) { timeline { nodes { changes { field before after } } } } }"


def is_known(kind: Any, path: str) -> bool:
    first, _, rest = path.partition(".")
    if not isinstance(kind, GraphQLObjectType) or first not in kind.fields:
        return False
    return not rest or is_known(get_named_type(kind.fields[first].type), rest)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_column_of_which_a_row_tells_is_a_field_of_the_api_or_said_to_be_none(machine: Machine[Any, Any]) -> None:
    record: Lived = RECORDS[machine.name]()
    kind = root.schema().type_map[nodes.kinds()[record.PREFIX][0]]
    told = {name: nodes.told(record.PREFIX, name) for name in acting.facts(record)}
    unknown = {name for name, each in told.items() if each is not nodes.UNTOLD and not is_known(kind, each.field)}
    assert unknown == set()


@pytest.mark.parametrize(
    ("column", "before", "after", "told"),
    [
        ("due_at", None, "2026-03-02T09:00:00.120000+01:00", ("dueAt", None, "2026-03-02T08:00:00.120Z")),
        ("starts_on", "2026-04-01", "2026-05-01", ("startsOn", "2026-04-01", "2026-05-01")),
        ("value", "1250.00 EUR", None, ("value", "1250.00 EUR", None)),
        ("sha256", None, "ab" * 32, ("digest", None, "ab" * 32)),
        ("round_status", "DRAFTING", "SUBMITTED", ("openRound.status", "DRAFTING", "SUBMITTED")),
        ("waiting_on", "", "HOST PARTNER", ("waitingOn", "", "HOST PARTNER")),
        ("owner_id", None, str(ids.NIL), ("owner", None, ids.text("mem", ids.NIL))),
        ("clause_count", "1", "2", None),
    ],
)
async def test_a_change_is_told_in_the_names_and_forms_of_the_api(
    make_committed: Make, enter: Enter, column: str, before: str | None, after: str | None, told: tuple[Any, ...] | None
) -> None:
    made = await make_committed.contract(status=Status.ACTIVE)
    await make_committed.add(
        Entry(
            partner_id=made.partner_id, id=ids.new(), record_type="ctr", record_id=made.id, event="contract.redrafted",
            at=NOW, by_id=ids.new(), by_name="Robin", side="HOST", is_system=False, is_published=True,
            changes=[{"field": column, "before": before, "after": after}],
        )
    )  # fmt: skip
    (lena,) = await enter(await make_committed.member(roles={Role.LEGAL}))
    (entry,) = (await lena.ask(ASKED, by={"id": ids.text("ctr", made.id)}))["contract"]["timeline"]["nodes"]
    expected = [] if told is None else [dict(zip(("field", "before", "after"), told, strict=True))]
    assert entry["changes"] == expected
