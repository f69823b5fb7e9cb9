"""Tasks in the list of what waits: who has one, who gave it, and nobody else; internal ones on their own side alone."""

from datetime import timedelta
from typing import Any

import pytest

from portal import ids
from portal.access import Role
from portal.contracts.rules import Status
from portal.notes.models import CompanyNote, Note, PartnerNote
from portal.notes.rules import TaskStatus
from tests.entering import Enter
from tests.journeys.doors import Visitor
from tests.make import NOW, Make
from tests.notes.making import note

ASKED = """query ($on: WaitingOn!) { waiting(on: $on, first: 20) { totalCount nodes {
  id title number waitingOn dueAt standing otherwise partner { name } next { name allowed }
  subject { __typename id ... on Note { text task { assigneeName } } }
} } }"""
LISTS = ("ME", "MY_SIDE", "OTHER_SIDE")
FINISH = """mutation ($input: NoteStepInput!) {
  taskFinish(input: $input) { note { task { status } } userErrors { message } }
}"""


async def waits(visitor: Visitor, on: str) -> list[dict[str, Any]]:
    found = (await visitor.ask(ASKED, on=on))["waiting"]
    assert found["totalCount"] == len(found["nodes"])
    nodes: list[dict[str, Any]] = found["nodes"]
    return nodes


async def lists(visitor: Visitor) -> list[list[str]]:
    """The words of the tasks that wait: for the reader, for others of their side, for the other side."""
    return [[each["subject"]["text"] for each in await waits(visitor, on)] for on in LISTS]


class Cast:
    def __init__(self, make: Make) -> None:
        self.make = make

    async def gather(self) -> "Cast":
        make = self.make
        self.hanna = await make.member(roles={Role.LEGAL}, name="Hanna")
        self.sam = await make.member(roles={Role.SALES}, name="Sam")
        self.ad = await make.member(roles={Role.PLATFORM_ADMIN}, name="Ad")
        self.partner = await make.partner(name="Northgate")
        self.paula = await make.member(self.partner, roles={Role.PARTNER_ADMIN}, name="Paula")
        self.mia = await make.member(self.partner, roles={Role.PARTNER_MEMBER}, name="Mia")
        return self

    async def give(self, kind: Any, author: Any, assignee: Any, text: str, **columns: Any) -> Any:
        made = note(kind, author, self.partner, assignee=assignee, text=text, **columns)
        await self.make.add(made)
        return made


async def test_a_task_waits_for_who_has_it_and_stands_with_who_gave_it_and_with_nobody_else(
    make_committed: Make, enter: Enter
) -> None:
    cast = await Cast(make_committed).gather()
    await cast.give(Note, cast.hanna, cast.mia, "Send the certificate.", due_at=NOW + timedelta(days=2))
    await cast.give(PartnerNote, cast.paula, cast.mia, "What do they pay?", due_at=NOW + timedelta(days=1))
    await cast.give(CompanyNote, cast.hanna, cast.sam, "Ask for a better price.")
    await cast.give(Note, cast.mia, cast.sam, "Send the drawings.", due_at=NOW + timedelta(days=1))
    hanna, sam, ad = await enter(cast.hanna, cast.sam, cast.ad)
    paula, mia = await enter(cast.paula, cast.mia)
    assert await lists(mia) == [["What do they pay?", "Send the certificate."], [], ["Send the drawings."]]
    assert await lists(paula) == [[], ["What do they pay?"], []]
    assert await lists(sam) == [["Send the drawings.", "Ask for a better price."], [], []]
    assert await lists(hanna) == [[], ["Ask for a better price."], ["Send the certificate."]]
    assert await lists(ad) == [[], [], []]


async def test_a_task_is_told_with_its_record_whom_it_waits_for_and_what_to_do(
    make_committed: Make, enter: Enter
) -> None:
    cast = await Cast(make_committed).gather()
    contract = await cast.make.contract(
        status=Status.ACTIVE, partner=cast.partner, owner=cast.hanna, title="Castings", number="CTR-7"
    )
    on = {"subject_type": "ctr", "subject_id": contract.id, "about_type": "ctr", "about_id": contract.id}
    made = await cast.give(PartnerNote, cast.paula, cast.mia, "Ask the works.", **on)
    (mia,) = await enter(cast.mia)
    assert await waits(mia, "ME") == [
        {
            "id": ids.text("nte", made.id), "title": "Castings", "number": "CTR-7", "waitingOn": ["PARTNER"],
            "dueAt": "2026-03-10T09:00:00.000Z", "standing": "The task is open.",
            "otherwise": "Nothing happens automatically. The person who assigned the task sees that it is overdue.",
            "partner": {"name": "Northgate"}, "next": [{"name": "FINISH", "allowed": True}],
            "subject": {
                "__typename": "Note", "id": ids.text("nte", made.id), "text": "Ask the works.",
                "task": {"assigneeName": "Mia"},
            },
        }
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [Note, PartnerNote])
async def test_a_task_that_is_done_waits_for_nobody(make_committed: Make, enter: Enter, kind: Any) -> None:
    cast = await Cast(make_committed).gather()
    made = await cast.give(kind, cast.paula, cast.mia, "Count the crates.")
    done = {"task_status": TaskStatus.DONE, "waiting_on": frozenset[Any](), "due_at": None}
    await cast.give(kind, cast.paula, cast.mia, "It was done before.", **done)
    paula, mia = await enter(cast.paula, cast.mia)
    assert await lists(mia) == [["Count the crates."], [], []]
    given = {"noteId": ids.text("nte", made.id), "expectedVersion": 1}
    answer = (await mia.ask(FINISH, input=given))["taskFinish"]
    assert answer == {"note": {"task": {"status": "DONE"}}, "userErrors": []}
    assert await lists(mia) == await lists(paula) == [[], [], []]


async def test_pages_of_the_list_have_tasks_of_both_tables_in_their_places(make_committed: Make, enter: Enter) -> None:
    cast = await Cast(make_committed).gather()
    for number in range(6):
        kind = (Note, PartnerNote)[number % 2]
        await cast.give(kind, cast.paula, cast.mia, f"Number {number}", due_at=NOW + timedelta(days=6 - number))
    (mia,) = await enter(cast.mia)
    paged = """query ($after: String) { waiting(on: ME, first: 4, after: $after) {
      nodes { subject { ... on Note { text } } } pageInfo { hasNextPage endCursor }
    } }"""
    first = (await mia.ask(paged))["waiting"]
    rest = (await mia.ask(paged, after=first["pageInfo"]["endCursor"]))["waiting"]
    found = [each["subject"]["text"] for page in (first, rest) for each in page["nodes"]]
    assert found == [f"Number {number}" for number in range(5, -1, -1)]
    assert rest["pageInfo"]["hasNextPage"] is False
