"""Breaches on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.pages.breaches import turns
from frontend_stub.site.places import Place
from frontend_stub.site.words import term

PLACE = Place(
    address=lambda breach, _side: turns.place(breach),
    step=lambda breach, step, _side: turns.place(breach, step),
    kind="BreachAction",
    called=term("record", "Breach of “%(what)s”"),
    acts={
        "NOTIFY": term("breach act", "Give notice of the breach of %(what)s"),
        "SUBMIT_PLAN": term("breach act", "Submit the plan to cure the breach of %(what)s"),
        "REFUSE_PLAN": term("breach act", "Review the plan for the breach of %(what)s"),
        "VERIFY_CURE": term("breach act", "Check whether the breach of %(what)s is cured"),
        "APPLY_CONSEQUENCE": term("breach act", "Decide the consequence of the breach of %(what)s"),
        "CLOSE": term("breach act", "Decide the consequence of the breach of %(what)s"),
    },
)
