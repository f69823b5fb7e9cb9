"""What the catalogue of a database says about its walls: every fault that could let one world see into another."""

import asyncpg

from portal.database import functions
from portal.database.logins import REACHES
from portal.database.policies import LOGINS, OWNER

# Every query below reads from these: the logins, our tables, the tables whose rows belong to partners, the functions.
_WITH = f"""
WITH logins AS (
  SELECT oid, rolname FROM pg_roles WHERE rolname IN ({", ".join(f"'{login}'" for login in LOGINS)})),
schemas AS (
  SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
tables AS (
  SELECT c.oid::regclass AS name, c.* FROM pg_class c JOIN schemas s ON s.oid = relnamespace),
partners AS (
  SELECT t.oid, t.name, attnum AS partner FROM tables t JOIN pg_attribute ON attrelid = t.oid
  WHERE attname = 'partner_id' AND relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace),
granted AS (
  SELECT t.name, relispartition, relkind, relnamespace, grantee, privilege_type AS privilege,
         CASE grantee WHEN 0 THEN 'everybody' ELSE grantee::regrole::text END AS whom
  FROM tables t, aclexplode(relacl) WHERE grantee <> relowner),
functions AS (
  SELECT p.oid::regprocedure AS name, p.* FROM pg_proc p JOIN schemas s ON s.oid = pronamespace)
"""

ROLES = (
    f"""SELECT 'There is no role ' || name FROM unnest(ARRAY{[*LOGINS, OWNER]}) name
    WHERE name NOT IN (SELECT rolname FROM pg_roles)""",
    f"""SELECT format('%s has a privilege that no policy limits', rolname) FROM pg_roles
    WHERE rolname IN (SELECT rolname FROM logins UNION SELECT '{OWNER}')
    AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication)""",
    """SELECT format('%s can become %s', member::regrole, roleid::regrole) FROM pg_auth_members
    WHERE member IN (SELECT oid FROM logins)""",
    f"""SELECT format('%s may set %s, where its context is kept, and so give itself any', rolname, context_setting())
    FROM logins WHERE context_setting() <> '{functions.SETTING}'
    OR has_parameter_privilege(oid, '{functions.SETTING}', 'SET')""",
    """SELECT format('%s may execute set_config, and so change its own context', rolname) FROM logins
    WHERE has_function_privilege(oid, 'pg_catalog.set_config(text, text, boolean)', 'EXECUTE')""",
    f"""SELECT format('%s may call %s functions that reach past its rows, such as %s', rolname, count(*),
                     min(p.oid::regprocedure::text))
    FROM logins r, pg_proc p WHERE {REACHES} AND proname <> 'set_config'
    AND has_function_privilege(r.oid, p.oid, 'EXECUTE') GROUP BY rolname""",
    """SELECT format('%s may read how many rows each table has', rolname) FROM logins
    WHERE has_column_privilege(oid, 'pg_class', 'reltuples', 'SELECT')""",
    """SELECT format('%s may run blocks in the language %s', rolname, lanname) FROM logins r, pg_language l
    WHERE lanpltrusted AND lanname <> 'sql' AND has_language_privilege(r.oid, l.oid, 'USAGE')""",
    """SELECT format('%s may make objects in the database (%s)', rolname, kind)
    FROM logins, unnest(ARRAY['CREATE', 'TEMPORARY']) kind
    WHERE has_database_privilege(oid, current_database(), kind)""",
    """SELECT format('%s may make objects in the schema %s', rolname, nspname) FROM logins r, schemas s
    WHERE has_schema_privilege(r.oid, s.oid, 'CREATE')""",
)

TABLES = (
    """SELECT format('%s has no row security, or not for its owner', name) FROM tables
    WHERE relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)
    AND relnamespace IS DISTINCT FROM to_regnamespace('auth') AND relname <> 'alembic_version'""",
    f"""SELECT format('%s belongs to %s', name, relowner::regrole) FROM tables
    WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND relowner <> '{OWNER}'::regrole""",
    """SELECT format('%s of %s is granted to %s', privilege, name, whom) FROM granted WHERE grantee = 0""",
    """SELECT format('%s of %s is granted to %s, past the policies of the whole', privilege, name, whom) FROM granted
    WHERE relispartition""",
    """SELECT format('%s of %s.%s is granted to %s', privilege_type, name, attname,
                     CASE grantee WHEN 0 THEN 'everybody' ELSE grantee::regrole::text END)
    FROM tables t JOIN pg_attribute a ON attrelid = t.oid, aclexplode(attacl)
    WHERE grantee = 0 OR relispartition OR (grantee = to_regrole('portal_auditor') AND privilege_type <> 'SELECT')""",
    """SELECT format('%s of %s is granted to %s, and no policy limits it', privilege, name, whom) FROM granted
    WHERE relkind <> 'S' AND privilege NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')""",
    """SELECT format('%s of %s is granted to %s, who only reads', privilege, name, whom) FROM granted
    WHERE grantee = to_regrole('portal_auditor') AND privilege <> 'SELECT'""",
    """SELECT format('%s of %s is granted to %s, and rows there are only added', privilege, name, whom)
    FROM granted JOIN pg_trigger ON tgrelid = name AND tgname = 'append_only'
    WHERE privilege IN ('UPDATE', 'DELETE', 'TRUNCATE')""",
    """SELECT format('%s can be emptied, and rows there are only added', tgrelid::regclass) FROM pg_trigger
    WHERE tgname = 'append_only' AND tgrelid NOT IN (SELECT tgrelid FROM pg_trigger WHERE tgname = 'never_emptied')""",
    """SELECT format('The trigger %s of %s is disabled', tgname, name) FROM pg_trigger JOIN tables ON tgrelid = name
    WHERE tgenabled NOT IN ('O', 'A')""",
    """SELECT format('%s of %s is granted to %s, which is not the sign-in', privilege, name, whom) FROM granted
    WHERE relnamespace = to_regnamespace('auth') AND grantee NOT IN (0, to_regrole('portal_auth'))""",
)

POLICIES = (
    """SELECT format('The policy %s of %s looks into other tables', polname, polrelid::regclass) FROM pg_policy
    WHERE concat(polqual, polwithcheck) ~ '{SUBLINK|{SUBPLAN'""",
    """SELECT format('The policy %s of %s is for everybody', polname, polrelid::regclass) FROM pg_policy
    WHERE 0 = ANY (polroles)""",
    """SELECT format('%s has %s policies for %s', polrelid::regclass, count(*), role::regrole)
    FROM pg_policy, unnest(polroles) role WHERE polpermissive GROUP BY polrelid, role HAVING count(*) > 1""",
    """SELECT format('The policy %s of %s was not declared beside its table', polname, polrelid::regclass)
    FROM pg_policy p WHERE obj_description(p.oid, 'pg_policy') IS NULL""",
)

CODE = (
    """SELECT format('The view %s reads as its owner, not as its reader', name) FROM tables
    WHERE relkind = 'v' AND NOT reloptions && ARRAY['security_invoker=true', 'security_invoker=on'] IS TRUE""",
    """SELECT format('The materialised view %s knows no policy and can be read by %s', name, rolname)
    FROM tables t, logins r WHERE relkind = 'm' AND has_table_privilege(r.oid, t.oid, 'SELECT')""",
    """SELECT format('%s acts as its owner without a fixed search path', name) FROM functions
    WHERE prosecdef AND NOT proconfig && ARRAY['search_path=pg_catalog, pg_temp', 'search_path=""'] IS TRUE""",
    """SELECT format('%s acts as its owner and can be called by everybody', name)
    FROM functions, aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE prosecdef AND grantee = 0""",
    f"""SELECT format('%s belongs to %s', name, proowner::regrole) FROM functions
    WHERE proowner <> '{OWNER}'::regrole""",
    """SELECT format('%s claims to leak nothing, so it runs before the policies', name) FROM functions
    WHERE proleakproof""",
)

KEYS = (
    """SELECT format('The key %s of %s does not carry the partner', indexrelid::regclass, name)
    FROM pg_index JOIN partners ON indrelid = name WHERE indisunique AND partner <> ALL (indkey)""",
    """SELECT format('The exclusion %s of %s does not carry the partner', conname, name)
    FROM pg_constraint JOIN partners ON conrelid = name WHERE contype = 'x' AND partner <> ALL (conkey)
    AND NOT (0 = ANY (conkey) AND pg_get_constraintdef(pg_constraint.oid) ~ '\\mpartner_id\\M')""",
    """SELECT format('The foreign key %s of %s does not carry the partner', conname, conrelid::regclass)
    FROM pg_constraint JOIN partners ON confrelid = name WHERE contype = 'f' AND partner <> ALL (confkey)""",
)


async def faults(connection: asyncpg.Connection) -> list[str]:
    """One sentence for each fault, sorted; empty when everything is as it must be."""
    rows = await connection.fetch(_WITH + " UNION ".join((*ROLES, *TABLES, *POLICIES, *CODE, *KEYS)))
    return sorted(row[0] for row in rows)
