"""The steps as PostGraphile offers them by itself: one request with a mutation for each row.

The client knows all that the rows shall hold. It is not one transaction: if one mutation fails, those before it stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal import clock, ids
from tests.benchmarks.writes import papers
from tests.benchmarks.writes.asking import Answer, Told, calendar, due_at, from_somebody
from tests.benchmarks.writes.papers import CHANGES, RESULT, VERSION, Paper

Row = dict[str, Any]
KEPT = {"status": "PROPOSED", "reason": "", "side": "PARTNER"}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One field of the request."""

    name: str
    given: Mapping[str, Any]
    selects: str = "clientMutationId"

    @property
    def kind(self) -> str:
        return f"{self.name[0].upper()}{self.name[1:]}Input!"


def ask(told: Told, step: str, paper: Paper) -> bytes:
    return _request(paper, STEPS[step](paper, told.journal[step], clock.now().isoformat()))


def _request(paper: Paper, fields: Sequence[Mutation]) -> bytes:
    variables = ", ".join(f"$v{place}: {field.kind}" for place, field in enumerate(fields))
    asked = " ".join(
        f"f{place}: {field.name}(input: $v{place}) {{ {field.selects} }}" for place, field in enumerate(fields)
    )
    given = {f"v{place}": field.given for place, field in enumerate(fields)}
    return from_somebody(paper, f"mutation ({variables}) {{ {asked} }}", given)


def answer(body: Any) -> Answer:
    (contract,) = (field["contract"] for field in body["data"].values() if "contract" in field)
    return contract["status"], int(contract["version"])


def _new(table: str, paper: Paper, **columns: Any) -> Mutation:
    place = {"rowId": str(ids.new()), "partnerId": str(paper.partner_id)}
    of = {} if table == "journal" else {"contractId": str(paper.contract_id)}
    return Mutation(f"create{table[0].upper()}{table[1:]}", {table: {**place, **of, **columns}})


def _changed(table: str, paper: Paper, row_id: Any, selects: str = "clientMutationId", **columns: Any) -> Mutation:
    place = {"rowId": str(row_id), "partnerId": str(paper.partner_id), f"{table}Patch": columns}
    return Mutation(f"update{table[0].upper()}{table[1:]}ByPartnerIdAndRowId", place, selects)


def _contract(paper: Paper, **columns: Any) -> Mutation:
    return _changed("contract", paper, paper.contract_id, "contract { status version }", **columns)


def _told(paper: Paper, event: str, now: str, changes: Any, **flags: bool) -> Mutation:
    return _new(
        "journal", paper, recordType="ctr", recordId=str(paper.contract_id), event=event, at=now, note="",
        byId=str(paper.person_id), byName=paper.name, side="PARTNER", changes=changes, **flags,
    )  # fmt: skip


def _accepted(paper: Paper, now: str) -> Mutation:
    return _new(
        "acceptance", paper, sha256=RESULT.sha256, side="PARTNER", personId=str(paper.person_id), name=paper.name,
        acceptedAt=now,
    )  # fmt: skip


def _edit(paper: Paper, told: Sequence[Any], now: str) -> list[Mutation]:
    gone = [
        Mutation("deleteClauseChangeByPartnerIdAndRowId", {"rowId": str(row_id), "partnerId": str(paper.partner_id)})
        for row_id in paper.change_ids
    ]
    kept = [
        _new("clauseChange", paper, roundId=str(paper.round_id), **KEPT, **{_camel(name): row[name] for name in row})
        for row in papers.rows(CHANGES)
    ]
    entry = _told(paper, "negotiation.draft_saved", now, told[0], isSystem=False, isPublished=False)
    return [*gone, *kept, entry, _contract(paper, version=VERSION + 1, updatedAt=now)]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def _submit(paper: Paper, told: Sequence[Any], now: str) -> list[Mutation]:
    due = due_at(10)
    return [
        *(_changed("clauseChange", paper, row_id, submittedAt=now) for row_id in paper.change_ids),
        _changed(
            "negotiationRound", paper, paper.round_id, status="SUBMITTED", dueAt=due, submittedAt=now,
            submittedBy=paper.name, resultSha256=RESULT.sha256,
        ),
        _accepted(paper, now),
        _told(paper, "negotiation.round_submitted", now, told[0], isSystem=False, isPublished=True),
        _contract(
            paper, version=VERSION + 1, updatedAt=now, roundStatus="SUBMITTED", waitingOn=["HOST"], dueAt=due,
            dueCalendar=calendar(), acceptedBy=["PARTNER"],
        ),
    ]  # fmt: skip


def _accept(paper: Paper, told: Sequence[Any], now: str) -> list[Mutation]:
    terms = RESULT.document.terms
    return [
        *(_changed("clauseChange", paper, row_id, status="ACCEPTED") for row_id in paper.change_ids),
        _changed("negotiationRound", paper, paper.round_id, status="ACCEPTED", dueAt=None, closedAt=now),
        _new(
            "contractVersion", paper, number=2, parentSha256=papers.TEXT.sha256, sha256=RESULT.sha256,
            document=RESULT.text, side="HOST", createdAt=now,
        ),
        _accepted(paper, now),
        _told(paper, "negotiation.round_accepted", now, told[0], isSystem=False, isPublished=True),
        _told(paper, "contract.agreed", now, told[1], isSystem=True, isPublished=True),
        _contract(
            paper, version=VERSION + 2, updatedAt=now, status="AGREED", roundStatus=None, pen=None, versionNumber=2,
            sha256=RESULT.sha256, acceptedBy=["HOST", "PARTNER"], waitingOn=["HOST"], dueAt=due_at(5),
            dueCalendar=calendar(), startsOn=str(terms.starts_on), endsOn=str(terms.ends_on),
            renewal=terms.renewal.value, noticeDays=terms.notice_days, governingLaw=terms.governing_law,
            clauseCount=len(RESULT.document.clauses),
        ),
    ]  # fmt: skip


STEPS = {"edit": _edit, "submit": _submit, "accept": _accept}
