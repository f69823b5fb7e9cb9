"""Who may do what: one row for each permission, each role's side, and the narrowest database login."""

from dataclasses import replace

import pytest

from portal import errors, ids
from portal.access import (
    GRANTS,
    PERSONAL,
    ROLES,
    SYSTEM,
    AccessClass,
    Actor,
    Permission,
    Role,
    Side,
    access_class,
    holders,
)
from tests.tables import somebody

GRANTED = {
    **dict.fromkeys(
        (
            "portal:read",
            "partner:read",
            "contract:read",
            "member:read",
            "activity:read",
            "note:read",
            "obligation:read",
            "expectation:read",
            "boundary:read",
            "dispute:read",
            "opportunity:read",
            "fee:read",
            "own:access",
            "own:name",
            "own:email",
        ),
        "PA PM PS PV RM LE DO SA CS EX AD AU SY",
    ),
    "company:read": "RM LE DO SA CS EX AD AU SY",
    "customer:read": "LE DO SA CS EX AD AU",
    "internal:read": "PA PM PS PV",
    "note:write": "PA PM PS RM LE DO SA CS EX AD",
    **dict.fromkeys(("obligation:claim", "obligation:answer"), "PA PM RM"),
    "dispute:file": "PA PM RM DO",
    "dispute:inform": "PA PM RM",
    **dict.fromkeys(("dispute:answer", "remedy:claim", "remedy:confirm"), "PA PM RM LE"),
    **dict.fromkeys(("dispute:triage", "dispute:mediate", "dispute:close"), "DO"),
    **dict.fromkeys(("dispute:concede", "dispute:settle"), "PA RM LE"),
    "dispute:escalate": "PA RM DO",
    **dict.fromkeys(("dispute:pursue", "dispute:appeal"), "PA RM"),
    "dispute:decide": "DO EX",
    "dispute:record": "LE",
    "obligation:propose": "PA PM RM LE",
    "obligation:agree": "PA RM LE",
    "obligation:waive": "PS LE CS",
    "obligation:default": "PA LE",
    "obligation:cancel": "LE",
    "boundary:propose": "PA LE",
    "boundary:agree": "PA LE",
    "boundary:override": "LE",
    "opportunity:draft": "PA PM RM SA",
    "opportunity:register": "PA PM",
    "opportunity:offer": "RM SA",
    "opportunity:decide": "SA",
    "opportunity:extend": "SA",
    "opportunity:close": "PA PM SA",
    "opportunity:withdraw": "PA",
    "fee:set": "LE AD",
    "fee:approve": "SA AD",
    "fee:hold": "DO SA",
    "fee:correct": "DO SA AD",
    "fee:pay": "AD",
    "conflict:decide": "RM SA",
    "overlap:agree": "PA RM LE",
    "product:manage": "SA AD",
    "product:number": "PA PM SA AD",
    "direct:sell": "SA",
    "engagement:publish": "LE",
    "partner:create": "RM SA",
    "partner:review": "RM LE",
    "partner:approve": "LE AD",
    "partner:apply": "PA",
    "partner:exit": "PA RM EX",
    "partner:sponsor": "EX",
    "partner:stay": "PA",
    "partner:export": "PA LE",
    "document:require": "LE AD",
    "document:request": "RM LE",
    "document:upload": "PA PM RM LE",
    "document:confirm": "PA PS",
    "document:review": "RM LE",
    "document:approve": "LE",
    "relationship:manage": "RM",
    "relationship:end": "RM EX",
    "relationship:plan": "PA RM",
    "contract:draft": "RM LE SA",
    "contract:manage": "RM LE",
    "contract:review": "LE",
    "contract:negotiate": "PA PM RM LE",
    "contract:recall": "PA RM LE",
    "contract:accept": "PA LE",
    "contract:approve": "LE CS EX",
    "contract:sign": "PS CS",
    **dict.fromkeys(("expectation:propose", "expectation:agree"), "PA RM LE"),
    "expectation:suspend": "RM LE",
    "expectation:retire": "LE",
    **dict.fromkeys(("fact:record", "measurement:contest", "measurement:acknowledge", "breach:plan"), "PA PM RM"),
    **dict.fromkeys(
        ("measurement:answer", "measurement:dispute", "measurement:restate", "breach:notify", "breach:verify"), "PA RM"
    ),
    "consequence:apply": "LE",
    "consequence:waive": "PS LE CS",
    **dict.fromkeys(("member:manage", "client:manage", "connection:manage"), "PA AD"),
    "authority:accept": "PA LE",
    "setback:manage": "AD",
    "file:upload": "PA PM PS RM LE DO SA CS EX AD",
    "portal:clock": "SY",
}

READS = {
    Permission.READ, Permission.PARTNER_READ, Permission.CONTRACT_READ, Permission.MEMBER_READ,
    Permission.ACTIVITY_READ, Permission.NOTE_READ, Permission.OBLIGATION_READ, Permission.EXPECTATION_READ,
    Permission.BOUNDARY_READ, Permission.DISPUTE_READ, Permission.OPPORTUNITY_READ, Permission.FEE_READ,
    Permission.OWN_ACCESS, Permission.OWN_NAME, Permission.OWN_EMAIL,
}  # fmt: skip


@pytest.mark.parametrize("permission", Permission)
def test_a_permission_is_granted_to_these_roles_and_no_others(permission: Permission) -> None:
    assert " ".join(role.value for role in holders(permission)) == GRANTED[permission.value]


def test_every_role_and_every_permission_stands_on_the_page() -> None:
    assert set(GRANTED) == {permission.value for permission in Permission}
    assert set(GRANTS) == set(Role)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_somebody_without_the_permission_is_told_which_roles_have_it(role: Role, permission: Permission) -> None:
    if role.value in GRANTED[permission.value].split():
        somebody(role).require(permission)
        return
    with pytest.raises(errors.NotAllowed) as refusal:
        somebody(role).require(permission)
    words = ", ".join(ROLES[Role(held)].text for held in GRANTED[permission.value].split())
    assert refusal.value.message == f"Only these roles can do this: {words}."


def test_an_auditor_and_a_viewer_change_nothing_and_a_dispute_officer_does_nothing_but_disputes() -> None:
    assert GRANTS[Role.PARTNER_VIEWER] == READS | {Permission.INTERNAL_READ}
    assert GRANTS[Role.AUDITOR] == READS | {Permission.COMPANY_READ, Permission.CUSTOMER_READ}
    assert GRANTS[Role.DISPUTE_OFFICER] == READS | {
        Permission.COMPANY_READ, Permission.CUSTOMER_READ, Permission.NOTE_WRITE, Permission.FILE_UPLOAD,
        Permission.DISPUTE_FILE,
        Permission.DISPUTE_TRIAGE, Permission.DISPUTE_ESCALATE, Permission.DISPUTE_DECIDE, Permission.DISPUTE_MEDIATE,
        Permission.DISPUTE_CLOSE, Permission.FEE_HOLD, Permission.FEE_CORRECT,
    }  # fmt: skip


def test_a_platform_admin_cannot_sign_accept_or_review() -> None:
    assert GRANTS[Role.PLATFORM_ADMIN] == READS | {
        Permission.COMPANY_READ, Permission.CUSTOMER_READ, Permission.PARTNER_APPROVE, Permission.MEMBER_MANAGE,
        Permission.CLIENT_MANAGE, Permission.CONNECTION_MANAGE, Permission.SETBACK_MANAGE, Permission.FILE_UPLOAD,
        Permission.NOTE_WRITE,
        Permission.DOCUMENT_REQUIRE, Permission.PRODUCT_MANAGE,
        Permission.COMPANY_READ, Permission.PARTNER_APPROVE, Permission.MEMBER_MANAGE, Permission.CLIENT_MANAGE,
        Permission.CONNECTION_MANAGE, Permission.SETBACK_MANAGE, Permission.FILE_UPLOAD, Permission.NOTE_WRITE,
        Permission.DOCUMENT_REQUIRE, Permission.PRODUCT_MANAGE, Permission.PRODUCT_NUMBER, Permission.FEE_SET,
        Permission.FEE_APPROVE, Permission.FEE_CORRECT, Permission.FEE_PAY,
    }  # fmt: skip


def test_roles_that_begin_with_p_are_the_partners() -> None:
    assert [role.value for role in Role if role.side is Side.PARTNER] == ["PA", "PM", "PS", "PV"]
    assert (Side.HOST.other, Side.PARTNER.other) == (Side.PARTNER, Side.HOST)


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        *(({role}, AccessClass.PARTNER) for role in Role if role.side is Side.PARTNER),
        ({Role.RELATIONSHIP_MANAGER}, AccessClass.MANAGER),
        ({Role.RELATIONSHIP_MANAGER, Role.LEGAL}, AccessClass.STAFF),
        ({Role.RELATIONSHIP_MANAGER, Role.AUDITOR}, AccessClass.STAFF),
        *(
            ({role}, AccessClass.STAFF)
            for role in (Role.LEGAL, Role.DISPUTE_OFFICER, Role.SALES, Role.COMPANY_SIGNATORY, Role.EXECUTIVE_SPONSOR,
                         Role.PLATFORM_ADMIN)
        ),
        ({Role.AUDITOR}, AccessClass.AUDITOR),
        ({Role.SYSTEM}, AccessClass.SYSTEM),
    ],
)  # fmt: skip
def test_somebody_gets_the_narrowest_login_that_serves_the_roles(roles: set[Role], expected: AccessClass) -> None:
    assert access_class(frozenset(roles)) is expected


def test_several_roles_add_up() -> None:
    both = Actor(ids.NIL, "Robin", Side.PARTNER, ids.NIL, frozenset({Role.PARTNER_ADMIN, Role.PARTNER_SIGNATORY}))
    assert both.permissions == GRANTS[Role.PARTNER_ADMIN] | GRANTS[Role.PARTNER_SIGNATORY]
    assert both.access_class is AccessClass.PARTNER


def test_the_clock_is_nobody_of_the_host_side() -> None:
    assert (SYSTEM.person_id, SYSTEM.side, SYSTEM.access_class) == (ids.NIL, Side.HOST, AccessClass.SYSTEM)
    assert SYSTEM.permissions == READS | {Permission.COMPANY_READ, Permission.CLOCK}


PROGRAM = Actor(ids.NIL, "Robin", Side.PARTNER, ids.NIL, frozenset({Role.PARTNER_ADMIN}), is_present=False)


def test_a_program_by_itself_does_nothing_that_is_personal() -> None:
    with pytest.raises(errors.NotAllowed) as refusal:
        PROGRAM.require(Permission.CONTRACT_ACCEPT)
    assert refusal.value.message == "Only a person can do this, not an app running on its own."
    assert PROGRAM.permissions == GRANTS[Role.PARTNER_ADMIN] - PERSONAL


def test_a_programs_scopes_narrow_the_role_and_never_widen_it() -> None:
    narrow = replace(PROGRAM, allowed=frozenset({Permission.CONTRACT_READ, Permission.CONTRACT_REVIEW}))
    assert narrow.permissions == {Permission.CONTRACT_READ}
    with pytest.raises(errors.NotAllowed) as refusal:
        narrow.require(Permission.CONTRACT_NEGOTIATE)
    assert refusal.value.message == "This app's token has no scope that allows this."
