"""python -m portal demo: the portal with sample data on a database of its own, addresses and accounts printed."""

import asyncio
import gc
import secrets
from dataclasses import replace

from uvicorn.loops.auto import auto_loop_factory

from auth import people
from portal import clock
from portal import settings as portal_settings
from portal.commands import databases, serving
from portal.database import keeping, setup
from portal.database.pools import UNHURRIED, Database
from portal.demo import cast, play, stage
from portal.files.receiving import Arrivals
from portal.post import Post
from portal.settings import Settings


def demo(*, host: str, port: int, reset: bool) -> None:
    """Serves until a signal; makes the sample data unless they are there, or are to be made anew."""
    with serving.listening(host, port) as bound:
        settings = portal_settings.load(public_url=serving.address(host, bound))
        settings = replace(settings, passkeys_optional=portal_settings.is_on_loopback(settings.public_url))
        with keeping.kept_running(settings.data_dir) as server:
            if reset:
                setup.drop(server.url("postgres"), databases.DEMONSTRATION)
            owner_url = databases.ready(settings, server.url("postgres"), databases.DEMONSTRATION)
            gc.disable()  # a tenth of the time would go into looking for what nobody needs any more: serving looks once
            with asyncio.Runner(loop_factory=auto_loop_factory()) as loop:
                password = loop.run(_fill(settings, owner_url))
            print(f"{_welcome(settings.public_url, password)}\n{Post.of(settings).notice}".rstrip(), flush=True)
            serving.serve_on(bound, settings, owner_url)


async def _fill(settings: Settings, owner_url: str) -> str:
    """Fills the demonstration unless it is there; gives the password of all its accounts."""
    file = settings.data_dir / "demo-password"
    kept = Database(owner_url, settings.secret)
    # Each connection prepares and plans what it asks: more of them would take longer.
    filled = Database(owner_url, settings.secret, pool_size=1, settings=UNHURRIED)
    try:
        if await stage.is_set(kept) and file.exists():
            return file.read_text()
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        everybody = await play.fill(filled, clock.now(), Arrivals.of(settings))
        await people.set_passwords(kept, everybody, password, now=clock.now())  # with which the disk has it all
        file.touch(mode=0o600)
        file.write_text(password)
        return password
    finally:
        await filled.close()
        await kept.close()


def _welcome(public_url: str, password: str) -> str:
    domain = cast.COMPANY[1]
    staff = [(f"{person.name.split()[0].lower()}@{domain}", person.title) for person in cast.STAFF[:5]]
    partner = cast.PARTNERS[0]
    theirs = [
        (f"{person.name.split()[0].lower()}@{partner.domain}", f"{person.title}, {partner.name}")
        for person in partner.people
    ]
    lines = "\n".join(f"  {email:<28} {title}" for email, title in (*staff, *theirs))
    return f"Entente serves {public_url}\n\nPassword of every account: {password}\n\n{lines}\n\nCtrl-C ends it."
