"""What the codes of the first page are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "BindingDayKind": {
        "BEGINS": term("day that binds", "First day"),
        "NOTICE": term("day that binds", "Last day to give notice"),
        "RENEWS": term("day that binds", "Continues automatically after this day"),
        "ENDS": term("day that binds", "Last day"),
        "OWED": term("day that binds", "Due on this day"),
    },
}
