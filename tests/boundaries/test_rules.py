"""The table of a boundary, cell by cell, each of its guards, and which acts each kind looks at."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from portal.access import Role, Side
from portal.boundaries.rules.acts import LOOKS_AT, Act, ActKind, Facts, judged
from portal.boundaries.rules.life import LIFE, Situation, Status
from portal.boundaries.rules.naming import sentence
from portal.boundaries.rules.terms import Kind, covers, meet, point, stretch
from portal.languages import LANGUAGES
from portal.sentences import again, kept
from tests import tables
from tests.boundaries.making import EVERY, EXCLUSIVITY, TERRITORY

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
TABLE = tables.read("""
PROPOSED | revise | PROPOSED | PA LE | boundary.revised
PROPOSED | agree | AGREED | PA LE | boundary.agreed
PROPOSED | decline | DECLINED | PA LE | boundary.declined
PROPOSED | withdraw | WITHDRAWN | PA LE | boundary.withdrawn
PROPOSED | lapse | LAPSED | SY | boundary.lapsed
PROPOSED | sign | AGREED | SY | boundary.agreed_by_signature
AGREED | start | ACTIVE | SY | boundary.started
AGREED | end | AGREED | PA LE | boundary.end_agreed
AGREED | finish | ENDED | SY | boundary.ended
AGREED | expire | ENDED | SY | boundary.expired
ACTIVE | end | ACTIVE | PA LE | boundary.end_agreed
ACTIVE | finish | ENDED | SY | boundary.ended
ACTIVE | expire | ENDED | SY | boundary.expired
ACTIVE | supersede | ENDED | SY | boundary.superseded
ACTIVE | fallAway | ENDED | SY | boundary.fell_away
ACTIVE | override | ACTIVE | LE | boundary.overridden
""")
BOTH = frozenset(Side)
UNSIGNED, UNRELEASED = "Its contract has not been signed.", "The side it protects has not agreed to end it."
AT = Situation(
    status=Status.PROPOSED, side=Side.HOST, released_by=frozenset(), binds=frozenset({Side.PARTNER}), is_carried=False,
    valid_from=date(2026, 1, 1), contract_status=None,
)  # fmt: skip
# Of each action a subject about which no guard has anything to say.
EASY = {
    "sign": replace(AT, is_carried=True, contract_status="SIGNED"), "finish": replace(AT, released_by=BOTH),
    "expire": replace(AT, valid_until=date(2026, 5, 31)), "supersede": replace(AT, is_replaced=True),
    "fallAway": replace(AT, is_missed=True),
}  # fmt: skip


def test_the_rows_are_the_rows_of_the_design() -> None:
    found = tables.rows_of(LIFE)
    assert len(found) == len(TABLE)
    assert {(row.source, row.action): row for row in found} == TABLE
    assert LIFE.terminal == {Status.ENDED, Status.DECLINED, Status.WITHDRAWN, Status.LAPSED}
    assert tables.reachable("PROPOSED", TABLE) == {status.value for status in Status} == set(LIFE.in_words)


@pytest.mark.parametrize(("action", "role"), tables.pairs(TABLE))
def test_each_cell_is_open_to_the_roles_of_the_design_alone(action: str, role: Role) -> None:
    actor = tables.somebody(role)
    side = actor.side.other if action in {"agree", "decline"} else actor.side
    for status in Status:
        row = TABLE.get((status.value, action))
        subject = replace(EASY.get(action, AT), status=status, side=side)
        refusal = LIFE.refusal(subject, status, action, actor, NOW)
        expected = "WRONG_STATUS" if row is None else None if role.value in row.who else "NOT_PERMITTED"
        assert (refusal.code if refusal else None) == expected, status


def test_who_proposed_it_does_not_agree_to_it_and_the_other_does_not_take_it_back() -> None:
    legal, admin = tables.somebody(Role.LEGAL), tables.somebody(Role.PARTNER_ADMIN)
    for action, actor in (("agree", legal), ("decline", legal), ("withdraw", admin)):
        refusal = LIFE.refusal(AT, Status.PROPOSED, action, actor, NOW)
        assert (refusal and refusal.message) == "It is the other side's turn."


@pytest.mark.parametrize(
    ("subject", "action", "reason"),
    [
        (
            replace(AT, is_carried=True, contract_status="IN_NEGOTIATION"), "lapse",
            "It is waiting for its contract to be signed.",
        ),
        (replace(AT, contract_status="SIGNED"), "sign", UNSIGNED),
        (replace(AT, is_carried=True, contract_status="AGREED"), "sign", UNSIGNED),
        (replace(AT, status=Status.AGREED, contract_status="SIGNED"), "start", "Its contract is not in force."),
        (replace(AT, status=Status.AGREED, valid_from=date(2026, 6, 2)), "start", "Its first day has not come."),
        (replace(AT, status=Status.ACTIVE), "expire", "Its last day has not passed."),
        (replace(AT, status=Status.ACTIVE, valid_until=date(2026, 6, 1)), "expire", "Its last day has not passed."),
        (replace(AT, status=Status.ACTIVE), "finish", UNRELEASED),
        (replace(AT, status=Status.ACTIVE, released_by=frozenset({Side.PARTNER})), "finish", UNRELEASED),
        (replace(AT, status=Status.ACTIVE, binds=BOTH, released_by=frozenset({Side.HOST})), "finish", UNRELEASED),
        (replace(AT, status=Status.ACTIVE), "supersede", "Nothing has replaced it."),
        (replace(AT, status=Status.ACTIVE), "fallAway", "Its minimum has not been missed."),
    ],
)  # fmt: skip
def test_the_clock_waits_for_what_each_step_needs(subject: Situation, action: str, reason: str) -> None:
    refusal = LIFE.refusal(subject, subject.status, action, tables.somebody(Role.SYSTEM), NOW)
    assert (refusal and (refusal.code, refusal.message)) == ("BLOCKED", reason)


def test_a_program_never_agrees_and_never_gives_leave() -> None:
    for role, action in product((Role.LEGAL, Role.PARTNER_ADMIN), ("agree", "decline", "end", "override")):
        program = replace(tables.somebody(role), is_present=False)
        status = Status.ACTIVE if action in {"end", "override"} else Status.PROPOSED
        refusal = LIFE.refusal(replace(AT, side=program.side.other), status, action, program, NOW)
        assert refusal is not None, action
        assert refusal.code == "NOT_PERMITTED"


FACTS = Facts(today=date(2026, 6, 1))
HOLDER, OTHER = tables.PLACE, tables.somebody(Role.SYSTEM).person_id


@pytest.mark.parametrize(("kind", "act"), [*product(Kind, ActKind)])
def test_each_kind_looks_at_the_acts_of_the_design_by_those_whom_it_binds_alone(kind: Kind, act: ActKind) -> None:
    terms = EVERY[kind]
    classes = terms.classes
    for side in Side:
        for partner_id in (HOLDER, OTHER):
            did = Act(kind=act, partner_id=partner_id, side=side, key="k", classes=classes, regions=("DE",))
            verdict = judged(terms, did, FACTS, holder_id=HOLDER)
            is_about = (partner_id == HOLDER) is (kind is not Kind.EXCLUSIVITY)
            looks = act in LOOKS_AT[kind] and side in terms.binds and is_about
            assert (verdict is not None) is looks, (side, partner_id)


def test_regions_lie_in_their_countries_on_paper_and_on_the_line_of_the_database() -> None:
    codes = ["", "DE", "DE-BY", "DE-B", "DE-1", "DE-ZZZ", "DK", "AA", "ZZ", "ZZ-ZZZ", "AA-0", "GB-ENG", "GB"]
    for one, other in product(codes, codes):
        first, second = stretch(one), stretch(other)
        overlap = first[0] <= second[1] and second[0] <= first[1]
        assert overlap is (not one or not other or meet((one,), other)), (one, other)
        if one and other:
            within = first[0] <= second[0] and second[1] <= first[1]
            assert within is covers((one,), other), (one, other)
    assert len({stretch(code) for code in codes}) == len(codes)


def test_words_have_places_of_their_own() -> None:
    places = {point(f"P{number}") for number in range(10_000)}
    assert len(places) == 10_000
    assert all(0 <= low == high < 2**62 for low, high in places)
    assert point("") == (0, 2**62 - 1)


@pytest.mark.parametrize("kind", Kind)
def test_each_boundary_is_said_in_every_language_with_its_values(kind: Kind) -> None:
    said = {language: sentence(EVERY[kind]).in_(language) for language in LANGUAGES}
    assert len(set(said.values())) == len(LANGUAGES)
    assert all("{" not in text for text in said.values())


def test_a_boundary_says_all_that_it_holds() -> None:
    assert str(sentence(replace(TERRITORY, products=("PUMPS",)))) == (
        "The partner sells actively only in these regions: Austria, Germany. This applies to these products: PUMPS."
        " Sales to customers who ask without being approached are allowed."
    )
    assert str(sentence(EXCLUSIVITY)) == (
        "The company makes no contracts of these kinds with other partners: distribution. This applies in"
        " these regions: Germany. This applies to all products."
    )


def test_a_boundary_names_its_regions_and_products_as_people_know_them() -> None:
    terms = replace(TERRITORY, regions=("AT", "DE-BW", "DE-BY"), products=("PUMPS", "OLD-1"))
    said = sentence(terms, {"PUMPS": "Pumps (PUMPS)"})
    assert (
        "in these regions: Austria, Germany (DE-BW, DE-BY). This applies to these products: Pumps (PUMPS), OLD-1."
        in str(said)
    )
    for language, country in {"bg": "Австрия", "hi": "ऑस्ट्रिया", "fil": "Austria"}.items():
        assert country in said.in_(language)
        assert again(kept(said)).in_(language) == said.in_(language)
