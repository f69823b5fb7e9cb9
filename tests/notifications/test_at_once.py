"""The clock itself: a step by one side, and the other side's letter lies with the mail server within seconds."""

import asyncio
import time
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

from portal import clock, work
from portal.access import Side
from portal.contracts.rules import ROUND, RoundStatus, Status
from portal.post import Folder, Post
from portal.waking import Bell
from tests.notifications.cast import Cast, happen

SECONDS = 10


def arrived(folder: Path) -> list[bytes]:
    return [each.read_bytes() for each in sorted(folder.glob("*.eml"))]


async def test_the_other_sides_people_have_a_letter_within_ten_seconds_and_only_they(
    cast: Cast, tmp_path: Path
) -> None:
    made = await cast.make.contract(
        status=Status.IN_NEGOTIATION, round_status=RoundStatus.SUBMITTED, partner=cast.partner,
        owner=cast.people["SALES"], title="Screws", number="C-7",
        due_at=clock.now() + timedelta(days=14),
    )  # fmt: skip
    post = Post("entente@example.test", Folder(tmp_path), "https://portal.example.test")
    keeping = asyncio.create_task(work.keep_time(cast.database, post, bell=Bell(cast.database)))
    await asyncio.sleep(1)  # it runs already when something happens
    submit = next(step for step in ROUND.steps if step.action == "submit")
    began = time.monotonic()
    await happen(cast, submit, made, side=Side.PARTNER, published=True)
    while len(arrived(tmp_path)) < 2 and time.monotonic() - began < SECONDS:  # noqa: ASYNC110 - a folder calls nobody
        await asyncio.sleep(0.05)
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping
    letters = [message_from_bytes(each, policy=policy.default) for each in arrived(tmp_path)]
    assert {each["To"] for each in letters} == {cast.people[name].email for name in ("LEGAL", "RELATIONSHIP_MANAGER")}
    for each in letters:
        assert each["Subject"] == "C-7 Screws: Robin (Northgate) submitted a proposal."
        assert each["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert each["List-Unsubscribe"].startswith("<https://portal.example.test/unsubscribe/")
        assert each["Auto-Submitted"] == "auto-generated"
        body = each.get_body(("plain",))
        assert body
        assert f"https://portal.example.test/contracts/ctr_{made.id.hex}" in body.get_content()
