"""The database's own functions: the context that policies read, money as text, and the guard of append-only rows."""

from portal import ids, money

PARTNER = "current_setting('portal.partner', true)"
"""Looked at for almost every row, so it stands alone."""
CALLER = "current_setting('portal.caller', true)"
"""The person, the member and the session, 36 characters each, then the list of partners: one setting costs less."""


ORIGIN = "current_setting('portal.origin', true)"
"""A request's id and the address it came from, where it changes something; reads and the clock set none."""


def _origin(name: str, part: int) -> str:
    """One part of it; empty where none is set."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE "
        f"AS $$ SELECT coalesce(split_part({ORIGIN}, ' ', {part}), '') $$"
    )


def _context(name: str, setting: str, kind: str, *, nobody: str) -> str:
    """The value set by `enter`; `nobody` where none is set, or an empty one: every value set is greater.

    A statement is planned before it enters. A null would make the planner expect no row at all, whatever index; and
    PostgreSQL takes COALESCE for a function that could leak, so that no index would serve beside a policy with an OR.
    """
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS {kind} LANGUAGE sql STABLE PARALLEL SAFE "
        f"AS $$ SELECT greatest({setting} COLLATE \"C\", '{nobody}')::{kind} $$"
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
    f"AS $$ SELECT {PARTNER} <> '' $$"
)

STATEMENTS = (
    _context("current_partner", PARTNER, "uuid", nobody=f"{ids.NIL}"),
    _context("current_person", f"substr({CALLER}, 1, 36)", "uuid", nobody=f"{ids.NIL}"),
    _context("current_member", f"substr({CALLER}, 37, 36)", "uuid", nobody=f"{ids.NIL}"),
    _context("current_session", f"substr({CALLER}, 73, 36)", "uuid", nobody=f"{ids.NIL}"),
    _context("current_partners", f"substr({CALLER}, 109)", "uuid[]", nobody=f"{{{ids.NIL}}}"),
    SIGNED_IN,
    _origin("current_request", 1),
    _origin("current_address", 2),
    _major_units(),
    REFUSE_CHANGE,
)
