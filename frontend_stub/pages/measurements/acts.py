"""Measurements on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.pages.measurements import values
from frontend_stub.site.places import Place
from frontend_stub.site.words import term

PLACE = Place(
    address=lambda measurement, _side: values.place(measurement),
    step=lambda measurement, step, _side: values.step_place(measurement, step),
    kind="MeasurementAction",
    called=term("record", "Value of “%(what)s”"),
    acts={
        "ACKNOWLEDGE": term("measurement act", "Review the value of %(what)s, and confirm it or contest lines"),
        "CONTEST": term("measurement act", "Review the value of %(what)s, and confirm it or contest lines"),
        "RULE_ON_FACTS": term("measurement act", "Answer the contested lines of %(what)s"),
        "RESTATE": term("measurement act", "Decide whether late facts count for %(what)s"),
    },
)
