"""Facts in the last second of a quarter and the first of the next, in every zone, counted by the database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.access import Side
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.operations import Given
from tests.expectations.scene import Scene, terms

SECOND = timedelta(seconds=1)
ZONES = (
    "Pacific/Pago_Pago", "America/St_Johns", "America/Santiago", "UTC", "Europe/Berlin", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Kiritimati",
)  # fmt: skip
"""From 11 hours behind to 14 ahead; some of them change their clocks in the first quarter."""


def ticket(key: str, at: datetime) -> Given:
    told = {"opened_at": at.isoformat().replace("+00:00", "Z"), "updated_at": at.isoformat().replace("+00:00", "Z")}
    return Given(
        kind=SubjectKind.TICKET, statement=Statement.TICKET, subject_key=key, external_id=key,
        values={"owed_by": Side.PARTNER.value, "is_met": "true", **told},
    )  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
async def test_the_last_second_of_a_quarter_is_in_it_and_the_next_is_not(scene: Scene, zone: str) -> None:
    begins, ends = (datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC) for month in (1, 4))
    made = await scene.agreed(terms("tickets_met", zone=zone, min_sample=1, lag_days=0))
    edges = {"before": begins - SECOND, "first": begins, "last": ends - SECOND, "after": ends}
    await scene.send(*(ticket(key, at) for key, at in edges.items()))
    await scene.keep_time(made, ends)

    first, second = await scene.measurements(made)
    assert first.closes_at == ends
    assert await scene.keep(first, ends)
    assert (await scene.row(first)).n == 2
    assert await scene.keep(second, second.closes_at)
    assert (await scene.row(second)).n == 1
