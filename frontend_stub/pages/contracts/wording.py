"""How terms, changes and comparisons of contracts are told to people; used by several pages."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from frontend_stub.site import i18n, words

Json = dict[str, Any]

MONEY_READS = ("contract.value.amount", "contract.value.currency")
# What Python reads of a contract's standing, a change and a comparison (for the checker).
STANDING_READS = (
    "contract.availableActions.name",
    "contract.availableActions.allowed",
    "contract.availableActions.blockedBy.message",
)
_CHANGE = ("operation", "clauseKey", "term", "termValue", "rationale", "annex", "baseDigest")
_ANNEX_FILE = ("id", "path", "name", "bytes", "state")
CAUTIONS = ("cautions.kind", "cautions.found", "cautions.count")
_DIFF = (
    "clauses.key", "clauses.number", "clauses.heading", "clauses.depth", "clauses.kind", "clauses.segments.kind",
    "clauses.segments.text", *(f"clauses.{each}" for each in CAUTIONS), "terms.term", "terms.before", "terms.after",
)  # fmt: skip


def diff_reads(place: str) -> tuple[str, ...]:
    return tuple(f"{place}.{field}" for field in _DIFF)


def proposal_reads(place: str) -> tuple[str, ...]:
    """What `proposal` reads of an open round at a place, and of the clauses it builds on."""
    file = (f"{place}.changes.file.{field}" for field in _ANNEX_FILE)
    return (*(f"{place}.changes.{field}" for field in _CHANGE), *file, *diff_reads(f"{place}.redline"))


def change_reads(place: str) -> tuple[str, ...]:
    """The same, of those that differ alone."""
    return tuple(each.replace(".clauses.", ".changes.") for each in proposal_reads(place)) + tuple(
        f"{place}.redline.changes.{field}" for field in ("numberBefore", "headingBefore", "afterKey")
    )


ACCEPTED_READS = (
    "contract.acceptedBy", "contract.digest", "contract.acceptances.side", "contract.acceptances.name",
    "contract.acceptances.acceptedAt", "contract.acceptances.digest", "contract.currentVersion.number",
    "contract.openRound.resultDigest", "contract.openRound.changes.operation",
)  # fmt: skip


def accepted(contract: Mapping[str, Any]) -> list[Json]:
    """Each side's acceptance that counts now: who gave it, and of which text: `version`, and `proposed` changes.

    A proposal is accepted by its author: with all its changes, and not without them.
    """
    round_, version = contract["openRound"], contract["currentVersion"]
    last = {each["side"]: each for each in reversed(contract["acceptances"])}
    found = []
    for side in contract["acceptedBy"]:
        given = last.get(side)
        if given is None or version is None:
            continue
        is_proposal = round_ is not None and given["digest"] == round_["resultDigest"] != contract["digest"]
        changes = len(round_["changes"]) if round_ and is_proposal else 0
        found.append(given | {"version": version["number"], "changes": changes})
    return found


def term_value(term: str, value: str) -> Markup:
    """A term's value in the reader's words; `value` is as the API writes it: 2026-12-31, 60, 1250.00 EUR."""
    if not value:
        return escape(i18n.pgettext("contract term", "none"))
    try:
        return _known_value(term, value)
    except (ArithmeticError, LookupError, ValueError):
        return escape(value)


def _known_value(term: str, value: str) -> Markup:
    match term:
        case "starts_on" | "ends_on":
            return i18n.day(value, "long")
        case "renewal":
            return escape(words.word(value, "Renewal"))
        case "notice_days":
            days = int(value)
            return escape(i18n.ngettext("%(num)s day", "%(num)s days", days) % {"num": i18n.number(days)})
        case "value":
            amount, _, currency = value.partition(" ")
            return escape(i18n.money({"amount": amount, "currency": currency}))
    return escape(value)


def proposal(round_: Mapping[str, Any], older: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Each change of a round with its redline: the clause's (`diff`, `before`) or the term's (`term`)."""
    redline = round_["redline"] or {"clauses": [], "terms": []}
    diffs = {each["key"]: each for each in redline.get("clauses", redline.get("changes", ()))}
    terms = {each["term"]: each for each in redline["terms"]}
    before = {each["key"]: each for each in older}
    return [
        {
            "change": change,
            "diff": diffs.get(change["clauseKey"]),
            "before": before.get(change["clauseKey"]),
            "term": told_term(terms[change["term"]]) if change["term"] in terms else None,
            "annex": told_annex(change) if change["annex"] else None,
        }
        for change in round_["changes"]
    ]


def told_annex(change: Mapping[str, Any]) -> Json:
    """What a change does to an annex, in the words of a comparison, and the file that comes in."""
    kind = "CHANGED" if change["baseDigest"] else "INSERTED"
    return {
        "name": change["annex"],
        "kind": "DELETED" if change["operation"] == "REMOVE_ANNEX" else kind,
        "file": change["file"],
    }


def told_term(diff: Mapping[str, str]) -> Json:
    """One term that differs, with its values in words."""
    known = diff["term"] in words.WORDS["ContractTerm"]
    return {
        "name": words.word(diff["term"], "ContractTerm") if known else diff["term"],
        "before": term_value(diff["term"], diff["before"]),
        "after": term_value(diff["term"], diff["after"]),
    }


def folded(clauses: Iterable[Mapping[str, Any]], older: Iterable[Mapping[str, Any]]) -> list[Json]:
    """The clauses of a comparison: runs of unchanged ones together (`same`), each changed one with its number `n`."""
    before = {each["key"]: each for each in older}
    parts: list[Json] = []
    n = 0
    for unchanged, run in groupby(clauses, lambda each: each["kind"] == "UNCHANGED"):
        if unchanged:
            parts.append({"same": list(run)})
            continue
        for each in run:
            n += 1
            parts.append({"diff": each, "before": before.get(each["key"]), "n": n})
    return parts
