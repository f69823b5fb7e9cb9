"""Documents on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.site.places import Place
from frontend_stub.site.words import term

PLACE = Place(
    address=lambda document, _side: f"/documents/{document}",
    step=lambda document, step, _side: f"/documents/{document}#{step}",
    kind="DocumentAction",
    acts={
        "UPLOAD": term("document act", "Upload %(what)s"),
        "CONFIRM": term("document act", "Confirm %(what)s as the second person"),
        "ACCEPT": term("document act", "Review %(what)s"),
        "REFUSE": term("document act", "Review and refuse %(what)s"),
        "REPLACE": term("document act", "Upload a new document in place of %(what)s"),
    },
)
