"""Code that is loaded when it is first asked for, by its name: the one place where the portal imports by a text.

A web process starts without what few of its requests need: provisioning, identity providers, passkeys' certificates,
DNS. Names are "module" or "module:attribute". No arrow of the floors is seen here, so a name leads to a module beside
or below whoever says it; only portal.app and portal.__main__ name what is theirs to put together.
"""

import asyncio
import importlib
from typing import Any

_loaded: dict[str, Any] = {}


def load(name: str) -> Any:
    """The module or what it holds; imported where it is called, which can take a few tenths of a second."""
    if name not in _loaded:
        module, _, attribute = name.partition(":")
        found = importlib.import_module(module)
        _loaded[name] = getattr(found, attribute) if attribute else found
    return _loaded[name]


async def loaded(name: str) -> Any:
    """The same; the first time in a thread, so that other requests go on meanwhile."""
    return _loaded[name] if name in _loaded else await asyncio.to_thread(load, name)
