"""The days that bind: first and last days, renewals and the last days for notice, of every room, by date."""

from datetime import date
from typing import Any

from portal.access import Role
from portal.contracts.rules import Status
from portal.contracts.text.terms import Renewal, Terms
from tests.entering import Enter
from tests.journeys.doors import Visitor
from tests.make import Make
from tests.partners.making import authority

ASKED = """query ($days: DateFilter) { bindingDays(first: 100, days: $days) {
  nodes { kind day title number partner { name } subject { __typename } } totalCount
} }"""
STARTS, ENDS = date(2026, 4, 1), date(2027, 3, 31)


async def days(visitor: Visitor, **given: Any) -> list[tuple[str, str, str]]:
    found = (await visitor.ask(ASKED, days=given or None))["bindingDays"]
    assert found["totalCount"] == len(found["nodes"])
    return [(each["day"], each["kind"], each["title"]) for each in found["nodes"]]


async def test_what_is_in_force_says_its_end_and_what_goes_on_by_itself_its_last_day_for_notice(
    make_committed: Make, enter: Enter
) -> None:
    make = make_committed
    partner, other = await make.partner(name="Northgate"), await make.partner()
    paula = await make.member(partner, name="Paula")
    may = authority(paula)
    may.valid_until = date(2027, 1, 31)
    await make.add(may)
    for of, title in ((partner, "Castings"), (other, "Another's")):
        await make.contract(
            status=Status.ACTIVE, partner=of, title=title, number=f"CTR {title}",
            terms=Terms(STARTS, ENDS, Renewal.EVERGREEN, 90, None, "DE"),
        )  # fmt: skip
    for status, title in (
        (Status.ACTIVE, "Lenses"), (Status.SIGNED, "Coatings"), (Status.EXPIRED, "Over"), (Status.AGREED, "Not yet"),
    ):  # fmt: skip
        await make.contract(
            status=status, partner=partner, title=title, terms=Terms(STARTS, ENDS, Renewal.NONE, 30, None, "DE"),
        )  # fmt: skip
    await make.contract(
        status=Status.ACTIVE, partner=partner, title="Without end",
        terms=Terms(STARTS, None, Renewal.EVERGREEN, 30, None, "DE"),
    )  # fmt: skip

    (visitor, staff) = await enter(paula, await make.member(roles={Role.LEGAL}))
    assert await days(visitor) == [
        ("2026-04-01", "BEGINS", "Coatings"),
        ("2026-12-31", "NOTICE", "Castings"),
        ("2027-01-31", "ENDS", "Paula"),
        ("2027-03-31", "RENEWS", "Castings"),
        ("2027-03-31", "ENDS", "Lenses"),
        ("2027-03-31", "ENDS", "Coatings"),
    ]
    assert await days(visitor, gte="2026-12-31", lt="2027-01-31") == [("2026-12-31", "NOTICE", "Castings")]
    assert [title for _, _, title in await days(staff, lt="2027-01-01")] == ["Coatings", "Castings", "Another's"]
    (found,) = (await staff.ask(ASKED, days={"gte": "2027-01-01", "lt": "2027-03-01"}))["bindingDays"]["nodes"]
    assert (found["partner"], found["subject"]) == ({"name": "Northgate"}, {"__typename": "SigningAuthority"})
