"""What people are told of, as tests find it: all of one partner's world."""

from portal import ids, unguessable
from portal.access import access_class
from portal.database.base import Record
from portal.notifications.models import CalendarFeed, Errand, Following, Notification, Preference, Reminded
from portal.notifications.rules import Family, How, Why
from portal.partners.models import Membership, Organisation
from tests.moment import NOW

SEEN: dict[str, tuple[int | None, ...]] = {
    # partner, manager, staff, auditor, system, sign-in
    "calendar_feed": (1, 0, 0, 0, 2, None),
    "errand": (None, None, None, None, 2, None),
    "following": (1, 1, 1, 0, 4, None),
    "notification": (1, 1, 1, 0, 6, None),
    "notification_preference": (1, 0, 0, 0, 2, None),
    "reminded": (None, None, None, None, 2, None),
}


def world(partner: Organisation, owner: Membership, admin: Membership) -> list[Record]:
    """One of each for the partner's administrator and the owner; what nobody has checked is seen by nobody."""
    told = [notification(partner, each) for each in (owner, admin)]
    followed = [
        Following(partner_id=partner.id, record_id=partner.id, member_id=each.id, record_type="org", follows=True)
        for each in (owner, admin)
    ]
    return [
        *told,
        *followed,
        notification(partner, admin, checked_at=None),
        Preference(partner_id=partner.id, member_id=admin.id, family=Family.CONTRACT, how=How.NEVER),
        feed(admin, admin.id.hex),
        Reminded(partner_id=partner.id, record_id=partner.id, due_at=NOW, days=3),
        Errand(
            token=ids.new().bytes, id=ids.new(), access_class=access_class(admin.roles), partner_id=partner.id,
            person_id=admin.person_id, member_id=admin.id, partners=[], expires_at=NOW,
        ),
    ]  # fmt: skip


def feed(member: Membership, token: str) -> CalendarFeed:
    """The address of somebody's calendar."""
    return CalendarFeed(
        partner_id=member.partner_id, member_id=member.id, token_sha256=unguessable.digest(token), made_at=NOW
    )


def notification(partner: Organisation, member: Membership, **columns: object) -> Notification:
    """Told and checked, unread; without a row of the journal behind it."""
    values = {
        "partner_id": partner.id, "id": ids.new(), "member_id": member.id, "organisation_id": member.partner_id,
        "entry_id": None, "record_type": "org", "record_id": partner.id, "event": "partner.released", "at": NOW,
        "why": Why.OWNER, "may_act": False, "due_at": None, "checked_at": NOW, "read_at": None, "letter_at": None,
    }  # fmt: skip
    return Notification(**{**values, **columns})
