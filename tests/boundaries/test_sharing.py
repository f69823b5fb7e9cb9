"""Files of a class of information that a boundary protects: not shown and not handed over before the agreement is."""

import io
import zipfile
from dataclasses import replace
from typing import Any, cast

import pytest

from portal import errors
from portal.access import Role
from portal.boundaries.models import Boundary
from portal.contracts import operations
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.files.models import File
from portal.files.rules import InformationClass
from portal.files.store import Store
from portal.notes import operations as notes
from portal.notes.rules import Visibility
from tests.boundaries.making import SECRETS
from tests.boundaries.scene import ADMIN, LEGAL, Scene
from tests.files import making
from tests.moment import NOW

TECHNICAL, PERSONAL = InformationClass.TECHNICAL, InformationClass.PERSONAL
SAID = "You can share this kind of information only while the agreement that protects it is in force."


async def protected(scene: Scene, status: Status) -> Boundary:
    nda = await scene.contract(status)
    return await scene.in_force(replace(SECRETS, nda_id=nda.id))


async def brought(scene: Scene, role: Role, about: InformationClass | None) -> File:
    actor = await scene.actor(role)
    place: Any = {
        "partner_id": scene.partner.id,
        "side": actor.side,
        "person_id": actor.person_id,
        "by_name": actor.name,
    }
    made = making.file(await scene.make.member(scene.partner), **place, information_class=about)
    await scene.make.add(made)
    return made


async def note(scene: Scene, role: Role, file: File, visibility: Visibility = Visibility.SHARED) -> Any:
    actor = await scene.actor(role)
    async with scene.as_(actor) as session:
        return await notes.write(
            session, actor, record_id=f"org_{scene.partner.id.hex}", visibility=visibility, text="Please look.",
            file_ids=[file.id], now=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("role", [LEGAL, ADMIN])
async def test_a_note_shows_no_protected_file_before_the_agreement_is_in_force(scene: Scene, role: Role) -> None:
    await protected(scene, Status.SIGNED)
    file = await brought(scene, role, TECHNICAL)
    before = await scene.everything()
    with pytest.raises(errors.Blocked) as refusal:
        await note(scene, role, file)
    assert (refusal.value.message, await scene.everything()) == (SAID, before)
    assert await note(scene, role, await brought(scene, role, PERSONAL))
    assert await note(scene, role, await brought(scene, role, None))
    assert await note(scene, role, file, Visibility.INTERNAL)


async def test_once_the_agreement_is_in_force_it_is_shown(scene: Scene) -> None:
    await protected(scene, Status.ACTIVE)
    assert await note(scene, ADMIN, await brought(scene, ADMIN, TECHNICAL))


async def drafted(scene: Scene, about: InformationClass) -> Contract:
    """A contract in review with one annex."""
    file = await brought(scene, LEGAL, about)
    contract = await scene.contract(Status.DRAFT)
    contract = await scene.do(LEGAL, operations.redraft, contract, file_ids=[file.id])
    return await scene.do(LEGAL, operations.submit_for_review, contract)


async def test_a_contract_with_a_protected_annex_is_not_published(scene: Scene) -> None:
    await protected(scene, Status.SIGNED)
    refusal = await scene.refused(LEGAL, operations.publish, await drafted(scene, TECHNICAL))
    assert (refusal.code, refusal.message) == ("BLOCKED", SAID)
    published = await scene.do(LEGAL, operations.publish, await drafted(scene, PERSONAL))
    assert published.status is Status.IN_NEGOTIATION


class NoStore:
    """Of these files nobody has the bytes, and nobody may ask for them."""

    def pieces(self, *_given: object) -> Any:
        raise AssertionError("the bytes of what is withheld are not read")


async def test_what_is_handed_over_leaves_a_protected_annex_out_and_says_why(scene: Scene) -> None:
    contract = await scene.do(LEGAL, operations.publish, await drafted(scene, TECHNICAL))
    await protected(scene, Status.SIGNED)
    actor = await scene.actor(LEGAL)
    session = scene.make.session
    made = await operations.export(session, actor, partner_id=scene.partner.id, now=NOW, kept=cast(Store, NoStore()))
    with made.file, zipfile.ZipFile(io.BytesIO(made.file.read())) as packed:
        (name,) = [each for each in packed.namelist() if "/annexes/" in each]
        assert packed.read(name).decode().endswith(f": {SAID}\n")
        (line,) = packed.read("boundaries/boundaries.jsonl").decode().splitlines()
        assert '"classes": ["TECHNICAL"]' in line
    assert contract.published_at == NOW
