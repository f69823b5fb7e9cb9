"""To whom a lead can be offered: the best free partner first, with reasons that can be counted again."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from portal.opportunities.rules import offering
from portal.opportunities.rules.offering import ORDER, Aspect, Candidate, Right
from portal.sentences import say

NO = say("The partner does not sell through this channel.")
PLAIN = Candidate(partner_id=UUID(int=1), name="Middle", contracts=("C-1",), won=2, open_deals=2)
IN_ORDER = (
    replace(PLAIN, name="Free, with most wins", won=3),
    replace(PLAIN, name="Nobody knows whether free", is_known=False, open_deals=0),
    replace(PLAIN, name="Open: one", open_deals=1),
    replace(PLAIN, name="Open: two by offers", open_deals=1, open_offers=1),
    replace(PLAIN, name="open: two, later name"),
    replace(PLAIN, name="Without a contract", contracts=(), won=9),
    replace(PLAIN, name="Another holds it", rights=(Right(number="O-1", holder="Rival"),), won=9),
    replace(PLAIN, name="Has the same", own=("O-2",), won=9),
    replace(PLAIN, name="Forbidden, and another holds it", forbidden=(NO,), rights=(Right(number="O-1", holder="R"),)),
)


def test_the_table_puts_every_partner_in_its_place_however_they_come() -> None:
    shuffled = list(IN_ORDER)
    for seed in range(20):
        random.Random(seed).shuffle(shuffled)
        assert [each.name for each in offering.ranked(shuffled)] == [each.name for each in IN_ORDER]


def test_each_criterion_has_its_sentence() -> None:
    assert [str(each.sentence) for each in ORDER] == [
        "Partners who can take the deal come first, then those where someone else is in the way, then all others.",
        "Among equals, partners with a contract under which they can sell come first.",
        "Then come those who won more deals with these products in the last 24 months.",
        "Then come those with fewer open deals and offers.",
        "The rest are sorted by name.",
    ]


@pytest.mark.parametrize(
    ("candidate", "is_allowed", "is_free"),
    [
        (PLAIN, True, True),
        (replace(PLAIN, is_known=False), True, None),
        (replace(PLAIN, rights=(Right(number="O-1", holder="Rival"),)), True, False),
        (replace(PLAIN, rights=(Right(number="O-1", holder="Rival"),), is_known=False), True, False),
        (replace(PLAIN, own=("O-1",)), False, True),
        (replace(PLAIN, forbidden=(NO,)), False, True),
    ],
)
def test_who_is_allowed_and_free(candidate: Candidate, *, is_allowed: bool, is_free: bool | None) -> None:
    assert (candidate.is_allowed, candidate.is_free) == (is_allowed, is_free)


def test_reasons_say_each_fact_and_what_stands_in_the_way() -> None:
    day = datetime(2027, 2, 27, tzinfo=UTC).date()
    rights = (
        Right(number="O-1", holder="Rival", until=day), Right(number="O-2", holder="Rival"),
        Right(number="DD-1", holder=""), Right(number="O-3", holder="Other", is_offered=True),
    )  # fmt: skip
    found = replace(
        PLAIN, forbidden=(NO,), own=("O-9",), rights=rights, contracts=(), won=4, open_deals=3, open_offers=1,
        offered=5, declined=2,
    )  # fmt: skip
    told = offering.reasons(found)
    assert [str(each.sentence) for each in told if each.is_obstacle] == [
        "The partner does not sell through this channel.",
        "The partner already has the same deal: O-9.",
        "The deal is protected for Rival until 27 Feb 2027: O-1.",
        "Rival registered the deal and is waiting for a decision: O-2.",
        "The company sells to the customer directly: DD-1.",
        "The deal is already offered to Other: O-3.",
        "The partner has no reseller, distribution or framework contract in force.",
    ]
    assert [str(each.sentence) for each in told if not each.is_obstacle] == [
        "Deals won with these products in the last 24 months: 4.",
        "Open deals: 3. Open offers: 1.",
        "Offers in the last 24 months: 5. Declined or not answered in time: 2.",
    ]
    assert {each.aspect for each in told} == set(Aspect)


def test_a_partner_without_obstacles_reads_so() -> None:
    assert [str(each.sentence) for each in offering.reasons(PLAIN)[:3]] == [
        "No boundary forbids the offer.",
        "No one else has registered this customer with these products in these regions.",
        "The partner can sell under these contracts: C-1.",
    ]
    unknown = offering.reasons(replace(PLAIN, is_known=False))
    assert str(unknown[1].sentence) == "You cannot see whether someone else has registered this customer."


def test_what_counts_begins_24_months_ago() -> None:
    assert offering.since(datetime(2028, 2, 29, 9, tzinfo=UTC)) == datetime(2026, 2, 28, 9, tzinfo=UTC)
    assert offering.since(datetime(2026, 11, 30, tzinfo=UTC)) == datetime(2024, 11, 30, tzinfo=UTC)
