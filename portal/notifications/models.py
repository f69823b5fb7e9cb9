"""What each person is told of, how they wish to be told, what they follow, and errands that look as they would."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import AccessClass
from portal.database.base import PartnerOwned, Record, Word, check, words
from portal.database.functions import context_of
from portal.database.policies import CURRENT_MEMBER, CURRENT_PARTNER, CURRENT_PARTNERS, OWNER, SIGNED_IN, Policy
from portal.notifications.rules import Family, How, Why

_CHANGES = ("SELECT", "INSERT", "UPDATE", "DELETE")
_MINE = f"member_id = {CURRENT_MEMBER}"


def _own(*, sees: str, commands: tuple[str, ...]) -> tuple[Policy, ...]:
    """Rows of one member, in a world that they see; auditors read theirs."""
    worlds = {
        "portal_partner": f"partner_id = {CURRENT_PARTNER}",
        "portal_manager": f"partner_id = ANY ({CURRENT_PARTNERS})",
        "portal_staff": SIGNED_IN,
    }
    people = (Policy(role, f"{world} AND {sees}", None, ("SELECT", *commands)) for role, world in worlds.items())
    return (
        *people,
        Policy("portal_auditor", f"{SIGNED_IN} AND {sees}"),
        Policy("portal_system", "true", None, _CHANGES),
    )


class Notification(PartnerOwned, Record):
    """One event, told to one member; nobody sees it before somebody has looked, as the member, whether they may.

    Its id follows from the event and the member, so that nobody is told twice.
    """

    __tablename__ = "notification"

    member_id: Mapped[UUID]
    organisation_id: Mapped[UUID]
    """Where the member works."""
    entry_id: Mapped[UUID | None]
    """The row of the journal; null for a deadline that comes near."""
    record_type: Mapped[str]
    record_id: Mapped[UUID]
    event: Mapped[str]
    at: Mapped[datetime]
    why: Mapped[Why | None] = mapped_column(Word(Why))
    """Null while nobody has looked whether they can take the next step, for which alone they would be told."""
    may_act: Mapped[bool]
    """Their roles are among those that can take the next step."""
    due_at: Mapped[datetime | None]
    """By when they are to act."""
    checked_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    letter_at: Mapped[datetime | None]
    """When the letter leaves; null when none does, or it has left."""

    __table_args__ = (
        words("why", Why),
        check("says_why", "checked_at IS NULL OR why IS NOT NULL"),
        Index("ix_notification_unread", "member_id", "partner_id",
              postgresql_where="read_at IS NULL AND checked_at IS NOT NULL"),
        Index("ix_notification_list", "member_id", "at", "id"),
        Index("ix_notification_letter", "letter_at", "member_id", postgresql_where="letter_at IS NOT NULL"),
        Index("ix_notification_unchecked", "at", postgresql_where="checked_at IS NULL"),
        Index("ix_notification_entry", "entry_id"),
    )  # fmt: skip
    __policies__ = _own(sees=f"{_MINE} AND checked_at IS NOT NULL", commands=("UPDATE (read_at)",))

    @property
    def is_pressing(self) -> bool:
        """Its letter left at once, and waits for no morning."""
        return self.letter_at is not None and self.letter_at == self.checked_at


class Preference(Record):
    """How a member wishes to have letters of one family; where there is none, they come as is usual."""

    __tablename__ = "notification_preference"

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    """Where the member works."""
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    family: Mapped[Family] = mapped_column(Word(Family), primary_key=True)
    how: Mapped[How] = mapped_column(Word(How))

    __table_args__ = (words("family", Family), words("how", How))
    __policies__ = (
        *(
            Policy(role, f"partner_id = {CURRENT_PARTNER} AND {_MINE}", None, ("SELECT", "INSERT", "UPDATE (how)"))
            for role in ("portal_partner", "portal_manager", "portal_staff")
        ),
        Policy("portal_auditor", f"partner_id = {CURRENT_PARTNER} AND {_MINE}"),
        Policy("portal_system", "true", None, _CHANGES),
    )


class Following(Record):
    """A member follows a record, or wishes not to, though they have taken part in it."""

    __tablename__ = "following"

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_type: Mapped[str]
    follows: Mapped[bool]

    __policies__ = _own(sees=_MINE, commands=("INSERT", "UPDATE (follows)"))


class CalendarFeed(Record):
    """The secret address from which a member's own calendar fetches their dates; where there is none, it has no row."""

    __tablename__ = "calendar_feed"

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    """Where the member works."""
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    """Of the secret part of the address, which is kept nowhere."""
    made_at: Mapped[datetime]

    __policies__ = (
        *(
            Policy(
                role, f"partner_id = {CURRENT_PARTNER} AND {_MINE}", None,
                ("SELECT", "INSERT", "UPDATE (token_sha256, made_at)", "DELETE"),
            )
            for role in ("portal_partner", "portal_manager", "portal_staff")
        ),
        Policy("portal_auditor", f"partner_id = {CURRENT_PARTNER} AND {_MINE}"),
        Policy("portal_system", "true"),
    )  # fmt: skip


class Reminded(Record):
    """So many business days before this deadline of a record those who can act have been told."""

    __tablename__ = "reminded"

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)

    __policies__ = (Policy("portal_system", "true", None, ("SELECT", "INSERT", "DELETE")),)


class Errand(Record):
    """For half a minute the clock may look, with the login of a member's class, at what that member sees."""

    __tablename__ = "errand"

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """Random; it opens no session and no page, and stands in nobody's browser."""
    id: Mapped[UUID]
    access_class: Mapped[AccessClass] = mapped_column(Word(AccessClass))
    person_id: Mapped[UUID]
    member_id: Mapped[UUID]
    partners: Mapped[list[UUID]]
    expires_at: Mapped[datetime]

    __table_args__ = (words("access_class", AccessClass), Index("ix_errand_over", "expires_at"))
    __policies__ = (
        Policy("portal_system", "true", None, ("SELECT", "INSERT", "DELETE")),
        Policy(OWNER, "true"),
    )


# What follows in the transaction sees what the member sees, and changes nothing, whatever the login may.
GO_ON_ERRAND = f"""
CREATE OR REPLACE FUNCTION go_on_errand(wanted bytea) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('transaction_read_only', 'on', true), {context_of("e")}
  FROM public.errand e
  WHERE e.token = wanted AND e.access_class = session_user AND e.expires_at > statement_timestamp();
  RETURN FOUND;
END $$
"""
PEOPLE = "portal_partner, portal_manager, portal_staff, portal_auditor"

STATEMENTS = (
    GO_ON_ERRAND,
    "REVOKE ALL ON FUNCTION go_on_errand(bytea) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION go_on_errand(bytea) TO {PEOPLE}",
)
