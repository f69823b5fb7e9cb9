"""python -m portal migrate and check: the schema's revisions, and the walls of the database."""

import sys

from portal import records
from portal import settings as portal_settings
from portal.commands.databases import database, server
from portal.database import row_security, setup
from portal.migrations import writing


def migrate(*, check: bool, new: str) -> int:
    """Takes the schema to its newest revision; `check` only says what is missing, `new` writes the next revision."""
    settings = portal_settings.load()
    if new:
        with server(settings) as admin_url:
            return _told(writing.write(admin_url, settings.secret, records.declared(), new))
    with database(settings) as owner_url:
        faults = row_security.pending(owner_url, records.declared()) if check else []
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _told(written: writing.Written | None) -> int:
    if written is None:
        print("The latest revision already makes what the records declare. There is nothing to write.")
        return 0
    print(f"Read {written.file}, then commit it together with {writing.FROZEN} beside it.")
    for difference in written.open:
        print(f"The revision does not cover this yet: {difference}", file=sys.stderr)
    return 1 if written.open else 0


def check() -> int:
    """Says loudly which walls of the database are missing."""
    settings = portal_settings.load()
    with database(settings) as owner_url:
        faults = [*setup.check(owner_url), *row_security.pending(owner_url, records.declared())]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0
