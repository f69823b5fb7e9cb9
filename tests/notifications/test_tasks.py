"""Before the day of a task is over its assignee is told, three business days and one before, and nobody else."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from portal import ids
from portal.mail import Mail
from portal.notes.models import CompanyNote, Note, PartnerNote
from portal.notes.rules import TaskStatus
from portal.notifications import reminding, rounds, rules
from portal.notifications.models import Notification
from portal.notifications.rules import Why
from portal.partners.models import Membership
from portal.partners.rules import MembershipStatus
from tests.entering import Enter
from tests.notes.making import note
from tests.notifications.cast import Cast

DUE = datetime.fromisoformat("2026-03-16T22:59:59Z")
"""A Monday in Germany; three business days before it is Wednesday the 11th."""
WEDNESDAY = datetime.fromisoformat("2026-03-11T06:00:00Z")
FRIDAY = datetime.fromisoformat("2026-03-13T06:00:00Z")
KINDS = [
    (Note, "LEGAL", "PARTNER_MEMBER"), (Note, "PARTNER_ADMIN", "SALES"), (CompanyNote, "LEGAL", "SALES"),
    (PartnerNote, "PARTNER_ADMIN", "PARTNER_MEMBER"),
]  # fmt: skip
LISTED = """{ notifications(first: 5) { nodes {
  recordId recordName sentence subject { __typename ... on Note { text } }
} } }"""


async def given(cast: Cast, kind: Any, author: str, assignee: str) -> Any:
    people = cast.people
    made = note(kind, people[author], cast.partner, assignee=people[assignee], text="A word of ours.", due_at=DUE)
    await cast.make.add(made)
    return made


async def looked(cast: Cast, now: datetime) -> list[tuple[str, str, Why | None]]:
    await reminding.remind(cast.database, now)
    await rounds.run(cast.database, now)
    cast.make.session.expire_all()
    found = await cast.make.session.scalars(select(Notification).order_by(Notification.at, Notification.member_id))
    return [(cast.name_of(each.member_id), each.event, each.why) for each in found]


@pytest.mark.parametrize(("kind", "author", "assignee"), KINDS)
async def test_the_assignee_alone_is_reminded_once_each_morning_by_a_letter_without_the_words(
    cast: Cast, enter: Enter, kind: Any, author: str, assignee: str
) -> None:
    made = await given(cast, kind, author, assignee)
    assert await looked(cast, WEDNESDAY - timedelta(hours=1)) == []
    once = [(assignee, rules.DUE_SOON, Why.TURN)]
    assert await looked(cast, WEDNESDAY) == once
    assert await looked(cast, WEDNESDAY + timedelta(hours=1)) == once
    assert await looked(cast, FRIDAY) == once * 2
    letters = list(await cast.make.session.scalars(select(Mail).order_by(Mail.id)))
    assert [each.to for each in letters] == [cast.people[assignee].email] * 2
    for each in letters:
        assert each.subject == "Northgate: The time to act is running out."
        assert "It is your turn: you can take the next step.\nBy Monday, 16 March 2026" in each.text
        assert f"{{portal}}/notes/{ids.text('nte', made.id)}\n" in each.text
        assert "A word of ours" not in f"{each.text}{each.html}"
    (visitor,) = await enter(cast.people[assignee])
    told = (await visitor.ask(LISTED))["notifications"]["nodes"]
    assert told == [
        {
            "recordId": ids.text("nte", made.id), "recordName": "Northgate",
            "sentence": "The time to act is running out.",
            "subject": {"__typename": "Note", "text": "A word of ours."},
        }
    ] * 2  # fmt: skip


async def test_nobody_is_reminded_of_a_task_that_is_done_and_who_gave_it_once_its_assignee_is_gone(cast: Cast) -> None:
    done = await given(cast, Note, "LEGAL", "PARTNER_MEMBER")
    closed = {"task_status": TaskStatus.DONE, "waiting_on": frozenset[Any](), "due_at": None}
    await cast.make.session.execute(update(Note).where(Note.id == done.id).values(closed))
    assert await looked(cast, WEDNESDAY) == []
    await given(cast, PartnerNote, "PARTNER_ADMIN", "PARTNER_MEMBER")
    gone = update(Membership).where(Membership.id == cast.people["PARTNER_MEMBER"].id)
    await cast.make.session.execute(gone.values(status=MembershipStatus.SUSPENDED))
    assert await looked(cast, WEDNESDAY) == [("PARTNER_ADMIN", rules.DUE_SOON, Why.TURN)]
    letters = list(await cast.make.session.scalars(select(Mail)))
    assert [each.to for each in letters] == [cast.people["PARTNER_ADMIN"].email]
