"""Policies, grants, triggers and functions of a database compared with those declared beside the tables.

An Alembic plugin: autogenerate writes what differs, and `pending` names it. What is declared is put on empty temporary
copies of the tables in a savepoint that is rolled back, so that PostgreSQL itself says how it reads either side.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext, produce_migrations
from alembic.migration import MigrationContext
from alembic.operations import ops
from alembic.runtime.plugins import Plugin
from alembic.util import DispatchPriority, PriorityDispatchResult
from sqlalchemy import Connection, Table
from sqlalchemy.engine import Dialect

from portal import records
from portal.database import direct
from portal.database.policies import LOGINS

PLUGIN = "portal.row_security"
Facts = Mapping[str, frozenset[str]]
"""What holds of each table and function, by its name, in PostgreSQL's words."""

ON_A_TABLE = re.compile(
    r"\s*(ALTER TABLE|CREATE POLICY|COMMENT ON POLICY|CREATE TRIGGER|GRANT .* ON (?!FUNCTION|SCHEMA))"
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
UNION ALL
SELECT label, format('%s granted to %s', privilege_type,
                     CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
FROM functions f, aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee <> proowner
"""


class Redraw(ops.MigrateOperation):
    """Puts what is declared of one table or function in place of what the database has."""

    def __init__(self, label: str, statements: tuple[str, ...], differences: tuple[str, ...]) -> None:
        self.label, self.statements, self.differences = label, statements, differences

    def reverse(self) -> "Redraw":
        return Redraw(self.label, (), self.differences)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        return ("row_security", self.label, *self.differences)


def _render(_context: AutogenContext, redraw: Redraw) -> list[str]:
    said = [f"# {redraw.label} {difference}".replace("\n", " ") for difference in redraw.differences]
    if not redraw.statements:  # the way back is what an earlier revision said; only a person knows which
        return [*said, f"raise NotImplementedError({f'the former rules of {redraw.label}'!r})"]
    return [*said, *(f"op.execute({statement.replace(':', chr(92) + ':')!r})" for statement in redraw.statements)]


def setup(plugin: Plugin) -> None:
    """Called by Alembic."""
    plugin.add_autogenerate_comparator(_compare, "schema", priority=DispatchPriority.LAST)
    renderers.dispatch_for(Redraw)(_render)


def _compare(context: AutogenContext, upgrade: ops.UpgradeOps, _schemas: object) -> PriorityDispatchResult:
    if context.connection is not None:
        upgrade.ops.extend(redraws(context.connection))
    return PriorityDispatchResult.CONTINUE


def redraws(connection: Connection) -> Iterator[Redraw]:
    """What is to be put right, one table or function at a time."""
    has, wants = _facts(connection, temporary=False), declared(connection)
    for label in sorted({*wants, *(label for label in has if label.endswith("()"))}):  # Alembic drops stray tables
        missing, stray = wants[label] - has[label], has[label] - wants[label]
        if missing or stray:
            differences = (*(f"lacks {fact}" for fact in sorted(missing)), *(f"has {fact}" for fact in sorted(stray)))
            yield Redraw(label, tuple(_remedy(connection, label)), differences)


def _facts(connection: Connection, *, temporary: bool) -> defaultdict[str, frozenset[str]]:
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for label, fact in connection.exec_driver_sql(FACTS, (temporary,)):
        found[label] |= {re.sub(r"\b(pg_temp\w*|public)\.", "", fact)}
    return found


def declared(connection: Connection) -> Facts:
    """What should hold, as this server reads it; nothing stays behind."""
    calls = re.compile(rf"(?<![\w.])({'|'.join(records.functions_made())})\(")
    with connection.begin_nested() as savepoint:
        connection.exec_driver_sql("SET LOCAL check_function_bodies = off")
        for table in records.metadata().sorted_tables:
            connection.exec_driver_sql(_copy_of(table, connection.dialect))
        for statement in records.functions_made().values():
            connection.exec_driver_sql(calls.sub(r"pg_temp.\1(", statement, count=1))
        for statement in records.after_tables():
            if ON_A_TABLE.match(statement) or ON_A_FUNCTION.match(statement):
                connection.exec_driver_sql(calls.sub(r"pg_temp.\1(", re.sub(r"\bauth\.", "auth__", statement)))
        found = _facts(connection, temporary=True)
        savepoint.rollback()
    return found


def _copy_of(table: Table, dialect: Dialect) -> str:
    columns = ", ".join(f'"{column.name}" {column.type.compile(dialect)}' for column in table.columns)
    return f'CREATE TEMPORARY TABLE "{str(table).replace(".", "__")}" ({columns})'


def _remedy(connection: Connection, label: str) -> Iterator[str]:
    if label.endswith("()"):
        name = label.removesuffix("()")
        made = records.functions_made().get(name)
        yield made.strip() if made else f"DROP FUNCTION {name}"
        for statement in records.after_tables():
            named = ON_A_FUNCTION.match(statement)
            if made and named and named[2] == name:
                yield statement
        return
    on_it = "FROM pg_policies WHERE tablename = split_part($1, '.', 1 + strpos($1, '.')::bool::int)"
    policies = connection.exec_driver_sql(f"SELECT policyname {on_it}", (label,)).scalars()
    yield from (f'DROP POLICY "{policy}" ON {label}' for policy in policies)
    triggers = "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass($1) AND NOT tgisinternal"
    yield from (
        f'DROP TRIGGER "{name}" ON {label}' for name in connection.exec_driver_sql(triggers, (label,)).scalars()
    )
    yield f"REVOKE ALL ON {label} FROM PUBLIC, {', '.join(LOGINS)}"
    for statement in records.after_tables():
        if ON_A_TABLE.match(statement) and re.search(rf"(?<![\w.]){re.escape(label)}(?![\w.])", statement):
            yield statement


def _named(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name in {None, "auth"}


OPTIONS: dict[str, Any] = {
    "include_schemas": True,
    "include_name": _named,
    "autogenerate_plugins": ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname", PLUGIN],
}
Plugin.setup_plugin_from_module(sys.modules[__name__], PLUGIN)


def pending(owner_url: str) -> list[str]:
    """What differs between the database and the records, a line each; empty when a migration would be empty."""

    return direct.through(owner_url, differences)


def differences(connection: Connection) -> list[str]:
    """The same, on a connection."""
    context = MigrationContext.configure(connection, opts={**OPTIONS, "target_metadata": records.metadata()})
    upgrade = produce_migrations(context, records.metadata()).upgrade_ops
    return [] if upgrade is None else [line for difference in upgrade.as_diffs() for line in _told(difference)]


def _told(difference: Any) -> Iterator[str]:
    parts = difference[0] if isinstance(difference, list) else difference
    if parts[0] == "row_security":
        yield from (f"{parts[1]} {said}" for said in parts[2:])
    else:
        yield " ".join(str(part) for part in parts)
