"""python -m portal clients import: programs of organisations."""

from pathlib import Path

from auth.organisations import client_imports
from portal import clock
from portal import settings as portal_settings
from portal.commands.databases import DEMONSTRATION, NAME, with_database


def bring(*, file: Path, demo: bool) -> None:
    """Registers programs; prints the secrets that had to be made."""
    text, settings = file.read_text(encoding="utf-8"), portal_settings.load()
    done = with_database(
        lambda found: client_imports.import_clients(
            found, text, allow_loopback_http=settings.allow_loopback_http, now=clock.now()
        ),
        DEMONSTRATION if demo else NAME,
    )
    for each in done:
        change = "unchanged" if each.change is None else each.change.removesuffix("_CLIENT").lower() + "d"
        print(f"{each.client_id} {change}" + (f", its secret is {each.secret}" if each.secret else ""))
