"""Sessions and what is counted and noted at the door, in a schema that only the sign-in's login reads."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKey, Index, LargeBinary, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from auth import noting
from auth.rules import Action, Outcome, Strength
from portal import ids
from portal.database import functions
from portal.database.base import Record, Word, words
from portal.database.policies import AUTH
from portal.partners.models import Person

SCHEMA = "auth"


class Password(Record):
    """A person's e-mail address and argon2id hash."""

    __tablename__ = "password"

    email: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id, name="fk_password_person"))
    argon2: Mapped[str]
    changed_at: Mapped[datetime]

    __table_args__ = ({"schema": SCHEMA},)


class Session(Record):
    """Who asks, as one member of one organisation: a browser's sign-in, or an access token of a program.

    The cookie's value, or the token, is kept as its SHA-256 alone.
    """

    __tablename__ = "session"

    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    id: Mapped[UUID] = mapped_column(default=ids.new, unique=True)
    access_class: Mapped[str]
    person_id: Mapped[UUID]
    member_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    partners: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    """The partners a relationship manager looks after."""
    actor_version: Mapped[int]
    """Rises when the member's roles change: an actor cached before is identified anew."""
    signed_in_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_seconds: Mapped[int]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    agent: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(Text, default="")
    strength: Mapped[Strength] = mapped_column(Word(Strength), default=Strength.PASSWORD)
    authenticated_at: Mapped[datetime]
    """When the person last proved who they are."""
    confirmed_at: Mapped[datetime | None]
    """When the person last proved it in a way that cannot be phished."""
    connection_id: Mapped[UUID | None]
    """The identity provider that vouched for the person, and its own name of the session."""
    provider_session: Mapped[str | None]
    sign_in_id: Mapped[UUID | None]
    """The sign-in that it is of: what was allowed in it ends when it does. Null once another session goes on with it,
    and for an access token."""
    client_id: Mapped[str | None]
    """An access token's program; null for a browser."""
    grant_id: Mapped[UUID | None]
    """What the person allowed the program; null for a program that asks by itself."""
    scopes: Mapped[list[str] | None]
    resource: Mapped[str | None]
    key_thumbprint: Mapped[str | None]
    """The key that a DPoP-bound token belongs to, as RFC 7638 digests it."""

    __table_args__ = (
        words("strength", Strength),
        Index("ix_session_member", "member_id"),
        Index("ix_session_grant", "grant_id", postgresql_where="grant_id IS NOT NULL"),
        Index("ix_session_client", "client_id", postgresql_where="client_id IS NOT NULL"),
        Index("ix_session_provider", "connection_id", "provider_session", postgresql_where="connection_id IS NOT NULL"),
        Index("ix_session_person", "person_id"),
        Index("ix_session_partner", "partner_id"),
        Index("ix_session_expires", "expires_at"),
        {"schema": SCHEMA},
    )


class Attempt(Record):
    """Sign-ins that failed or are under way, counted by what they have in common; see auth.throttle."""

    __tablename__ = "attempt"

    key_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int]
    first_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]
    is_reported: Mapped[bool] = mapped_column(default=False)
    """The event of the present block is written: a flood of refusals leaves one row."""

    __table_args__ = (Index("ix_attempt_first", "first_at"), {"schema": SCHEMA})


class Event(Record):
    """Something that happened at the door: who, how, with what outcome and why, from where; never a secret."""

    __tablename__ = "event"
    __append_only__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    at: Mapped[datetime]
    action: Mapped[Action] = mapped_column(Word(Action))
    method: Mapped[str]
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    reason: Mapped[str]
    person_id: Mapped[UUID | None]
    """Null when nobody has the e-mail address typed; the address typed is not kept: people type passwords there."""
    partner_id: Mapped[UUID | None]
    member_id: Mapped[UUID | None]
    session_id: Mapped[UUID | None]
    client_id: Mapped[str | None]
    connection_id: Mapped[UUID | None]
    request_id: Mapped[str] = mapped_column(default="")
    """The reference an error page or a log line names."""
    address: Mapped[str]
    """Where the request came from, as text; empty when that is unknown."""
    network: Mapped[str]
    """What auth.throttle counts by: the IPv4 address or the IPv6 /64."""
    agent: Mapped[str]

    __table_args__ = (
        words("action", Action),
        words("outcome", Outcome),
        Index("ix_event_person", "person_id", "network", "at"),
        Index("ix_event_at", "at"),
        {"schema": SCHEMA},
    )


# A session that is unknown, ended, over or of another login's class gives null and leaves no context behind.
# What the setting holds is read by portal.database.functions.
_KEPT = functions.context_of("s")
ENTER = f"""
CREATE OR REPLACE FUNCTION enter(token bytea, version bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM {_KEPT}
  FROM auth.session s
  WHERE s.token_sha256 = token AND s.actor_version = version AND s.access_class = session_user
    AND s.ended_at IS NULL AND s.expires_at > statement_timestamp()
    AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp();
  IF FOUND THEN RETURN true; END IF;
  PERFORM set_config(public.context_setting(), '', true);
  RETURN NULL;
END $$
"""

# The same for what changes something: triggers write down where it came from. Reads pay nothing for it.
ENTER_FROM = """
CREATE OR REPLACE FUNCTION enter_from(token bytea, version bigint, origin text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('portal.origin', origin, true);
  RETURN public.enter(token, version);
END $$
"""

COME_FROM = """
CREATE OR REPLACE FUNCTION come_from(origin text) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT set_config('portal.origin', origin, true)
$$
"""

# A member who is suspended, removed or given other roles is refused or identified anew at the very next statement.
# The lock is the one auth.session.create takes: a session being opened is waited for and then found.
FOLLOW_MEMBER = f"""
CREATE OR REPLACE FUNCTION follow_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(NEW.id::text, 0));
  UPDATE auth.session SET actor_version = NEW.version WHERE member_id = NEW.id;
  IF NEW.status <> 'ACTIVE' THEN{noting.grants_end("g.member_id = NEW.id", "member")}
    {noting.sessions_end("s.member_id = NEW.id", "member")}
  END IF;
  RETURN NULL;
END $$
"""

# A relationship manager's list follows the partners' rows; in the transaction of a manager who enters one, at once.
FOLLOW_MANAGER = f"""
CREATE OR REPLACE FUNCTION follow_manager() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.manager_id IS NOT DISTINCT FROM NEW.manager_id THEN RETURN NULL; END IF;
  IF NEW.side <> 'PARTNER' THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(OLD.manager_id::text, 0));
    UPDATE auth.session SET partners = array_remove(partners, NEW.id) WHERE member_id = OLD.manager_id;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(NEW.manager_id::text, 0));
  UPDATE auth.session SET partners = array_append(array_remove(partners, NEW.id), NEW.id)
  WHERE member_id = NEW.manager_id;
  PERFORM {_KEPT}
  FROM auth.session s WHERE s.id = public.current_session();
  RETURN NULL;
END $$
"""

# The people of a partner that has left have no access any more.
FOLLOW_ACCOUNT = f"""
CREATE OR REPLACE FUNCTION follow_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.id::text, 0));
  {noting.grants_end("g.partner_id = NEW.id", "organisation")}
  {noting.sessions_end("s.partner_id = NEW.id", "organisation")}
  RETURN NULL;
END $$
"""

# With a sign-in ends what was allowed in it, but for programs that may stay while the person is away. Whatever ends
# more than that ends the grants first: their rows are always locked in this order, after the member's lock.
FOLLOW_SESSION = f"""
CREATE OR REPLACE FUNCTION follow_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  {noting.grants_end(f"g.sign_in_id = NEW.sign_in_id AND {noting.IN_PRESENCE}", "signed_out")}
  RETURN NULL;
END $$
"""

# What programs were allowed was allowed by whoever knew the password: a new one ends it. A rehash is no new password.
FOLLOW_CREDENTIALS = f"""
CREATE OR REPLACE FUNCTION follow_password() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  {noting.grants_end("g.person_id = NEW.person_id", "password")}
  RETURN NULL;
END $$
"""

# When somebody was last here, as the door knows it: sessions and tokens that are kept, and the events of older ones.
MEMBER_SEEN = """
CREATE OR REPLACE FUNCTION member_seen(member uuid, person uuid) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT greatest(
    (SELECT max(s.seen_at) FROM auth.session s WHERE s.member_id = member),
    (SELECT max(e.at) FROM auth.event e WHERE e.person_id = person AND e.member_id = member AND e.outcome = 'ACCEPTED')
  )
$$
"""

TRIGGERS = (
    "CREATE TRIGGER follow_member AFTER UPDATE ON membership FOR EACH ROW EXECUTE FUNCTION follow_member()",
    """
    CREATE TRIGGER follow_manager AFTER INSERT OR UPDATE ON organisation
    FOR EACH ROW EXECUTE FUNCTION follow_manager()
    """,
    """
    CREATE TRIGGER follow_account AFTER UPDATE ON organisation FOR EACH ROW
    WHEN (NEW.status IN ('OFFBOARDED', 'REJECTED') AND NEW.status <> OLD.status) EXECUTE FUNCTION follow_account()
    """,
    f"""
    CREATE TRIGGER follow_password AFTER UPDATE ON {SCHEMA}.password FOR EACH ROW
    WHEN (NEW.changed_at IS DISTINCT FROM OLD.changed_at) EXECUTE FUNCTION follow_password()
    """,
    f"""
    CREATE TRIGGER follow_session AFTER UPDATE ON {SCHEMA}.session FOR EACH ROW
    WHEN (NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL AND NEW.sign_in_id IS NOT NULL)
    EXECUTE FUNCTION follow_session()
    """,
)

PEOPLE = "portal_partner, portal_manager, portal_staff, portal_auditor"

STATEMENTS = (
    ENTER,
    ENTER_FROM,
    COME_FROM,
    FOLLOW_MEMBER,
    FOLLOW_MANAGER,
    FOLLOW_ACCOUNT,
    FOLLOW_SESSION,
    FOLLOW_CREDENTIALS,
    "REVOKE ALL ON FUNCTION enter(bytea, bigint) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION enter(bytea, bigint) TO {PEOPLE}",
    "REVOKE ALL ON FUNCTION enter_from(bytea, bigint, text) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION enter_from(bytea, bigint, text) TO {PEOPLE}",
    "REVOKE ALL ON FUNCTION come_from(text) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION come_from(text) TO portal_system, {AUTH}",
    "REVOKE ALL ON FUNCTION follow_member() FROM PUBLIC",
    "REVOKE ALL ON FUNCTION follow_manager() FROM PUBLIC",
    "REVOKE ALL ON FUNCTION follow_account() FROM PUBLIC",
    "REVOKE ALL ON FUNCTION follow_session() FROM PUBLIC",
    "REVOKE ALL ON FUNCTION follow_password() FROM PUBLIC",
    MEMBER_SEEN,
    "REVOKE ALL ON FUNCTION member_seen(uuid, uuid) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION member_seen(uuid, uuid) TO portal_system",
    *TRIGGERS,
    f"GRANT USAGE ON SCHEMA {SCHEMA} TO portal_auth",
)
