"""What Python fills into an answer: each hole once, kept for whoever has the same rights, and never when it is over."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from portal import errors, ids
from portal.access import Actor, Permission, Role, Side
from portal.contracts.rules import Status
from portal.database.pools import Database
from portal.partners.models import SigningAuthority
from portal.partners.rules import AccountStatus, MembershipStatus
from schema import root
from schema.engine import completion
from schema.engine.completion import Asking, Completion, Kept
from schema.engine.context import Api
from schema.engine.scope import Fill, Hole
from schema.engine.text import MARK
from tests import make as makes
from tests import tables
from tests.make import Make
from tests.people import sign_in
from tests.schema.test_compiler import SECRET, Caller, World, made

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=1)
LEGAL, ADMIN = tables.somebody(Role.LEGAL), tables.somebody(Role.PARTNER_ADMIN)


@dataclass
class Desk:
    """A plan with one computed field, what it was computed for, and the time by which it is asked."""

    is_kept: bool = True
    is_long: bool = False
    now: datetime = NOW
    seen: list[tuple[Any, Asking]] = field(default_factory=list)

    def __post_init__(self) -> None:
        hole = Hole(self.computed, list, is_long=self.is_long, is_kept=self.is_kept)
        self.fill, self.completion = Fill((hole,)), Completion(lambda: self.now)

    def computed(self, values: Mapping[str, Any], asking: Asking) -> Any:
        self.seen.append((values["n"], asking))
        may = Permission.CONTRACT_REVIEW in asking.actor.permissions
        return values["n"], "after" if asking.now.has_reached(NOON) else "before", may

    async def asked(
        self, *numbers: int, actor: Actor = LEGAL, language: str = "en", refusals: tuple[errors.Refused, ...] = ()
    ) -> Any:  # fmt: skip
        holes = ",".join(f'{MARK}0{{"n": {number}}}{MARK}' for number in numbers)
        answer = await self.completion.completed(f'{{"é":[{holes}]}}', self.fill, actor, language, refusals)
        return json.loads(answer)["é"]

    def computed_for(self) -> list[Any]:
        """The numbers since last asked."""
        found = [number for number, _ in self.seen]
        self.seen.clear()
        return found


async def test_each_hole_is_filled_where_it_stands_and_equal_ones_once() -> None:
    desk = Desk()
    assert await desk.asked(2, 1, 2, 2) == [[n, "before", True] for n in (2, 1, 2, 2)]
    assert desk.computed_for() == [2, 1]


async def test_an_answer_without_holes_is_the_text_that_it_was() -> None:
    assert await Completion(lambda: NOW).completed('{"a": 1}', None, LEGAL) == '{"a": 1}'
    assert await Completion(lambda: NOW).completed('{"a": []}', Desk().fill, LEGAL) == '{"a": []}'


async def test_what_is_kept_is_not_computed_again_until_the_moment_it_depends_on() -> None:
    desk = Desk()
    for now, said, computed in (
        (NOW, "before", [1]), (NOON - TICK, "before", []), (NOON, "after", [1]), (NOON + TICK, "after", []),
        (NOON - TICK, "before", [1]), (NOON, "after", [1]),
    ):  # fmt: skip
        desk.now = now
        assert await desk.asked(1) == [[1, said, True]]
        assert desk.computed_for() == computed, now


async def test_people_with_the_same_rights_share_what_is_kept_and_nobody_else() -> None:
    desk = Desk()
    colleague = replace(LEGAL, person_id=ids.new(), name="Kim", version=7, confirmed_at=NOW)
    program = replace(LEGAL, program="Robot", allowed=frozenset({Permission.CONTRACT_READ}))
    assert [await desk.asked(1, actor=actor) for actor in (LEGAL, colleague)] == [[[1, "before", True]]] * 2
    assert desk.computed_for() == [1]
    for actor in (ADMIN, program, replace(LEGAL, is_present=False)):
        assert await desk.asked(1, actor=actor) == [[1, "before", actor is not program and actor is not ADMIN]]
        assert desk.computed_for() == [1]


async def test_what_is_kept_in_one_language_is_not_told_in_another() -> None:
    desk = Desk()
    for language, computed in (("en", [1]), ("bg", [1]), ("en", []), ("bg", [])):
        await desk.asked(1, language=language)
        assert desk.computed_for() == computed, language
    await desk.asked(2, language="hi")
    assert desk.seen[0][1].language == "hi"


async def test_a_field_that_is_kept_does_not_learn_who_asks_nor_what_was_refused() -> None:
    desk = Desk()
    await desk.asked(1, actor=replace(LEGAL, program="Robot"), refusals=(errors.Invalid("No."),))
    ((_, asking),) = desk.seen
    assert (asking.actor.person_id, asking.actor.partner_id, asking.actor.name) == (ids.NIL, ids.NIL, "")
    assert (asking.actor.program, asking.refusals) == ("", ())


async def test_a_field_that_is_not_kept_is_told_all_and_computed_for_each_answer() -> None:
    desk, refusal = Desk(is_kept=False), errors.Invalid("No.")
    for _ in range(2):
        await desk.asked(1, 1, refusals=(refusal,))
        ((_, asking),) = desk.seen
        assert (asking.actor, asking.refusals) == (LEGAL, (refusal,))
        assert desk.computed_for() == [1]


async def test_whole_texts_are_computed_in_a_thread_and_come_out_the_same() -> None:
    quick, apart = Desk(is_kept=False), Desk(is_kept=False, is_long=True)
    assert await quick.asked(*range(50)) == await apart.asked(*range(50))


def test_what_is_kept_is_bounded_and_what_was_asked_for_again_stays() -> None:
    desk, filled = Desk(), completion.Filled("[12345]", NOW, NOON)
    key, half = (desk.fill, LEGAL.anybody, "en"), 3 * (len("0{a}[12345]") + completion.BESIDES)
    kept = Kept(most=2 * half)

    def knows(name: str) -> bool:
        return not kept.put_in(["", f"0{{{name}}}", ""], key, NOW)

    for name in "abcd":
        kept.keep(key, f"0{{{name}}}", filled)
    assert knows("a")
    for name in "ef":
        kept.keep(key, f"0{{{name}}}", filled)
    assert {name: knows(name) for name in "bcdaef"} == {
        "b": False, "c": False, "d": True, "a": True, "e": True, "f": True,
    }  # fmt: skip


def test_a_long_text_is_not_kept() -> None:
    desk, kept = Desk(), Kept()
    key, raw = (desk.fill, LEGAL.anybody, "en"), "0{}"
    for size, known in ((completion.LONGEST_KEPT - len(raw) + 1, False), (completion.LONGEST_KEPT - len(raw), True)):
        kept.keep(key, raw, completion.Filled("x" * size, NOW, NOON))
        assert (kept.put_in(["", raw, ""], key, NOW) == []) is known


EVERYTHING = """{
  contracts(first: 50) { nodes { id title
    availableActions { name allowed dueAt waitingOn blockedBy { code message } } short: availableActions { allowed } } }
  partners(first: 20) { nodes { id availableActions { name allowed dueAt blockedBy { code message } }
    members(first: 5) { nodes { id availableActions { name allowed dueAt blockedBy { code message } }
      signingAuthorities { id availableActions { name allowed blockedBy { code message } } } } } } }
}"""


async def test_what_is_kept_is_what_would_be_computed_for_every_caller_and_at_every_moment(
    database: Database, make_committed: Make
) -> None:
    world = await everywhere(make_committed)
    edges = [makes.NOW + after for after in (timedelta(days=7), timedelta(days=14), timedelta(days=20))]
    midnight = datetime(makes.NOW.year, makes.NOW.month, makes.NOW.day, tzinfo=UTC) + timedelta(days=21)
    times = [edge + late for edge in (makes.NOW, *edges, midnight) for late in (-TICK, timedelta())]
    clock = Desk()
    api = Api(root.schema(), database, SECRET, now=lambda: clock.now)
    fresh = Api(root.schema(), database, SECRET, now=lambda: clock.now)
    document = api.documents.get(EVERYTHING)
    question, again = (each.question(document, document.operation(None), {}) for each in (api, fresh))
    answers = set()
    for clock.now in (*times, *reversed(times)):
        for caller in world.callers.values():
            fresh._completion = Completion(lambda: clock.now)
            kept = await api.answer(caller, question)
            assert kept == await fresh.answer(caller, again), (clock.now, caller.actor)
            answers.add(kept)
    assert len(answers) > len(world.callers)


async def everywhere(make: Make) -> World:
    """A world with a contract and an account in every status, an invitation that ends and an authority that does."""
    world = await made(make)
    theirs = await make.partner(name="Everything")
    for status in Status:
        await make.contract(status=status, partner=theirs)
    for account in AccountStatus:
        end = {AccountStatus.INVITED: timedelta(days=14)}.get(account, timedelta(days=20))
        await make.partner(
            name=account.value, status=account, invited_by=world.callers["legal"].actor.person_id,
            waiting_on=frozenset(Side), due_at=makes.NOW + end,
        )  # fmt: skip
    admin = await make.member(theirs)
    invited = await make.member(theirs, status=MembershipStatus.INVITED)
    await make.member(theirs, status=MembershipStatus.SUSPENDED)
    given = {
        "partner_id": theirs.id, "membership_id": admin.id, "kinds": [], "valid_from": makes.NOW.date(), "version": 1,
        "granted_by_name": "Robin", "granted_at": makes.NOW, "updated_at": makes.NOW,
        "valid_until": makes.NOW.date() + timedelta(days=20), "waiting_on": frozenset(Side),
    }  # fmt: skip
    for person_id in (admin.person_id, world.callers["legal"].actor.person_id):
        await make.add(SigningAuthority(**given, granted_by=person_id))
    assert invited.due_at == makes.NOW + timedelta(days=7)
    actor = await make.actor(admin)
    world.callers["admin"] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    return world
