"""What changed, by day and record: the newest day first, and of a day the record that changed last."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from frontend_stub.site import i18n, places

Json = dict[str, Any]
MOST = 10
"""Records of days; what is older is in their own histories."""


def grouped(entries: Iterable[Mapping[str, Any]], side: str, unread: Collection[str]) -> tuple[list[Json], list[Json]]:
    """Days with their records, and those with what happened to them: what the reader has not read, then all else."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for entry in entries:
        day = i18n.instant(entry["at"]).date().isoformat()
        groups.setdefault((day, (entry["subject"] or entry)["id"]), []).append(entry)
    shown = list(groups.items())[:MOST]
    new = {key for key, found in shown if any(entry["id"] in unread for entry in found)}
    return (
        _days(((key, found) for key, found in shown if key in new), side),
        _days(((key, found) for key, found in shown if key not in new), side),
    )


def _days(groups: Iterable[tuple[tuple[str, str], list[Mapping[str, Any]]]], side: str) -> list[Json]:
    days: dict[str, list[Json]] = {}
    for (day, _), found in groups:
        days.setdefault(day, []).append(_record(found, side))
    return [{"day": day, "records": records} for day, records in days.items()]


def _record(entries: list[Mapping[str, Any]], side: str) -> Json:
    first = entries[0]
    shown = places.shown(first["subject"], first["called"] or "", side)
    return {**shown, "partner": first["partner"], "entries": entries}
