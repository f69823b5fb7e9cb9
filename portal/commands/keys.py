"""python -m portal keys rotate: the keys that sign tokens."""

from auth import events, keys
from auth.rules import Action, Outcome
from portal import clock
from portal import settings as portal_settings
from portal.commands.databases import with_database
from portal.database.policies import AUTH
from portal.database.pools import Database


def rotate(*, now: bool) -> None:
    """New signing keys in a day or, with `now`, at once; then older ones end."""
    secret, moment = portal_settings.load().secret, clock.now()

    async def changed(found: Database) -> None:
        async with found.transaction(AUTH) as transaction:
            await keys.rotate(transaction, secret, moment, at_once=now)
            events.write(
                transaction, events.Visit("", "", moment), Action.ROTATE_KEYS, Outcome.ACCEPTED,
                reason="at_once" if now else "planned", method="command",
            )  # fmt: skip

    with_database(changed)
    print(
        "New keys sign from now on. Older keys are no longer trusted." if now else "New keys start signing in 24 hours."
    )
