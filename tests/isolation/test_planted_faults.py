"""The proof finds what is wrong: every fault planted here is named by it, and is gone again after the test."""

from contextlib import aclosing

import asyncpg
import pytest

from portal.database import catalogue
from tests.isolation import proof
from tests.isolation.worlds import Worlds

PEEK = "CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM contract'"
PINNED = PEEK.replace(" AS '", " SET search_path = pg_catalog, pg_temp AS '").replace("contract", "public.contract")

FAULTS = {
    "a policy dropped": ("DROP POLICY as_partner ON contract", "portal_partner sees 0 rows of contract, not"),
    "a policy that lets everything through": (
        "ALTER POLICY as_partner ON contract USING (true)", "portal_partner sees 6 rows of contract, not",
    ),
    "a manager's policy without the list": (
        "ALTER POLICY as_manager ON journal USING (true)", "portal_manager sees 6 rows of journal, not",
    ),
    "a policy that lets anything be written": (
        "ALTER POLICY as_partner ON acceptance WITH CHECK (true)",
        "portal_partner plants rows of acceptance in a foreign world",
    ),
    "unsubmitted changes shown": (
        "ALTER POLICY as_partner ON clause_change USING (partner_id = current_partner())",
        "portal_partner sees 3 rows of clause_change, not",
    ),
    "row security not forced": (
        "ALTER TABLE journal NO FORCE ROW LEVEL SECURITY", "journal has no row security, or not for its owner",
    ),
    "row security switched off": (
        "ALTER TABLE signature DISABLE ROW LEVEL SECURITY", "signature has no row security, or not for its owner",
    ),
    "a table that nobody put under policies": (
        "CREATE TABLE slip (partner_id uuid, id uuid, PRIMARY KEY (partner_id, id))", "slip has no row security",
    ),
    "a grant to everybody": ("GRANT SELECT ON contract TO PUBLIC", "SELECT of contract is granted to everybody"),
    "a grant of a column to everybody": (
        "GRANT SELECT (name) ON person TO PUBLIC", "SELECT of person.name is granted to everybody",
    ),
    "a grant on what one side must never see": (
        "GRANT SELECT ON contract_draft TO portal_partner", "portal_partner sees 0 rows of contract_draft, not",
    ),
    "the words of texts, granted": (
        "GRANT SELECT ON search_document TO portal_partner", "portal_partner sees 0 rows of search_document, not",
    ),
    "a grant on a partition": (
        ("CREATE TABLE slip (partner_id uuid) PARTITION BY HASH (partner_id); "
        "CREATE TABLE slip_0 PARTITION OF slip FOR VALUES WITH (MODULUS 1, REMAINDER 0); "
        "GRANT SELECT ON slip_0 TO portal_partner"),
        "SELECT of slip_0 is granted to portal_partner, past the policies",
    ),
    "an auditor who writes": (
        "GRANT UPDATE ON contract TO portal_auditor", "UPDATE of contract is granted to portal_auditor, who only reads",
    ),
    "truncation granted": (
        "GRANT TRUNCATE ON contract TO portal_staff", "TRUNCATE of contract is granted to portal_staff, and no policy",
    ),
    "history that may be changed": (
        "GRANT UPDATE ON signature TO portal_staff", "UPDATE of signature is granted to portal_staff, and rows there",
    ),
    "history without its trigger": (
        "DROP TRIGGER append_only ON signature", "rows of signature are changed or deleted",
    ),
    "history that may be emptied": (
        "DROP TRIGGER never_emptied ON signature", "signature can be emptied, and rows there are only added",
    ),
    "history with its trigger off": (
        "ALTER TABLE signature DISABLE TRIGGER append_only", "The trigger append_only of signature is disabled",
    ),
    "credentials that staff read": (
        "GRANT SELECT ON auth.session TO portal_staff", "SELECT of auth.session is granted to portal_staff",
    ),
    "a key across partners": (
        "CREATE UNIQUE INDEX numbers ON contract (number)", "The key numbers of contract does not carry the partner",
    ),
    "a foreign key across partners": (
        ("ALTER TABLE contract ADD CONSTRAINT lone UNIQUE (id); "
        "ALTER TABLE signature ADD CONSTRAINT loose FOREIGN KEY (contract_id) REFERENCES contract (id)"),
        "The foreign key loose of signature does not carry the partner",
    ),
    "a foreign key missing": (
        "ALTER TABLE signature DROP CONSTRAINT fk_signature_contract", "a row of signature hangs on a foreign parent",
    ),
    "a stray policy": (
        "CREATE POLICY more ON contract FOR SELECT TO portal_partner USING (true)",
        "contract has 2 policies for portal_partner",
    ),
    "a policy for everybody": (
        "CREATE POLICY more ON contract USING (true)", "The policy more of contract is for everybody",
    ),
    "a policy that looks elsewhere": (
        "ALTER POLICY as_staff ON signature USING (EXISTS (SELECT FROM contract))",
        "The policy as_staff of signature looks into other tables",
    ),
    "a function of the owner without a search path": (PEEK, "peek() acts as its owner without a fixed search path"),
    "a function of the owner for everybody": (PINNED, "peek() acts as its owner and can be called by everybody"),
    "a function that runs before the policies": (
        "CREATE FUNCTION peek() RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT 1'", "peek() claims to leak nothing",
    ),
    "a view that reads as the superuser": (
        "CREATE VIEW every_contract AS SELECT * FROM contract", "The view every_contract reads as its owner",
    ),
    "a materialised view": (
        "CREATE MATERIALIZED VIEW copy AS SELECT * FROM contract; GRANT SELECT ON copy TO portal_partner",
        "The materialised view copy knows no policy and can be read by portal_partner",
    ),
    "a login above the policies": (
        "ALTER ROLE portal_partner BYPASSRLS", "portal_partner has a privilege that no policy limits",
    ),
    "a login that can become another": (
        "GRANT portal_staff TO portal_partner", "portal_partner can become portal_staff",
    ),
    "set_config for everybody": (
        "GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO PUBLIC",
        "portal_partner may execute set_config",
    ),
    "a language for everybody": (
        "GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC", "portal_manager may run blocks in the language plpgsql",
    ),
    "objects of a login's own": (
        "GRANT CREATE ON SCHEMA public TO portal_partner", "portal_partner may make objects in the schema public",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_proof_finds(within: tuple[asyncpg.Connection, Worlds], fault: str) -> None:
    connection, worlds = within
    planted, named = FAULTS[fault]
    savepoint = connection.transaction()
    await savepoint.start()
    try:
        await connection.execute(planted)
        assert await found(connection, worlds, named)
    finally:
        await savepoint.rollback()


async def found(connection: asyncpg.Connection, worlds: Worlds, named: str) -> bool:
    """Whether the proof says so; it is heard only as far as it must be."""
    if any(named in fault for fault in await catalogue.faults(connection)):
        return True
    async with aclosing(proof.leaks(connection, worlds)) as leaks:
        async for leak in leaks:
            if named in leak:
                return True
    return False
