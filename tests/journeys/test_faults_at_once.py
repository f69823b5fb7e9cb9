"""Whoever typed several things wrong is told of all of them at once, each at its place."""

from typing import Any

import pytest

from portal import ids
from portal.access import Role
from tests.entering import Enter
from tests.make import Make

TERMS = {"startsOn": "2027-01-01", "renewal": "NONE", "noticeDays": 30, "governingLaw": "DE"}
CASES: dict[str, tuple[Any, str, dict[str, Any], list[list[str]]]] = {
    "contractDraft": (
        Role.LEGAL, "ContractDraftInput",
        {
            "title": "two\nlines", "kind": "SUPPLY", "text": "1. Price\n\nAs agreed.",
            "terms": {
                **TERMS, "endsOn": "2026-01-01", "noticeDays": -1, "value": {"amount": "-5.00", "currency": "EUR"},
            },
        },
        [["input", "title"], *(["input", "terms", field] for field in ("endsOn", "noticeDays", "value"))],
    ),
    "partnerCreate": (
        Role.RELATIONSHIP_MANAGER, "PartnerCreateInput",
        {"name": "\u200b", "country": "Germany", "kinds": ["SUPPLIER"], "calendar": "XX", "zone": "localtime"},
        [["input", "name"], ["input", "country"], ["input", "calendar"], ["input", "zone"]],
    ),
    "memberInvite": (
        Role.PLATFORM_ADMIN, "MemberInviteInput",
        {"email": "nobody", "name": "", "title": "tab\there", "roles": ["LEGAL"]},
        [["input", "email"], ["input", "name"], ["input", "title"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
async def test_every_fault_of_an_input_is_told_at_once(make_committed: Make, enter: Enter, name: str) -> None:
    role, kind, given, places = CASES[name]
    partner = await make_committed.partner(name="Northgate")
    (who,) = await enter(await make_committed.member(roles={role}))
    if name == "contractDraft":
        given = {**given, "partnerId": ids.text("org", partner.id)}
    asked = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code path message }} }} }}"
    errors = (await who.ask(asked, input=given))[name]["userErrors"]
    assert [error["path"] for error in errors] == places
    assert {error["code"] for error in errors} == {"INVALID"}
    assert all(error["message"] for error in errors)
