"""The embedded server kept alive: whoever kills it under a portal that runs, it is started again."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.database import embedded
from portal.database.embedded import Server

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 1.0


@contextmanager
def kept_running(data_dir: Path) -> Iterator[Server]:
    """`embedded.running`, and a thread that looks every second whether the server is still there."""
    with embedded.running(data_dir) as server:
        over = threading.Event()
        keeper = threading.Thread(target=_keep, args=(data_dir, over), name="keeper of the database", daemon=True)
        keeper.start()
        try:
            yield server
        finally:
            over.set()
            keeper.join()


def _keep(data_dir: Path, over: threading.Event) -> None:
    """Joining starts the server if it is gone; the portal's own place in it stays as it was.

    Whatever goes wrong, this goes on: without it a server that died once would stay away for good.
    """
    is_away = False
    while not over.wait(SECONDS_BETWEEN):
        try:
            with embedded.running(data_dir):
                pass
        except Exception:
            if not is_away:
                log.exception("The database could not be started again; it is tried every second.")
            is_away = True
        else:
            if is_away:
                log.warning("The database runs again.")
            is_away = False
