"""One dispute: whose turn, until when and how much; its lines, papers, steps, times and all that was said."""

from frontend_stub.pages.disputes import about, bringing, causes, offers, settling, shown, stepping, turns
from frontend_stub.site import steps, words
from frontend_stub.site.page import Json, Page, Visit, paging

LINES, ENTRIES = 50, 10
"""On a page; all that is asked for at once stays below the API's price for a request."""
FEW_LINES, MANY_ENTRIES = 8, 100
"""For whoever reads all that was said."""
ACTION = ("kind", "obligor", "dueOn", "amount.amount", "amount.currency")
"""What is read of something that is to be done."""


def _variables(visit: Visit) -> Json:
    lines, entries = (FEW_LINES, MANY_ENTRIES) if visit.query.get("entries") == "all" else (LINES, ENTRIES)
    return {"id": visit.params["id"], "entries": entries, **paging(visit, lines)}


def _shown(visit: Visit, data: Json) -> Json:
    it, mine = data["dispute"], data["viewer"]["side"]
    held, names = data["viewer"]["permissions"], shown.names(data)
    found = it["lines"] or {"nodes": [], "totalCount": 0}
    is_draft, is_over = it["status"] == "DRAFT", it["status"] in turns.OVER
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
        "papers": shown.papers(it["papers"]),
        "chain": shown.entries((it["entries"] or {"nodes": []})["nodes"], it, names),
        "earlier": (it["entries"] or {"totalCount": 0})["totalCount"] > ENTRIES and "entries" not in visit.query,
        "owners": []
        if is_draft
        else [each | {"side": names[each["side"]]} for each in (it["turn"] or {"owners": []})["owners"]],
        "names": names,
        "checks": causes.checks(it["preventions"]),
        "offers": offers.listed(it, names),
        "may_offer": settling.may_offer(it, data["viewer"]),
        "remedying": settling.remedies(it["remedies"]),
        "may_bring": bringing.may_bring(it, data["viewer"]),
        "may_say": not is_draft and not is_over and "dispute:answer" in held,
        "may_edit": is_draft and "dispute:file" in held,
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
                    "text", "items", "until", "bySilence", "paper", "fileName", "offer", "step", "remedies",
                    *(f"actions.{one}" for one in ACTION), "lines.position", "lines.answer",
                    "lines.refusal", "lines.decision", "lines.text", "lines.amount.amount", "lines.amount.currency",
                )
            )),
            *_deep("lines.nodes", "id", "position", "documentKind", "documentNumber", "documentOn", "clauseKey",
                   "subjectKey", "quantity", "unit", "text", "recordId", "answer", "answerText", "answeredBy",
                   "answeredAt", "refusal", "refusalText", "decision", "decisionText", "openElsewhere.id",
                   "openElsewhere.number", *(f"{part}.{each}" for part in ("claimed", "conceded", "decided")
                                             for each in ("amount", "currency")),
                   *(f"record.{each}" for each in about.NAMED)),
            "dispute.evidence.file.side", "dispute.mediators.digest", "dispute.mediators.name",
            *_deep("offers", "id", "number", "side", "status", "validUntil", "says.actions.kind",
                   "says.actions.amount.amount", "says.actions.amount.currency", *_actions()),
            *_deep("remedies", "id", "version", "kind", *_actions()),
            *_deep("remedies", "number", "text", *ACTION),
            *(f"dispute.{part}.{each}" for part in ("remedies", "preventions")
              for each in ("waitingOn", "dueAt", "otherwise")),
            "dispute.preventions.side", "dispute.lines.totalCount", "dispute.entries.totalCount",
        ),
    ),
)  # fmt: skip
