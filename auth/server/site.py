"""What the authorization server stands on; it refuses to stand where the checks for https are turned off."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from auth import tokens
from auth.identify import Door
from auth.keys import Keys
from auth.resource import Resource
from portal import clock
from portal.database.pools import Database
from portal.settings import Settings

INSECURE = "AUTHLIB_INSECURE_TRANSPORT"


@dataclass(frozen=True, slots=True)
class Site:
    """What every endpoint of the server has at hand."""

    database: Database
    door: Door
    settings: Settings
    keys: Keys
    resource: Resource
    now: Callable[[], datetime] = clock.now

    def __post_init__(self) -> None:
        if os.environ.get(INSECURE):
            raise ValueError(f"{INSECURE} turns off the checks for https. Unset it.")

    @property
    def issuer(self) -> str:
        return self.settings.public_url

    @property
    def audience(self) -> str:
        """The one thing that tokens are for."""
        return tokens.resource_of(self.issuer)
