"""The database's own functions: the context that policies read, money as text, and the guard of append-only rows."""

from portal import ids, money


def _context(function: str, name: str, kind: str, *, nobody: str) -> str:
    """The value set by `enter`; `nobody` where none is set, or an empty one: every value set is greater.

    A statement is planned before it enters. A null would make the planner expect no row at all, whatever index; and
    PostgreSQL takes COALESCE for a function that could leak, so that no index would serve beside a policy with an OR.
    """
    return (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS {kind} LANGUAGE sql STABLE PARALLEL SAFE "
        f"AS $$ SELECT greatest(current_setting('portal.{name}', true) COLLATE \"C\", '{nobody}')::{kind} $$"
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

SIGNED_IN = (
    "CREATE OR REPLACE FUNCTION signed_in() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE "
    "AS $$ SELECT current_setting('portal.person', true) <> '' $$"
)

STATEMENTS = (
    *(
        _context(f"current_{name}", name, "uuid", nobody=f"{ids.NIL}")
        for name in ("partner", "person", "member", "session")
    ),
    _context("current_partners", "partners", "uuid[]", nobody=f"{{{ids.NIL}}}"),
    SIGNED_IN,
    _major_units(),
    REFUSE_CHANGE,
)
