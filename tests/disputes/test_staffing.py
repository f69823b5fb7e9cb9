"""Who answers for a case: in three hundred companies nobody in their own cause, and always somebody."""

from collections.abc import Iterator
from random import Random
from uuid import UUID

from portal.access import Role, Side
from portal.disputes.rules.staffing import LEVEL_ROLES, Candidate, owners

HOST = [role for role in Role if role.side is Side.HOST and role is not Role.SYSTEM]


def worlds(many: int) -> Iterator[tuple[int, list[Candidate]]]:
    chance = Random(300)
    for _ in range(many):
        people = [
            Candidate(
                membership_id=UUID(int=chance.getrandbits(128)),
                roles=frozenset(chance.sample(HOST, chance.randrange(1, 4))),
                is_barred=chance.random() < 0.4,
                is_first_choice=number == 0,
            )
            for number in range(chance.randrange(1, 9))
        ]
        yield chance.randrange(5), people


def test_above_the_first_level_nobody_in_their_own_cause_unless_there_is_nobody_else() -> None:
    fallbacks = 0
    for level, people in worlds(300):
        found = owners(Side.HOST, level, people)
        assert found is not None
        by_id = {each.membership_id: each for each in people}
        free = [each for each in people if not each.is_barred]
        if level and free:
            assert not by_id[found.owner].is_barred
            assert found.deputy is None or not by_id[found.deputy].is_barred
        assert found.is_fallback == bool(level and not free)
        assert found.deputy != found.owner
        assert (found.deputy is None) == ((len(free) if level and free else len(people)) == 1)
        fallbacks += found.is_fallback
    assert fallbacks > 5  # such companies were among them


def test_the_first_level_is_whose_contract_it_is_and_each_other_the_roles_of_its_level() -> None:
    for level, people in worlds(300):
        found = owners(Side.HOST, level, people)
        assert found is not None
        if level == 0:
            assert found.owner == people[0].membership_id
            continue
        free = [each for each in people if not each.is_barred] or people
        first = LEVEL_ROLES[Side.HOST][level][0]
        if any(first in each.roles for each in free):
            assert first in next(each for each in people if each.membership_id == found.owner).roles


def test_a_side_without_people_has_no_owner() -> None:
    assert owners(Side.PARTNER, 1, []) is None
