"""People and authorities to sign on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.site.places import Place
from frontend_stub.site.words import term

MEMBER = Place(
    address=lambda member, _side: f"/org/members/{member}",
    step=lambda member, _step, _side: f"/org/members/{member}",
    kind="MemberAction",
    called=term("record", "Invitation or membership of %(what)s"),
)
AUTHORITY = Place(
    address=lambda authority, _side: f"/org/authorities/{authority}",
    step=lambda authority, _step, _side: f"/org/authorities/{authority}",
    kind="AuthorityAction",
    called=term("record", "Signing authority for %(what)s"),
    acts={
        "ACCEPT": term("authority act", "Decide on the signing authority for %(what)s"),
        "REFUSE": term("authority act", "Decide on the signing authority for %(what)s"),
    },
)
