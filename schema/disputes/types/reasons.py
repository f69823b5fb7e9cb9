"""Reasons for a dispute as the API shows them: their papers, and until when one can be filed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import strawberry

from portal import languages, reasons
from portal.access import Permission
from portal.access import Side as Who
from portal.acting import Clock
from portal.disputes import operations
from portal.disputes.rules import papers as rules
from schema.disputes.enums import DisputeCategory, DisputePaper, DisputeReasonCode, DisputeWindow, PaperStanding
from schema.engine.fields import computed, plain
from schema.engine.scalars import Date, DateTime

WORDS = "in the language of `Accept-Language`."


@strawberry.type(description="Papers, any one of which is enough.")
class DisputePaperGroup:
    any_of: list[DisputePaper] = plain("The papers.")
    names: list[str] = plain(f"Names, {WORDS}")


@strawberry.type(description="Papers, any one of which is enough, and their status.")
class DisputePaperStanding:
    any_of: list[DisputePaper] = plain("The papers.")
    names: list[str] = plain(f"Names, {WORDS}")
    standing: PaperStanding = plain("Status of the best one.")


@strawberry.type(description="Reason for a dispute, from a version of the list; fixed when a dispute is filed.")
class DisputeReason:
    code: DisputeReasonCode = plain("Its code.")
    version: int = plain("Version of the list of reasons.")
    name: str = plain(f"Name, {WORDS}")
    category: DisputeCategory = plain("Category.")
    papers: list[DisputePaperGroup] = plain("Required papers: one from each group.")
    least_text: int = plain("Minimum length of the description; 0 for none.")
    days: int | None = plain("Calendar days to file; null if there is no limit or business days count.")
    business_days: int | None = plain("Business days of both sides to file.")
    counted_from: DisputeWindow = plain("Start of the time to file.")
    x12: list[str] = plain("Codes of X12 data element 426.")
    peppol: str = plain("Code of the Peppol list OPStatusReason.")
    last_day: Date | None = plain("Only in `disputeReasonCodes`: the last day to file; null for none.")
    closes_at: DateTime | None = plain(
        "Only in `disputeReasonCodes`: the last second of that day, in the time zone of the side that files."
    )


def _names(papers: Iterable[str], language: str) -> dict[str, Any]:
    some = [reasons.Evidence(each) for each in papers]
    return {"any_of": some, "names": [languages.written(reasons.PAPERS[each], language) for each in some]}


def reason(
    written: Mapping[str, Any], language: str, closes_at: datetime | None = None, zone: str = "UTC"
) -> DisputeReason:  # fmt: skip
    """A reason as it was written down, in somebody's words."""
    known, own = reasons.REASONS[written["code"]], dict(written)
    last: dict[str, Any] = {
        "closes_at": closes_at, "last_day": closes_at.astimezone(ZoneInfo(zone)).date() if closes_at else None,
    }  # fmt: skip
    groups = [DisputePaperGroup(**_names(each, language)) for each in own.pop("papers")]
    name = languages.written(known.name, language)
    return DisputeReason(**{"least_text": known.least_text, **own, **last}, papers=groups, name=name)


def standings(values: Mapping[str, Any], asking: Any) -> list[DisputePaperStanding]:
    """How each group of the papers stands that a dispute's reason asks for."""
    shown = rules.named((each for each in values["records"] if each), has_clause=values["has_clause"])
    found = rules.groups(values["reason"].get("papers", ()), values["files"], shown)
    return [
        DisputePaperStanding(**_names(each.papers, asking.language), standing=each.standing) for each in found
    ]  # fmt: skip


def _listed(values: Mapping[str, Any], asking: Any) -> list[DisputeReason]:
    """All of them, each with the last day to file it for the caller's side."""
    zone = values["company_zone"] if asking.actor.side is Who.HOST else values["partner_zone"]
    clocks = {
        Who.HOST: Clock(values["company_calendar"], values["company_zone"]),
        Who.PARTNER: Clock(values["partner_calendar"], values["partner_zone"]),
    }  # fmt: skip
    day = date.fromisoformat(values["known_on"]) if values["known_on"] else asking.now.day(zone)
    listed = [operations.longer(each, values["terms"] or {}) for each in reasons.REASONS.values()]
    return [
        reason(
            each.plain(), asking.language, operations.window_ends_at(each, day, clocks, asking.actor.side), zone
        )
        for each in listed
    ]  # fmt: skip


@strawberry.type(description="All reasons for a dispute.")
class DisputeReasonCodes:
    REQUIRES = Permission.DISPUTE_READ

    @computed(
        list[DisputeReason], "Reasons with their papers and the last day to file.",
        needs=lambda row: {name: getattr(row, name) for name in (
            "company_calendar", "company_zone", "partner_calendar", "partner_zone", "known_on", "terms",
        )},
    )  # fmt: skip
    def reasons(self: Mapping[str, Any], asking: Any) -> Any:
        return _listed(self, asking)
