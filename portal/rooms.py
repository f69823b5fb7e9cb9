"""The rooms of the portal, put together: what works on all of them reads this list."""

from collections.abc import Mapping

from portal.access import Permission
from portal.contracts.room import ROOM as CONTRACTS
from portal.imports.room import ROOM as IMPORTS
from portal.notes.room import ROOM as NOTES
from portal.partners import elsewhere
from portal.partners.room import ROOM as PARTNERS
from portal.room import Room, Subject

ROOMS: tuple[Room, ...] = (PARTNERS, IMPORTS, CONTRACTS, NOTES)
MACHINES = tuple(machine for room in ROOMS for machine in room.machines)
SUBJECTS: Mapping[str, Subject] = {subject.prefix: subject for room in ROOMS for subject in room.subjects}
"""Every kind of record that people speak of, by the prefix of its ids."""
FILES: Mapping[str, Permission] = {prefix: may for room in ROOMS for prefix, may in room.holds_files.items()}
"""What reads the files of a record, by the type prefix of its id."""

for each in ROOMS:
    elsewhere.learn(each.known)
