"""The journal: one row for each step, in the words of the table, that each side may or may not read."""

from sqlalchemy import select

from portal import calendars, journal
from portal.access import Role, Side
from portal.contracts import operations
from portal.contracts.rules import Status
from portal.journal import Entry
from tests.contracts.scene import ADMIN, IN_10_DAYS, LEGAL, OUR_SIGNATORY, THEIR_SIGNATORY, Scene
from tests.make import NOW


async def test_a_row_tells_who_did_what_and_the_fields_before_and_after(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    await scene.propose(ADMIN, made, "All of it.")
    entry = (await scene.journal(made))[-1]
    admin = scene.people[ADMIN]
    assert (entry.event, entry.at, entry.by_id, entry.by_name, entry.side, entry.is_system, entry.is_published) == (
        "negotiation.round_submitted", NOW, admin.person_id, "Partner_Admin", Side.PARTNER, False, True,
    )  # fmt: skip
    assert (entry.record_type, entry.record_id, entry.partner_id) == ("ctr", made.id, scene.partner.id)
    assert entry.changes == [
        {"field": "round", "before": None, "after": "1"},
        {"field": "round_status", "before": "DRAFTING", "after": "SUBMITTED"},
        {"field": "accepted_by", "before": "", "after": "PARTNER"},
        {"field": "waiting_on", "before": "PARTNER", "after": "HOST"},
        {"field": "due_at", "before": "2026-03-16T09:00:00+00:00", "after": IN_10_DAYS.isoformat()},
        {"field": "due_calendar", "before": "DE+DE", "after": f"DE+DE {calendars.VERSION}"},
    ]


async def test_every_step_raises_the_version_by_one_and_writes_one_row(scene: Scene) -> None:
    made = await scene.contract(Status.IN_REVIEW)
    await scene.do(LEGAL, operations.publish, made)
    await scene.propose(ADMIN, made, "All of it.")
    await scene.do(LEGAL, operations.accept_round, made, expected_digest=await scene.proposal_digest(made))
    made = await scene.do(LEGAL, operations.start_approval, made)
    for role in (OUR_SIGNATORY, THEIR_SIGNATORY):
        made = await scene.do(role, operations.sign, made, expected_digest=made.sha256, authority="Director")
    assert await scene.events(made) == [
        "contract.negotiation_opened", "negotiation.draft_saved", "negotiation.round_submitted",
        "negotiation.round_accepted", "contract.agreed", "contract.approval_started", "contract.signature_requested",
        "contract.signature_given", "contract.signature_given", "contract.signed",
    ]  # fmt: skip
    assert made.version == 11
    assert made.updated_at == NOW


async def test_a_step_that_follows_by_itself_is_in_the_name_of_who_caused_it(scene: Scene) -> None:
    made = await scene.contract(Status.AGREED)
    await scene.do(LEGAL, operations.start_approval, made)
    started, requested = await scene.journal(made)
    assert (started.is_system, requested.is_system) == (False, True)
    assert {started.by_id, requested.by_id} == {scene.people[LEGAL].person_id}


async def test_each_side_reads_what_is_published_and_its_own(scene: Scene) -> None:
    made = await scene.contract()
    await scene.do(LEGAL, operations.redraft, made, title="Screws")
    await scene.do(LEGAL, operations.submit_for_review, made)
    await scene.do(LEGAL, operations.publish, made)
    await scene.do(ADMIN, operations.edit_round, made, changes=[])
    seen = {}
    for role in (LEGAL, ADMIN, Role.AUDITOR):
        async with scene.as_(await scene.actor(role)) as session:
            seen[role] = list(await session.scalars(select(Entry.event).order_by(Entry.id)))
    everything = [
        "contract.redrafted", "contract.review_requested", "contract.negotiation_opened", "negotiation.draft_saved",
    ]  # fmt: skip
    assert seen == {LEGAL: everything[:3], ADMIN: everything[2:], Role.AUDITOR: everything}


def test_only_fields_that_differ_are_told_each_as_text() -> None:
    before: dict[str, object] = {"a": 1, "b": None, "c": frozenset({Side.PARTNER, Side.HOST}), "d": NOW, "e": "same"}
    after: dict[str, object] = {"a": 2, "b": Status.DRAFT, "c": frozenset[Side](), "d": None, "e": "same"}
    assert journal.difference(before, after) == [
        {"field": "a", "before": "1", "after": "2"},
        {"field": "b", "before": None, "after": "DRAFT"},
        {"field": "c", "before": "HOST PARTNER", "after": ""},
        {"field": "d", "before": "2026-03-02T09:00:00+00:00", "after": None},
    ]
    assert journal.difference({}, {"a": 1}) == [{"field": "a", "before": None, "after": "1"}]
