"""Breaches to each of their ends, by both sides with browsers, the one that owes it without a script."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid5

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from portal import clock, ids
from portal.access import Side
from portal.commands.databases import DEMONSTRATION
from portal.database import embedded
from portal.expectations.rules import promise
from portal.expectations.rules.breach import BreachStatus
from portal.expectations.rules.measurement import MeasurementStatus
from portal.expectations.scores import consequences
from portal.expectations.scores.confidence import Verdict
from portal.partners.models import Organisation
from tests import databases, patience
from tests.expectations import making
from tests.expectations.breaching import AT_STAKE
from tests.frontend.browser.people import Person, signed_in
from tests.make import Make
from tests.served import Served

PARTNER = "Kumo Optics KK"
PARTS = ("Containment", "Root cause", "Corrective action", "Prevention")
DAY = timedelta(days=1)


async def missed(make: Make, title: str, **columns: Any) -> str:
    """16 of 20 where 95 % was promised: the address of the breach; `columns` say how far it is."""
    partner = (await make.session.scalars(select(Organisation).where(Organisation.name == PARTNER))).one()
    company, now = await make.company(), clock.now()
    named: dict[str, Any] = {
        "code": title.lower().replace(" ", "."),
        "title": title,
        "metric_id": uuid5(ids.NIL, "on_time 1"),
    }
    plain = promise.read(making.expectation(partner, company, code=named["code"]).document)
    agreed = replace(plain, title=title, consequence=consequences.read(AT_STAKE))
    made = making.expectation(partner, company, document=agreed.written(), sha256=agreed.sha256, **named)
    value = making.measurement(
        made, status=MeasurementStatus.FINAL, numerator=Decimal(16), value=Decimal(80), low=Decimal("58.4"),
        high=Decimal("91.9"), verdict=Verdict.MISSED, due_at=None, waiting_on=frozenset(), final_at=now,
    )  # fmt: skip
    days = {"first_on": value.starts_on, "latest_on": value.starts_on, "measurement_id": value.id}
    breach = making.breach(made, **days, **{"due_at": now + 2 * DAY, "created_at": now, **columns})
    for each in (made, value, breach):
        await make.add(each)
    return f"/breaches/{ids.text('bre', breach.id)}"


def with_rows(portal: Served, work: Callable[[Make], Awaitable[Any]]) -> Any:
    """Puts rows into the running demonstration, in a thread without the browser's loop."""

    async def done(url: str) -> Any:
        engine = create_async_engine(databases.asynchronous(url))
        async with AsyncSession(engine, expire_on_commit=False) as session:
            found = await work(Make(session))
            await session.commit()
        await engine.dispose()
        return found

    with embedded.running(portal.data_dir) as server, ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, done(server.url(DEMONSTRATION))).result()


async def scene(make: Make) -> dict[str, str]:
    """One that was found, one whose time to cure it is just over, and one that is to be cured."""
    now, owes = clock.now(), frozenset({Side.PARTNER})
    noticed = {"status": BreachStatus.CURE_PERIOD, "waiting_on": owes, "notified_at": now - 30 * DAY}
    return {
        "found": await missed(make, "Coils on time"),
        "over": await missed(
            make, "Rods on time", **noticed, cure_on=(now - DAY).date(), due_at=now - timedelta(minutes=1)
        ),
        "open": await missed(make, "Sheets on time", **noticed, cure_on=(now + DAY).date(), due_at=now + DAY),
    }  # fmt: skip


@pytest.fixture(scope="module")
def breaches(portal: Served) -> dict[str, str]:
    found: dict[str, str] = with_rows(portal, scene)
    return found


def plans(person: Person, what: str, paper: Path | None = None) -> None:
    """Fills in the plan, with a file where there is one, and submits it."""
    day = (clock.now() + 20 * DAY).date().isoformat()
    form = person.page.locator("#SUBMIT_PLAN")
    for part in PARTS:
        group = form.get_by_role("group", name=part, exact=True)
        group.get_by_label("What is done").first.fill(f"{part}: {what}")
        group.get_by_label("Who does it").first.fill("Head of dispatch")
        group.get_by_label("By when").first.fill(day)
    if paper:
        form.get_by_label("Evidence").set_input_files(paper)
    person.press("Submit the plan")
    expect(person.page.get_by_text("The plan is submitted.")).to_be_visible()


def decides(person: Person, action: str, name: str, reason: str) -> None:
    """Opens a step, says why, and takes it."""
    step = person.page.locator(f"#{action}")
    if not step.get_by_label("Reason").is_visible():
        step.locator("summary").first.click()
    step.get_by_label("Reason").fill(reason)
    with person.page.expect_navigation(wait_until="load"):
        step.get_by_role("button", name=name, exact=True).click()
    person.look()


def test_notice_a_plan_that_is_refused_and_one_that_cures(
    browser: Browser, portal: Served, breaches: dict[str, str], tmp_path: Path
) -> None:
    miriam = signed_in(browser, portal, "miriam@larkfield.example", script=True, inspect=True)
    akari = signed_in(browser, portal, "akari@kumo.example", script=False, inspect=True)
    paper = tmp_path / "Slots.csv"
    paper.write_text("Day;Slots\nMonday;4\n", encoding="utf-8")
    miriam.go(breaches["found"])
    miriam.press("Give notice")
    expect(miriam.page.get_by_text("Notice is given.", exact=False)).to_be_visible()

    akari.go(breaches["found"])
    plans(akari, "two more drivers", paper)
    miriam.go(breaches["found"])
    expect(miriam.page.get_by_text("1 file attached")).to_be_visible()
    expect(miriam.page.get_by_role("link", name="Slots.csv")).to_be_visible()
    decides(miriam, "REFUSE_PLAN", "Ask for another plan", "Drivers alone do not unload.")

    akari.go(breaches["found"])
    expect(akari.page.get_by_text("Drivers alone do not unload.").first).to_be_visible()
    plans(akari, "a second dock")
    expect(akari.page.get_by_role("heading", name="An earlier plan")).to_be_visible()
    miriam.go(breaches["found"])
    decides(miriam, "VERIFY_CURE", "Accept as cured", "November came on time.")
    akari.go(breaches["found"])
    expect(akari.page.locator(".record-bar .badge")).to_have_text("Cured")
    assert miriam.faults + akari.faults == []


def test_what_is_not_cured_in_time_costs_what_was_agreed_and_both_read_the_ledger(
    browser: Browser, portal: Served, breaches: dict[str, str]
) -> None:
    legal = signed_in(browser, portal, "leonie@larkfield.example", script=True, inspect=True)
    akari = signed_in(browser, portal, "akari@kumo.example", script=False, inspect=True)
    legal.page.goto(portal.address + breaches["over"])
    for _ in range(int(patience.SECONDS)):  # the portal's own clock takes the step
        if "Not cured" in legal.page.locator(".record-bar").inner_text():
            break
        legal.page.wait_for_timeout(900)
        legal.page.reload()
    legal.look()
    expect(legal.page.get_by_text("The amount is €2,500.00.").first).to_be_visible()
    decides(legal, "APPLY_CONSEQUENCE", "Apply the agreed consequence", "As agreed.")
    expect(legal.page.locator(".record-bar .badge")).to_have_text("Settled")
    akari.go(breaches["over"])
    expect(akari.page.get_by_role("row", name="Charged")).to_contain_text("€2,500.00")
    assert legal.faults + akari.faults == []


def test_what_is_waived_ends_without_a_cost_and_says_why(
    browser: Browser, portal: Served, breaches: dict[str, str]
) -> None:
    legal = signed_in(browser, portal, "leonie@larkfield.example", script=True, inspect=True)
    akari = signed_in(browser, portal, "akari@kumo.example", script=False, inspect=True)
    legal.go(breaches["open"])
    decides(legal, "WAIVE", "Waive the breach", "The port was closed.")
    akari.go(breaches["open"])
    expect(akari.page.locator(".record-bar .badge")).to_have_text("Waived")
    expect(akari.page.get_by_text("The port was closed.").first).to_be_visible()
    expect(akari.page.get_by_role("heading", name="The ledger")).to_have_count(0)
    assert legal.faults + akari.faults == []
