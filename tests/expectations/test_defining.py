"""A definition of one's own: put in the list, followed by its next version, and never another partner's."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from portal.access import Side
from portal.expectations import operations
from portal.expectations.metrics import shipped, writing
from portal.expectations.models import Metric
from tests.expectations.scene import ADMIN, MANAGER, MEMBER, Scene


def document(**more: Any) -> str:
    return json.dumps({**writing.content(shipped.DEFINITIONS["on_time"]), "code": "northgate.on_time", **more})


async def test_a_side_puts_a_definition_of_its_own_in_the_list(scene: Scene) -> None:
    made = await scene.act(ADMIN, operations.propose_metric, document=document())

    (kept,) = await scene.all(select(Metric).where(Metric.id == made.id))
    assert (kept.owner_id, kept.code, kept.number, kept.side) == (
        scene.partner.id, "northgate.on_time", 1, Side.PARTNER,
    )  # fmt: skip


async def test_the_next_version_has_the_next_number(scene: Scene) -> None:
    await scene.act(MANAGER, operations.propose_metric, document=document(), partner_id=scene.partner.id)

    wrong = await scene.refused(
        MANAGER, operations.propose_metric, document=document(version=3), partner_id=scene.partner.id
    )
    assert (wrong.path, str(wrong)) == (("input", "document", "version"), "The next version must be 2.")
    made = await scene.act(
        MANAGER, operations.propose_metric, document=document(version=2, decimals=1), partner_id=scene.partner.id
    )
    assert made.number == 2


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"code": "on_time"}, ("input", "document", "code")),
        ({"kind": "PLANET"}, ("input", "document", "kind")),
        ({"where": {"at_most": [{"field": "password"}, {"constant": "1"}]}}, None),
    ],
)
async def test_a_definition_that_cannot_be_measured_is_refused_where_it_is_wrong(
    scene: Scene, wrong: dict[str, Any], path: tuple[str, ...] | None
) -> None:
    refusal = await scene.refused(ADMIN, operations.propose_metric, document=document(**wrong))
    assert refusal.path[:2] == ("input", "document")
    assert path in {None, refusal.path}


async def test_who_may_not_propose_may_not_define(scene: Scene) -> None:
    refusal = await scene.refused(MEMBER, operations.propose_metric, document=document())
    assert refusal.code == "NOT_PERMITTED"
