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
        "SUBMIT_PLAN": term("breach act", "Say how the breach of %(what)s is cured"),
        "REFUSE_PLAN": term("breach act", "Look at the plan against the breach of %(what)s"),
        "VERIFY_CURE": term("breach act", "Look whether the breach of %(what)s is cured"),
        "APPLY_CONSEQUENCE": term("breach act", "Decide what follows from the breach of %(what)s"),
        "CLOSE": term("breach act", "Decide what follows from the breach of %(what)s"),
    },
)
