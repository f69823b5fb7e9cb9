"""What people prove themselves by besides a password, and what everybody reads and ends of their own at the door."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from auth import noting
from auth.models import PEOPLE, SCHEMA
from portal import ids
from portal.database.base import Record, check
from portal.partners.models import Person

NAME_LONGEST = 100


class Passkey(Record):
    """A key pair of one person; the private half never leaves their device."""

    __tablename__ = "passkey"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id, name="fk_passkey_person"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    """How often the device says it was used; zero for ever where a passkey is kept on several."""
    name: Mapped[str]
    transports: Mapped[list[str]]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    connection_id: Mapped[UUID | None]
    """The identity provider on whose word it was made: it is good where that word is, in its organisation alone."""

    __table_args__ = (
        check("name_length", f"length(name) BETWEEN 1 AND {NAME_LONGEST}"),
        Index("ix_passkey_person", "person_id"),
        {"schema": SCHEMA},
    )


class RecoveryCode(Record):
    """One of the ten codes somebody keeps on paper: as its SHA-256, for one use."""

    __tablename__ = "recovery_code"

    code_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id, name="fk_recovery_code_person"))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_recovery_code_person", "person_id"), {"schema": SCHEMA})


_DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_LIVE = (
    "s.ended_at IS NULL AND s.expires_at > statement_timestamp() "
    "AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp()"
)
# An organisation's provider vouches for its people in that organisation alone: whoever came through it neither sees nor
# changes what is theirs elsewhere, and of their passkeys those alone that were made on its word.
_VOUCHED = "SELECT FROM auth.session v WHERE v.id = public.current_session() AND v.connection_id"
_HERE_ALONE = f"EXISTS ({_VOUCHED} IS NOT NULL)"
_GOOD_HERE = f"(NOT {_HERE_ALONE} OR EXISTS ({_VOUCHED} = k.connection_id))"


def _of(partner: str) -> str:
    """Whether something of this organisation is the present session's to see."""
    return f"({partner} = public.current_partner() OR NOT {_HERE_ALONE})"


def _noted(action: str, rows: str, person: str, reason: str) -> str:
    """An event for each row, from where the statement's request came; else from where the session was opened."""
    return f"""
  INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id,
    request_id, address, network, agent)
  SELECT gen_random_uuid(), statement_timestamp(), '{action}', 'session', 'ACCEPTED', '{reason}', {person},
    public.current_partner(), public.current_member(), public.current_session(), public.current_request(),
    coalesce(nullif(public.current_address(), ''), c.address, ''), '',
    coalesce(c.agent, '')
  FROM {rows} r LEFT JOIN auth.session c ON c.id = public.current_session()"""


OWN_SESSIONS = f"""
CREATE OR REPLACE FUNCTION own_sessions() RETURNS TABLE (id uuid, is_current boolean, signed_in_at timestamptz,
  seen_at timestamptz, expires_at timestamptz, address text, agent text, strength text, partner_id uuid)
LANGUAGE sql STABLE {_DEFINER} AS $$
  SELECT s.id, s.id IS NOT DISTINCT FROM public.current_session(), s.signed_in_at, s.seen_at, s.expires_at, s.address,
    s.agent, s.strength, s.partner_id
  FROM auth.session s
  WHERE s.person_id = public.current_person() AND s.client_id IS NULL AND {_LIVE} AND {_of("s.partner_id")}
$$
"""

OWN_PASSKEYS = f"""
CREATE OR REPLACE FUNCTION own_passkeys() RETURNS TABLE (id uuid, name text, created_at timestamptz,
  used_at timestamptz)
LANGUAGE sql STABLE {_DEFINER} AS $$
  SELECT k.id, k.name, k.created_at, k.used_at FROM auth.passkey k
  WHERE k.person_id = public.current_person() AND {_GOOD_HERE}
$$
"""

OWN_RECOVERY_CODES = f"""
CREATE OR REPLACE FUNCTION own_recovery_codes() RETURNS bigint
LANGUAGE sql STABLE {_DEFINER} AS $$
  SELECT count(*) FROM auth.recovery_code c WHERE c.person_id = public.current_person() AND c.used_at IS NULL
$$
"""

OWN_EVENTS = f"""
CREATE OR REPLACE FUNCTION own_events() RETURNS TABLE (id uuid, at timestamptz, action text, method text, outcome text,
  reason text, address text, agent text, request_id text)
LANGUAGE sql STABLE {_DEFINER} AS $$
  SELECT e.id, e.at, e.action, e.method, e.outcome, e.reason, e.address, e.agent, e.request_id
  FROM auth.event e WHERE e.person_id = public.current_person() AND {_of("e.partner_id")}
  ORDER BY e.at DESC, e.id DESC LIMIT 50
$$
"""


# Whoever ends sessions or grants waits first for what is under way for their members: see auth.session.hold.
def _held(whose: str) -> str:
    return f"""
  SELECT pg_advisory_xact_lock_shared(hashtextextended(p.partner_id::text, 0)),
    pg_advisory_xact_lock(hashtextextended(p.member_id::text, 0))
  FROM (SELECT s.partner_id, s.member_id FROM auth.session s WHERE {whose} AND s.ended_at IS NULL
        UNION SELECT g.partner_id, g.member_id FROM auth.client_grant g WHERE {whose.replace("s.", "g.")}
          AND g.revoked_at IS NULL ORDER BY 1, 2) p;"""


# Null means: all but the one that asks. With all the others ends also what was allowed in sign-ins that are over.
END_OWN_SESSIONS = f"""
CREATE OR REPLACE FUNCTION end_own_sessions(which uuid) RETURNS bigint
LANGUAGE sql VOLATILE {_DEFINER} AS $$
  {_held("s.person_id = public.current_person()")}
  {
    noting.grants_end(
        f'''which IS NULL AND g.person_id = public.current_person() AND {noting.IN_PRESENCE} AND {_of("g.partner_id")}
      AND g.sign_in_id IS DISTINCT FROM (
        SELECT v.sign_in_id FROM auth.session v WHERE v.id = public.current_session())''',
        "own",
    )
}
  WITH ended AS (
    UPDATE auth.session s SET ended_at = statement_timestamp()
    WHERE s.person_id = public.current_person() AND s.client_id IS NULL AND {_LIVE} AND {_of("s.partner_id")}
      AND CASE WHEN which IS NULL THEN s.id IS DISTINCT FROM public.current_session() ELSE s.id = which END
    RETURNING s.id),
  noted AS ({_noted("END_SESSION", "ended", "public.current_person()", "own")})
  SELECT count(*) FROM ended
$$
"""

# Whether the caller administers the organisation is asked before; whose member it is, here. All that the member allowed
# programs ends as well.
END_MEMBER_SESSIONS = f"""
CREATE OR REPLACE FUNCTION end_member_sessions(which uuid) RETURNS bigint
LANGUAGE sql VOLATILE {_DEFINER} AS $$
  {_held("s.member_id = which AND s.partner_id = public.current_partner()")}
  {noting.grants_end("g.member_id = which AND g.partner_id = public.current_partner()", "administrator")}
  WITH ended AS (
    UPDATE auth.session s SET ended_at = statement_timestamp()
    WHERE s.member_id = which AND s.partner_id = public.current_partner() AND {_LIVE}
    RETURNING s.person_id),
  noted AS ({_noted("END_SESSION", "ended", "r.person_id", "administrator")})
  SELECT count(*) FROM ended
$$
"""

REMOVE_OWN_PASSKEY = f"""
CREATE OR REPLACE FUNCTION remove_own_passkey(which uuid) RETURNS bigint
LANGUAGE sql VOLATILE {_DEFINER} AS $$
  WITH removed AS (
    DELETE FROM auth.passkey k WHERE k.id = which AND k.person_id = public.current_person() AND {_GOOD_HERE}
    RETURNING k.id),
  noted AS ({_noted("REMOVE_PASSKEY", "removed", "public.current_person()", "asked")})
  SELECT count(*) FROM removed
$$
"""

# Whoever reads letters in another language or deadlines in another zone finds when that began.
FOLLOW_PERSON = f"""
CREATE OR REPLACE FUNCTION follow_person() RETURNS trigger
LANGUAGE plpgsql {_DEFINER} AS $$
BEGIN
{_noted("CHANGE_PROFILE", "(SELECT NEW.id AS person_id)", "r.person_id", "changed")};
  RETURN NULL;
END $$
"""

FUNCTIONS = {
    "own_sessions()": OWN_SESSIONS,
    "own_passkeys()": OWN_PASSKEYS,
    "own_recovery_codes()": OWN_RECOVERY_CODES,
    "own_events()": OWN_EVENTS,
    "end_own_sessions(uuid)": END_OWN_SESSIONS,
    "end_member_sessions(uuid)": END_MEMBER_SESSIONS,
    "remove_own_passkey(uuid)": REMOVE_OWN_PASSKEY,
}

STATEMENTS = (
    FOLLOW_PERSON,
    "REVOKE ALL ON FUNCTION follow_person() FROM PUBLIC",
    """
    CREATE TRIGGER follow_person AFTER UPDATE OF language, zone ON person FOR EACH ROW
    WHEN (NEW.language <> OLD.language OR NEW.zone <> OLD.zone) EXECUTE FUNCTION follow_person()
    """,
    *(
        statement
        for signature, function in FUNCTIONS.items()
        for statement in (
            function,
            f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {signature} TO {PEOPLE}",
        )
    ),
)
