"""What happened leads to the record that it is about, whatever its type; what one may not see is not there."""

from typing import Any

import pytest

from portal import ids
from portal.access import Role, Side
from portal.acting import Lived
from portal.contracts.rules import Status
from portal.journal import Entry
from portal.partners.models import Organisation
from portal.rooms import SUBJECTS
from schema.engine import nodes
from tests.entering import Enter
from tests.make import NOW, Make
from tests.partners.making import authority

ASKED = """{ activity(first: 20) { nodes { event called subject {
  __typename id ... on Contract { number } ... on Partner { name } ... on Member { called: name }
} } } }"""


def lived() -> set[str]:
    """The records with a life, but notes, and what belongs to a dispute: what happens to one is told of another."""
    return {kind.PREFIX for kind in Lived.__subclasses__()} - {"nte", "dof", "dre", "dpv"}


def entry(partner: Organisation, prefix: str, record_id: Any, event: str, **columns: Any) -> Entry:
    values: dict[str, Any] = {
        "partner_id": partner.id, "id": ids.new(), "record_type": prefix, "record_id": record_id, "event": event,
        "at": NOW, "by_id": ids.new(), "by_name": "Robin", "side": Side.HOST, "is_system": False, "is_published": True,
        "changes": [],
    }  # fmt: skip
    return Entry(**{**values, **columns})


def test_every_record_with_a_life_says_how_it_is_called_and_is_found_by_its_id() -> None:
    assert lived() <= SUBJECTS.keys()
    assert lived() - nodes.kinds().keys() <= {"doc"}


async def test_what_happened_leads_to_its_record_of_whatever_type(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    partner = await make.partner(name="Northgate")
    paula = await make.member(partner, name="Paula")
    may = authority(paula)
    contract = await make.contract(status=Status.ACTIVE, partner=partner, number="CTR-7", title="Castings")
    await make.add(
        may,
        entry(partner, "ctr", contract.id, "contract.signed"),
        entry(partner, "org", partner.id, "partner.activated"),
        entry(partner, "mem", paula.id, "member.joined"),
        entry(partner, "aut", may.id, "authority.accepted"),
    )
    (visitor,) = await enter(paula)
    nodes_ = (await visitor.ask(ASKED))["activity"]["nodes"]
    assert {each["event"]: each["called"] for each in nodes_} == {
        "contract.signed": "CTR-7 Castings", "partner.activated": "Northgate", "member.joined": "Paula",
        "authority.accepted": "Paula",
    }  # fmt: skip
    found = {each["event"]: each["subject"] for each in nodes_}
    assert found == {
        "contract.signed": {"__typename": "Contract", "id": ids.text("ctr", contract.id), "number": "CTR-7"},
        "partner.activated": {"__typename": "Partner", "id": ids.text("org", partner.id), "name": "Northgate"},
        "member.joined": {"__typename": "Member", "id": ids.text("mem", paula.id), "called": "Paula"},
        "authority.accepted": {"__typename": "SigningAuthority", "id": ids.text("aut", may.id)},
    }


@pytest.mark.parametrize("prefix", ["ctr", "org", "mem", "aut", "nix"])
async def test_a_record_that_one_may_not_see_or_that_is_no_more_is_null(
    make_committed: Make, enter: Enter, prefix: str
) -> None:
    make = make_committed
    ours, theirs = await make.partner(), await make.partner()
    robin = await make.member(theirs)
    may, hidden = authority(robin), await make.contract(status=Status.DRAFT, partner=ours)
    await make.add(may)
    named = {"ctr": hidden.id, "org": theirs.id, "mem": robin.id, "aut": may.id, "nix": ids.new()}[prefix]
    await make.add(entry(ours, prefix, named, "something.happened"))
    (visitor,) = await enter(await make.member(ours))
    (found,) = (await visitor.ask(ASKED))["activity"]["nodes"]
    assert (found["subject"], found["called"]) == (None, None)
    (staff,) = await enter(await make.member(roles={Role.LEGAL}))
    (found,) = (await staff.ask(ASKED))["activity"]["nodes"]
    assert (found["subject"] is not None) == (prefix in {"ctr", "org"})
