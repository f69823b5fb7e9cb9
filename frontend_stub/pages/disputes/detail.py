"""One dispute: whose turn, until when and how much; its lines, papers, steps, times and all that was said."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.disputes import causes, settling, shown, stepping, turns
from frontend_stub.site import steps, words
from frontend_stub.site.page import Json, Page, Visit, paging
from frontend_stub.site.words import WORDS

LINES, ENTRIES = 50, 20
"""On a page; all that is asked for at once stays below the API's price for a request."""
FEW_LINES, MANY_ENTRIES = 10, 100
"""For whoever reads all that was said."""
STILL = ("CLOSED", "DISCARDED", "LAPSED", "WITHDRAWN")
"""Nothing can be said or brought any more."""


def _variables(visit: Visit) -> Json:
    lines, entries = (FEW_LINES, MANY_ENTRIES) if visit.query.get("entries") == "all" else (LINES, ENTRIES)
    return {"id": visit.params["id"], "entries": entries, **paging(visit, lines)}


def _shown(visit: Visit, data: Json) -> Json:
    it, mine = data["dispute"], data["viewer"]["side"]
    held, names = data["viewer"]["permissions"], _names(data)
    found = it["lines"] or {"nodes": [], "totalCount": 0}
    is_draft, is_over = it["status"] == "DRAFT", it["status"] in STILL
    return {
        "turn": turns.turn(it, data),
        "whose": turns.whose(it, mine),
        "claimant": names[it["claimant"]],
        "why": words.word(it["reasonCode"], "DisputeReasonCode"),
        "standing": words.word(it["status"], "DisputeStanding"),
        "is_draft": is_draft,
        "level": words.word(str(it["level"]), "DisputeLevel"),
        "button": stepping.button(it, data["viewer"]),
        "steps": stepping.listed(it),
        "place": {"disputeId": it["id"], "expectedVersion": it["version"]},
        "amounts": shown.amounts(it["amount"]),
        "times": shown.times(it["clocks"], it["pauses"], visit.now),
        "lines": shown.lines(found["nodes"]),
        "rest": _rest(it),
        "is_whole": found["totalCount"] <= len((it["every"] or {"nodes": []})["nodes"]),
        "papers": shown.papers(it["papers"]),
        "kinds": shown.kinds(it["papers"]),
        "chain": shown.entries((it["entries"] or {"nodes": []})["nodes"], names),
        "earlier": (it["entries"] or {"totalCount": 0})["totalCount"] > ENTRIES and "entries" not in visit.query,
        "owners": []
        if is_draft
        else [each | {"side": names[each["side"]]} for each in (it["turn"] or {"owners": []})["owners"]],
        "names": names,
        "sides": [(side, names[side]) for side in WORDS["Side"]],
        "rows": causes.ROWS,
        "checks": causes.checks(it["preventions"]),
        "offers": settling.offers(it, names),
        "may_offer": settling.may_offer(it, data["viewer"]),
        "offering": settling.offering(it, visit.now),
        "remedying": settling.remedies(it["remedies"]),
        "may_bring": not is_over and "file:upload" in held and _may(held, is_draft=is_draft),
        "may_say": not is_draft and not is_over and "dispute:answer" in held,
        "may_edit": is_draft and "dispute:file" in held,
    }


def _rest(it: Mapping[str, Any]) -> list[str]:
    """The ids of the lines that the page does not show."""
    here = {each["id"] for each in (it["lines"] or {"nodes": []})["nodes"]}
    return [each["id"] for each in (it["every"] or {"nodes": []})["nodes"] if each["id"] not in here]


def _may(held: list[str], *, is_draft: bool) -> bool:
    return ("dispute:file" if is_draft else "dispute:answer") in held


def _names(data: Mapping[str, Any]) -> dict[str, str]:
    """What the two sides are called."""
    partner, company = data["dispute"]["partner"], data["company"]
    return {
        "HOST": company["name"] if company else words.word("HOST", "Side"),
        "PARTNER": partner["name"] if partner else words.word("PARTNER", "Side"),
        "NEUTRAL": next((each["name"] for each in reversed(data["dispute"]["mediators"] or [])), ""),
    }


def _deep(place: str, *fields: str) -> tuple[str, ...]:
    return tuple(f"dispute.{place}.{each}" for each in fields)


def _actions() -> tuple[str, ...]:
    return tuple(f"availableActions.{each}" for each in ("name", "allowed", "blockedBy.message"))


PAGES = (
    Page(
        path="/disputes/{id}",
        operation="DisputeDetail",
        template="disputes/detail.html",
        variables=_variables,
        required=("dispute",),
        extras=_shown,
        forms=stepping.FORMS,
        reads=(
            *steps.reads("dispute"), "viewer.permissions", "dispute.availableActions.blockedBy.message",
            "dispute.partner.name", "company.name",
            *(f"dispute.{each}" for each in (
                "id", "version", "status", "claimant", "reasonCode", "level", "currency", "missing", "papers.anyOf",
                "papers.standing",
            )),
            *(f"dispute.amount.{part}.{each}" for part in ("claimed", "conceded", "decided", "open")
              for each in ("amount", "currency")),
            *_deep("turn.owners", "side", "name", "deputy"),
            *_deep("clocks", "number", "status", "level", "waitingOn", "startedAt", "dueAt", "doneAt"),
            *_deep("pauses", "clockNumber", "cause", "beginsAt", "endsAt"),
            *_deep("preventions", "id", "version", "text", "availableActions.name", "availableActions.allowed",
                   "availableActions.blockedBy.message"),
            *_deep("entries.nodes", "number", "kind", "side", "madeBy", "madeAt", "chain", *(
                f"said.{each}" for each in (
                    "text", "items", "until", "bySilence", "paper", "fileName", "lines.position", "lines.answer",
                    "lines.refusal", "lines.decision", "lines.text", "lines.amount.amount", "lines.amount.currency",
                )
            )),
            *_deep("lines.nodes", "id", "position", "documentKind", "documentNumber", "documentOn", "clauseKey",
                   "subjectKey", "quantity", "unit", "text", "recordId", "answer", "answerText", "answeredBy",
                   "answeredAt", "refusal", "refusalText", "decision", "decisionText", "openElsewhere.id",
                   "openElsewhere.number", *(f"{part}.{each}" for part in ("claimed", "conceded", "decided")
                                             for each in ("amount", "currency")),
                   *(f"record.{each}" for each in (
                       "id", "name", "period", "key", "title", "expectation.title", "breach.id",
                       "breach.expectation.title",
                   ))),
            "dispute.evidence.file.side", "dispute.mediators.digest", "dispute.mediators.name",
            *_deep("offers", "id", "version", "number", "side", "status", "validUntil", "madeAt", "madeBy", "digest",
                   "answeredBy", "answeredAt", "says.text", *(
                       f"says.actions.{each}" for each in (
                           "kind", "obligor", "dueOn", "text", "amount.amount", "amount.currency",
                       )),
                   *_actions()),
            *_deep("remedies", "id", "version", "kind", *_actions()),
 "dispute.offers.side", "dispute.preventions.side",
            *_deep("remedies", "obligor", "amount.amount", "amount.currency"),
            "dispute.lines.totalCount", "dispute.every.nodes.id",
            "dispute.entries.totalCount",
        ),
    ),
)  # fmt: skip
