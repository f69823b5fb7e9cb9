"""The database's logins: one for each access class, with a password derived from the deployment's secret."""

import hashlib
import hmac
from collections.abc import Iterator
from urllib.parse import quote, urlsplit, urlunsplit

from portal.database.policies import LOGINS, OWNER


def password(secret: bytes, login: str) -> str:
    return hmac.new(secret, f"database login {login}".encode(), hashlib.sha256).hexdigest()


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
        yield f"ALTER ROLE {login} SET statement_timeout = '{int(request_seconds * 1000)}ms'"
        yield f"ALTER ROLE {login} SET idle_in_transaction_session_timeout = '30s'"
        yield f"ALTER ROLE {login} SET search_path = public"


def fences(database: str) -> Iterator[str]:
    """SQL, as a superuser inside the database, that keeps every login from changing its own context."""
    yield f'ALTER DATABASE "{database}" OWNER TO {OWNER}'
    yield f"ALTER SCHEMA public OWNER TO {OWNER}"
    yield "REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO {OWNER}"
    yield "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC"
    yield f"GRANT USAGE ON LANGUAGE plpgsql TO {OWNER}"
    yield f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC'
    yield f'GRANT CONNECT ON DATABASE "{database}" TO {", ".join(LOGINS)}'
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {', '.join(LOGINS)}"
