"""What a database consists of, each part with the statements that make it and take it away, as PostgreSQL says."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import Connection

from portal.database.policies import LOGINS


class Kind(IntEnum):
    """In the order in which they are made; they are taken away the other way round."""

    SCHEMA = 1
    TABLE = 2
    COLUMN = 3
    FUNCTION = 4
    KEY = 5
    FOREIGN_KEY = 6
    INDEX = 7
    ROW_SECURITY = 8
    POLICY = 9
    TRIGGER = 10
    GRANT = 11


@dataclass(frozen=True, slots=True)
class Part:
    """One of them. Those with the same kind and name are the same part, in another state if they are not equal."""

    kind: Kind
    name: str
    table: str
    """Whose part it is: it comes and goes with this table. Empty for what stands alone."""
    make: tuple[str, ...]
    away: tuple[str, ...]
    change: tuple[str, ...]
    """Puts it into this state where it stands in another; without any it is taken away and made anew."""


Parts = Mapping[tuple[Kind, str], Part]

NONE = "ARRAY[]::text[]"
OURS = "(SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'auth'))"
WHOM = "CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END"
TABLES = f"""
WITH tables AS (
  SELECT oid, oid::regclass::text AS label, relowner, relacl, relrowsecurity, relforcerowsecurity FROM pg_class
  WHERE relkind IN ('r', 'p') AND relnamespace IN {OURS} AND relname <> 'alembic_version'),
columns AS (
  SELECT label, attnum, attnotnull AS filled, quote_ident(attname) AS name,
         format_type(atttypid, atttypmod) AS type, pg_get_expr(adbin, adrelid) AS usual
  FROM tables t JOIN pg_attribute ON attrelid = t.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum)
"""
# Every query gives: name, table, the statements that make it, that take it away, that change it.
ALONE = f"""
SELECT {Kind.SCHEMA}, nspname, '', ARRAY['CREATE SCHEMA ' || nspname], ARRAY['DROP SCHEMA ' || nspname], {NONE}
FROM pg_namespace WHERE nspname = 'auth'
UNION ALL
SELECT {Kind.FUNCTION}, label, '', made, ARRAY['DROP FUNCTION ' || label], made
FROM (SELECT oid::regprocedure::text AS label,
             ARRAY[trim(E'\\n' FROM pg_get_functiondef(oid)),
                   format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, {", ".join(LOGINS)}', oid::regprocedure)]
             || (SELECT 'GRANT EXECUTE ON FUNCTION ' || p.oid::regprocedure || ' TO ' || string_agg({WHOM}, ', '
                        ORDER BY {WHOM})
                 FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee <> proowner
                 HAVING count(*) > 0) AS made
      FROM pg_proc p WHERE pronamespace IN {OURS}) AS functions
UNION ALL
SELECT {Kind.GRANT}, 'SCHEMA ' || nspname || whom, '', ARRAY[format('GRANT %s ON SCHEMA %s TO %s', privileges, nspname,
       whom)], ARRAY[format('REVOKE ALL ON SCHEMA %s FROM %s', nspname, whom)], {NONE}
FROM (SELECT nspname, {WHOM} AS whom, string_agg(privilege_type, ', ' ORDER BY privilege_type) AS privileges
      FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'auth' AND grantee <> nspowner GROUP BY nspname, grantee)
"""
SHAPES = f"""
{TABLES}
SELECT {Kind.TABLE}, label, label, ARRAY[format(E'CREATE TABLE %s (\\n    %s\\n)', label,
       string_agg(concat_ws(' ', name, type, 'DEFAULT ' || usual, CASE WHEN filled THEN 'NOT NULL' END), E',\\n    '
                  ORDER BY attnum))], ARRAY['DROP TABLE ' || label], {NONE}
FROM columns GROUP BY label
UNION ALL
SELECT {Kind.COLUMN}, label || '.' || name, label,
       array_remove(ARRAY[format('ALTER TABLE %s ADD COLUMN %s', label, concat_ws(' ', name, type,
                                 'DEFAULT ' || usual)),
                          CASE WHEN filled THEN format('ALTER TABLE %s ALTER COLUMN %s SET NOT NULL', label, name) END],
                    NULL),
       ARRAY[format('ALTER TABLE %s DROP COLUMN %s', label, name)],
       ARRAY[format('ALTER TABLE %s ALTER COLUMN %s TYPE %s', label, name, type),
             format('ALTER TABLE %s ALTER COLUMN %s %s', label, name,
                    coalesce('SET DEFAULT ' || usual, 'DROP DEFAULT')),
             format('ALTER TABLE %s ALTER COLUMN %s %s NOT NULL', label, name,
                    CASE WHEN filled THEN 'SET' ELSE 'DROP' END)]
FROM columns
UNION ALL
SELECT CASE contype WHEN 'f' THEN {Kind.FOREIGN_KEY} ELSE {Kind.KEY} END, label || '.' || conname, label,
       ARRAY[format('ALTER TABLE %s ADD CONSTRAINT %I %s', label, conname, pg_get_constraintdef(c.oid))],
       ARRAY[format('ALTER TABLE %s DROP CONSTRAINT %I', label, conname)], {NONE}
FROM tables t JOIN pg_constraint c ON conrelid = t.oid AND contype IN ('p', 'u', 'x', 'c', 'f')
UNION ALL
SELECT {Kind.INDEX}, indexrelid::regclass::text, label, ARRAY[pg_get_indexdef(indexrelid)],
       ARRAY['DROP INDEX ' || indexrelid::regclass], {NONE}
FROM tables t JOIN pg_index ON indrelid = t.oid
WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
"""
RULES = f"""
{TABLES},
granted AS (
  SELECT label, grantee, privilege_type AS privilege FROM tables, aclexplode(relacl) WHERE grantee <> relowner
  UNION ALL
  SELECT label, grantee, format('%s (%s)', privilege_type, string_agg(quote_ident(attname), ', ' ORDER BY attnum))
  FROM tables t JOIN pg_attribute ON attrelid = t.oid, aclexplode(attacl) WHERE grantee <> relowner
  GROUP BY label, grantee, privilege_type)
SELECT {Kind.ROW_SECURITY}, label, label,
       array_remove(ARRAY[
         CASE WHEN relrowsecurity THEN format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', label) END,
         CASE WHEN relforcerowsecurity THEN format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', label) END], NULL),
       ARRAY[format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', label),
             format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', label)], {NONE}
FROM tables WHERE relrowsecurity OR relforcerowsecurity
UNION ALL
SELECT {Kind.POLICY}, label || '.' || polname, label,
       ARRAY[format('CREATE POLICY %I ON %s%s FOR %s TO %s', polname, label,
                    CASE WHEN NOT polpermissive THEN ' AS RESTRICTIVE' END,
                    CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                                WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                    (SELECT string_agg({WHOM}, ', ' ORDER BY {WHOM}) FROM unnest(polroles) grantee))
             || coalesce(format(' USING (%s)', pg_get_expr(polqual, polrelid)), '')
             || coalesce(format(' WITH CHECK (%s)', pg_get_expr(polwithcheck, polrelid)), ''),
             format('COMMENT ON POLICY %I ON %s IS %L', polname, label, obj_description(p.oid, 'pg_policy'))],
       ARRAY[format('DROP POLICY %I ON %s', polname, label)], {NONE}
FROM tables t JOIN pg_policy p ON polrelid = t.oid
UNION ALL
SELECT {Kind.TRIGGER}, label || '.' || tgname, label,
       array_remove(ARRAY[pg_get_triggerdef(g.oid), CASE tgenabled WHEN 'D' THEN
                          format('ALTER TABLE %s DISABLE TRIGGER %I', label, tgname) END], NULL),
       ARRAY[format('DROP TRIGGER %I ON %s', tgname, label)], {NONE}
FROM tables t JOIN pg_trigger g ON tgrelid = t.oid AND NOT tgisinternal
UNION ALL
SELECT {Kind.GRANT}, label || ' to ' || {WHOM}, label,
       ARRAY[format('GRANT %s ON %s TO %s', string_agg(privilege, ', ' ORDER BY privilege), label, {WHOM})],
       ARRAY[format('REVOKE ALL ON %s FROM %s', label, {WHOM})], {NONE}
FROM granted GROUP BY label, grantee
"""


def read(connection: Connection) -> Parts:
    """All that the portal's database consists of, by kind and name."""
    found = [
        Part(Kind(kind), name, table, tuple(make), tuple(away), tuple(change))
        for query in (ALONE, SHAPES, RULES)
        for kind, name, table, make, away, change in connection.exec_driver_sql(query)
    ]
    return {(part.kind, part.name): part for part in found}
