"""The clauses that notes are on, with how many the reader reads there: shared ones and their own side's."""

from portal import ids
from portal.access import Role
from portal.contracts.rules import Status
from portal.notes.models import CompanyNote, Note, PartnerNote
from portal.notes.rules import Status as NoteStatus
from tests.entering import Enter
from tests.make import NOW, Make
from tests.notes.making import note

ASKED = "query ($id: ID!) { contract(by: { id: $id }) { notedClauses { key count } } }"


async def test_each_side_is_told_how_many_notes_it_reads_on_each_clause(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    legal, partner = await make.member(roles={Role.LEGAL}), await make.partner()
    paula = await make.member(partner)
    one, other = [await make.contract(status=Status.ACTIVE, partner=partner, owner=legal) for _ in range(2)]
    struck = {"status": NoteStatus.STRUCK, "text": "", "struck_at": NOW, "struck_by": "Robin"}
    for contract, kind, author, clause, more in (
        (one, Note, legal, "scope", {}), (one, Note, paula, "scope", {}), (one, Note, paula, None, {}),
        (one, CompanyNote, legal, "scope", {}), (one, CompanyNote, legal, "gone", {}),
        (one, PartnerNote, paula, "payment", {}), (one, Note, legal, "payment", struck),
        (other, Note, legal, "scope", {}),
    ):  # fmt: skip
        on = {"subject_type": "ctr", "subject_id": contract.id, "about_type": "ctr", "about_id": contract.id}
        await make.add(note(kind, author, partner, clause_key=clause, **on, **more))
    ours, theirs = await enter(legal, paula)
    for visitor, counted in ((ours, {"gone": 1, "scope": 3}), (theirs, {"payment": 1, "scope": 2})):
        found = (await visitor.ask(ASKED, id=ids.text("ctr", one.id)))["contract"]["notedClauses"]
        assert found == [{"key": key, "count": count} for key, count in counted.items()]
