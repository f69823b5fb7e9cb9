"""The rooms of the portal, put together: what works on all of them reads this list."""

from portal.contracts.room import ROOM as CONTRACTS
from portal.partners import elsewhere
from portal.partners.room import ROOM as PARTNERS
from portal.room import Room

ROOMS: tuple[Room, ...] = (PARTNERS, CONTRACTS)
MACHINES = tuple(machine for room in ROOMS for machine in room.machines)

for each in ROOMS:
    elsewhere.learn(each.known)
