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
        "ACKNOWLEDGE": term(
            "measurement act", "Look at the value of %(what)s, and contest lines or say that it is right"
        ),
        "CONTEST": term("measurement act", "Look at the value of %(what)s, and contest lines or say that it is right"),
        "RULE_ON_FACTS": term("measurement act", "Answer the contested lines of %(what)s"),
        "RESTATE": term("measurement act", "Decide whether late facts count for %(what)s"),
    },
)
