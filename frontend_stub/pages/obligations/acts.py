"""Obligations on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.site.places import Place
from frontend_stub.site.words import term

PLACE = Place(
    address=lambda obligation, _side: f"/obligations/{obligation}",
    step=lambda obligation, step, _side: f"/obligations/{obligation}#{step}",
    kind="ObligationAction",
    acts={
        "AGREE": term("obligation act", "Answer the proposed obligation: %(what)s"),
        "DECLINE": term("obligation act", "Answer the proposed obligation: %(what)s"),
        "CLAIM_DONE": term("obligation act", "Add evidence that it is done: %(what)s"),
        "CONFIRM": term("obligation act", "Review the evidence: %(what)s"),
        "REFUSE": term("obligation act", "Review the evidence: %(what)s"),
        "DEFAULT": term("obligation act", "Decide the next step: %(what)s"),
    },
)
