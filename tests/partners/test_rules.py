"""The tables of an account, a relationship, a place and an authority are the design's, cell by cell."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal import errors
from portal.access import GRANTS, SYSTEM, Actor, Permission, Role, Side
from portal.machine import Machine
from portal.partners.documents import DocumentKind, Required
from portal.partners.membership import AUTHORITY, MEMBERSHIP, Authority, AuthorityStatus, Period, Place, grantable
from portal.partners.rules import ACCOUNT, RELATIONSHIP, Account, AccountStatus, MembershipStatus, Relationship, Stage
from tests import tables

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
ACCOUNT_TABLE = tables.read("""
PROSPECT | invite | INVITED | RM SA | partner.invited
PROSPECT | correct | PROSPECT | RM SA | partner.corrected
INVITED | correct | INVITED | RM SA | partner.corrected
PROSPECT | apply | APPLIED | PA | partner.applied
INVITED | apply | APPLIED | PA | partner.applied
INVITED | expire | PROSPECT | SY | partner.invite_expired
APPLIED | requestInfo | INFO_REQUESTED | RM LE | partner.info_requested
INFO_REQUESTED | supplyInfo | APPLIED | PA | partner.info_supplied
APPLIED | reject | REJECTED | RM LE | partner.rejected
INFO_REQUESTED | reject | REJECTED | RM LE SY | partner.rejected
APPLIED | approve | ACTIVE | LE AD | partner.activated
APPLIED | overdue | APPLIED | SY | partner.review_overdue
ACTIVE | hold | ON_HOLD | LE AD SY | partner.put_on_hold
ON_HOLD | release | ACTIVE | LE AD SY | partner.released
ON_HOLD | overdue | ON_HOLD | SY | partner.hold_review_due
ACTIVE | startExit | OFFBOARDING | RM EX PA | partner.exit_started
ON_HOLD | startExit | OFFBOARDING | RM EX PA | partner.exit_started
OFFBOARDING | agreeToStay | OFFBOARDING | PA | partner.stay_agreed
OFFBOARDING | cancelExit | ACTIVE | EX | partner.exit_cancelled
OFFBOARDING | overdue | OFFBOARDING | SY | partner.exit_overdue
OFFBOARDING | finishExit | OFFBOARDED | LE AD | partner.offboarded
""")
STAGE_TABLE = tables.read("""
EXPLORATION | advance | AWARENESS | RM | relationship.stage_changed
AWARENESS | advance | EXPANSION | RM SY | relationship.stage_changed
EXPANSION | advance | COMMITMENT | RM | relationship.stage_changed
EXPANSION | proposePlan | EXPANSION | PA RM | relationship.plan_proposed
EXPANSION | agreePlan | EXPANSION | PA RM | relationship.plan_agreed
COMMITMENT | proposePlan | COMMITMENT | PA RM | relationship.plan_proposed
COMMITMENT | agreePlan | COMMITMENT | PA RM | relationship.plan_agreed
AWARENESS | regress | EXPLORATION | RM | relationship.stage_changed
EXPANSION | regress | AWARENESS | RM | relationship.stage_changed
COMMITMENT | regress | EXPANSION | RM | relationship.stage_changed
EXPLORATION | dissolve | DISSOLUTION | RM SY | relationship.dissolved
AWARENESS | dissolve | DISSOLUTION | RM SY | relationship.dissolved
EXPANSION | dissolve | DISSOLUTION | RM SY | relationship.dissolved
COMMITMENT | dissolve | DISSOLUTION | RM EX SY | relationship.dissolved
""")
# Whoever is invited accepts, whatever their roles will be (the guard asks for the link); changing roles is a row too.
PLACE_TABLE = tables.read("""
PREPARED | invite | INVITED | PA AD SY | member.invited
PREPARED | revoke | REMOVED | PA AD | member.removed
INVITED | accept | ACTIVE | PA PM PS PV RM LE DO SA CS EX AD AU SY | member.joined
INVITED | expire | EXPIRED | SY | member.invite_expired
INVITED | revoke | REMOVED | PA AD | member.removed
ACTIVE | changeRoles | ACTIVE | PA AD | member.roles_changed
ACTIVE | suspend | SUSPENDED | PA AD SY | member.suspended
SUSPENDED | restore | ACTIVE | PA AD | member.restored
ACTIVE | remove | REMOVED | PA AD | member.removed
SUSPENDED | remove | REMOVED | PA AD | member.removed
""")
AUTHORITY_TABLE = tables.read("""
PROPOSED | accept | IN_FORCE | PA LE | authority.accepted
PROPOSED | refuse | REVOKED | PA LE | authority.refused
PROPOSED | revoke | REVOKED | PA AD | authority.revoked
IN_FORCE | revoke | REVOKED | PA AD | authority.revoked
""")

# A subject about which no guard has anything to say, whatever the step.
EASY_ACCOUNT = Account(
    status=AccountStatus.APPLIED, has_manager=True, due_at=NOW, wants_to_stay=True, is_handed_over=True
)
EASY_RELATIONSHIP = Relationship(has_active_contract=True, has_agreed_plan=True, is_offboarded=True)
EASY_PLACE = Place(status=MembershipStatus.INVITED, side=Side.PARTNER, due_at=NOW, is_idle=True)
EASY_AUTHORITY = Authority(status=AuthorityStatus.PROPOSED, is_own=False, is_granter=False, valid_until=None)
MACHINES: dict[str, tuple[Machine[Any, Any], Any, dict[tuple[str, str], tables.Row], str, set[str]]] = {
    "account": (ACCOUNT, EASY_ACCOUNT, ACCOUNT_TABLE, "PROSPECT", {"OFFBOARDED", "REJECTED"}),
    "relationship": (RELATIONSHIP, EASY_RELATIONSHIP, STAGE_TABLE, "EXPLORATION", {"DISSOLUTION"}),
    "place": (MEMBERSHIP, EASY_PLACE, PLACE_TABLE, "PREPARED", {"EXPIRED", "REMOVED"}),
    "authority": (AUTHORITY, EASY_AUTHORITY, AUTHORITY_TABLE, "PROPOSED", {"REVOKED"}),
}


@pytest.mark.parametrize("name", MACHINES)
def test_the_rows_are_the_rows_of_the_design(name: str) -> None:
    machine, _, table, initial, terminal = MACHINES[name]
    found = tables.rows_of(machine)
    assert len(found) == len(table)
    assert {(row.source, row.action): row for row in found} == table
    assert machine.initial == initial
    assert machine.terminal == terminal
    assert tables.reachable(initial, table) == {status.value for status in machine.statuses}
    assert set(machine.in_words) == {status.value for status in machine.statuses}


CELLS = [(name, action, role) for name, (_, _, table, *_) in MACHINES.items() for action, role in tables.pairs(table)]


@pytest.mark.parametrize(("name", "action", "role"), CELLS)
def test_each_cell_is_open_to_the_roles_of_the_design_alone(name: str, action: str, role: Role) -> None:
    machine, subject, table, *_ = MACHINES[name]
    for status in machine.statuses:
        row = table.get((status.value, action))
        refusal = machine.refusal(subject, status, action, tables.somebody(role), NOW)
        open_ = "BLOCKED" if is_blocked(name, action, role) else None
        expected = "WRONG_STATUS" if row is None else open_ if role.value in row.who else "NOT_PERMITTED"
        assert (refusal.code if refusal else None) == expected, status


def is_blocked(name: str, action: str, role: Role) -> bool:
    """Where even the easiest subject leaves a guard something to say: each has a test of its own below."""
    own_guard = {("account", "agreeToStay"), ("relationship", "agreePlan"), ("place", "accept")}
    return (name, action) in own_guard or (action, role) in {
        ("hold", Role.SYSTEM), ("release", Role.SYSTEM),
    }  # fmt: skip


def said(machine: Machine[Any, Any], subject: Any, status: Any, action: str, actor: Actor) -> str:
    """The guard's sentence; "" if the step is open."""
    refusal = machine.refusal(subject, status, action, actor, NOW)
    assert refusal is None or isinstance(refusal, errors.Blocked), refusal
    return refusal.message if refusal else ""


LEGAL, MANAGER = tables.somebody(Role.LEGAL), tables.somebody(Role.RELATIONSHIP_MANAGER)
ADMIN = tables.somebody(Role.PARTNER_ADMIN)
LATER = NOW + timedelta(seconds=1)


def test_who_invited_a_partner_does_not_approve_it_and_nobody_does_without_a_manager() -> None:
    applied, approve = AccountStatus.APPLIED, "approve"
    assert said(ACCOUNT, EASY_ACCOUNT, applied, approve, LEGAL) == ""
    own = replace(EASY_ACCOUNT, is_own_invitation=True)
    assert said(ACCOUNT, own, applied, approve, LEGAL) == (
        "The person who invited a partner cannot approve it. Ask a colleague."
    )
    alone = replace(EASY_ACCOUNT, has_manager=False)
    assert said(ACCOUNT, alone, applied, approve, LEGAL) == "Assign a relationship manager first."


INSURED = Required(kind=DocumentKind.INSURANCE, ends_at=NOW + timedelta(days=1))
UNTAXED = Required(kind=DocumentKind.TAX_CERTIFICATE, ends_at=None)
ENDED = Required(kind=DocumentKind.QUALITY_CERTIFICATE, ends_at=NOW)


@pytest.mark.parametrize(
    ("required", "sentence"),
    [
        ((), ""),
        ((INSURED,), ""),
        ((INSURED, UNTAXED), "These documents are missing: Tax certificate."),
        ((ENDED, INSURED, UNTAXED), "These documents are missing: Quality certificate, Tax certificate."),
        ((UNTAXED, UNTAXED), "These documents are missing: Tax certificate."),
    ],
)
def test_nobody_is_approved_without_what_is_mandatory(required: tuple[Required, ...], sentence: str) -> None:
    applied = replace(EASY_ACCOUNT, required=required)
    assert said(ACCOUNT, applied, AccountStatus.APPLIED, "approve", LEGAL) == sentence


def test_the_clock_holds_an_account_for_a_document_that_has_ended_and_for_nothing_else() -> None:
    none, never, over = (replace(EASY_ACCOUNT, required=(each,)) for each in (INSURED, UNTAXED, ENDED))
    sentence = "No mandatory document of the partner has expired."
    for subject in (EASY_ACCOUNT, none, never):
        assert said(ACCOUNT, subject, AccountStatus.ACTIVE, "hold", SYSTEM) == sentence
    for subject in (EASY_ACCOUNT, never, over):
        assert said(ACCOUNT, subject, AccountStatus.ACTIVE, "hold", LEGAL) == ""
    assert said(ACCOUNT, over, AccountStatus.ACTIVE, "hold", SYSTEM) == ""


def test_a_hold_ends_once_the_documents_that_ended_are_back_and_the_clock_ends_its_own_alone() -> None:
    def released(actor: Actor, **columns: Any) -> str:
        return said(ACCOUNT, replace(EASY_ACCOUNT, **columns), AccountStatus.ON_HOLD, "release", actor)

    theirs = frozenset({ENDED.kind})
    ended = "These mandatory documents have expired: Quality certificate. Accept new ones first."
    assert released(LEGAL) == released(LEGAL, required=(UNTAXED,), held_for=theirs) == ""
    assert released(LEGAL, required=(ENDED,)) == released(SYSTEM, required=(ENDED,), held_for=theirs) == ended
    assert released(SYSTEM, required=(INSURED,)) == "People put the account on hold, so only people can lift the hold."
    assert released(SYSTEM, required=(INSURED,), held_for=theirs) == ""


@pytest.mark.parametrize(
    ("status", "action"),
    [("INVITED", "expire"), ("APPLIED", "overdue"), ("INFO_REQUESTED", "reject"), ("ON_HOLD", "overdue")],
)
def test_the_clock_takes_no_step_of_an_account_before_its_time(status: str, action: str) -> None:
    early = replace(EASY_ACCOUNT, status=AccountStatus(status), due_at=LATER)
    assert said(ACCOUNT, early, AccountStatus(status), action, SYSTEM) == "Its time has not ended yet."
    assert said(ACCOUNT, replace(early, due_at=NOW), AccountStatus(status), action, SYSTEM) == ""


def test_people_reject_an_unanswered_application_whenever_they_have_a_reason() -> None:
    early = replace(EASY_ACCOUNT, due_at=LATER)
    assert said(ACCOUNT, early, AccountStatus.INFO_REQUESTED, "reject", LEGAL) == ""


def test_an_invited_organisation_applies_in_time_a_prospect_at_any_time() -> None:
    invited = Account(status=AccountStatus.INVITED, due_at=LATER)
    assert said(ACCOUNT, invited, AccountStatus.INVITED, "apply", ADMIN) == ""
    over = replace(invited, due_at=NOW)
    assert said(ACCOUNT, over, AccountStatus.INVITED, "apply", ADMIN) == (
        "The invitation has expired. Ask your contact for a new one."
    )
    prospect = Account(status=AccountStatus.PROSPECT)
    assert said(ACCOUNT, prospect, AccountStatus.PROSPECT, "apply", ADMIN) == ""


def test_the_clock_dissolves_the_relationship_of_an_offboarded_partner_alone() -> None:
    assert said(RELATIONSHIP, Relationship(), Stage.EXPLORATION, "dissolve", SYSTEM) == (
        "The partner's account is not offboarded."
    )
    assert said(RELATIONSHIP, EASY_RELATIONSHIP, Stage.EXPLORATION, "dissolve", SYSTEM) == ""
    assert said(RELATIONSHIP, Relationship(), Stage.EXPLORATION, "dissolve", MANAGER) == ""


def test_an_invitation_is_accepted_by_the_invited_person_in_time_and_ends_at_the_very_second() -> None:
    invited = Place(status=MembershipStatus.INVITED, side=Side.PARTNER, due_at=LATER, is_invited_person=True)
    assert said(MEMBERSHIP, invited, MembershipStatus.INVITED, "accept", ADMIN) == ""
    assert (
        said(MEMBERSHIP, invited, MembershipStatus.INVITED, "expire", SYSTEM) == "The invitation has not expired yet."
    )
    over = replace(invited, due_at=NOW)
    assert said(MEMBERSHIP, over, MembershipStatus.INVITED, "accept", ADMIN) == (
        "The invitation has expired. Ask for a new one."
    )
    assert said(MEMBERSHIP, over, MembershipStatus.INVITED, "expire", SYSTEM) == ""
    other = replace(invited, is_invited_person=False)
    assert said(MEMBERSHIP, replace(other, is_vouched_for=True), MembershipStatus.INVITED, "accept", ADMIN) == ""
    assert said(MEMBERSHIP, other, MembershipStatus.INVITED, "accept", ADMIN) == (
        "Only the invited person can accept, using the link in the email."
    )


@pytest.mark.parametrize(("action", "actor"), [("remove", ADMIN), ("suspend", ADMIN), ("suspend", SYSTEM)])
def test_r75_the_last_active_administrator_stays(action: str, actor: Actor) -> None:
    last = Place(status=MembershipStatus.ACTIVE, side=Side.PARTNER, is_last_administrator=True, is_idle=True)
    assert said(MEMBERSHIP, last, MembershipStatus.ACTIVE, action, actor) == (
        "This is the organisation's last active administrator. Make someone else an administrator first."
    )
    assert said(MEMBERSHIP, replace(last, is_last_administrator=False), MembershipStatus.ACTIVE, action, actor) == ""


def test_the_clock_suspends_whom_it_has_not_seen_and_nobody_else() -> None:
    seen = Place(status=MembershipStatus.ACTIVE, side=Side.PARTNER)
    assert said(MEMBERSHIP, seen, MembershipStatus.ACTIVE, "suspend", SYSTEM) == (
        "The person has been active here within 90 days."
    )
    assert said(MEMBERSHIP, seen, MembershipStatus.ACTIVE, "suspend", ADMIN) == ""


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"is_own": True},
            "A second person must accept it: not the person who granted it, and not the person who will sign.",
        ),
        (
            {"is_granter": True},
            "A second person must accept it: not the person who granted it, and not the person who will sign.",
        ),
        ({"valid_until": NOW.date() - timedelta(days=1)}, "Its last day has passed."),
    ],
)
def test_an_authority_to_sign_is_accepted_by_a_second_person(changed: dict[str, Any], sentence: str) -> None:
    assert said(AUTHORITY, EASY_AUTHORITY, AuthorityStatus.PROPOSED, "accept", LEGAL) == ""
    assert said(AUTHORITY, replace(EASY_AUTHORITY, **changed), AuthorityStatus.PROPOSED, "accept", LEGAL) == sentence
    last_day = replace(EASY_AUTHORITY, valid_until=NOW.date())
    assert said(AUTHORITY, last_day, AuthorityStatus.PROPOSED, "accept", LEGAL) == ""


def test_who_gave_an_authority_ends_it_and_does_not_refuse_it() -> None:
    given = replace(EASY_AUTHORITY, is_granter=True)
    sentence = "You granted this yourself. Revoke it instead."
    assert said(AUTHORITY, given, AuthorityStatus.PROPOSED, "refuse", LEGAL) == sentence
    assert said(AUTHORITY, replace(given, is_granter=False), AuthorityStatus.PROPOSED, "refuse", LEGAL) == ""


def test_each_event_is_told_of_one_step_only() -> None:
    told: dict[str, set[str]] = {}
    for machine, *_ in MACHINES.values():
        for row in tables.rows_of(machine):
            told.setdefault(row.event, set()).add(row.action)
    several = {event: sorted(actions) for event, actions in told.items() if len(actions) > 1}
    assert several == {"relationship.stage_changed": ["advance", "regress"], "member.removed": ["remove", "revoke"]}


@pytest.mark.parametrize("role", [role for role in Role if role.side is Side.PARTNER])
def test_r75_a_partners_administrator_gives_nothing_that_she_lacks(role: Role) -> None:
    actor = tables.somebody(role)
    given = grantable(actor, Side.PARTNER)
    assert given == (
        {Role.PARTNER_ADMIN, Role.PARTNER_MEMBER, Role.PARTNER_VIEWER} if role is Role.PARTNER_ADMIN else frozenset()
    )
    assert all(GRANTS[each] <= actor.permissions for each in given)
    assert grantable(actor, Side.HOST) == frozenset()


def test_r75_a_program_of_an_administrator_gives_nothing_beyond_its_scopes() -> None:
    narrow = replace(ADMIN, is_present=False, allowed=frozenset({Permission.MEMBER_MANAGE, Permission.MEMBER_READ}))
    assert grantable(narrow, Side.PARTNER) == frozenset()
    reads = frozenset({*GRANTS[Role.PARTNER_VIEWER], Permission.MEMBER_MANAGE})
    assert grantable(replace(narrow, allowed=reads), Side.PARTNER) == {Role.PARTNER_VIEWER}


def test_the_platforms_administrator_gives_the_staffs_roles_but_the_signatorys_and_partners_their_administrator() -> (
    None
):
    admin = tables.somebody(Role.PLATFORM_ADMIN)
    staff = {role for role in Role if role.side is Side.HOST}
    assert grantable(admin, Side.HOST) == staff - {Role.SYSTEM, Role.COMPANY_SIGNATORY}
    assert grantable(admin, Side.PARTNER) == {Role.PARTNER_ADMIN}
    assert grantable(LEGAL, Side.HOST) == grantable(LEGAL, Side.PARTNER) == frozenset()


TODAY = date(2026, 6, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [
        (TODAY, TODAY, True),
        (TODAY, None, True),
        (YESTERDAY, TOMORROW, True),
        (TOMORROW, None, False),
        (YESTERDAY, YESTERDAY, False),
    ],
)
def test_a_period_holds_its_first_day_its_last_and_all_between(first: date, last: date | None, held: bool) -> None:
    assert Period(first, last).holds(TODAY) is held
