"""However an agreement is laid out, its clauses begin where a person would say: each layout with its headings."""

import re
import textwrap
from collections.abc import Callable

import pytest

from portal.contracts.text import splitting

TITLES = ("Definitions", "Supply of Pumps", "Prices and Payment", "Delivery", "Warranty", "Term and Termination")
BODIES = (
    "In this Agreement the words below have the meanings given to them, unless the context requires otherwise.",
    "The Supplier shall sell and the Buyer shall purchase the pumps described in Exhibit A, subject to Section 4.2.",
    "The Buyer shall pay each invoice within 30 days of its date. Late sums bear interest of 1.5 percent per month.",
    "Deliveries are made to the Buyer's plant at 14 Mill Road, Building 3, on or before the 1st of each month.",
    "The Supplier warrants for 12 months that the pumps have no defects. No other warranty is given to anybody.",
    "This Agreement begins on January 1, 2021 and lasts 3 years, unless it is ended sooner under Section 6.",
)
HEAD = (
    "SUPPLY AGREEMENT".center(76).rstrip() + '\n\nThis Agreement is made on the 3rd day of May, 2021 between Harrow'
    ' Pump Works, Inc. ("Supplier") and\nLindqvist Dairy, LLC ("Buyer").\n\n'
)  # fmt: skip
FOOT = (
    "\n\nIN WITNESS WHEREOF, the parties have signed this Agreement.\n\nHARROW PUMP WORKS, INC.        LINDQVIST DAIRY,"
    " LLC\n\nBy: ______________             By: ______________\n14 Mill Road\nToledo, Ohio 43604\nDate: 5. May 2021\n"
)
ROMAN, WORDS = ("I", "II", "III", "IV", "V", "VI"), ("FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH")
Heading = tuple[str, str | None]
"""A number, and its title; None where the text goes on at once."""


def wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, 72, initial_indent=indent)


def agreement(clause: Callable[[int, str, str], str], between: Callable[[int], str] = lambda _: "") -> str:
    """An agreement of a clause for each title, and what stands between two, such as the number of a page."""
    clauses = (
        clause(n, title, body) + between(n) for n, (title, body) in enumerate(zip(TITLES, BODIES, strict=True), 1)
    )
    return HEAD + "\n\n".join(clauses) + FOOT


def plain(n: int, title: str, body: str) -> str:
    return f"{n}. {title}\n\n{wrapped(body)}"


def article(n: int, title: str, body: str) -> str:
    first, second = wrapped(f"Section {n}.01 Scope. {body}", "      "), wrapped(f"Section {n}.02 Limits. {body}")
    return (
        f"{f'ARTICLE {ROMAN[n - 1]}'.center(76).rstrip()}\n{title.upper().center(76).rstrip()}\n\n{first}\n\n{second}"
    )


def below(*numbers: str, upper: bool = True) -> list[Heading]:
    """The headings of each title: `{n}` is its number, `{R}` its Roman numeral; one with `*` has the title."""
    found: list[Heading] = []
    for n, title in enumerate(TITLES, 1):
        for each in numbers:
            number = each.rstrip("*").format(
                n=n, R=ROMAN[n - 1], A="ABCDEF"[n - 1], W=WORDS[n - 1], odd=2 * n - 1, even=2 * n
            )
            found.append((number, (title.upper() if upper else title) if each.endswith("*") else None))
    return found


ONE = below("{n}.*", upper=False)
SECTIONS = below("ARTICLE {R}*", "Section {n}.01", "Section {n}.02")
QUOTING = (
    '1. Price. Section 4 is amended to read:\n\n"4. Delivery. It is made each month."\n\n2. Term. Section 7 is'
    ' replaced by:\n\n"7. Term. It is a year."\n\n3. No Other Change. The rest stands.'
)  # fmt: skip
LETTER = (
    "May 3, 2021\n\n9 Dairy Lane\nAkron, Ohio 44301\n\nDear Ms. Lindqvist:\n\n1. The term ends on May 3, 2023.\n\n"
    "2. A pump costs $95 from June 1, 2021.\n\n3. The rest stands.\n\nVery truly yours,"
)
SOURCE = "\n\n\n\nSource: HARROW PUMP WORKS INC, 10-Q, 11/14/2021\n\n"
LISTED = "TABLE OF CONTENTS\n\n{}\n\n"


def contents(entry: str) -> str:
    return LISTED.format("\n".join(entry.format(n=n, t=title, p=n + 2) for n, title in enumerate(TITLES, 1)))


LAYOUTS: dict[str, tuple[str, list[Heading]]] = {
    "run into the paragraph": (agreement(lambda n, t, b: wrapped(f"{n}. {t}. {b}", "     ")), ONE),
    "capitals run in": (agreement(lambda n, t, b: wrapped(f"{n}. {t.upper()}: {b}", "   ")), below("{n}.*")),
    "capitals without a sign": (agreement(lambda n, t, b: wrapped(f"{n}. {t.upper()} {b}")), below("{n}.")),
    "a title below its article": (agreement(article), SECTIONS),
    "figures with nought": (
        agreement(lambda n, t, b: f"{n}.0  {t.upper()}\n\n{n}.1  {b}\n\n{n}.2  {b}"), below("{n}.0*", "{n}.1", "{n}.2"),
    ),
    "three levels": (
        agreement(lambda n, t, b: f"{n}. {t.upper()}\n\n{n}.1. Scope. {b}\n\n{n}.1.1. {b}\n\n{n}.2. Limits. {b}"),
        below("{n}.*", "{n}.1.", "{n}.1.1.", "{n}.2."),
    ),
    "letters in brackets": (agreement(lambda n, t, b: f"{n}. {t}\n\n   (a) {b}\n\n   (b) {b}\n\n      (i) one"), ONE),
    "Roman numerals": (agreement(lambda n, t, b: f"{ROMAN[n - 1]}. {t.upper()}\n\n{b}"), below("{R}.*")),
    "capital letters": (agreement(lambda n, t, b: f"{'ABCDEF'[n - 1]}. {t.upper()}\n\n{b}"), below("{A}.*")),
    "numbers below letters": (
        agreement(lambda n, t, b: f"{'ABCDEF'[n - 1]}. {t.upper()}\n\n1. {b}\n\n2. {b}"), below("{A}.*", "1.", "2."),
    ),
    "letters and numbers below Roman numerals": (
        agreement(lambda n, t, b: f"{ROMAN[n - 1]}. {t.upper()}\n\nA. Scope\n\n1. {b}\n\n2. {b}\n\nB. More\n\n1. {b}"),
        below("{R}.*", "A.", "1.", "2.", "B.", "1."),
    ),
    "a dash behind the number": (agreement(lambda n, t, b: f"{n} – {t}\n\n{b}"), below("{n}")),
    "a dash at the number": (agreement(lambda n, t, b: f"{n}- {t}\n\n{b}"), below("{n}-*", upper=False)),
    "numbers below Roman numerals": (
        agreement(lambda n, t, b: f"{ROMAN[n - 1]}. {t.upper()}\n\n1. {b}\n\n2. {b}"), below("{R}.*", "1.", "2."),
    ),
    "numbers that go on below articles": (
        agreement(lambda n, t, b: f"ARTICLE {ROMAN[n - 1]}\n{t.upper()}\n\n{2 * n - 1}. {b}\n\n{2 * n}. {b}"),
        below("ARTICLE {R}*", "{odd}.", "{even}."),
    ),
    "numbers below titles": (agreement(lambda _, t, b: f"{t.upper()}\n\n1. {b}\n\n2. {b}"), below("*", "1.", "2.")),
    "words": (agreement(lambda n, _, b: wrapped(f"{WORDS[n - 1]}: {b}", "     ")), below("{W}:")),
    "sections in capitals": (agreement(lambda n, t, b: f"SECTION {n}. {t.upper()}. {b}"), below("SECTION {n}.*")),
    "brackets": (agreement(lambda n, t, b: f"({n}) {t}. {b}"), below("({n})*", upper=False)),
    "tabs": (agreement(lambda n, t, b: f"{n}.\t{t.upper()}\n\n\t{n}.1\t{b}"), below("{n}.*", "{n}.1")),
    "no blank": (agreement(lambda n, t, b: f"{n}.{t}. {b}"), ONE),
    "underlined": (agreement(lambda n, t, b: f"{n}.   {t}\n     {'-' * len(t)}\n\n{b}"), ONE),
    "underlined in signs": (agreement(lambda n, t, b: f"{n}. _{t}_. {b}"), below("{n}.")),
    "double spaced": (agreement(lambda n, t, b: plain(n, t, b).replace("\n", "\n\n")), ONE),
    "a number on its own line": (agreement(lambda n, t, b: f"{n}.\n\n{t}\n\n{b}"), ONE),
    "a number at the end of a line": (agreement(lambda n, t, b: f"{b} {n}.\n{t}. {b}").replace("\n\n", "\n"), ONE),
    "pages between dashes": (agreement(plain, lambda n: f"\n\n{f'-{n}-'.center(76).rstrip()}"), ONE),
    "pages alone": (agreement(plain, lambda n: f"\n\n{str(n).center(76).rstrip()}"), ONE),
    "pages of pages": (agreement(plain, lambda n: f"\n\nPage {n} of 6"), ONE),
    "a running head": (agreement(plain, lambda n: f"\n\n{n}\n\nHarrow Supply Agreement\nConfidential"), ONE),
    "signs of pages": (agreement(plain, lambda n: f"\n\n{' ' * 38}{n}\n<PAGE>"), ONE),
    "a source within a sentence": (
        agreement(lambda n, t, b: f"{n}. {t}. {b[:50]}".rpartition(" ")[0] + f"\n\n{n}{SOURCE}{b[50:].strip()}"), ONE,
    ),
    "words left out": (agreement(lambda n, t, b: f"{n}. {t}. [***] {b.replace('the', '[***]')}"), ONE),
    "titles in capitals": (agreement(lambda _, t, b: f"{t.upper()}\n\n{wrapped(b)}"), below("*")),
    "titles alone": (agreement(lambda _, t, b: f"{t}\n\n{wrapped(b)}"), below("*", upper=False)),
    "titles in the line above": (agreement(lambda _, t, b: f"{t}\n{b}"), below("*", upper=False)),
    "titles underlined": (agreement(lambda _, t, b: f"{t}\n{'-' * len(t)}\n\n{b}"), below("*", upper=False)),
    "titles in capitals run in": (agreement(lambda _, t, b: wrapped(f"{t.upper()}. {b}")), below("*")),
    "titles run in": (agreement(lambda _, t, b: wrapped(f"{t}. {b}")), below("*", upper=False)),
    "titles behind gaps": (re.sub(r"\s*\n\s*", "   ", agreement(lambda _, t, b: f"{t.upper()}\n{b}")), below("*")),
    "contents with dots": (contents("{n}. {t} ............ {p}") + agreement(plain), ONE),
    "contents without dots": (contents("{n}.   {t}      {p}") + agreement(plain), ONE),
    "contents without pages": (contents("{n}. {t}") + agreement(plain), ONE),
    "contents with pages below": (contents("{n}. {t}\n{p}") + agreement(plain), ONE),
    "contents with pages far below": (contents("{n}. {t}\n\n{p}\n") + agreement(plain), ONE),
    "contents in three lines": (contents("{n}.\n{t}\n{p}") + agreement(plain), ONE),
    "contents of titles": (
        contents("{t} ........ {p}").upper() + agreement(lambda _, t, b: f"{t.upper()}\n\n{b}"), below("*"),
    ),
    "contents of titles without pages": (
        contents("{t}").upper() + agreement(lambda _, t, b: f"{t.upper()}\n\n{b}"), below("*"),
    ),
    "a number given twice": (
        agreement(lambda n, t, b: plain(n, t, b) + ("\n\n3. Deposits\n\nOne is paid." if n == 3 else "")),
        [*ONE[:3], ("3.", "Deposits"), *ONE[3:]],
    ),
    "a list within": (agreement(lambda n, t, b: plain(n, t, b) + "\n\n 1. one;\n\n 2. two; and\n\n 3. three."), ONE),
    "references at the beginning of lines": (
        agreement(lambda n, t, b: f"{plain(n, t, b)} As in Section\n{n % 6 + 1}. It lasts for\n10. So be it."), ONE,
    ),
    "recitals in letters": (
        agreement(plain).replace("1. Def", "RECITALS\n\nA. One makes pumps.\n\nB. One buys them.\n\n1. Def", 1), ONE,
    ),
    "a table of fees": (
        agreement(plain, lambda n: "\n\nTier   Units   Price\n1      100     $5\n2      200     $4" * (n == 3)), ONE,
    ),
    "fees behind dots": (
        agreement(lambda n, t, b: plain(n, t, b) + "".join(f"\n{f}. Tier .... ${f}00" for f in range(1, 5)) * (n == 3)),
        ONE,
    ),
    "exhibits of articles": (
        agreement(article) + "\n\nExhibit A – Form of Note\n\nARTICLE I\nPAYMENT\n\nSection 1.01 Sum. Five.\n",
        [*SECTIONS, ("Exhibit A", None), ("ARTICLE I", "PAYMENT"), ("Section 1.01", "Sum")],
    ),
    "schedules that begin anew": (
        agreement(plain) + "\n\nSCHEDULE 1\n\nSERVICE\n\n1. Repair\n\nIn a day.\n\n2. Reports\n\nEach month.\n",
        [*ONE, ("SCHEDULE 1", "SERVICE"), ("1.", "Repair"), ("2.", "Reports")],
    ),
    "an amendment that quotes": (
        QUOTING,
        [("1.", "Price"), ("2.", "Term"), ("3.", "No Other Change")],
    ),
    "a letter": (
        LETTER,
        [("1.", None), ("2.", None), ("3.", None)],
    ),
    "one line": (" ".join(agreement(lambda n, t, b: f"{n}. {t}. {b}").split()), ONE),
    "articles in one line": (
        " ".join(agreement(lambda n, t, b: article(n, t, b).replace("\n", " ")).split()),
        below("ARTICLE {R}", "Section {n}.01", "Section {n}.02"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("called", LAYOUTS)
def test_clauses_begin_where_a_person_would_say_and_no_word_moves(called: str) -> None:
    text, expected = LAYOUTS[called]

    clauses = splitting.split(text)

    found = [(each.number, each.heading.rstrip(".:")) for each in clauses]
    if all(not number for number, _ in expected):  # beside these, the title of the whole and the names below it
        titles = {title for _, title in expected}
        assert [(number, title) for number, title in found if title in titles] == expected
        assert len(found) <= len(expected) + 3
    else:
        told = [(number, title) for number, title in found if number or (title in {t for _, t in expected})]
        assert [number for number, _ in told] == [number for number, _ in expected]
        assert all(title is None or title == said for (_, said), (_, title) in zip(told, expected, strict=True))
    words = "".join(f"{each.number}{each.heading}{each.text}" for each in clauses)
    assert "".join(words.split()) == "".join(text.split())


def test_the_words_of_a_line_that_goes_on_are_no_title() -> None:
    text = "1. The parties shall pay\nall taxes.\n\n2. Notices go to: Jo\nExample.\n\n3. Law\n\nItaly's."

    assert [each.heading for each in splitting.split(text)] == ["", "", "Law"]
