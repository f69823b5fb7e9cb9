"""No world sees into another: every table, every access class, every way, and the catalogue that says why."""

import asyncpg

from portal.database import catalogue
from tests.isolation import proof
from tests.isolation.worlds import Worlds


async def test_nobody_sees_or_changes_what_is_not_theirs(within: tuple[asyncpg.Connection, Worlds]) -> None:
    found = [leak async for leak in proof.leaks(*within)]
    assert found == [], "\n".join(found)


async def test_the_catalogue_has_no_fault(within: tuple[asyncpg.Connection, Worlds]) -> None:
    assert await catalogue.faults(within[0]) == []
