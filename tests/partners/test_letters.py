"""Every email about an account, a place or a domain is in the language of its reader: each caller is walked."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from auth.federation import reproving
from auth.federation.models import Domain
from portal import journal, languages
from portal.access import Role
from portal.commands import catalogue
from portal.mail import Mail
from portal.partners import documents, operations, queries
from portal.partners.models import Membership, Organisation
from portal.partners.rules import Stage
from portal.sentences import Sentence
from tests.ground.leftovers import is_english
from tests.make import NOW
from tests.partners import papers
from tests.partners.scene import Scene
from tests.partners.test_accounts import A, account, step
from tests.partners.test_document_clock import END, D, staff, tick
from tests.partners.test_exits import ENDS, PLAN, hand_over

OTHERS = sorted(set(languages.LANGUAGES) - {languages.ENGLISH})
TYPED = "Ж"
ROOM = "portal/partners/operations/"
SUBJECTS = {
    each.text
    for each in catalogue.said()
    if each.text and each.file.as_posix().startswith(ROOM) and each.text.startswith(("{partner}: ", "{organisation}: "))
}


async def reading(scene: Scene, language: str) -> None:
    """Everybody reads the language; nobody's address stands in the way of the next with the same."""
    await scene.sql("UPDATE person SET language = :language, email = id || '@example.test'", language=language)


async def anew(scene: Scene, language: str, status: A, **columns: Any) -> tuple[Organisation, Membership, Membership]:
    found = await account(scene, status, **columns)
    await reading(scene, language)
    return found


async def applying(scene: Scene, language: str) -> None:
    """Asked and silent, turned down, taken in."""
    partner, _, legal = await anew(scene, language, A.APPLIED)
    await scene.do(legal, operations.request_info, **step(partner, items=[TYPED, TYPED]))
    await scene.by_clock(operations.keep_account_time, partner_id=partner.id, now=NOW + timedelta(days=40))
    partner, _, legal = await anew(scene, language, A.APPLIED)
    await scene.do(legal, operations.reject, **step(partner, reason=TYPED))
    partner, _, legal = await anew(scene, language, A.APPLIED)
    await scene.do(legal, operations.approve, **step(partner))
    await scene.do(legal, operations.hold, **step(partner, 2, reason=TYPED))
    await scene.do(legal, operations.release, **step(partner, 3, reason=TYPED))
    partner, _, legal = await anew(scene, language, A.APPLIED, due_at=NOW)
    await scene.sql("UPDATE organisation SET manager_id = :lead WHERE side = 'HOST'", lead=legal.id)
    await scene.by_clock(operations.keep_account_time, partner_id=partner.id)


async def exits(scene: Scene, language: str) -> None:
    """Begun and called off, overdue and finished."""
    partner, admin, _ = await anew(scene, language, A.ACTIVE)
    sponsor, legal = (
        await scene.make.member(roles={Role.EXECUTIVE_SPONSOR}),
        await scene.make.member(roles={Role.LEGAL}),
    )
    await reading(scene, language)
    await scene.do(admin, operations.start_exit, **step(partner, **PLAN))
    await scene.do(admin, operations.agree_to_stay, **step(partner, 2))
    await scene.do(sponsor, operations.cancel_exit, **step(partner, 3, reason=TYPED))
    await scene.do(admin, operations.start_exit, **step(partner, 4, **PLAN))
    await scene.by_clock(operations.keep_account_time, partner_id=partner.id, now=ENDS)
    await hand_over(scene, partner)
    await scene.do(legal, operations.finish_exit, **step(partner, 6))


async def plans(scene: Scene, language: str) -> None:
    """Proposed by each side and agreed to by the other."""
    partner, admin, _ = await anew(scene, language, A.ACTIVE, stage=Stage.EXPANSION)
    manager: Membership = (await scene.make.session.scalars(queries.manager_of(partner))).one()
    digest = None
    for text, own, other in ((TYPED, manager, admin), (TYPED * 2, admin, manager)):
        given = {"partner_id": partner.id, "text": text, "expected_digest": digest}
        await scene.do(own, operations.propose_plan, **given)
        digest = sha256(text.encode()).hexdigest()
        await scene.do(other, operations.agree_plan, partner_id=partner.id, expected_digest=digest)


async def held_by_a_document(scene: Scene, language: str) -> None:
    rita, _ = await staff(scene)
    await reading(scene, language)
    await papers.required(scene)
    old = await papers.there(scene, rita, END, due_at=END, reminded=7, status=D.EXPIRING)
    await tick(scene, old, END)


async def inviting(scene: Scene, language: str) -> None:
    _, admin, _ = await anew(scene, language, A.ACTIVE)
    given = {"email": "nina@alpine.example", "name": "Nina", "roles": {Role.PARTNER_MEMBER}}
    await scene.do(admin, operations.invite_member, **given)


async def written(scene: Scene, language: str) -> list[Mail]:
    """What all of them send to people who read the language."""
    for walk in (applying, exits, plans, held_by_a_document, inviting):
        await walk(scene, language)
    return [*await scene.letters()]


@pytest.mark.parametrize("language", OTHERS)
async def test_no_email_that_leaves_the_room_is_english_to_who_reads_another_language(
    scene: Scene, language: str
) -> None:
    letters = await written(scene, language)
    assert {letter.language for letter in letters} == {language}
    assert [letter.subject for letter in letters if is_english(letter.subject)] == []
    texts = [letter.text.replace(PLAN["arrangement"], "") for letter in letters]
    assert [text for text in texts if is_english(text)] == []
    names = dict.fromkeys(("partner", "organisation"), "Alpine Tools")
    expected = {each: Sentence(each, names).headed(language) for each in SUBJECTS}
    subjects = {letter.subject for letter in letters}
    assert len(SUBJECTS) > 14
    assert {each for each, said in expected.items() if said not in subjects} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_emails_about_domains_and_what_the_portal_notes_with_values_are_in_the_readers_language(language: str) -> None:
    partner, domain = Organisation(name="Alpine Tools"), Domain(domain="alpine.example", token="t" * 32)
    for letter in (reproving.missing(partner, domain), reproving.lapsed(partner, domain)):
        assert not is_english(letter.titled(language))
        assert not is_english(letter.text(language))
    reason = documents.expired(tuple(documents.DOCUMENTS)[:2])
    assert journal.noted(str(reason), language) == reason.in_(language) != str(reason)
    other = "A mandatory document has expired: Passport. The hold ends when a new one is accepted."
    assert journal.noted(other, language) == other


async def test_who_has_no_account_is_invited_in_the_language_of_their_own_people_or_else_in_english(
    scene: Scene,
) -> None:
    host = await scene.make.member(roles={Role.PLATFORM_ADMIN})
    await scene.sql("UPDATE person SET language = 'bg-BG'")
    given = {"name": "Nina", "roles": {Role.PARTNER_ADMIN}, "partner_id": scene.partner.id}
    await scene.do(scene.admin, operations.invite_member, email="nina@northgate.example", **given)
    await scene.do(host, operations.invite_member, email="nora@northgate.example", **given)
    own, foreign = await scene.letters()
    assert (own.language, own.subject) == ("bg", "Northgate Castings: поканата ви за портала")
    assert (foreign.language, foreign.subject) == ("en", "Northgate Castings: your invitation to the portal")
