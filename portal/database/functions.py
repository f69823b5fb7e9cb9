"""The database's own functions: the context that policies read, money as text, and what guards append-only rows."""

from portal import ids, money
from portal.database import finding

SETTING = "backtrace_functions"
"""Where the context is kept: a setting that PostgreSQL lets nobody change but a superuser and whom one has allowed it.

`enter` acts as the owner, who is allowed. Names of the portal's own, such as portal.partner, anybody may SET. It names
C functions whose faults are logged with a trace, and no function has the name of a context.
"""
FALLBACK = "portal.context"
"""Where it is kept on a server that allows the owner nothing; `catalogue` says so."""
CONTEXT = "current_setting(public.context_setting(), true)"
"""Ids of 32 digits: the organisation's, the person's, the member's, the session's; then the list of partners.

Of a mediator the case comes in the place of that list, once as such and once if its offers may be read.
"""
MAY_KEEP = f"has_parameter_privilege('portal_owner', '{SETTING}', 'SET')"


def kept_in(setting: str) -> str:
    """SQL: the name of the setting as a function, which the planner replaces by the name."""
    return (
        "CREATE OR REPLACE FUNCTION context_setting() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE "
        f"AS $$ SELECT '{setting}'::text $$"
    )


ORIGIN = "current_setting('portal.origin', true)"
"""A request's id and the address it came from, where it changes something; reads and the clock set none."""


def context_of(row: str) -> str:
    """SQL: keeps, for the rest of the transaction, whose a row of sessions is."""
    whose = ", ".join(f"{row}.{name}" for name in ("partner_id", "person_id", "member_id", "id"))
    return f"""set_config(public.context_setting(), replace(
    concat({whose}, array_to_string({row}.partners, ',')), '-', ''), true)"""


def _origin(name: str, part: int) -> str:
    """One part of it; empty where none is set."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE "
        f"AS $$ SELECT coalesce(split_part({ORIGIN}, ' ', {part}), '') $$"
    )


def _context(name: str, part: str) -> str:
    """One id in what `enter` has set; the smallest of all, which nobody has, where nothing is set.

    A statement is planned before it enters. A null would make the planner expect no row at all, whatever index; and
    PostgreSQL takes COALESCE for a function that could leak, so that no index would serve beside a policy with an OR.
    """
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE "
        f"AS $$ SELECT greatest(substr({CONTEXT}, {part}) COLLATE \"C\", '{ids.NIL.hex}')::uuid $$"
    )


# The same for a list.
PARTNERS = (
    "CREATE OR REPLACE FUNCTION current_partners() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE "
    f"AS $$ SELECT string_to_array(greatest(substr({CONTEXT}, 129) COLLATE \"C\", '{ids.NIL.hex}'), ',')::uuid[] $$"
)


def _major_units() -> str:
    """Minor units as a plain decimal with the currency's own number of digits."""
    cases = " ".join(f"WHEN '{currency}' THEN {digits}" for currency, digits in sorted(money.EXPONENTS.items()))
    return (
        "CREATE OR REPLACE FUNCTION major_units(minor bigint, currency text) RETURNS text "
        "LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ "
        f"SELECT (SELECT round(minor / power(10::numeric, digits), digits)::text FROM (SELECT CASE currency {cases} "
        "ELSE 2 END) AS exponent(digits)) $$"
    )


REFUSE_CHANGE = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = '42501'; END $$"
)

# As the owner, who alone may add to the notes: so nobody else can, and a row that somebody adds without its note shows.
NOTE_UNSEALED = f"""
CREATE OR REPLACE FUNCTION note_unsealed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.unsealed (partner_id, table_name, row_id, written_by)
  VALUES (coalesce(NEW.partner_id, '{ids.NIL}'), TG_ARGV[0], NEW.id, session_user);
  RETURN NULL;
END $$
"""

# Of the columns that there were when the row was sealed: those that came later are left out.
ROW_DIGEST = """
CREATE OR REPLACE FUNCTION row_digest(whole jsonb, later text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT encode(sha256(convert_to((whole - later)::text, 'UTF8')), 'hex')
$$
"""
LATER = """ARRAY(SELECT attname::text FROM pg_catalog.pg_attribute WHERE attrelid = '{table}'::regclass
    AND attnum > 0 AND NOT attisdropped AND attname <> ALL ({columns}))"""
"""The columns of a table that are not among some."""

# What portal_system may know of the sign-in's rows to seal them: their digests, all or some. Instants are in UTC.
DIGESTS = f"""
CREATE OR REPLACE FUNCTION {{name}}(columns text[], among text[]) RETURNS TABLE (id uuid, sha256 text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
  SELECT t.id, public.row_digest(to_jsonb(t), {LATER.format(table="{table}", columns="columns")}) FROM {{table}} t
  WHERE among IS NULL OR t.id = ANY (among::uuid[])
$$
"""

SIGNED_IN = (
    "CREATE OR REPLACE FUNCTION signed_in() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE "
    f"AS $$ SELECT {CONTEXT} <> '' $$"
)

STATEMENTS = (
    kept_in(SETTING),
    _context("current_partner", "1, 32"),
    _context("current_person", "33, 32"),
    _context("current_member", "65, 32"),
    _context("current_session", "97, 32"),
    PARTNERS,
    _context("current_dispute", "129, 32"),
    _context("current_offers", "161, 32"),
    SIGNED_IN,
    _origin("current_request", 1),
    _origin("current_address", 2),
    _major_units(),
    REFUSE_CHANGE,
    NOTE_UNSEALED,
    ROW_DIGEST,
    *finding.STATEMENTS,
)
