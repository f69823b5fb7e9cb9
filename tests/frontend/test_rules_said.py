"""The page of a rule: what was said of it, and the forms that say it and contest it."""

from typing import Any

import pytest

from tests.frontend.test_expectations import action, sent, shown
from tests.frontend.world import World

PLACE = "/expectations/ept_1"
SAID = {
    "side": "PARTNER", "isKept": True, "text": "Certificate 4711.", "validUntil": "2026-06-30", "madeBy": "Paula",
    "madeAt": "2026-03-02T09:00:00Z", "contestText": "It is another's.", "contestedBy": "Robin",
    "files": [{"name": "Certificate.pdf", "bytes": 4711, "state": "CLEAN", "path": "/files/fil_1"}],
}  # fmt: skip


def rule(*steps: str, **more: Any) -> World:
    """The API with a rule, of which something was said and contested."""
    told = {
        "Expectation.id": "ept_1", "Expectation.version": 4, "Expectation.status": "ACTIVE",
        "Expectation.kind": "RULE", "Expectation.definition": None, "Expectation.attested": "CONTESTED",
        "Expectation.attestations": [SAID], "ExpectationPayload.userErrors": [],
        "Expectation.availableActions": [action(step) for step in steps],
    }  # fmt: skip
    return World(side="PARTNER", answers=told | more)


async def test_what_was_said_of_a_rule_stands_with_its_files_and_what_is_said_against_it() -> None:
    page = await shown(rule("ATTEST"), PLACE)
    for text in ("Certificate 4711.", "Certificate.pdf", "It is another&#39;s.", "Contested", "Is the rule met?"):
        assert text in page
    assert 'enctype="multipart/form-data"' in page


@pytest.mark.parametrize(("chosen", "is_kept"), [("KEPT", True), ("NOT_KEPT", False)])
async def test_whether_it_is_kept_is_sent_with_what_shows_it(chosen: str, is_kept: bool) -> None:
    form = {
        "operation": "ExpectationAttest", "expectationId": "ept_1", "expectedVersion": "4", "isKept": chosen,
        "text": "Certificate 4712.", "validUntil": "2026-12-31", "files": ["fil_1"],
    }  # fmt: skip
    status, asked = await sent(rule("ATTEST"), PLACE, form)
    assert status == 303, asked
    wanted = {"isKept": is_kept, "text": "Certificate 4712.", "validUntil": "2026-12-31", "fileIds": ["fil_1"]}
    assert {name: asked[name] for name in wanted} == wanted


async def test_what_the_other_side_said_is_contested_with_a_reason() -> None:
    form = {
        "operation": "ExpectationContestAttestation", "expectationId": "ept_1", "expectedVersion": "4",
        "reason": "It is another's.",
    }  # fmt: skip
    status, asked = await sent(rule("CONTEST_ATTESTATION", **{"Expectation.attested": "KEPT"}), PLACE, form)
    assert (status, asked["reason"]) == (303, "It is another's.")


async def test_what_is_measured_offers_neither() -> None:
    page = await shown(rule("ATTEST", "CONTEST_ATTESTATION", **{"Expectation.kind": "BOUNDARY"}), PLACE)
    assert "Is the rule met?" not in page
    assert "Certificate 4711." not in page
