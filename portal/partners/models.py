"""Organisations, their people, the people's places in them, and what an applicant was asked for."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal import ids
from portal.access import Role, Side
from portal.acting import Lived
from portal.database.base import PartnerOwned, Record, Word, Words, check, many_words, words
from portal.database.policies import (
    AUTH,
    CURRENT_PARTNER,
    CURRENT_PARTNERS,
    CURRENT_PERSON,
    SIGNED_IN,
    Policy,
    isolated,
)
from portal.partners.membership import AUTHORITY, MEMBERSHIP, AuthorityStatus, Limits
from portal.partners.rules import ACCOUNT, RELATIONSHIP, AccountStatus, Kind, MembershipStatus, Stage

MEMBERSHIP_STEPS = "UPDATE (version, roles, status, waiting_on, due_at, due_calendar, updated_at)"
AUTHORITY_STEPS = (
    "UPDATE (version, status, accepted_by, accepted_by_name, accepted_at, revoked_at, waiting_on, due_at, due_calendar,"
    " updated_at)"
)
"""What a step of somebody who manages an organisation's people may change; never whose it is."""

_LIVING = "status IN ('INVITED', 'ACTIVE', 'SUSPENDED')"


def _of_member(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["partner_id", "membership_id"], ["membership.partner_id", "membership.id"], name=f"fk_{name}_membership"
    )


class Organisation(Lived, Record):
    """The company itself (one row with side HOST), or a partner organisation."""

    __tablename__ = "organisation"
    PREFIX = "org"
    LIVES: ClassVar[dict[str, str]] = {ACCOUNT.name: "status", RELATIONSHIP.name: "stage"}
    UNTOLD = Lived.UNTOLD | {"invited_by"}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    side: Mapped[Side] = mapped_column(Word(Side))
    name: Mapped[str]
    kinds: Mapped[frozenset[Kind]] = mapped_column(Words(Kind), default=frozenset)
    country: Mapped[str]
    calendar: Mapped[str]
    zone: Mapped[str]
    status: Mapped[AccountStatus] = mapped_column(Word(AccountStatus), default=AccountStatus.PROSPECT)
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.EXPLORATION)
    company_id: Mapped[UUID | None]
    manager_id: Mapped[UUID | None]
    """For a partner: the company's named relationship manager. For the company: its legal lead."""
    created_at: Mapped[datetime]
    grown_at: Mapped[datetime | None]
    """When the relationship first came as far as expansion."""

    invited_by: Mapped[UUID | None]
    """The person who invited a partner: somebody else approves it."""
    consented_at: Mapped[datetime | None]
    """When the applicant agreed to what an application is used for."""
    reason: Mapped[str] = mapped_column(default="")
    """What was said with the last step of the account; both sides read it."""

    __table_args__ = (
        words("side", Side),
        many_words("waiting_on", Side),
        check(
            "waiting_has_a_date",
            "side = 'HOST' OR status NOT IN ('INVITED', 'APPLIED', 'INFO_REQUESTED', 'ON_HOLD', 'OFFBOARDING')"
            " OR due_at IS NOT NULL",
        ),
        words("status", AccountStatus),
        words("stage", Stage),
        many_words("kinds", Kind),
        check("name_length", "length(name) BETWEEN 1 AND 200"),
        ForeignKeyConstraint(
            ["company_id", "manager_id"],
            ["membership.partner_id", "membership.id"],
            name="fk_organisation_manager",
            use_alter=True,
            deferrable=True,
            initially="DEFERRED",
        ),
        Index("one_company", "side", unique=True, postgresql_where="side = 'HOST'"),
        Index("ix_organisation_name", "side", "name", "id"),
        Index("ix_organisation_created", "side", "created_at", "id"),
        Index("ix_organisation_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
    )
    __policies__ = (
        Policy(
            "portal_partner",
            f"id = {CURRENT_PARTNER} OR (side = 'HOST' AND {SIGNED_IN})",
            f"id = {CURRENT_PARTNER} AND status IN ('APPLIED', 'OFFBOARDING')",
            ("SELECT", "UPDATE (version, status, consented_at, reason, waiting_on, due_at, due_calendar, updated_at)"),
            (("UPDATE", f"id = {CURRENT_PARTNER}"),),
        ),
        Policy(
            "portal_manager",
            f"manager_id = current_member() OR (side = 'HOST' AND {SIGNED_IN})",
            "manager_id = current_member() AND side = 'PARTNER'",
            ("SELECT", "INSERT", "UPDATE"),
        ),
        Policy("portal_staff", SIGNED_IN, "side = 'PARTNER'", ("SELECT", "INSERT", "UPDATE")),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true", None, ("SELECT", "INSERT", "UPDATE")),
        Policy(AUTH, "true"),
    )

    @property
    def place(self) -> tuple[UUID, UUID]:
        return self.id, self.id

    @property
    def has_manager(self) -> bool:
        return self.manager_id is not None

    @property
    def has_grown(self) -> bool:
        return self.grown_at is not None

    @property
    def is_offboarded(self) -> bool:
        return self.status is AccountStatus.OFFBOARDED


class Person(Record):
    """A human being with one e-mail address, wherever they work."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    zone: Mapped[str]

    __table_args__ = (
        check("name_length", "length(name) BETWEEN 1 AND 200"),
        check("email_is_lower_case", "email = lower(email)"),
        check("language_is_a_tag", "language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$'"),
        Index("one_person", "email", unique=True),
    )
    __policies__ = (
        *(
            Policy(role, "id = current_person()", None, ("SELECT", "UPDATE (language, zone)"))
            for role in ("portal_partner", "portal_manager", "portal_staff")
        ),
        Policy("portal_auditor", "id = current_person()"),
        Policy("portal_system", "true", None, ("SELECT", "INSERT")),
        Policy(AUTH, "true"),
    )


class Membership(PartnerOwned, Lived, Record):
    """A person's place in one organisation, with the roles held there; what others see of the person."""

    __tablename__ = "membership"
    PREFIX = "mem"
    LIVES: ClassVar[dict[str, str]] = {MEMBERSHIP.name: "status"}
    UNTOLD = Lived.UNTOLD | {"person_id"}

    partner_id: Mapped[UUID] = mapped_column(
        ForeignKey(Organisation.id, name="fk_membership_organisation"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(Uuid(), ForeignKey(Person.id, name="fk_membership_person"), nullable=True)
    """Everybody's but an invited one's, where it is null: whether an address has an account is told to nobody."""
    side: Mapped[Side] = mapped_column(Word(Side))
    name: Mapped[str]
    email: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    roles: Mapped[frozenset[Role]] = mapped_column(Words(Role))
    status: Mapped[MembershipStatus] = mapped_column(Word(MembershipStatus), default=MembershipStatus.ACTIVE)
    created_at: Mapped[datetime]

    __table_args__ = (
        words("side", Side),
        words("status", MembershipStatus),
        many_words("waiting_on", Side),
        many_words("roles", Role),
        check("roles_of_one_side", "side <> 'PARTNER' OR roles <@ ARRAY['PA', 'PM', 'PS', 'PV']"),
        check("has_a_role", "cardinality(roles) > 0"),
        check("somebody_is_there", "person_id IS NOT NULL OR status NOT IN ('ACTIVE', 'SUSPENDED')"),
        check("invited_until", "status <> 'INVITED' OR due_at IS NOT NULL"),
        Index("ix_membership_person", "partner_id", "person_id", unique=True, postgresql_where=_LIVING),
        Index("one_place", "partner_id", "email", unique=True, postgresql_where=_LIVING),
        Index("ix_membership_list", "partner_id", "created_at", "id"),
        Index("ix_membership_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
    )
    __policies__ = (
        Policy(
            "portal_partner",
            f"partner_id = {CURRENT_PARTNER} OR (side = 'HOST' AND {SIGNED_IN})",
            f"partner_id = {CURRENT_PARTNER} AND side = 'PARTNER'",
            ("SELECT", "INSERT", MEMBERSHIP_STEPS),
            (("INSERT", "status = 'INVITED'"), ("UPDATE", f"partner_id = {CURRENT_PARTNER}")),
        ),
        Policy(
            "portal_manager",
            f"partner_id = ANY ({CURRENT_PARTNERS}) OR (side = 'HOST' AND {SIGNED_IN})",
            f"partner_id = ANY ({CURRENT_PARTNERS}) AND side = 'PARTNER'",
            ("SELECT", "INSERT"),
            (("INSERT", "status = 'INVITED'"),),
        ),
        *isolated(
            partner=None, host_commands=("INSERT", MEMBERSHIP_STEPS), system_commands=("INSERT", "UPDATE"),
            own=(("INSERT", "status = 'INVITED'"),), auth=True,
        )[1:],
    )  # fmt: skip


class Invitation(PartnerOwned, Record):
    """The link that was mailed to somebody invited, as its SHA-256; whoever invites writes it, and nobody reads it."""

    __tablename__ = "invitation"

    membership_id: Mapped[UUID]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]

    __table_args__ = (
        _of_member("invitation"),
        Index("ix_invitation_link", "sha256"),
        Index("ix_invitation_member", "partner_id", "membership_id"),
    )
    __policies__ = (
        Policy("portal_partner", "false", f"partner_id = {CURRENT_PARTNER}", ("INSERT",)),
        Policy("portal_manager", "false", f"partner_id = ANY ({CURRENT_PARTNERS})", ("INSERT",)),
        Policy("portal_staff", "false", SIGNED_IN, ("INSERT",)),
        Policy("portal_system", "true", None, ("SELECT", "INSERT")),
    )


class RequestedItem(PartnerOwned, Record):
    """Something an applicant was asked for, and the answer."""

    __tablename__ = "requested_item"

    question: Mapped[str]
    answer: Mapped[str | None]
    asked_by: Mapped[str]
    """The name of whoever asked."""
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_requested_item_partner"),
        check("question_length", "length(question) BETWEEN 1 AND 2000"),
        check("answer_length", "length(answer) BETWEEN 1 AND 10000"),
        check("answer_has_a_date", "(answer IS NULL) = (answered_at IS NULL)"),
        Index("ix_requested_item_list", "partner_id", "asked_at", "id"),
    )
    __policies__ = isolated(
        partner_commands=("UPDATE (answer, answered_at)",),
        host_commands=("INSERT",),
        own=(("INSERT", "answer IS NULL"),),
    )


class SigningAuthority(PartnerOwned, Lived, Record):
    """That somebody may sign for the organisation: up to which amount, which contracts, from when to when."""

    __tablename__ = "signing_authority"
    PREFIX = "aut"
    LIVES: ClassVar[dict[str, str]] = {AUTHORITY.name: "status"}

    membership_id: Mapped[UUID]
    kinds: Mapped[list[str]]
    """Kinds of contracts by name; empty: every kind."""
    limit_minor: Mapped[int | None]
    """Null: any amount."""
    currency: Mapped[str | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    status: Mapped[AuthorityStatus] = mapped_column(Word(AuthorityStatus), default=AuthorityStatus.PROPOSED)
    granted_by: Mapped[UUID]
    granted_by_name: Mapped[str]
    granted_at: Mapped[datetime]
    accepted_by: Mapped[UUID | None]
    accepted_by_name: Mapped[str | None]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        _of_member("signing_authority"),
        words("status", AuthorityStatus),
        many_words("waiting_on", Side),
        check("money_is_whole", "(limit_minor IS NULL) = (currency IS NULL)"),
        check("limit_is_positive", "limit_minor > 0"),
        check("term_is_forward", "valid_until IS NULL OR valid_until >= valid_from"),
        check("a_second_person_accepts", "accepted_by IS NULL OR accepted_by <> granted_by"),
        check("in_force_was_accepted", "status <> 'IN_FORCE' OR (accepted_by IS NOT NULL AND accepted_at IS NOT NULL)"),
        check("revoked_has_a_date", "(status = 'REVOKED') = (revoked_at IS NOT NULL)"),
        Index("ix_signing_authority_member", "partner_id", "membership_id"),
        Index("ix_signing_authority_list", "partner_id", "granted_at", "id"),
        Index("ix_signing_authority_waiting", "granted_at", "id", postgresql_where="status = 'PROPOSED'"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT", AUTHORITY_STEPS),
        host_commands=("INSERT", AUTHORITY_STEPS),
        own=(("INSERT", f"status = 'PROPOSED' AND granted_by = {CURRENT_PERSON}"),),
    )

    @property
    def limits(self) -> Limits:
        return Limits(
            kinds=frozenset(self.kinds), limit_minor=self.limit_minor, currency=self.currency,
            valid_from=self.valid_from, valid_until=self.valid_until,
        )  # fmt: skip


# Two administrators who take each other's place at the same moment are let through one after the other, and the
# second is refused. It binds every login; a superuser, whom no policy asks either, may mend by hand.
KEEP_ADMINISTRATOR = """
CREATE OR REPLACE FUNCTION keep_administrator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('is_superuser') = 'on' THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('administrators of ' || NEW.partner_id::text, 0));
  IF NOT EXISTS (
    SELECT FROM membership m
    WHERE m.partner_id = NEW.partner_id AND m.status = 'ACTIVE' AND m.roles && ARRAY['PA', 'AD']
  ) THEN
    RAISE EXCEPTION 'the last active administrator of an organisation stays' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
"""

STATEMENTS = (
    KEEP_ADMINISTRATOR,
    """
    CREATE TRIGGER keep_administrator AFTER UPDATE ON membership FOR EACH ROW
    WHEN (OLD.status = 'ACTIVE' AND OLD.roles && ARRAY['PA', 'AD']
      AND NOT (NEW.status = 'ACTIVE' AND NEW.roles && ARRAY['PA', 'AD']))
    EXECUTE FUNCTION keep_administrator()
    """,
)
