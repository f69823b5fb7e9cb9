"""The chain of a case: a thousand edits, each found where it was made."""

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import rfc8785

from portal.disputes import chain

KINDS = ("FILED", "EVIDENCE", "ANSWER", "STATEMENT", "OFFER", "DECISION")


def made(chance: Random, many: int) -> tuple[list[dict[str, str]], str]:
    head, found = chain.START, []
    for number in range(1, many + 1):
        at = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(microseconds=chance.randrange(10**12))
        content = {"text": f"Zażółć {chance.random()}", "lines": [{"position": 1, "claimedMinor": number}], "no": None}
        one = chain.entry(
            number=number, kind=chance.choice(KINDS), side=chance.choice(("HOST", "PARTNER", None)), by="Kim", at=at,
            content=content,
        )  # fmt: skip
        document = chain.written(one)
        head = chain.link(head, document)
        found.append({"document": document, "chain": head})
    return found, head


def edited(chance: Random, whole: list[dict[str, str]], head: str) -> tuple[list[dict[str, str]], str, int]:
    """One edit, and the number of the first entry that does not hold any more."""
    rows, place = [dict(each) for each in whole], chance.randrange(len(whole))
    match chance.randrange(6):
        case 0:  # a value
            one: dict[str, Any] = json.loads(rows[place]["document"])
            one["content"]["text"] += "!"
            rows[place]["document"] = chain.written(one)
        case 1:  # a link
            digit = rows[place]["chain"][0]
            rows[place]["chain"] = ("0" if digit != "0" else "1") + rows[place]["chain"][1:]
        case 2:  # left out
            del rows[place]
        case 3:  # the end is cut
            rows = rows[:place]
        case 4:  # twice
            rows.insert(place, dict(rows[place]))
            place += 1
        case 5:  # written in another way, which means the same
            rows[place]["document"] = rows[place]["document"].replace(":", ": ", 1)
    return rows, head, place + 1


def test_a_thousand_edits_are_named_by_the_entry_where_they_begin() -> None:
    chance = Random(1000)
    for _ in range(1000):
        whole, head = made(chance, chance.randrange(1, 12))
        assert [*chain.faults(whole, head)] == []
        rows, head, number = edited(chance, whole, head)
        found = [*chain.faults(rows, head)]
        assert found
        assert found[0].number == number


def test_an_entry_is_written_as_the_standard_says() -> None:
    whole, _ = made(Random(3), 20)
    for each in whole:
        assert each["document"].encode() == rfc8785.dumps(json.loads(each["document"]))
