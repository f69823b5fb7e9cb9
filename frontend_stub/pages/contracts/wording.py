"""How terms, changes and comparisons of contracts are told to people; used by several pages."""

from collections.abc import Mapping
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
    *(f"changes.{each}" for each in ("key", "number", "heading", "numberBefore", "headingBefore", "depth", "kind")),
    "changes.isMoved",
    *(f"changes.segments.{each}" for each in ("kind", "text", "unseen")), *(f"changes.{each}" for each in CAUTIONS),
    "terms.term", "terms.before", "terms.after",
)  # fmt: skip


def diff_reads(place: str) -> tuple[str, ...]:
    return tuple(f"{place}.{field}" for field in _DIFF)


def proposal_reads(place: str) -> tuple[str, ...]:
    """What `proposal` reads of a round at a place."""
    file = (f"{place}.changes.file.{field}" for field in _ANNEX_FILE)
    return (*(f"{place}.changes.{field}" for field in _CHANGE), *file, *diff_reads(f"{place}.redline"))


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
        case "dispute_decider" | "dispute_mediation":
            return escape(words.word(value, "DisputeDecider" if term == "dispute_decider" else "DisputeMediation"))
        case "dispute_days_0" | "dispute_days_1" | "dispute_days_2":
            days = int(value)
            told = i18n.ngettext("%(num)s business day", "%(num)s business days", days)
            return escape(told % {"num": i18n.number(days)})
        case "fee_rate":
            return escape(i18n.percentage(value))
        case "fee_base":
            return escape(words.word(value, "FeeBase"))
        case "fee_hold_days":
            return escape(i18n.ngettext("%(num)s day", "%(num)s days", int(value)) % {"num": i18n.number(int(value))})
        case "value" | "dispute_decider_limit" | "fee_cap":
            amount, _, currency = value.partition(" ")
            return escape(i18n.money({"amount": amount, "currency": currency}))
    return escape(value)


def proposal(round_: Mapping[str, Any]) -> list[Json]:
    """Each change of a round with its redline: the clause's (`diff`, `before`) or the term's (`term`)."""
    redline = round_["redline"] or {"changes": [], "terms": []}
    diffs = {each["key"]: each for each in redline["changes"]}
    terms = {each["term"]: each for each in redline["terms"]}
    return [
        {
            "change": change,
            "diff": diffs.get(change["clauseKey"]),
            "before": before(diffs.get(change["clauseKey"])),
            "term": told_term(terms[change["term"]]) if change["term"] in terms else None,
            "annex": told_annex(change) if change["annex"] else None,
            "settles": told_settled(change) if change["operation"] == "SETTLE" else None,
        }
        for change in round_["changes"]
    ]


def before(diff: Mapping[str, Any] | None) -> Json | None:
    """The clause as it read before; None for a new one."""
    if diff is None or diff["kind"] == "INSERTED":
        return None
    text = "".join(each["text"] for each in diff["segments"] if each["kind"] != "INSERTED")
    return {"number": diff["numberBefore"], "heading": diff["headingBefore"], "text": text}


def told_annex(change: Mapping[str, Any]) -> Json:
    """What a change does to an annex, in the words of a comparison, and the file that comes in."""
    kind = "CHANGED" if change["baseDigest"] else "INSERTED"
    return {
        "name": change["annex"],
        "kind": "DELETED" if change["operation"] == "REMOVE_ANNEX" else kind,
        "file": change["file"],
    }


RESTS_AT = {"ept": "/expectations", "obl": "/obligations", "bnd": "/boundaries"}
"""Where what rests on a clause is shown, by the prefix of its id."""


def address(record: str) -> str:
    """Where something that rests on a clause is shown."""
    return f"{RESTS_AT.get(record.partition('_')[0], '/node')}/{record}"


def told_settled(change: Mapping[str, Any]) -> Json:
    """What a change says becomes of something: its kind, where it is shown, and the answer."""
    return {"kind": change["term"].partition("_")[0], "href": address(change["term"]), "fate": change["termValue"]}


def told_term(diff: Mapping[str, str]) -> Json:
    """One term that differs, with its values in words."""
    known = diff["term"] in words.WORDS["ContractTerm"]
    return {
        "name": words.word(diff["term"], "ContractTerm") if known else diff["term"],
        "before": term_value(diff["term"], diff["before"]),
        "after": term_value(diff["term"], diff["after"]),
    }
