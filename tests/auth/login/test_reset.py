"""A new password: by mail for who forgot it, by the old one for who knows it; sessions and grants end."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from auth.server.models import Grant
from portal import ids, languages
from portal.partners.models import Person
from tests.auth.browser import EMAIL, PASSWORD, Portal
from tests.auth.login.authenticator import Authenticator
from tests.auth.login.visitor import Visitor, code, enrolled
from tests.ground.leftovers import is_english

NEW = "a rather different one"
LETTERS = 'SELECT "to", subject FROM mail ORDER BY id'


async def link(portal: Portal) -> str:
    """The token of the newest letter."""
    rows = await portal.rows("SELECT text FROM mail WHERE subject = 'Set a new password' ORDER BY id DESC LIMIT 1")
    found = re.search(r"https://portal\.example/reset/password\?token=(\S+)", rows[0][0])
    assert found
    return found[1]


async def grant(portal: Portal, person_id: UUID) -> None:
    now = portal.now()
    await portal.make.add(
        Grant(
            client_id="pgm", person_id=person_id, member_id=ids.new(), partner_id=ids.new(), scopes=[], resource="x",
            strength="phr", authenticated_at=now, session_id=ids.new(), created_at=now, expires_at=now,
            revoked_because="",
        )
    )  # fmt: skip
    await portal.make.session.commit()


async def test_r73_the_link_sets_a_new_password_once_and_ends_every_session_but_keeps_the_second_factor(
    portal: Portal,
) -> None:
    visitor, device = await enrolled(portal)
    caller = await visitor.caller()
    assert caller is not None
    await grant(portal, caller.actor.person_id)
    stranger = Visitor.of(portal, "192.0.2.99")

    assert (await stranger.post("reset", email=f" {EMAIL.upper()}")).status_code == 204
    token = await link(portal)
    portal.later = timedelta(seconds=1)
    assert (await stranger.post("reset/password", token=token, password=NEW)).status_code == 204

    assert await visitor.caller() is None
    assert await portal.rows("SELECT revoked_because FROM auth.client_grant") == [("password",)]
    assert stranger.cookie == b""
    assert (await stranger.password()).status_code == 401
    assert (await stranger.password(password=NEW)).json() == {"next": "passkey"}
    assert (await stranger.present(device)).status_code == 204
    again = await stranger.post("reset/password", token=token, password="yet another one")
    assert (again.status_code, code(again)) == (404, "NOT_FOUND")
    assert await portal.rows(LETTERS) == [(EMAIL, "Set a new password"), (EMAIL, "Your password was changed")]


@pytest.mark.parametrize("language", sorted(set(languages.LANGUAGES) - {languages.ENGLISH}))
async def test_the_letters_of_the_sign_in_are_in_the_language_of_the_person(portal: Portal, language: str) -> None:
    visitor, device = await enrolled(portal)
    await portal.make.session.execute(update(Person).where(Person.email == EMAIL).values(language=language))
    await portal.make.session.commit()
    await visitor.confirm(device)
    options = await visitor.asked("passkeys/challenge")
    phone = Authenticator().create(options)
    assert (await visitor.post("passkeys", credential=phone, name="Phone")).status_code == 204
    await Visitor.of(portal).post("reset", email=EMAIL)
    assert (await visitor.post("password", old=PASSWORD, password=NEW)).status_code == 204
    rows = await portal.rows("SELECT language, subject, text FROM mail ORDER BY id")
    assert [(row[0], is_english(row[1]), is_english(row[2])) for row in rows] == [(language, False, False)] * 3


async def test_r73_the_link_has_256_bits_is_kept_as_a_digest_and_lasts_half_an_hour(portal: Portal) -> None:
    await enrolled(portal)
    visitor = Visitor.of(portal)
    await visitor.post("reset", email=EMAIL)
    token = await link(portal)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert token not in str(await portal.rows("SELECT o::text, e::text FROM auth.once o, auth.event e"))

    portal.later = timedelta(minutes=30, seconds=1)

    answer = await visitor.post("reset/password", token=token, password=NEW)
    assert (answer.status_code, code(answer)) == (404, "NOT_FOUND")
    portal.later = timedelta(minutes=29)
    assert (await visitor.post("reset/password", token=token, password=NEW)).status_code == 204


async def test_r73_a_link_dies_with_the_password_it_was_to_replace(portal: Portal) -> None:
    await enrolled(portal)
    visitor = Visitor.of(portal)
    await visitor.post("reset", email=EMAIL)
    first = await link(portal)
    await visitor.post("reset", email=EMAIL)
    second = await link(portal)
    portal.later = timedelta(minutes=1)
    assert (await visitor.post("reset/password", token=second, password=NEW)).status_code == 204

    assert code(await visitor.post("reset/password", token=first, password="one more of them")) == "NOT_FOUND"


async def test_r70_nobody_learns_from_a_reset_who_has_an_account(portal: Portal) -> None:
    await enrolled(portal)

    known = await Visitor.of(portal).post("reset", email=EMAIL)
    unknown = await Visitor.of(portal, "192.0.2.8").post("reset", email="nobody@partner.example")

    assert (known.status_code, known.content, known.headers) == (unknown.status_code, unknown.content, unknown.headers)
    assert await portal.rows(LETTERS) == [(EMAIL, "Set a new password")]


async def test_r70_asking_for_links_again_and_again_must_wait(portal: Portal) -> None:
    await enrolled(portal)
    visitor = Visitor.of(portal)

    answers = [await visitor.post("reset", email=EMAIL) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [204] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "1"
    assert len(await portal.rows(LETTERS)) == 5


@pytest.mark.parametrize("password", ["short", "password1", "mira-partner!", "entente2026"])
async def test_r68_a_weak_password_is_refused_and_the_link_stays_good(portal: Portal, password: str) -> None:
    await enrolled(portal)
    visitor = Visitor.of(portal)
    await visitor.post("reset", email=EMAIL)
    token = await link(portal)

    answer = await visitor.post("reset/password", token=token, password=password)

    assert (answer.status_code, code(answer), answer.json()["errors"][0]["path"]) == (422, "INVALID", ["password"])
    assert (await visitor.post("reset/password", token=token, password=NEW)).status_code == 204


async def test_who_knows_the_old_password_sets_another_and_every_other_session_ends(portal: Portal) -> None:
    visitor, device = await enrolled(portal)
    elsewhere = Visitor.of(portal)
    await elsewhere.present(device)
    caller = await visitor.caller()
    assert caller is not None
    await grant(portal, caller.actor.person_id)

    wrong = await visitor.post("password", old="not the password", password=NEW)
    weak = await visitor.post("password", old=PASSWORD, password="password1")
    assert (code(wrong), code(weak)) == ("NOT_PROVED", "INVALID")
    assert await elsewhere.caller() is not None
    portal.later = timedelta(seconds=1)
    assert (await visitor.post("password", old=PASSWORD, password=NEW)).status_code == 204

    assert await elsewhere.caller() is None
    assert await visitor.caller() is not None
    assert await portal.rows("SELECT revoked_because FROM auth.client_grant") == [("password",)]
    assert (await elsewhere.password(password=NEW)).json() == {"next": "passkey"}
    assert await portal.rows(LETTERS) == [(EMAIL, "Your password was changed")]


async def test_r84_each_step_leaves_one_event_with_the_reference_of_its_request(portal: Portal) -> None:
    visitor, device = await enrolled(portal)
    await visitor.confirm(device)
    await visitor.asked("recovery-codes")
    await visitor.post("password", old="not the password", password=NEW)
    await visitor.post("reset", email=EMAIL)
    caller = await visitor.caller()
    assert caller is not None

    rows = await portal.rows(
        "SELECT action, method, outcome, reason FROM auth.event WHERE person_id = :id AND action <> 'SET_PASSWORD' "
        "OR reason = 'wrong_password' ORDER BY id", id=caller.actor.person_id,
    )  # fmt: skip

    assert rows == [
        ("FIRST_FACTOR", "password", "ACCEPTED", "right_password"),
        ("ADD_PASSKEY", "password", "ACCEPTED", "first_sign_in"),
        ("SIGN_IN", "password+new passkey", "ACCEPTED", "proved"),
        ("CONFIRM", "passkey", "ACCEPTED", "proved"),
        ("MAKE_RECOVERY_CODES", "session", "ACCEPTED", "asked"),
        ("SET_PASSWORD", "password", "REFUSED", "wrong_password"),
        ("RESET_PASSWORD", "mail", "ACCEPTED", "asked"),
    ]
    refused = await visitor.post("reset/password", token="x", password=NEW)
    assert re.fullmatch("[0-9a-f]{12}", refused.json()["errors"][0]["extensions"]["reference"])


async def test_r70_nobody_keeps_the_owner_from_asking_for_a_link_where_they_signed_in_before(portal: Portal) -> None:
    owner, _ = await enrolled(portal)
    strangers = [Visitor.of(portal, f"198.51.100.{number}") for number in range(30)]
    answers = [(await each.post("reset", email=EMAIL)).status_code for each in strangers]

    assert answers == [204] * 5 + [429] * 25
    assert (await owner.post("reset", email=EMAIL)).status_code == 204
    assert (await strangers[0].post("reset", email="somebody@else.example")).status_code == 204


async def test_r73_a_sign_in_that_began_with_the_old_password_goes_no_further(portal: Portal) -> None:
    await portal.person()
    thief = Visitor.of(portal, "198.51.100.1")
    assert (await thief.password()).json() == {"next": "enrol"}
    other = await portal.person(email="rosa@partner.example")
    bystander = Visitor.of(portal, "198.51.100.2")
    await bystander.password(other.email)
    await Visitor.of(portal).post("reset", email=EMAIL)

    assert (await Visitor.of(portal).post("reset/password", token=await link(portal), password=NEW)).status_code == 204

    refusal = await thief.post("login/enrolment")
    assert (refusal.status_code, code(refusal)) == (404, "NOT_FOUND")
    assert (await bystander.post("login/enrolment")).status_code == 200
