"""Organisations, their people and the people's places in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal import ids
from portal.access import Role, Side
from portal.database.base import PartnerOwned, Record, Versioned, Word, Words, check, many_words, words
from portal.database.policies import AUTH, SIGNED_IN, Policy, isolated
from portal.partners.rules import AccountStatus, Kind, MembershipStatus, Stage


class Organisation(Versioned, Record):
    """The company itself (one row with side HOST), or a partner organisation."""

    __tablename__ = "organisation"

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

    __table_args__ = (
        words("side", Side),
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
    )
    __policies__ = (
        Policy("portal_partner", f"id = current_partner() OR (side = 'HOST' AND {SIGNED_IN})"),
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
    )
    __policies__ = (
        *(
            Policy(role, "id = current_person()")
            for role in ("portal_partner", "portal_manager", "portal_staff", "portal_auditor")
        ),
        Policy("portal_system", "true", None, ("SELECT", "INSERT")),
        Policy(AUTH, "true"),
    )


class Membership(PartnerOwned, Versioned, Record):
    """A person's place in one organisation, with the roles held there; what others see of the person."""

    __tablename__ = "membership"

    partner_id: Mapped[UUID] = mapped_column(
        ForeignKey(Organisation.id, name="fk_membership_organisation"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(Uuid(), ForeignKey(Person.id, name="fk_membership_person"))
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
        many_words("roles", Role),
        check("roles_of_one_side", "side <> 'PARTNER' OR roles <@ ARRAY['PA', 'PM', 'PS', 'PV']"),
        Index("ix_membership_person", "partner_id", "person_id", unique=True),
        Index("ix_membership_list", "partner_id", "created_at", "id"),
    )
    __policies__ = (
        Policy("portal_partner", f"partner_id = current_partner() OR (side = 'HOST' AND {SIGNED_IN})"),
        Policy("portal_manager", f"partner_id = ANY (current_partners()) OR (side = 'HOST' AND {SIGNED_IN})"),
        *isolated(partner=None, system_commands=("INSERT", "UPDATE"), auth=True)[1:],
    )
