"""python -m frontend_stub fetch: the scripts of others that a page needs, brought by npm, checked and laid out.

None of them is kept with the pages' own files. Each package is taken by npm in one version, and only if it is what its
SHA-512 here says; of it only what the pages ask for is kept, with the licence. Browsers know no names of packages, so
`from "@noble/hashes/sha2.js"` becomes the path from one file to the other; nothing else in them is changed.
"""

import base64
import hashlib
import io
import posixpath
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from frontend_stub.site.assets import STATIC

FOLDER = STATIC / "fetched"
SECONDS = 240


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a package, and the SHA-512 of its archive as npm writes it."""

    name: str
    version: str
    integrity: str

    @property
    def folder(self) -> str:
        """Where its files stand: `@noble/curves` in `curves`."""
        return self.name.rpartition("/")[2]


PACKAGES = (
    Package(
        "@noble/curves", "2.4.0",
        "P4/62zrgfH33CneE3Dn4WhJVA22YUU0eR51wKIan4NVRvwsA0YnPTwWGpNbpuacSujmSFLvyzpyuR30+fbq2Ew==",
    ),
    Package(
        "@noble/hashes", "2.4.0",
        "X5XaVWZIBCT7HHZGm5I7ZQXDwLG+bGXuSrMQAW+7Zvl87h1kmc1ZB1VSRJcpUfoUrGQp4Fkoxm5kZ+Ms+aW+eA==",
    ),
)  # fmt: skip
WANTED = ("curves/ed25519.js", "hashes/sha2.js")
"""What our own scripts import; what these import comes along."""
_IMPORT = re.compile(
    r"""^(?P<before>import\s+|(?:import|export)\s[^'";()]*?\bfrom\s*)(?P<quote>['"])(?P<name>[^'"]+)(?P=quote)""",
    re.MULTILINE,
)


class NotFetched(Exception):  # noqa: N818 - an answer, not a fault
    """Why they could not be had."""


def fetch(folder: Path = FOLDER, packages: Sequence[Package] = PACKAGES) -> list[str]:
    """Brings the scripts, all or none, and answers with their names. Raises NotFetched."""
    with tempfile.TemporaryDirectory() as place:
        archives = {each.folder: checked(each, _packed(each, Path(place))) for each in packages}
    files = laid_out({name: _files(archive) for name, archive in archives.items()}, packages)
    fresh = Path(tempfile.mkdtemp(dir=folder.parents[1], prefix=".fetched-"))  # where no server looks for files
    try:
        for name, content in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(content)
        fresh.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return sorted(files)


def checked(package: Package, archive: bytes) -> bytes:
    """The archive, if it is the one that was looked at. Raises NotFetched."""
    found = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != package.integrity:
        raise NotFetched(f"{package.name} {package.version} is not what it was: its SHA-512 is {found}")
    return archive


def laid_out(files: Mapping[str, Mapping[str, bytes]], packages: Sequence[Package] = PACKAGES) -> dict[str, bytes]:
    """What is wanted and all that it imports, under paths that browsers find, and the licences.

    `files` are those of each package by its folder. Raises NotFetched where an import leads nowhere.
    """
    folders = {each.name: each.folder for each in packages}
    made = {f"{name}/LICENSE": content["LICENSE"] for name, content in files.items() if "LICENSE" in content}
    waiting = list(WANTED)
    while waiting:
        name = waiting.pop()
        if name in made:
            continue
        package, _, path = name.partition("/")
        if path not in files.get(package, {}):
            raise NotFetched(f"{name} is not in its package")
        text = files[package][path].decode()
        waiting += [imported(each["name"], name, folders) for each in _IMPORT.finditer(text)]
        made[name] = _IMPORT.sub(_relative(name, folders), text).encode()
    return made


def imported(written: str, importer: str, folders: Mapping[str, str]) -> str:
    """The path of what a script imports by a relative path or the name of a package. Raises NotFetched."""
    if written.startswith("."):
        return posixpath.normpath(posixpath.join(posixpath.dirname(importer), written))
    for package, folder in folders.items():
        if written.startswith(f"{package}/"):
            return folder + written.removeprefix(package)
    raise NotFetched(f"{importer} imports {written}, which is of no package that is fetched")


def _relative(importer: str, folders: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def rewritten(found: re.Match[str]) -> str:
        path = posixpath.relpath(imported(found["name"], importer, folders), posixpath.dirname(importer))
        leading = path if path.startswith(".") else f"./{path}"
        return f"{found['before']}{found['quote']}{leading}{found['quote']}"

    return rewritten


def _packed(package: Package, place: Path) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        raise NotFetched("npm is not installed")
    command = [npm, "pack", "--silent", "--ignore-scripts", f"{package.name}@{package.version}"]
    try:
        made = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise NotFetched(f"npm did not answer within {SECONDS} seconds") from None
    archive = place / made.stdout.strip().rpartition("\n")[2]
    if made.returncode or not archive.is_file():
        raise NotFetched(f"npm could not fetch {package.name}: {made.stderr.strip()[-500:]}")
    return archive.read_bytes()


def _files(archive: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as packed:
        for member in packed.getmembers():
            content = packed.extractfile(member) if member.isfile() else None
            if content is not None:
                found[member.name.partition("/")[2]] = content.read()
    return found
