"""What every step of signing in needs: the database, the door, where passkeys are good, and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from auth import passwords, session
from auth.identify import Door
from auth.login import passkeys
from portal import clock, errors
from portal.database.pools import Database


@dataclass(frozen=True, slots=True)
class Gate:
    """The sign-in of one deployment."""

    database: Database
    door: Door
    public_url: str
    passkeys_optional: bool
    checking: passwords.Checking
    now: Callable[[], datetime]
    cookie: session.Cookie
    """Names the sign-in that is under way in a browser."""
    place: passkeys.Place | None

    @classmethod
    def of(
        cls, database: Database, door: Door, public_url: str, *, passkeys_optional: bool = False,
        checking: passwords.Checking | None = None, now: Callable[[], datetime] = clock.now,
    ) -> "Gate":  # fmt: skip
        return cls(
            database, door, public_url, passkeys_optional, checking or passwords.Checking(), now,
            session.Cookie.of(public_url, b"login"), passkeys.Place.of(public_url),
        )  # fmt: skip

    @property
    def with_passkeys(self) -> passkeys.Place:
        """Refuses with Blocked where the address is an IP address: no browser makes a passkey for one."""
        if self.place is None:
            raise errors.Blocked(
                "A passkey needs a host name, and the portal's address is {address}. Ask the person who"
                " runs the portal to set PORTAL_PUBLIC_URL to a host name. On one machine,"
                " http://localhost also works.",
                address=self.public_url,
            )
        return self.place
