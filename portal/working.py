"""What keeps the time of a deployment, put together: beside requests in a process that serves, or in one of its own."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from auth import sweeping
from auth.federation.domains import Resolver
from auth.federation.reproving import Reproving
from portal import work
from portal.database.pools import Database
from portal.doing import Long
from portal.expectations.operations import importing
from portal.files.receiving import Arrivals
from portal.files.rescanning import Rescan
from portal.files.sweeping import Sweeping
from portal.opportunities.operations import ask_for_suggestions
from portal.post import Post
from portal.settings import Settings
from portal.waking import Bell
from portal.work import OURS, Tables


def keeper(
    database: Database, settings: Settings, bell: Bell, tables: Tables = OURS
) -> Callable[[], Coroutine[Any, Any, None]]:
    """What runs until it is cancelled. Raises ValueError for a mail server that is none."""
    arrivals = Arrivals.of(settings)
    sweeps = (
        sweeping.sweep, Reproving(Resolver(settings.dns_resolver)), Sweeping(arrivals), importing.sweep,
        ask_for_suggestions,
    )  # fmt: skip
    tables = replace(tables, jobs=(*tables.jobs, Long(importing.WORK, partial(importing.job, arrivals.store))))
    lookouts = (Rescan(arrivals.scanner),) if arrivals.scanner else ()
    return partial(work.keep_time, database, Post.of(settings), sweeps, lookouts, bell=bell, tables=tables)
