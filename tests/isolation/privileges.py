"""python -m tests.isolation.privileges: writes down what each login may do, as the catalogue has it in effect."""

import tempfile
from pathlib import Path

import asyncpg

from portal import migrations
from portal.database import direct, embedded, setup
from portal.database.logins import REACHES
from portal.database.policies import LOGINS

FILE = Path(__file__).with_suffix(".txt")
WHOM = "string_agg(replace(r.rolname, 'portal_', ''), ' ' ORDER BY r.rolname)"
OURS = "nspname !~ '^pg_' AND nspname <> 'information_schema'"
# Each gives: what on what, and who may, whether it was granted to them, to everybody, or to what they are members of.
EFFECTIVE = (
    f"""SELECT format('%s on database', p), {WHOM} FROM r, unnest(ARRAY['CONNECT', 'CREATE', 'TEMPORARY']) p
    WHERE has_database_privilege(r.oid, current_database(), p) GROUP BY p""",
    f"""SELECT format('%s on schema %s', p, nspname), {WHOM} FROM r, pg_namespace n, unnest(ARRAY['USAGE', 'CREATE']) p
    WHERE has_schema_privilege(r.oid, n.oid, p) AND nspname NOT IN ('pg_catalog', 'information_schema')
    GROUP BY p, nspname""",
    f"""SELECT format('%s on language %s', p, lanname), {WHOM} FROM r, pg_language l, unnest(ARRAY['USAGE']) p
    WHERE lanpltrusted AND has_language_privilege(r.oid, l.oid, p) GROUP BY p, lanname""",
    f"""SELECT format('%s on %s', p, c.oid::regclass), {WHOM}
    FROM r, pg_class c JOIN pg_namespace n ON n.oid = relnamespace,
      unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
    WHERE {OURS} AND relkind IN ('r', 'p', 'v', 'm', 'f') AND has_table_privilege(r.oid, c.oid, p)
    GROUP BY p, c.oid""",
    f"""SELECT format('%s (%s) on %s', p, columns, name), {WHOM} FROM (
      SELECT r.rolname, p, c.oid::regclass AS name, string_agg(attname, ', ' ORDER BY attname) AS columns
      FROM r, pg_class c JOIN pg_namespace n ON n.oid = relnamespace JOIN pg_attribute a ON attrelid = c.oid,
        unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) p
      WHERE {OURS} AND relkind IN ('r', 'p', 'v', 'm', 'f') AND attnum > 0 AND NOT attisdropped
      AND has_column_privilege(r.oid, c.oid, attnum, p) AND NOT has_table_privilege(r.oid, c.oid, p)
      GROUP BY r.rolname, p, c.oid) r GROUP BY p, columns, name""",
    f"""SELECT format('%s on sequence %s', p, c.oid::regclass), {WHOM}
    FROM r, pg_class c, unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) p
    WHERE relkind = 'S' AND has_sequence_privilege(r.oid, c.oid, p) GROUP BY p, c.oid""",
    f"""SELECT format('%s %s', CASE WHEN prosecdef THEN 'EXECUTE as the owner' ELSE 'EXECUTE' END,
                      p.oid::regprocedure), {WHOM}
    FROM r, pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
    WHERE ({OURS} OR {REACHES}) AND has_function_privilege(r.oid, p.oid, 'EXECUTE') GROUP BY p.oid""",
    f"""SELECT format('%s on parameter %s', p, parname), {WHOM}
    FROM r, pg_parameter_acl, unnest(ARRAY['SET', 'ALTER SYSTEM']) p
    WHERE has_parameter_privilege(r.oid, parname, p) GROUP BY p, parname""",
    f"""SELECT format('%s on large object %s', privilege_type, m.oid), {WHOM}
    FROM r, pg_largeobject_metadata m, aclexplode(coalesce(lomacl, acldefault('L', lomowner)))
    WHERE grantee IN (0, r.oid) OR lomowner = r.oid GROUP BY privilege_type, m.oid""",
    f"""SELECT format('USAGE on %s', name), {WHOM} FROM r, (
      SELECT 'server ' || srvname AS name, has_server_privilege(r.oid, s.oid, 'USAGE') AS may, r.oid AS whom
      FROM r, pg_foreign_server s UNION ALL
      SELECT 'wrapper ' || fdwname, has_foreign_data_wrapper_privilege(r.oid, w.oid, 'USAGE'), r.oid
      FROM r, pg_foreign_data_wrapper w) f WHERE may AND whom = r.oid GROUP BY name""",
    f"""SELECT format('CREATE in tablespace %s', spcname), {WHOM} FROM r, pg_tablespace t
    WHERE has_tablespace_privilege(r.oid, t.oid, 'CREATE') GROUP BY spcname""",
    f"""SELECT format('SELECT (%s) on pg_class', attname), {WHOM} FROM r, pg_attribute
    WHERE attrelid = 'pg_class'::regclass AND attname ~ '^rel(tuples|pages|all)'
    AND has_column_privilege(r.oid, attrelid, attnum, 'SELECT') GROUP BY attname""",
    f"""SELECT format('member of %s', roleid::regrole), {WHOM} FROM r JOIN pg_auth_members ON member = r.oid
    GROUP BY roleid""",
)


async def effective(connection: asyncpg.Connection) -> list[str]:
    """What may be done, and by which logins, a line each, sorted."""
    logins = f"r AS (SELECT oid, rolname FROM pg_roles WHERE rolname IN {LOGINS})"
    rows = await connection.fetch(f"WITH {logins} {' UNION ALL '.join(EFFECTIVE)}")
    return sorted(f"{what}: {whom}" for what, whom in rows)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="entente-privileges-") as folder:
        Path(folder).chmod(0o755)  # the server may run as another account, which must get through
        with embedded.running(Path(folder)) as server:
            owner_url = setup.prepare(server.url("postgres"), "entente", b"a secret of the tests")
            migrations.migrate(owner_url)
            FILE.write_text("".join(f"{line}\n" for line in direct.ask(owner_url, effective)), encoding="utf-8")


if __name__ == "__main__":
    main()
