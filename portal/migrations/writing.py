"""A new revision: what leads from the newest one to what is declared now, and back, as explicit SQL."""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.database import direct, setup
from portal.database.declared import Declared
from portal.errors import Invalid
from portal.migrations import VERSIONS, difference, moving, reading
from portal.migrations.reading import Parts

FROZEN = "SHA256SUMS"
"""The digests of revisions that are never changed again: all but the newest, as `sha256sum -c` reads them."""
FILE = '''"""{message}."""

from alembic import op

revision = "{revision}"
down_revision = "{former}"
branch_labels = None
depends_on = None

UP = (
{up})

DOWN = (
{down})


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
'''
FILLED = re.compile(r"ALTER TABLE (\S+) ALTER COLUMN (\S+) SET NOT NULL")
HINT = """\
    # Rows that stand have no {column} yet: say here what each gets. The owner sees no row while row security is
    # forced: "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" goes before an UPDATE, and the same with FORCE after it.
"""


@dataclass(frozen=True, slots=True)
class Written:
    """The new file, and what of the way it does not cover yet: a person completes it."""

    file: Path
    open: list[str]


def write(admin_url: str, secret: bytes, declared: Declared, message: str, versions: Path = VERSIONS) -> Written | None:
    """Writes the next revision, tries it on an empty database, up and down; None when there is nothing to do.

    The server lends two databases for it, which are thrown away. Raises Invalid for a message that names no file.
    """
    slug = "_".join(re.findall(r"[a-z0-9]+", message.lower()))
    if not slug:
        raise Invalid("Say in a few words what the revision changes.")
    with _lent(admin_url, secret, "has") as has, _lent(admin_url, secret, "wants") as wants:
        moving.move(has, "head", versions)
        direct.through(wants, declared.make)
        before, after = _read(has), _read(wants)
        if not difference.statements(before, after):
            return None
        with nothing_left_behind(versions):
            file = _file(versions, slug, message, before, after)
            return Written(file, _tried(has, versions, before, after))


@contextmanager
def nothing_left_behind(versions: Path) -> Iterator[None]:
    """A revision that cannot be carried out is not kept, and the one before it is not frozen for it."""
    before = {file: file.read_bytes() for file in versions.iterdir() if file.is_file()}
    try:
        yield
    except BaseException:
        for file in set(versions.glob("*_*.py")) - before.keys():
            file.unlink()
        for file, content in before.items():
            file.write_bytes(content)
        raise


@contextmanager
def _lent(admin_url: str, secret: bytes, purpose: str) -> Iterator[str]:
    name = f"entente_revision_{purpose}_{os.getpid()}"
    setup.drop(admin_url, name)
    try:
        yield setup.prepare(admin_url, name, secret)
    finally:
        setup.drop(admin_url, name)


def _read(url: str) -> Parts:
    return direct.through(url, reading.read)


def _file(versions: Path, slug: str, message: str, before: Parts, after: Parts) -> Path:
    """Writes it, and freezes the one before it."""
    newest = max(versions.glob("*_*.py"))
    former = newest.name.partition("_")[0]
    revision = f"{int(former) + 1:04}"
    text = FILE.format(
        message=message.strip().rstrip("."), revision=revision, former=former,
        up=_listed(difference.statements(before, after)), down=_listed(difference.statements(after, before)),
    )  # fmt: skip
    file = versions / f"{revision}_{slug}.py"
    file.write_text(text, encoding="utf-8")
    freeze(newest)
    return file


def freeze(file: Path) -> None:
    """Notes the revision's digest, from which on it is never changed."""
    sums = file.with_name(FROZEN)
    lines = sums.read_text().splitlines() if sums.exists() else []
    line = f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}"
    sums.write_text("".join(f"{each}\n" for each in [*(each for each in lines if file.name not in each), line]))


def _listed(statements: Sequence[str]) -> str:
    lines = []
    for statement in statements:
        filled = FILLED.fullmatch(statement)
        hint = HINT.format(column=filled[2], table=filled[1]) if filled else ""
        lines.append(f'{hint}    r"""{statement.strip()}""",\n')
    return "".join(lines)


def _tried(has: str, versions: Path, before: Parts, after: Parts) -> list[str]:
    """What is still different after the way up, and after the way back."""
    moving.move(has, "head", versions)
    up = difference.statements(_read(has), after)
    moving.back(has, versions)
    return [*up, *(f"on the way back: {line}" for line in difference.statements(_read(has), before))]
