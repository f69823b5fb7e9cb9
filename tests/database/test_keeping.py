"""The keeper of the embedded database goes on whatever goes wrong, and brings back a server that died."""

import subprocess
import sys

from tests import patience
from tests.database.portals import ENVIRONMENT, reachable_folder

WITHOUT_DESCRIPTORS = """
import logging, os, resource, signal, sys, time
from pathlib import Path
from portal.database import keeping
from portal.database.postgres import postmaster
from portal.database.postgres.cluster import home

logging.basicConfig(format="%(message)s")
folder = Path(sys.argv[1])
with keeping.kept_running(folder) as server:
    place = home(folder)
    killed = postmaster.current(place).pid
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    os.kill(killed, signal.SIGKILL)
    time.sleep(4 * keeping.SECONDS_BETWEEN)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    while (found := postmaster.current(place)) is None or found.pid == killed or found.status != "ready":
        time.sleep(0.1)
print("it came back")
"""


def test_a_server_killed_while_no_file_can_be_opened_comes_back_and_the_log_says_each_once() -> None:
    with reachable_folder() as folder:
        command = [sys.executable, "-c", WITHOUT_DESCRIPTORS, str(folder)]
        done = subprocess.run(
            command, env=ENVIRONMENT, capture_output=True, text=True, timeout=2 * patience.SECONDS, check=False
        )
    assert done.stdout == "it came back\n", done.stderr
    assert done.stderr.count("The database could not be started again; it is tried every second.") == 1
    assert done.stderr.count("The database runs again.") == 1
