"""What is to follow from the journal: rows that nobody has looked at yet, and reactions that wait.

The database itself notes each row of the journal as it is written, so no writer can forget it. portal_system alone
reads these tables.
"""

from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.database.base import Record
from portal.database.policies import CURRENT_PARTNER, CURRENT_PARTNERS, SIGNED_IN, Policy

_SYSTEM_ALONE = (Policy("portal_system", "true", None, ("SELECT", "INSERT", "UPDATE", "DELETE")),)


class Unread(Record):
    """A row of the journal that the relay has not looked at yet."""

    __tablename__ = "journal_unread"

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    """Given under the record's lock: in the order of the steps of each record."""
    entry_id: Mapped[UUID]

    __table_args__ = (Index("ix_journal_unread_position", "position"),)
    __policies__ = (
        Policy("portal_partner", "false", f"partner_id = {CURRENT_PARTNER}", ("INSERT",)),
        Policy("portal_manager", "false", f"partner_id = ANY ({CURRENT_PARTNERS})", ("INSERT",)),
        Policy("portal_staff", "false", SIGNED_IN, ("INSERT",)),
        Policy("portal_system", "true", None, ("SELECT", "INSERT", "DELETE")),
    )


class Waiting(Record):
    """A reaction to one row of the journal that has not happened yet."""

    __tablename__ = "reaction_waiting"

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID]
    record_id: Mapped[UUID]

    __table_args__ = (
        Index("ix_reaction_waiting_position", "position", "name"),
        Index("ix_reaction_waiting_record", "record_id", "position", "name"),
    )
    __policies__ = _SYSTEM_ALONE


STATEMENTS = (
    """
    CREATE OR REPLACE FUNCTION note_unread() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO journal_unread (partner_id, entry_id) VALUES (NEW.partner_id, NEW.id);
      RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER note_unread AFTER INSERT ON journal FOR EACH ROW EXECUTE FUNCTION note_unread()",
)
