"""What people see and end of their own at the door, through the API, and administrators of their members."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from portal import ids
from portal.access import Role
from portal.partners.models import Membership, Organisation
from tests.auth.login.authenticator import Authenticator
from tests.journeys.doors import Visitor, codes
from tests.make import Make

Enter = Callable[..., Awaitable[list[Visitor]]]
SESSIONS = "{ viewer { sessions { id isCurrent strength agent } } }"
MINE = "{ viewer { passkeys { id name usedAt } recoveryCodes securityEvents { action method outcome } } }"
STEP = "mutation ($given: {kind}!) {{ {name}(input: $given) {{ userErrors {{ code path }} viewer {{ id }} }} }}"


async def do(visitor: Visitor, name: str, **given: Any) -> list[str]:
    """The codes of a step's refusals."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    return codes((await visitor.ask(STEP.format(kind=kind, name=name), given=given))[name])


async def somebody(make: Make, of: Organisation | None = None, **columns: Any) -> Membership:
    member = await make.member(of or await make.partner(), **columns)
    await make.session.commit()
    return member


async def is_in(visitor: Visitor) -> bool:
    answer = await visitor.client.post("/graphql", json={"query": "{ viewer { name } }"})
    return answer.status_code == 200


async def current(visitor: Visitor) -> str:
    """The id of the session that asks."""
    sessions = (await visitor.ask(SESSIONS))["viewer"]["sessions"]
    (found,) = (each["id"] for each in sessions if each["isCurrent"])
    return str(found)


async def test_r80_people_see_their_sessions_and_end_one_or_all_others(make_committed: Make, enter: Enter) -> None:
    member, stranger = await somebody(make_committed), await somebody(make_committed)
    here, there, elsewhere, foreign = await enter(member, member, member, stranger)
    assert len((await here.ask(SESSIONS))["viewer"]["sessions"]) == 3
    mine, theirs = await current(there), await current(foreign)

    ended = await do(here, "sessionEnd", sessionId=mine)
    refused = [await do(here, "sessionEnd", sessionId=each) for each in (mine, theirs, "ses_x", mine.replace("s", "c"))]

    assert (ended, refused) == ([], [["NOT_FOUND"]] * 4)
    assert [await is_in(each) for each in (here, there, elsewhere, foreign)] == [True, False, True, True]
    assert await do(here, "sessionEndOthers") == []
    assert [await is_in(each) for each in (here, elsewhere, foreign)] == [True, False, True]


async def test_r80_an_administrator_ends_the_sessions_of_their_own_members_alone(
    make_committed: Make, enter: Enter
) -> None:
    partner = await make_committed.partner()
    boss, member = await somebody(make_committed, partner), await somebody(
        make_committed, partner, roles={Role.PARTNER_MEMBER}
    )  # fmt: skip
    stranger = await somebody(make_committed)
    leader, theirs, other = await enter(boss, member, stranger)

    assert await do(leader, "memberEndSessions", memberId=ids.text("mem", stranger.id)) == ["NOT_FOUND"]
    assert await do(theirs, "memberEndSessions", memberId=ids.text("mem", boss.id)) == ["NOT_PERMITTED"]
    assert await do(leader, "memberEndSessions", memberId=ids.text("mem", member.id)) == []

    assert [await is_in(each) for each in (leader, theirs, other)] == [True, False, True]


async def test_people_see_and_remove_their_own_passkeys_and_what_happened_at_the_door(
    make_committed: Make, enter: Enter
) -> None:
    visitor, foreign = await enter(await somebody(make_committed), await somebody(make_committed))
    device = Authenticator()
    options = (await visitor.client.post("/auth/passkeys/challenge", json={})).json()
    added = {"credential": device.create(options), "name": "  Work  laptop "}
    assert (await visitor.client.post("/auth/passkeys", json=added)).status_code == 204
    assert len((await visitor.client.post("/auth/recovery-codes", json={})).json()["codes"]) == 10

    mine = (await visitor.ask(MINE))["viewer"]

    assert [(each["name"], each["usedAt"]) for each in mine["passkeys"]] == [("Work laptop", None)]
    assert mine["recoveryCodes"] == 10
    assert [(each["action"], each["outcome"]) for each in mine["securityEvents"]] == [
        ("MAKE_RECOVERY_CODES", "ACCEPTED"), ("ADD_PASSKEY", "ACCEPTED"), ("SIGN_IN", "ACCEPTED"),
    ]  # fmt: skip
    assert (await foreign.ask(MINE))["viewer"]["passkeys"] == []
    key = mine["passkeys"][0]["id"]
    assert await do(foreign, "passkeyRemove", passkeyId=key) == ["NOT_FOUND"]
    assert await do(visitor, "passkeyRemove", passkeyId=key) == []
    after = (await visitor.ask(MINE))["viewer"]
    assert (after["passkeys"], after["securityEvents"][0]["action"]) == ([], "REMOVE_PASSKEY")


PROFILE = "{ viewer { language zone securityEvents { action reason } } }"


async def test_people_choose_their_language_and_time_zone_and_find_when_it_changed(
    make_committed: Make, enter: Enter
) -> None:
    visitor, manager, auditor = await enter(
        await somebody(make_committed),
        await somebody(make_committed, await make_committed.company(), roles={Role.RELATIONSHIP_MANAGER}),
        await somebody(make_committed, await make_committed.company(), roles={Role.AUDITOR}),
    )
    assert await do(auditor, "profileChange", language="bg") == ["NOT_PERMITTED"]
    assert (await auditor.ask(PROFILE))["viewer"]["language"] == "en"
    for each in (visitor, manager):
        assert await do(each, "profileChange", language="bg", zone="Europe/Sofia") == []
        assert await do(each, "profileChange", zone="Asia/Manila") == []
        assert await do(each, "profileChange", language="bg") == []
        mine = (await each.ask(PROFILE))["viewer"]
        assert (mine["language"], mine["zone"]) == ("bg", "Asia/Manila")
        changed = [event for event in mine["securityEvents"] if event["action"] == "CHANGE_PROFILE"]
        assert changed == [{"action": "CHANGE_PROFILE", "reason": "changed"}] * 2


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"language": "Bulgarian"}, "language"), ({"language": ""}, "language"),
        ({"language": "bg\n"}, "language"), ({"zone": "Mars/Base"}, "zone"), ({"zone": "../etc"}, "zone"),
        ({"language": "hi", "zone": ""}, "zone"),
    ],
)  # fmt: skip
async def test_a_language_or_zone_that_does_not_exist_is_refused_and_nothing_changes(
    make_committed: Make, enter: Enter, given: dict[str, str], path: str
) -> None:
    (visitor,) = await enter(await somebody(make_committed))
    before = (await visitor.ask("{ viewer { language zone } }"))["viewer"]
    ask = STEP.format(kind="ProfileChangeInput", name="profileChange")
    refused = (await visitor.ask(ask, given=given))["profileChange"]["userErrors"]
    assert refused == [{"code": "INVALID", "path": ["input", path]}]
    assert (await visitor.ask("{ viewer { language zone } }"))["viewer"] == before
