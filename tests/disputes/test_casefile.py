"""The case file: whoever has it proves with Python alone what both sides saw."""

import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from portal.access import Role
from portal.disputes import operations
from portal.disputes.models import Dispute
from portal.disputes.operations.casefile import verifier
from portal.disputes.verifying import faults_of
from portal.files import store
from portal.files.store import Folder
from portal.threads import apart
from tests.disputes.scene import Scene

Content = dict[str, bytes]


async def fetched(scene: Scene, dispute: Dispute, folder: Path) -> Path:
    """The file of a dispute as the partner's administrator fetched it."""
    kept = Folder(folder / "store")
    for content in (b"INVOICE", b"ORDER"):
        brought = folder / content.decode()
        brought.write_bytes(content)
        await kept.put(store.key(dispute.partner_id, hashlib.sha256(content).hexdigest()), brought)
    made = await scene.do(
        await scene.one(Role.PARTNER_ADMIN), operations.case_file, dispute_id=dispute.id, kept=kept
    )  # fmt: skip
    path = folder / "case.zip"
    path.write_bytes(made.file.read())
    made.file.close()
    return path


async def test_it_has_what_both_sides_saw_and_checks_itself_without_the_portal(scene: Scene, tmp_path: Path) -> None:
    answered = await scene.answered()
    path = await fetched(scene, answered, tmp_path)
    with ZipFile(path) as made:
        names, case = made.namelist(), json.loads(made.read("case.json"))
        program = tmp_path / "verify.py"
        program.write_bytes(made.read("verify.py"))
        files = [made.read(each["path"]) for each in case["files"]]
    assert sorted(files) == [b"INVOICE", b"ORDER"]
    assert {"case.json", "entries.jsonl", "verify.py", "README.txt", "SHA256SUMS"} < set(names)
    assert (case["number"], case["status"], case["conceded_minor"]) == (answered.number, "NEGOTIATION", 6_000)
    assert [line["answer"] for line in case["lines"]] == ["PART", "CONTEST"]
    assert [clock["status"] for clock in case["clocks"]] == ["SUBMITTED", "AWAITING_RESPONSE", "NEGOTIATION"]

    assert await apart(ran, program, path, answered.chain_head) == (0, "Nothing was changed.\n", "")
    assert (await scene.told(answered))[-1] == "handed_over"


def ran(program: Path, path: Path, head: str) -> tuple[int, str, str]:
    """What the program says, without the product's packages in reach."""
    command = [sys.executable, "-I", "-S", str(program), str(path), "--head", head]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return told.returncode, told.stdout, told.stderr


def unpacked(path: Path) -> Content:
    with ZipFile(path) as made:
        return {name: made.read(name) for name in made.namelist()}


def packed(content: Content, path: Path) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as made:
        for name, data in content.items():
            made.writestr(name, data)
    return path


def resummed(content: Content) -> Content:
    """As somebody would leave it who has made the list of digests fit again."""
    names = [name for name in content if name != "SHA256SUMS"]
    sums = "".join(f"{hashlib.sha256(content[name]).hexdigest()}  {name}\n" for name in names)
    return {**content, "SHA256SUMS": sums.encode()}


def bit(content: Content, name: str, chance: Random) -> Content:
    data = bytearray(content[name])
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return {**content, name: bytes(data)}


def cut(content: Content, many: int) -> Content:
    """The last entries are taken away, and the case says that its chain ends there."""
    lines = content["entries.jsonl"].splitlines(keepends=True)[:-many]
    case = json.loads(content["case.json"]) | {"chainHead": json.loads(lines[-1])["chain"]}
    return {**content, "entries.jsonl": b"".join(lines), "case.json": json.dumps(case).encode()}


async def test_every_bit_that_is_turned_and_every_end_that_is_cut_is_named(scene: Scene, tmp_path: Path) -> None:
    answered = await scene.answered()
    whole = unpacked(await fetched(scene, answered, tmp_path))
    chance, head = Random(7), answered.chain_head
    for number in range(300):
        name = sorted(whole)[number % len(whole)]
        found = [*faults_of(str(packed(bit(whole, name, chance), tmp_path / "edited.zip")), head)]
        assert found, name
    edits: list[Callable[[], Content]] = [
        lambda: resummed(bit(whole, "entries.jsonl", chance)),
        lambda: resummed(cut(whole, chance.randrange(1, 4))),
        lambda: resummed({name: data for name, data in whole.items() if not name.startswith("files/")}),
        lambda: resummed({**whole, **{name: b"another" for name in whole if name.startswith("files/")}}),
    ]
    for number in range(100):
        edited = packed(edits[number % len(edits)](), tmp_path / "edited.zip")
        assert [*faults_of(str(edited), head)], number
    assert [*faults_of(str(packed(whole, tmp_path / "again.zip")), head)] == []


async def test_an_edit_that_makes_all_fit_again_shows_by_the_digest_that_the_timeline_names(
    scene: Scene, tmp_path: Path
) -> None:
    whole = unpacked(await fetched(scene, await scene.filed(), tmp_path))
    digest = hashlib.sha256(whole["SHA256SUMS"]).hexdigest()
    case = json.loads(whole["case.json"]) | {"title": "Prices of May"}
    edited = packed(resummed({**whole, "case.json": json.dumps(case).encode()}), tmp_path / "edited.zip")
    assert [*faults_of(str(edited), digest=digest)] == ["SHA256SUMS: its digest differs"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\0" * 100, b"no zip at all"])
def test_what_is_no_case_file_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "case.zip"
    path.write_bytes(content)
    assert [fault.partition(": ")[2] for fault in faults_of(str(path))] == ["cannot be read (BadZipFile)"]
    made = io.BytesIO()
    ZipFile(made, "w").close()
    path.write_bytes(made.getvalue())
    assert [*faults_of(str(path))] == [
        "SHA256SUMS: missing", "case.json: missing", "entries.jsonl: missing",
    ]  # fmt: skip


def test_the_program_in_it_needs_nothing_but_python() -> None:
    compile(verifier(), "verify.py", "exec")
    assert b"portal" not in verifier().replace(b"The portal's", b"").replace(b"portal's timeline", b"")
