"""Lists of partners: each row once, with every fault named; what is similar is shown and never merged by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from portal import clock, errors
from portal.access import Role
from portal.imports import operations
from portal.imports.columns import Column
from portal.imports.models import Import, ImportRow
from portal.imports.rules import Answer, Status
from portal.partners.rules import AccountStatus, Kind, MembershipStatus
from tests.imports.lists import suppliers, written
from tests.imports.scene import Office

VENDOR = frozenset({Kind.VENDOR})
HEAD = ("Vendor No", "Company name", "Country", "Type", "E-mail", "Contact person")
ACME = ("V-1", "Northgate Castings GmbH", "Germany", "Supplier", "office@northgate.example", "Nina North")
SOUTH = ("V-2", "Southgate Foods", "България", "доставчик; distributor", "", "")


async def test_a_list_is_recognised_tried_without_a_trace_and_taken_in(office: Office) -> None:
    job = await office.sent(written([HEAD, ACME, SOUTH], ";"), system="SAP")
    assert job.status is Status.READ
    assert {each["heading"]: each["column"] for each in job.headings} == {
        "Vendor No": "EXTERNAL_ID", "Company name": "NAME", "Country": "COUNTRY", "Type": "KINDS", "E-mail": "EMAIL",
        "Contact person": "CONTACT",
    }  # fmt: skip
    job = await office.mapped(job)
    assert (job.status, await office.outcome(job)) == (Status.CHECKED, [(2, "NEW"), (3, "NEW")])
    assert await office.partners() == {}

    job = await office.started(job)
    assert job.status is Status.FINISHED
    partners = await office.partners()
    north, south = partners["Northgate Castings GmbH"], partners["Southgate Foods"]
    assert (north.country, north.calendar, north.zone, north.kinds, north.status) == (
        "DE", "DE", "Europe/Berlin", frozenset({Kind.SUPPLIER}), AccountStatus.PROSPECT,
    )  # fmt: skip
    assert (south.country, south.zone, south.kinds) == (
        "BG",
        "Europe/Sofia",
        frozenset({Kind.SUPPLIER, Kind.DISTRIBUTOR}),
    )
    assert await office.keys() == {("SAP", "V-1"), ("SAP", "V-2")}
    assert await office.events(north) == ["partner.created"]
    [place] = await office.places(north)
    assert (place.email, place.name, place.status) == (
        "office@northgate.example", "Nina North", MembershipStatus.PREPARED,
    )  # fmt: skip
    assert await office.letters() == []


async def test_the_same_list_again_is_nothing_new_and_what_changed_is_a_change_with_its_row(office: Office) -> None:
    await office.taken_in(written([HEAD, ACME, SOUTH]), system="SAP")
    again = await office.taken_in(written([HEAD, SOUTH, ACME]), system="SAP")
    assert await office.outcome(again) == [(2, "SAME"), (3, "SAME")]
    moved = ("V-2", "Southgate Foods EOOD", "BG", "supplier; distributor", "", "")
    changed = await office.taken_in(written([HEAD, ACME, moved]), system="SAP")
    assert await office.outcome(changed) == [(2, "SAME"), (3, "CHANGED")]
    partners = await office.partners()
    assert set(partners) == {"Northgate Castings GmbH", "Southgate Foods EOOD"}
    assert await office.events(partners["Southgate Foods EOOD"]) == ["partner.created", "partner.corrected"]


async def test_what_is_similar_waits_for_a_person_who_says_what_it_is(office: Office) -> None:
    await office.taken_in(written([HEAD, ACME]), system="SAP")
    twins = [
        ("V-8", "NORTHGATE CASTINGS", "DE", "vendor", "", ""), ("V-9", "Northgate-Castings AG", "DE", "vendor", "", ""),
        ("V-10", "Northgate Castings", "AT", "vendor", "", ""),
    ]  # fmt: skip
    job = await office.taken_in(written([HEAD, *twins]), system="SAP")
    assert await office.outcome(job) == [(2, "SIMILAR"), (3, "SIMILAR"), (4, "NEW")]
    north = (await office.partners())["Northgate Castings GmbH"]
    first, second, _ = await office.rows(job)
    assert [each["name"] for each in first.similar] == ["Northgate Castings GmbH"]
    with pytest.raises(errors.Invalid, match="Choose which one it is"):
        await office.answered(first, Answer.SAME, same_as=office.sales.partner_id)
    await office.answered(first, Answer.SAME, same_as=north.id)
    await office.answered(second, Answer.ANOTHER)
    job = await office.started(job)
    assert await office.outcome(job) == [(2, "CHANGED"), (3, "NEW"), (4, "NEW")]
    assert len(await office.partners()) == 3
    assert await office.events(north) == ["partner.created", "partner.corrected", "partner.external_key_set"]
    again = await office.taken_in(written([HEAD, *reversed(twins)]), system="SAP")
    assert {status for _, status in await office.outcome(again)} == {"SAME"}


async def test_all_faults_of_a_row_are_named_at_once_and_the_others_are_taken_in(office: Office) -> None:
    wrong = ("", "", "Atlantis", "carrier", "nobody", "")
    job = await office.taken_in(written([HEAD, wrong, ACME, (*SOUTH, "more")]), system="SAP")
    assert await office.faults(job) == [
        (2, "NAME", "This field is required."),
        (2, "EMAIL", "This is not an email address."),
        (2, "KINDS", "There is no kind of partner called carrier."),
        (2, "COUNTRY", "There is no country called Atlantis."),
        (4, None, "The row has 1 more cells than the header row."),
    ]
    assert set(await office.partners()) == {"Northgate Castings GmbH"}


async def test_what_is_said_for_all_rows_counts_where_a_row_says_nothing(office: Office) -> None:
    rows = written([("Name", "Country"), ("One Ltd", ""), ("Two Inc", "USA")])
    defaults = {Column.COUNTRY: "GB", Column.KINDS: "vendor", Column.ZONE: "America/New_York"}
    await office.taken_in(rows, defaults=defaults)
    partners = await office.partners()
    assert {name: (each.country, each.zone, each.kinds) for name, each in partners.items()} == {
        "One Ltd": ("GB", "America/New_York", VENDOR), "Two Inc": ("US", "America/New_York", VENDOR),
    }  # fmt: skip


async def test_columns_are_kept_by_a_name_for_the_next_time(office: Office) -> None:
    rows = [("Was", "Wo"), ("One Ltd", "GB")]
    columns = {"Was": "NAME", "Wo": "COUNTRY"}
    defaults = {Column.KINDS: "vendor"}
    await office.taken_in(written(rows), columns=columns, defaults=defaults, save_as="Buying")
    job = await office.sent(written([("Wo", "Was", "Id"), ("GB", "Two Ltd", "7")]), mapping="Buying")
    assert [(each["heading"], each["column"]) for each in job.headings] == [
        ("Wo", "COUNTRY"), ("Was", "NAME"), ("Id", "EXTERNAL_ID"),
    ]  # fmt: skip
    assert job.defaults == {"KINDS": "vendor"}


async def test_a_relationship_manager_looks_after_what_they_bring_and_sees_no_other_partner(office: Office) -> None:
    await office.taken_in(written([HEAD, ACME]), system="SAP")
    manager = await office.somebody({Role.RELATIONSHIP_MANAGER}, email="mona@acme.example")
    mine = ("V-7", "Northgate Castings GmbH", "DE", "vendor", "", "")
    job = await office.taken_in(written([HEAD, mine, ACME]), system="SAP", actor=manager)
    assert await office.outcome(job) == [(2, "NEW"), (3, "FAULTY")]
    assert await office.faults(job) == [(3, "EXTERNAL_ID", "Another partner already has this external key.")]


async def test_who_may_not_name_a_manager_is_told_and_who_may_does(office: Office) -> None:
    manager = await office.make.member(roles={Role.RELATIONSHIP_MANAGER}, email="mona@acme.example")
    rows = written([("Name", "Country", "Kind", "Manager"), ("One Ltd", "GB", "vendor", "mona@acme.example")])
    job = await office.taken_in(rows)
    assert await office.faults(job) == [
        (2, "MANAGER", "Only these roles can do this: Legal, Platform administrator."),
    ]
    both = await office.somebody({Role.SALES, Role.LEGAL})
    await office.taken_in(rows, actor=both)
    assert (await office.partners())["One Ltd"].manager_id == manager.id


async def test_what_a_partner_that_applied_says_of_itself_is_not_overwritten(office: Office) -> None:
    partner = await office.make.partner(name="Northgate Castings GmbH", country="DE")
    rows = written([HEAD, ("V-1", "Northgate Castings GmbH", "DE", "vendor", "", "")])
    job = await office.taken_in(rows, system="SAP")
    [row] = await office.rows(job)
    await office.answered(row, Answer.SAME, same_as=partner.id)
    job = await office.started(job)
    assert await office.faults(job) == [
        (
            2,
            "KINDS",
            "The portal has another value, and the partner's own information takes precedence. The partner is active.",
        )
    ]


async def test_invitations_are_sent_when_the_person_says_so(office: Office) -> None:
    job = await office.taken_in(written([HEAD, ACME, SOUTH]), system="SAP", is_inviting=True)
    assert job.status is Status.FINISHED
    assert await office.letters() == ["office@northgate.example"]
    partners = await office.partners()
    assert partners["Northgate Castings GmbH"].status is AccountStatus.INVITED
    assert partners["Southgate Foods"].status is AccountStatus.PROSPECT


async def test_whoever_lost_the_right_meanwhile_takes_nothing_in(office: Office) -> None:
    member = await office.make.member(roles={Role.SALES})
    actor = await office.make.actor(member)
    job = await office.mapped(await office.sent(written([HEAD, ACME]), system="SAP", actor=actor), actor=actor)
    lost = text("UPDATE membership SET roles = '{DO}' WHERE id = :id")
    await office.make.session.execute(lost, {"id": member.id})
    job = await office.started(job, actor=actor)
    assert (job.status, await office.partners()) == (Status.CANCELLED, {})


async def test_three_hundred_with_faults_and_twins_are_taken_in_and_each_fault_is_where_it_was_made(
    office: Office,
) -> None:
    made = suppliers(300)
    job = await office.taken_in(made.csv(), system="SAP")
    headings = {each["column"]: each["heading"] for each in job.headings}
    told = {row: (headings[column or ""], said) for row, column, said in await office.faults(job)}
    assert set(told) == set(made.faults)
    for row, (column, says) in made.faults.items():
        assert told[row][0] == column
        assert told[row][1].startswith(says)
    assert [number for number, status in await office.outcome(job) if status == "SIMILAR"] == made.twins
    assert len(await office.partners()) == 300 - len(made.faults) - len(made.twins)


async def test_imports_that_are_long_over_or_whose_file_never_came_are_swept(office: Office) -> None:
    done, waits = await office.taken_in(written([HEAD, ACME]), system="SAP"), await office.create()
    await operations.sweep(office.database, clock.now() + timedelta(days=2))
    assert [each.id for each in await office.all_of(Import)] == [done.id]
    await operations.sweep(office.database, clock.now() + timedelta(days=91))
    assert await office.all_of(Import) == await office.all_of(ImportRow) == []
    assert set(await office.partners()) == {"Northgate Castings GmbH"}
    assert waits.status is Status.EXPECTED
