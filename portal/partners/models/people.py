"""People, their places in organisations, and the links by which they are invited."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal import ids
from portal.access import Role, Side
from portal.acting import Lived, turns_of
from portal.database.base import PartnerOwned, Record, Word, Words, check, many_words, words
from portal.database.finding import Found
from portal.database.policies import (
    AUTH,
    CURRENT_PARTNER,
    CURRENT_PARTNERS,
    OWNER,
    SIGNED_IN,
    Policy,
    isolated,
)
from portal.partners.membership import MEMBERSHIP
from portal.partners.models.organisations import Organisation
from portal.partners.rules import MembershipStatus

MEMBERSHIP_STEPS = "UPDATE (version, roles, status, waiting_on, due_at, due_calendar, updated_at, mail_refused_at)"

_LIVING = "status IN ('PREPARED', 'INVITED', 'ACTIVE', 'SUSPENDED')"
_WAITING = "status IN ('PREPARED', 'INVITED')"


def of_member(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["partner_id", "membership_id"], ["membership.partner_id", "membership.id"], name=f"fk_{name}_membership"
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
        Policy(OWNER, "true"),
    )


class Membership(PartnerOwned, Lived, Found, Record):
    """A person's place in one organisation, with the roles held there; what others see of the person."""

    __tablename__ = "membership"
    PREFIX = "mem"
    LIVES: ClassVar[dict[str, str]] = {MEMBERSHIP.name: "status"}
    UNTOLD = Lived.UNTOLD | {"person_id", "language", "mail_refused_at"}
    FOUND_BY = ("name", "email", "title")

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
    language: Mapped[str | None]
    """In which somebody is written to who has no account yet; null where nobody said."""
    mail_refused_at: Mapped[datetime | None]
    """Since when the address refuses letters and gets none; null where it takes them, or is to be tried again."""

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
        turns_of("membership"),
        Index("ix_membership_refusing", "email", postgresql_where="mail_refused_at IS NOT NULL"),
        Index("ix_membership_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
    )
    __policies__ = (
        Policy(
            "portal_partner",
            f"partner_id = {CURRENT_PARTNER} OR (side = 'HOST' AND {SIGNED_IN})",
            f"partner_id = {CURRENT_PARTNER} AND side = 'PARTNER'",
            ("SELECT", "INSERT", MEMBERSHIP_STEPS),
            (("INSERT", _WAITING), ("UPDATE", f"partner_id = {CURRENT_PARTNER}")),
        ),
        Policy(
            "portal_manager",
            f"partner_id = ANY ({CURRENT_PARTNERS}) OR (side = 'HOST' AND {SIGNED_IN})",
            f"partner_id = ANY ({CURRENT_PARTNERS}) AND side = 'PARTNER'",
            ("SELECT", "INSERT", MEMBERSHIP_STEPS),
            (("INSERT", _WAITING), ("UPDATE", _WAITING)),
        ),
        *isolated(
            partner=None, host_commands=("INSERT", MEMBERSHIP_STEPS), system_commands=("INSERT", "UPDATE"),
            own=(("INSERT", _WAITING),), auth=True,
        )[1:],
    )  # fmt: skip


class Invitation(PartnerOwned, Record):
    """The link that was mailed to somebody invited, as its SHA-256; whoever invites writes it, and nobody reads it."""

    __tablename__ = "invitation"

    membership_id: Mapped[UUID]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]

    __table_args__ = (
        of_member("invitation"),
        Index("ix_invitation_link", "sha256"),
        Index("ix_invitation_member", "partner_id", "membership_id"),
    )
    __policies__ = (
        Policy("portal_partner", "false", f"partner_id = {CURRENT_PARTNER}", ("INSERT",)),
        Policy("portal_manager", "false", f"partner_id = ANY ({CURRENT_PARTNERS})", ("INSERT",)),
        Policy("portal_staff", "false", SIGNED_IN, ("INSERT",)),
        Policy("portal_system", "true", None, ("SELECT", "INSERT")),
    )


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

# Whoever has somebody written to knows nothing of their person but this: in which language.
LANGUAGE_OF = """
CREATE OR REPLACE FUNCTION language_of(wanted uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.language FROM public.person p WHERE p.id = wanted
$$
"""

STATEMENTS = (
    LANGUAGE_OF,
    "REVOKE ALL ON FUNCTION language_of(uuid) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION language_of(uuid) TO portal_partner, portal_manager, portal_staff, portal_system",
    KEEP_ADMINISTRATOR,
    """
    CREATE TRIGGER keep_administrator AFTER UPDATE ON membership FOR EACH ROW
    WHEN (OLD.status = 'ACTIVE' AND OLD.roles && ARRAY['PA', 'AD']
      AND NOT (NEW.status = 'ACTIVE' AND NEW.roles && ARRAY['PA', 'AD']))
    EXECUTE FUNCTION keep_administrator()
    """,
)
