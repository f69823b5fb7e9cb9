"""Letters: at once for what waits for the reader, else one on a business morning; never two of one event."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select, update

from frontend_stub.pages.notifications import listing
from portal import errors, ids, languages, mail, reactions
from portal.access import Side
from portal.contracts.rules import LIFE, ROUND, RoundStatus, Status
from portal.journal import Entry
from portal.mail import Mail
from portal.notes import operations as notes
from portal.notes.rules import Visibility
from portal.notifications import composing, leaving, rounds
from portal.notifications.models import Notification, Preference
from portal.notifications.rules import Family, How
from portal.partners.documents import DOCUMENT, DOCUMENTS, DocumentKind, DocumentStatus
from portal.partners.models import Organisation, Person
from portal.rooms import PREFIXES
from tests.files import making as files
from tests.make import NOW
from tests.notifications.cast import Cast, happen
from tests.notifications.making import notification
from tests.partners import making as papers
from tests.people import sign_in

MORNING = datetime.fromisoformat("2026-03-03T06:00:00Z")
"""Seven o'clock in Germany, the business day after NOW."""
INSURANCE_BG = languages.written(DOCUMENTS[DocumentKind.INSURANCE], "bg")
SUBMIT = next(step for step in ROUND.steps if step.action == "submit")


class Killed(BaseException):
    """What a worker does not live to see."""


async def letters(cast: Cast) -> list[Mail]:
    cast.make.session.expire_all()
    return list(await cast.make.session.scalars(select(Mail).order_by(Mail.id)))


async def submitted(cast: Cast, **columns: Any) -> Entry:
    """The partner's side submits a round, and everybody is told."""
    columns = {"title": "Screws", "number": "C-7", **columns}
    made = await cast.make.contract(
        status=Status.IN_NEGOTIATION, round_status=RoundStatus.SUBMITTED, partner=cast.partner,
        owner=cast.people["SALES"], **columns,
    )  # fmt: skip
    entry = await happen(cast, SUBMIT, made, side=Side.PARTNER, published=True)
    await reactions.run(cast.database, NOW)
    await rounds.run(cast.database, NOW)
    return entry


async def test_who_can_act_has_a_letter_at_once_that_says_what_whose_turn_until_when_and_what_otherwise(
    cast: Cast,
) -> None:
    await submitted(cast)
    found = await letters(cast)
    emails = {cast.people[name].email for name in ("RELATIONSHIP_MANAGER", "LEGAL")}
    assert {each.to for each in found} == emails
    assert {each.subject for each in found} == {"C-7 Screws: Robin (Northgate) submitted a proposal."}
    text = found[0].text
    assert text.splitlines()[0] == "C-7 Screws"
    assert "- Robin (Northgate) submitted a proposal. Monday, 2 March 2026, 10:00 (GMT+01:00)" in text.replace(
        "\u202f", " "
    )
    assert "It is your turn: you can take the next step.\nBy Monday, 16 March 2026" in text
    assert "Otherwise the proposal lapses, and the turn goes back to the side that made it." in text
    assert text.count("{portal}/contracts/ctr_") == 1
    assert "You get this because you can take the next step." in text
    assert found[0].unsubscribe.startswith("/unsubscribe/")


async def test_the_owner_who_cannot_act_has_it_with_the_next_business_morning(cast: Cast) -> None:
    await submitted(cast)
    await rounds.run(cast.database, MORNING - timedelta(seconds=1))
    assert len(await letters(cast)) == 2
    await rounds.run(cast.database, MORNING)
    await rounds.run(cast.database, MORNING + timedelta(days=3))
    found = [each for each in await letters(cast) if each.to == cast.people["SALES"].email]
    assert [each.subject for each in found] == ["There has been 1 event since your last email."]
    assert "C-7 Screws" in found[0].text


async def test_what_is_read_by_then_is_not_in_the_digest(cast: Cast) -> None:
    await submitted(cast)
    await cast.make.session.execute(update(Notification).values(read_at=NOW))
    await rounds.run(cast.database, MORNING)
    assert len(await letters(cast)) == 2


async def test_a_letter_is_in_the_language_and_zone_of_its_reader_and_what_people_typed_stays_text(cast: Cast) -> None:
    legal = cast.people["LEGAL"]
    spoken = update(Person).where(Person.id == legal.person_id).values(language="bg", zone="Asia/Kolkata")
    await cast.make.session.execute(spoken)
    await submitted(cast, title='<b>Screws</b> & "more"')
    letter = next(each for each in await letters(cast) if each.to == legal.email)
    assert letter.subject == 'C-7 <b>Screws</b> & "more": Robin (Northgate) изпрати предложение.'
    assert letter.language == "bg"
    assert "<b>" not in letter.html
    assert "&lt;b&gt;Screws&lt;/b&gt; &amp; &#34;more&#34;" in letter.html
    assert "Вие сте на ред" in letter.text
    assert "понеделник, 16 март 2026 г., 14:30" in letter.text


@pytest.mark.parametrize(("tag", "language"), [("tl-PH", "fil"), ("bg-BG", "bg"), ("de", "en")])
async def test_whoever_reads_in_another_tag_of_a_language_or_in_none_of_ours_has_letters_too(
    cast: Cast, tag: str, language: str
) -> None:
    legal = cast.people["LEGAL"]
    await cast.make.session.execute(update(Person).where(Person.id == legal.person_id).values(language=tag))
    await submitted(cast)
    (letter,) = [each for each in await letters(cast) if each.to == legal.email]
    assert letter.language == language
    assert languages.translated("Choose how you get emails.", language).rstrip(".") in letter.text


def test_each_kind_of_record_that_people_are_told_of_has_its_page_in_letters_and_in_the_list() -> None:
    assert set(composing.PLACES) >= PREFIXES
    assert set(listing.PLACES) >= PREFIXES


async def test_a_letter_about_a_document_leads_to_it_and_calls_it_in_the_readers_language(cast: Cast) -> None:
    legal = cast.people["LEGAL"]
    await cast.make.session.execute(update(Person).where(Person.id == legal.person_id).values(language="bg"))
    file = files.file(cast.people["PARTNER_MEMBER"])
    paper = papers.document(cast.partner, legal, status=DocumentStatus.UPLOADED, file=file, owner_id=legal.id)
    paper.kind, paper.title, paper.waiting_on = DocumentKind.INSURANCE, "", frozenset({Side.HOST})
    await cast.make.add(file, paper)
    upload = next(step for step in DOCUMENT.steps if step.action == "upload")
    await happen(cast, upload, paper, side=Side.PARTNER, published=True)
    await reactions.run(cast.database, NOW)
    await rounds.run(cast.database, NOW)
    (letter,) = [each for each in await letters(cast) if each.to == legal.email]
    assert letter.subject.startswith(f"{INSURANCE_BG}: ")
    assert f"{{portal}}/documents/{ids.text('doc', paper.id)}" in letter.text


async def test_a_letter_about_a_task_says_its_day_and_leads_to_it_and_nothing_of_the_contracts_own_turn(
    cast: Cast,
) -> None:
    sales, mia = cast.people["SALES"], cast.people["PARTNER_MEMBER"]
    contract = await cast.make.contract(
        status=Status.IN_NEGOTIATION, round_status=RoundStatus.SUBMITTED, partner=cast.partner, owner=sales,
        title="Screws", number="C-7",
    )  # fmt: skip
    actor = await cast.make.actor(sales)
    token = sha256(await sign_in(cast.make.session, actor)).digest()
    async with cast.database.acting(actor.access_class, token, actor.version) as session:
        note = await notes.write(
            session, actor, record_id=ids.text("ctr", contract.id), visibility=Visibility.SHARED, now=NOW,
            text="Please send the report.", assignee_id=mia.id, due_on=date(2026, 3, 20),
        )  # fmt: skip
    await reactions.run(cast.database, NOW)
    await rounds.run(cast.database, NOW)
    (letter,) = [each for each in await letters(cast) if each.to == mia.email]
    assert letter.subject == "C-7 Screws: SALES (Entente Works) assigned a task to PARTNER_MEMBER."
    assert "Due by 20 Mar 2026." in letter.text
    assert f"{{portal}}/notes/{ids.text('nte', note.id)}" in letter.text
    assert "waited for" not in letter.text.replace("You get this", "")


async def test_whoever_chose_no_letters_has_none_and_whoever_chose_each_has_each(cast: Cast) -> None:
    for name, how in (("LEGAL", How.NEVER), ("RELATIONSHIP_MANAGER", How.DIGEST), ("SALES", How.AT_ONCE)):
        member = cast.people[name]
        place = {"partner_id": member.partner_id, "member_id": member.id}
        await cast.make.add(Preference(**place, family=Family.NEGOTIATION, how=how))
    await submitted(cast)
    assert [each.to for each in await letters(cast)] == [cast.people["SALES"].email]
    await rounds.run(cast.database, MORNING)
    assert [each.to for each in await letters(cast)][1:] == [cast.people["RELATIONSHIP_MANAGER"].email]


async def test_who_may_not_read_it_any_more_when_the_letter_leaves_has_none(cast: Cast) -> None:
    member = cast.people["RELATIONSHIP_MANAGER"]
    place = {"partner_id": member.partner_id, "member_id": member.id}
    await cast.make.add(Preference(**place, family=Family.NEGOTIATION, how=How.DIGEST))
    await submitted(cast)
    other = cast.people["OTHER_MANAGER"]
    await cast.make.session.execute(
        update(Organisation).where(Organisation.id == cast.partner.id).values(manager_id=other.id)
    )
    await rounds.run(cast.database, MORNING)
    assert member.email not in {each.to for each in await letters(cast)}


@pytest.mark.parametrize("left", [0, 1])
async def test_a_worker_that_dies_on_the_way_leaves_no_letter_out_and_sends_none_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    sends, tries = mail.send, []

    async def dying(*given: Any, **named: Any) -> None:
        await sends(*given, **named)
        tries.append(named["to"])
        if len(tries) > left:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(mail, "send", dying)
        with pytest.raises(Killed):
            await submitted(cast)
    assert len(await letters(cast)) == left
    await rounds.run(cast.database, NOW)
    await rounds.run(cast.database, NOW)
    assert sorted(each.to for each in await letters(cast)) == sorted(
        cast.people[name].email for name in ("RELATIONSHIP_MANAGER", "LEGAL")
    )


async def test_two_hundred_events_are_one_letter_by_record_with_a_link_to_each(cast: Cast) -> None:
    owner = cast.people["SALES"]
    made = [await cast.make.contract(partner=cast.partner, owner=owner, title=f"Part {n}") for n in range(10)]
    await cast.make.add(
        *(
            notification(
                cast.partner, owner, record_type="ctr", record_id=made[number % 10].id, event="deadline.near",
                at=NOW + timedelta(minutes=number), letter_at=MORNING,
            )
            for number in range(200)
        )
    )  # fmt: skip
    await rounds.run(cast.database, MORNING)
    (letter,) = await letters(cast)
    assert letter.subject == "There have been 200 events since your last email."
    assert letter.text.count("The time to act is running out.") == 200
    for each in made:
        assert letter.text.count(f"{{portal}}/contracts/ctr_{each.id.hex}\n") == 1
        assert letter.html.count(f'href="{{portal}}/contracts/ctr_{each.id.hex}"') == 1


async def test_more_than_an_email_can_have_is_counted_and_nobody_waits_for_it(cast: Cast) -> None:
    owner, count = cast.people["SALES"], 290
    for number in range(count):
        made = await cast.make.contract(partner=cast.partner, owner=owner, title=f"{number} {'long ' * 38}".strip())
        near = {"record_type": "ctr", "record_id": made.id, "event": "deadline.near", "letter_at": MORNING}
        await cast.make.add(notification(cast.partner, owner, at=NOW + timedelta(minutes=number), **near))
    await rounds.run(cast.database, MORNING)
    (letter,) = await letters(cast)
    assert letter.subject == f"There have been {count} events since your last email."
    told = letter.text.count("The time to act is running out.")
    assert 100 < told < count
    assert f"The portal shows {count - told} more." in letter.text


async def test_one_click_ends_letters_of_the_kind_and_nothing_else(cast: Cast) -> None:
    await submitted(cast)
    letter = next(each for each in await letters(cast) if each.to == cast.people["LEGAL"].email)
    token = letter.unsubscribe.removeprefix(leaving.PLACE)
    for _ in range(2):
        assert await leaving.leave(cast.database, token) == {Family.NEGOTIATION}
    chosen = list(await cast.make.session.scalars(select(Preference)))
    assert [(each.member_id, each.family, each.how) for each in chosen] == [
        (cast.people["LEGAL"].id, Family.NEGOTIATION, How.NEVER)
    ]


@pytest.mark.parametrize(
    "change",
    [lambda it: it[:-2] + "AA", lambda it: ("B" if it[0] == "A" else "A") + it[1:], lambda _: "", lambda _: "é"],
)
async def test_a_token_of_another_hand_ends_nothing(cast: Cast, change: Any) -> None:
    token = leaving.place(cast.database, cast.people["LEGAL"].id, [Family.PEOPLE]).removeprefix(leaving.PLACE)
    with pytest.raises(errors.NotFound):
        await leaving.leave(cast.database, change(token))
    assert list(await cast.make.session.scalars(select(Preference))) == []


async def test_what_binds_cannot_be_switched_off_by_administrators(cast: Cast) -> None:
    for name in ("PARTNER_ADMIN", "PLATFORM_ADMIN", "COMPANY_SIGNATORY"):
        member = cast.people[name]
        place = {"partner_id": member.partner_id, "member_id": member.id}
        await cast.make.add(Preference(**place, family=Family.SIGNATURE, how=How.NEVER))
    made = await cast.make.contract(status=Status.OUT_FOR_SIGNATURE, partner=cast.partner, owner=cast.people["SALES"])
    release = next(step for step in LIFE.steps if step.action == "release")
    await happen(cast, release, made, side=cast.people["SALES"].side, published=True)
    await reactions.run(cast.database, NOW)
    await rounds.run(cast.database, NOW)
    found = {each.to: each.unsubscribe for each in await letters(cast)}
    wanted = {cast.people[name].email for name in ("PARTNER_ADMIN", "PLATFORM_ADMIN", "PARTNER_SIGNATORY")}
    assert found.keys() == wanted
    assert found[cast.people["PARTNER_ADMIN"].email] == found[cast.people["PLATFORM_ADMIN"].email] == ""
    assert found[cast.people["PARTNER_SIGNATORY"].email] != ""
