"""In which language a mediator is written: their own, or that of both who lead the case, or English."""

import pytest
from sqlalchemy import select, update

from portal.access import SYSTEM
from portal.disputes import operations
from portal.journal import Entry
from portal.mail import Mail
from portal.partners.models import Membership, Person
from tests.disputes.scene import DAY, Scene
from tests.disputes.test_mediating import ADMIN, LEGAL, MARA, accepted, at, declared, last_level, mailed, proposed
from tests.ground.leftovers import is_english


async def reading(scene: Scene, membership_id: object, language: str) -> None:
    """From now on the person reads the language."""
    person = select(Membership.person_id).where(Membership.id == membership_id).scalar_subquery()
    await scene.make.session.execute(update(Person).where(Person.id == person).values(language=language))


async def newest(scene: Scene) -> Mail:
    found = select(Mail).where(Mail.to == MARA["email"]).order_by(Mail.id)
    letter: Mail = (await scene.make.session.scalars(found)).all()[-1]
    return letter


@pytest.mark.parametrize(
    ("company", "partner", "own", "expected"),
    [
        ("bg", "bg", None, "bg"), ("hi", "bg", None, "en"), ("en", "fil", None, "en"), ("tl", "fil-PH", None, "fil"),
        ("bg", "bg", "hi", "hi"), ("bg", "bg", "en", "en"), ("de", "de", None, "en"),
    ],
)  # fmt: skip
async def test_a_mediator_is_written_in_their_own_language_or_in_that_of_both_who_lead_the_case(
    scene: Scene, company: str, partner: str, own: str | None, expected: str
) -> None:
    found = await last_level(scene)
    await reading(scene, found.company_owner_id, company)
    await reading(scene, found.partner_owner_id, partner)
    if own:
        await scene.make.add(Person(name=MARA["name"], email=MARA["email"], language=own, zone="Europe/Berlin"))
    await proposed(scene, found)
    letter = await newest(scene)
    assert (letter.language, is_english(letter.text), letter.is_asked_for) == (expected, expected == "en", True)


async def test_every_letter_of_a_mediation_is_in_the_same_language(scene: Scene) -> None:
    found = await last_level(scene)
    for owner in (found.company_owner_id, found.partner_owner_id):
        await reading(scene, owner, "hi")
    made, seat = await declared(scene, found)
    made = await scene.act(ADMIN, operations.send_link_again, made, now=at(made))
    await mailed(scene, made)
    for role in (ADMIN, LEGAL):
        made = await accepted(scene, role, made, seat)
    letters = (await scene.make.session.scalars(select(Mail).where(Mail.to == MARA["email"]))).all()
    assert [(each.language, is_english(each.text), is_english(each.subject)) for each in letters] == [
        ("hi", False, False)
    ] * 2


async def test_somebody_proposed_after_another_gets_one_link(scene: Scene) -> None:
    made = await scene.act(ADMIN, operations.propose_mediator, await last_level(scene), **MARA)
    made = await scene.act(LEGAL, operations.refuse_mediator, made, reason="She worked for them.", now=at(made) + DAY)
    other = {"name": "Nils Neutral", "email": "nils@neutral.example", "now": at(made) + DAY}
    made = await scene.act(ADMIN, operations.propose_mediator, made, **other)
    rows = select(Entry).where(Entry.record_id == made.id, Entry.event == "dispute.mediator_proposed")
    for entry in (await scene.make.session.scalars(rows.order_by(Entry.id))).all():
        async with scene.as_(SYSTEM) as session:
            await operations.tell_the_mediator(session, SYSTEM, entry, at(made))
    assert (await scene.make.session.scalars(select(Mail.to).where(Mail.is_asked_for))).all() == [other["email"]]


async def test_nobody_is_proposed_whose_address_can_get_no_letter(scene: Scene) -> None:
    odd = {**MARA, "email": "mara(at@mediates.example"}
    refused = await scene.not_done(ADMIN, operations.propose_mediator, await last_level(scene), **odd)
    assert refused == ("INVALID", "email", "This is not an email address.")
