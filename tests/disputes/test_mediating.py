"""A mediation from the proposal to its end: who is accepted over what they declared, and what each may do when."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from portal import errors, unguessable
from portal.access import SYSTEM, Role, Side
from portal.disputes import operations, queries, sealing
from portal.disputes.models import CaucusText, Dispute, MediatorSeat
from portal.disputes.operations import mediator
from portal.disputes.rules.mediator import SeatStatus
from portal.disputes.rules.statuses import DisputeStatus
from portal.journal import Entry
from portal.mail import Mail
from tests.disputes.scene import DAY, Scene, credit, secret_of
from tests.moment import NOW

S = DisputeStatus
ADMIN, LEGAL, OFFICER, MANAGER = Role.PARTNER_ADMIN, Role.LEGAL, Role.DISPUTE_OFFICER, Role.RELATIONSHIP_MANAGER
HOST, PARTNER, BOTH = frozenset({Side.HOST}), frozenset({Side.PARTNER}), frozenset(Side)
MARA = {"name": "Mara Mediates", "email": "mara@mediates.example"}
LINK = re.compile(r"/mediation/join/(\S+)")


async def last_level(scene: Scene) -> Dispute:
    """A dispute that no level of the two sides has settled."""
    found = await scene.answered()
    while found.level < 3:
        found = await scene.tick(found, found.due_at)
    assert (found.status, found.waiting_on) == (S.ESCALATED, BOTH)
    return found


async def link_of(scene: Scene) -> str:
    texts = (await scene.make.session.scalars(select(Mail.text).order_by(Mail.created_at, Mail.id))).all()
    found = [match[1] for match in map(LINK.search, texts) if match]
    return found[-1]


async def mailed(scene: Scene, dispute: Dispute) -> None:
    """The newest letter with a link, which follows from its row in the journal."""
    of_it = (Entry.record_id == dispute.id, Entry.event.in_(("dispute.mediator_proposed", "dispute.mediator_linked")))
    found = (await scene.make.session.scalars(select(Entry).where(*of_it).order_by(Entry.id))).all()
    async with scene.as_(SYSTEM) as session:
        await operations.tell_the_mediator(session, SYSTEM, found[-1], at(dispute))


async def seat_of(scene: Scene, dispute: Dispute) -> MediatorSeat:
    found = queries.seats_of(dispute).execution_options(populate_existing=True)
    row: MediatorSeat = (await scene.make.session.scalars(found)).all()[-1]
    return row


async def by_mediator(scene: Scene, operation: Callable[..., Awaitable[Any]], **inputs: Any) -> Any:
    async with scene.as_(SYSTEM) as session:
        return await operation(session, **{"now": NOW, **inputs})


async def proposed(scene: Scene, dispute: Dispute, **inputs: Any) -> tuple[Dispute, MediatorSeat]:
    made = await scene.act(ADMIN, operations.propose_mediator, dispute, **{**MARA, "now": at(dispute), **inputs})
    await mailed(scene, made)
    return made, await seat_of(scene, made)


def at(dispute: Dispute) -> datetime:
    return dispute.updated_at


async def declared(scene: Scene, dispute: Dispute) -> tuple[Dispute, MediatorSeat]:
    made, seat = await proposed(scene, dispute)
    await by_mediator(scene, mediator.enter, link_sha256=unguessable.digest(await link_of(scene)), now=at(made))
    said = {"text": "I know neither of them.", "has_interests": False, "now": at(made)}
    await by_mediator(scene, mediator.declare, seat_id=seat.id, **said)
    return await scene.now(made), await seat_of(scene, made)


async def serving(scene: Scene) -> tuple[Dispute, MediatorSeat]:
    made, seat = await declared(scene, await last_level(scene))
    for role in (ADMIN, LEGAL):
        made = await accepted(scene, role, made, seat)
    made = await scene.act(OFFICER, operations.mediate, made, now=at(made))
    return made, await seat_of(scene, made)


async def accepted(scene: Scene, role: Role, dispute: Dispute, seat: MediatorSeat) -> Dispute:
    digest = {"expected_digest": seat.declaration_sha256, "now": at(dispute)}
    return await scene.act(role, operations.accept_mediator, dispute, **digest)


async def test_whom_both_accept_over_what_they_declared_mediates_for_thirty_days(scene: Scene) -> None:
    made, seat = await declared(scene, await last_level(scene))
    assert (seat.status, seat.link_sha256, made.waiting_on) == (SeatStatus.DECLARED, None, BOTH)
    wrong = {"expected_digest": "0" * 64, "now": at(made)}
    assert (await scene.not_done(ADMIN, operations.accept_mediator, made, **wrong))[0] == "STALE_DIGEST"
    assert (await scene.not_done(OFFICER, operations.mediate, made))[2] == "Both sides must accept a mediator first."
    once = await accepted(scene, ADMIN, made, seat)
    assert once.waiting_on == HOST
    twice = {"expected_digest": seat.declaration_sha256, "now": at(once)}
    assert (await scene.not_done(ADMIN, operations.accept_mediator, once, **twice))[2] == (
        "Your side has already accepted the mediator."
    )
    both = await accepted(scene, LEGAL, once, seat)
    assert (both.status, both.waiting_on) == (S.ESCALATED, HOST)
    begun = await scene.act(OFFICER, operations.mediate, both, now=at(both))
    assert (begun.status, begun.waiting_on, begun.due_at) == (S.MEDIATION, BOTH, at(both) + 30 * DAY)
    assert (await scene.chained(begun))[-5:] == ["MEDIATION"] * 5
    assert (await scene.told(begun))[-5:] == [
        "mediator_proposed", "mediator_declared", "mediator_accepted", "mediator_accepted", "mediation_started",
    ]  # fmt: skip


async def test_a_link_works_once_and_no_other_does(scene: Scene) -> None:
    made, _ = await proposed(scene, await last_level(scene))
    link = unguessable.digest(await link_of(scene))
    await by_mediator(scene, mediator.enter, link_sha256=link, now=at(made))
    for used in (link, unguessable.digest("another"), b""):
        with pytest.raises(errors.NotFound):
            await by_mediator(scene, mediator.enter, link_sha256=used, now=at(made))


async def test_three_names_come_in_turn_each_with_time_of_its_own(scene: Scene) -> None:
    found = await last_level(scene)
    assert (await scene.not_done(ADMIN, operations.mediate, found))[0] == "NOT_PERMITTED"
    first, _ = await proposed(scene, found)
    assert first.waiting_on == PARTNER
    refused = await scene.act(LEGAL, operations.refuse_mediator, first, reason="She worked for them.", now=at(first))
    second, seat = await proposed(scene, refused, name="Nils Neutral", email="nils@neutral.example")
    await by_mediator(scene, mediator.decline, seat_id=seat.id, reason="No time.", now=at(second))
    third, _ = await proposed(scene, await scene.now(second), name="Olga Open", email="olga@open.example")
    over = await scene.tick(third, third.due_at)
    assert (over.status, over.level) == (S.EXTERNAL, 4)
    told = await scene.told(over)
    assert [each for each in told if each.startswith("mediator_")] == [
        "mediator_proposed", "mediator_refused", "mediator_proposed", "mediator_declined", "mediator_proposed",
        "mediator_passed_over",
    ]  # fmt: skip


async def test_nobody_of_either_side_mediates_and_a_contract_that_names_people_is_kept_to(scene: Scene) -> None:
    found = await last_level(scene)
    own = {"name": "Own", "email": (await scene.one(ADMIN)).email}
    assert (await scene.not_done(ADMIN, operations.propose_mediator, found, **own))[2] == (
        "This person belongs to one of the two sides."
    )
    named = update(Dispute).where(Dispute.id == found.id).values(agreed={"mediators": ["Nils Neutral"]})
    rests, goes_on = (text(f"SET LOCAL session_replication_role = {role}") for role in ("replica", "origin"))
    for each in (rests, named, goes_on):
        await scene.make.session.execute(each)  # what the contract said at the filing stays, so its trigger rests
    assert (await scene.not_done(ADMIN, operations.propose_mediator, found, **MARA))[1:] == (
        "input.name", "The contract names the possible mediators: Nils Neutral. Choose one of them.",
    )  # fmt: skip


async def test_the_officers_silence_does_not_keep_the_mediation_from_beginning(scene: Scene) -> None:
    made, seat = await declared(scene, await last_level(scene))
    for role in (ADMIN, LEGAL):
        made = await accepted(scene, role, made, seat)
    assert (await scene.tick(made, made.due_at)).status is S.MEDIATION


async def test_both_agree_to_more_time_and_let_the_offers_be_read(scene: Scene) -> None:
    made, seat = await serving(scene)
    assert seat.lasts_until is not None
    until = (seat.lasts_until + 20 * DAY).date()
    more = {"until": until, "reason": "The expert comes in May.", "now": at(made)}
    asked = await scene.act(ADMIN, operations.ask_longer, made, **more)
    assert (await scene.not_done(ADMIN, operations.agree_longer, asked))[0] == "NOT_PERMITTED"
    longer = await scene.act(MANAGER, operations.agree_longer, asked, now=at(asked))
    assert longer.due_at is not None
    assert longer.due_at.date() == until
    shown = await scene.act(ADMIN, operations.show_offers, longer, now=at(longer))
    assert shown.due_at == longer.due_at
    await scene.act(LEGAL, operations.show_offers, shown, now=at(shown))
    assert (await seat_of(scene, made)).offers_shown_by == BOTH


async def test_either_side_takes_back_at_once_that_the_mediator_reads_the_offers(scene: Scene) -> None:
    made, _ = await serving(scene)
    assert (await scene.not_done(ADMIN, operations.hide_offers, made))[2] == (
        "Your side has not allowed the mediator to read the offers."
    )
    for role in (ADMIN, LEGAL):
        made = await scene.act(role, operations.show_offers, made, now=at(made))
    for role, left in ((LEGAL, PARTNER), (ADMIN, frozenset())):
        due = made.due_at
        made = await scene.act(role, operations.hide_offers, made, now=at(made))
        assert ((await seat_of(scene, made)).offers_shown_by, made.due_at) == (left, due)
    assert (await scene.told(made))[-4:] == ["offers_shown", "offers_shown", "offers_hidden", "offers_hidden"]
    again = await scene.act(ADMIN, operations.show_offers, made, now=at(made))
    assert (await seat_of(scene, again)).offers_shown_by == PARTNER


async def test_a_new_link_ends_the_one_before_and_leaves_what_was_declared(scene: Scene) -> None:
    made, seat = await proposed(scene, await last_level(scene))
    first = await link_of(scene)
    assert (await scene.not_done(MANAGER, operations.send_link_again, made))[0] == "NOT_PERMITTED"
    made = await scene.act(ADMIN, operations.send_link_again, made, now=at(made))
    with pytest.raises(errors.NotFound):  # before the next one is mailed
        await by_mediator(scene, mediator.enter, link_sha256=unguessable.digest(first), now=at(made))
    await mailed(scene, made)
    second = await link_of(scene)
    await by_mediator(scene, mediator.enter, link_sha256=unguessable.digest(second), now=at(made))
    said = {"text": "I know neither of them.", "has_interests": False, "now": at(made)}
    await by_mediator(scene, mediator.declare, seat_id=seat.id, **said)
    made, seat = await scene.now(made), await seat_of(scene, made)
    for role in (ADMIN, LEGAL):
        made = await accepted(scene, role, made, seat)
    made = await scene.act(OFFICER, operations.send_link_again, made, now=at(made))
    await mailed(scene, made)
    made = await scene.act(OFFICER, operations.mediate, made, now=at(made))
    third, seat = await link_of(scene), await seat_of(scene, made)
    assert (seat.status, seat.declaration_sha256 is not None, seat.accepted_by) == (SeatStatus.SERVING, True, BOTH)
    await by_mediator(scene, mediator.enter, link_sha256=unguessable.digest(third), now=at(made))
    letters = (await scene.make.session.scalars(select(Mail.text).order_by(Mail.created_at, Mail.id))).all()
    assert sum("your earlier passkey and your session no longer work" in each for each in letters) == 2
    assert (await scene.told(made)).count("mediator_linked") == 2


async def test_what_is_said_to_one_side_alone_is_sealed(scene: Scene) -> None:
    made, seat = await serving(scene)
    told = {"text": "70 would do.", "secret_of": secret_of}
    made = await scene.act(ADMIN, operations.tell_mediator, made, **told, now=at(made))
    asks = {"seat_id": seat.id, "side": Side.PARTNER, "text": "Would 60?", "secret_of": secret_of}
    await by_mediator(scene, mediator.speak, **asks, now=at(made))
    read = {}
    for role in (ADMIN, LEGAL):
        async with scene.as_(await scene.actor(await scene.one(role))) as session:
            rows = (await session.scalars(queries.caucus_of(made))).all()
        read[role] = [
            sealing.opened(secret_of, made.id, row.id, row.nonce, row.ciphertext, row.sha256)["text"] for row in rows
        ]
    assert read == {ADMIN: ["70 would do.", "Would 60?"], LEGAL: []}
    assert (await scene.chained(made))[-2:] == ["CAUCUS", "CAUCUS"]
    kept = (await scene.make.session.scalars(select(CaucusText))).all()
    assert all(b"would" not in row.ciphertext.lower() for row in kept)


async def test_a_mediator_speaks_gives_up_and_reads_on_for_ten_days(scene: Scene) -> None:
    made, seat = await serving(scene)
    said = {"text": "Let us look at the order first.", "side": None, "secret_of": secret_of}
    await by_mediator(scene, mediator.speak, seat_id=seat.id, **said, now=at(made))
    await by_mediator(scene, mediator.give_up, seat_id=seat.id, reason="They do not move.", now=at(made))
    over = await scene.now(made)
    seat = await seat_of(scene, made)
    assert (over.status, over.level, seat.status, seat.note) == (S.EXTERNAL, 4, SeatStatus.ENDED, "They do not move.")
    assert seat.ends_at is not None
    assert timedelta(days=13) < seat.ends_at - at(made) < timedelta(days=20)
    with pytest.raises(errors.NotFound):
        await by_mediator(scene, mediator.speak, seat_id=seat.id, **said)
    assert (await scene.told(over))[-2:] == ["mediator_said", "mediation_failed"]


async def test_a_settlement_is_reached_by_the_offers_that_there_are(scene: Scene) -> None:
    made, _ = await serving(scene)
    for role in (ADMIN, LEGAL):
        await scene.may_settle(role)
    offer = await scene.offered(made, LEGAL, credit(70, due_on=(at(made) + 10 * DAY).date()), now=at(made))
    await scene.accepted(ADMIN, offer, now=at(made))
    over = await scene.now(made)
    assert over.status is S.REMEDY
    assert (await seat_of(scene, made)).status is SeatStatus.ENDED
