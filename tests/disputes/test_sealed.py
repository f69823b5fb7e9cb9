"""What is said between negotiators stays there: they find it, and nobody finds it anywhere else in the database."""

import logging
from typing import Any

import pytest
from sqlalchemy import select

from portal import records
from portal.access import SYSTEM, Role
from portal.database.base import Record
from portal.disputes import operations, sealing
from portal.disputes.models import SealedText, SettlementOffer
from portal.journal import Entry
from portal.partners import operations as partners
from portal.reactions import REACTIONS
from tests.disputes.scene import Scene, credit, secret_of
from tests.moment import NOW

ADMIN, LEGAL, MANAGER = Role.PARTNER_ADMIN, Role.LEGAL, Role.RELATIONSHIP_MANAGER
MARKER = "Zwölf Tonnen Kupfer, 71234.56"


async def offered(scene: Scene) -> SettlementOffer:
    """An offer whose talk, and whose only action, hold the marker."""
    case = await scene.answered()
    for role in (ADMIN, LEGAL, MANAGER):
        await scene.may_settle(role)
    return await scene.offered(case, ADMIN, credit(71, text=f"Nur hier: {MARKER}"), text=f"Unter uns: {MARKER}")


async def hits(scene: Scene, word: str = MARKER) -> set[str]:
    """The tables with a row that holds the word, as text, or as bytes."""
    found = set()
    for table in records.metadata().tables.values():
        statement = f"SELECT count(*) FROM {table} t WHERE strpos(t::text, :word) + strpos(t::text, :bytes) > 0"
        if (await scene.sql(statement, word=word, bytes=word.encode().hex())).scalar_one():
            found.add(str(table))
    return found


async def renewed(scene: Scene, event: str) -> None:
    """What follows in the clock's next pass from the newest row of that event, twice."""
    found = select(Entry).where(Entry.event == event).order_by(Entry.id.desc()).limit(1)
    entry = (await scene.make.session.scalars(found)).one()
    reaction = next(each for each in REACTIONS if each.event == event and each.operation is operations.renew_readers)
    for _ in range(2):
        async with scene.as_(SYSTEM) as session:
            await reaction.operation(session, SYSTEM, entry, NOW)


async def test_nothing_of_it_lies_anywhere_until_it_is_accepted_and_then_its_actions_alone(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        offer = await offered(scene)
        countered = await scene.answer(
            LEGAL, operations.counter_offer, offer, **scene.offering(credit(50), text=f"Nein: {MARKER}")
        )  # fmt: skip
        await scene.answer(ADMIN, operations.reject_offer, countered)
        again = await scene.offered(await scene.now_of(offer), ADMIN, credit(71, text="Klar."), text=MARKER)
        assert await hits(scene) == set()
        assert await hits(scene, again.sha256) == {"settlement_offer", "dispute_entry", "journal"}
        await scene.accepted(LEGAL, again)
    assert await hits(scene) == set()
    assert await hits(scene, "Klar.") == {"dispute_remedy", "dispute_entry"}
    assert MARKER not in caplog.text


async def test_both_sides_negotiators_find_it(scene: Scene) -> None:
    offer = await offered(scene)
    for role in (ADMIN, LEGAL, MANAGER):
        content = await scene.read_by(await scene.one(role), offer)
        assert content is not None
        assert MARKER in content["text"]
        assert MARKER in content["actions"][0]["text"]


async def test_who_negotiates_later_reads_it_and_who_does_no_more_does_not(scene: Scene) -> None:
    offer = await offered(scene)
    paula = await scene.one(ADMIN)
    pia = await scene.make.member(scene.partner, roles={ADMIN}, name="Pia Second")
    petra = await scene.make.member(scene.partner, roles={Role.PARTNER_VIEWER}, name="Petra Viewer")
    for member in (pia, petra):
        assert await scene.read_by(member, offer) is None
    await change(scene, pia, partners.change_roles, petra, roles={ADMIN})
    await renewed(scene, "member.roles_changed")
    for member in (paula, pia, petra):
        assert await scene.read_by(await scene.row(member), offer) is not None
    await change(scene, pia, partners.change_roles, paula, roles={Role.PARTNER_MEMBER})
    await renewed(scene, "member.roles_changed")
    assert await scene.read_by(await scene.row(paula), offer) is None
    await change(scene, pia, partners.suspend, petra, reason="She is away.")
    await renewed(scene, "member.suspended")
    (row,) = (await scene.make.session.scalars(select(SealedText).execution_options(populate_existing=True))).all()
    assert set(row.reader_ids) == {str((await scene.one(role)).id) for role in (LEGAL, MANAGER)} | {str(pia.id)}


async def change(scene: Scene, by: Any, operation: Any, member: Any, **inputs: Any) -> None:
    fresh = await scene.row(member)
    await scene.do(by, operation, member_id=fresh.id, expected_version=fresh.version, **inputs)


async def test_another_relationship_manager_takes_over_what_the_first_read(scene: Scene) -> None:
    offer = await offered(scene)
    first = await scene.one(MANAGER)
    second = await scene.make.member(name="Mara Manager")
    await scene.sql("UPDATE organisation SET manager_id = :id WHERE id = :of", id=second.id, of=scene.partner.id)
    async with scene.as_(SYSTEM) as session:
        entry = Entry(partner_id=scene.partner.id, event="partner.manager_assigned")
        await operations.renew_readers(session, SYSTEM, entry, NOW)
    assert await scene.read_by(second, offer) is not None
    assert await scene.read_by(first, offer) is None
    given = await scene.on(offer)
    assert (await scene.refused(first, operations.reject_offer, **given))[0] in {"NOT_FOUND", "NOT_PERMITTED"}


async def test_the_portals_own_login_sees_who_reads_it_and_neither_text_nor_amount(scene: Scene) -> None:
    await offered(scene)
    for column in ("ciphertext", "nonce", "company_gives_minor", "partner_gives_minor", "currency"):
        kind: type[Record] = SealedText
        with pytest.raises(Exception, match="permission denied"):
            async with scene.as_(SYSTEM) as session:
                await session.scalar(select(getattr(kind, column)))


async def test_a_text_opens_under_its_own_secret_dispute_and_offer_alone(scene: Scene) -> None:
    offer = await offered(scene)
    row = (await scene.make.session.scalars(select(SealedText))).one()
    parts: dict[str, Any] = {"nonce": row.nonce, "ciphertext": row.ciphertext, "sha256": offer.sha256}
    assert sealing.opened(secret_of, offer.dispute_id, offer.id, **parts)["offer"] == 1
    other = scene.partner.id
    tried: Any = (
        (other, offer.id, secret_of, {}), (offer.dispute_id, other, secret_of, {}),
        (offer.dispute_id, offer.id, lambda _: b"another", {}),
        (offer.dispute_id, offer.id, secret_of, {"sha256": "0" * 64}),
        (offer.dispute_id, offer.id, secret_of, {"ciphertext": bytes([row.ciphertext[0] ^ 1]) + row.ciphertext[1:]}),
    )  # fmt: skip
    for dispute_id, offer_id, secret, changed in tried:
        with pytest.raises(sealing.SealError):
            sealing.opened(secret, dispute_id, offer_id, **{**parts, **changed})


def test_the_same_words_never_have_the_same_digest_or_cipher() -> None:
    made = [sealing.seal(secret_of, SYSTEM.person_id, SYSTEM.person_id, {"amountMinor": 5_000_000}) for _ in range(50)]
    assert len({each.sha256 for each in made}) == len({each.ciphertext for each in made}) == 50
