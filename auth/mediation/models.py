"""How mediators come in: their passkeys and sessions, which are no one's else, and what `enter_mediation` goes by."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from auth.models import SCHEMA
from portal import ids
from portal.database.base import Record
from portal.database.policies import MEDIATOR


class Mediator(Record):
    """What the door knows of a seat; a trigger on the seat keeps it."""

    __tablename__ = "mediator"

    seat_id: Mapped[UUID] = mapped_column(primary_key=True)
    partner_id: Mapped[UUID]
    dispute_id: Mapped[UUID]
    is_admitted: Mapped[bool]
    """Both sides have accepted the person, and the mediation has begun."""
    sees_offers: Mapped[bool]
    ends_at: Mapped[datetime | None]

    __table_args__ = ({"schema": SCHEMA},)


class MediatorKey(Record):
    """A passkey of a mediator, good for one seat."""

    __tablename__ = "mediator_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    seat_id: Mapped[UUID] = mapped_column(ForeignKey(Mediator.seat_id, name="fk_mediator_key_seat"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    transports: Mapped[list[str]]
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_mediator_key_seat", "seat_id"), {"schema": SCHEMA})


class MediatorSession(Record):
    """A mediator's sign-in; no session of people who belong to an organisation is one."""

    __tablename__ = "mediator_session"

    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    id: Mapped[UUID] = mapped_column(default=ids.new, unique=True)
    seat_id: Mapped[UUID] = mapped_column(ForeignKey(Mediator.seat_id, name="fk_mediator_session_seat"))
    signed_in_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_seconds: Mapped[int]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_mediator_session_seat", "seat_id"),
        Index("ix_mediator_session_expires", "expires_at"),
        {"schema": SCHEMA},
    )


_NOBODY = f"'{ids.NIL.hex}'"
LIVE = (
    "s.ended_at IS NULL AND s.expires_at > statement_timestamp() "
    "AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() "
    "AND (m.ends_at IS NULL OR m.ends_at > statement_timestamp())"
)
"""Of a session `s` of a mediator `m`."""

# No organisation, no membership; the person is the seat. Who is not admitted has no case in the context either.
ENTER_MEDIATION = f"""
CREATE OR REPLACE FUNCTION enter_mediation(token bytea) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config(public.context_setting(), replace(concat({_NOBODY}, s.seat_id, {_NOBODY}, s.id,
    CASE WHEN m.is_admitted THEN m.dispute_id::text ELSE {_NOBODY} END,
    CASE WHEN m.is_admitted AND m.sees_offers THEN m.dispute_id::text ELSE {_NOBODY} END), '-', ''), true)
  FROM auth.mediator_session s JOIN auth.mediator m ON m.seat_id = s.seat_id
  WHERE s.token_sha256 = token AND session_user = '{MEDIATOR}' AND {LIVE};
  IF FOUND THEN RETURN true; END IF;
  PERFORM set_config(public.context_setting(), '', true);
  RETURN NULL;
END $$
"""

# A new link ends what the person came in by until now.
FOLLOW_SEAT = """
CREATE OR REPLACE FUNCTION follow_seat() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.link_sha256 IS DISTINCT FROM OLD.link_sha256 AND NEW.link_sha256 IS NOT NULL THEN
    DELETE FROM auth.mediator_key WHERE seat_id = NEW.id;
    UPDATE auth.mediator_session SET ended_at = statement_timestamp() WHERE seat_id = NEW.id AND ended_at IS NULL;
  END IF;
  INSERT INTO auth.mediator (seat_id, partner_id, dispute_id, is_admitted, sees_offers, ends_at)
  VALUES (NEW.id, NEW.partner_id, NEW.dispute_id, NEW.status IN ('SERVING', 'ENDED'),
    cardinality(NEW.offers_shown_by) = 2, NEW.ends_at)
  ON CONFLICT (seat_id) DO UPDATE SET is_admitted = excluded.is_admitted, sees_offers = excluded.sees_offers,
    ends_at = excluded.ends_at;
  RETURN NULL;
END $$
"""

STATEMENTS = (
    ENTER_MEDIATION,
    FOLLOW_SEAT,
    "REVOKE ALL ON FUNCTION enter_mediation(bytea) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION enter_mediation(bytea) TO {MEDIATOR}",
    "REVOKE ALL ON FUNCTION follow_seat() FROM PUBLIC",
    """
    CREATE TRIGGER follow_seat AFTER INSERT OR UPDATE ON mediator_seat
    FOR EACH ROW EXECUTE FUNCTION follow_seat()
    """,
)
