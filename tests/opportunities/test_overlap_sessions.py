"""A whole session: each side gets its own common customers and nothing else, and what is sent says nothing."""

import base64
import hashlib
import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import errors
from portal.opportunities import overlap
from portal.opportunities.overlap import blinding, comparing, group, wire
from portal.opportunities.overlap.blinding import Band
from portal.opportunities.overlap.keys import Kind
from tests.opportunities.overlapping import agreed, domains, held

DIGEST = agreed().digest
KEYS = st.lists(st.integers(0, 60).map(lambda each: f"DOMAIN:customer-{each}.example"), unique=True, max_size=30)


def _content(line: str) -> bytes:
    return base64.urlsafe_b64decode(line + "=" * (-len(line) % 4))


def test_of_222_and_243_customers_each_side_is_told_its_own_135() -> None:
    ours, theirs = domains(0, 222), domains(87, 330)
    session = held(ours, theirs)
    assert session.found.count == 135
    assert session.found.shown == "135"
    assert [session.one.order[place] for place in session.found.first if session.one.order[place] is None] == []
    assert {session.one.order[place] for place in session.found.first} == set(ours) & set(theirs)
    assert {session.other.order[place] for place in session.found.second} == set(ours) & set(theirs)
    assert list(session.found.first) == sorted(session.found.first)
    assert list(session.found.second) == sorted(session.found.second)
    assert [len(each) for each in session.sent] == [42_667] * 4


@given(ours=KEYS, theirs=KEYS)
@settings(max_examples=60, deadline=None)
def test_what_meets_is_what_both_lists_have(ours: list[str], theirs: list[str]) -> None:
    one, other = group.fresh_number(), group.fresh_number()
    first, second = blinding.blinded(ours, DIGEST, one), blinding.blinded(theirs, DIGEST, other)
    found = comparing.met(blinding.answered(other, first), blinding.answered(one, second))
    both = set(ours) & set(theirs)
    assert [ours[place] for place in found.first] == [key for key in ours if key in both]
    assert [theirs[place] for place in found.second] == [key for key in theirs if key in both]
    assert found.count == len(both)


def test_the_known_answers_that_programs_of_others_are_written_by_are_ours() -> None:
    told = dict(each.split() for each in re.findall(r"^ {4}\S+ +[0-9a-f]{64}$", overlap.__doc__ or "", re.MULTILINE))
    digest, number = told.pop("Terms"), bytes.fromhex(told.pop("Number"))
    assert digest == agreed(kinds=(Kind.DOMAIN, Kind.LEI)).digest
    assert [each.hex() for each in blinding.blinded(list(told), digest, number)] == list(told.values())
    assert [key.partition(":")[0] for key in told] == list(Kind)


def test_an_answer_keeps_the_order_of_what_it_answers() -> None:
    number, points = group.fresh_number(), [group.random_point() for _ in range(20)]
    assert blinding.answered(number, points) == tuple(group.times(number, each) for each in points)


@pytest.mark.parametrize(("common", "shown"), [(0, "<5"), (1, "<5"), (4, "<5"), (5, "5"), (6, "6")])
def test_fewer_than_five_are_all_shown_the_same(common: int, shown: str) -> None:
    found = comparing.Met(tuple(range(common)), tuple(range(common)))
    assert (found.shown, found.is_told) == (shown, common >= 5)


@pytest.mark.parametrize("band", Band)
def test_each_side_sends_as_many_points_as_were_agreed_whatever_it_has(band: Band) -> None:
    for count in (5, 40):
        made = blinding.blind(domains(0, count), DIGEST, band)
        assert len(made.points) == len(made.order) == len(set(made.points)) == band.size
        assert sum(key is not None for key in made.order) == count


@pytest.mark.parametrize("count", [0, 4, 1_001])
def test_a_list_has_neither_fewer_than_are_ever_told_nor_more_than_was_agreed(count: int) -> None:
    with pytest.raises(errors.Invalid) as refused:
        blinding.blind(domains(0, count), DIGEST, Band.UP_TO_1000)
    told = f"The list has {count:,} different keys. It needs at least 5, and the terms allow 1,000."
    assert refused.value.message == told


def test_a_key_that_comes_twice_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="once"):
        blinding.blind([*domains(0, 9), *domains(0, 1)], DIGEST, Band.UP_TO_1000)


def test_customers_are_shuffled_among_what_only_fills_up() -> None:
    made = blinding.blind(keys := domains(0, 500), DIGEST, Band.UP_TO_1000)
    places = [place for place, key in enumerate(made.order) if key is not None]
    assert [key for key in made.order if key is not None] != keys
    assert 200 < sum(place < 500 for place in places) < 300  # chance leaves this range once in 10,000,000,000 times


def test_nothing_that_is_sent_says_anything_of_a_key() -> None:
    session = held(domains(0, 222), domains(87, 330))
    for key in domains(0, 330):
        value, bound = key.partition(":")[2], bytes.fromhex(DIGEST) + key.encode()
        texts = [key.encode(), value.encode()]
        telling = [*texts, group.point_of(bound), group.point_of(key.encode())]
        for name in ("sha256", "sha512", "sha1", "md5"):
            telling += [hashlib.new(name, each, usedforsecurity=False).digest()[:16] for each in (*texts, bound)]
        for line in session.sent:
            content = _content(line)
            assert [each for each in telling if each in content or each.hex() in line] == []
            assert value not in line


def test_the_same_list_sent_again_has_no_point_in_common_with_itself() -> None:
    keys, number = domains(0, 20), group.fresh_number()
    made = [blinding.blind(keys, DIGEST, Band.UP_TO_1000) for _ in range(3)]
    assert all(not set(one.points) & set(other.points) for one, other in combinations(made, 2))
    again = agreed(session="OVL-2027-0002").digest
    assert not set(blinding.blinded(keys, DIGEST, number)) & set(blinding.blinded(keys, again, number))


def test_points_of_another_session_meet_nothing() -> None:
    """Replayed, whole or as an answer, they are points of other terms and of a number that is gone."""
    keys = domains(0, 50)
    earlier, now = agreed(session="OVL-2027-0001"), agreed(session="OVL-2027-0002")
    replayed, fresh = blinding.blind(keys, earlier.digest, now.band), blinding.blind(keys, now.digest, now.band)
    of_fresh = blinding.answered(replayed.number, fresh.points)
    of_replayed = blinding.answered(fresh.number, replayed.points)
    assert comparing.met(of_fresh, of_replayed).count == 0


def test_the_other_sides_points_sent_back_as_ones_own_meet_nothing_and_are_refused() -> None:
    one, number = blinding.blind(domains(0, 50), DIGEST, Band.UP_TO_1000), group.fresh_number()
    back = blinding.answered(number, one.points)  # disguised, so that no point is one that was sent before
    wire.read(wire.written(back), Band.UP_TO_1000, before=one.points)
    met = comparing.met(blinding.answered(number, one.points), blinding.answered(one.number, back))
    assert met.count == 0
    with pytest.raises(errors.Invalid, match="Point 1 was already sent in this session"):
        wire.read(wire.written(one.points), Band.UP_TO_1000, before=one.points)


def test_a_wrong_answer_only_makes_the_result_smaller_for_both() -> None:
    ours, theirs = domains(0, 40), domains(20, 60)
    session = held(ours, theirs)
    honest = blinding.answered(session.other.number, session.one.points)
    wrong = (*honest[:500], *(group.random_point() for _ in honest[500:]))
    of_other = blinding.answered(session.one.number, session.other.points)
    found, whole = comparing.met(wrong, of_other), comparing.met(honest, of_other)
    assert whole.count == 20
    assert found.first == tuple(place for place in whole.first if place < 500)
    assert len(found.second) == len(found.first)
    assert set(found.second) <= set(whole.second)


def test_whoever_has_the_number_can_try_out_keys_which_is_why_it_is_forgotten() -> None:
    made = blinding.blind(domains(0, 9), DIGEST, Band.UP_TO_1000)
    tried = blinding.blinded(domains(0, 2) + domains(100, 101), DIGEST, made.number)
    assert [point in made.points for point in tried] == [True, True, False]
