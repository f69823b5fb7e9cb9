"""The table of a compliance document, cell by cell, and each of its guards."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal import errors
from portal.access import SYSTEM, Actor, Permission, Role, Side
from portal.clock import Moment
from portal.partners import actions, documents
from portal.partners.documents import DOCUMENT, KINDS, REMINDED, Document, DocumentKind, DocumentStatus, Required
from tests import tables

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
DAYS = timedelta(days=1)
TABLE = tables.read("""
REQUESTED | upload | UPLOADED | PA PM RM LE | document.uploaded
REQUESTED | withdraw | WITHDRAWN | RM LE | document.withdrawn
REQUESTED | waive | WITHDRAWN | SY | document.waived
REQUESTED | close | WITHDRAWN | SY | document.closed
REQUESTED | remind | REQUESTED | SY | document.still_missing
UPLOADED | upload | UPLOADED | PA PM RM LE | document.uploaded
UPLOADED | confirm | UPLOADED | PA PS | document.confirmed
UPLOADED | accept | ACCEPTED | RM LE | document.accepted
UPLOADED | refuse | REFUSED | RM LE | document.refused
UPLOADED | close | WITHDRAWN | SY | document.closed
UPLOADED | remind | UPLOADED | SY | document.still_missing
UPLOADED | overdue | UPLOADED | SY | document.review_overdue
REFUSED | upload | UPLOADED | PA PM RM LE | document.uploaded
REFUSED | withdraw | WITHDRAWN | RM LE | document.withdrawn
REFUSED | waive | WITHDRAWN | SY | document.waived
REFUSED | close | WITHDRAWN | SY | document.closed
REFUSED | remind | REFUSED | SY | document.still_missing
ACCEPTED | refuse | REFUSED | RM LE | document.refused
ACCEPTED | replace | ACCEPTED | PA PM RM LE | document.new_one_brought
ACCEPTED | supersede | REPLACED | SY | document.replaced
ACCEPTED | close | WITHDRAWN | SY | document.closed
ACCEPTED | endSoon | EXPIRING | SY | document.expiring
ACCEPTED | expire | EXPIRED | SY | document.expired
EXPIRING | refuse | REFUSED | RM LE | document.refused
EXPIRING | replace | EXPIRING | PA PM RM LE | document.new_one_brought
EXPIRING | supersede | REPLACED | SY | document.replaced
EXPIRING | close | WITHDRAWN | SY | document.closed
EXPIRING | endSoon | EXPIRING | SY | document.expiring
EXPIRING | expire | EXPIRED | SY | document.expired
EXPIRED | replace | EXPIRED | PA PM RM LE | document.new_one_brought
EXPIRED | supersede | REPLACED | SY | document.replaced
EXPIRED | waive | WITHDRAWN | SY | document.waived
EXPIRED | withdraw | WITHDRAWN | RM LE | document.withdrawn
""")
D, K = DocumentStatus, DocumentKind
LEGAL, MANAGER, ADMIN, SIGNATORY = (
    tables.somebody(role)
    for role in (Role.LEGAL, Role.RELATIONSHIP_MANAGER, Role.PARTNER_ADMIN, Role.PARTNER_SIGNATORY)
)
INSURANCE = Document(status=D.UPLOADED, kind=K.INSURANCE, due_at=NOW, ends_at=NOW + 400 * DAYS)
BANK = replace(INSURANCE, kind=K.BANK_CONFIRMATION)
# Of each action a subject about which no guard has anything to say.
EASY = {
    "remind": replace(BANK, is_seconded=False), "confirm": BANK,
    "endSoon": replace(INSURANCE, ends_at=NOW + 60 * DAYS), "expire": replace(INSURANCE, ends_at=NOW),
    "supersede": replace(INSURANCE, is_replaced=True), "close": replace(INSURANCE, has_left=True),
    "waive": replace(INSURANCE, is_unwanted=True),
}  # fmt: skip


def test_the_rows_are_the_rows_of_the_design() -> None:
    found = tables.rows_of(DOCUMENT)
    assert len(found) == len(TABLE)
    assert {(row.source, row.action): row for row in found} == TABLE
    assert DOCUMENT.initial is D.REQUESTED
    assert DOCUMENT.terminal == {D.REPLACED, D.WITHDRAWN}
    assert tables.reachable("REQUESTED", TABLE) == {status.value for status in D} == set(DOCUMENT.in_words)


@pytest.mark.parametrize(("action", "role"), tables.pairs(TABLE))
def test_each_cell_is_open_to_the_roles_of_the_design_alone(action: str, role: Role) -> None:
    for status in D:
        row, subject = TABLE.get((status.value, action)), replace(EASY.get(action, INSURANCE), status=status)
        refusal = DOCUMENT.refusal(subject, status, action, tables.somebody(role), NOW)
        expected = "WRONG_STATUS" if row is None else None if role.value in row.who else "NOT_PERMITTED"
        assert (refusal.code if refusal else None) == expected, status


def said(subject: Document, action: str, actor: Actor, now: datetime = NOW) -> str:
    """The refusal's code and sentence; "" if the step is open."""
    refusal = DOCUMENT.refusal(subject, subject.status, action, actor, now)
    return f"{refusal.code} {refusal.message}" if refusal else ""


def test_each_kind_says_how_long_it_counts_and_who_accepts_it() -> None:
    legal = {kind for kind, rule in KINDS.items() if rule.may is Permission.DOCUMENT_APPROVE}
    assert set(KINDS) == set(K) == set(documents.DOCUMENTS)
    assert {kind.value: rule.months for kind, rule in KINDS.items()} == {
        "INSURANCE": 15, "REGISTER_EXTRACT": 12, "TAX_CERTIFICATE": 36, "QUALITY_CERTIFICATE": 36,
        "BANK_CONFIRMATION": 24, "CODE_OF_CONDUCT": 36, "OTHER": 60,
    }  # fmt: skip
    assert legal == {K.TAX_CERTIFICATE, K.BANK_CONFIRMATION}


@pytest.mark.parametrize("kind", K)
@pytest.mark.parametrize("action", ["accept", "refuse"])
def test_a_manager_decides_about_every_kind_but_those_that_legal_keeps(kind: DocumentKind, action: str) -> None:
    subject = replace(INSURANCE, kind=kind, is_seconded=True)
    kept = kind in {K.TAX_CERTIFICATE, K.BANK_CONFIRMATION}
    sentence = "NOT_PERMITTED Only legal can decide on this kind of document." if kept else ""
    assert said(subject, action, MANAGER) == sentence
    assert said(subject, action, LEGAL) == ""


@pytest.mark.parametrize("kind", K)
def test_of_those_who_decide_only_the_ones_who_do_about_its_kind_are_waited_for(kind: DocumentKind) -> None:
    values = {"status": "UPLOADED", "kind": kind.value, "is_seconded": True, "waiting_on": ["HOST"]}
    found = {each.name: each.roles for each in actions.of_document(values, MANAGER, Moment(NOW))}
    kept = kind in {K.TAX_CERTIFICATE, K.BANK_CONFIRMATION}
    roles = (Role.LEGAL,) if kept else (Role.RELATIONSHIP_MANAGER, Role.LEGAL)
    assert (found["accept"], found["refuse"]) == (roles, roles)


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (K.REGISTER_EXTRACT, date(2026, 3, 15), date(2027, 3, 15)),
        (K.INSURANCE, date(2026, 11, 30), date(2028, 2, 29)),
        (K.TAX_CERTIFICATE, date(2024, 2, 29), date(2027, 2, 28)),
        (K.BANK_CONFIRMATION, date(2026, 12, 31), date(2028, 12, 31)),
    ],
)
def test_a_document_counts_for_so_many_months_from_its_first_day(kind: DocumentKind, first: date, last: date) -> None:
    assert documents.last_day(kind, first) == last


def test_who_brought_a_document_does_not_accept_it_and_nobody_accepts_one_that_has_ended() -> None:
    own, over = replace(INSURANCE, is_own=True), replace(INSURANCE, ends_at=NOW)
    assert said(own, "accept", LEGAL) == "BLOCKED The person who uploaded a document cannot accept it. Ask a colleague."
    assert said(over, "accept", LEGAL) == "BLOCKED It has expired since then. Ask for a new one."
    assert said(over, "accept", LEGAL, NOW - timedelta(seconds=1)) == ""


def test_what_one_side_brought_is_refused_before_the_other_uploads_something_else() -> None:
    sentence = "BLOCKED The other side uploaded it. You can upload another one once it is refused."
    theirs, ours = replace(INSURANCE, uploaded_side=Side.PARTNER), replace(INSURANCE, uploaded_side=Side.HOST)
    assert [said(theirs, "upload", actor) for actor in (ADMIN, MANAGER)] == ["", sentence]
    assert [said(ours, "upload", actor) for actor in (ADMIN, MANAGER)] == [sentence, ""]
    assert said(replace(theirs, status=D.REFUSED), "upload", MANAGER) == ""


def test_nobody_accepts_what_cannot_be_looked_at() -> None:
    closed = replace(INSURANCE, is_readable=False)
    sentence = "Its file cannot be opened. It is still being checked, or something harmful was found in it."
    assert said(closed, "accept", LEGAL) == f"BLOCKED {sentence}"
    assert said(closed, "refuse", LEGAL) == ""


def test_a_bank_confirmation_comes_from_two_people_of_the_partner() -> None:
    wanted = replace(BANK, status=D.REQUESTED)
    alone = "NOT_PERMITTED Only the partner's own people can confirm a bank account."
    assert [said(wanted, "upload", actor) for actor in (ADMIN, MANAGER, LEGAL)] == ["", alone, alone]
    for status in (D.ACCEPTED, D.EXPIRING, D.EXPIRED):
        assert said(replace(BANK, status=status), "replace", LEGAL) == alone
    assert said(BANK, "accept", LEGAL) == "BLOCKED A second person of the partner must confirm it first."
    assert said(replace(BANK, is_seconded=True), "accept", LEGAL) == ""
    assert said(BANK, "confirm", SIGNATORY) == ""
    own, twice = replace(BANK, is_own=True), replace(BANK, is_seconded=True)
    assert said(own, "confirm", SIGNATORY) == "BLOCKED You uploaded it yourself. A second person must confirm it."
    assert said(twice, "confirm", SIGNATORY) == "BLOCKED A second person has already confirmed it."
    assert said(INSURANCE, "confirm", SIGNATORY) == "BLOCKED Only a bank confirmation needs a second person."


@pytest.mark.parametrize("action", ["upload", "confirm", "accept", "replace"])
def test_what_moves_a_bank_account_takes_a_person_who_has_just_proved_to_be_there(action: str) -> None:
    status = D.ACCEPTED if action == "replace" else D.UPLOADED
    subject = replace(BANK, status=status, is_seconded=action == "accept")
    actor = LEGAL if action == "accept" else ADMIN
    alone = replace(actor, is_present=False)
    refused = DOCUMENT.refusal(subject, status, action, alone, NOW)
    assert refused
    assert (refused.code, refused.message) == (
        "NOT_PERMITTED",
        "Only a person can do this, not an app running on its own.",
    )
    with pytest.raises(errors.ConfirmationNeeded):
        DOCUMENT.take(subject, status, action, actor, now=NOW)
    with pytest.raises(errors.ConfirmationNeeded):
        DOCUMENT.take(subject, status, action, replace(actor, confirmed_at=NOW - timedelta(minutes=6)), now=NOW)
    DOCUMENT.take(subject, status, action, replace(actor, confirmed_at=NOW), now=NOW)


@pytest.mark.parametrize("kind", [kind for kind in K if kind is not K.BANK_CONFIRMATION])
@pytest.mark.parametrize("action", ["upload", "accept", "replace"])
def test_a_program_brings_and_accepts_what_is_no_bank_account(kind: DocumentKind, action: str) -> None:
    status = D.ACCEPTED if action == "replace" else D.UPLOADED
    actor = replace(LEGAL if action == "accept" else ADMIN, is_present=False)
    DOCUMENT.take(replace(INSURANCE, kind=kind, status=status), status, action, actor, now=NOW)


def test_there_is_one_new_document_at_a_time_in_the_place_of_an_old() -> None:
    twice = replace(INSURANCE, status=D.EXPIRING, has_successor=True)
    sentence = "BLOCKED A new document has already been uploaded and is waiting for its answer."
    assert said(twice, "replace", ADMIN) == sentence


@pytest.mark.parametrize(
    ("action", "subject", "sentence"),
    [
        ("remind", replace(INSURANCE, status=D.REQUESTED, due_at=NOW + DAYS), "Its time has not ended yet."),
        ("remind", replace(INSURANCE, status=D.REQUESTED), ""),
        ("remind", INSURANCE, "The document has been uploaded."),
        ("remind", BANK, ""),
        ("overdue", replace(INSURANCE, due_at=NOW + DAYS), "Its time has not ended yet."),
        ("overdue", INSURANCE, ""),
        ("overdue", BANK, "A second person of the partner must confirm it first."),
        ("overdue", replace(BANK, is_seconded=True), ""),
        ("supersede", replace(INSURANCE, status=D.EXPIRED), "No new document has been accepted in its place."),
        ("close", INSURANCE, "The partner's account has not ended."),
    ],
)
def test_the_clock_takes_no_step_before_its_time(action: str, subject: Document, sentence: str) -> None:
    assert said(subject, action, SYSTEM) == (f"BLOCKED {sentence}" if sentence else "")


@pytest.mark.parametrize(
    ("left", "reminded", "is_told"),
    [
        (61, None, False),
        (60, None, True),
        (31, 60, False),
        (30, 60, True),
        (8, 30, False),
        (7, 30, True),
        (1, 7, False),
        (20, None, True),  # the clock stood still: what is left to tell is told
        (0, 30, False),  # after the end there is nothing to remind of
    ],
)
def test_each_reminder_is_told_once_so_many_days_before_the_end(left: int, reminded: int | None, is_told: bool) -> None:
    subject = replace(INSURANCE, status=D.EXPIRING, ends_at=NOW + left * DAYS, reminded=reminded)
    assert (said(subject, "endSoon", SYSTEM) == "") is is_told
    assert (said(subject, "expire", SYSTEM) == "") is (left == 0)
    deadline = DOCUMENT.deadlines[D.EXPIRING]
    assert deadline.until
    marks = [days for days in REMINDED if reminded is None or days < reminded]
    assert deadline.until(subject) == subject.ends_at - (marks[0] if marks else 0) * DAYS  # type: ignore[operator]


def test_who_is_waited_for_follows_from_the_table() -> None:
    waits = {status: DOCUMENT.deadlines[status].waiting_on for status in DOCUMENT.deadlines}
    assert {status.value: set(of(INSURANCE)) for status, of in waits.items()} == {
        "REQUESTED": {Side.PARTNER}, "REFUSED": {Side.PARTNER}, "UPLOADED": {Side.HOST}, "ACCEPTED": set(),
        "EXPIRING": {Side.PARTNER}, "EXPIRED": {Side.PARTNER},
    }  # fmt: skip
    assert waits[D.UPLOADED](BANK) == {Side.PARTNER}
    assert waits[D.UPLOADED](replace(BANK, is_seconded=True)) == {Side.HOST}


def test_what_has_ended_lapses_and_what_never_was_there_is_missing() -> None:
    there = Required(kind=K.INSURANCE, ends_at=NOW + DAYS)
    over, never = Required(kind=K.TAX_CERTIFICATE, ends_at=NOW), Required(kind=K.CODE_OF_CONDUCT, ends_at=None)
    assert documents.lapsed((there, over, never), Moment(NOW)) == (K.TAX_CERTIFICATE,)
    sentence = documents.missing((there, over, never), Moment(NOW))
    assert str(sentence) == "These documents are missing: Tax certificate, Code of conduct."
    assert documents.missing((there,), Moment(NOW)) is None
