"""What the command line does: start, migrate, check, import; each command is one function."""

import asyncio
import gc
import secrets
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import uvicorn

from auth import events, keys, people
from auth.federation import importing as connecting
from auth.organisations import client_imports
from auth.rules import Action, Outcome
from portal import calendars, clock, founding, ids, importing, mail, wording
from portal import settings as portal_settings
from portal.access import Role
from portal.app import SDL, create_app
from portal.contracts import rules
from portal.database import keeping, row_security, setup
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.demo import cast, play, stage
from portal.machine import Machine
from portal.partners import membership
from portal.partners import rules as partner_rules
from portal.settings import Settings
from schema import root

DATABASE = "entente"
DEMONSTRATION = "entente_demo"
GRACE_SECONDS = 3
Answer = TypeVar("Answer")
MACHINES: tuple[Machine[Any, Any], ...] = (
    rules.LIFE, rules.ROUND, partner_rules.ACCOUNT, partner_rules.RELATIONSHIP, membership.MEMBERSHIP,
    membership.AUTHORITY,
)  # fmt: skip
DRAWINGS = Path(__file__).with_name("machines.md")


@contextmanager
def database(settings: Settings, name: str = DATABASE) -> Iterator[str]:
    """The owner's URL of the migrated database: the server of PORTAL_DATABASE_URL, or the embedded one."""
    if settings.database_url:
        yield _ready(settings, settings.database_url, urlsplit(settings.database_url).path.lstrip("/"))
        return
    with keeping.kept_running(settings.data_dir) as server:
        yield _ready(settings, server.url("postgres"), name)


def _ready(settings: Settings, admin_url: str, name: str) -> str:
    owner_url = setup.prepare(admin_url, name, settings.secret, request_seconds=settings.request_seconds)
    setup.migrate(owner_url)
    return owner_url


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that asyncio sends small answers at once (TCP_NODELAY).
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    bound.listen()
    return bound


def address(host: str, bound: socket.socket) -> str:
    """The address people type. On loopback it is a name: passkeys belong to names, never to IP addresses."""
    if portal_settings.is_loopback(host):
        return f"http://localhost:{bound.getsockname()[1]}"
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{bound.getsockname()[1]}"


def serve_on(bound: socket.socket, settings: Settings, owner_url: str) -> None:
    """Serves until a signal; open requests get three seconds."""
    application = create_app(settings, owner_url)
    calendars.warm()
    wording.warm()
    # What stands now stands until the end: a full collection of it would stop every request for a tenth of a second.
    gc.collect()
    gc.freeze()
    uvicorn.Server(server_config(application, settings)).run(sockets=[bound])


def server_config(application: Any, settings: Settings) -> uvicorn.Config:
    """How the application is served: what a proxy says of who asks is believed of the proxies that were named."""
    return uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=75,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
    )


def serve(host: str, port: int) -> None:
    """python -m portal serve"""
    with listening(host, port) as bound:
        settings = portal_settings.load(public_url=address(host, bound))
        with database(settings) as owner_url:
            print(f"Entente serves {settings.public_url}\n{mail.Post.of(settings).notice}".rstrip(), flush=True)
            serve_on(bound, settings, owner_url)


def demo(host: str, port: int, *, reset: bool) -> None:
    """python -m portal demo: the portal with sample data on a database of its own, addresses and accounts printed."""
    with listening(host, port) as bound:
        settings = portal_settings.load(public_url=address(host, bound))
        settings = replace(settings, passkeys_optional=portal_settings.is_on_loopback(settings.public_url))
        with keeping.kept_running(settings.data_dir) as server:
            if reset:
                setup.drop(server.url("postgres"), DEMONSTRATION)
            owner_url = _ready(settings, server.url("postgres"), DEMONSTRATION)
            password = asyncio.run(_fill(settings, owner_url))
            print(f"{_welcome(settings.public_url, password)}\n{mail.Post.of(settings).notice}".rstrip(), flush=True)
            serve_on(bound, settings, owner_url)


async def _fill(settings: Settings, owner_url: str) -> str:
    """Fills the demonstration unless it is there; gives the password of all its accounts."""
    file = settings.data_dir / "demo-password"
    filled = Database(owner_url, settings.secret)
    try:
        if await stage.is_set(filled) and file.exists():
            return file.read_text()
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        everybody = await play.fill(filled, clock.now())
        await people.set_passwords(filled, everybody, password, now=clock.now())
        file.touch(mode=0o600)
        file.write_text(password)
        return password
    finally:
        await filled.close()


def _welcome(public_url: str, password: str) -> str:
    domain = cast.COMPANY[1]
    staff = [(f"{person.name.split()[0].lower()}@{domain}", person.title) for person in cast.STAFF[:5]]
    partner = cast.PARTNERS[0]
    theirs = [
        (f"{person.name.split()[0].lower()}@{partner.domain}", f"{person.title}, {partner.name}")
        for person in partner.people
    ]
    lines = "\n".join(f"  {email:<28} {title}" for email, title in (*staff, *theirs))
    return f"Entente serves {public_url}\n\nPassword of every account: {password}\n\n{lines}\n\nCtrl-C ends it."


def migrate(*, check_only: bool) -> int:
    """python -m portal migrate: takes the schema to its newest revision; --check only says what is missing."""
    settings = portal_settings.load()
    with database(settings) as owner_url:
        faults = row_security.pending(owner_url) if check_only else []
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def check() -> int:
    """python -m portal check: says loudly which walls of the database are missing."""
    settings = portal_settings.load()
    with database(settings) as owner_url:
        faults = [*setup.check(owner_url), *row_security.pending(owner_url)]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def import_contracts(path: Path, *, partner: str, demonstration: bool) -> int:
    """python -m portal import contracts: text files become drafts; exit status 1 if one could not be read."""
    settings = portal_settings.load()
    files = list(importing.text_files(path))
    outcomes: list[importing.Outcome] = []

    def told(outcome: importing.Outcome) -> None:
        outcomes.append(outcome)
        if outcome.refusal:
            _clear()
            print(f"not read: {outcome.file.name}: {outcome.refusal}", flush=True)
        if sys.stdout.isatty():
            print(f"\r{len(outcomes)} of {len(files)}", end="", flush=True)

    with database(settings, DEMONSTRATION if demonstration else DATABASE) as owner_url:
        asyncio.run(_import(settings, owner_url, files, partner, told))
    _clear()
    print(_summary(outcomes))
    return 1 if any(outcome.refusal for outcome in outcomes) else 0


async def _import(
    settings: Settings, owner_url: str, files: list[Path], partner: str, told: Callable[[importing.Outcome], None]
) -> None:
    filled = Database(owner_url, settings.secret)
    try:
        await importing.contracts(filled, files, partner_name=partner, told=told)
    finally:
        await filled.close()


def _clear() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="")


def _summary(outcomes: list[importing.Outcome]) -> str:
    read = [outcome for outcome in outcomes if not outcome.refusal]
    already = sum(outcome.already for outcome in read)
    headed = sum(outcome.headed >= importing.HEADED for outcome in read)
    return (
        f"{len(read) - already} imported, {already} there already, {len(outcomes) - len(read)} not read; "
        f"{headed} with {importing.HEADED} or more headed clauses"
    )


def create_company(*, name: str, country: str, calendar: str, zone: str) -> None:
    """python -m portal company: enters the company that runs the portal."""
    _with_database(
        lambda found: founding.company(found, name=name, country=country, calendar=calendar, zone=zone, now=clock.now())
    )
    print(
        f"{name} is entered. Add its people: python -m portal people create EMAIL --name … --of {name!r} --roles LE CS"
    )


def create_person(*, email: str, name: str, organisation: str, roles: list[str]) -> None:
    """python -m portal people create: gives somebody a place in an organisation and prints their first password."""
    held = [Role(role) for role in roles]
    password = _with_database(
        lambda found: founding.person(
            found, email=email, name=name, organisation=organisation, roles=held, now=clock.now()
        )
    )
    print(f"{email} may sign in with the password {password}")


def import_clients(file: Path, *, demonstration: bool) -> None:
    """python -m portal clients import: registers programs; prints the secrets that had to be made."""
    text, settings = file.read_text(encoding="utf-8"), portal_settings.load()
    done = _with_database(
        lambda found: client_imports.import_clients(
            found, text, allow_loopback_http=settings.allow_loopback_http, now=clock.now()
        ),
        DEMONSTRATION if demonstration else DATABASE,
    )
    for each in done:
        change = "unchanged" if each.change is None else each.change.removesuffix("_CLIENT").lower() + "d"
        print(f"{each.client_id} {change}" + (f", its secret is {each.secret}" if each.secret else ""))


def _with_database(work: Callable[[Database], Coroutine[Any, Any, Answer]], name: str = DATABASE) -> Answer:
    """Runs something over the real database, or another of the embedded server's."""
    settings = portal_settings.load()

    async def run(owner_url: str) -> Answer:
        found = Database(owner_url, settings.secret)
        try:
            return await work(found)
        finally:
            await found.close()

    with database(settings, name) as owner_url:
        return asyncio.run(run(owner_url))


def rotate_keys(*, at_once: bool) -> None:
    """python -m portal keys rotate: new signing keys in a day or, with --now, at once; then older ones end."""
    secret, now = portal_settings.load().secret, clock.now()

    async def rotate(found: Database) -> None:
        async with found.transaction(AUTH) as transaction:
            await keys.rotate(transaction, secret, now, at_once=at_once)
            events.write(
                transaction, events.Visit("", "", now), Action.ROTATE_KEYS, Outcome.ACCEPTED,
                reason="at_once" if at_once else "planned", method="command",
            )  # fmt: skip

    _with_database(rotate)
    print("New keys sign from now on; older ones are not believed." if at_once else "New keys sign in 24 hours.")


def import_connections(path: Path) -> None:
    """python -m portal connections import: identity providers of organisations, from a JSON list."""
    items = connecting.read(path)
    secret = portal_settings.load().secret

    async def enter(found: Database) -> None:
        for item in items:
            made, is_new = await connecting.enter(found, secret, item, now=clock.now())
            print(f"{made.name}: {'entered' if is_new else 'changed'}. It calls back to")
            print(f"  {portal_settings.load().public_url}/auth/connections/{ids.text('idp', made.id)}/callback")

    _with_database(enter)


def schema(*, check_only: bool) -> int:
    """python -m portal schema: the SDL; --check compares it with the committed file."""
    if not check_only:
        print(root.sdl(), end="")
        return 0
    same = SDL.read_text(encoding="utf-8") == root.sdl()
    if not same:
        print(f"{SDL.name} is not what the code says: write it with python -m portal schema", file=sys.stderr)
    return 0 if same else 1


def drawings() -> int:
    """python -m portal drawings: writes the state machines as Mermaid, one file."""
    DRAWINGS.write_text(drawn(), encoding="utf-8")
    return 0


def drawn() -> str:
    """Every machine's drawing and table."""
    parts = ["# The state machines\n\nWritten from the tables by `python -m portal drawings`; a test compares them.\n"]
    for machine in MACHINES:
        rows = "\n".join(f"| {' | '.join(row)} |" for row in machine.rows())
        head = "| from | action | to | who | needs | event |\n|---|---|---|---|---|---|"
        parts.append(f"\n## {machine.name}\n\n```mermaid\n{machine.drawing()}\n```\n\n{head}\n{rows}\n")
    return "".join(parts)
