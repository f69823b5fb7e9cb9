"""What is handed over of a partner: everything agreed and measured, so that anybody computes it again."""

import json
from hashlib import sha256
from typing import Any

import pytest
import rfc8785

from portal import handover
from portal.expectations import exporting
from tests.expectations.scene import ADMIN, MANAGER, MEMBER, Scene, lines
from tests.expectations.test_measuring import closed


async def handed_over(scene: Scene, role: Any) -> dict[str, Any]:
    """The files by their names: the lines, or the bytes of a definition."""
    actor = await scene.actor(role)
    session = scene.make.session
    session.expunge_all()
    papers = [paper async for paper in exporting.papers(session, actor, scene.partner.id)]
    named = {path.removeprefix("expectations/"): content for path, content in papers}
    return {
        path: [json.loads(line) for line in content.splitlines()] if path.endswith(".jsonl") else content
        for path, content in named.items()
    }


def digest_of(fact: dict[str, Any]) -> str:
    """As the README of what is handed over tells it."""
    said = {"kind": fact["kind"], "statement": fact["statement"], "subject": fact["subject_key"]}
    return sha256(rfc8785.dumps({**said, "values": json.loads(fact["document"])})).hexdigest()


async def test_both_sides_take_the_same_with_them_and_no_draft(scene: Scene) -> None:
    made, first = await closed(scene, lines(on_time=19, late=1))
    await scene.draft(code="fill_rate")

    found = await handed_over(scene, ADMIN)

    assert found == await handed_over(scene, MANAGER)
    (promise,) = found["expectations.jsonl"]
    assert (promise["sha256"], promise["code"]) == (sha256(promise["document"].encode()).hexdigest(), "on_time")
    (definition,) = [path for path in found if path.startswith("definitions/")]
    assert sha256(found[definition]).hexdigest() in definition
    (revision,) = found["revisions.jsonl"]
    assert (revision["value"], revision["expectation_sha256"], revision["n"]) == ("95", made.sha256, 20)
    assert f"definitions/{revision['metric_sha256']}.json" == definition
    assert [fact["sha256"] for fact in found["facts.jsonl"]] == [digest_of(fact) for fact in found["facts.jsonl"]]
    assert len(found["facts.jsonl"]) == 20
    assert [each["status"] for each in found["measurements.jsonl"]] == [first.status.value]
    assert not [each for each in found if each.startswith("excluded")]


async def test_more_rows_than_one_file_holds_go_on_in_the_next(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "AT_ONCE", 7)
    monkeypatch.setattr(handover, "MOST", 9)
    await closed(scene, lines(on_time=19, late=1))

    found = await handed_over(scene, MEMBER)

    parts = [found[f"facts{number}.jsonl"] for number in ("", "-2", "-3")]
    assert [len(each) for each in parts] == [9, 9, 2]
    ids = [fact["id"] for part in parts for fact in part]
    assert len(set(ids)) == 20
    assert ids == sorted(ids)
