"""The tables of an offer and of a remedy: every status, action, role and side, and what each guard says."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from portal.access import Role, Side
from portal.disputes.rules.following import remedy_of
from portal.disputes.rules.offer import OFFER, Offer, OfferStatus
from portal.disputes.rules.remedy import ACTS_ON, OF_MONEY, REMEDY, Remedy, RemedyKind, RemedyStatus
from portal.partners.membership import Period
from tests import tables
from tests.moment import NOW

OFFERED = tables.read("""
OPEN | accept | ACCEPTED | PA RM LE | dispute.offer_accepted
OPEN | reject | REJECTED | PA RM LE | dispute.offer_rejected
OPEN | counter | SUPERSEDED | PA RM LE | dispute.offer_countered
OPEN | expire | EXPIRED | SY | dispute.offer_expired
OPEN | withdraw | WITHDRAWN | PA RM LE | dispute.offer_withdrawn
""")
DONE = tables.read("""
OPEN | claimDone | CLAIMED | PA PM RM LE | remedy.claimed
CLAIMED | confirm | CONFIRMED | PA PM RM LE | remedy.confirmed
CLAIMED | refuse | OPEN | PA PM RM LE | remedy.refused
CLAIMED | deem | DEEMED | SY | remedy.confirmed_by_silence
OPEN | carryOut | CONFIRMED | SY | remedy.carried_out
OPEN | fail | FAILED | SY | remedy.failed
CLAIMED | fail | FAILED | SY | remedy.failed
""")
TABLES: dict[str, tuple[Any, Any]] = {"offer": (OFFER, OFFERED), "remedy": (REMEDY, DONE)}
LATER = NOW + timedelta(days=3)
OPEN = Offer(status=OfferStatus.OPEN, side=Side.HOST, expires_at=LATER)
TO_DO = Remedy(status=RemedyStatus.OPEN, obligor=Side.HOST, ends_at=LATER)
TODAY = Period(NOW.date(), NOW.date())
EASY: dict[tuple[str, str], Any] = {("offer", "expire"): replace(OPEN, is_negotiable=False)}
USUAL: dict[str, Any] = {"offer": OPEN, "remedy": TO_DO}
OWN, OTHER = "whose it is", "the other side"
TURNS: dict[tuple[str, str], str] = {
    ("offer", "accept"): OTHER, ("offer", "reject"): OTHER, ("offer", "counter"): OTHER, ("offer", "withdraw"): OWN,
    ("remedy", "claimDone"): OWN, ("remedy", "confirm"): OTHER, ("remedy", "refuse"): OTHER,
}  # fmt: skip
CELLS = [(name, action, role) for name, (_, table) in TABLES.items() for action, role in tables.pairs(table)]


def turned(name: str, action: str, side: Side) -> Any:
    """What the step is about where it is the side's turn."""
    whose = side if TURNS.get((name, action)) == OWN else side.other
    easy = EASY.get((name, action), USUAL[name])
    return replace(easy, side=whose) if name == "offer" else replace(easy, obligor=whose)


@pytest.mark.parametrize("name", TABLES)
def test_the_rows_are_the_rows_of_the_design(name: str) -> None:
    machine, table = TABLES[name]
    found = tables.rows_of(machine)
    assert len(found) == len(table)
    assert {(row.source, row.action): row for row in found} == table
    assert tables.reachable(machine.initial, table) == {status.value for status in machine.statuses}


@pytest.mark.parametrize(("name", "action", "role"), CELLS)
def test_each_cell_is_open_to_the_roles_of_the_design_alone(name: str, action: str, role: Role) -> None:
    machine, table = TABLES[name]
    actor = tables.somebody(role)
    for status in machine.statuses:
        row = table.get((status.value, action))
        subject = replace(turned(name, action, actor.side), status=status)
        refusal = machine.refusal(subject, status, action, actor, NOW)
        expected = "WRONG_STATUS" if row is None else None if role.value in row.who else "NOT_PERMITTED"
        assert (refusal.code if refusal else None) == expected, status


@pytest.mark.parametrize(("name", "action"), TURNS)
def test_a_step_of_one_side_is_never_the_others(name: str, action: str) -> None:
    machine, table = TABLES[name]
    for row in (row for (_, each), row in table.items() if each == action):
        for role in map(Role, row.who):
            actor, status = tables.somebody(role), machine.statuses(row.source)
            subject = replace(turned(name, action, actor.side.other), status=status)
            refusal = machine.refusal(subject, status, action, actor, NOW)
            assert (refusal and refusal.message) == "It is the other side's turn.", role


LACKING = "Only someone with the authority to settle this amount can do this."
GUARDED: list[tuple[str, str, Any, Any, str | None]] = [
    ("offer", "accept", replace(OPEN, expires_at=NOW), "OPEN", "The offer has expired."),
    ("offer", "accept", replace(OPEN, is_negotiable=False), "OPEN", "The dispute cannot be settled now."),
    ("offer", "accept", replace(OPEN, gives_minor=1), "OPEN", LACKING),
    ("offer", "accept", replace(OPEN, gives_minor=1, authorised=(TODAY,)), "OPEN", None),
    ("offer", "accept", replace(OPEN, gives_minor=1, authorised=(Period(date(2026, 3, 3), None),)), "OPEN", LACKING),
    ("offer", "accept", replace(OPEN, is_reader=False), "OPEN", "Only people who negotiate for your side can do this."),
    ("offer", "counter", replace(OPEN, expires_at=NOW), "OPEN", "The offer has expired."),
    ("offer", "reject", replace(OPEN, is_negotiable=False), "OPEN", None),
    ("remedy", "confirm", replace(TO_DO, is_readable=False), "CLAIMED",
     "A file of the evidence cannot be opened. It is still being checked, or something harmful was found."),
    ("remedy", "confirm", replace(TO_DO, is_pending=False), "CLAIMED", "Its dispute is no longer waiting for it."),
    ("remedy", "refuse", replace(TO_DO, is_pending=False), "CLAIMED", "Its dispute is no longer waiting for it."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "action", "subject", "status", "says"), GUARDED)
def test_a_guard_says_what_is_in_the_way(name: str, action: str, subject: Any, status: str, says: str | None) -> None:
    machine = TABLES[name][0]
    found = machine.statuses(status)
    refusal = machine.refusal(
        replace(subject, status=found), found, action, tables.somebody(Role.PARTNER_ADMIN), NOW
    )  # fmt: skip
    assert (refusal and refusal.message) == says


def test_the_clock_ends_an_offer_after_its_last_second_or_with_its_dispute_alone() -> None:
    def clock(at: Offer) -> Any:
        return OFFER.refusal(at, OfferStatus.OPEN, "expire", tables.somebody(Role.SYSTEM), NOW)

    assert str(clock(OPEN)) == "Its time has not ended yet."
    assert clock(replace(OPEN, expires_at=NOW)) is None
    assert clock(replace(OPEN, is_negotiable=False)) is None


FOLLOWS = [
    ("PRICE_DIFFERS", None, "INVOICE", 100, RemedyKind.CREDIT_AMOUNT), ("PRICE_DIFFERS", None, "INVOICE", 0,
     RemedyKind.NOTHING), ("LATE_PAYMENT", None, "INVOICE", 100, RemedyKind.PAY),
    ("DEDUCTION_UNFOUNDED", None, "DEDUCTION", 100, RemedyKind.WAIVE_DEDUCTION),
    ("DEDUCTION_UNFOUNDED", "csq", None, 100, RemedyKind.WAIVE_DEDUCTION), ("DEDUCTION_UNFOUNDED", "csq", None, 0,
     RemedyKind.NOTHING), ("MEASUREMENT_WRONG", "mea", None, 0, RemedyKind.CORRECT_FACT),
    ("OBLIGATION_NOT_DONE", "obl", None, 0, RemedyKind.PERFORM_OBLIGATION),
    ("DAMAGED", None, "DELIVERY", 0, RemedyKind.REPLACE_DELIVERY), ("DAMAGED", None, "DELIVERY", 5, RemedyKind.PAY),
    ("FEE_WRONG", None, None, 5, RemedyKind.PAY), ("FEE_WRONG", "fee", "OTHER", 5, RemedyKind.PAY_FEE),
    ("ATTRIBUTION", "fee", None, 0, RemedyKind.NOTHING), ("RETURN_REFUSED", None, None, 0, RemedyKind.TAKE_BACK),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "record", "document", "minor", "kind"), FOLLOWS)
def test_what_follows_from_a_line_that_was_conceded(
    reason: str, record: str | None, document: str | None, minor: int, kind: RemedyKind
) -> None:
    assert remedy_of(reason, obligor=Side.HOST, record_type=record, document=document, minor=minor) is kind


def test_the_company_pays_more_of_a_fee_and_the_partner_gives_a_part_of_one_up() -> None:
    for obligor, kind in ((Side.HOST, RemedyKind.PAY_FEE), (Side.PARTNER, RemedyKind.REVERSE_FEE)):
        assert remedy_of("FEE_WRONG", obligor=obligor, record_type="fee", document=None, minor=5) is kind
        assert ACTS_ON[kind].obligor is obligor


def test_what_the_portal_does_by_itself_is_about_something() -> None:
    assert all(acts.by_itself <= acts.prefixes for acts in ACTS_ON.values())
    assert {kind for kind, acts in ACTS_ON.items() if acts.by_itself} == {
        RemedyKind.AMEND_CONTRACT, RemedyKind.CORRECT_FACT, RemedyKind.WAIVE_DEDUCTION, RemedyKind.RESTORE_PROTECTION,
        RemedyKind.PAY_FEE, RemedyKind.REVERSE_FEE,
    }  # fmt: skip
    assert RemedyKind.NOTHING not in OF_MONEY
