"""A database compared with what is declared beside the tables: policies, grants, triggers, checks and functions.

What is declared is put on empty temporary copies of the tables in a savepoint that is rolled back, so that PostgreSQL
itself says how it reads either side. Tables, columns, keys and indexes are compared by Alembic.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from alembic.autogenerate.api import produce_migrations
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, Table
from sqlalchemy.engine import Dialect

from portal.database import direct
from portal.database.declared import Declared

Facts = Mapping[str, frozenset[str]]
"""What holds of each table and function, by its name, in PostgreSQL's words."""

ON_A_TABLE = re.compile(
    r"\s*(ALTER TABLE|CREATE POLICY|COMMENT ON POLICY|CREATE (?:CONSTRAINT )?TRIGGER|GRANT .* ON (?!FUNCTION|SCHEMA))"
)
ON_A_FUNCTION = re.compile(r"\s*(REVOKE|GRANT) .* ON FUNCTION (\w+)")

FACTS = """
WITH ours AS (SELECT oid, nspname FROM pg_namespace WHERE nspname IN ('public', 'auth') AND NOT $1
              UNION ALL SELECT pg_my_temp_schema(), 'temporary' WHERE $1),
tables AS (
  SELECT c.*, CASE WHEN o.nspname = 'auth' THEN 'auth.' ELSE '' END || replace(c.relname, 'auth__', 'auth.') AS label
  FROM pg_class c JOIN ours o ON o.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relname <> 'alembic_version'),
functions AS (SELECT p.*, p.proname || '()' AS label FROM pg_proc p JOIN ours o ON o.oid = p.pronamespace)
SELECT label, format('row security %s, forced %s', relrowsecurity, relforcerowsecurity) AS fact FROM tables
UNION ALL
SELECT label, format('policy %s for %s to %s, permissive %s: sees %s, writes %s, digest %s', polname, polcmd,
                     polroles::regrole[], polpermissive, pg_get_expr(polqual, polrelid),
                     pg_get_expr(polwithcheck, polrelid), obj_description(p.oid, 'pg_policy'))
FROM pg_policy p JOIN tables t ON t.oid = p.polrelid
UNION ALL
SELECT label, format('check %s %s', conname, pg_get_constraintdef(k.oid))
FROM pg_constraint k JOIN tables t ON t.oid = k.conrelid WHERE contype = 'c'
UNION ALL
SELECT label, format('%s granted to %s', privilege_type,
                     CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
FROM tables, aclexplode(relacl) WHERE grantee <> relowner
UNION ALL
SELECT label, format('%s of column %s granted to %s', privilege_type, attname,
                     CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid, aclexplode(attacl) WHERE grantee <> relowner
UNION ALL
SELECT label, format('trigger %s, enabled %s', regexp_replace(pg_get_triggerdef(g.oid), ' ON \\S+ ', ' ON it '),
                     tgenabled)
FROM pg_trigger g JOIN tables t ON t.oid = g.tgrelid WHERE NOT tgisinternal
UNION ALL
SELECT label, format('(%s) returns %s, %s, definer %s, %s, parallel %s, set %s, body %s',
                     pg_get_function_arguments(oid), prorettype::regtype, provolatile, prosecdef, prolang, proparallel,
                     proconfig, encode(sha256(convert_to(prosrc, 'UTF8')), 'hex')) FROM functions
WHERE proname <> 'context_setting' -- it follows the server, and `catalogue` looks at it
UNION ALL
SELECT label, format('%s granted to %s', privilege_type,
                     CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
FROM functions f, aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee <> proowner
"""


def pending(owner_url: str, declared: Declared) -> list[str]:
    """What differs between the database and what is declared, a line each; empty when nothing is to be done."""

    return direct.through(owner_url, lambda connection: differences(connection, declared))


def differences(connection: Connection, declared: Declared) -> list[str]:
    """The same, on a connection."""
    context = MigrationContext.configure(connection, opts={**OPTIONS, "target_metadata": declared.metadata})
    upgrade = produce_migrations(context, declared.metadata).upgrade_ops
    shapes = [] if upgrade is None else [_told(difference) for difference in upgrade.as_diffs()]
    return [*shapes, *_rules(connection, declared)]


def _named(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name in {None, "auth"}


OPTIONS: dict[str, Any] = {
    "include_schemas": True,
    "include_name": _named,
    "autogenerate_plugins": ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
}


def _told(difference: Any) -> str:
    parts = difference[0] if isinstance(difference, list) else difference
    return " ".join(str(part) for part in parts)


def _rules(connection: Connection, declared: Declared) -> Iterator[str]:
    has, wants = _facts(connection, temporary=False), _wanted(connection, declared)
    for label in sorted({*wants, *(label for label in has if label.endswith("()"))}):  # Alembic names stray tables
        yield from (f"{label} lacks {fact}" for fact in sorted(wants[label] - has[label]))
        yield from (f"{label} has {fact}" for fact in sorted(has[label] - wants[label]))


def _facts(connection: Connection, *, temporary: bool) -> defaultdict[str, frozenset[str]]:
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for label, fact in connection.exec_driver_sql(FACTS, (temporary,)):
        found[label] |= {re.sub(r"\b(pg_temp\w*|public)\.", "", fact)}
    return found


def _wanted(connection: Connection, declared: Declared) -> defaultdict[str, frozenset[str]]:
    """What should hold, as this server reads it; nothing stays behind."""
    calls = re.compile(rf"(?<![\w.])({'|'.join(declared.functions)})\(")
    with connection.begin_nested() as savepoint:
        connection.exec_driver_sql("SET LOCAL check_function_bodies = off")
        for table in declared.metadata.sorted_tables:
            connection.exec_driver_sql(_copy_of(table, connection.dialect))
        for statement in declared.functions.values():
            connection.exec_driver_sql(calls.sub(r"pg_temp.\1(", statement, count=1))
        for statement in declared.after:
            if ON_A_TABLE.match(statement) or ON_A_FUNCTION.match(statement):
                connection.exec_driver_sql(calls.sub(r"pg_temp.\1(", re.sub(r"(?<!')\bauth\.", "auth__", statement)))
        found = _facts(connection, temporary=True)
        savepoint.rollback()
    return found


def _copy_of(table: Table, dialect: Dialect) -> str:
    columns = [f'"{column.name}" {column.type.compile(dialect)}' for column in table.columns]
    checks = [
        f"CONSTRAINT {dialect.identifier_preparer.format_constraint(check)} CHECK "
        f"({check.sqltext.compile(dialect=dialect, compile_kwargs={'literal_binds': True})})"
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    ]
    return f'CREATE TEMPORARY TABLE "{str(table).replace(".", "__")}" ({", ".join([*columns, *checks])})'
