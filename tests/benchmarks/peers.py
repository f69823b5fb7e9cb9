# ruff: noqa: T201 - a command says what it finds
"""The peers that are measured: how each is started, asked, and what its answers mean."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

import platformdirs

from tests.benchmarks import plans, seed, shapes
from tests.benchmarks.load import NUMBER
from tests.benchmarks.seed import Reader, World

PRODUCT, BARE, POSTGRAPHILE = "product", "same SQL", "postgraphile"
CONNECTIONS = 8
PACKAGE = Path(__file__).with_name("postgraphile")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Peer:
    """A running server, the bytes that ask it, and its answers as the plain value that all must agree on."""

    name: str
    pid: int
    port: int
    ask: Callable[[str, int, Reader], bytes]
    answers: Mapping[str, Callable[[Any], Any]]

    def requests(self, operation: str, readers: Sequence[Reader]) -> list[bytes]:
        return [self.ask(operation, number, reader) for number, reader in enumerate(readers)]


@contextmanager
def up(world: World) -> Iterator[list[Peer]]:
    """All the peers that this machine can run, at once; they end with the block."""
    with ExitStack() as running:
        found = [running.enter_context(product(world)), running.enter_context(_bare(world))]
        node = installed()
        if node:
            found.append(running.enter_context(_postgraphile(world, node)))
        else:
            print("Node is not here: PostGraphile is left out")
        yield found


@contextmanager
def _process(command: Sequence[str | Path], told: Mapping[str, Any], **options: Any) -> Iterator[tuple[int, int]]:
    """A server's pid and port; it prints the port when it is ready. At the end all that it started ends with it."""
    environment = {**os.environ, "PEER": json.dumps(told), "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True, **options
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line.strip().isdigit():
                raise RuntimeError(f"{command[0]} did not start: {line}")
            _wait_for(int(line))
            yield process.pid, int(line)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)


def end_on_sigterm() -> None:
    """Makes the signal an exception, so that whoever started servers ends them on the way out."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def _wait_for(port: int) -> None:
    """Until somebody listens; the port is told when it is bound. Raises ConnectionError after ten seconds."""
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            sleep(0.1)
        else:
            return
    raise ConnectionError(f"nobody listens at {port}")


@contextmanager
def product(world: World, *, kind: str = "product") -> Iterator[Peer]:
    with python(kind, world) as (pid, port):
        yield Peer(PRODUCT, pid, port, _ask_product, shapes.PRODUCT)


@contextmanager
def _bare(world: World) -> Iterator[Peer]:
    with python("bare", world, readers=world.readers) as (pid, port):
        yield Peer(BARE, pid, port, _ask_bare, shapes.PRODUCT)


@contextmanager
def _postgraphile(world: World, node: Path) -> Iterator[Peer]:
    with postgraphile(world, node) as (pid, port):
        yield Peer(POSTGRAPHILE, pid, port, _ask_postgraphile, shapes.POSTGRAPHILE)


def python(kind: str, world: World, *, readers: Sequence[Reader] = ()) -> AbstractContextManager[tuple[int, int]]:
    """One of the servers of `servers`: its pid and port."""
    told = [
        [reader.value, *map(str, (reader.person_id, reader.member_id, reader.partner_id, reader.contract_id))]
        for reader in readers
    ]
    command = [sys.executable, "-m", "tests.benchmarks.servers", kind]
    return _process(command, {"owner_url": world.owner_url, "readers": told}, cwd=ROOT)


def postgraphile(world: World, node: Path) -> AbstractContextManager[tuple[int, int]]:
    """PostGraphile's pid and port."""
    told = {
        "host": str(world.server.socket_folder), "port": world.server.port, "database": world.database,
        "user": seed.PEER, "password": seed.password(), "pool": CONNECTIONS,
    }  # fmt: skip
    return _process([node, "server.mjs"], told, cwd=node.parents[2])


def installed() -> Path | None:
    """Node as the package names it, with PostGraphile beside it, in the user's cache; None without npm."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    folder = platformdirs.user_cache_path("entente-benchmarks") / "postgraphile"
    folder.mkdir(parents=True, exist_ok=True)
    node = folder / "node_modules" / ".bin" / "node"
    wanted = (PACKAGE / "package.json").read_bytes()
    shutil.copy(PACKAGE / "server.mjs", folder)
    done = folder / "installed.json"
    if not node.exists() or not done.exists() or done.read_bytes() != wanted:
        (folder / "package.json").write_bytes(wanted)
        subprocess.run([npm, "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True)
        done.write_bytes(wanted)
    return node


def _ask_product(operation: str, _: int, reader: Reader) -> bytes:
    body = {"query": plans.source(operation), "variables": plans.variables(operation, reader)}
    return _post("/graphql", body, {"Cookie": f"session={reader.value}", "Sec-Fetch-Site": "same-origin"})


def _ask_bare(operation: str, number: int, _: Reader) -> bytes:
    return _post(f"/{operation}", {}, {"X-Number": str(number)})


def _ask_postgraphile(operation: str, _: int, reader: Reader) -> bytes:
    keys = {"partner": reader.partner_id, "member": reader.member_id, "id": reader.contract_id}
    text = plans.source(operation, peer="postgraphile")
    used = {name: str(value) for name, value in keys.items() if f"${name}:" in text}
    told = {"X-Person": reader.person_id, "X-Member": reader.member_id, "X-Partner": reader.partner_id}
    return _post("/graphql", {"query": text, "variables": used}, {name: str(value) for name, value in told.items()})


def _post(path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> bytes:
    content = json.dumps(body, separators=(",", ":")).encode()
    own = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{own}"
    return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content


def is_fresh(request: bytes) -> bool:
    return NUMBER in request
