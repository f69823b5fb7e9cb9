"""Whoever has what was handed over computes each value again, to the byte, without the portal."""

import io
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from portal.commands import recomputing
from portal.expectations import exporting, operations
from portal.expectations.operations.recomputing import Outcome, Recomputing, sheets_of
from portal.expectations.rules.measurement import ContestAnswer
from tests.expectations.scene import MANAGER, Scene, line
from tests.expectations.test_contesting import MONDAY, answers, contested


async def archived(scene: Scene) -> bytes:
    scene.make.session.expunge_all()
    actor, made = await scene.actor(MANAGER), io.BytesIO()
    with ZipFile(made, "w") as archive:
        async for path, content in exporting.papers(scene.make.session, actor, scene.partner.id):
            archive.writestr(path, content)
    return made.getvalue()


async def story(scene: Scene) -> bytes:
    """Three values of one quarter: as it closed, without two lines that both leave out, and with a line corrected."""
    first = await contested(scene)
    given = await answers(scene, ContestAnswer.EXCLUDE, ContestAnswer.EXCLUDE, ContestAnswer.UPHOLD)
    await scene.step(MANAGER, operations.answer_measurement, first, answers=given, now=MONDAY)
    day = MONDAY + timedelta(days=1)
    corrected = line("2026-02-10 21", received="10", received_on="2026-02-10")
    await scene.send(corrected, line("new", received="10", received_on="2026-02-10"), now=day)
    await scene.settle(day)
    return await archived(scene)


def changed(packed: bytes, old: str, new: str) -> bytes:
    """The same file after somebody has edited it."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(packed)) as before, ZipFile(made, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old.encode(), new.encode()))
    return made.getvalue()


async def test_each_value_comes_out_the_same_from_the_facts_as_they_were_known(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = await story(scene)
    with ZipFile(io.BytesIO(packed)) as archive:
        sheets = sheets_of(archive)

    found = sorted(Recomputing(sheets).all(), key=lambda each: each.number)

    assert [(each.number, each.outcome) for each in found] == [(1, Outcome.SAME), (2, Outcome.SAME), (3, Outcome.SAME)]
    assert [(each.found["numerator"], each.found["n"], each.found["excluded"]) for each in found] == [
        ("18", 22, 0), ("18", 20, 2), ("20", 21, 2),
    ]  # fmt: skip
    file = tmp_path / "partner.zip"
    file.write_bytes(packed)
    assert recomputing.recompute(file) == 0
    assert capsys.readouterr().out == "3 values: 3 are confirmed.\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('\\"received_on\\":\\"2026-02-17\\"', '\\"received_on\\":\\"2026-02-09\\"', "is not what was sent"),
        ('\\"target\\":\\"95\\"', '\\"target\\":\\"94\\"', "is not what was agreed"),
        ('"numerator": "18"', '"numerator": "19"', "numerator was 19, the facts say 18"),
    ],
)
async def test_what_somebody_edited_is_named(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    packed = await story(scene)
    edited = changed(packed, old, new)
    assert edited != packed
    file = tmp_path / "partner.zip"
    file.write_bytes(edited)

    assert recomputing.recompute(file) == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("name", ["measurements", "expectations"])
async def test_a_file_that_was_taken_out_is_missed(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    file = tmp_path / "partner.zip"
    with ZipFile(io.BytesIO(await story(scene))) as before, ZipFile(file, "w") as after:
        for each in before.namelist():
            if each != f"expectations/{name}.jsonl":
                after.writestr(each, before.read(each))
    assert recomputing.recompute(file) == 1
    assert "part of it is missing" in capsys.readouterr().out


def test_another_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "letter.zip"
    file.write_bytes(b"no archive")
    assert recomputing.recompute(file) == 1
    assert "is not an export of the portal" in capsys.readouterr().out
