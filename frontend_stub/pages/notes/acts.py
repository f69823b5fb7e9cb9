"""Tasks on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.site.places import Place
from frontend_stub.site.words import term

PLACE = Place(
    address=lambda note, _side: f"/notes/{note}",
    step=lambda note, _step, _side: f"/notes/{note}",
    kind="NoteAction",
    acts={"FINISH": term("note act", "Finish the task: %(what)s")},
)
