"""What is kept of each event at the door, and that nobody changes it or puts a secret there."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from portal.database.policies import AUTH, CLASSES
from tests.auth.browser import EMAIL, HOME, PASSWORD, Portal

SECRET_SHAPES = (PASSWORD, "wrong but mine", "typed in the wrong field", "__Host-", "argon2")


async def test_each_event_says_who_how_with_what_outcome_why_and_from_where(portal: Portal) -> None:
    member = await portal.person()
    agent = (b"user-agent", b"Browser/1\x1b[0m")
    await portal.sign_in(EMAIL, "not the password", agent)
    await portal.sign_in("nobody@partner.example", "not the password", address="2001:db8::5")
    cookie = (await portal.sign_in(EMAIL, PASSWORD, agent)).cookie
    session_id = (await portal.caller(cookie)).session_id
    await portal.sign_out(cookie)

    kept = await portal.rows(
        "SELECT action, method, outcome, reason, person_id, partner_id, member_id, session_id, address, network, agent "
        "FROM auth.event ORDER BY xmin::text::bigint"
    )

    nowhere, nobody = (None, None, None), (None, None, None, None)
    mine = (member.person_id, member.partner_id, member.id)
    assert kept == [
        ("SET_PASSWORD", "password", "ACCEPTED", "administrator", *mine, None, "", "", "command line"),
        ("SIGN_IN", "password", "REFUSED", "wrong_password", mine[0], *nowhere, HOME, HOME, "Browser/1[0m"),
        ("SIGN_IN", "password", "REFUSED", "unknown_account", *nobody, "2001:db8::5", "2001:db8::/64", ""),
        ("SIGN_IN", "password", "ACCEPTED", "proved", *mine, session_id, HOME, HOME, "Browser/1[0m"),
        ("SIGN_OUT", "session", "ACCEPTED", "asked", *mine, session_id, HOME, HOME, ""),
    ]


async def test_no_event_holds_what_was_typed_or_what_opens_a_door(portal: Portal) -> None:
    await portal.person()
    await portal.sign_in(EMAIL, "wrong but mine")
    await portal.sign_in("typed in the wrong field", PASSWORD)
    cookie = await portal.cookie()
    await portal.sign_out(cookie)

    kept = str(await portal.rows("SELECT (e.*)::text FROM auth.event e"))

    assert [shape for shape in (*SECRET_SHAPES, cookie.decode().partition("=")[2]) if shape in kept] == []


@pytest.mark.parametrize(
    "change", ["UPDATE auth.event SET reason = ''", "DELETE FROM auth.event", "TRUNCATE auth.event"]
)
async def test_events_are_never_changed_or_deleted(portal: Portal, change: str) -> None:
    await portal.person()
    await portal.cookie()

    with pytest.raises(ProgrammingError, match=r"permission denied|never changed or deleted"):
        async with portal.database.transaction(AUTH) as transaction:
            await transaction.execute(text(change))

    assert await portal.rows("SELECT count(*) FROM auth.event") == [(2,)]


@pytest.mark.parametrize("table", ["event", "password", "session", "attempt"])
@pytest.mark.parametrize("login", CLASSES)
async def test_no_other_login_reads_what_belongs_to_signing_in(portal: Portal, login: str, table: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied for schema auth"):
        async with portal.database.transaction(login) as transaction:
            await transaction.execute(text(f"SELECT count(*) FROM auth.{table}"))
