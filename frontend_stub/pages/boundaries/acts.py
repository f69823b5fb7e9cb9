"""Boundaries on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.site.places import Place
from frontend_stub.site.words import term

PLACE = Place(
    address=lambda boundary, _side: f"/boundaries/{boundary}",
    step=lambda boundary, step, _side: f"/boundaries/{boundary}#{step}",
    kind="BoundaryAction",
    called=term("record", "Boundary: %(what)s"),
    acts={
        "AGREE": term("boundary act", "Agree to the boundary %(what)s, or decline it"),
        "DECLINE": term("boundary act", "Decline the boundary %(what)s"),
        "END": term("boundary act", "Answer the request to end the boundary %(what)s"),
    },
)
