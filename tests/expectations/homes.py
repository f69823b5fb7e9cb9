"""A portal of its own for the command that takes facts in, and what its facts have come to."""

import asyncio
import hashlib
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select

from portal import founding, migrations
from portal import settings as portal_settings
from portal.access import AccessClass, Permission, Role
from portal.commands.company import somebody_who_may
from portal.database import embedded, setup
from portal.database.pools import Database
from portal.expectations.models import Fact, Mark, Subject
from portal.partners import operations
from portal.partners.models import Organisation
from portal.partners.rules import Kind
from tests import patience
from tests.database.portals import ENVIRONMENT, ROOT
from tests.make import NOW

DATABASE = "entente"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Counted:
    """How much there is, and the digest of what each subject is."""

    facts: int
    subjects: int
    marks: int
    """How often a piece of time was marked."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of a portal whose database runs."""

    path: Path
    url: str
    secret: bytes
    partner: str = ""
    """The partner that its facts are about."""

    def of(self, partner: str) -> "Home":
        """The same for a new partner of this name."""
        self.asked(partial(_create, name=partner))
        return replace(self, partner=partner)

    def started(self, file: Path, *more: str) -> "subprocess.Popen[str]":
        """The real command, as a process of its own."""
        command = [sys.executable, "-u", "-m", "portal", "import", "facts", str(file), "--source", "ERP", *more]
        return subprocess.Popen(
            command, cwd=ROOT, env={**ENVIRONMENT, "PORTAL_DATA_DIR": str(self.path)}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def run(self, file: Path, *more: str, partner: str | None = None) -> tuple[int, str]:
        """The exit status, and what it printed; `partner` "": without the option."""
        named = self.partner if partner is None else partner
        with self.started(file, *(("--partner", named) if named else ()), *more) as process:
            told, _ = process.communicate(timeout=4 * patience.SECONDS)
        return process.returncode, told

    def counted(self) -> Counted:
        return self.asked(partial(_counted, name=self.partner))

    def asked(self, work: Callable[[Database], Awaitable[T]]) -> T:
        """In a thread with a loop of its own: the one of the tests goes on as it is."""

        async def ask() -> T:
            database = Database(self.url, self.secret)
            try:
                return await work(database)
            finally:
                await database.close()

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, ask()).result()


@contextmanager
def running(path: Path) -> Iterator[Home]:
    """With a company and somebody who looks after partners."""
    path.chmod(0o755)
    secret = portal_settings.load({"PORTAL_DATA_DIR": str(path)}).secret
    with embedded.running(path, settings={"fsync": "off"}) as server:
        migrations.migrate(setup.prepare(server.url("postgres"), DATABASE, secret))
        home = Home(path, server.url(DATABASE), secret)
        home.asked(_found)
        yield home


async def _found(database: Database) -> None:
    await founding.company(database, name="Acme", country="DE", calendar="DE", zone="Europe/Berlin", now=NOW)
    roles = [Role.LEGAL, Role.RELATIONSHIP_MANAGER]
    await founding.person(database, email="l@acme.example", name="Lee", organisation="Acme", roles=roles, now=NOW)


async def _create(database: Database, *, name: str) -> None:
    actor = await somebody_who_may(database, Permission.PARTNER_CREATE, "")
    async with database.working(AccessClass.SYSTEM) as session:
        await operations.create(
            session, actor, name=name, kinds=[Kind.SUPPLIER], country="DE", calendar="DE", zone="Europe/Berlin",
            now=NOW,
        )  # fmt: skip


async def _counted(database: Database, *, name: str) -> Counted:
    async with database.transaction(AccessClass.SYSTEM) as session:
        partner = select(Organisation.id).where(Organisation.name == name).scalar_subquery()
        found = select(Subject.kind, Subject.subject_key, Subject.state_sha256).where(Subject.partner_id == partner)
        rows = (await session.execute(found.order_by(Subject.kind, Subject.subject_key))).all()
        facts = await session.scalar(select(func.count()).select_from(Fact).where(Fact.partner_id == partner))
        marked = select(func.coalesce(func.sum(Mark.number), 0)).where(Mark.partner_id == partner)
        marks = await session.scalar(marked)
    text = "\n".join(" ".join(row) for row in rows)
    return Counted(int(facts or 0), len(rows), int(marks or 0), hashlib.sha256(text.encode()).hexdigest())
