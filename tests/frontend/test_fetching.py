"""Scripts of others: taken only as they were looked at, laid out so that a browser finds them, and served."""

import base64
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from frontend_stub.site import fetching
from frontend_stub.site.assets import Assets
from frontend_stub.site.fetching import NotFetched, Package

TOP = Path(__file__).parents[2]
CURVES, HASHES = Package("@noble/curves", "1.0.0", ""), Package("@noble/hashes", "1.0.0", "")
FILES = {
    "curves": {
        "ed25519.js": (
            b"/**\n * import { x } from '@noble/curves/other.js';\n */\n"
            b"import { sha512 } from '@noble/hashes/sha2.js';\n"
            b'import {\n  a,\n  b,\n} from "./abstract/edwards.js";\n'
            b"export const name = (text) => { return 'from \"@noble/hashes/none.js\"'; };\n"
        ),
        "abstract/edwards.js": b"import '../utils.js';\nexport * from '@noble/hashes/utils.js';\n",
        "utils.js": b"export const a = 1, b = 2;\n", "other.js": b"", "LICENSE": b"MIT",
    },
    "hashes": {"sha2.js": b"import { u } from './utils.js';\n", "utils.js": b"", "sha3.js": b"", "LICENSE": b"MIT"},
}  # fmt: skip


def _archive(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as packed:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    return made.getvalue()


def test_what_is_wanted_and_all_that_it_imports_is_laid_out_by_paths() -> None:
    made = fetching.laid_out(FILES, (CURVES, HASHES))
    assert sorted(made) == [
        "curves/LICENSE", "curves/abstract/edwards.js", "curves/ed25519.js", "curves/utils.js", "hashes/LICENSE",
        "hashes/sha2.js", "hashes/utils.js",
    ]  # fmt: skip
    before, after = FILES["curves"]["ed25519.js"], made["curves/ed25519.js"]
    assert after == before.replace(b"'@noble/hashes/sha2.js'", b"'../hashes/sha2.js'")
    assert made["curves/abstract/edwards.js"] == b"import '../utils.js';\nexport * from '../../hashes/utils.js';\n"
    assert made["hashes/sha2.js"] == FILES["hashes"]["sha2.js"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"import fs from 'fs';", "curves/ed25519.js imports fs, which is of no package that is fetched"),
        (b"import './none.js';", "curves/none.js is not in its package"),
        (b"import '../../etc/passwd';", "../etc/passwd is not in its package"),
        (b"import 'https://evil.example/x.js';", "curves/ed25519.js imports https://evil.example/x.js, which"),
    ],
)
def test_an_import_that_leads_nowhere_is_said(written: bytes, said: str) -> None:
    with pytest.raises(NotFetched) as refused:
        fetching.laid_out({**FILES, "curves": {"ed25519.js": written}}, (CURVES, HASHES))
    assert str(refused.value).startswith(said)


def test_an_archive_is_taken_only_as_it_was_looked_at() -> None:
    archive = _archive(FILES["curves"])
    right = Package("@noble/curves", "1.0.0", base64.b64encode(hashlib.sha512(archive).digest()).decode())
    assert fetching.checked(right, archive) == archive
    assert fetching._files(archive) == FILES["curves"]
    with pytest.raises(NotFetched, match=r"@noble/curves 1\.0\.0 is not what it was: its SHA-512 is"):
        fetching.checked(right, archive[:-1] + bytes([archive[-1] ^ 1]))


def test_each_package_is_named_in_one_version_with_its_digest() -> None:
    assert [(each.name, each.version, each.folder) for each in fetching.PACKAGES] == [
        ("@noble/curves", "2.4.0", "curves"), ("@noble/hashes", "2.4.0", "hashes"),
    ]  # fmt: skip
    assert [len(base64.b64decode(each.integrity)) for each in fetching.PACKAGES] == [64, 64]
    kept = subprocess.run(
        ["git", "ls-files", str(fetching.FOLDER)], cwd=TOP, check=True, capture_output=True, text=True
    )
    assert kept.stdout == ""


def test_without_npm_the_command_says_what_is_missing_and_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "frontend_stub", "fetch"]
    environment = {"PATH": str(tmp_path), "PYTHONPATH": str(TOP)}
    made = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    said = "npm is not installed. Without it, common customers are found by `python -m portal overlap` alone.\n"
    assert (made.returncode, made.stderr) == (1, said)


def test_npm_brings_what_the_pages_import(tmp_path: Path) -> None:
    if os.environ.get("PORTAL_REQUIRE_NODE") != "1" and shutil.which("npm") is None:
        pytest.skip("npm is not here.")
    folder = tmp_path / "static" / "fetched"
    folder.mkdir(parents=True)
    (folder / "old.js").write_text("")
    try:
        names = fetching.fetch(folder)
    except NotFetched as fault:
        if os.environ.get("PORTAL_REQUIRE_NODE") == "1":
            raise
        pytest.skip(str(fault))
    assert set(fetching.WANTED) | {"curves/LICENSE", "hashes/LICENSE"} <= set(names)
    assert sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()) == names
    assert [each.name for each in tmp_path.iterdir()] == ["static"]
    ours = (TOP / "frontend_stub" / "static" / "overlap.js").read_text(encoding="utf-8")
    assert [name for name in fetching.WANTED if f'"./fetched/{name}"' not in ours] == []


async def test_a_file_in_a_folder_is_served_and_one_that_is_not_there_is_known(tmp_path: Path) -> None:
    (tmp_path / "fetched" / "curves").mkdir(parents=True)
    (tmp_path / "fetched" / "curves" / "ed25519.js").write_text("export {};")
    files = Assets(tmp_path)
    assert files.has("fetched/curves/ed25519.js")
    assert not files.has("fetched/curves/ed448.js")
    site = httpx.ASGITransport(Starlette(routes=[Route("/static/{hash}/{name:path}", files.serve)]))
    async with httpx.AsyncClient(transport=site, base_url="http://localhost") as client:
        answer = await client.get(files.url("fetched/curves/ed25519.js"))
        assert (answer.status_code, answer.text) == (200, "export {};")
        assert answer.headers["content-type"].startswith("text/javascript")
        for name in ("fetched", "fetched/%2e%2e/%2e%2e/pyproject.toml", "fetched/curves/", "%2e%2e/x"):
            assert (await client.get(f"/static/{files.hash}/{name}")).status_code == 404
