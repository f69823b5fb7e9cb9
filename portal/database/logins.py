"""The database's logins: one for each access class, with a password derived from the deployment's secret."""

import hashlib
import hmac
from collections.abc import Iterator
from urllib.parse import quote, urlsplit, urlunsplit

from portal.access import AccessClass
from portal.database import functions
from portal.database.policies import LOGINS, OWNER

PATIENCE = {AccessClass.SYSTEM.value: 6}
"""How many times as long as a request's a login's statements may take: nobody sits before what the clock does."""

ONCE = "force_generic_plan"
"""A connection plans each statement once, for whoever asks: planning takes several times as long as what a page reads.

What a policy lets through is not known to any plan, and a page's longest list is known to each.
"""
PLANS = {AccessClass.SYSTEM.value: "auto"}
"""What the clock does is about few rows or about all: its values say which."""

HARMLESS = (
    "clock_timestamp", "timeofday", "gen_random_uuid", "uuidv4", "uuidv7", "random", "random_normal", "setseed",
    "array_sample", "array_shuffle", "current_query", "pg_is_in_recovery", "pg_jit_available", "pg_xact_status",
    "txid_status", "currval", "lastval", "nextval", "setval",  # for these one needs the sequence as well
    "pg_advisory_xact_lock", "pg_advisory_xact_lock_shared", "pg_try_advisory_xact_lock", "pg_advisory_unlock_all",
    "bernoulli", "system", "amvalidate", ".*handler", "plpgsql_.*",  # PostgreSQL calls them, nobody else can
)  # fmt: skip
"""Of the functions that do more than compute, those that everybody may call; by patterns."""
REACHES = f"""pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND (
  provolatile = 'v' AND proname !~ '^({"|".join(HARMLESS)})$'
  OR proname ~ '^(pg_stat_get_|pg_get_replication_slots|(query|table|cursor|schema|database)_to_xml)')"""
"""SQL about a row of pg_proc: it reaches past a login's own rows, by whatever name a later PostgreSQL gives it.

Large objects, notifications, sleep, locks that outlast a transaction, other sessions and their statements, sizes and
counts of rows, the write-ahead log, statements given as text.
"""
COUNTS = ("reltuples", "relpages", "relallvisible", "relallfrozen")
"""Columns of pg_class that say how much there is of everybody's."""
NOT_FOR_EVERYBODY = f"""
DO $$
DECLARE one text;
BEGIN
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN RETURN; END IF;
  FOR one IN SELECT oid::regprocedure FROM pg_proc WHERE {REACHES}
    AND EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0)
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {OWNER}, pg_monitor', one);
  END LOOP;
  IF EXISTS (SELECT FROM pg_class, aclexplode(relacl) WHERE oid = 'pg_class'::regclass AND grantee = 0) THEN
    REVOKE SELECT ON pg_class FROM PUBLIC;
    GRANT SELECT ON pg_class TO {OWNER}, pg_monitor;
    EXECUTE (SELECT format('GRANT SELECT (%s) ON pg_class TO PUBLIC', string_agg(quote_ident(attname), ', '))
             FROM pg_attribute WHERE attrelid = 'pg_class'::regclass AND attnum > 0
             AND attname NOT IN ({", ".join(f"'{name}'" for name in COUNTS)}));
  END IF;
END $$
"""


def password(secret: bytes, login: str) -> str:
    return hmac.new(secret, f"database login {login}".encode(), hashlib.sha256).hexdigest()


def derived(secret: bytes, purpose: str) -> bytes:
    """A secret for one purpose."""
    return hmac.new(secret, f"secret of {purpose}".encode(), hashlib.sha256).digest()


def url_of(owner_url: str, login: str, secret: bytes) -> str:
    """The address of the same database, as another login."""
    parts = urlsplit(owner_url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(login)}:{password(secret, login)}@{place}"))


def statements(secret: bytes, *, request_seconds: float) -> Iterator[str]:
    """SQL, as a role that may create roles, that makes the owner and the logins or gives them the present password."""
    for login in (OWNER, *LOGINS):
        yield (
            f"DO $$ BEGIN BEGIN CREATE ROLE {login}; EXCEPTION WHEN duplicate_object THEN NULL; END; "
            f"ALTER ROLE {login} LOGIN PASSWORD '{password(secret, login)}'; "
            # Only a superuser may say so, and a new role is none; the check names one that is.
            f"BEGIN ALTER ROLE {login} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION; "
            "EXCEPTION WHEN insufficient_privilege THEN NULL; END; END $$"
        )
    for login in LOGINS:
        yield f"ALTER ROLE {login} SET statement_timeout = '{int(request_seconds * PATIENCE.get(login, 1) * 1000)}ms'"
        yield f"ALTER ROLE {login} SET idle_in_transaction_session_timeout = '30s'"
        yield f"ALTER ROLE {login} SET search_path = public"
        yield f"ALTER ROLE {login} SET plan_cache_mode = '{PLANS.get(login, ONCE)}'"


def fences(database: str) -> Iterator[str]:
    """SQL, as a superuser inside the database, that keeps every login from changing its own context."""
    yield f'ALTER DATABASE "{database}" OWNER TO {OWNER}'
    yield f"ALTER SCHEMA public OWNER TO {OWNER}"
    yield f"GRANT SET ON PARAMETER {functions.SETTING} TO {OWNER}"
    yield "REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO {OWNER}"
    yield NOT_FOR_EVERYBODY
    yield "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC"
    yield f"GRANT USAGE ON LANGUAGE plpgsql TO {OWNER}"
    yield f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC'
    yield f'GRANT CONNECT ON DATABASE "{database}" TO {", ".join(LOGINS)}'
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {', '.join(LOGINS)}"
