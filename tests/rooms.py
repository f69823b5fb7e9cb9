"""What each room's tests bring along, found by the rooms' names: tests/<room>/making.py.

- `world(make, partner, owner, admin)` writes a row of each of its tables into one partner's world;
- `SEEN` says how many of them each login sees of two such worlds: partner, manager, staff, auditor, system and the
  sign-in, None for a login that may not ask (tests/isolation/proof.py);
- `NODES` gives the table of each of its types that have a global id, by the prefix;
- `RECORDS` makes a record for each of its machines, without a database.
"""

import importlib
from typing import Any

from portal.rooms import ROOMS

MAKING: tuple[Any, ...] = tuple(importlib.import_module(f"tests.{room.name}.making") for room in ROOMS)
