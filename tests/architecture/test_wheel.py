"""The wheel holds the four packages, with their templates and texts, and nothing else."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from frontend_stub.site import fetching

TOP = Path(__file__).resolve().parents[2]
NEEDED = {
    "schema/schema.graphql",
    "portal/machines.md",
    "portal/migrations/versions/0001_first.py",
    "frontend_stub/templates/base.html",
    "frontend_stub/static/app.css",
    "frontend_stub/locales/bg/LC_MESSAGES/messages.po",
    "portal/locales/bg/LC_MESSAGES/messages.po",
}


@pytest.mark.skipif(shutil.which("uv") is None, reason="uv, which builds the wheel, is not installed")
def test_the_wheel_is_exactly_our_four_packages(tmp_path: Path) -> None:
    subprocess.run(["uv", "build", "--quiet", "--wheel", "--out-dir", str(tmp_path)], cwd=TOP, check=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    packages = {name.split("/")[0] for name in names if not name.startswith("entente-")}
    assert packages == {"portal", "schema", "auth", "frontend_stub"}
    assert NEEDED - names == set()
    fetched = {path.relative_to(TOP).as_posix() for path in fetching.FOLDER.rglob("*") if path.is_file()}
    assert fetched - names == set()
