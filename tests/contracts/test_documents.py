"""The text of an agreement: one canonical form, digests that mean it, and changes that apply or are stale."""

import hashlib
import json
import random
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import errors
from portal.contracts.text import bounds, documents, proposals, terms
from portal.contracts.text.documents import Change, Clause, Document, Operation, Party, Renewal, Terms
from portal.money import Money

SUPPLY = Document(
    title="Supply of bearings",
    kind="SUPPLY",
    parties=(Party("HOST", "Entente GmbH", "DE"), Party("PARTNER", "Naïve Bearings", "BG")),
    terms=Terms(date(2026, 1, 1), date(2027, 12, 31), Renewal.OPTION, 60, Money(125_000, "EUR"), "Germany"),
    clauses=(
        Clause("c1", "1.", "Definitions", "", 0),
        Clause("c2", "1.1", "", "“Goods” are bearings.", 1),
        Clause("c3", "2.", "Price", "The price is 5 EUR.", 0),
    ),
)

WRITTEN = (
    '{"clauses":[{"depth":0,"heading":"Definitions","key":"c1","number":"1.","text":""},'
    '{"depth":1,"heading":"","key":"c2","number":"1.1","text":"“Goods” are bearings."},'
    '{"depth":0,"heading":"Price","key":"c3","number":"2.","text":"The price is 5 EUR."}],"kind":"SUPPLY",'
    '"parties":[{"country":"DE","name":"Entente GmbH","side":"HOST"},'
    '{"country":"BG","name":"Naïve Bearings","side":"PARTNER"}],'
    '"terms":{"ends_on":"2027-12-31","governing_law":"Germany","notice_days":60,"renewal":"OPTION",'
    '"starts_on":"2026-01-01","value":{"currency":"EUR","minor":125000}},"title":"Supply of bearings"}'
)

# Letters of several scripts, marks, line ends; hypothesis finds the awkward ones among them by itself.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, range(32)))), max_size=40)
CLAUSES = st.lists(st.tuples(TEXTS, TEXTS, TEXTS, st.integers(0, 3)), max_size=6).map(
    lambda rows: tuple(Clause(f"c{index}", *row) for index, row in enumerate(rows))
)


def digest_of(key: str, document: Document = SUPPLY) -> str:
    return next(documents.clause_digest(clause) for clause in document.clauses if clause.key == key)


def test_the_canonical_form_is_written_byte_for_byte() -> None:
    assert documents.canonical(SUPPLY) == WRITTEN
    assert documents.digest(SUPPLY) == hashlib.sha256(WRITTEN.encode()).hexdigest()
    assert documents.parse(WRITTEN) == SUPPLY


def test_letters_composed_differently_are_the_same_text() -> None:
    decomposed = replace(SUPPLY, parties=(SUPPLY.parties[0], Party("PARTNER", "Nai\u0308ve Bearings", "BG")))
    assert documents.digest(decomposed) == documents.digest(SUPPLY)


@given(CLAUSES, TEXTS)
def test_the_canonical_form_is_read_back_and_written_again_the_same(clauses: tuple[Clause, ...], title: str) -> None:
    written = documents.canonical(replace(SUPPLY, clauses=clauses, title=title))
    read = documents.parse(written)
    assert documents.canonical(read) == written
    assert read.title == unicodedata.normalize("NFC", title)


@given(CLAUSES, TEXTS, st.sampled_from(["\t", "\n", "\x7f", '"', "\\", "/", "\u2028", "\U0001f600", "<"]))
def test_the_canonical_form_is_what_another_writer_of_rfc_8785_writes(
    clauses: tuple[Clause, ...], title: str, awkward: str
) -> None:
    clauses = (*clauses, Clause("awkward", awkward, awkward, title + awkward, 0))
    written = documents.canonical(replace(SUPPLY, clauses=clauses, title=title))
    assert rfc8785.dumps(json.loads(written)) == written.encode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        WRITTEN + " ",
        WRITTEN.replace("60", "60.0"),
        WRITTEN.replace("60", "60.5"),
        WRITTEN.replace("60", "NaN"),
        WRITTEN.replace("60", "1" * 5_000),
        WRITTEN.replace("125000", "true"),
        WRITTEN.replace('"key":"c1"', '"key":"c2"'),
        WRITTEN.replace('"depth":1', '"depth":true'),
        WRITTEN.replace("2027-12-31", "2025-12-31"),
        WRITTEN.replace('"number":"2."', '"number":2'),
        "[" * 100_000,
    ],
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(errors.Invalid, match="not in the canonical form"):
        documents.parse(text)


def test_a_clause_s_digest_is_of_what_it_says_not_of_its_key() -> None:
    clause = SUPPLY.clauses[1]
    written = json.dumps(
        {"depth": 1, "heading": "", "number": "1.1", "text": clause.text}, ensure_ascii=False, separators=(",", ":")
    )
    assert documents.clause_digest(clause) == hashlib.sha256(written.encode()).hexdigest()
    assert documents.clause_digest(replace(clause, key="other")) == documents.clause_digest(clause)
    for other in (replace(clause, depth=2), replace(clause, number="1.2"), replace(clause, heading="Goods")):
        assert documents.clause_digest(other) != documents.clause_digest(clause)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\x00b", "control character .U.0000"),
        ("a\x1fb", "control character .U.001F"),
        ("a\rb", "control character .U.000D"),
        ("a\ud800b", "surrogate"),
        ("e" + "\u0301" * 31, "more than 30 marks"),
        ("a" * (bounds.LONGEST_CLAUSE + 1), "longer than 200,000"),
        ("\ufb2c" * 100_000, "longer than 200,000"),
    ],
)
def test_text_that_cannot_be_kept_is_refused_with_its_place(text: str, words: str) -> None:
    clauses = (*SUPPLY.clauses[:2], replace(SUPPLY.clauses[2], text=text))
    with pytest.raises(errors.Invalid, match=words) as refusal:
        documents.canonical(replace(SUPPLY, clauses=clauses))
    assert refusal.value.path == ("input", "clauses", "2", "text")


def test_the_size_of_an_agreement_is_limited() -> None:
    most = tuple(Clause(f"c{n}", "", "", "", 0) for n in range(bounds.MOST_CLAUSES))
    documents.canonical(replace(SUPPLY, clauses=most))
    with pytest.raises(errors.Invalid, match="at most 3,000 clauses"):
        documents.canonical(replace(SUPPLY, clauses=(*most, Clause("more", "", "", "", 0))))
    long = tuple(Clause(f"c{n}", "", "", "x" * 200_000, 0) for n in range(10))
    documents.canonical(replace(SUPPLY, clauses=long))
    with pytest.raises(errors.Invalid, match="at most 2,000,000 characters"):
        documents.canonical(replace(SUPPLY, clauses=(*long, Clause("more", "", "", "x", 0))))


def test_no_mark_lies_beyond_the_planes_that_are_searched() -> None:
    assert not any(unicodedata.combining(chr(code)) for code in range(0x20000, 0x110000))


def test_accepted_changes_give_the_next_version() -> None:
    applied = proposals.apply(
        SUPPLY,
        [
            Change(op=Operation.REPLACE, clause_key="c3", base_sha256=digest_of("c3"), text="The price is 6 EUR."),
            Change(op=Operation.INSERT, clause_key="n1", after_key="c2", number="1.2", text="New.\r\nText.", depth=1),
            Change(op=Operation.DELETE, clause_key="c2", base_sha256=digest_of("c2")),
            Change(op=Operation.MOVE, clause_key="c1", base_sha256=digest_of("c1"), after_key="c3"),
            Change(op=Operation.SET_TERM, term="notice_days", value="90"),
            Change(op=Operation.SET_TERM, term="value", value="99.50 USD"),
            Change(op=Operation.SET_TERM, term="ends_on", value=""),
        ],
    )
    assert applied.stale == ()
    assert applied.document.clauses == (
        Clause("n1", "1.2", "", "New.\nText.", 1),
        Clause("c3", "2.", "Price", "The price is 6 EUR.", 0),
        Clause("c1", "1.", "Definitions", "", 0),
    )
    assert applied.document.terms == Terms(date(2026, 1, 1), None, Renewal.OPTION, 90, Money(9950, "USD"), "Germany")
    assert applied.document.parties == SUPPLY.parties


def test_a_change_whose_base_is_gone_is_stale_and_not_applied() -> None:
    base = digest_of("c3")
    applied = proposals.apply(
        SUPPLY,
        [
            Change(op=Operation.REPLACE, clause_key="c3", base_sha256=base, text="Six."),
            Change(op=Operation.REPLACE, clause_key="c3", base_sha256=base, text="Seven."),
            Change(op=Operation.DELETE, clause_key="gone", base_sha256=base),
            Change(op=Operation.INSERT, clause_key="n1", after_key="gone", text="After what is gone."),
            Change(op=Operation.MOVE, clause_key="c1", base_sha256=digest_of("c1"), after_key="gone"),
            Change(op=Operation.DELETE, clause_key="c2", base_sha256=None),
        ],
    )
    assert applied.stale == (1, 2, 3, 4, 5)
    assert applied.document.clauses == (*SUPPLY.clauses[:2], Clause("c3", "2.", "Price", "Six.", 0))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (Change(op=Operation.SET_TERM, term="colour", value="red"), ("input", "changes", "0", "term")),
        (Change(op=Operation.SET_TERM, term="ends_on", value="2026-W05"), ("input", "changes", "0", "termValue")),
        (Change(op=Operation.SET_TERM, term="ends_on", value="2026-02-30"), ("input", "changes", "0", "termValue")),
        (Change(op=Operation.SET_TERM, term="ends_on", value="2025-12-31"), ("input", "terms", "endsOn")),
        (Change(op=Operation.SET_TERM, term="notice_days", value="-1"), ("input", "changes", "0", "termValue")),
        (Change(op=Operation.SET_TERM, term="notice_days", value="99999"), ("input", "terms", "noticeDays")),
        (Change(op=Operation.SET_TERM, term="renewal", value="MAYBE"), ("input", "changes", "0", "termValue")),
        (
            Change(op=Operation.SET_TERM, term="value", value="5 ZZZ"),
            ("input", "changes", "0", "termValue", "currency"),
        ),
        (
            Change(op=Operation.SET_TERM, term="value", value="5.001 EUR"),
            ("input", "changes", "0", "termValue", "amount"),
        ),
        (Change(op=Operation.SET_TERM, term="value", value="-5 EUR"), ("input", "terms", "value")),
        (Change(op=Operation.INSERT, clause_key="c1", text="again"), ("input", "changes", "0", "clauseKey")),
        (Change(op=Operation.INSERT, text="no key"), ("input", "changes", "0", "clauseKey")),
        (Change(op=Operation.INSERT, clause_key="n1", text="\x07"), ("input", "changes", "0", "text")),
        (Change(op=Operation.INSERT, clause_key="n1", depth=99), ("input", "changes", "0", "depth")),
        (
            Change(op=Operation.MOVE, clause_key="c1", base_sha256=digest_of("c1"), after_key="c1"),
            ("input", "changes", "0", "afterKey"),
        ),
    ],
)
def test_a_change_that_cannot_be_read_is_refused_in_words(change: Change, path: tuple[str, ...]) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        proposals.apply(SUPPLY, [change])
    assert refusal.value.path == path


@pytest.mark.parametrize("term", terms.NAMES)
def test_a_term_is_set_to_what_it_reads(term: str) -> None:
    written = terms.text_of(SUPPLY.terms, term)
    assert terms.changed(SUPPLY.terms, term, written, path=()) == SUPPLY.terms


@settings(deadline=None)
@given(CLAUSES, st.randoms(use_true_random=False))
def test_changing_and_changing_back_gives_the_same_digest(clauses: tuple[Clause, ...], chance: random.Random) -> None:
    document = documents.checked(replace(SUPPLY, clauses=(*clauses, Clause("last", "", "", "end", 0))))
    clause = chance.choice(document.clauses)
    base = documents.clause_digest(clause)
    there = Change(op=Operation.REPLACE, clause_key=clause.key, base_sha256=base, text="other")
    changed = proposals.apply(document, [there]).document
    back = replace(there, base_sha256=digest_of(clause.key, changed), text=clause.text)
    assert documents.digest(proposals.apply(changed, [back]).document) == documents.digest(document)


def test_a_list_that_changes_one_long_clause_again_and_again_is_refused_before_it_takes_long() -> None:
    """Each change builds on the one before, so the whole clause is read anew for each."""
    clause = Clause("long", "0", "", "word " * 40_000, 0)
    document = documents.checked(replace(SUPPLY, clauses=(clause,)))
    changes = []
    for number in range(1, 23):
        base = documents.clause_digest(clause)
        changes.append(Change(op=Operation.REPLACE, clause_key="long", base_sha256=base, number=str(number)))
        clause = replace(clause, number=str(number))
    assert proposals.apply(document, changes[:20]).document.clauses[0].number == "20"
    with pytest.raises(errors.Invalid, match="into one change") as refusal:
        proposals.apply(document, changes)
    assert refusal.value.path == ("input", "changes", "20")
