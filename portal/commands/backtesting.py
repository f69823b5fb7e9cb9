"""python -m portal backtest: whether suggestions by what others buy would have been right on one's own orders."""

import json
import sys
from pathlib import Path

from portal.commands import order_lines
from portal.commands.order_lines import Read, Unread
from portal.commands.progress import clear, progress
from portal.opportunities.suggesting import trial
from portal.opportunities.suggesting.trial import Shown, Trial

STANDARD_INPUT = "-"
EACH = 50
"""After so many customers it is said how far it is."""
VERDICTS = {
    Shown.RULE: "The rule does at least as well as popularity, so its suggestions would be shown, with its reasons.",
    Shown.POPULARITY: (
        "The rule does worse than popularity on these orders, so the products that most customers buy would be shown."
    ),
}


def backtest(*, file: str, least: int, as_json: bool) -> int:
    """Tries the rule on the orders of a file and prints how often it was right; 1 if there was nothing to try."""
    try:
        read = _read(file)
    except Unread as wrong:
        print(*wrong.faults, sep="\n", file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"{file} cannot be read: {fault.strerror}.", file=sys.stderr)
        return 1
    found = trial.tried(read.history, least_common=least, told=_told)
    clear()
    if as_json:
        print(json.dumps(_plain(read, found), indent=2))
    else:
        print(*_lines(read, found), sep="\n")
    return 0 if found.customers else 1


def _read(file: str) -> Read:
    if file == STANDARD_INPUT:
        return order_lines.read(sys.stdin.buffer)
    with Path(file).open("rb") as stream:
        return order_lines.read(stream)


def _told(number: int, of: int) -> None:
    if number % EACH == 0:
        progress(f"{number} of {of} customers")


def _lines(read: Read, found: Trial) -> list[str]:
    passed = f", {read.returned:,} returned and {read.nameless:,} without a customer or product passed over"
    lines = [f"{read.lines:,} lines read{passed if read.returned or read.nameless else ''}."]
    if not found.customers:
        return [*lines, "No customer with earlier purchases bought a known product for the first time later."]
    basis = (
        f"Suggested from what {found.before:,} customers bought in the first four fifths of the time, of "
        f"{found.products:,} products with {found.least_common} buyers or more."
    )
    return [
        *lines,
        basis,
        "",
        "              one of ten was right   share",
        *(f"{name:<12}{_of(hits, found):>22}{share:>8.3f}" for name, hits, share in _results(found)),
        "",
        VERDICTS[found.shown],
    ]


def _results(found: Trial) -> tuple[tuple[str, int, float], ...]:
    return ("rule", found.rule_hits, found.rule), ("popularity", found.popularity_hits, found.popularity)


def _of(hits: int, found: Trial) -> str:
    return f"{hits:,} of {found.customers:,}"


def _plain(read: Read, found: Trial) -> dict[str, object]:
    return {
        "lines": read.lines, "returned": read.returned, "nameless": read.nameless,
        "least_common": found.least_common, "customers_before": found.before, "products": found.products,
        "customers": found.customers,
        **{name: {"hits": hits, "share": round(share, 6)} for name, hits, share in _results(found)},
        "shown": found.shown.value,
    }  # fmt: skip
