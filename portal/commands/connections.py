"""python -m portal connections import: identity providers of organisations."""

from pathlib import Path

from auth.federation import importing as connecting
from portal import clock, ids
from portal import settings as portal_settings
from portal.commands.databases import with_database
from portal.database.pools import Database


def bring(*, path: Path) -> None:
    """From a JSON list, each once."""
    items = connecting.read(path)
    secret = portal_settings.load().secret

    async def enter(found: Database) -> None:
        for item in items:
            made, is_new = await connecting.enter(found, secret, item, now=clock.now())
            print(f"{made.name}: {'added' if is_new else 'changed'}. Its redirect URI is")
            print(f"  {portal_settings.load().public_url}/auth/connections/{ids.text('idp', made.id)}/callback")

    with_database(enter)
