"""What a person allowed remembers the sign-in it was allowed in, and a mail domain is kept as DNS has it."""

import idna
from alembic import op
from sqlalchemy import text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""ALTER TABLE auth.client_grant ADD COLUMN connection_id uuid""",
    r"""ALTER TABLE auth.client_grant ADD COLUMN provider_session text""",
    r"""ALTER TABLE auth.client_grant ADD COLUMN sign_in_id uuid""",
    r"""ALTER TABLE auth.session ADD COLUMN sign_in_id uuid""",
    r"""UPDATE auth.session SET sign_in_id = id WHERE client_id IS NULL""",
    r"""UPDATE auth.client_grant g SET sign_in_id = s.id, connection_id = s.connection_id,
      provider_session = s.provider_session FROM auth.session s WHERE s.id = g.session_id""",
    r"""CREATE OR REPLACE FUNCTION public.end_member_sessions(which uuid)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  
  SELECT pg_advisory_xact_lock_shared(hashtextextended(p.partner_id::text, 0)),
    pg_advisory_xact_lock(hashtextextended(p.member_id::text, 0))
  FROM (SELECT s.partner_id, s.member_id FROM auth.session s WHERE s.member_id = which AND s.partner_id = public.current_partner() AND s.ended_at IS NULL
        UNION SELECT g.partner_id, g.member_id FROM auth.client_grant g WHERE g.member_id = which AND g.partner_id = public.current_partner()
          AND g.revoked_at IS NULL ORDER BY 1, 2) p;
  
    WITH ended AS (
      UPDATE auth.client_grant g SET revoked_at = statement_timestamp(), revoked_because = 'administrator'
      WHERE g.member_id = which AND g.partner_id = public.current_partner() AND g.revoked_at IS NULL
      RETURNING g.person_id, g.partner_id, g.member_id, NULL::uuid AS session_id, g.client_id,
        NULL::uuid AS connection_id, g.expires_at > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'REVOKE_GRANT', 'change', 'ACCEPTED', 'administrator', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  WITH ended AS (
    UPDATE auth.session s SET ended_at = statement_timestamp()
    WHERE s.member_id = which AND s.partner_id = public.current_partner() AND s.ended_at IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp()
    RETURNING s.person_id),
  noted AS (
  INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id,
    request_id, address, network, agent)
  SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'session', 'ACCEPTED', 'administrator', r.person_id,
    public.current_partner(), public.current_member(), public.current_session(), public.current_request(),
    coalesce(nullif(public.current_address(), ''), c.address, ''), '',
    coalesce(c.agent, '')
  FROM ended r LEFT JOIN auth.session c ON c.id = public.current_session())
  SELECT count(*) FROM ended
$function$""",
    r"""REVOKE ALL ON FUNCTION end_member_sessions(uuid) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""GRANT EXECUTE ON FUNCTION end_member_sessions(uuid) TO portal_auditor, portal_manager, portal_partner, portal_staff""",
    r"""CREATE OR REPLACE FUNCTION public.end_own_sessions(which uuid)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  
  SELECT pg_advisory_xact_lock_shared(hashtextextended(p.partner_id::text, 0)),
    pg_advisory_xact_lock(hashtextextended(p.member_id::text, 0))
  FROM (SELECT s.partner_id, s.member_id FROM auth.session s WHERE s.person_id = public.current_person() AND s.ended_at IS NULL
        UNION SELECT g.partner_id, g.member_id FROM auth.client_grant g WHERE g.person_id = public.current_person()
          AND g.revoked_at IS NULL ORDER BY 1, 2) p;
  
    WITH ended AS (
      UPDATE auth.client_grant g SET revoked_at = statement_timestamp(), revoked_because = 'own'
      WHERE which IS NULL AND g.person_id = public.current_person() AND NOT 'offline_access' = ANY (g.scopes) AND (g.partner_id = public.current_partner() OR NOT EXISTS (SELECT FROM auth.session v WHERE v.id = public.current_session() AND v.connection_id IS NOT NULL))
      AND g.sign_in_id IS DISTINCT FROM (
        SELECT v.sign_in_id FROM auth.session v WHERE v.id = public.current_session()) AND g.revoked_at IS NULL
      RETURNING g.person_id, g.partner_id, g.member_id, NULL::uuid AS session_id, g.client_id,
        NULL::uuid AS connection_id, g.expires_at > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'REVOKE_GRANT', 'change', 'ACCEPTED', 'own', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  WITH ended AS (
    UPDATE auth.session s SET ended_at = statement_timestamp()
    WHERE s.person_id = public.current_person() AND s.client_id IS NULL AND s.ended_at IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() AND (s.partner_id = public.current_partner() OR NOT EXISTS (SELECT FROM auth.session v WHERE v.id = public.current_session() AND v.connection_id IS NOT NULL))
      AND CASE WHEN which IS NULL THEN s.id IS DISTINCT FROM public.current_session() ELSE s.id = which END
    RETURNING s.id),
  noted AS (
  INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id,
    request_id, address, network, agent)
  SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'session', 'ACCEPTED', 'own', public.current_person(),
    public.current_partner(), public.current_member(), public.current_session(), public.current_request(),
    coalesce(nullif(public.current_address(), ''), c.address, ''), '',
    coalesce(c.agent, '')
  FROM ended r LEFT JOIN auth.session c ON c.id = public.current_session())
  SELECT count(*) FROM ended
$function$""",
    r"""REVOKE ALL ON FUNCTION end_own_sessions(uuid) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""GRANT EXECUTE ON FUNCTION end_own_sessions(uuid) TO portal_auditor, portal_manager, portal_partner, portal_staff""",
    r"""CREATE OR REPLACE FUNCTION public.follow_account()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.id::text, 0));
  
    WITH ended AS (
      UPDATE auth.client_grant g SET revoked_at = statement_timestamp(), revoked_because = 'organisation'
      WHERE g.partner_id = NEW.id AND g.revoked_at IS NULL
      RETURNING g.person_id, g.partner_id, g.member_id, NULL::uuid AS session_id, g.client_id,
        NULL::uuid AS connection_id, g.expires_at > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'REVOKE_GRANT', 'change', 'ACCEPTED', 'organisation', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  
    WITH ended AS (
      UPDATE auth.session s SET ended_at = statement_timestamp() WHERE s.partner_id = NEW.id AND s.ended_at IS NULL
      RETURNING s.person_id, s.partner_id, s.member_id, s.id AS session_id, s.client_id, s.connection_id,
        s.grant_id IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'change', 'ACCEPTED', 'organisation', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  RETURN NULL;
END $function$""",
    r"""REVOKE ALL ON FUNCTION follow_account() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""CREATE OR REPLACE FUNCTION public.follow_connection()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.partner_id::text, 0));
  
    WITH ended AS (
      UPDATE auth.client_grant g SET revoked_at = statement_timestamp(), revoked_because = 'provider_switched_off'
      WHERE g.connection_id = NEW.id AND g.revoked_at IS NULL
      RETURNING g.person_id, g.partner_id, g.member_id, NULL::uuid AS session_id, g.client_id,
        NULL::uuid AS connection_id, g.expires_at > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'REVOKE_GRANT', 'change', 'ACCEPTED', 'provider_switched_off', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  
    WITH ended AS (
      UPDATE auth.session s SET ended_at = statement_timestamp() WHERE s.connection_id = NEW.id AND s.ended_at IS NULL
      RETURNING s.person_id, s.partner_id, s.member_id, s.id AS session_id, s.client_id, s.connection_id,
        s.grant_id IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'change', 'ACCEPTED', 'provider_switched_off', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  RETURN NULL;
END $function$""",
    r"""REVOKE ALL ON FUNCTION follow_connection() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""CREATE OR REPLACE FUNCTION public.follow_member()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(NEW.id::text, 0));
  UPDATE auth.session SET actor_version = NEW.version WHERE member_id = NEW.id;
  IF NEW.status <> 'ACTIVE' THEN
    WITH ended AS (
      UPDATE auth.client_grant g SET revoked_at = statement_timestamp(), revoked_because = 'member'
      WHERE g.member_id = NEW.id AND g.revoked_at IS NULL
      RETURNING g.person_id, g.partner_id, g.member_id, NULL::uuid AS session_id, g.client_id,
        NULL::uuid AS connection_id, g.expires_at > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'REVOKE_GRANT', 'change', 'ACCEPTED', 'member', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
    
    WITH ended AS (
      UPDATE auth.session s SET ended_at = statement_timestamp() WHERE s.member_id = NEW.id AND s.ended_at IS NULL
      RETURNING s.person_id, s.partner_id, s.member_id, s.id AS session_id, s.client_id, s.connection_id,
        s.grant_id IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'change', 'ACCEPTED', 'member', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  END IF;
  RETURN NULL;
END $function$""",
    r"""REVOKE ALL ON FUNCTION follow_member() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""CREATE OR REPLACE FUNCTION public.follow_session()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  
    WITH ended AS (
      UPDATE auth.client_grant g SET revoked_at = statement_timestamp(), revoked_because = 'signed_out'
      WHERE g.sign_in_id = NEW.sign_in_id AND NOT 'offline_access' = ANY (g.scopes) AND g.revoked_at IS NULL
      RETURNING g.person_id, g.partner_id, g.member_id, NULL::uuid AS session_id, g.client_id,
        NULL::uuid AS connection_id, g.expires_at > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'REVOKE_GRANT', 'change', 'ACCEPTED', 'signed_out', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  RETURN NULL;
END $function$""",
    r"""REVOKE ALL ON FUNCTION follow_session() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""CREATE INDEX ix_client_grant_connection ON auth.client_grant USING btree (connection_id) WHERE (connection_id IS NOT NULL)""",
    r"""CREATE INDEX ix_client_grant_sign_in ON auth.client_grant USING btree (sign_in_id)""",
    r"""CREATE TRIGGER follow_session AFTER UPDATE ON auth.session FOR EACH ROW WHEN (((new.ended_at IS NOT NULL) AND (old.ended_at IS NULL) AND (new.sign_in_id IS NOT NULL))) EXECUTE FUNCTION follow_session()""",
)

DOWN = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""DROP TRIGGER follow_session ON auth.session""",
    r"""DROP INDEX auth.ix_client_grant_sign_in""",
    r"""DROP INDEX auth.ix_client_grant_connection""",
    r"""DROP FUNCTION follow_session()""",
    r"""ALTER TABLE auth.session DROP COLUMN sign_in_id""",
    r"""ALTER TABLE auth.client_grant DROP COLUMN sign_in_id""",
    r"""ALTER TABLE auth.client_grant DROP COLUMN provider_session""",
    r"""ALTER TABLE auth.client_grant DROP COLUMN connection_id""",
    r"""CREATE OR REPLACE FUNCTION public.end_member_sessions(which uuid)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  WITH ended AS (
    UPDATE auth.session s SET ended_at = statement_timestamp()
    WHERE s.member_id = which AND s.partner_id = public.current_partner() AND s.ended_at IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp()
    RETURNING s.person_id),
  noted AS (
  INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id,
    request_id, address, network, agent)
  SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'session', 'ACCEPTED', 'administrator', r.person_id,
    public.current_partner(), public.current_member(), public.current_session(), public.current_request(),
    coalesce(nullif(public.current_address(), ''), c.address, ''), '',
    coalesce(c.agent, '')
  FROM ended r LEFT JOIN auth.session c ON c.id = public.current_session())
  SELECT count(*) FROM ended
$function$""",
    r"""REVOKE ALL ON FUNCTION end_member_sessions(uuid) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""GRANT EXECUTE ON FUNCTION end_member_sessions(uuid) TO portal_auditor, portal_manager, portal_partner, portal_staff""",
    r"""CREATE OR REPLACE FUNCTION public.end_own_sessions(which uuid)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  WITH ended AS (
    UPDATE auth.session s SET ended_at = statement_timestamp()
    WHERE s.person_id = public.current_person() AND s.client_id IS NULL AND s.ended_at IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() AND (s.partner_id = public.current_partner() OR NOT EXISTS (SELECT FROM auth.session v WHERE v.id = public.current_session() AND v.connection_id IS NOT NULL))
      AND CASE WHEN which IS NULL THEN s.id IS DISTINCT FROM public.current_session() ELSE s.id = which END
    RETURNING s.id),
  noted AS (
  INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id,
    request_id, address, network, agent)
  SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'session', 'ACCEPTED', 'own', public.current_person(),
    public.current_partner(), public.current_member(), public.current_session(), public.current_request(),
    coalesce(nullif(public.current_address(), ''), c.address, ''), '',
    coalesce(c.agent, '')
  FROM ended r LEFT JOIN auth.session c ON c.id = public.current_session())
  SELECT count(*) FROM ended
$function$""",
    r"""REVOKE ALL ON FUNCTION end_own_sessions(uuid) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""GRANT EXECUTE ON FUNCTION end_own_sessions(uuid) TO portal_auditor, portal_manager, portal_partner, portal_staff""",
    r"""CREATE OR REPLACE FUNCTION public.follow_account()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.id::text, 0));
  
    WITH ended AS (
      UPDATE auth.session s SET ended_at = statement_timestamp() WHERE s.partner_id = NEW.id AND s.ended_at IS NULL
      RETURNING s.person_id, s.partner_id, s.member_id, s.id AS session_id, s.client_id, s.connection_id,
        s.grant_id IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'change', 'ACCEPTED', 'organisation', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  
    WITH ended AS (
      UPDATE auth.client_grant g SET revoked_at = statement_timestamp(), revoked_because = 'organisation'
      WHERE g.partner_id = NEW.id AND g.revoked_at IS NULL
      RETURNING g.person_id, g.partner_id, g.member_id, NULL::uuid AS session_id, g.client_id,
        NULL::uuid AS connection_id, g.expires_at > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'REVOKE_GRANT', 'change', 'ACCEPTED', 'organisation', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  RETURN NULL;
END $function$""",
    r"""REVOKE ALL ON FUNCTION follow_account() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""CREATE OR REPLACE FUNCTION public.follow_connection()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  
    WITH ended AS (
      UPDATE auth.session s SET ended_at = statement_timestamp() WHERE s.connection_id = NEW.id AND s.ended_at IS NULL
      RETURNING s.person_id, s.partner_id, s.member_id, s.id AS session_id, s.client_id, s.connection_id,
        s.grant_id IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'change', 'ACCEPTED', 'provider_switched_off', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  RETURN NULL;
END $function$""",
    r"""REVOKE ALL ON FUNCTION follow_connection() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""CREATE OR REPLACE FUNCTION public.follow_member()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(NEW.id::text, 0));
  UPDATE auth.session SET actor_version = NEW.version WHERE member_id = NEW.id;
  IF NEW.status <> 'ACTIVE' THEN
    WITH ended AS (
      UPDATE auth.session s SET ended_at = statement_timestamp() WHERE s.member_id = NEW.id AND s.ended_at IS NULL
      RETURNING s.person_id, s.partner_id, s.member_id, s.id AS session_id, s.client_id, s.connection_id,
        s.grant_id IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'change', 'ACCEPTED', 'member', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
    
    WITH ended AS (
      UPDATE auth.client_grant g SET revoked_at = statement_timestamp(), revoked_because = 'member'
      WHERE g.member_id = NEW.id AND g.revoked_at IS NULL
      RETURNING g.person_id, g.partner_id, g.member_id, NULL::uuid AS session_id, g.client_id,
        NULL::uuid AS connection_id, g.expires_at > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'REVOKE_GRANT', 'change', 'ACCEPTED', 'member', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  END IF;
  RETURN NULL;
END $function$""",
    r"""REVOKE ALL ON FUNCTION follow_member() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
)


ADDRESSES = (("public", "person", "email"), ("public", "membership", "email"), ("auth", "password", "email"))
OTHER = "SELECT count(*) FROM person WHERE email = :new"


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)
    for table in ("person", "membership"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for address in _found():
        _rename(*address)
    for table in ("person", "membership"):
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _found() -> list[tuple[str, str]]:
    """The addresses whose domain is not in ASCII, with the same as DNS has it."""
    every = " UNION ".join(f"SELECT {column} AS email FROM {schema}.{table}" for schema, table, column in ADDRESSES)
    rows = op.get_bind().execute(text(f"SELECT email FROM ({every}) a WHERE email ~ '@.*[^ -~]' ORDER BY 1"))
    found = []
    for (email,) in rows.all():
        name, _, domain = email.rpartition("@")
        try:
            found.append((email, f"{name}@{idna.encode(domain, uts46=True, std3_rules=True).decode()}"))
        except idna.IDNAError:  # an address that no mail server takes
            continue
    return found


def _rename(old: str, new: str) -> None:
    """Everywhere at once; where two people have the two forms of one address, both stay as they are."""
    if op.get_bind().execute(text(OTHER), {"new": new}).scalar_one():
        return
    for schema, table, column in ADDRESSES:
        change = f"UPDATE {schema}.{table} r SET {column} = :new WHERE {column} = :old"
        if table == "membership":
            change += " AND NOT EXISTS (SELECT FROM membership o WHERE o.partner_id = r.partner_id AND o.email = :new)"
        op.get_bind().execute(text(change), {"old": old, "new": new})


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
