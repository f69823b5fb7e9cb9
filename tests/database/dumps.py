"""A database's schema as `pg_dump` tells it, to be compared with another's."""

import subprocess

from portal.database.embedded import Server
from portal.database.postgres import binaries


def dumped(server: Server, owner_url: str) -> list[str]:
    """Every statement of `pg_dump -s`, sorted, without Alembic's own table.

    A column that was added later stands last in its table: the order of columns means nothing, and is left out.
    """
    database = owner_url.partition("@/")[2].partition("?")[0]
    program = binaries.find(None).folder / "pg_dump"
    options = ["--schema-only", "--exclude-table=alembic_version", f"--dbname={server.url(database)}"]
    text = subprocess.run([program, *options], capture_output=True, text=True, check=True).stdout
    lines = (line for line in text.splitlines() if not line.startswith(("--", "\\")))
    return sorted(_settled(statement.strip()) for statement in "\n".join(lines).split(";\n"))


def _settled(statement: str) -> str:
    if not statement.startswith("CREATE TABLE "):
        return statement
    return "\n".join(sorted(line.removesuffix(",") for line in statement.splitlines()))
