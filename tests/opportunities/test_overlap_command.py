"""The command as people type it, without a database or a portal: two sides, their files, and what it will not do."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from portal.opportunities.overlap import comparing, terms, wire
from portal.opportunities.overlap.blinding import Band
from portal.opportunities.overlap.keys import Kind
from tests import patience
from tests.opportunities.overlapping import agreed

TOP = Path(__file__).parents[2]
OURS = [f"customer-{number}.example" for number in range(222)]
THEIRS = [f"https://www.Customer-{number}.example/" for number in range(87, 330)]
NOTHING = "0" * 64
FULL = """
import resource, sys
from pathlib import Path
from portal import errors
from portal.commands import overlap
from portal.opportunities.overlap import group
group.random_point()
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), -1))
try:
    overlap.blind(path=Path("ours.txt"), terms_path=Path("terms.json"), state=None, out=None, skip=False)
except errors.Invalid as refused:
    print(refused.message)
"""
"""What a disk does that is full after so many bytes."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with both sides' lists and their terms."""
    (tmp_path / "terms.json").write_text(agreed().text + "\n", encoding="utf-8")
    (tmp_path / "ours.txt").write_text("\n".join([*OURS, *OURS[:3]]) + "\n", encoding="utf-8")
    (tmp_path / "theirs.txt").write_bytes("\r\n".join(["\ufeff" + THEIRS[0], *THEIRS[1:]]).encode())
    return tmp_path


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """With nothing in the environment but where Python finds the portal."""
    command = [sys.executable, "-m", "portal", "overlap", *words]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(TOP), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, cwd=home, env=environment, capture_output=True, text=True, timeout=patience.SECONDS, check=False
    )


def refused(home: Path, *words: str) -> str:
    """What is said when a command does not do it; and nothing is made or changed."""
    before = {each.name: each.read_bytes() for each in home.iterdir()}
    made = run(home, *words)
    assert made.returncode == 1, made.stdout
    assert "Traceback" not in made.stderr
    assert {each.name: each.read_bytes() for each in home.iterdir()} == before
    return made.stderr


def blinded(home: Path) -> None:
    for side in ("ours", "theirs"):
        made = run(home, "blind", f"{side}.txt", "--terms", "terms.json")
        assert made.returncode == 0, made.stderr


def kept(home: Path, name: str) -> dict[str, object]:
    return dict(json.loads((home / name).read_text(encoding="utf-8")))


def read(path: Path) -> tuple[bytes, ...]:
    return wire.read(path.read_text(encoding="utf-8"), Band.UP_TO_1000)


def test_two_sides_find_their_common_customers_by_files_alone(home: Path) -> None:
    made = run(home, "blind", "ours.txt", "--terms", "terms.json")
    assert "Between Northgate and Златна нива ООД, for: Visit common customers together." in made.stdout
    said = "222 different keys. 3 lines repeat others and count once. They are hidden among 1,000 points."
    assert said in made.stdout
    assert "anyone could try out keys" in made.stdout
    assert "243 different keys. They are hidden" in run(home, "blind", "theirs.txt", "--terms", "terms.json").stdout
    assert kept(home, "ours.state")["number"] != NOTHING

    answers = [
        run(home, "answer", "ours.state", "theirs.points"), run(home, "answer", "theirs.state", "ours.points"),
    ]  # fmt: skip
    assert [each.returncode for each in answers] == [0, 0]
    assert "The secret number was deleted from ours.state" in answers[0].stdout
    assert [kept(home, name)["number"] for name in ("ours.state", "theirs.state")] == [NOTHING, NOTHING]

    met = comparing.met(read(home / "theirs.answer"), read(home / "ours.answer"))
    (home / "ours.json").write_text(json.dumps(met.first))
    (home / "theirs.json").write_text(json.dumps(met.second))
    shown = run(home, "reveal", "ours.state", "ours.json")
    assert shown.stdout.splitlines() == OURS[87:]
    assert shown.stderr.startswith("135 lines are common.")
    written = run(home, "reveal", "theirs.state", "theirs.json", "--out", "common.txt")
    assert written.stdout == ""
    assert (home / "common.txt").read_text(encoding="utf-8").splitlines() == THEIRS[:135]


def test_lines_that_say_the_same_are_all_shown(home: Path) -> None:
    blinded(home)
    order = kept(home, "ours.state")["order"]
    assert isinstance(order, list)
    (home / "one.json").write_text(json.dumps([order.index(1), order.index(5)]))
    assert run(home, "reveal", "ours.state", "one.json").stdout.splitlines() == [OURS[1], OURS[1], OURS[5]]
    assert kept(home, "ours.state")["number"] == NOTHING


def test_what_is_sent_and_what_is_kept_have_nothing_in_common(home: Path) -> None:
    blinded(home)
    state, points = (home / "ours.state").read_text(encoding="utf-8"), read(home / "ours.points")
    assert [point.hex() for point in points if point.hex() in state] == []
    assert "customer" not in (home / "ours.points").read_text(encoding="utf-8")
    modes = {name: stat.S_IMODE((home / name).stat().st_mode) for name in ("ours.state", "ours.points")}
    assert modes == {"ours.state": 0o600, "ours.points": 0o600}


def test_points_are_answered_once(home: Path) -> None:
    """To answer others as well lets the other side guess again; the same once more is what a lost file needs."""
    blinded(home)
    assert run(home, "answer", "ours.state", "theirs.points").returncode == 0
    run(home, "blind", "theirs.txt", "--terms", "terms.json", "--state", "x.state", "--out", "x.points")
    said = (
        "These points have already been answered. Send the answer that was written then: answering twice"
        " would let the other side guess twice.\n"
    )
    assert refused(home, "answer", "ours.state", "x.points", "--out", "y") == said
    assert refused(home, "answer", "ours.state", "theirs.points", "--out", "y") == said


def test_what_was_broken_off_goes_on_with_the_same_points_only(home: Path) -> None:
    blinded(home)
    missing = home / "nowhere" / "answer"
    assert "nowhere/answer cannot be written: No such file or directory." in run(
        home, "answer", "ours.state", "theirs.points", "--out", str(missing)
    ).stderr  # fmt: skip
    assert kept(home, "ours.state")["number"] != NOTHING
    run(home, "blind", "theirs.txt", "--terms", "terms.json", "--state", "x.state", "--out", "x.points")
    assert "These points have already been answered." in refused(home, "answer", "ours.state", "x.points")
    assert run(home, "answer", "ours.state", "theirs.points").returncode == 0


def test_nothing_is_written_over(home: Path) -> None:
    blinded(home)
    again = ("blind", "ours.txt", "--terms", "terms.json")
    assert refused(home, *again) == "ours.state already exists. Move it away, or choose another name.\n"
    assert (
        refused(home, *again, "--state", "x") == "ours.points already exists. Move it away, or choose another name.\n"
    )
    said = "ours.txt already exists. Move it away, or choose another name.\n"
    assert refused(home, "answer", "ours.state", "theirs.points", "--out", "ours.txt") == said
    assert kept(home, "ours.state")["answered"] == NOTHING


@pytest.mark.parametrize("room", [0, 1_000, 20_000])
def test_a_full_disk_leaves_nothing_half_written(home: Path, room: int) -> None:
    """Not the state, and not the points after it."""
    before = sorted(each.name for each in home.iterdir())
    command = [sys.executable, "-B", "-c", FULL, str(room)]
    made = subprocess.run(
        command, cwd=home, env=os.environ | {"PYTHONPATH": str(TOP)}, capture_output=True, text=True, check=False,
        timeout=patience.SECONDS,
    )  # fmt: skip
    assert "cannot be written: File too large." in made.stdout, made.stderr
    assert sorted(each.name for each in home.iterdir()) == before


NO_TEXT = "list.txt is not text in UTF-8. Save it as UTF-8, and try again.\n"
LISTS: dict[str, tuple[bytes, str]] = {
    "empty": (b"\n \n", "list.txt is empty.\n"),
    "another encoding": ("Златна.example".encode("cp1251"), NO_TEXT),
    "UTF-16": ("acme.example".encode("utf-16"), NO_TEXT),
    "a workbook": (b"PK\3\4\0\0\0", NO_TEXT),
    "too few": (
        b"a.example\nb.example\nwww.a.example\n",
        "The list has 2 different keys. It needs at least 5, and the terms allow 1,000.\n",
    ),
    "too many": (
        b"".join(b"c%d.example\n" % number for number in range(10_001)),
        "The list has 10,001 different keys. It needs at least 5, and the terms allow 1,000.\n",
    ),
    "too large": (b"a" * 20_000_001, "The file is larger than 20 MB.\n"),
    "names": (
        b"acme.example\nAcme Ltd\n",
        ("list.txt, line 2: This is not a domain, such as acme.example.\n1 line is not a key. Correct it,"
                " or leave it out with --skip.\n"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_cannot_be_used_is_refused(home: Path, name: str) -> None:
    content, said = LISTS[name]
    (home / "list.txt").write_bytes(content)
    assert refused(home, "blind", "list.txt", "--terms", "terms.json") == said


def test_lines_that_are_no_keys_are_left_out_when_somebody_says_so(home: Path) -> None:
    lines = [*OURS, *(f"Company {number}" for number in range(30))]
    (home / "list.txt").write_text("\n".join(lines), encoding="utf-8")
    told = refused(home, "blind", "list.txt", "--terms", "terms.json")
    assert "list.txt, line 223: This is not a domain, such as acme.example.\n" in told
    assert told.endswith("and 10 more\n30 lines are not keys. Correct them, or leave them out with --skip.\n")
    assert "222 different keys." in run(home, "blind", "list.txt", "--terms", "terms.json", "--skip").stdout


def test_terms_that_are_none_or_have_ended_are_refused(home: Path) -> None:
    (home / "old.json").write_text(agreed(expires_at=agreed().expires_at.replace(year=2020)).text, encoding="utf-8")
    assert refused(home, "blind", "ours.txt", "--terms", "old.json").startswith("These terms ended on ")
    assert refused(home, "blind", "ours.txt", "--terms", "nix.json") == "There is no file nix.json.\n"
    said = "These are not overlap terms from the portal.\n"
    assert refused(home, "blind", "ours.txt", "--terms", "ours.txt") == said
    both = agreed(kinds=(Kind.DOMAIN, Kind.LEI))
    (home / "both.json").write_text(both.text, encoding="utf-8")
    assert terms.read(both.text).kinds == (Kind.DOMAIN, Kind.LEI)
    assert "222 lines are no keys." not in refused(home, "blind", "ours.txt", "--terms", "both.json")


def test_what_is_not_of_this_session_is_refused(home: Path) -> None:
    blinded(home)
    assert "Point 1 was already sent" in _own_back(home)
    assert "The points must be one line" in refused(home, "answer", "ours.state", "ours.txt")
    assert "is not a state file" in refused(home, "answer", "ours.txt", "theirs.points")
    assert "is not a state file" in refused(home, "reveal", "terms.json", "theirs.points")
    order = kept(home, "ours.state")["order"]
    assert isinstance(order, list)
    empty = order.index(None)
    for places, said in (
        ([empty], "These positions are not from this session"), ([1_000], "These positions are not from"),
        ([-1], "These positions are not from"), ([order.index(1)] * 2, "These positions are not from"),
        (["1"], "These are not positions, such as"), ([True], "These are not positions, such as"),
        ({}, "These are not positions, such as"),
    ):  # fmt: skip
        (home / "places.json").write_text(json.dumps(places))
        assert said in refused(home, "reveal", "ours.state", "places.json")


def _own_back(home: Path) -> str:
    """The points of the customers alone, first: what is only there to fill up is kept by nobody."""
    points, order = read(home / "ours.points"), kept(home, "ours.state")["order"]
    assert isinstance(order, list)
    both = sorted(zip(points, order, strict=True), key=lambda each: each[1] is None)
    (home / "own.points").write_text(wire.written(point for point, _ in both))
    return refused(home, "answer", "ours.state", "own.points")


@pytest.mark.parametrize(
    "change",
    [
        {"order": [0]}, {"keys": []}, {"keys": [1] * 222}, {"number": 1}, {"number": "00"}, {"lines": None},
        {"band": "ALL"}, {"format": "another"}, {"terms": None}, {"order": [300] * 1_000},
    ],
)  # fmt: skip
def test_a_state_that_somebody_changed_is_refused(home: Path, change: dict[str, object]) -> None:
    blinded(home)
    (home / "changed.state").write_text(json.dumps(kept(home, "ours.state") | change), encoding="utf-8")
    said = "changed.state is not a state file written by “overlap blind”.\n"
    assert refused(home, "answer", "changed.state", "theirs.points") == said
