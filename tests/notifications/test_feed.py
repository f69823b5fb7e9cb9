"""Everybody's own calendar: what waits for them and what binds them, read with their own eyes, as RFC 5545 has it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from sqlalchemy import update

from portal import ids
from portal.access import Role, Side
from portal.contracts.models import Contract
from portal.contracts.rules import RoundStatus, Status
from portal.contracts.text.terms import Renewal, Terms
from portal.notes.models import CompanyNote, Note
from portal.notifications.feed import acts, fetching, rules
from portal.notifications.feed.fetching import Fetched
from portal.partners.documents import DocumentStatus
from portal.partners.models import Membership, Organisation, Person
from portal.partners.rules import AccountStatus, MembershipStatus
from portal.rooms import PARTS, SUBJECTS
from tests.files import making as files
from tests.make import NOW
from tests.notes import making as notes
from tests.notifications.cast import Cast
from tests.notifications.making import feed
from tests.partners import making as partners

URL = "https://portal.example.test"
DUE = datetime(2026, 3, 16, 22, 59, 59, tzinfo=UTC)
ODD = 'Screws, nuts; "bolts"\\or\nnot 🪛 – ' + "винтове и гайки " * 8


async def fetched(cast: Cast, name: str, now: datetime = NOW) -> Fetched:
    member = cast.people[name]
    token = f"{name} {ids.new()}"
    await cast.make.add(feed(member, token))
    found = await fetching.fetched(cast.database, token, now=now, public_url=URL)
    await cast.make.session.delete(await cast.make.session.merge(feed(member, token)))
    await cast.make.session.flush()
    assert found
    return found


async def dates(cast: Cast, name: str, now: datetime = NOW) -> list[Any]:
    found = await fetched(cast, name, now)
    return list(icalendar.Calendar.from_ical(found.body).walk("VEVENT"))


async def summaries(cast: Cast, name: str, now: datetime = NOW) -> list[str]:
    return [str(each["SUMMARY"]) for each in await dates(cast, name, now)]


async def negotiated(cast: Cast, waiting: Side, **columns: Any) -> Contract:
    """A round that one side has submitted: the other is waited for."""
    values = {"title": "Screws", "number": "C-7", "due_at": DUE, **columns}
    return await cast.make.contract(
        status=Status.IN_NEGOTIATION, round_status=RoundStatus.SUBMITTED, pen=waiting.other, partner=cast.partner,
        owner=cast.people["SALES"], waiting_on=frozenset({waiting}), **values,
    )  # fmt: skip


async def bound(cast: Cast, **columns: Any) -> Contract:
    values = {"status": Status.ACTIVE, "title": "Castings", "number": "C-8", **columns}
    return await cast.make.contract(
        partner=cast.partner, owner=cast.people["SALES"],
        terms=Terms(date(2026, 4, 1), date(2027, 3, 31), Renewal.EVERGREEN, 90, None, "DE"), **values,
    )  # fmt: skip


async def test_what_waits_says_what_to_do_until_when_on_whose_clock_and_what_follows_otherwise(cast: Cast) -> None:
    made = await negotiated(cast, Side.HOST)
    (event,) = await dates(cast, "LEGAL")
    name = ids.text("ctr", made.id)
    assert str(event["UID"]) == f"{name}-due@entente"
    assert str(event["SUMMARY"]) == "Answer the proposal for C-7 Screws"
    assert event["DTSTART"].dt == DUE
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == NOW.replace(microsecond=0)
    assert (event["SEQUENCE"], str(event["TRANSP"]), str(event["URL"])) == (1, "TRANSPARENT", f"{URL}/contracts/{name}")
    assert str(event["DESCRIPTION"]).replace("\u202f", " ").splitlines() == [
        "Northgate",
        "By Monday, 16 March 2026, 23:59 (GMT+01:00), in your time zone Europe/Berlin.",
        "Otherwise the proposal lapses, and the turn goes back to the side that made it.",
        f"{URL}/contracts/{name}",
    ]


async def test_each_side_has_what_it_can_act_on_and_nobody_what_they_cannot_or_may_not_see(cast: Cast) -> None:
    await negotiated(cast, Side.HOST, title="Ours")
    await negotiated(cast, Side.PARTNER, title="Theirs", number="C-9")
    assert await summaries(cast, "RELATIONSHIP_MANAGER") == ["Answer the proposal for C-7 Ours"]
    assert await summaries(cast, "PARTNER_MEMBER") == ["Answer the proposal for C-9 Theirs"]
    for name in ("SALES", "AUDITOR", "OTHER_MANAGER", "FOREIGN", "PARTNER_VIEWER", "PARTNER_SIGNATORY"):
        assert await summaries(cast, name) == [], name


async def test_a_day_that_binds_is_a_whole_day_for_everybody_who_reads_the_record(cast: Cast) -> None:
    made = await bound(cast)
    await bound(cast, status=Status.EXPIRED, title="Over", number="C-1")
    for name in ("LEGAL", "AUDITOR", "RELATIONSHIP_MANAGER", "PARTNER_VIEWER"):
        found = await dates(cast, name)
        assert [(each["DTSTART"].dt, each["DTSTART"].params.get("VALUE"), str(each["SUMMARY"])) for each in found] == [
            (date(2026, 12, 31), "DATE", "Last day to give notice: C-8 Castings"),
            (date(2027, 3, 31), "DATE", "Continues automatically after this day: C-8 Castings"),
        ]
        name_of = ids.text("ctr", made.id)
        assert [str(each["UID"]) for each in found] == [f"{name_of}-notice@entente", f"{name_of}-renews@entente"]
        assert "Without notice by then, it continues automatically." in str(found[0]["DESCRIPTION"])
    assert await summaries(cast, "OTHER_MANAGER") == await summaries(cast, "FOREIGN") == []


async def test_a_day_that_is_over_stays_for_a_month(cast: Cast) -> None:
    await bound(cast)
    last = datetime(2026, 12, 31, 12, tzinfo=UTC)
    assert len(await summaries(cast, "LEGAL", last + rules.PAST)) == 2
    assert await summaries(cast, "LEGAL", last + rules.PAST + timedelta(days=1)) == [
        "Continues automatically after this day: C-8 Castings"
    ]


async def test_documents_and_authorities_say_their_last_day_and_what_is_asked_for(cast: Cast) -> None:
    legal, admin = cast.people["LEGAL"], cast.people["PARTNER_ADMIN"]
    paper = files.file(admin)
    ends_at = datetime(2026, 9, 30, 21, 59, 59, tzinfo=UTC)
    await cast.make.add(
        paper,
        partners.document(cast.partner, legal, status=DocumentStatus.ACCEPTED, file=paper, ends_at=ends_at),
        partners.document(cast.partner, legal, due_at=DUE, waiting_on=frozenset({Side.PARTNER})),
    )
    signs = partners.authority(cast.people["PARTNER_SIGNATORY"])
    signs.valid_until = date(2026, 12, 1)
    await cast.make.add(signs)
    assert await summaries(cast, "PARTNER_MEMBER") == [
        "Upload Proof of insurance",
        "Last day: Proof of insurance",
        "Last day: Signing authority for PARTNER_SIGNATORY",
    ]


async def test_ones_own_open_tasks_are_whole_days_without_the_words_of_the_note(cast: Cast) -> None:
    legal, sales = cast.people["LEGAL"], cast.people["SALES"]
    made = await negotiated(cast, Side.PARTNER)
    about = {"about_type": "ctr", "about_id": made.id, "subject_type": "ctr", "subject_id": made.id}
    mine = notes.note(CompanyNote, sales, cast.partner, assignee=legal, text="The secret price", **about)
    await cast.make.add(
        mine, notes.note(CompanyNote, legal, cast.partner, assignee=sales),
        notes.note(Note, legal, cast.partner, assignee=cast.people["PARTNER_MEMBER"]),
    )  # fmt: skip
    (event,) = await dates(cast, "LEGAL")
    assert (event["DTSTART"].dt, str(event["SUMMARY"])) == (mine.due_on, "Your task: C-7 Screws")
    assert str(event["URL"]) == f"{URL}/notes/{ids.text('nte', mine.id)}"
    assert b"secret" not in (await fetched(cast, "LEGAL")).body
    assert "Your task: Northgate" in await summaries(cast, "PARTNER_MEMBER")


async def test_after_the_step_the_date_is_gone_and_another_date_is_the_same_entry_with_a_higher_number(
    cast: Cast,
) -> None:
    made = await negotiated(cast, Side.HOST)
    (before,) = await dates(cast, "LEGAL")
    moved = update(Contract).where(Contract.id == made.id)
    later = {"due_at": DUE + timedelta(days=7), "version": 2, "updated_at": NOW + timedelta(hours=1)}
    await cast.make.session.execute(moved.values(later))
    (after,) = await dates(cast, "LEGAL")
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (1, 2)
    assert after["DTSTART"].dt == DUE + timedelta(days=7)
    assert after["DTSTAMP"].dt == NOW + timedelta(hours=1)
    await cast.make.session.execute(moved.values(waiting_on=frozenset({Side.PARTNER}), round_status="DRAFTING"))
    assert await dates(cast, "LEGAL") == []


async def test_lines_are_folded_at_75_octets_and_what_has_a_meaning_is_escaped(cast: Cast) -> None:
    await negotiated(cast, Side.HOST, title=ODD)
    found = await fetched(cast, "LEGAL")
    lines = found.body.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    for line in lines:
        line.decode()  # no letter is torn
    whole = b"".join(line[1:] if line.startswith(b" ") else b"\n" + line for line in lines[:-1]).decode().split("\n")
    (summary,) = [line for line in whole if line.startswith("SUMMARY")]
    plain = " ".join(ODD.split())
    escaped = plain.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    assert summary.partition(":")[2] == f"Answer the proposal for C-7 {escaped}"
    assert await summaries(cast, "LEGAL") == [f"Answer the proposal for C-7 {plain}"]
    (told,) = [line for line in whole if line.startswith("DESCRIPTION")]
    assert told.startswith("DESCRIPTION:Northgate\\nBy ")


async def test_it_is_in_the_language_and_zone_of_its_reader_and_says_how_often_to_look(cast: Cast) -> None:
    legal = cast.people["LEGAL"]
    spoken = update(Person).where(Person.id == legal.person_id).values(language="bg", zone="Asia/Kolkata")
    await cast.make.session.execute(spoken)
    await negotiated(cast, Side.HOST)
    await bound(cast)
    whole: Any = icalendar.Calendar.from_ical((await fetched(cast, "LEGAL")).body)
    waits, notice, _ = whole.walk("VEVENT")
    assert str(waits["SUMMARY"]) == "Отговорете на предложението за C-7 Screws"
    assert "вторник, 17 март 2026 г., 4:29" in str(waits["DESCRIPTION"])
    assert "Asia/Kolkata" in str(waits["DESCRIPTION"])
    assert waits["DTSTART"].dt == DUE
    assert notice["DTSTART"].dt == date(2026, 12, 31)
    assert (str(whole["VERSION"]), str(whole["PRODID"])) == ("2.0", "-//Entente//Calendar//EN")
    assert str(whole["NAME"]) == str(whole["X-WR-CALNAME"]) == "Entente – Entente Works"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in whole.to_ical()
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in whole.to_ical()


async def test_the_same_dates_are_the_same_bytes(cast: Cast) -> None:
    await negotiated(cast, Side.HOST)
    first, second = await fetched(cast, "LEGAL"), await fetched(cast, "LEGAL", NOW + timedelta(hours=3))
    assert (first.body, first.etag) == (second.body, second.etag)
    assert first.changed_at == NOW


async def test_it_holds_the_five_hundred_earliest(cast: Cast) -> None:
    legal, sales = cast.people["LEGAL"], cast.people["SALES"]
    tasks = [
        notes.note(CompanyNote, sales, cast.partner, assignee=legal, due_on=NOW.date() + timedelta(days=number))
        for number in range(rules.MOST + 5)
    ]
    await cast.make.add(*tasks)
    await negotiated(cast, Side.HOST)
    found = await dates(cast, "LEGAL")
    assert len(found) == rules.MOST == 500
    assert "Answer the proposal for C-7 Screws" in {str(each["SUMMARY"]) for each in found}
    assert found[-1]["DTSTART"].dt == NOW.date() + timedelta(days=rules.MOST - 2)


@pytest.mark.parametrize("what", ["suspended", "removed", "ended", "unknown"])
async def test_nobody_without_access_has_one(cast: Cast, what: str) -> None:
    member = cast.people["PARTNER_ADMIN"]
    await cast.make.add(feed(member, "token"))
    place = update(Membership).where(Membership.id == member.id)
    if what in {"suspended", "removed"}:
        await cast.make.session.execute(place.values(status=MembershipStatus(what.upper())))
    if what == "ended":
        left = update(Organisation).where(Organisation.id == cast.partner.id)
        await cast.make.session.execute(left.values(status=AccountStatus.OFFBOARDED))
    token = "another" if what == "unknown" else "token"
    assert await fetching.fetched(cast.database, token, now=NOW, public_url=URL) is None


async def test_whoever_is_restored_has_theirs_again_with_what_their_roles_now_see(cast: Cast) -> None:
    await negotiated(cast, Side.PARTNER)
    member = cast.people["PARTNER_MEMBER"]
    assert len(await dates(cast, "PARTNER_MEMBER")) == 1
    place = update(Membership).where(Membership.id == member.id)
    await cast.make.session.execute(place.values(roles=frozenset({Role.PARTNER_VIEWER})))
    assert await dates(cast, "PARTNER_MEMBER") == []


def test_every_step_by_which_somebody_does_what_they_are_waited_for_has_its_words() -> None:
    onward = {
        (life.name, step.action)
        for subject in (*SUBJECTS.values(), *PARTS) if subject.steps
        for life in subject.steps.lives
        for step in life.steps if step.action in subject.steps.onward and not step.by_clock
    }  # fmt: skip
    assert acts.ACTS.keys() == onward
    assert acts.DAYS.keys() == {each.kind for subject in SUBJECTS.values() for each in subject.binding}
