"""What a program is told that it may is what it may: every action of every table, for every role and scope."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auth import scopes
from portal import errors, ids
from portal.access import GRANTS, Actor, Permission, Role, Side
from portal.clock import Moment
from portal.machine import Machine
from portal.partners.membership import grantable
from portal.rooms import MACHINES
from tests.ground.test_offers import NOW, TRIES, subjects

TOKENS = [[name] for name in scopes.SCOPES] + [list(scopes.SCOPES), []]
READS = [
    "contracts:read",
    "partners:read",
    "members:read",
    "activity:read",
    "notes:read",
    "expectations:read",
    "obligations:read",
    "boundaries:read",
    "disputes:read",
    "opportunities:read",
    "fees:read",
    "members:write",
]
WRITES = [
    "contracts:write", "notes:write", "files:write", "documents:write", "expectations:write", "facts:write",
    "obligations:write", "boundaries:write", "disputes:write",
    "opportunities:write", "fees:write",
]  # fmt: skip


def program(role: Role, names: list[str], *, is_present: bool = False) -> Actor:
    return Actor(
        ids.NIL, "Robin", role.side, ids.NIL, frozenset({role}), program="Stock keeper", is_present=is_present,
        scopes=tuple(names), allowed=scopes.permissions(names), confirmed_at=NOW if is_present else None,
    )  # fmt: skip


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
@given(data=st.data())
@settings(max_examples=max(TRIES // 10, 10), deadline=None)
def test_an_action_that_is_offered_is_taken_and_one_that_is_not_is_refused_alike(
    machine: Machine[Any, Any], data: st.DataObject
) -> None:
    subject = data.draw(subjects(machine))
    status = data.draw(st.sampled_from(machine.statuses))
    for role in (each for each in Role if each is not Role.SYSTEM):
        for names in TOKENS:
            for is_present in (True, False):
                actor = program(role, names, is_present=is_present)
                for action in machine.available(subject, status, actor, Moment(NOW)):
                    try:
                        machine.take(subject, status, action.name, actor, now=NOW)
                        refused = None
                    except errors.Refused as refusal:
                        refused = (refusal.code, refusal.message)
                    wanted = action.refusal and (action.refusal.code, action.refusal.message)
                    assert refused == wanted, (action.name, role, names, is_present)


@pytest.mark.parametrize(
    ("names", "given_roles"),
    [
        (READS, {Role.PARTNER_VIEWER}),
        ([*READS, *WRITES[1:]], {Role.PARTNER_VIEWER}),
        ([*READS, *WRITES], {Role.PARTNER_VIEWER, Role.PARTNER_MEMBER}),
        (list(scopes.SCOPES), {Role.PARTNER_VIEWER, Role.PARTNER_MEMBER, Role.PARTNER_ADMIN}),
        (["members:write"], set()),
        ([name for name in scopes.SCOPES if name != "members:write"], set()),
    ],
)
@pytest.mark.parametrize("is_present", [True, False])
def test_a_program_gives_the_roles_whose_rights_its_scopes_let_through_whatever_is_only_a_person_s_own(
    names: list[str], given_roles: set[Role], is_present: bool
) -> None:
    assert grantable(program(Role.PARTNER_ADMIN, names, is_present=is_present), Side.PARTNER) == given_roles


@pytest.mark.parametrize("role", [role for role in Role if role.side is Side.PARTNER])
def test_no_program_gives_a_role_that_its_person_could_not_give(role: Role) -> None:
    everything = program(role, list(scopes.SCOPES))
    person = Actor(ids.NIL, "Robin", role.side, ids.NIL, frozenset({role}))

    assert grantable(everything, Side.PARTNER) == grantable(person, Side.PARTNER)
    assert all(GRANTS[each] <= person.permissions for each in grantable(everything, Side.PARTNER))
    assert Permission.CONTRACT_SIGN not in everything.permissions
