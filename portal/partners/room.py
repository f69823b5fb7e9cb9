"""The room of partners: accounts, relationships, places and authorities to sign."""

from portal.partners import models, operations
from portal.partners.membership import AUTHORITY, MEMBERSHIP
from portal.partners.models import Membership, Organisation
from portal.partners.rules import ACCOUNT, RELATIONSHIP
from portal.room import Room, Timed

ROOM = Room(
    name="partners",
    models=(models,),
    machines=(ACCOUNT, RELATIONSHIP, MEMBERSHIP, AUTHORITY),
    timed=(
        Timed(Organisation, lambda s, it, now: operations.keep_account_time(s, partner_id=it, now=now)),
        Timed(Membership, lambda s, it, now: operations.keep_member_time(s, member_id=it, now=now)),
    ),
)
