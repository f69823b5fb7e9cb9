"""How a session lives and ends, and that what the door remembers never keeps a dead one alive."""

import hashlib
import re
from datetime import timedelta

import pytest

from auth import people, session
from auth.identify import UNATTENDED, Door
from portal import clock
from portal.database.policies import AUTH
from tests.auth.browser import EMAIL, PASSWORD, PUBLIC_URL, Portal, scope

LIVE = "SELECT count(*) FROM auth.session WHERE ended_at IS NULL"


async def test_r77_the_cookie_is_bound_to_the_host_and_its_value_is_only_with_the_browser(portal: Portal) -> None:
    await portal.person()

    header = (await portal.sign_in()).header("set-cookie")

    found = re.fullmatch(r"__Host-session=([A-Za-z0-9_-]{43}); Secure; HttpOnly; Path=/; SameSite=Lax", header)
    assert found is not None
    stored = await portal.rows("SELECT token_sha256 FROM auth.session")
    assert stored == [(hashlib.sha256(found[1].encode()).digest(),)]
    kept = await portal.rows("SELECT (s.*)::text, (e.*)::text FROM auth.session s, auth.event e")
    assert found[1] not in str(kept)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:1", "http://a.localhost:2"])
def test_on_this_machine_alone_the_cookie_may_go_without_https(url: str) -> None:
    cookie = session.Cookie.of(url)

    assert cookie.set("v") == "session=v; HttpOnly; Path=/; SameSite=Lax"
    assert cookie.cleared == "session=; Max-Age=0; HttpOnly; Path=/; SameSite=Lax"


@pytest.mark.parametrize("url", ["http://portal.example", "http://10.0.0.1:8000", "ftp://localhost.evil", ""])
def test_sessions_never_cross_the_network_in_clear(url: str) -> None:
    with pytest.raises(ValueError, match="Set PORTAL_PUBLIC_URL to an https address"):
        session.Cookie.of(url)


async def test_r78_each_sign_in_gives_a_new_session_and_ends_the_one_the_browser_had(portal: Portal) -> None:
    await portal.person()
    old = await portal.cookie()
    elsewhere = await portal.cookie()
    caller, other = await portal.caller(old), await portal.caller(elsewhere)

    new = await renewed(portal, old)

    assert new not in {old, elsewhere}
    assert portal.known(old) is None
    assert not await portal.is_let_in(caller)
    assert await portal.is_let_in(other)
    assert await portal.is_let_in(await portal.caller(new))


async def renewed(portal: Portal, old: bytes) -> bytes:
    answer = await portal.sign_in(EMAIL, PASSWORD, (b"cookie", old))
    assert answer.status == 204
    return answer.cookie


async def test_a_session_value_brought_along_is_never_taken_over(portal: Portal) -> None:
    await portal.person()
    planted = b"__Host-session=" + b"A" * 43

    assert await renewed(portal, planted) != planted
    assert await portal.identify(planted) is None


@pytest.mark.parametrize(
    ("host", "column", "moved", "lives"),
    [
        (False, "seen_at", 29, True),
        (False, "seen_at", 31, False),
        (True, "seen_at", 14, True),
        (True, "seen_at", 16, False),
        (False, "expires_at", 12 * 60 - 1, True),
        (False, "expires_at", 12 * 60 + 1, False),
        (True, "expires_at", 12 * 60 + 1, False),
    ],
)
async def test_r79_a_session_ends_when_idle_and_after_twelve_hours(
    portal: Portal, host: bool, column: str, moved: int, lives: bool
) -> None:
    await portal.person(of=await portal.make.company() if host else None)
    cookie = await portal.cookie()
    caller = await portal.caller(cookie)

    await portal.rows(f"UPDATE auth.session SET {column} = {column} - make_interval(mins => :moved)", moved=moved)

    assert await portal.is_let_in(caller) is lives
    assert (await portal.identify(cookie) is not None) is lives


async def test_using_a_session_keeps_it_alive_but_never_past_its_end_and_never_revives_it(portal: Portal) -> None:
    await portal.person()
    cookies = [await portal.cookie() for _ in range(3)]
    callers = [await portal.caller(cookie) for cookie in cookies]
    for caller, minutes in zip(callers, (20, 31, 20), strict=True):
        await portal.rows(
            "UPDATE auth.session SET seen_at = seen_at - make_interval(mins => :minutes) WHERE token_sha256 = :token",
            minutes=minutes, token=caller.token_sha256,
        )  # fmt: skip
    await portal.rows(
        "UPDATE auth.session SET ended_at = now() WHERE token_sha256 = :token", token=callers[2].token_sha256
    )

    await portal.door.note_seen()

    now = clock.now()
    ages = {
        token: round((now - seen) / timedelta(minutes=1))
        for token, seen in await portal.rows("SELECT token_sha256, seen_at FROM auth.session")
    }
    assert [ages[caller.token_sha256] for caller in callers] == [0, 31, 20]
    assert [await portal.is_let_in(caller) for caller in callers] == [True, False, False]
    lengths = await portal.rows("SELECT DISTINCT expires_at - signed_in_at FROM auth.session")
    assert lengths == [(timedelta(hours=12),)]


async def test_a_session_in_use_is_noted_at_most_once_a_minute(portal: Portal) -> None:
    await portal.person()
    cookie = await portal.cookie()
    await portal.caller(cookie)
    await portal.door.note_seen()

    for _ in range(100):
        assert portal.known(cookie) is not None

    assert portal.door._seen == set()


async def test_what_a_page_asks_by_itself_keeps_no_session_alive(portal: Portal) -> None:
    await portal.person()
    cookie = await portal.cookie()
    by_itself = scope((b"cookie", cookie), (UNATTENDED, b"1"))
    await portal.rows("UPDATE auth.session SET seen_at = seen_at - interval '20 minutes'")

    assert await portal.door.identify(by_itself) is not None
    assert portal.door.known(by_itself) is not None
    assert portal.door._seen == set()

    assert portal.known(cookie) is not None
    assert len(portal.door._seen) == 1


async def test_a_closing_door_notes_what_it_had_gathered(portal: Portal) -> None:
    await portal.person()
    cookie = await portal.cookie()
    await portal.rows("UPDATE auth.session SET seen_at = seen_at - interval '5 minutes'")
    await portal.caller(cookie)

    await portal.door.close()

    assert await portal.rows("SELECT count(*) FROM auth.session WHERE seen_at > now() - interval '1 minute'") == [(1,)]


async def test_r80_a_session_ended_elsewhere_is_refused_at_the_next_read(portal: Portal) -> None:
    await portal.person()
    cookie = await portal.cookie()
    caller = await portal.caller(cookie)
    assert portal.known(cookie) == caller

    async with portal.database.transaction(AUTH) as transaction:
        assert await session.end_all(transaction, person_id=caller.actor.person_id, now=clock.now()) == 1

    assert not await portal.is_let_in(caller)
    portal.door.forget(caller)
    assert portal.known(cookie) is None
    assert await portal.identify(cookie) is None


async def test_setting_a_password_ends_the_sessions_of_the_old_one(portal: Portal) -> None:
    member = await portal.person()
    caller = await portal.caller(await portal.cookie())

    await people.set_password(portal.database, member, "another long password", now=clock.now())

    assert not await portal.is_let_in(caller)
    assert (await portal.sign_in()).status == 401
    assert (await portal.sign_in(EMAIL, "another long password")).status == 204


async def test_the_door_remembers_no_more_callers_than_it_may(portal: Portal) -> None:
    await portal.person()
    cookies = [await portal.cookie() for _ in range(3)]
    door = Door(portal.database, public_url=PUBLIC_URL, remembered=2)
    for cookie in cookies:
        assert await door.identify(scope((b"cookie", cookie))) is not None

    assert [door.known(scope((b"cookie", cookie))) is not None for cookie in cookies] == [False, True, True]
    await door.close()


async def test_sessions_long_over_are_swept(portal: Portal) -> None:
    await portal.person()
    await portal.cookie()
    await portal.cookie()
    await portal.rows(
        "UPDATE auth.session SET expires_at = now() - interval '31 days' "
        "WHERE token_sha256 = (SELECT min(token_sha256) FROM auth.session)"
    )

    async with portal.database.transaction(AUTH) as transaction:
        await session.sweep(transaction, now=clock.now())

    assert await portal.rows(LIVE) == [(1,)]
