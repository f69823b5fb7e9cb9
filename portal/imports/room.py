"""The room of imports.

The life of an import is its maker's own affair: what it leads to stands in the journal of each partner, its own steps
in none. So its table is not among those of the records that both sides read.
"""

from portal.imports import models
from portal.room import Room

ROOM = Room(name="imports", models=(models,), machines=(), timed=())
