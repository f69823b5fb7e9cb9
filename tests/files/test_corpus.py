"""Each file of the corpus is read in a process of its own, and gets the right verdict."""

from pathlib import Path

import pytest

from portal import errors
from portal.files import examining
from portal.files.examining import SENTENCES, examine
from portal.files.rules import Type
from tests.files.corpus import CORPUS, Sample


def test_the_corpus_has_every_type_and_every_verdict() -> None:
    assert {sample.type for sample in CORPUS if sample.verdict is None} == set(Type)
    assert {sample.verdict for sample in CORPUS} == {None, *SENTENCES}
    assert len(CORPUS) >= 35


@pytest.mark.parametrize("sample", CORPUS, ids=lambda sample: sample.called)
async def test_a_file_gets_its_verdict(sample: Sample, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(sample.content())

    if sample.verdict is None:
        await examine(file, sample.type, path=("file",))
        return
    with pytest.raises(errors.Invalid) as refused:
        await examine(file, sample.type, path=("file",))

    assert (refused.value.sentence, refused.value.path) == (SENTENCES[sample.verdict], ("file",))


async def test_who_reads_takes_no_more_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs that eat time, memory or the disk in place of the one that reads."""
    file = tmp_path / "file"
    file.write_bytes(b"x")
    confined = examining.PROGRAM.read_text().partition("def main()")[0]
    eating = {
        "BOMB": "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
        "DAMAGED": "held = bytearray(2_000_000_000)",
    }
    for verdict, code in eating.items():
        program = tmp_path / f"{verdict}.py"
        program.write_text(f"{confined}\n_confine()\n{code}\n")
        monkeypatch.setattr(examining, "PROGRAM", program)
        with pytest.raises(errors.Invalid) as refused:
            await examine(file, Type.TXT, path=("file",))
        assert refused.value.sentence == SENTENCES[verdict]
    program.write_text(f"{confined}\n_confine()\nopen({str(tmp_path / 'more')!r}, 'w').write('x')\n")
    with pytest.raises(errors.Invalid):
        await examine(file, Type.TXT, path=("file",))
    assert not (tmp_path / "more").exists() or (tmp_path / "more").read_bytes() == b""


async def test_nobody_waits_for_who_reads_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, file = tmp_path / "sleeping.py", tmp_path / "file"
    program.write_text("import time; time.sleep(600)")
    file.write_bytes(b"x")
    monkeypatch.setattr(examining, "PROGRAM", program)
    monkeypatch.setattr(examining, "SECONDS", 0.5)

    with pytest.raises(errors.Invalid) as refused:
        await examine(file, Type.TXT, path=("file",))

    assert refused.value.sentence == SENTENCES["BOMB"]
