"""Three thousand connections stall, and descriptors are few: the signed-in are served, the database comes back."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from tests import patience, served
from tests.database import portals
from tests.journeys import stalling
from tests.served import TOP, Served

DESCRIPTORS = 1_024
ROUNDS = 20


@pytest.fixture(scope="module")
def portal() -> Iterator[Served]:
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < stalling.MANY + 200:
        pytest.skip("this machine lets nobody open so many sockets")
    with served.served(descriptors=DESCRIPTORS) as running:
        yield running


@contextmanager
def thousands(address: str) -> Iterator[None]:
    """Three thousand that stall, from a process of their own, from when all have come once."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    command = ["sh", "-c", f'ulimit -n {most}; exec "$@"', "sh", sys.executable, "-m", "tests.journeys.stalling"]
    with subprocess.Popen([*command, str(urlsplit(address).port)], cwd=TOP, stdout=subprocess.PIPE, text=True) as they:
        try:
            assert they.stdout
            assert they.stdout.readline() == "all have come\n"
            yield
        finally:
            they.kill()


def browser(portal: Served, cookies: httpx.Cookies | None = None) -> httpx.Client:
    """One that keeps its connection."""
    headers, limits = {"sec-fetch-site": "same-origin"}, httpx.Limits(keepalive_expiry=patience.SECONDS)
    return httpx.Client(
        base_url=portal.address, timeout=patience.SECONDS, headers=headers, limits=limits, cookies=cookies
    )


def ask_anew(client: httpx.Client, portal: Served) -> int:
    """The same person over a connection of its own."""
    with browser(portal, client.cookies) as other:
        return other.get("/contracts").status_code


def test_the_signed_in_are_served_while_thousands_stall_and_a_killed_database_comes_back(portal: Served) -> None:
    told = {"email": "paula@northgate.example", "password": portal.password}
    with browser(portal) as client:
        assert client.post("/auth/session", json=told).status_code == 204
        assert client.get("/").status_code == 200
        with thousands(portal.address):
            for _ in range(ROUNDS):
                assert client.get("/").status_code == 200
                assert ask_anew(client, portal) == 200
                time.sleep(0.2)
            with browser(portal) as other:
                assert other.post("/auth/session", json=told).status_code == 204
            os.kill(portals.pid_of(portal.data_dir), signal.SIGKILL)
            end, seen = time.monotonic() + patience.SECONDS, Counter[int]()
            while time.monotonic() < end and seen[200] < ROUNDS:
                seen[client.get("/").status_code] += 1
                seen[ask_anew(client, portal)] += 1
                time.sleep(0.1)
    assert seen[200] >= ROUNDS
    assert set(seen) <= {200, 503}
